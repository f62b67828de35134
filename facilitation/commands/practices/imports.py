"""Practices from a sheet: what its rows come to, where they are faulty, and the handler of taking them in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import selectinload

from facilitation.commands.practices import practices as handlers
from facilitation.commands.practices.facts import Checked, Tags, clean_language, tags_of, topics_of
from facilitation.commands.practices.sheet_rows import HEADINGS, PracticeRow, entries, is_yes, stage_of
from facilitation.commands.work import Work
from facilitation.domain import practices
from facilitation.domain.challenges import all_titles
from facilitation.domain.cities import fold
from facilitation.domain.errors import N_, Message, Refused
from facilitation.domain.origins import SHEET
from facilitation.domain.permissions import ACTS_FOR_CITY, COORDINATE, Viewer
from facilitation.domain.sheets import ROWS_MOST, TOO_LARGE
from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from facilitation.store.practices import PracticeContact
from facilitation.store.programmes import Programme

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")


class ImportPractices(msgspec.Struct):
    rows: list[PracticeRow]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a cell. `column` is a key of HEADINGS; `foreign`: it is about another city's."""

    row: int
    column: str
    message: Message
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Meant:
    """What a row comes to: checked facts for a new practice (`known` None) or for one that is here.

    `simulated` marks a new one that was simulated where the sheet comes from.
    """

    row: int
    city: City
    facts: Checked
    known: Practice | None = None
    key: str = ""
    simulated: bool = False


@dataclass(slots=True)
class Plan:
    """What a sheet would do; nothing of it is done while there are `faults`."""

    rows: list[Meant] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def added(self) -> list[Meant]:
        return [one for one in self.rows if one.known is None]

    @property
    def updated(self) -> list[Meant]:
        return [one for one in self.rows if one.known is not None]


@dataclass(frozen=True, slots=True)
class Known:
    """What a sheet is compared with: a programme's cities, practices and tags, and who brings the sheet."""

    viewer: Viewer
    language: str
    cities: list[City]
    practices: list[Practice]
    tags: Tags
    topics: dict[int, list[int]]
    contacts: dict[int, PracticeContact]


def known_to(orm: OrmSession, viewer: Viewer) -> Known:
    """What there is already in the viewer's programme."""
    programme = viewer.programme
    assert programme is not None
    cities = select(City).where(City.programme_id == programme).options(selectinload(City.aliases))
    offered = select(Practice).where(Practice.programme_id == programme)
    offered = offered.options(selectinload(Practice.challenges)).order_by(Practice.id)
    found = list(orm.scalars(offered))
    contacts = select(PracticeContact).join(Practice).where(Practice.programme_id == programme)
    return Known(
        viewer,
        orm.get_one(Programme, programme).own_language or "en",
        list(orm.scalars(cities.order_by(City.id))),
        found,
        tags_of(orm, programme),
        topics_of(orm, [one.id for one in found]),
        {one.practice_id: one for one in orm.scalars(contacts)},
    )


def import_practices(work: Work, target: None, payload: ImportPractices) -> dict[str, Any]:
    """Add and change the practices of a sheet: all of them, or none if a single cell is faulty."""
    if not payload.rows:
        raise Refused("invalid", N_("This sheet has no practices."), field="rows")
    if len(payload.rows) > ROWS_MOST:
        raise Refused("invalid", TOO_LARGE, field="rows", rows=ROWS_MOST)
    meant = plan(payload.rows, known_to(work.orm, work.actor))
    for fault in meant.faults[:1]:
        code = "not_allowed" if fault.foreign else "invalid"
        raise Refused(code, fault.message.text, field="rows", **fault.message.params)
    changed = sum(handlers.write(work, one.known, one.facts) for one in meant.updated if one.known)
    for one in meant.added:
        practice = handlers.put_down(work, one.city, one.facts, SHEET)
        work.change(practice, simulated=practice.simulated or one.simulated, key=one.key or practice.key)
        work.orm.flush()
    return {"added": len(meant.added), "changed": changed}


def plan(rows: Sequence[PracticeRow], known: Known) -> Plan:
    """What the rows mean. A practice is known by its id, or else by its title in its city."""
    planning = _Planning(known)
    for row in rows:
        planning.take(row)
    return planning.made


