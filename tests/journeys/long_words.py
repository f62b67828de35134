"""Long words and links in everything that people have written, as German and pasted addresses have them."""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from facilitation import store
from facilitation.store.base import Base

WORD = "Donaudampfschifffahrtsgesellschaftskapitän"
LINK = "https://example.org/a/path/that/has/no/place-to-break_it?and=a&query=that%20goes%20on"
#: Columns with words of people's own, by name; those of other tables hold the program's.
_NAMES = {"name", "title", "author", "speaker", "organisation", "place"}
_TEXTS = {"text", "question", "hint", "comment", "remark", "aims", "funding", "disclaimer"}
_PROGRAMS_OWN = {"operations", "audit_log", "jobs", "mails"}


@contextlib.contextmanager
def long_words(database: Path) -> Iterator[None]:
    """Append a long word to every name and title, and a link to every text; take them off in the end."""
    for module in pkgutil.iter_modules(store.__path__):
        importlib.import_module(f"facilitation.store.{module.name}")
    places = [
        (table.name, column.name, f" {WORD}" if column.name in _NAMES else f" {WORD} {LINK}")
        for table in Base.metadata.sorted_tables
        if table.name not in _PROGRAMS_OWN
        for column in table.columns
        if column.name in _NAMES | _TEXTS
    ]
    _change(database, [(f"{column} = {column} || ?", table, column, end) for table, column, end in places])
    try:
        yield
    finally:
        _change(
            database,
            [(f"{column} = replace({column}, ?, '')", table, column, end) for table, column, end in places],
        )


def _change(database: Path, changes: list[tuple[str, str, str, str]]) -> None:
    with contextlib.closing(sqlite3.connect(database, timeout=20)) as connection, connection:
        for assignment, table, column, end in changes:
            connection.execute(f"UPDATE {table} SET {assignment} WHERE {column} > ''", [end])
