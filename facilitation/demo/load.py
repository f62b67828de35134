"""Loads the nine-city programme, one open demo session, and the demo's people with their sign-in links."""

from __future__ import annotations

import csv
import hashlib
import hmac
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select

from facilitation.commands.sessions.furnishing import furnish
from facilitation.commands.sessions.schedule import scheduled
from facilitation.commands.sessions.sessions import TheSession, new_session, start_session
from facilitation.commands.work import Work
from facilitation.config import Config
from facilitation.demo.assessments import add_assessment
from facilitation.demo.challenges import add_titles_and_namings
from facilitation.demo.onboarding import add_onboarding
from facilitation.demo.people import seat_simulated_people
from facilitation.demo.practices import tag_with_topics
from facilitation.demo.privacy import add_consents
from facilitation.demo.replication import add_replication_facts
from facilitation.demo.shifting import days_to_shift, told_of_shift
from facilitation.demo.tandems import add_workshops_as_attended
from facilitation.demo.topics import add_topics
from facilitation.domain.board_templates import TEMPLATES
from facilitation.domain.cities import SUPPORT
from facilitation.domain.origins import DOCUMENT
from facilitation.domain.permissions import COORDINATOR, FACILITATOR, ORGANISER, PARTICIPANT, SYSTEM, Viewer
from facilitation.domain.sessions import ALL, ENDED, PLANNED, THESE, UNKNOWN
from facilitation.queries.programmes.programmes import programme_by_slug
from facilitation.store.challenges import Challenge, ChallengeMention, Practice, PracticeChallenge, Wish
from facilitation.store.changes import LiveSession
from facilitation.store.cities import City, CityAlias, Organisation
from facilitation.store.database import Database
from facilitation.store.people import Person, Seat, SignInLink
from facilitation.store.programmes import Phase, Programme
from facilitation.store.sessions import Session
from facilitation.store.viewers import token_hash
from facilitation.translations import say

