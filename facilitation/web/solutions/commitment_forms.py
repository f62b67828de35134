"""What the forms of commitments say, as commands take it; what is wrong in them; their words."""

from __future__ import annotations

from typing import Any

from flask import flash, g, request
from flask_babel import get_locale
from werkzeug.datastructures import MultiDict

from facilitation.domain.commitments import KINDS, STATED, STATUSES
from facilitation.domain.errors import Refused
from facilitation.web.errors import sentence
from facilitation.web.site import site
from facilitation.web.typed import day, number

#: Chosen where somebody answers for it whom the form doesn't offer, and who is to stay.
STAYS = "stays"


def payload(form: MultiDict) -> dict[str, Any]:
    """What the form says, for a command; `Refused` invalid names the field of a date that is none.

    Nothing is said of an owner who stays, nor by a form that doesn't ask for one.
    """
    cities = {code: city.id for code, city in g.cities_by_code.items()}
    other, practice, owner = form.get("other", ""), form.get("practice", ""), form.get("owner", STAYS)
    meant: dict[str, Any] = {
        # A city that is not there is refused in words, not left out.
        "city": cities.get(form.get("city", "").upper(), 0),
        "kind": form.get("kind", ""),
        "other": cities.get(other.upper(), 0) if other else None,
        "subject": form.get("subject", ""),
        "language": form.get("language") or str(get_locale()),
        "practice": number(practice, 0) if practice else None,
        "office": form.get("office", ""),
        "due": day(form.get("due", ""), "due"),
        "source": form.get("source", ""),
        "stated_on": day(form.get("stated_on", ""), "stated_on"),
    }
    if owner != STAYS:
        meant["owner"] = number(owner, 0) if owner else None
    return meant


def moved(form: MultiDict) -> dict[str, Any]:
    """How far the form says that it is, and what is noted beside it."""
    return {"status": form.get("status", STATED), "note": form.get("note", "")}


def errors_of(refused: Refused) -> dict[str, str]:
    """What a form says of a refusal; others than those of its fields stand on top."""
    if refused.code not in ("invalid", "conflict", "closed", "too_large", "not_allowed"):
        raise refused
    if refused.code == "not_allowed" and not refused.field:
        raise refused
    return {refused.field or "": sentence(refused.message)}


def words() -> dict[str, Any]:
    """What every page of commitments calls things by."""
    return {"kinds": KINDS, "statuses": STATUSES, "today": site().today}


def say(said: str) -> None:
    """Say it on top of the next page, unless a room shows that page's parts without its top."""
    if request.form.get("quiet") != "1":
        flash(said, "good")
