"""Somebody simulated in a session, and what the simulated people of one session know together."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from facilitation.rehearsal.client import Client
from facilitation.rehearsal.people import Person, Theme
from facilitation.rehearsal.views import View

#: How many seconds pass between two deeds of a person who isn't in a hurry, and how long they type then.
PACE, TYPING = 5.0, 0.4


@dataclass(slots=True, eq=False)
class Member:
    """Somebody in the room.

    `writing` is what they still have to say, `limit` how many notes they write on a board, `pace` the mean
    number of seconds between two of their deeds.
    """

    person: Person
    client: Client
    room: View
    chance: random.Random
    writing: Iterator[tuple[Theme, str]]
    limit: int = 3
    pace: float = PACE
    seat: str = ""
    """The token of their seat."""
    written: Counter[int] = field(default_factory=Counter)
    """By board: how many notes they wrote."""
    done: set[str] = field(default_factory=set)
    """What they do once in a session and have done, in words of the part's own."""

    @property
    def dismissed(self) -> bool:
        """Whether the room is closed to them: ejected, or removed with everything in it."""
        return self.room.subject not in self.client.views or self.client.gone is not None

    @property
    def session(self) -> dict[str, Any]:
        return self.room.values["session"]

    @property
    def language(self) -> str:
        """The session's."""
        return self.session.get("language") or "en"

    @property
    def block(self) -> dict[str, Any] | None:
        """The part of the session that everybody is in."""
        return self.room.tables["blocks"].get(self.session["step"])

    @property
    def stage(self) -> str | None:
        """The stage of the step that the session is at; None in a part without steps."""
        steps = self.block["steps"] if self.block else []
        return steps[self.session["step_index"]]["stage"] if steps else None

    def ask(self, name: str, **payload: Any) -> None:
        """Ask for something without waiting for the answer."""
        self.client.ask(name, payload)

    async def do(self, name: str, **payload: Any) -> dict[str, Any]:
        """Ask for something; the result. Raises Refusal, Unreachable or TimeoutError."""
        return await self.client.command(name, payload)

    async def type(self) -> None:
        """Type for as long as a person would, seen by the others."""
        self.client.tell(self.room.subject, typing=True)
        await asyncio.sleep(TYPING * self.pace * self.chance.uniform(0.5, 1.5))
        self.client.tell(self.room.subject, typing=False)

    async def rest(self) -> None:
        """Wait until the next deed."""
        await asyncio.sleep(min(self.chance.expovariate(1 / self.pace), 3 * self.pace))


@dataclass(slots=True)
class Knowledge:
    """What those in one session know together."""

    themes: dict[int, Theme] = field(default_factory=dict)
    """By note: what it is about."""
    clusters: dict[tuple[int, str], int] = field(default_factory=dict)
    """By board and theme: the cluster that gathers its notes."""
    busy: dict[str, asyncio.Lock] = field(default_factory=dict)

    def alone(self, what: str) -> asyncio.Lock:
        """So that two people don't do the same thing in the same moment."""
        return self.busy.setdefault(what, asyncio.Lock())
