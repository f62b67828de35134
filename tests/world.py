"""A small world for tests: two programmes that must not know of each other, with seats in every role."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field
from typing import Any

from facilitation.commands.door import DirectDoor
from facilitation.commands.execute import Call, Done
from facilitation.commands.house import House
from facilitation.domain import permissions
from facilitation.domain.permissions import Viewer
from facilitation.matching.answer import to_form
from facilitation.matching.round_file import parse_round
from facilitation.matching.solver import solve
from facilitation.queries.tandems.tandems import round_for
from facilitation.store.boards import Board
from facilitation.store.changes import SubjectChange
from facilitation.store.cities import City
from facilitation.store.database import Database
from facilitation.store.people import Person, Seat, SignInLink
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from facilitation.store.viewers import token_hash, viewers
from facilitation.translations import say

START = dt.datetime(2027, 3, 9, 13, 0, tzinfo=dt.UTC)
MEMBER_ROLES = tuple(role for role in permissions.ROLES if role != permissions.GUEST)
CITIES = (
    ("DUB", "Dublin", "IE", "Europe/Dublin"),
    ("TRN", "Turin", "IT", "Europe/Rome"),
    ("SFO", "San Francisco", "US", "America/Los_Angeles"),
    ("WAW", "Warsaw", "PL", "Europe/Warsaw"),
)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now


@dataclass
class Place:
    """One programme with its people, and a running session with an open board."""

    programme: int
    slug: str
    seats: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    session: int = 0
    board: int = 0
    areas: list[int] = field(default_factory=list)
    code: str = ""
    guest_token: str = ""


class World:
    """`here` is the programme that tests act in, `there` the strangers'."""

    def __init__(self, database: Database, places: tuple[Place, Place] | None = None) -> None:
        """Make the world in an empty database, or (with `places`) take up one that was made before."""
        self.clock = Clock()
        self.database = database
        self.changes: list[SubjectChange] = []
        self.house = House(database, self.clock, say)
        self.door = DirectDoor(self.house, self.changes.extend)
        self._ids = itertools.count(1_000 if places else 1)
        self.here, self.there = places or (self._place("here"), self._place("there"))

    def _place(self, slug: str) -> Place:
        with self.database.writing() as orm:
            programme = Programme(
                slug=slug,
                title=f"Programme {slug}",
                languages=["en"],
                host_zone="Europe/Dublin",
                created_at=START,
            )
            orm.add(programme)
            orm.flush()
            place = Place(programme.id, slug)
            cities = {}
            for number, (code, name, country, zone) in enumerate(CITIES, start=1):
                city = City(
                    programme_id=programme.id,
                    code=code,
                    name=name,
                    country_code=country,
                    time_zone=zone,
                    languages=["en"],
                    offices=[],
                    colour=number,
                )
                cities[code] = city
                orm.add(city)
            orm.flush()
            for role in MEMBER_ROLES:
                person = Person(email=f"{role}@{slug}.invalid", name=role.title(), created_at=START)
                orm.add(person)
                orm.flush()
                seat = Seat(
                    programme_id=programme.id,
                    person_id=person.id,
                    name=role.title(),
                    role=role,
                    city=cities["DUB"] if role in ("participant", "support") else None,
                    created_at=START,
                )
                orm.add(seat)
                link = SignInLink(
                    person_id=person.id,
                    token_hash=token_hash(f"link-{role}-{slug}"),
                    expires_at=START + dt.timedelta(days=365),
                    reusable=True,
                )
                orm.add(link)
                orm.flush()
                place.seats[role], place.people[role] = seat.id, person.id
        place.session = self.do(
            "session.create",
            {
                "title": f"Workshop {slug}",
                "type": "challenge",
                "template": "challenges",
                "cities": ["DUB", "TRN"],
            },
            place.seats["organiser"],
        ).result["session"]
        self.do("session.start", {"session": place.session}, place.seats["facilitator"])
        with self.database.reading() as orm:
            session = orm.get(Session, place.session)
            place.board = session.board_id
            place.code = session.code.code
            place.areas = [area.id for area in orm.get(Board, place.board).areas]
        place.guest_token = f"guest-of-{slug}"
        place.seats["guest"] = self.guest(place, "Gil", "DUB", place.guest_token)
        return place

    def operation_id(self) -> str:
        return f"operation-{next(self._ids):06d}"

    def guest(self, place: Place, name: str, city: str | None, token: str | None = None) -> int:
        """Seat one more guest in a place's session."""
        payload = {
            "session": place.session,
            "name": name,
            "city": city,
            "organisation": None if city else "Elsewhere",
            "token_hash": token_hash(token or f"token-{name}-{place.slug}"),
        }
        return self.do("seat.take", payload, programme=place.programme).result["seat"]

    def do(
        self, name: str, payload: dict[str, Any], seat: int | None = None, programme: int | None = None
    ) -> Done:
        """Carry out a command under a fresh operation id."""
        return self.door.execute(Call(name, self.operation_id(), payload, seat, programme))

    def by(self, role: str, name: str, payload: dict[str, Any]) -> Done:
        """Carry out a command as somebody of `here`."""
        return self.do(name, payload, self.here.seats[role])

    def viewer(self, seat: int) -> Viewer:
        with self.database.reading() as orm:
            return viewers(orm, {seat})[seat]

    # -- things to act upon ---------------------------------------------------------------------------

    def note(self, seat: int, text: str = "A note") -> int:
        payload = {"board": self.here.board, "area": self.here.areas[0], "text": text}
        return self.do("note.post", payload, seat).result["note"]

    def cluster(self, seat: int, title: str = "A cluster") -> int:
        payload = {"board": self.here.board, "notes": [self.note(seat)], "title": title}
        return self.do("cluster.make", payload, seat).result["cluster"]

    def vote(self, seat: int) -> int:
        note = self.note(self.here.seats["facilitator"])
        self.stage("vote")
        return self.do("vote.cast", {"board": self.here.board, "on": f"note:{note}"}, seat).result["vote"]

    def stage(self, stage: str) -> None:
        self.by("facilitator", "board.stage", {"board": self.here.board, "stage": stage})

    def round(self, *, solved: bool = True) -> int:
        problem = {
            "cities": [
                {"id": code, "name": name, "time_zone": zone, "languages": ["en"], "challenges": ["jobs"]}
                for code, name, _, zone in CITIES
            ]
        }
        number = self.by("coordinator", "round.solve", {"problem": problem, "preset": "best"}).result["round"]
        if solved:
            answer = to_form(solve(parse_round(problem), "best"))
            self.do("round.store", {"round": number, "answer": answer}, programme=self.here.programme)
        return number

    def tandem(self) -> int:
        number = self.round()
        self.by("coordinator", "round.publish", {"round": number})
        with self.database.reading() as orm:
            return round_for(orm, self.viewer(self.here.seats["coordinator"]), number).tandems[0].id