class _Planning:
    """The rows taken so far, one after another: which practices they named, and what is spoken for."""

    def __init__(self, known: Known) -> None:
        self.made = Plan()
        self._known = known
        self._by_key = {one.key: one for one in known.practices}
        self._by_title = {(one.city_id, _folded(one.title)): one for one in known.practices}
        self._cities = _by_name(known.cities)
        self._by_id = {city.id: city for city in known.cities}
        self._challenges = _challenge_words(known.tags)
        self._topics = _topic_words(known.tags)
        self._own = [city for city in known.cities if ACTS_FOR_CITY(known.viewer, city)]
        #: The row that named a practice first, by what it is known by.
        self._rows: dict[object, int] = {}

    def take(self, row: PracticeRow) -> None:
        """Add to the plan what `row` comes to, or why it can't be."""
        faults: list[Fault] = []
        cells = {
            column: text for column, text in row.cells.items() if column in HEADINGS["en"] and text.strip()
        }
        values = self._read(row.number, cells, faults)
        city, known = self._whose(row.number, cells, values, faults)
        facts = None
        if city is not None and not faults:
            facts = self._facts(row.number, cells, values, known, faults)
        if city is not None and facts is not None and not faults:
            self._clashes(row.number, city, known, facts, cells, faults)
        if faults or city is None or facts is None:
            self.made.faults += faults
            return
        key = cells.get("key", "").strip() if known is None else ""
        simulated = values.get("simulated", False)
        self.made.rows.append(Meant(row.number, city, facts, known, key, simulated))

    def _read(self, number: int, cells: dict[str, str], faults: list[Fault]) -> dict[str, Any]:
        """The checked values of a row's cells that stand for themselves. Empty cells say nothing."""
        readers: dict[str, Callable[[str], Any]] = {
            "key": _clean_key,
            "title": practices.clean_title,
            "description": practices.clean_description,
            "stage": stage_of,
            "source": practices.clean_source,
            "language": _language,
            "links": lambda cell: practices.clean_links(practices.links_of_cell(cell)),
            "challenges": self._tagged(
                self._challenges,
                N_("“%(said)s” is no challenge of this programme. Write it as it stands under Challenges."),
            ),
            "topics": self._tagged(
                self._topics,
                N_("“%(said)s” is no topic of this programme. Write it as the list of topics has it."),
            ),
            "contact_agreed": is_yes,
            "simulated": is_yes,
        }
        values = {}
        for column, cell in cells.items():
            if column in readers:
                try:
                    values[column] = readers[column](cell)
                except Refused as refused:
                    faults.append(Fault(number, column, refused.message))
        return values

    def _tagged(self, words: dict[str, int], unknown: str) -> Callable[[str], list[int]]:
        def read(cell: str) -> list[int]:
            found = []
            for entry in entries(cell):
                if _folded(entry) not in words:
                    raise Refused("invalid", unknown, said=entry[:60])
                found.append(words[_folded(entry)])
            if len(found) > practices.TAGS_MOST:
                raise Refused("invalid", N_("At most %(most)d fit here."), most=practices.TAGS_MOST)
            return list(dict.fromkeys(found))

        return read

    def _whose(
        self, number: int, cells: dict[str, str], values: dict[str, Any], faults: list[Fault]
    ) -> tuple[City | None, Practice | None]:
        """The city that a row is about, and its practice if there is such a one already."""
        known = self._by_key.get(values.get("key", ""))
        city = self._by_id[known.city_id] if known is not None else None
        if "city" in cells:
            named = self._cities.get(fold(cells["city"]))
            if named is None:
                text = N_("“%(said)s” is no city of this programme. Write its name or its code.")
                faults.append(Fault(number, "city", Message(text, {"said": cells["city"][:40]})))
                return None, None
            if city is not None and named is not city:
                text = N_("the practice with this id is one of %(city)s.")
                faults.append(Fault(number, "city", Message(text, {"city": city.name})))
                return None, None
            city = named
        elif city is None and len(self._own) == 1 and not COORDINATE(self._known.viewer, None):
            city = self._own[0]
        if city is None:
            faults.append(Fault(number, "city", Message(N_("the city is missing."))))
            return None, None
        if not (COORDINATE(self._known.viewer, city) or ACTS_FOR_CITY(self._known.viewer, city)):
            text = N_("you can’t write down what %(city)s offers, only what your own city does.")
            faults.append(Fault(number, "city", Message(text, {"city": city.name}), foreign=True))
            return None, None
        if known is None and "key" not in values:
            known = self._by_title.get((city.id, _folded(values.get("title", ""))))
        if known is not None and known.withdrawn_at is not None:
            text = N_("this practice is withdrawn. Restore it first.")
            faults.append(Fault(number, "title", Message(text)))
        elif known is not None and self._known.viewer.simulated and not known.simulated:
            text = N_("a real person wrote this practice down. Simulated people can’t change it.")
            faults.append(Fault(number, "title", Message(text)))
        elif known is None and "title" not in values and "title" not in cells:
            faults.append(Fault(number, "title", Message(N_("the title is missing."))))
        return city, known

    def _facts(
        self,
        number: int,
        cells: dict[str, str],
        values: dict[str, Any],
        known: Practice | None,
        faults: list[Fault],
    ) -> Checked | None:
        """The facts that a row comes to: what it doesn't say stays as it is."""
        names = ("title", "description", "language", "stage", "links", "source")
        empty = {"description": "", "language": self._known.language, "stage": "", "links": [], "source": ""}
        before = empty if known is None else {name: getattr(known, name) for name in names}
        columns = {name: values.get(name, before.get(name)) for name in names}
        columns["language"] = columns["language"] or self._known.language
        tags = self._known.tags
        standing = self._known.contacts.get(known.id) if known is not None else None
        contact, agreed = None, False
        if standing is not None:
            contact = practices.Contact(standing.name, standing.email, standing.phone)
            agreed = standing.agreed_at is not None
        said = [cells.get(name, "") for name in ("contact_name", "contact_email", "contact_phone")]
        if any(said):
            try:
                named = practices.clean_contact(*said)
            except Refused as refused:
                faults.append(Fault(number, refused.field or "contact_name", refused.message))
                return None
            agreed = agreed and named == contact
            contact = named
        elif values.get("contact_agreed") and contact is None:
            text = N_("there is no contact who could agree. Write the name, too.")
            faults.append(Fault(number, "contact_agreed", Message(text)))
            return None
        agreed = values.get("contact_agreed", agreed)
        challenges = values.get("challenges")
        topics = values.get("topics")
        if challenges is None:
            challenges = [one.id for one in known.challenges] if known is not None else []
        if topics is None:
            topics = self._known.topics.get(known.id, []) if known is not None else []
        return Checked(
            columns,
            [tags.challenges[one] for one in challenges],
            [tags.topics[one] for one in topics],
            contact,
            agreed,
        )

    def _clashes(
        self,
        number: int,
        city: City,
        known: Practice | None,
        facts: Checked,
        cells: dict[str, str],
        faults: list[Fault],
    ) -> None:
        """What is wrong with a row whose cells are right, seen beside the programme and the rows above."""
        title = (city.id, _folded(facts.columns["title"]))
        standing = self._by_title.get(title)
        if standing is not None and standing is not known:
            text = N_("%(city)s offers a practice of this title already.")
            faults.append(Fault(number, "title", Message(text, {"city": city.name})))
            return
        marks: list[object] = [title]
        marks.append(known.key if known is not None else cells.get("key", "").strip() or title)
        other = next((self._rows[mark] for mark in marks if mark in self._rows), None)
        if other is not None:
            text = N_("this practice stands in row %(other)s already.")
            faults.append(Fault(number, "title", Message(text, {"other": other})))
            return
        self._rows |= dict.fromkeys(marks, number)


