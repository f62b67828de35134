"""What the pages of registration share: what was typed into an answer, how totals are said, downloads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import get_locale, gettext, ngettext

from facilitation.queries.registrations.counts import Counts
from facilitation.store.programmes import Programme
from facilitation.store.registrations import Registration
from facilitation.translations import say

#: What is asked of everybody who answers.
ANSWER_FIELDS = ("answer", "mode", "interpretation", "access_needs", "remind")


def answered() -> dict[str, Any]:
    """An answer as the form has it."""
    form = request.form
    given = {name: form.get(name, "") for name in ANSWER_FIELDS}
    return given | {"remind": form.get("remind") or "none", "language": str(get_locale())}


def given(registration: Registration | None) -> dict[str, Any]:
    """What somebody has answered, as the form has it; a link in a mail may choose another answer."""
    values: dict[str, Any] = {"remind": "none"}
    if registration is not None:
        values |= {name: getattr(registration, name) for name in ANSWER_FIELDS}
        values |= {name: getattr(registration, name) for name in ("name", "organisation", "listed")}
    chosen = request.args.get("answer", "")
    return values | ({"answer": chosen} if chosen in ("yes", "no", "perhaps") else {})


def languages_to_choose(programme: Programme) -> list[str]:
    """The languages that people may need interpretation into: the programme's and its cities'."""
    spoken = [code for city in programme.cities for code in city.languages]
    return [code for code in dict.fromkeys([*programme.languages, *spoken, "en", "es", "fr"]) if code]


def how_counted(counts: Counts) -> str:
    """How a total came about, in words."""
    if counts.participants is None:
        return gettext("not known")
    if counts.approximate:
        return gettext("about %(count)s, counted by hand", count=counts.participants)
    if counts.typed:
        return gettext("typed by hand or from the record")
    return ngettext("%(num)s name on the list", "%(num)s names on the list", counts.listed)


def in_locale(text: str) -> str:
    """A marked text in the reader's language."""
    return say(text, str(get_locale()))


def kept(form: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed into a form that was refused."""
    return dict(form) | {"listed": form.get("listed") == "yes"}
