"""Wishes: what one may be, how many a city may state, until when, and who sees them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from facilitation.domain.cities import folded
from facilitation.domain.errors import N_, Refused
from facilitation.domain.onboarding import acts_for
from facilitation.domain.permissions import COORDINATE, Viewer
from facilitation.domain.texts import clean_optional

#: What a city may state unless the programme says otherwise, and the most that it may say.
MOST, MOST_ALLOWED = 10, 50
PRIORITIES = {1: N_("Most important"), 2: N_("Important"), 3: N_("Would be good")}
TEXT_LENGTH = 1_000
#: The step of reminders to cities that have stated nothing.
STEP = "wishes"


@dataclass(frozen=True, slots=True)
class Terms:
    """How a programme asks for wishes: `until` when, None without a deadline; `longer` by city id."""

    until: dt.datetime | None
    most: int
    longer: dict[int, dt.datetime]

    def until_for(self, city: int) -> dt.datetime | None:
        """Until when the city with this id can change its wishes, None where nothing ends it."""
        if self.until is None:
            return None
        return max(self.until, self.longer.get(city, self.until))

    def open_for(self, city: int, now: dt.datetime) -> bool:
        until = self.until_for(city)
        return until is None or now < until


def sees_wishes_of(viewer: Viewer, city: str) -> bool:
    """Whether somebody sees all wishes of the city with this code: its own people and the coordinators.

    A guest wears a badge that nobody has confirmed, and whoever leads or watches a session is not its people.
    """
    return COORDINATE(viewer, None) or acts_for(viewer, city)


def stands(row: Any) -> bool:
    """Whether a practice or wish (a row that can be withdrawn) is not withdrawn."""
    return bool(row.withdrawn_at is None)


def checked(
    city: Any, practice: Any, teacher: Any, *, priority: int, text: str, language: str | None
) -> dict[str, Any]:
    """A wish of `city` as its columns keep it: for a `practice`, from a `teacher` city, or of words only.

    The three are rows or None. `Refused` invalid names the field where it can't be meant.
    """
    if practice is not None and not stands(practice):
        raise Refused(
            "invalid",
            N_("“%(practice)s” has been withdrawn. Choose another practice, or the city."),
            field="practice",
            practice=practice.title,
        )
    if practice is not None and teacher is not None and practice.city_id != teacher.id:
        raise Refused(
            "invalid",
            N_("“%(practice)s” is a practice of %(owner)s, not of %(city)s."),
            field="teacher",
            practice=practice.title,
            owner=practice.city.name,
            city=teacher.name,
        )
    if city.id in (teacher.id if teacher else None, practice.city_id if practice else None):
        raise Refused(
            "invalid",
            N_("%(city)s can’t wish to learn from itself. Choose another city."),
            field="practice" if practice else "teacher",
            city=city.name,
        )
    if priority not in PRIORITIES:
        raise Refused("invalid", N_("The priority is 1, 2 or 3."), field="priority")
    words = clean_optional(text, field="text", limit=TEXT_LENGTH)
    if practice is None and teacher is None and not words:
        raise Refused(
            "invalid",
            N_("Choose a practice or a city, or say in your own words what you want to learn."),
            field="text",
        )
    return {
        "practice": practice,
        "teacher": teacher,
        "priority": priority,
        "text": words,
        "language": language if words else None,
    }


def likeness(practice: Any, teacher: Any, text: str) -> tuple[int | None, int | None, str]:
    """What two wishes of a city share if they are the same: practice and city, or else their words."""
    source = teacher.id if teacher is not None else practice.city_id if practice is not None else None
    words = "" if source is not None else folded(text)
    return (practice.id if practice is not None else None, source, words)
