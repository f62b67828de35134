"""The wishes of the cities as a table, in the columns that an import takes."""

from __future__ import annotations

from collections.abc import Iterable

from facilitation.commands.sheets import NO, YES
from facilitation.commands.wishes.sheet_rows import HEADINGS
from facilitation.exports.spreadsheets import Cell, Sheet
from facilitation.store.challenges import Wish


def wishes_sheet(title: str, wishes: Iterable[Wish], language: str) -> Sheet:
    """The wishes in a language of HEADINGS. Imported elsewhere, the table gives the same wishes again."""
    header = HEADINGS[language]
    rows = [_facts(wish, language) for wish in wishes]
    return Sheet(
        title, tuple(header.values()), tuple(tuple(row[column] for column in header) for row in rows)
    )


def _facts(wish: Wish, language: str) -> dict[str, Cell]:
    teacher = wish.teacher or (wish.practice.city if wish.practice else None)
    yes, no = YES[language], NO[language]
    return {
        "city": wish.city.code,
        "practice": wish.practice.title if wish.practice else None,
        "teacher": teacher.code if teacher else None,
        "priority": wish.priority,
        "text": wish.text,
        "language": wish.language,
        "shown": yes if wish.shown else no,
    }
