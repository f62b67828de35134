"""The rows of a sheet of commitments: how its columns are called, and what their cells say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from facilitation.commands.sheets import Row, rows_below
from facilitation.domain.cities import fold
from facilitation.domain.commitments import AGREED, DONE, DROPPED, GIVE, LEARN, STATED, TOGETHER, UNDER_WAY
from facilitation.domain.errors import N_, Refused
from facilitation.domain.sheet_columns import Columns
from facilitation.domain.sheets import SheetRow

#: What the columns are called in a sheet, by language; the first row of the template.
HEADINGS: dict[str, dict[str, str]] = {
    "en": {
        "city": "city",
        "kind": "does what",
        "other": "other city",
        "subject": "subject",
        "language": "language",
        "practice": "practice",
        "office": "answers for it",
        "due": "by",
        "status": "status",
        "reason": "reason",
        "source": "source",
        "stated_on": "stated on",
    },
    "es": {
        "city": "ciudad",
        "kind": "qué hace",
        "other": "otra ciudad",
        "subject": "asunto",
        "language": "idioma",
        "practice": "práctica",
        "office": "responde",
        "due": "hasta",
        "status": "estado",
        "reason": "motivo",
        "source": "fuente",
        "stated_on": "dicho el",
    },
    "fr": {
        "city": "ville",
        "kind": "fait quoi",
        "other": "autre ville",
        "subject": "sujet",
        "language": "langue",
        "practice": "pratique",
        "office": "responsable",
        "due": "avant le",
        "status": "état",
        "reason": "motif",
        "source": "source",
        "stated_on": "dit le",
    },
}
COLUMNS = Columns(
    HEADINGS,
    {
        "city": ("learner", "code", "código"),
        "kind": ("kind", "direction", "tipo", "type"),
        "other": ("teacher", "from", "with", "learn from", "de", "con", "avec"),
        "subject": ("commitment", "what", "text", "compromiso", "texto", "engagement", "texte"),
        "language": ("written in", "lengua"),
        "practice": ("practice key", "linked_practices", "solución", "solution"),
        "office": ("owner", "office", "responsable", "oficina", "service"),
        "due": ("due", "date", "fecha", "échéance"),
        "status": ("state",),
        "reason": ("why", "por qué", "pourquoi"),
        "source": ("said in", "origen", "origine"),
        "stated_on": ("stated", "said on"),
    },
    needed=("city", "subject"),
    nothing=N_("There is no commitment below the first row."),
)

#: What a sheet calls each kind and status, by language.
KIND_WORDS: dict[str, dict[str, str]] = {
    "en": {LEARN: "learns", GIVE: "gives", TOGETHER: "together"},
    "es": {LEARN: "aprende", GIVE: "da", TOGETHER: "juntas"},
    "fr": {LEARN: "apprend", GIVE: "donne", TOGETHER: "ensemble"},
}
STATUS_WORDS: dict[str, dict[str, str]] = {
    "en": {STATED: "stated", AGREED: "agreed", UNDER_WAY: "under way", DONE: "done", DROPPED: "dropped"},
    "es": {
        STATED: "expresado",
        AGREED: "acordado",
        UNDER_WAY: "en curso",
        DONE: "hecho",
        DROPPED: "abandonado",
    },
    "fr": {STATED: "exprimé", AGREED: "convenu", UNDER_WAY: "en cours", DONE: "fait", DROPPED: "abandonné"},
}
#: The last words of each kind are those by which reports note the direction of an interest; one that is
#: "mutual" has a row of its own for either city.
_KINDS = {fold(word): key for words in KIND_WORDS.values() for key, word in words.items()} | {
    fold(word): key
    for key, words in {
        LEARN: ("learn", "learns from", "clear", "mutual"),
        GIVE: ("give", "gives to"),
        TOGETHER: ("with", "do together", "exchange", "discuss", "explore with"),
    }.items()
    for word in words
}
_STATUSES = {fold(word): key for words in STATUS_WORDS.values() for key, word in words.items()} | {
    fold(UNDER_WAY): UNDER_WAY
}


def rows_of_sheet(sheet: Sequence[SheetRow]) -> list[Row]:
    """The rows below the header; `Refused` (field "file") where the header doesn't name the columns."""
    columns = COLUMNS.named(sheet)
    if not {"city", "subject"} <= set(columns):
        raise Refused(
            "invalid",
            N_("The first row has to name the columns: “%(city)s” and “%(subject)s” at least."),
            field="file",
            city=HEADINGS["en"]["city"],
            subject=HEADINGS["en"]["subject"],
        )
    return rows_below(sheet, COLUMNS)


def kind_of(text: str) -> str:
    """A kind by its word in any language; `Refused` where there is none."""
    kind = _KINDS.get(fold(text))
    if kind is None:
        raise Refused("invalid", N_("“%(said)s” isn’t “learns”, “gives” or “together”."), said=text[:40])
    return kind


def status_of(text: str) -> str:
    """A status by its word in any language; `Refused` where there is none."""
    status = _STATUSES.get(fold(text))
    if status is None:
        raise Refused(
            "invalid",
            N_("“%(said)s” is no status. Write stated, agreed, under way, done or dropped."),
            said=text[:40],
        )
    return status


def day_of(text: str) -> dt.date:
    """A day as year-month-day; `Refused` for anything else."""
    try:
        return dt.date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise Refused(
            "invalid", N_("“%(said)s” is no date. Write it as year-month-day."), said=text[:40]
        ) from None
