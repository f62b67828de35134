"""Wishes: how many a city may state, how long, until when; who sees them."""

from __future__ import annotations

import datetime as dt

from facilitation.domain.permissions import COORDINATE, GUEST, Viewer

#: What a city may state unless the programme says otherwise, and the most that it may say.
MOST, MOST_ALLOWED = 10, 50
PRIORITIES = (1, 2, 3)
TEXT_LENGTH = 1_000


def sees_wishes_of(viewer: Viewer, city: str) -> bool:
    """Whether somebody sees all wishes of the city with this code: its own people and the coordinators.

    A guest wears a badge that nobody has confirmed.
    """
    if COORDINATE(viewer, None):
        return True
    return viewer.city == city and viewer.role != GUEST


def is_open(now: dt.datetime, until: dt.datetime | None, longer: dt.datetime | None) -> bool:
    """Whether a city can still change its wishes: until the programme's deadline, or its own later one."""
    if until is None:
        return True
    return now < max(until, longer or until)
