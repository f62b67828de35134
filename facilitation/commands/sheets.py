"""A sheet taken in as a whole: its rows as they stood there, what they come to, and what is wrong in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from facilitation.domain.cities import fold
from facilitation.domain.errors import N_, Message, Refused
from facilitation.domain.sheet_columns import Columns
from facilitation.domain.sheets import ROWS_MOST, TOO_LARGE, SheetRow
from facilitation.store.cities import City

#: How a sheet says yes and no, by language; and what else it may say.
YES = {"en": "yes", "es": "sí", "fr": "oui"}
NO = {"en": "no", "es": "no", "fr": "non"}
_YES = {fold(word) for word in (*YES.values(), "y", "s", "o", "x", "1", "true", "ok", "vrai", "verdadero")}
_NO = {fold(word) for word in (*NO.values(), "n", "0", "false", "faux", "falso")}


class Row(msgspec.Struct):
    """A row of a sheet as it stood there: its number, and its texts by column (keys of Columns.headings)."""

    number: int
    cells: dict[str, str]


def rows_below(sheet: Sequence[SheetRow], columns: Columns) -> list[Row]:
    """The rows below the header that say something; `Refused` (field "file") as Columns.rows says."""
    return [Row(number, cells) for number, cells in columns.rows(sheet)]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a cell. `column` is a key of the headings; `foreign`: it is about another city's."""

    row: int
    column: str
    message: Message
    foreign: bool = False


class Meant(Protocol):
    """What a row comes to: something new, or something that is here and that the row changes, or doesn't."""

    @property
    def is_new(self) -> bool: ...
    @property
    def changes(self) -> bool: ...


K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class RowOfCity(Generic[K]):
    """A row that comes to checked values for something new of `city`, or for what is `known`."""

    row: int
    city: City
    values: dict[str, Any]
    known: K | None = None

    @property
    def is_new(self) -> bool:
        return self.known is None

    @property
    def changes(self) -> bool:
        """Whether it says anything that isn't known yet."""
        return self.known is None or any(
            getattr(self.known, name) != value for name, value in self.values.items()
        )


M = TypeVar("M", bound=Meant)


@dataclass(slots=True)
class Plan(Generic[M]):
    """What a sheet would do; nothing of it is done while there are `faults`."""

    rows: list[M] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def added(self) -> list[M]:
        return [one for one in self.rows if one.is_new]

    @property
    def updated(self) -> list[M]:
        return [one for one in self.rows if not one.is_new and one.changes]

    @property
    def unchanged(self) -> list[M]:
        return [one for one in self.rows if not one.is_new and not one.changes]


def require_rows(rows: Sequence[Row], nothing: str) -> None:
    """`Refused` where there are none (`nothing` says so), or more than a sheet may have."""
    if not rows:
        raise Refused("invalid", nothing, field="rows")
    if len(rows) > ROWS_MOST:
        raise Refused("invalid", TOO_LARGE, field="rows", rows=ROWS_MOST)


def require_no_faults(faults: Iterable[Fault]) -> None:
    """`Refused` with the first of them: a sheet is taken in as a whole, or not at all."""
    for fault in faults:
        code = "not_allowed" if fault.foreign else "invalid"
        raise Refused(code, fault.message.text, field="rows", **fault.message.params)


def is_yes(cell: str) -> bool:
    """Whether a cell says yes; `Refused` where it says neither yes nor no."""
    word = fold(cell)
    if word not in _YES | _NO:
        raise Refused("invalid", N_("“%(said)s” is neither yes nor no."), said=cell[:40])
    return word in _YES


def cities_by_name(cities: Iterable[City]) -> dict[str, list[City]]:
    """By any of their names, folded."""
    named: dict[str, list[City]] = defaultdict(list)
    for city in cities:
        for name in {fold(city.name), *(fold(alias.name) for alias in city.aliases)}:
            named[name].append(city)
    return named


def cities_by_word(cities: Sequence[City]) -> dict[str, list[City]]:
    """By any of their names, folded; a code means its city, whatever others are called."""
    codes = {fold(city.code): [city] for city in cities}
    return cities_by_name(cities) | codes


def city_called(text: str, by_word: Mapping[str, list[City]]) -> City:
    """The city that a cell names; `Refused` where there is none, or several of that name."""
    found = by_word.get(fold(text), [])
    if not found:
        raise Refused(
            "invalid",
            N_("“%(said)s” is no city of this programme. Write its name or its code."),
            said=text[:40],
        )
    if len(found) > 1:
        raise Refused("invalid", N_("Several cities are called “%(said)s”. Write the code."), said=text[:40])
    return found[0]
