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

    A sheet has to have those that are `needed`.
    """

    headings: Mapping[str, Mapping[str, str]]
    also: Mapping[str, Iterable[str]]
    needed: tuple[str, ...]

    def named(self, heading: str) -> str | None:
        """The column that a heading names, if any."""
        wanted = fold(heading)
        return next((column for column in self.headings["en"] if wanted in self._words(column)), None)

    def _words(self, column: str) -> set[str]:
        titles = (headings[column] for headings in self.headings.values())
        return {fold(word) for word in (column, *titles, *self.also.get(column, ()))}

    def rows(self, sheet: Sequence[SheetRow]) -> list[tuple[int, dict[str, str]]]:
        """(number, texts by column) of the rows below the header, without those that say nothing.

        `Refused` (field "file") where the header lacks a column that is needed, or names one twice.
        """
        columns = [self.named(heading) for heading in sheet[0].cells]
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
        return [(number, cells) for number, cells in rows if cells]
