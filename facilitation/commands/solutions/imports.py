"""Commitments from a sheet: what its rows come to, where they are faulty, and taking them in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import UNSET
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from facilitation.commands.cities import places
from facilitation.commands.sheets import (
    Fault,
    Plan,
    Row,
    RowOfCity,
    cities_by_word,
    city_called,
    require_no_faults,
    require_rows,
)
from facilitation.commands.solutions.commitment_owners import owned_by
from facilitation.commands.solutions.commitments import (
    is_played,
    new_commitment,
    say_again,
    tell_rooms,
)
from facilitation.commands.solutions.sheet_rows import HEADINGS, day_of, kind_of, status_of
from facilitation.commands.work import Work
from facilitation.domain.cities import fold
from facilitation.domain.commitments import (
    COMMITMENTS_MOST,
    LEARN,
    OFFICE_LENGTH,
    STATED,
    checked,
    likeness,
    require_status,
)
from facilitation.domain.errors import N_, Message, Refused
from facilitation.domain.texts import clean_optional
from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from facilitation.store.commitments import Commitment


class ImportCommitments(msgspec.Struct):
    rows: list[Row]


Meant = RowOfCity[Commitment]


@dataclass(frozen=True, slots=True)
class Known:
    """What a sheet of commitments is compared with: of the real world, or of what is played."""

    cities: Sequence[City]
    practices: Sequence[Practice]
    commitments: Sequence[Commitment]


def import_commitments(work: Work, target: None, payload: ImportCommitments) -> dict[str, Any]:
    """Add and update the commitments of a sheet: all of them, or none if a single cell is faulty."""
    require_rows(payload.rows, N_("This sheet has no commitments."))
    known = known_to(work.orm, work.programme, is_played(work, None))
    meant = plan(payload.rows, known)
    require_no_faults(meant.faults)
    changed = 0
    for one in meant.updated:
        assert one.known is not None
        if "office" in one.values and one.values["office"]:
            owner = owned_by(work, one.city, one.known.other, UNSET, one.values["office"], one.known)
            one.values.update(owner)
        changed += say_again(work, one.known, one.values)
    last = None
    for one in meant.added:
        owner = owned_by(work, one.city, one.values["other"], None, one.values.pop("office", ""))
        status, reason = one.values.pop("status", STATED), one.values.pop("reason", "")
        last = new_commitment(work, one.values | owner, status, reason, None)
    if last is not None:
        tell_rooms(work, last)
    return {"added": len(meant.added), "changed": changed}


def known_to(orm: Any, programme: int | None, simulated: bool) -> Known:
    """What there is in a programme, of the real world or (`simulated`) in play."""
    cities = select(City).where(City.programme_id == programme).options(selectinload(City.aliases))
    practices = select(Practice).where(Practice.programme_id == programme, Practice.withdrawn_at.is_(None))
    standing = select(Commitment).where(
        Commitment.programme_id == programme,
        Commitment.removed_at.is_(None),
        Commitment.simulated.is_(simulated),
    )
    return Known(
        list(orm.scalars(cities.order_by(City.id))),
        list(orm.scalars(practices.options(joinedload(Practice.city)).order_by(Practice.id))),
        list(orm.scalars(standing.order_by(Commitment.id))),
    )


def plan(rows: Iterable[Row], known: Known) -> Plan[Meant]:
    """What the rows mean for a programme. A commitment that stands there already is updated."""
    planning = _Planning(known)
    for row in rows:
        planning.take(row)
    return planning.made


class _Planning:
    """The rows taken so far, one after another."""

    def __init__(self, known: Known) -> None:
        self.made: Plan[Meant] = Plan()
        self._cities = cities_by_word(known.cities)
        self._practices: dict[str, list[Practice]] = defaultdict(list)
        for practice in known.practices:
            for word in {fold(practice.title), fold(practice.key)}:
                self._practices[word].append(practice)
        self._known = {
            likeness(one.kind, one.city_id, one.other_id, one.subject): one for one in known.commitments
        }
        self._room = COMMITMENTS_MOST - len(known.commitments)
        self._rows: dict[Any, int] = {}

    def take(self, row: Row) -> None:
        """Add to the plan what `row` comes to, or why it can't be."""
        said, faults = self._read(row)
        if faults:
            self.made.faults += faults
            return
        try:
            meant = self._checked(row, said)
        except Refused as refused:
            column = {"note": "reason"}.get(refused.field or "", refused.field)
            at = column if column in HEADINGS["en"] else "subject"
            self.made.faults.append(Fault(row.number, at, refused.message))
            return
        self.made.rows.append(meant)

    def _checked(self, row: Row, said: dict[str, Any]) -> Meant:
        city, other = said["city"], said.get("other")
        values = checked(
            said.get("kind", LEARN),
            city,
            other,
            self._practice(said.get("practice", ""), said.get("kind", LEARN), city, other),
            subject=said.get("subject", ""),
            language=said.get("language"),
            due=said.get("due"),
            source=said.get("source", ""),
            stated_on=said.get("stated_on"),
        )
        status, reason = require_status(said.get("status", STATED), said.get("reason", ""))
        office = clean_optional(said.get("office", ""), field="office", limit=OFFICE_LENGTH)
        values |= {"status": status, "reason": reason, "office": office}
        key = likeness(values["kind"], city.id, other.id if other else None, values["subject"])
        if key in self._rows:
            raise Refused(
                "invalid", N_("this stands in row %(other)s already."), field="subject", other=self._rows[key]
            )
        self._rows[key] = row.number
        known = self._known.get(key)
        if known is None:
            self._room -= 1
            if self._room < 0:
                raise Refused(
                    "invalid", N_("A programme has at most %(most)d commitments."), most=COMMITMENTS_MOST
                )
            return RowOfCity(row.number, city, values)
        # Empty cells leave what is there.
        kept = {name: value for name, value in values.items() if name in said and name != "city"}
        if "status" in said:
            kept["reason"] = reason
        if known.owner is not None and office == f"{known.owner.name}, {known.office}".rstrip(", "):
            kept.pop("office", None)  # as the sheet gives it, the person before the office
        return RowOfCity(row.number, city, kept, known)

    def _read(self, row: Row) -> tuple[dict[str, Any], list[Fault]]:
        """What the cells of a row say, and its faulty cells. Empty cells say nothing."""
        values: dict[str, Any] = {}
        faults = []
        for column, text in row.cells.items():
            if column not in HEADINGS["en"] or not text.strip():
                continue
            try:
                values[column] = self._cell(column, text)
            except Refused as refused:
                faults.append(Fault(row.number, column, refused.message))
        if "city" not in values and not faults:
            faults.append(Fault(row.number, "city", Message(N_("the city is missing."))))
        return values, faults

    def _cell(self, column: str, text: str) -> Any:
        if column in ("city", "other"):
            return city_called(text, self._cities)
        if column == "kind":
            return kind_of(text)
        if column == "status":
            return status_of(text)
        if column in ("due", "stated_on"):
            return day_of(text)
        if column == "language":
            return places.require_language(text)
        return text

    def _practice(self, text: str, kind: str, city: City, other: City | None) -> Practice | None:
        """The first practice that a cell names, by title or key, of a city that it can be of."""
        if not text:
            return None
        teachers = [one.id for one in ((other,) if kind == LEARN else (city, other)) if one is not None]
        words = [text, *text.split(";")]
        found = [one for word in words for one in self._practices.get(fold(word), ())]
        if not found:
            raise Refused(
                "invalid",
                N_("“%(said)s” is no practice of this programme. Write its title as it is written there."),
                field="practice",
                said=text[:60],
            )
        return next((one for one in found if one.city_id in teachers), None if ";" in text else found[0])
