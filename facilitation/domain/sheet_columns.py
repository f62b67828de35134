"""The columns of a sheet that somebody brings: found by their headings, in any of the program's languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from facilitation.domain.cities import fold
from facilitation.domain.errors import N_, Refused
from facilitation.domain.sheets import SheetRow


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns are called: `headings` by language, then by column, and what they are called `also`.

    A sheet has to have those that are `needed`, and rows below them: `nothing` says that there are none.
    """

    headings: Mapping[str, Mapping[str, str]]
    also: Mapping[str, Iterable[str]]
    needed: tuple[str, ...]
    nothing: str

    def named(self, sheet: Sequence[SheetRow]) -> list[str | None]:
        """The columns that the cells of the first row name, in their order; None for any other heading."""
        words = {
            fold(word): column
            for column in self.headings["en"]
            for word in (
                column,
                *(titles[column] for titles in self.headings.values()),
                *self.also.get(column, ()),
            )
        }
        return [words.get(fold(heading)) for heading in sheet[0].cells]

    def rows(self, sheet: Sequence[SheetRow]) -> list[tuple[int, dict[str, str]]]:
        """(number, texts by column) of the rows below the header, without those that say nothing.

        `Refused` (field "file") where the header lacks a column that is needed, or names one twice, or
        where there is no such row.
        """
        columns = self.named(sheet)
        missing = next((column for column in self.needed if column not in columns), None)
        if missing is not None:
            raise Refused(
                "invalid",
                N_("The first row has to name the columns, and one of them has to be “%(column)s”."),
                field="file",
                column=self.headings["en"][missing],
            )
        twice = next((column for column in columns if column and columns.count(column) > 1), None)
        if twice:
            raise Refused(
                "invalid",
                N_("Two columns are called “%(column)s”. Keep one of them."),
                field="file",
                column=self.headings["en"][twice],
            )
        rows = [
            (
                row.number,
                {column: text for column, text in zip(columns, row.cells, strict=False) if column and text},
            )
            for row in sheet[1:]
        ]
        rows = [(number, cells) for number, cells in rows if cells]
        if not rows:
            raise Refused("invalid", self.nothing, field="file")
        return rows
