"""Handlers of wishes: a city says what it wants to learn, changes it, takes it back, and shows it or not."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.cities import places
from facilitation.commands.wishes.terms import require_open
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused
from facilitation.domain.origins import PROFILE
from facilitation.domain.programmes import ARCHIVED
from facilitation.domain.wishes import PRIORITIES, checked, likeness
from facilitation.store.challenges import Practice, Wish
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.wishes import terms_of


class AddWish(msgspec.Struct):
    """What a city wants to learn: a `practice`, a `teacher` (the id of a city), or only a `text`.

    The text is in `language`. `shown` is the city's word that others may see the wish once a published tandem
    meets it.
    """

    city: int
    practice: int | None = None
    teacher: int | None = None
    priority: int = 1
    text: str = ""
    language: str | None = None
    shown: bool = False


class ChangeWish(msgspec.Struct):
    """A wish as a whole; the fields are those of AddWish."""

    wish: int
    practice: int | None = None
    teacher: int | None = None
    priority: int = 1
    text: str = ""
    language: str | None = None
    shown: bool = False


class RankWish(msgspec.Struct):
    wish: int
    priority: int


class ShowWish(msgspec.Struct):
    wish: int
    shown: bool


class TheWish(msgspec.Struct):
    wish: int


def add_wish(work: Work, city: City, payload: AddWish) -> dict[str, Any]:
    """State a wish of a city, by its own people or for it by a coordinator."""
    require_open(work, city)
    values = _meant(work, city, payload)
    others = standing_wishes(work, city)
    require_other(values, others)
    require_room(work, len(others))
    return {"wish": work.add(new_wish(work, city, values | {"shown": payload.shown}, PROFILE))}


def change_wish(work: Work, wish: Wish, payload: ChangeWish) -> dict[str, Any]:
    """Say a wish differently."""
    _require_present(wish)
    require_own_world(work, wish)
    require_open(work, wish.city)
    values = _meant(work, wish.city, payload)
    require_other(values, [one for one in standing_wishes(work, wish.city) if one is not wish])
    say_again(work, wish, values | {"shown": payload.shown})
    return {"wish": wish}


def rank_wish(work: Work, wish: Wish, payload: RankWish) -> dict[str, Any]:
    """Say how important a wish is, beside the city's others."""
    _require_present(wish)
    require_own_world(work, wish)
    require_open(work, wish.city)
    if payload.priority not in PRIORITIES:
        raise Refused("invalid", N_("The priority is 1, 2 or 3."), field="priority")
    say_again(work, wish, {"priority": payload.priority})
    return {"wish": wish}


def withdraw_wish(work: Work, wish: Wish, payload: TheWish) -> dict[str, Any]:
    """Take a wish back. It counts nowhere any more and can be restored."""
    require_own_world(work, wish)
    if wish.withdrawn_at is None:
        require_open(work, wish.city)
        work.change(wish, withdrawn_at=work.now)
    return {"wish": wish}


def restore_wish(work: Work, wish: Wish, payload: TheWish) -> dict[str, Any]:
    """Let a wish that was withdrawn count again, if it can still be meant."""
    require_own_world(work, wish)
    if wish.withdrawn_at is None:
        return {"wish": wish}
    require_open(work, wish.city)
    values = checked(
        wish.city,
        wish.practice,
        wish.teacher,
        priority=wish.priority,
        text=wish.text,
        language=wish.language,
    )
    others = standing_wishes(work, wish.city)
    require_other(values, others)
    require_room(work, len(others))
    work.change(wish, withdrawn_at=None)
    return {"wish": wish}


def show_wish(work: Work, wish: Wish, payload: ShowWish) -> dict[str, Any]:
    """Agree that others see a wish once a published tandem meets it, or take that back, at any time."""
    require_own_world(work, wish)
    if work.actor.archived and payload.shown:
        raise Refused("closed", ARCHIVED)
    work.change(wish, shown=payload.shown)
    return {"wish": wish}


def new_wish(work: Work, city: City, values: dict[str, Any], origin: str) -> Wish:
    """A wish of checked values, said from the actor's seat."""
    return Wish(
        programme_id=work.programme,
        city=city,
        origin=origin,
        simulated=work.actor.simulated,
        **values,
        **_said(work),
    )


def say_again(work: Work, wish: Wish, values: dict[str, Any]) -> bool:
    """Give a wish checked values; whether anything changed. Whoever changes it says it now."""
    if all(getattr(wish, name) == value for name, value in values.items()):
        return False
    if "text" in values and values["text"] != wish.text:
        work.change(wish, source="")  # it isn't what the document says any more
    work.change(wish, **values, **_said(work))
    return True


def standing_wishes(work: Work, city: City) -> list[Wish]:
    """The wishes of a city that stand, in the actor's world: really said, or in play."""
    query = select(Wish).where(
        Wish.city_id == city.id,
        Wish.withdrawn_at.is_(None),
        Wish.simulated.is_(work.actor.simulated),
    )
    return list(work.orm.scalars(query.order_by(Wish.id)))


def require_other(values: dict[str, Any], others: list[Wish]) -> None:
    """Refuse a wish that the city has stated already."""
    like = likeness(values["practice"], values["teacher"], values["text"])
    if any(likeness(one.practice, one.teacher, one.text) == like for one in others):
        raise Refused(
            "invalid",
            N_("This wish is on the city’s list already. Change that one instead."),
            field="practice" if values["practice"] else "teacher" if values["teacher"] else "text",
        )


def require_room(work: Work, there: int) -> None:
    """Refuse a wish more than a city may state."""
    most = terms_of(work.orm, work.programme).most
    if there >= most:
        raise Refused(
            "conflict",
            N_("A city can state %(most)s wishes. Withdraw one that matters less first."),
            most=most,
        )


def require_own_world(work: Work, wish: Wish) -> None:
    """Nobody who is simulated changes what was really said."""
    if work.actor.simulated and not wish.simulated:
        raise Refused("conflict", N_("A real person said this. Simulated people can’t change it."))


def _require_present(wish: Wish) -> None:
    if wish.withdrawn_at is not None:
        raise Refused("conflict", N_("This wish is withdrawn. Restore it first."))


def _meant(work: Work, city: City, payload: AddWish | ChangeWish) -> dict[str, Any]:
    practice = work.orm.get(Practice, payload.practice) if payload.practice is not None else None
    if payload.practice is not None and (practice is None or practice.programme_id != work.programme):
        raise Refused("invalid", N_("Choose a practice of this programme."), field="practice")
    teacher = work.orm.get(City, payload.teacher) if payload.teacher is not None else None
    if payload.teacher is not None and (teacher is None or teacher.programme_id != work.programme):
        raise Refused("invalid", N_("Choose a city of this programme."), field="teacher")
    return checked(
        city,
        practice,
        teacher,
        priority=payload.priority,
        text=payload.text,
        language=places.written_in(payload.language),
    )


def _said(work: Work) -> dict[str, Any]:
    """From which seat it was said, and when."""
    seat = work.orm.get(Seat, work.actor.seat) if work.actor.seat is not None else None
    return {
        "role": seat.role if seat else None,
        "organisation": seat.organisation if seat else None,
        "said_at": work.now,
    }
