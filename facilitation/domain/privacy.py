"""What people may allow, how long things are kept, and taking a name out of what was written down."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from difflib import SequenceMatcher
from typing import Any

from facilitation.domain.documents import PERSON
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
#: What stands between a name and an office, or between two names, where it is written who sees to something.
_APART = re.compile(r"[,;:/&+()\[\]|·–—]|\s(?:and|e|et|und|y)\s", re.IGNORECASE)
_WORD = re.compile(r"\w+")
#: From here on a name is another one in a corrected spelling: "Quora" and "Quorra", "Gil" and "Gill".
_ALIKE = 0.85


def means(said: str, name: str) -> bool:
    """Whether what somebody wrote may be this name, or name it beside an office or other people.

    That is: the same words, or some of them, as in "Gil", "Pereira, Gil" and "Gil Pereira (deputy)".
    """
    known = _words(name)
    for part in (said, *_APART.split(said)):
        spoken = _words(part)
        if spoken and known and (spoken <= known or known <= spoken):
            return True
    return False


def _words(text: str) -> set[str]:
    return set(_WORD.findall(searchable(text)))


def whole(names: Collection[str]) -> re.Pattern[str]:
    """Finds these names, as whole words, in what somebody wrote freely."""
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)" if either else r"(?!)")


def led_by(leads: str) -> list[str]:
    """The names in a text that says who leads a part of a session, such as "Ana, Luis"."""
    return [name for name in (part.strip() for part in _BETWEEN_NAMES.split(leads)) if name]


def is_over(retention_until: dt.date | None, today: dt.date) -> bool:
    """Whether the last day on which people's data are kept has passed."""
    return retention_until is not None and retention_until < today


# -- documents ---------------------------------------------------------------------------------------------


def without_names(
    content: Any,
    names: Collection[str],
    instead: str,
    *,
    others: Collection[str] = (),
    quotes_only: bool = False,
) -> Any:
    """A document's JSON with `instead` where one of `names` stands as somebody's name.

    That is: a run marked as naming somebody, also with some of a name's words alone, with an office or a
    scribe's words beside them, or in another spelling; who is quoted; and, in documents from before there was
    that mark, a run of its own or the author behind a dash. What stands in brackets right behind a name goes
    with it. Within a sentence a word that happens to be a name stays what it is: "Will we meet again?"

    `others` are names that stay where they stand exactly, though one of `names` is like them.
    With `quotes_only` only who is quoted changes.
    """
    return _Leaving(names, instead, others, quotes_only).left(content)


class _Leaving:
    """The names that go out of one document."""

    def __init__(
        self, names: Collection[str], instead: str, others: Collection[str], quotes_only: bool
    ) -> None:
        self._names = names
        self._exactly = {searchable(name) for name in names}
        self._others = {searchable(name) for name in others} - self._exactly
        self._instead = instead
        self._quotes_only = quotes_only
        either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        #: In a run that isn't marked: the author behind a dash, an office behind a semicolon.
        self._behind = re.compile(rf"( — |^; )(?:{either})(?=$|, | · | \()") if either else None

    def left(self, content: Any) -> Any:
        if isinstance(content, list):
            return self._list(content)
        if not isinstance(content, dict):
            return content
        changed = {key: self.left(value) for key, value in content.items()}
        if content.get("type") == "quote" and isinstance(content.get("by"), str):
            changed["by"] = self._quoted(content["by"])
        elif isinstance(content.get("text"), str) and not self._quotes_only:
            self._run(changed)
        return changed

    def _list(self, items: list[Any]) -> list[Any]:
        kept: list[Any] = []
        after_name = False
        for item in items:
            text = item.get("text") if isinstance(item, dict) else None
            if after_name and isinstance(text, str) and text.startswith(" ("):
                after_name = False
                continue
            kept.append(self.left(item))
            after_name = isinstance(text, str) and kept[-1] != item and kept[-1]["text"] == self._instead
        return kept

    def _run(self, run: dict[str, Any]) -> None:
        text, marks = run["text"], run.get("marks", ())
        if (PERSON in marks and self._means(text)) or text in self._names:
            run["text"] = self._instead
            if rest := [mark for mark in marks if mark != PERSON]:
                run["marks"] = rest
            else:
                run.pop("marks", None)
        elif self._behind is not None:
            run["text"] = self._behind.sub(lambda found: found[1] + self._instead, text)

    def _quoted(self, by: str) -> str:
        """Who is quoted, with what stands behind a name if it is told apart."""
        for name in self._names:
            rest = by.removeprefix(name)
            if by.startswith(name) and (not rest or rest.startswith((", ", " · ", " ("))):
                return f"{self._instead}{rest}"
        return self._instead if self._means(by) else by

    def _means(self, said: str) -> bool:
        exactly = searchable(said.strip())
        if exactly in self._exactly:
            return True
        if exactly in self._others:
            return False
        alike = (SequenceMatcher(None, exactly, name).ratio() >= _ALIKE for name in self._exactly)
        return any(means(said, name) for name in self._names) or any(alike)
