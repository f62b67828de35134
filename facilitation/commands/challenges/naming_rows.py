"""The rows of a sheet of challenges of cities: how its columns are called, and what their cells say."""

from __future__ import annotations

from collections.abc import Sequence

from facilitation.commands.cities import places
from facilitation.commands.sheets import Row, rows_below
from facilitation.domain.challenges import URGENCIES
from facilitation.domain.cities import fold
from facilitation.domain.errors import N_, Refused
from facilitation.domain.programmes import LANGUAGES
from facilitation.domain.sheet_columns import Columns
from facilitation.domain.sheets import SheetRow

#: What the columns are called in a sheet, by language; the first row of the template.
HEADINGS: dict[str, dict[str, str]] = {
    "en": {
        "city": "city",
        "challenge": "challenge",
        "kind": "kind",
        "topic": "topic",
        "urgency": "urgency",
        "remark": "remark",
        "evidence": "evidence",
        "source": "source",
        "language": "language",
    },
    "es": {
        "city": "ciudad",
        "challenge": "desafío",
        "kind": "tipo",
        "topic": "tema",
        "urgency": "urgencia",
        "remark": "observación",
        "evidence": "datos que lo muestran",
        "source": "fuente",
        "language": "idioma",
    },
    "fr": {
        "city": "ville",
        "challenge": "défi",
        "kind": "type",
        "topic": "thème",
        "urgency": "urgence",
        "remark": "remarque",
        "evidence": "données à l’appui",
        "source": "source",
        "language": "langue",
    },
}
COLUMNS = Columns(
    HEADINGS,
    {
        "city": ("code", "badge", "municipality", "municipio", "commune"),
        "challenge": ("challenges", "problem", "reto", "problema", "enjeu"),
        "remark": ("comment", "note", "comentario", "commentaire"),
        "evidence": ("figures", "datos", "evidencia", "données", "chiffres"),
        "language": ("lengua",),
    },
    needed=("city", "challenge"),
    nothing=N_("There is no challenge below the first row."),
)
#: How the two kinds are written in a sheet, by language.
KINDS = {
    "en": {"social": "social", "transversal": "transversal"},
    "es": {"social": "social", "transversal": "transversal"},
    "fr": {"social": "social", "transversal": "transversal"},
}
_KIND_WORDS = {"social": "social", "sociaux": "social", "sociale": "social", "transversal": "transversal"} | {
    "transversale": "transversal",
    "transversaux": "transversal",
}
#: How urgency is written in a sheet, by language.
URGENCY_WORDS: dict[str, dict[int, str]] = {
    "en": {1: "urgent", 2: "within this year", 3: "later"},
    "es": {1: "urgente", 2: "dentro de este año", 3: "más adelante"},
    "fr": {1: "urgent", 2: "dans l’année", 3: "plus tard"},
}
_URGENCIES = {str(key): key for key in URGENCIES} | {
    fold(word): key for words in URGENCY_WORDS.values() for key, word in words.items()
}


def rows_of_sheet(sheet: Sequence[SheetRow]) -> list[Row]:
    """The rows below the header; `Refused` (field "file") where it names no cities or challenges."""
    return rows_below(sheet, COLUMNS)


def kind_of(text: str) -> str:
    """ "social" or "transversal" as a cell writes it."""
    kind = _KIND_WORDS.get(fold(text))
    if kind is None:
        raise Refused(
            "invalid", N_("“%(said)s” is no kind. Write “social” or “transversal”."), said=text[:40]
        )
    return kind


def urgency_of(text: str) -> int:
    """One of domain/challenges.URGENCIES as a cell writes it: in words, or as its number."""
    urgency = _URGENCIES.get(fold(text))
    if urgency is None:
        raise Refused(
            "invalid",
            N_("“%(said)s” is no urgency. Write urgent, within this year or later, or 1 to 3."),
            said=text[:40],
        )
    return urgency


def language_of(text: str) -> str:
    """One of the program's languages as a cell writes it: its name or its code."""
    language = places.language_of(text)
    if language not in LANGUAGES:
        raise Refused(
            "invalid",
            N_("“%(said)s” is none of the program’s languages: English, Spanish, French."),
            said=text[:40],
        )
    return language
