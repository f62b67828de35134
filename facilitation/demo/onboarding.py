"""What the demo shows of onboarding: simulated profiles with their versions, and notes of one call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.onboarding import CALL, PROFILE, QUESTIONS
from facilitation.domain.permissions import COORDINATOR, PARTICIPANT, SUPPORT
from facilitation.store.cities import City
from facilitation.store.onboarding import CallPerson, CallQuestion, CityText, CityTextVersion, OnboardingCall
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session, SessionCity


@dataclass(frozen=True, slots=True)
class _Text:
    """What a demo city's people wrote into a section: (role, text), the later after the earlier."""

    city: str
    key: str
    language: str
    hands: tuple[tuple[str, str], ...]
    kind: str = PROFILE


#: Made up, and marked so wherever it is shown.
_PROFILES = (
    _Text(
        "DUB",
        "about",
        "en",
        (
            (PARTICIPANT, "Made up for the demo: two colleagues look after this programme."),
            (
                PARTICIPANT,
                "Made up for the demo: two colleagues look after this programme, one for enterprise and one "
                "for community work.\nWrite to either of them.",
            ),
        ),
    ),
    _Text(
        "DUB",
        "ecosystem",
        "en",
        (
            (PARTICIPANT, "Made up for the demo: a network of social enterprises and a monthly breakfast."),
            (
                SUPPORT,
                "Made up for the demo: a network of social enterprises, a monthly breakfast, and a fund that "
                "lends small sums.",
            ),
        ),
    ),
    _Text(
        "BIO",
        "about",
        "es",
        ((PARTICIPANT, "Inventado para la demo: una sola persona, a quien le gusta responder preguntas."),),
    ),
    _Text(
        "MTL",
        "about",
        "fr",
        ((PARTICIPANT, "Inventé pour la démo : une équipe de trois personnes suit le programme."),),
    ),
    _Text(
        "MTL",
        "policies",
        "fr",
        ((SUPPORT, "Inventé pour la démo : un plan d’action de cinq ans et un budget réservé."),),
    ),
)
#: Notes of the call with Dublin, made up too, by the question's place.
_NOTES = {
    0: "Made up: how others buy from social enterprises, and how they count what came of it.",
    1: "Made up: two colleagues; their director decides within a week.",
    5: "Made up: how a small fund came to be, with all its detours.",
}


def add_onboarding(orm: OrmSession, programme: Programme, now: datetime) -> None:
    """Simulated profiles and notes for some cities; the others are empty, as they are in a new programme."""
    cities = {city.code: city for city in orm.scalars(select(City).where(City.programme_id == programme.id))}
    seated = select(Seat.city_id, Seat.role, Seat.id).where(
        Seat.programme_id == programme.id, Seat.simulated.is_(True), Seat.city_id.is_not(None)
    )
    seats = {(city, role): seat for city, role, seat in orm.execute(seated) if city is not None}
    questions = [
        CallQuestion(programme_id=programme.id, position=place, text=text, language="en")
        for place, text in enumerate(QUESTIONS)
    ]
    orm.add_all([*questions, _call(orm, programme, cities["DUB"], seats)])
    orm.flush()
    written = [*_PROFILES, *_notes(questions)]
    rows = [_standing(programme, cities[one.city], one, seats, now) for one in written]
    orm.add_all(rows)
    orm.flush()
    for row, one in zip(rows, written, strict=True):
        orm.add_all(_versions(row, one, seats, now))


def _call(
    orm: OrmSession, programme: Programme, city: City, seats: dict[tuple[int, str], int]
) -> OnboardingCall:
    query = (
        select(Session)
        .join(SessionCity, SessionCity.session_id == Session.id)
        .where(SessionCity.city_id == city.id, Session.type == "onboarding")
    )
    call = OnboardingCall(programme_id=programme.id, city_id=city.id, session=orm.scalars(query).one())
    call.people = [
        CallPerson(seat_id=seats[city.id, role])
        for role in (PARTICIPANT, SUPPORT)
        if (city.id, role) in seats
    ]
    return call


def _notes(questions: list[CallQuestion]) -> Iterator[_Text]:
    for place, note in _NOTES.items():
        yield _Text("DUB", str(questions[place].id), "en", ((COORDINATOR, note),), CALL)


def _standing(
    programme: Programme, city: City, one: _Text, seats: dict[tuple[int, str], int], now: datetime
) -> CityText:
    role, text = one.hands[-1]
    return CityText(
        programme_id=programme.id,
        city_id=city.id,
        kind=one.kind,
        origin=one.kind,
        key=one.key,
        text=text,
        language=one.language,
        revision=len(one.hands),
        seat_id=seats.get((city.id, role)),
        role=role,
        simulated=True,
        updated_at=now,
    )


def _versions(
    row: CityText, one: _Text, seats: dict[tuple[int, str], int], now: datetime
) -> Iterator[CityTextVersion]:
    for number, (role, text) in enumerate(one.hands, start=1):
        at = now - timedelta(days=len(one.hands) - number)
        yield CityTextVersion(
            text_id=row.id,
            origin=row.kind,
            number=number,
            text=text,
            language=row.language,
            seat_id=seats.get((row.city_id, role)),
            role=role,
            simulated=True,
            begun_at=at,
            saved_at=at,
        )
