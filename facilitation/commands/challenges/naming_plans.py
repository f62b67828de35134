"""What the rows of a sheet of challenges of cities come to, and where they are faulty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from facilitation.commands.challenges.naming_rows import (
    HEADINGS,
    kind_of,
    language_of,
    urgency_of,
)
from facilitation.commands.sheets import Fault, Plan, Row, cities_by_word, city_called
from facilitation.domain.challenges import (
    EVIDENCE_LENGTH,
    REMARK_LENGTH,
    SOURCE_LENGTH,
    TITLE_LENGTH,
    all_titles,
    look_alikes,
)
from facilitation.domain.cities import folded
from facilitation.domain.errors import N_, Message, Refused
from facilitation.domain.names import clean_name
from facilitation.domain.origins import SHEET
from facilitation.domain.texts import clean_optional
from facilitation.domain.topics import goes_by
from facilitation.store.challenges import Challenge, ChallengeMention
from facilitation.store.cities import City
from facilitation.store.topics import Topic


@dataclass(frozen=True, slots=True)
class Meant:
    """What a row comes to: `values` for the naming; `challenge` None for a new one of `title` and `kind`.

    `again` says that a sheet named it before: then it is changed. `alike` is what a new one looks like.
    """

    row: int
    city: City
    challenge: Challenge | None
    title: str
    kind: str
    language: str
    values: dict[str, Any]
    again: bool
    alike: Challenge | None = None

    @property
    def is_new(self) -> bool:
        return not self.again

    @property
    def changes(self) -> bool:
        return True


@dataclass(slots=True)
class NamingPlan(Plan[Meant]):
    """What a sheet would do, and which challenges that needs."""

    @property
    def new_challenges(self) -> list[Meant]:
        """The first row of each challenge that is not here yet."""
        first: dict[str, Meant] = {}
        for one in self.rows:
            if one.challenge is None:
                first.setdefault(folded(one.title), one)
        return list(first.values())


@dataclass(frozen=True, slots=True)
class Known:
    """What the programme has already. `named` are (city, challenge as it stands) that a sheet named."""

    cities: Sequence[City]
    challenges: Sequence[Challenge]
    topics: Sequence[Topic]
    named: set[tuple[int, int]]


def known_to(orm: Any, programme: int | None, *, simulated: bool = False) -> Known:
    """What rows are seen beside: the programme's cities, challenges, topics, and namings from sheets."""
    cities = select(City).where(City.programme_id == programme).options(selectinload(City.aliases))
    challenges = select(Challenge).where(Challenge.programme_id == programme).order_by(Challenge.id)
    topics = select(Topic).where(Topic.programme_id == programme).order_by(Topic.position, Topic.id)
    said = (
        select(ChallengeMention)
        .join(Challenge, ChallengeMention.challenge_id == Challenge.id)
        .where(
            Challenge.programme_id == programme,
            ChallengeMention.origin == SHEET,
            ChallengeMention.simulated.is_(simulated),
        )
    )
    rows = {row.id: row for row in orm.scalars(challenges)}
    return Known(
        list(orm.scalars(cities.order_by(City.id))),
        list(rows.values()),
        list(orm.scalars(topics)),
        {(one.city_id, rows[one.challenge_id].standing.id) for one in orm.scalars(said)},
    )


def plan(rows: Iterable[Row], known: Known, language: str) -> NamingPlan:
    """What the rows mean for a programme that has what is `known`; `language` is for rows that name none."""
    planning = _Planning(known, language)
    for row in rows:
        planning.take(row)
    return planning.made


