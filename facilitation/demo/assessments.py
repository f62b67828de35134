"""The demo's self-assessment: the starting set and simulated answers; no real city ever gets a rating."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.assessments import HIGHEST, starting_set
from facilitation.domain.permissions import PARTICIPANT
from facilitation.store.assessments import AssessmentArea, Rating, Statement, Submission
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme

#: The cities whose demo people have not begun, or have answered so many areas and not handed in.
_NOT_BEGUN = frozenset({"SFO"})
_UNDER_WAY = {"DUB": 3, "WAW": 5}
#: Of a hundred statements so many get "no answer".
_WITHOUT = 6
_COMMENTS = {
    0: "A demo comment: only the city, its support organisation and coordinators read it.",
    9: "Two offices see this differently; the number is what they agreed on.",
}


def add_assessment(orm: OrmSession, programme: Programme, now: datetime) -> None:
    """Ask the starting set, and let the simulated policymakers of most cities answer it."""
    language = programme.languages[0]
    areas = []
    for place, given in enumerate(starting_set(language)):
        area = AssessmentArea(programme_id=programme.id, position=place, title=given.title, language=language)
        area.statements = [
            Statement(programme_id=programme.id, position=number, text=text, language=language)
            for number, text in enumerate(given.statements)
        ]
        areas.append(area)
    orm.add_all(areas)
    orm.flush()
    people = (
        select(City, Seat.id)
        .join(Seat, Seat.city_id == City.id)
        .where(City.programme_id == programme.id, Seat.simulated.is_(True), Seat.role == PARTICIPANT)
        .order_by(City.code, Seat.id)
    )
    seats: dict[str, tuple[City, int]] = {}
    for city, seat in orm.execute(people):
        seats.setdefault(city.code, (city, seat))
    ratings, submissions = [], []
    for code, (city, seat) in seats.items():
        if code in _NOT_BEGUN:
            continue
        by: dict[str, Any] = {"programme_id": programme.id, "city_id": city.id, "round": 1, "seat_id": seat}
        by |= {"role": PARTICIPANT, "simulated": True}
        begun = _UNDER_WAY.get(code, len(areas))
        ratings += [
            by
            | {"statement_id": statement.id, "rating": rating, "comment": comment}
            | {"language": "en" if comment else None, "at": now, "version": 1}
            for statement, rating, comment in _made_up(code, areas[:begun])
        ]
        if code not in _UNDER_WAY:
            submissions.append(by | {"submitted_at": now - timedelta(minutes=1)})
    orm.execute(insert(Rating), ratings)
    orm.execute(insert(Submission), submissions)


def _made_up(code: str, areas: list[AssessmentArea]) -> list[tuple[Statement, int | None, str]]:
    """Ratings out of thin air, the same at every start."""
    chance = random.Random(f"assessment of {code}")
    made: list[tuple[Statement, int | None, str]] = []
    for area in areas:
        level = chance.uniform(2.5, 8)
        for statement in area.statements:
            rating = min(max(round(chance.gauss(level, 1.7)), 0), HIGHEST)
            without = chance.randrange(100) < _WITHOUT
            made.append((statement, None if without else rating, _COMMENTS.get(len(made), "")))
    return made
