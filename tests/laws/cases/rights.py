"""Who may use a command: one word a role, in the order of ROLES. "own": only about what is one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.laws.chance import Chance
from tests.world import World


@dataclass(frozen=True, slots=True)
class Case:
    """What every role may do with a command, in the order of ROLES, and a payload that succeeds."""

    may: str
    #: (world, seat that owns what the command is about) -> payload
    payload: Callable[[World, int], dict[str, Any]]
    #: A payload by chance, for commands that change what readers of a board see.
    by_chance: Callable[[Chance], dict[str, Any]] | None = None

    def rights(self) -> dict[str, str]:
        """Role -> "yes", "own" or "no"."""
        return dict(zip(ROLES, self.may.split(), strict=True))


ROLES = (
    "organiser",
    "coordinator",
    "facilitator",
    "rapporteur",
    "participant",
    "support",
    "observer",
    "guest",
)
ALL = "yes yes yes yes yes yes yes yes"
MEMBERS = "yes yes yes yes yes yes yes no"
CONTRIBUTORS = "yes yes yes yes yes yes no yes"
OWN = "yes yes yes own own own no own"
OWN_ALWAYS = "own own own own own own no own"
FOR_CITY = "yes yes no no own own no no"
LEADS = "yes yes yes no no no no no"
SCRIBES = "yes yes yes yes no no no no"
COORDINATES = "yes yes no no no no no no"
ORGANISES = "yes no no no no no no no"
GUESTS = "no no no no no no no yes"
PROGRAM = "no no no no no no no no"