class _Planning:
    """The rows taken so far, one after another."""

    def __init__(self, known: Known, language: str) -> None:
        self.made = NamingPlan()
        self._known = known
        self._language = language
        self._cities = cities_by_word(known.cities)
        self._challenges = {
            folded(title): row.standing for row in reversed(known.challenges) for title in all_titles(row)
        }
        #: The row that named a pair first, by city and challenge; and a new challenge first, with its kind.
        self._rows: dict[tuple[int, str], int] = {}
        self._new: dict[str, tuple[int, str]] = {}

    def take(self, row: Row) -> None:
        """Add to the plan what `row` comes to, or why it can't be."""
        values, faults = self._read(row)
        meant = None if faults else self._meant(row, values, faults)
        if meant is None:
            self.made.faults += faults
        else:
            self.made.rows.append(meant)

    def _meant(self, row: Row, values: dict[str, Any], faults: list[Fault]) -> Meant | None:
        city, title = values.pop("city"), values.pop("challenge")
        kind, language = values.pop("kind", ""), values.pop("language", self._language)
        challenge = self._challenges.get(folded(title))
        about = str(challenge.id) if challenge is not None else folded(title)
        other = self._rows.setdefault((city.id, about), row.number)
        if other != row.number:
            text = N_("this city and challenge stand in row %(other)s already.")
            faults.append(Fault(row.number, "challenge", Message(text, {"other": other})))
        if challenge is None:
            kind = self._kind(row, about, kind, faults)
        elif kind and kind != challenge.kind:
            text = N_("“%(title)s” is here already, as the other kind. Leave the cell empty.")
            faults.append(Fault(row.number, "kind", Message(text, {"title": title})))
        if faults:
            return None
        again = challenge is not None and (city.id, challenge.id) in self._known.named
        alike = next(iter(look_alikes(title, self._known.challenges, 1)), None) if challenge is None else None
        return Meant(row.number, city, challenge, title, kind, language, values, again, alike)

    def _kind(self, row: Row, about: str, kind: str, faults: list[Fault]) -> str:
        """The kind of a new challenge: of its row, or of the row above that names it."""
        first = self._new.get(about)
        if first is None and not kind:
            text = N_("this challenge is new. Write “social” or “transversal”.")
            faults.append(Fault(row.number, "kind", Message(text)))
        elif first is None:
            self._new[about] = (row.number, kind)
        elif kind and kind != first[1]:
            text = N_("in row %(other)s this challenge is of the other kind.")
            faults.append(Fault(row.number, "kind", Message(text, {"other": first[0]})))
        return first[1] if first else kind

    def _read(self, row: Row) -> tuple[dict[str, Any], list[Fault]]:
        """The checked values of a row, and its faulty cells. Empty cells say nothing."""
        values: dict[str, Any] = {}
        faults = []
        for column, missing in (
            ("city", N_("the city is missing.")),
            ("challenge", N_("the challenge is missing.")),
        ):
            if not row.cells.get(column, "").strip():
                faults.append(Fault(row.number, column, Message(missing)))
        for column, text in row.cells.items():
            if column not in HEADINGS["en"] or not text.strip():
                continue
            try:
                values |= self._cell(column, text)
            except Refused as refused:
                faults.append(Fault(row.number, column, refused.message))
        return values, faults

    def _cell(self, column: str, text: str) -> dict[str, Any]:
        readers: dict[str, Callable[[str], Any]] = {
            "city": lambda text: city_called(text, self._cities),
            "challenge": lambda text: clean_name(text, "challenge", TITLE_LENGTH),
            "kind": kind_of,
            "topic_id": self._topic,
            "urgency": urgency_of,
            "remark": lambda text: clean_optional(text, field="remark", limit=REMARK_LENGTH),
            "evidence": lambda text: clean_optional(text, field="evidence", limit=EVIDENCE_LENGTH),
            "evidence_source": lambda text: clean_optional(text, field="source", limit=SOURCE_LENGTH),
            "language": language_of,
        }
        name = {"topic": "topic_id", "source": "evidence_source"}.get(column, column)
        return {name: readers[name](text)}

    def _topic(self, text: str) -> int:
        for topic in self._known.topics:
            if topic.removed_at is None and (topic.key == text.strip() or goes_by(topic, text)):
                return topic.standing.id
        raise Refused("invalid", N_("“%(said)s” is no topic of this programme."), said=text[:40])
