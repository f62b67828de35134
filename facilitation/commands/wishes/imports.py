"""Wishes from a sheet: what its rows come to, where they are faulty, and the handler that takes them in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
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
    is_yes,
    require_no_faults,
    require_rows,
)
from facilitation.commands.wishes.sheet_rows import (
    HEADINGS,
    priority_of,
)
from facilitation.commands.wishes.wishes import new_wish, say_again
from facilitation.commands.work import Work
from facilitation.domain.cities import fold
from facilitation.domain.errors import N_, Message, Refused
from facilitation.domain.origins import SHEET
from facilitation.domain.wishes import checked, likeness, stands
from facilitation.store.challenges import Practice, Wish
from facilitation.store.cities import City
from facilitation.store.wishes import terms_of


class ImportWishes(msgspec.Struct):
    rows: list[Row]


Meant = RowOfCity[Wish]


@dataclass(frozen=True, slots=True)
class Known:
    """What a sheet of wishes is compared with; the wishes are those that stand and are not in play."""

    cities: Sequence[City]
    practices: Sequence[Practice]
    wishes: Sequence[Wish]
    most: int


def import_wishes(work: Work, target: None, payload: ImportWishes) -> dict[str, Any]:
    """Add and update the wishes of a sheet: all of them, or none if a single cell is faulty."""
    require_rows(payload.rows, N_("This sheet has no wishes."))
    known = known_to(work.orm, work.programme, work.actor.simulated, terms_of(work.orm, work.programme).most)
    meant = plan(payload.rows, known)
    require_no_faults(meant.faults)
    changed = sum(say_again(work, one.known, one.values) for one in meant.updated if one.known)
    for one in meant.added:
        work.add(new_wish(work, one.city, one.values, SHEET))
    return {"added": len(meant.added), "changed": changed}


def known_to(orm: Any, programme: int | None, simulated: bool, most: int) -> Known:
    """What there is in a programme, of the real world or (`simulated`) in play."""
    cities = select(City).where(City.programme_id == programme).options(selectinload(City.aliases))
    practices = select(Practice).where(Practice.programme_id == programme).options(joinedload(Practice.city))
    wishes = select(Wish).where(
        Wish.programme_id == programme, Wish.withdrawn_at.is_(None), Wish.simulated.is_(simulated)
    )
    return Known(
        list(orm.scalars(cities.order_by(City.id))),
        [one for one in orm.scalars(practices.order_by(Practice.id)) if stands(one)],
        list(orm.scalars(wishes.order_by(Wish.id))),
        most,
    )


def plan(rows: Iterable[Row], known: Known) -> Plan[Meant]:
    """What the rows mean for a programme. A wish that its city has stated already is updated."""
    planning = _Planning(known)
    for row in rows:
        planning.take(row)
    return planning.made


class _Planning:
    """The rows taken so far, one after another, and how many wishes each city has with them."""

    def __init__(self, known: Known) -> None:
        self.made: Plan[Meant] = Plan()
        self._cities = cities_by_word(known.cities)
        self._practices = _practices_by_word(known.practices)
        self._wishes = {
            (one.city_id, likeness(one.practice, one.teacher, one.text)): one for one in known.wishes
        }
        self._count: dict[int, int] = defaultdict(int)
        for wish in known.wishes:
            self._count[wish.city_id] += 1
        self._most = known.most
        self._rows: dict[Any, int] = {}

    def take(self, row: Row) -> None:
        """Add to the plan what `row` comes to, or why it can't be."""
        values, faults = self._read(row)
        if faults:
            self.made.faults += faults
            return
        city = values.pop("city")
        try:
            wish = checked(
                city,
                values.pop("practice", None),
                values.pop("teacher", None),
                priority=values.pop("priority", 1),
                text=values.pop("text", ""),
                language=values.pop("language", None),
            )
        except Refused as refused:
            column = refused.field if refused.field in HEADINGS["en"] else "text"
            self.made.faults.append(Fault(row.number, column or "text", refused.message))
            return
        key = (city.id, likeness(wish["practice"], wish["teacher"], wish["text"]))
        if key in self._rows:
            message = Message(N_("this wish stands in row %(other)s already."), {"other": self._rows[key]})
            self.made.faults.append(Fault(row.number, "city", message))
            return
        self._rows[key] = row.number
        known = self._wishes.get(key)
        if known is None:
            if self._count[city.id] >= self._most:
                message = Message(
                    N_("%(city)s would have more than %(most)s wishes."),
                    {"city": city.name, "most": self._most},
                )
                self.made.faults.append(Fault(row.number, "city", message))
                return
            self._count[city.id] += 1
            wish["shown"] = values.get("shown", False)
        else:
            wish = _only_said(row, wish, known) | values
        self.made.rows.append(RowOfCity(row.number, city, wish, known))

    def _read(self, row: Row) -> tuple[dict[str, Any], list[Fault]]:
        """What the cells of a row say, and its faulty cells. Empty cells say nothing."""
        values: dict[str, Any] = {}
        faults = []
        for column, text in row.cells.items():
            if column not in HEADINGS["en"] or not text.strip():
                continue
            try:
                values[column] = self._cell(column, text, row)
            except Refused as refused:
                faults.append(Fault(row.number, column, refused.message))
        if "city" not in values and not faults:
            faults.append(Fault(row.number, "city", Message(N_("the city is missing."))))
        return values, faults

    def _cell(self, column: str, text: str, row: Row) -> Any:
        if column in ("city", "teacher"):
            return city_called(text, self._cities)
        if column == "practice":
            return self._practice(text, row)
        if column == "priority":
            return priority_of(text)
        if column == "language":
            return places.require_language(text)
        if column == "shown":
            return is_yes(text)
        return text

    def _practice(self, text: str, row: Row) -> Practice:
        found = self._practices.get(fold(text), [])
        if len(found) > 1:
            # Of the same title in two cities the one that is wished to be learnt from.
            teachers = self._cities.get(fold(row.cells.get("teacher", "")), [])
            found = [one for one in found if one.city in teachers] or found
        if not found:
            raise Refused(
                "invalid",
                N_("“%(said)s” is no practice of this programme. Write its title as it is written there."),
                said=text[:60],
            )
        if len(found) > 1:
            raise Refused(
                "invalid",
                N_("Several practices are called “%(said)s”. Name the city to learn from, too."),
                said=text[:60],
            )
        return found[0]


def _only_said(row: Row, wish: dict[str, Any], known: Wish) -> dict[str, Any]:
    """Of a wish that is known, what the row says: empty cells leave what is there."""
    kept = {"practice": known.practice, "teacher": known.teacher}
    for name in ("priority", "text", "language"):
        kept[name] = wish[name] if row.cells.get(name, "").strip() else getattr(known, name)
    return kept


def _practices_by_word(practices: Sequence[Practice]) -> dict[str, list[Practice]]:
    titled: dict[str, list[Practice]] = defaultdict(list)
    for practice in practices:
        titled[fold(practice.title)].append(practice)
    return {fold(practice.key): [practice] for practice in practices} | titled
