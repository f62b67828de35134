"""Handlers of how wishes are asked for: until when, how many, longer for one city."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from facilitation.commands.work import Work
from facilitation.domain import sessions
from facilitation.domain.errors import N_, Refused
from facilitation.domain.permissions import COORDINATE
from facilitation.domain.wishes import MOST, MOST_ALLOWED
from facilitation.store.cities import City
from facilitation.store.programmes import Programme
from facilitation.store.wishes import WishExtension, WishRules, terms_of


class SetTerms(msgspec.Struct):
    """Until when, by the clocks of the programme's host zone (None: no deadline); how many a city may state.

    `fold` says which of two hours is meant where the clocks go back: the first (0) or the second (1).
    """

    date: dt.date | None = None
    time: str | None = None
    fold: int | None = None
    most: int = MOST


class ExtendWishes(msgspec.Struct):
    """A later deadline of one city, by the same clocks; None takes it back."""

    city: int
    date: dt.date | None = None
    time: str | None = None
    fold: int | None = None


def set_terms(work: Work, target: None, payload: SetTerms) -> dict[str, Any]:
    """Say until when cities can state wishes, and how many. A later deadline or none opens it again."""
    if not 1 <= payload.most <= MOST_ALLOWED:
        raise Refused(
            "invalid",
            N_("Allow each city from 1 to %(most)s wishes."),
            field="most",
            most=MOST_ALLOWED,
        )
    until = _instant(work, payload)
    rules = work.orm.get(WishRules, work.programme)
    if rules is None:
        work.add(WishRules(programme_id=work.programme, until=until, most=payload.most))
    else:
        work.change(rules, until=until, most=payload.most)
    return {}


def extend_wishes(work: Work, city: City, payload: ExtendWishes) -> dict[str, Any]:
    """Give one city longer than the others, or take that back."""
    until = _instant(work, payload)
    extension = work.orm.get(WishExtension, city.id)
    if until is None:
        if extension is not None:
            work.orm.delete(extension)
        return {}
    common = terms_of(work.orm, work.programme).until
    if common is None:
        raise Refused("conflict", N_("There is no deadline, so no city needs longer."))
    if until <= common:
        raise Refused("invalid", N_("Choose a later time than the deadline of all cities."), field="date")
    if extension is None:
        work.add(WishExtension(city_id=city.id, programme_id=work.programme, until=until))
    else:
        work.change(extension, until=until)
    return {}


def require_open(work: Work, city: City) -> None:
    """Refuse as closed what a city's people change after the deadline; coordinators may at any time."""
    if COORDINATE(work.actor, None) or terms_of(work.orm, work.programme).open_for(city.id, work.now):
        return
    raise Refused(
        "closed", N_("The time for wishes has ended. The coordination team can reopen it for your city.")
    )


def _instant(work: Work, payload: SetTerms | ExtendWishes) -> dt.datetime | None:
    """The moment that a form means; `Refused` names its field."""
    if payload.date is None and payload.time:
        raise Refused("invalid", N_("Give the date too."), field="date")
    if payload.date is None:
        return None
    if not payload.time:
        raise Refused("invalid", N_("Give the time of day, such as 18:00."), field="time")
    zone = work.orm.get_one(Programme, work.programme).host_zone
    try:
        when = sessions.plan(
            date=payload.date, starts_at=payload.time, minutes=None, zone=zone, fold=payload.fold
        )
    except Refused as refused:
        field = "time" if refused.field == "starts_at" else refused.field
        raise Refused(refused.code, refused.message.text, field=field, **refused.message.params) from None
    return sessions.instant(payload.date, when["starts_at"], zone, when["fold"])
