"""The rows of a sheet of wishes: how its columns are called, and what their cells say."""

from __future__ import annotations

from collections.abc import Sequence

from facilitation.commands.sheets import Row, rows_below
from facilitation.domain.errors import N_, Refused
from facilitation.domain.sheet_columns import Columns
from facilitation.domain.sheets import SheetRow

#: What the columns are called in a sheet, by language; the first row of the template.
HEADINGS: dict[str, dict[str, str]] = {
    "en": {
        "city": "city",
        "practice": "practice",
        "teacher": "learn from",
        "priority": "priority",
        "text": "in their words",
        "language": "language",
        "shown": "may be shown",
    },
    "es": {
        "city": "ciudad",
        "practice": "práctica",
        "teacher": "aprender de",
        "priority": "prioridad",
        "text": "en sus palabras",
        "language": "idioma",
        "shown": "se puede mostrar",
    },
    "fr": {
        "city": "ville",
        "practice": "pratique",
        "teacher": "apprendre de",
        "priority": "priorité",
        "text": "avec ses mots",
        "language": "langue",
        "shown": "peut être montré",
    },
}
COLUMNS = Columns(
    HEADINGS,
    {
        "city": ("learner", "wishing city", "code", "código"),
        "practice": ("solution", "practice key", "solución"),
        "teacher": ("teacher", "teacher city", "from", "de"),
        "priority": ("rank", "importance", "importancia"),
        "text": ("text", "words", "wish", "texto", "palabras", "deseo", "texte", "mots", "souhait"),
        "language": ("written in", "lengua"),
        "shown": ("shown", "show", "mostrar", "montrer"),
    },
    needed=("city",),
    nothing=N_("There is no wish below the first row."),
)


def rows_of_sheet(sheet: Sequence[SheetRow]) -> list[Row]:
    """The rows below the header; `Refused` (field "file") where the header doesn't name the columns."""
    columns = COLUMNS.named(sheet)
    if "city" not in columns or not {"practice", "teacher", "text"} & set(columns):
        raise Refused(
            "invalid",
            N_(
                "The first row has to name the columns: “%(city)s”, and at least one of “%(practice)s”, "
                "“%(teacher)s” and “%(words)s”."
            ),
            field="file",
            city=HEADINGS["en"]["city"],
            practice=HEADINGS["en"]["practice"],
            teacher=HEADINGS["en"]["teacher"],
            words=HEADINGS["en"]["text"],
        )
    return rows_below(sheet, COLUMNS)


def priority_of(text: str) -> int:
    """1, 2 or 3; `Refused` for anything else."""
    if text.strip() not in ("1", "2", "3"):
        raise Refused("invalid", N_("“%(said)s” is no priority. Write 1, 2 or 3."), said=text[:40])
    return int(text)
