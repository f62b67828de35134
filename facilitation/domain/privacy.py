"""What people may allow, how long things are kept, and taking a name out of what was written down."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from typing import Any

from facilitation.domain.errors import N_
from facilitation.domain.people import searchable
from facilitation.domain.permissions import COORDINATOR, FACILITATOR, ORGANISER

LISTED, PHOTOGRAPHED, QUOTED = "listed", "photographed", "quoted"
#: What a consent can be about, in the order in which it is asked.
PURPOSES = (LISTED, PHOTOGRAPHED, QUOTED)
#: Asked on the page of a tandem, of the people of its cities: whether these see how to reach them.
CONTACT = "contact"
ALL_PURPOSES = (*PURPOSES, CONTACT)
TITLES = {
    LISTED: N_("Named in lists and documents"),
    PHOTOGRAPHED: N_("Photographed"),
    QUOTED: N_("Quoted by name"),
    CONTACT: N_("Contact for partner cities"),
}
QUESTIONS = {
    LISTED: N_("My name may stand in lists of participants and in documents, also beside what I wrote."),
    PHOTOGRAPHED: N_("I may be seen in photographs and recordings of the sessions."),
    QUOTED: N_("What I say may be quoted word for word with my name."),
    CONTACT: N_(
        "The cities of my city’s tandem may see my name, my e-mail address and the telephone number I give."
    ),
}

#: What stands where an erased person's name stood, and where a name may no longer stand.
REMOVED = N_("removed person")
UNNAMED = N_("somebody who is not named")

#: How long each kind of thing is kept once it is of no more use.
OPERATIONS_KEPT = dt.timedelta(days=7)
JOBS_KEPT = dt.timedelta(days=30)
MAILS_KEPT = dt.timedelta(days=90)
INVITATIONS_KEPT = dt.timedelta(days=30)
#: After its poll was closed.
TIME_ANSWERS_KEPT = dt.timedelta(days=90)
#: What was removed can be brought back so long.
REMOVED_KEPT = dt.timedelta(days=7)

#: Whoever leads acts for the programme: named in that function unless they said no.
_IN_FUNCTION = frozenset({ORGANISER, COORDINATOR, FACILITATOR})


def may_be_named(answer: bool | None, role: str, *, simulated: bool) -> bool:
    """Whether a name may stand in lists and documents, given the answer to LISTED (None: not asked).

    Behind a simulated name is nobody who could be asked.
    """
    return (simulated or role in _IN_FUNCTION) if answer is None else answer


def may_be_quoted(answer: bool | None, *, simulated: bool) -> bool:
    """Whether somebody may be quoted by name, given the answer to QUOTED."""
    return simulated if answer is None else answer


_BETWEEN_NAMES = re.compile(r"[,;/&+]")


def means(speaker: str, name: str) -> bool:
    """Whether a speaker as a scribe wrote it may be this name: the same words, or some of them."""
    spoken, known = set(searchable(speaker).split()), set(searchable(name).split())
    return bool(spoken) and (spoken <= known or known <= spoken)


def led_by(leads: str) -> list[str]:
    """The names in a text that says who leads a part of a session, such as "Ana, Luis"."""
    return [name for name in (part.strip() for part in _BETWEEN_NAMES.split(leads)) if name]


def is_over(retention_until: dt.date | None, today: dt.date) -> bool:
    """Whether the last day on which people's data are kept has passed."""
    return retention_until is not None and retention_until < today


# -- documents ---------------------------------------------------------------------------------------------


def without_names(content: Any, names: Collection[str], instead: str, *, quotes_only: bool = False) -> Any:
    """A document's JSON with `instead` where one of `names` stands as somebody's name.

    That is: a run of its own in a list of people (with what stands in brackets behind it), the author behind
    a dash, and who is quoted. Within a sentence a word that happens to be a name stays what it is: "Will we
    meet again?" With `quotes_only` only who is quoted changes.
    """
    if isinstance(content, list):
        return _people(content, names, instead, quotes_only)
    if not isinstance(content, dict):
        return content
    changed = {
        key: without_names(value, names, instead, quotes_only=quotes_only) for key, value in content.items()
    }
    if content.get("type") == "quote" and isinstance(content.get("by"), str):
        changed["by"] = _led(content["by"], "", names, instead)
    elif isinstance(content.get("text"), str) and not quotes_only:
        text = content["text"]
        changed["text"] = instead if text in names else _led(text, " — ", names, instead)
    return changed


def _people(items: list[Any], names: Collection[str], instead: str, quotes_only: bool) -> list[Any]:
    kept: list[Any] = []
    after_name = False
    for item in items:
        text = item.get("text") if isinstance(item, dict) else None
        if after_name and not quotes_only and isinstance(text, str) and text.startswith(" ("):
            after_name = False
            continue
        after_name = text in names
        kept.append(without_names(item, names, instead, quotes_only=quotes_only))
    return kept


def _led(text: str, lead: str, names: Collection[str], instead: str) -> str:
    """`text` with `instead` for a name that stands at its beginning, behind `lead`."""
    for name in names:
        rest = text.removeprefix(f"{lead}{name}")
        if text.startswith(f"{lead}{name}") and (not rest or rest.startswith((", ", " · ", " ("))):
            return f"{lead}{instead}{rest}"
    return text
