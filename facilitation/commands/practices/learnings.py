"""Handlers of learnings: what a city, or all together, learned about carrying practices over."""

from __future__ import annotations

from typing import Any

import msgspec

from facilitation.commands.practices.facts import clean_language
from facilitation.commands.practices.practices import hand
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused
from facilitation.domain.origins import PROFILE
from facilitation.domain.permissions import ACTS_FOR_CITY, COORDINATE
from facilitation.domain.practices import clean_source
from facilitation.domain.texts import clean_text
from facilitation.store.cities import City
from facilitation.store.replication import Learning

TEXT_LENGTH = 2_000


class AddLearning(msgspec.Struct, kw_only=True):
    """`city` is the id of the city that learned it; None where all did."""

    city: int | None
    text: str
    language: str
    source: str = ""


class ChangeLearning(AddLearning, kw_only=True):
    """All of it as it shall be; `revision` is the one that the writer began from."""

    learning: int
    revision: int


class TheLearning(msgspec.Struct):
    learning: int


def add_learning(work: Work, target: None, payload: AddLearning) -> dict[str, Any]:
    """Write down what was learned: by one's own city; coordinators for any, or for all."""
    learning = work.add(
        Learning(
            programme_id=work.programme,
            origin=PROFILE,
            simulated=work.actor.simulated,
            revision=1,
            changed_at=work.now,
            **_checked(work, payload),
            **hand(work),
        )
    )
    return {"learning": learning}


def change_learning(work: Work, learning: Learning, payload: ChangeLearning) -> dict[str, Any]:
    """Change a learning; `Refused` conflict if somebody else changed it meanwhile."""
    _hold(work, learning)
    if learning.removed_at is not None:
        raise Refused("conflict", N_("This was removed. Restore it first."))
    said = _checked(work, payload)
    if all(getattr(learning, name) == value for name, value in said.items()):
        return {"learning": learning}
    if learning.revision != payload.revision:
        raise Refused(
            "conflict", N_("Somebody else changed this meanwhile. Look at it, then change it."), field="text"
        )
    said_by = hand(work) | {"simulated": work.actor.simulated, "origin": PROFILE}
    work.change(learning, **said, **said_by, revision=learning.revision + 1, changed_at=work.now)
    return {"learning": learning}


def remove_learning(work: Work, learning: Learning, payload: TheLearning) -> dict[str, Any]:
    """Take a learning off the list; it can be restored."""
    _hold(work, learning)
    if learning.removed_at is None:
        work.change(learning, removed_at=work.now)
    return {"learning": learning}


def restore_learning(work: Work, learning: Learning, payload: TheLearning) -> dict[str, Any]:
    """Bring back a learning that was removed."""
    _hold(work, learning)
    if learning.removed_at is not None:
        work.change(learning, removed_at=None)
    return {"learning": learning}


def _checked(work: Work, payload: AddLearning) -> dict[str, Any]:
    return {
        "city_id": _city(work, payload.city),
        "text": clean_text(payload.text, field="text", limit=TEXT_LENGTH),
        "language": clean_language(payload.language),
        "source": clean_source(payload.source),
    }


def _city(work: Work, city_id: int | None) -> int | None:
    """The city that it is said for, if the actor may say it for that one."""
    city = work.own(City, city_id) if city_id is not None else None
    if COORDINATE(work.actor, city) or (city is not None and ACTS_FOR_CITY(work.actor, city)):
        return city.id if city is not None else None
    raise Refused("not_allowed", N_("You write down what your own city learned."), field="city")


def _hold(work: Work, learning: Learning) -> None:
    """Held until the end of the transaction; what was really said stays as it is in a demonstration."""
    work.orm.flush()
    work.orm.refresh(learning, with_for_update=True)
    if work.actor.simulated and not learning.simulated:
        raise Refused("conflict", N_("A real person said this. Simulated people can’t change it."))
