"""The rules of commitments: who learns what from whom, and how far that is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from facilitation.domain.cities import folded
from facilitation.domain.dates import require_day
from facilitation.domain.errors import N_, Refused
from facilitation.domain.texts import clean_optional, clean_text

LEARN, GIVE, TOGETHER = "learn", "give", "together"
#: "A learns S from B", "A gives S to B", "A and B do S together".
KINDS = {LEARN: N_("Learns from"), GIVE: N_("Gives to"), TOGETHER: N_("Does together with")}

#: A commitment's cities in a sentence; OPEN_LEARN where nobody has said from whom.
SENTENCES = {
    LEARN: N_("%(city)s learns from %(other)s"),
    GIVE: N_("%(city)s gives to %(other)s"),
    TOGETHER: N_("%(city)s and %(other)s together"),
}
OPEN_LEARN = N_("%(city)s learns, from whom is open")

STATED, AGREED, UNDER_WAY, DONE, DROPPED = "stated", "agreed", "under_way", "done", "dropped"
#: How far a commitment is. One that is dropped says why.
STATUSES = {
    STATED: N_("Stated"),
    AGREED: N_("Agreed"),
    UNDER_WAY: N_("Under way"),
    DONE: N_("Done"),
    DROPPED: N_("Dropped"),
}
#: Those that lie on the table of the next session.
OPEN = (STATED, AGREED, UNDER_WAY)


#: What is in the history of a commitment.
MADE, CHANGED, MOVED, REMOVED, RESTORED = "made", "changed", "moved", "removed", "restored"
STEPS = {
    MADE: N_("Written down"),
    CHANGED: N_("Changed"),
    MOVED: N_("Status set"),
    REMOVED: N_("Removed"),
    RESTORED: N_("Restored"),
}

SUBJECT_LENGTH, NOTE_LENGTH, SOURCE_LENGTH, OFFICE_LENGTH = 500, 500, 500, 120
#: So many a programme has at the most.
COMMITMENTS_MOST = 2_000
#: So many of those on the table a room lists; the others stand on the list of all.
TABLE_MOST = 30


@dataclass(frozen=True, slots=True)
class CommitmentFacts:
    """A commitment as pages and documents say it; `city` and `other` are codes.

    `person` and `office` are "" where nobody was named or may be named, `due` None where nobody gave a date.
    Documents keep each of the two in a run of its own, so that a name can be taken out of them.
    """

    id: int
    kind: str
    city: str
    other: str | None
    subject: str
    language: str | None
    due: dt.date | None
    status: str
    reason: str = ""
    source: str = ""
    stated_on: dt.date | None = None
    simulated: bool = False
    practice: str = ""
    person: str = ""
    office: str = ""

    @property
    def owner(self) -> str:
        """Who answers for it: the person and the office in one."""
        return ", ".join(filter(None, (self.person, self.office)))

    @property
    def sentence(self) -> str:
        """The sentence of its cities, to be translated and filled with `city` and `other`."""
        return SENTENCES[self.kind] if self.other is not None else OPEN_LEARN

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def is_overdue(self, today: dt.date) -> bool:
        """Whether it is open though its date has passed."""
        return self.is_open and self.due is not None and self.due < today


def require_status(status: str, reason: str) -> tuple[str, str]:
    """A status and its reason: a dropped one needs one, others keep none. `Refused` names the field."""
    if status not in STATUSES:
        raise Refused("invalid", N_("Choose a status from the list."), field="status")
    if status != DROPPED:
        return status, ""
    kept = clean_optional(reason, field="note", limit=NOTE_LENGTH)
    if not kept:
        raise Refused("invalid", N_("Say in a few words why it is dropped."), field="note")
    return status, kept


def checked(
    kind: str,
    city: Any,
    other: Any,
    practice: Any,
    *,
    subject: str,
    language: str | None,
    due: dt.date | None,
    source: str,
    stated_on: dt.date | None,
) -> dict[str, Any]:
    """A commitment as its columns keep it; `city`, `other` and `practice` are rows, the last two or None.

    `Refused` invalid names the field where it can't be meant.
    """
    if kind not in KINDS:
        raise Refused("invalid", N_("Choose who learns, gives or works together."), field="kind")
    if other is None and kind != LEARN:
        raise Refused("invalid", N_("Choose the other city."), field="other")
    if other is not None and other.id == city.id:
        raise Refused(
            "invalid",
            N_("%(city)s can’t commit to something with itself. Choose another city."),
            field="other",
            city=city.name,
        )
    if practice is not None and practice.city_id not in _owners_of_practice(kind, city, other):
        raise Refused(
            "invalid",
            N_("“%(practice)s” is a practice of %(owner)s. Choose one of the city that gives it."),
            field="practice",
            practice=practice.title,
            owner=practice.city.name,
        )
    return {
        "kind": kind,
        "city": city,
        "other": other,
        "practice": practice,
        "subject": clean_text(subject, field="subject", limit=SUBJECT_LENGTH),
        "language": language,
        "due": require_day(due, "due"),
        "source": clean_optional(source, field="source", limit=SOURCE_LENGTH),
        "stated_on": require_day(stated_on, "stated_on"),
    }


def _owners_of_practice(kind: str, city: Any, other: Any) -> set[int | None]:
    """The ids of the cities whose practice it can be about."""
    beside = other.id if other is not None else None
    return {LEARN: {beside}, GIVE: {city.id}, TOGETHER: {city.id, beside}}[kind]


def likeness(kind: str, city: int, other: int | None, subject: str) -> tuple[Any, ...]:
    """What two commitments share if they are the same; `city` and `other` are ids.

    "A learns S from B" and "B gives S to A" are two: each city speaks for itself.
    """
    cities: Any = frozenset((city, other)) if kind == TOGETHER else (city, other)
    return (kind, cities, folded(subject))


def learner_and_teacher(facts: CommitmentFacts) -> tuple[str, str] | None:
    """The codes of who learns and who teaches; None where both do, or where nobody said from whom."""
    if facts.kind == TOGETHER or facts.other is None:
        return None
    return (facts.city, facts.other) if facts.kind == LEARN else (facts.other, facts.city)
