"""The rows of a sheet of practices: how its columns are called, and what their cells say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from facilitation.commands.sheets import Row, rows_below
from facilitation.domain.cities import fold
from facilitation.domain.errors import N_, Refused
from facilitation.domain.sheet_columns import Columns
from facilitation.domain.sheets import SheetRow

#: What the columns are called in a sheet, by language; the first row of the template.
HEADINGS: dict[str, dict[str, str]] = {
    "en": {
        "key": "id",
        "city": "city",
        "title": "title",
        "description": "what it is",
        "topics": "topics",
        "challenges": "challenges",
        "stage": "stage",
        "links": "links",
        "language": "language",
        "source": "source",
        "contact_name": "contact name",
        "contact_email": "contact e-mail",
        "contact_phone": "contact phone",
        "contact_agreed": "contact agreed",
        "simulated": "simulated",
    },
    "es": {
        "key": "id",
        "city": "ciudad",
        "title": "título",
        "description": "qué es",
        "topics": "temas",
        "challenges": "retos",
        "stage": "fase",
        "links": "enlaces",
        "language": "lengua",
        "source": "fuente",
        "contact_name": "nombre del contacto",
        "contact_email": "correo del contacto",
        "contact_phone": "teléfono del contacto",
        "contact_agreed": "el contacto está de acuerdo",
        "simulated": "simulada",
    },
    "fr": {
        "key": "id",
        "city": "ville",
        "title": "titre",
        "description": "ce que c’est",
        "topics": "thèmes",
        "challenges": "défis",
        "stage": "stade",
        "links": "liens",
        "language": "langue",
        "source": "source",
        "contact_name": "nom du contact",
        "contact_email": "courriel du contact",
        "contact_phone": "téléphone du contact",
        "contact_agreed": "le contact est d’accord",
        "simulated": "simulée",
    },
}
COLUMNS = Columns(
    HEADINGS,
    {
        "key": ("key", "practice id", "practice_id", "clave", "clé", "identifiant"),
        "city": ("municipality", "municipio", "commune"),
        "title": ("practice", "name", "práctica", "nombre", "pratique", "nom"),
        "description": ("description", "descripción", "summary", "resumen", "résumé"),
        "topics": ("topic", "tema", "thème"),
        "challenges": ("challenge", "answers", "reto", "défi", "problèmes"),
        "links": ("link", "url", "web", "website", "enlace", "lien"),
        "language": ("idioma", "written in"),
        "contact_name": ("contact", "contacto"),
        "contact_email": ("contact email", "email", "e-mail", "correo", "courriel"),
        "contact_phone": ("phone", "telephone", "teléfono", "téléphone"),
        "contact_agreed": ("agreed", "acuerdo", "accord"),
    },
    needed=("title",),
    nothing=N_("There is no practice below the first row."),
)
#: What the stages of domain/practices.STAGES are called in a sheet, by language.
STAGE_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "idea": "idea",
        "pilot": "pilot",
        "running": "running",
        "established": "established",
        "ended": "ended",
        "in progress": "in progress",
        "pandemic": "during the pandemic",
        "ambiguous": "not clear from the source",
    },
    "es": {
        "idea": "idea",
        "pilot": "piloto",
        "running": "en marcha",
        "established": "consolidada",
        "ended": "terminada",
        "in progress": "en curso",
        "pandemic": "durante la pandemia",
        "ambiguous": "no está claro en la fuente",
    },
    "fr": {
        "idea": "idée",
        "pilot": "pilote",
        "running": "en cours",
        "established": "établie",
        "ended": "terminée",
        "in progress": "en chantier",
        "pandemic": "pendant la pandémie",
        "ambiguous": "pas clair d’après la source",
    },
}


def rows_of_sheet(sheet: Sequence[SheetRow]) -> list[Row]:
    """The rows below the header; `Refused` (field "file") where the header names no titles."""
    return rows_below(sheet, COLUMNS)


def entries(cell: str) -> list[str]:
    """The entries of a list: apart by semicolons, bars or lines."""
    return [part.strip() for part in re.split("[;\n|]", cell) if part.strip()]


def stage_of(cell: str) -> str:
    """The stage that a cell names in any language; `Refused` where it is none."""
    stage = _STAGES.get(fold(cell))
    if stage is None:
        raise Refused(
            "invalid",
            N_("“%(said)s” is no stage. Write idea, pilot, running, established or ended."),
            field="stage",
            said=cell[:40],
        )
    return stage


_STAGES = {
    fold(word): stage
    for stage in STAGE_WORDS["en"]
    for word in (stage, *(words[stage] for words in STAGE_WORDS.values()))
}