def _language(cell: str) -> str:
    try:
        return clean_language(cell)
    except Refused:
        text = N_("“%(said)s” is no language known here. Write its name or its code, such as pt.")
        raise Refused("invalid", text, field="language", said=cell[:40]) from None


def _clean_key(cell: str) -> str:
    key = cell.strip()
    if not _KEY.fullmatch(key):
        text = N_("“%(said)s” is no id. It has letters, digits, hyphens and dots, such as P01.")
        raise Refused("invalid", text, said=key[:40])
    return key


def _folded(title: str) -> str:
    return fold(title) or title.casefold()


def _by_name(cities: Sequence[City]) -> dict[str, City]:
    """Cities by their folded names and codes; a name that two bear is nobody's."""
    found: dict[str, City] = {}
    twice = set()
    for city in cities:
        for name in {fold(city.name), *(fold(alias.name) for alias in city.aliases)}:
            if found.setdefault(name, city) is not city:
                twice.add(name)
    codes = {city.code.casefold(): city for city in cities}
    return {name: city for name, city in found.items() if name not in twice} | codes


def _challenge_words(tags: Tags) -> dict[str, int]:
    """By key and by title in any language the challenge that stands for it now; keys come first."""
    words: dict[str, int] = {}
    rows = sorted(tags.challenges.values(), key=lambda row: (row.merged_into_id is not None, row.id))
    for row in rows:
        words.setdefault(_folded(row.key), row.standing.id)
    for row in rows:
        for title in all_titles(row):
            words.setdefault(_folded(title), row.standing.id)
    return words


def _topic_words(tags: Tags) -> dict[str, int]:
    """As `_challenge_words`, for topics by their labels."""
    words: dict[str, int] = {}
    rows = sorted(tags.topics.values(), key=lambda row: (row.merged_into_id is not None, row.id))
    for row in rows:
        words.setdefault(_folded(row.key), row.standing.id)
    for row in rows:
        for label in row.labels.values():
            words.setdefault(_folded(label.label), row.standing.id)
    return words
