"""Handler of reminders to cities that have stated no wishes: each mail in its reader's language and zone."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select

from facilitation.commands import mailing
from facilitation.commands.onboarding.reminding import remind_people
from facilitation.commands.people.links import language_of
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused
from facilitation.domain.mails import LINK
from facilitation.domain.wishes import STEP
from facilitation.store.challenges import Wish
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.wishes import terms_of
from facilitation.translations import dates

_SUBJECT = N_("%(city)s: what do you want to learn, and from whom?")
_TEXT = N_(
    "Hello %(name)s,\n\n%(sender)s kindly reminds you: %(programme)s would like to know what %(city)s wants "
    "to learn, and from whom.%(until)s\n\nChoose practices or cities, or say it in your own words:\n\n{link}"
    "\n\nOnly your city and the coordination team see your wishes, unless you agree to show them. Sign in "
    "with this address if you are asked to. Thank you!"
)
_UNTIL = N_("You can do so until %(until)s.")


class RemindOfWishes(msgspec.Struct):
    """The ids of cities that have stated none yet."""

    cities: list[int]


def remind_of_wishes(work: Work, target: None, payload: RemindOfWishes) -> dict[str, Any]:
    """Remind the people of cities without wishes by mail, each person at most once a day.

    Of several cities those are passed over that have stated some, whose time is over, or that nobody can be
    reached in; `reminded` counts people, `cities` the cities that they are of.
    """
    cities = [work.own(City, city_id) for city_id in dict.fromkeys(payload.cities)]
    if not cities:
        raise Refused("invalid", N_("Choose at least one city."), field="cities")
    programme = work.orm.get_one(Programme, work.programme)
    terms = terms_of(work.orm, work.programme)
    stated = set(
        work.orm.scalars(
            select(Wish.city_id).where(
                Wish.programme_id == work.programme,
                Wish.withdrawn_at.is_(None),
                Wish.simulated.is_(False),
            )
        )
    )
    people = reached = 0
    refused: Refused | None = None
    for city in cities:
        try:
            if city.id in stated:
                raise Refused("conflict", N_("%(city)s has stated wishes already."), city=city.name)
            if not terms.open_for(city.id, work.now):
                raise Refused(
                    "conflict",
                    N_("The time for wishes of %(city)s is over. Reopen it first."),
                    city=city.name,
                )
            people += _remind_city(work, programme, city, terms.until_for(city.id))
            reached += 1
        except Refused as why:
            refused = why
    if refused is not None and not reached:
        if len(cities) == 1:
            raise refused
        raise Refused(
            "conflict",
            N_(
                "Nobody was reminded: these cities have stated wishes, were reminded today or have no people."
            ),
        )
    return {"reminded": people, "cities": reached}


def _remind_city(work: Work, programme: Programme, city: City, until: dt.datetime | None) -> int:
    return remind_people(work, city, STEP, lambda seat: _write(work, programme, city, seat, until))


def _write(work: Work, programme: Programme, city: City, seat: Seat, until: dt.datetime | None) -> None:
    assert seat.person is not None and seat.person.email is not None  # chosen so by remind_people
    language = language_of(work, programme, seat.person)
    words = {
        "name": seat.name,
        "sender": work.actor.name,
        "programme": programme.title,
        "city": city.name,
        "until": "",
    }
    if until is not None:
        zone = seat.person.time_zone or city.time_zone
        told = {"until": _moment(until, zone, language, city, programme)}
        words["until"] = " " + work.translate(_UNTIL, language) % told
    # A name may hold what looks like the place of the link: only the one in our own sentence is meant.
    words = {key: said.replace(LINK, "") for key, said in words.items()}
    mailing.post(
        work,
        programme=programme.id,
        address=seat.person.email,
        subject=work.translate(_SUBJECT, language) % words,
        text=work.translate(_TEXT, language) % words,
        link=f"/p/{programme.slug}/wishes",
    )


def _moment(until: dt.datetime, zone: str, language: str, city: City, programme: Programme) -> str:
    """Such as `Friday, 5 March 2027, 18:00 (Dublin)`."""
    local = until.astimezone(ZoneInfo(zone))
    place = dates.place_of_zone(zone, language, [city], programme.cities)
    return f"{dates.full_date(local.date(), language)}, {dates.clock(local)} ({place})"