SLUG = "respond-rebuild-reinvent"
DATA = Path(__file__).parent / "data"
SOURCE = "Outcome report of Respond, Rebuild, Reinvent, 2021"
_NAMESPACE = UUID("6f6a1f0e-7a0c-5e0b-9d3a-6d0f3f1b2c11")
_COUNTRY_CODES = {
    "Brazil": "BR",
    "Spain": "ES",
    "Ireland": "IE",
    "Mexico": "MX",
    "Canada": "CA",
    "The Netherlands": "NL",
    "USA": "US",
    "Italy": "IT",
    "Poland": "PL",
}
_SESSION_TYPES = {
    "all-peer": "all_peer",
    "challenge": "challenge",
    "solution": "solution",
    "experimentation": "experimentation",
}
#: The phases with the first and last dates that the report gives for them.
_PHASES = (
    ("call", None, None),
    ("onboarding", None, None),
    ("challenges", date(2021, 6, 29), date(2021, 7, 8)),
    ("tandems", date(2021, 7, 15), date(2021, 7, 15)),
    ("solutions", date(2021, 9, 21), date(2021, 10, 28)),
    ("wrap_up", date(2021, 11, 16), date(2021, 11, 16)),
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to sign in as; `key` names the link in the ready file."""

    key: str
    name: str
    role: str
    city: str | None = None
    policymaker: bool = False


PEOPLE = (
    DemoPerson("organiser", "Demo organiser", ORGANISER),
    DemoPerson("coordinator", "Demo coordinator", COORDINATOR),
    DemoPerson("facilitator", "Demo facilitator", FACILITATOR),
    DemoPerson("participant", "Demo participant of Dublin", PARTICIPANT, city="DUB", policymaker=True),
)


def load(config: Config, today: date | None = None) -> dict[str, Any]:
    """Load the demo where it is missing; give what may be opened, in the form of the ready file.

    Its dates are those of 2021, as printed; with `today` they are shifted, so that it stands in the middle of
    its challenge phase on that day, and what is still to come then is planned. `sign_in` holds paths. The
    links' tokens follow from the secret, so that a second start prints the same.
    """
    database = Database(config.database_url, config.durability)
    try:
        with database.writing() as orm:
            assert isinstance(orm, LiveSession)
            programme = programme_by_slug(orm, SLUG)
            if programme is None:
                now = datetime.now(UTC)
                programme = _Loader(orm, now, today).programme()
                seat_simulated_people(orm, programme, now)
                add_consents(orm, programme, now)
                add_onboarding(orm, programme, now)
                add_assessment(orm, programme, now)
                add_titles_and_namings(orm, programme, now)
                tag_with_topics(orm, programme)
                add_replication_facts(orm, programme, now)
                if today is None:
                    add_workshops_as_attended(orm, programme, now)
            session = _open_session(orm, programme)
            links = {person.key: _link(orm, programme, person, config.secret_key) for person in PEOPLE}
            code = session.code
            assert code is not None
            return {
                "programme": SLUG,
                "join_code": code.code,
                "session": session.id,
                "board": session.board_id,
                "sign_in": links,
            }
    finally:
        database.dispose()


def _open_session(orm: LiveSession, programme: Programme) -> Session:
    """The demo session that anybody can join: the one that runs, or a new one."""
    now = datetime.now(UTC)
    query = (
        select(Session)
        .where(Session.programme_id == programme.id, Session.simulated.is_(True), Session.status == "running")
        .order_by(Session.id)
    )
    for session in orm.scalars(query):
        if (
            session.title == _DEMO_TITLE
            and session.code
            and session.code.expires_at > now + timedelta(days=1)
        ):
            return session
    work = Work(orm, Viewer(programme=programme.id, role=SYSTEM), now, say)
    session = new_session(
        work,
        type="challenge",
        title=_DEMO_TITLE,
        language="en",
        minutes=60,
        zone="UTC",
        for_whom=ALL,
        simulated=True,
    )
    furnish(work, session, TEMPLATES["challenges"])
    start_session(work, session, TheSession(session.id))
    orm.flush()
    return session


_DEMO_TITLE = "Demo: what do our cities struggle with?"


def _link(orm: LiveSession, programme: Programme, who: DemoPerson, secret: str) -> str:
    """The path that signs this demo person in, however often; made where it is missing."""
    email = f"{who.key}@demo.invalid"
    person = orm.scalars(select(Person).where(Person.email == email)).one_or_none()
    if person is None:
        now = datetime.now(UTC)
        person = Person(email=email, name=who.name, created_at=now)
        orm.add(person)
        orm.flush()
        city = select(City).where(City.programme_id == programme.id, City.code == who.city)
        orm.add(
            Seat(
                programme_id=programme.id,
                person_id=person.id,
                name=who.name,
                role=who.role,
                city=orm.scalars(city).one_or_none(),
                policymaker=who.policymaker,
                simulated=True,
                created_at=now,
            )
        )
    token = hmac.new(secret.encode(), f"demo:{who.key}".encode(), hashlib.sha256).hexdigest()
    known = select(SignInLink).where(SignInLink.token_hash == token_hash(token))
    if orm.scalars(known).one_or_none() is None:
        orm.add(
            SignInLink(
                person_id=person.id,
                token_hash=token_hash(token),
                expires_at=datetime.now(UTC) + timedelta(days=3650),
                reusable=True,
            )
        )
    return f"/sign-in/{token}"


class _Loader:
    """Writes the programme's tables from the data files, once."""

    def __init__(self, orm: LiveSession, now: datetime, today: date | None) -> None:
        self.orm = orm
        self.now = now
        self.today = today
        self.shift = timedelta(days=days_to_shift(today) if today else 0)

    def programme(self) -> Programme:
        programme = Programme(
            slug=SLUG,
            title="Respond, Rebuild, Reinvent",
            aims="Nine cities learn from each other how to help the social and solidarity economy thrive.",
            languages=["en"],
            language="en",
            host_zone="Europe/Madrid",
            funding=(
                "Funded by the European Union, as part of the OECD Global Action “Promoting Social and "
                "Solidarity Economy Ecosystems”."
            ),
            disclaimer=(
                "Demo data: facts of the programme of 2021 as its outcome report prints them. Where its "
                "cities are on the map comes from GeoNames (CC BY 4.0)."
                f"{told_of_shift(self.shift.days)}"
            ),
            shifted_days=self.shift.days,
            source=f"{SOURCE} (https://rrr-project.upsocial.org/)",
            demonstration=True,
            created_at=self.now,
        )
        programme.phases = [
            Phase(kind=kind, position=place, starts_on=self._moved(starts), ends_on=self._moved(ends))
            for place, (kind, starts, ends) in enumerate(_PHASES)
        ]
        self.orm.add(programme)
        self.orm.flush()
        self.id = programme.id
        self.work = Work(self.orm, Viewer(programme=self.id, role=SYSTEM), self.now, say)
        self.cities = self._cities()
        self.challenges = self._challenges()
        self._practices()
        self._wishes()
        self._sessions()
        self.orm.flush()
        return programme

    def _cities(self) -> dict[str, City]:
        cities: dict[str, City] = {}
        supports: dict[str, Organisation] = {}
        places = {row["city_id"]: row for row in _rows("coordinates.csv")}
        for place, row in enumerate(_rows("cities.csv"), start=1):
            city = City(
                programme_id=self.id,
                code=row["city_id"],
                name=row["name"],
                country=row["country"],
                country_code=_COUNTRY_CODES[row["country"]],
                inhabitants=int(row["inhabitants"]),
                time_zone=row["iana_tz"],
                languages=row["languages"].split(";"),
                offices=[office.strip() for office in row["offices"].split(";")],
                colour=place,
                latitude=float(places[row["city_id"]]["latitude"]),
                longitude=float(places[row["city_id"]]["longitude"]),
            )
            names = {*row["aliases"].split(";"), row["name_in_box_1_2"]} - {"", row["name"]}
            city.aliases = [CityAlias(name=name) for name in sorted(names)]
            cities[city.code] = city
            name = row["support_org"]
            if name and name not in supports:
                supports[name] = Organisation(programme_id=self.id, name=name, roles=[SUPPORT])
            if name:
                city.organisations = [supports[name]]
        self.orm.add_all(cities.values())
        self.orm.flush()
        return cities

    def _challenges(self) -> dict[str, Challenge]:
        titles = {row["challenge_id"]: ("social", row["challenge"]) for row in _rows("social_challenges.csv")}
        titles |= {row["topic_id"]: ("transversal", row["topic"]) for row in _rows("topics.csv")}
        challenges = {
            key: Challenge(programme_id=self.id, key=key, kind=kind, title=title)
            for key, (kind, title) in titles.items()
        }
        self.orm.add_all(challenges.values())
        self.orm.flush()
        add_topics(self.orm, self.id, challenges)
        said = {
            (row["city_id"], row["challenge_id"]): row["remark"] for row in _rows("social_challenges.csv")
        }
        for row in _rows("transversal_challenges.csv"):
            said.setdefault((row["city_id"], row["topic_id"]), "")
        for (code, key), remark in said.items():
            self.orm.add(
                ChallengeMention(
                    challenge_id=challenges[key].id,
                    city_id=self.cities[code].id,
                    remark=remark,
                    language="en",
                    origin=DOCUMENT,
                    source=SOURCE,
                )
            )
        return challenges

    def _practices(self) -> None:
        self.practices = {}
        inferred: set[tuple[str, str]] = set()
        for row in _rows("practices.csv"):
            stated, concluded = (
                {tag for column in columns for tag in row[column].split(";") if tag}
                for columns in (("topics", "social_stated"), ("social_inferred",))
            )
            tags = stated | concluded
            inferred |= {(row["practice_id"], tag) for tag in concluded - stated}
            practice = Practice(
                programme_id=self.id,
                city_id=self.cities[row["city_id"]].id,
                key=row["practice_id"],
                title=row["practice"],
                stage=row["stage"],
                language="en",
                origin=DOCUMENT,
                source=f"{SOURCE}, {row['section']}",
            )
            practice.challenges = [self.challenges[tag] for tag in sorted(tags)]
            self.practices[practice.key] = practice
        self.orm.add_all(self.practices.values())
        self.orm.flush()
        for key, tag in sorted(inferred):
            tagged = (self.practices[key].id, self.challenges[tag].id)
            self.orm.get_one(PracticeChallenge, tagged).inferred = True

    def _wishes(self) -> None:
        for row in _rows("interests.csv"):
            practice = self._linked_practice(row)
            self.orm.add(
                Wish(
                    programme_id=self.id,
                    city_id=self.cities[row["learner"]].id,
                    teacher_id=self.cities[row["teacher"]].id,
                    practice_id=practice.id if practice else None,
                    text=row["subject"],
                    language="en",
                    shown=True,  # the programme's report prints them
                    origin=DOCUMENT,
                    source=f"{SOURCE}; written down after the workshops, so a match is hindsight",
                )
            )

    def _linked_practice(self, row: dict[str, str]) -> Practice | None:
        """The first linked practice that the teacher owns."""
        for key in row["linked_practices"].split(";"):
            practice = self.practices.get(key)
            if practice is not None and practice.city_id == self.cities[row["teacher"]].id:
                return practice
        return None

    def _sessions(self) -> None:
        for code, city in self.cities.items():
            call = self._session(f"EV00-{code}", "onboarding", f"Onboarding call: {city.name}", None)
            call.for_whom, call.cities = THESE, [city]
        rows = [row for row in _rows("events.csv") if row["type"] != "onboarding"]
        titles = Counter(row["title"] for row in rows)
        for row in rows:
            cities = [self.cities[code] for code in row["cities"].split(";") if code]
            title = row["title"]
            if titles[title] > 1:  # four are printed as "Solution Workshop": their cities tell them apart
                title = f"{title}: {' + '.join(city.name for city in cities)}"
            session = self._session(
                row["event_id"],
                _SESSION_TYPES[row["type"]],
                title,
                self._moved(date.fromisoformat(row["date"])),
            )
            if session.status == PLANNED:
                if cities:
                    session.for_whom, session.cities = THESE, cities
                continue
            if cities:
                # The report lists who took part; whom a session was for it doesn't say.
                session.was_there, session.cities_there = THESE, cities
            session.policymakers_reported = int(row["policymakers"]) if row["policymakers"] else None
            session.participants_reported = (
                int(row["participants_total"]) if row["participants_total"] else None
            )

    def _session(self, key: str, kind: str, title: str, day: date | None) -> Session:
        """A session that was held: for whom and with whom is not known until somebody says so.

        Where dates are shifted, one whose day is not over is planned.
        """
        coming = self.today is not None and day is not None and day >= self.today
        session = scheduled(
            self.work,
            type=kind,
            title=title,
            date=day,
            status=PLANNED if coming else ENDED,
            zone="Europe/Madrid",
            uid=f"{uuid5(_NAMESPACE, key)}@facilitation",
            source=SOURCE,
            for_whom=UNKNOWN,
            was_there=UNKNOWN,
        )
        return session

    def _moved(self, day: date | None) -> date | None:
        return day + self.shift if day else None


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
