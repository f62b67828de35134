"""What the rows of a sheet of practices come to, and where they are faulty. Nothing is changed here."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from facilitation.commands.cities import places
from facilitation.commands.practices.facts import Checked
from facilitation.commands.practices.known import (
    Known,
    challenge_words,
    topic_words,
)
from facilitation.commands.practices.sheet_rows import HEADINGS, entries, stage_of
from facilitation.commands.sheets import Fault, Plan, Row, cities_by_word, city_called, is_yes
from facilitation.domain import practices
from facilitation.domain.cities import folded
from facilitation.domain.errors import N_, Message, Refused
from facilitation.domain.permissions import ACTS_FOR_CITY, COORDINATE
from facilitation.store.challenges import Practice
from facilitation.store.cities import City

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")


@dataclass(frozen=True, slots=True)
class Meant:
    """What a row comes to: checked facts for a new practice (`known` None) or for one that is here.

    `simulated` marks a new one that was simulated where the sheet comes from; `same` one that the row
    changes nothing of.
    """

    row: int
    city: City
    facts: Checked
    known: Practice | None = None
    key: str = ""
    simulated: bool = False
    same: bool = False

    @property
    def is_new(self) -> bool:
        return self.known is None

    @property
    def changes(self) -> bool:
        return not self.same


def plan(rows: Sequence[Row], known: Known) -> Plan[Meant]:
    """What the rows mean. A practice is known by its id, or else by its title in its city."""
    planning = _Planning(known)
    for row in rows:
        planning.take(row)
    return planning.made


class _Planning:
    """The rows taken so far, one after another: which practices they named, and what is spoken for."""

    def __init__(self, known: Known) -> None:
        self.made: Plan[Meant] = Plan()
        self._known = known
        self._by_key = {one.key: one for one in known.practices}
        self._by_title = {(one.city_id, folded(one.title)): one for one in known.practices}
        self._cities = cities_by_word(known.cities)
        self._by_id = {city.id: city for city in known.cities}
        self._challenges = challenge_words(known.tags)
        self._topics = topic_words(known.tags)
        self._own = [city for city in known.cities if ACTS_FOR_CITY(known.viewer, city)]
        #: The row that named a practice first, by what it is known by.
        self._rows: dict[object, int] = {}

    def take(self, row: Row) -> None:
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
        same = known is not None and self._is_same(known, facts)
        self.made.rows.append(Meant(row.number, city, facts, known, key, simulated, same))

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
                if folded(entry) not in words:
                    raise Refused("invalid", unknown, said=entry[:60])
                found.append(words[folded(entry)])
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
            try:
                named = city_called(cells["city"], self._cities)
            except Refused as refused:
                faults.append(Fault(number, "city", refused.message))
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
            known = self._by_title.get((city.id, folded(values.get("title", ""))))
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

    def _is_same(self, known: Practice, facts: Checked) -> bool:
        standing = self._known.contacts.get(known.id)
        contact, agreed = None, facts.agreed
        if standing is not None:
            contact = practices.Contact(standing.name, standing.email, standing.phone)
            agreed = standing.agreed_at is not None
        before = {name: getattr(known, name) for name in facts.columns} | {
            "challenges": sorted(one.id for one in known.challenges),
            "topics": sorted(self._known.topics.get(known.id, [])),
        }
        return before == facts.kept and contact == facts.contact and agreed == facts.agreed

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
        title = (city.id, folded(facts.columns["title"]))
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
    return places.require_language(cell, "language")


def _clean_key(cell: str) -> str:
    key = cell.strip()
    if not _KEY.fullmatch(key):
        text = N_("“%(said)s” is no id. It has letters, digits, hyphens and dots, such as P01.")
        raise Refused("invalid", text, said=key[:40])
    return key
