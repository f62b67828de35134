"""For every command of the catalogue a payload that must succeed, and what every role may do with it.

A command without a case here fails the laws: whoever adds one states who may use it, in its chapter's file.
"""

from __future__ import annotations

from facilitation.commands.catalogue import COMMANDS
from tests.laws.cases import (
    assessments,
    boards,
    breakouts,
    challenges,
    cities,
    commitments,
    documents,
    minutes,
    onboarding,
    people,
    plans,
    polls,
    practices,
    privacy,
    programmes,
    records,
    registrations,
    sessions,
    solutions,
    tandems,
    wishes,
)
from tests.laws.cases.rights import ROLES, Case

_PARTS = (
    programmes,
    people,
    plans,
    privacy,
    cities,
    onboarding,
    assessments,
    challenges,
    practices,
    boards,
    sessions,
    records,
    breakouts,
    registrations,
    plans,
    polls,
    tandems,
    wishes,
    solutions,
    commitments,
    documents,
    minutes,
)

CASES: dict[str, Case] = {name: case for part in _PARTS for name, case in part.CASES.items()}
#: Commands whose subject is the actor's own by nature: nobody else can own it for them.
ABOUT_ONESELF = frozenset(
    {"undo", "plan.undo", "plan.redo", "ready.set", "hand.raise", "hand.lower", "presence.go"}
    | {"poll.withdraw", "question.withdraw_upvote", "minutes.undo"}
)


def chapter_of(name: str) -> str:
    """The chapter of a command: the folder of its handler, and the file of its case."""
    return COMMANDS[name].handler.__module__.split(".")[2]


__all__ = ["ABOUT_ONESELF", "CASES", "ROLES", "Case", "chapter_of"]
