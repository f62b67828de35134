"""Texts about a city in forms: their languages, and what a form shows when it could not be saved."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask_babel import get_locale

from facilitation.domain.errors import Refused
from facilitation.queries.cities.profiles import Written
from facilitation.store.cities import City
from facilitation.web.errors import sentence
from facilitation.web.figures import language_name
from facilitation.web.site import programme
from facilitation.web.typed import number


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What somebody typed into the form `key`, and why it was not saved.

    `theirs` is set where somebody else saved another text meanwhile.
    """

    key: str
    text: str
    language: str
    revision: int
    error: str
    theirs: Written | None = None


def languages(city: City) -> dict[str, str]:
    """What a text about a city can be written in here: code -> name, the reader's own language first."""
    codes = dict.fromkeys([str(get_locale()), *programme().languages, *city.languages])
    return {code: language_name(code) for code in codes}


def typed() -> dict[str, object]:
    """The fields of such a form as the commands take them."""
    form = request.form
    revision = form.get("revision", "")
    return {
        "text": form.get("text", ""),
        "language": form.get("language", ""),
        "revision": number(revision, 0, digits=9),
    }


def unsaved(key: str, refused: Refused, present: Written | None) -> Unsaved:
    """What the form shows again: what was typed, and of a conflict the other text too.

    Saved once more, it knows of the other text and takes its place.
    """
    if refused.code not in ("invalid", "conflict"):
        raise refused
    kept = typed()
    theirs = present if refused.code == "conflict" else None
    revision = theirs.revision if theirs else int(str(kept["revision"]))
    return Unsaved(key, str(kept["text"]), str(kept["language"]), revision, sentence(refused.message), theirs)


def as_json(present: Written | None) -> dict[str, object]:
    """A text as it stands, for the script that saves as one types."""
    if present is None:
        return {"text": "", "language": "", "revision": 0, "name": None}
    return {
        "text": present.text,
        "language": present.language,
        "revision": present.revision,
        "name": present.name,
    }
