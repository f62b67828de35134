"""What pages show of clocks, languages and figures: small values that templates draw with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from flask import Flask
from flask_babel import get_locale
from markupsafe import Markup

from facilitation.domain.errors import N_, Refused
from facilitation.domain.scheduling import DAY, DEFAULT_POLICY, LocalSlot, PainPolicy
from facilitation.domain.sessions import ENDED, readings, require_wall_time
from facilitation.queries.sessions.sessions import instants
from facilitation.store.sessions import Session
from facilitation.translations.dates import utc_offset

#: What a local hour is called from so much pain on, the worst first; before noon and after.
_PAIN_WORDS = (
    (12, N_("night"), N_("night")),
    (7, N_("very early"), N_("late at night")),
    (4, N_("late evening"), N_("late evening")),
    (2, N_("early morning"), N_("evening")),
    (1, N_("edge of the working day"), N_("edge of the working day")),
)


@dataclass(frozen=True, slots=True)
class DayBand:
    """A stretch of one city's hours on a strip of 1,440 minutes with the meeting's start in its middle.

    `x` and `width` are in minutes; `pain` as in `PainPolicy`.
    """

    x: int
    width: int
    pain: int


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        in_zone=in_zone,
        starts_in=starts_in,
        held_on=held_on,
        held_instead=held_instead,
        days_earlier=days_earlier,
        offset=utc_offset,
        language_name=language_name,
    )
    app.jinja_env.tests.update(shown_twice=is_shown_twice)
    app.jinja_env.globals.update(
        day_bands=day_bands,
        equal_hours=equal_hours,
        lang=lang,
        pain_words=pain_words,
    )


def in_zone(moment: dt.datetime, zone: str) -> dt.datetime:
    """An aware moment as the clocks of a zone show it."""
    return moment.astimezone(ZoneInfo(zone))


def held_on(session: Session) -> dt.date | None:
    """The day a session is planned for or, without a plan, was started on; None if neither is known."""
    if session.date is not None or session.started_at is None:
        return session.date
    return in_zone(session.started_at, session.zone).date()


def held_instead(session: Session) -> dt.date | None:
    """The day a session that is over really began, by its own clocks, if another was planned; else None."""
    if session.status != ENDED or session.started_at is None or session.date is None:
        return None
    began = in_zone(session.started_at, session.zone).date()
    return began if began != session.date else None


def days_earlier(day: dt.date, days: int) -> dt.date:
    """So many days before a day."""
    return day - dt.timedelta(days=days)


def starts_in(session: Session, zone: str | None = None) -> dt.datetime | None:
    """When a session begins by the clocks of a zone (its own unless named); None without date and time."""
    starts = instants(session).starts
    return in_zone(starts, zone or session.zone) if starts else None


def is_shown_twice(moment: dt.datetime) -> bool:
    """Whether the clocks of a moment's zone show it twice, since they go back."""
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def equal_hours(day: str, wall_time: str, zone: str) -> tuple[dt.datetime, ...]:
    """The two moments that a typed day and time can mean where the clocks go back; otherwise nothing."""
    try:
        found = readings(dt.date.fromisoformat(day), require_wall_time(wall_time) or "", zone)
    except (ValueError, OverflowError, Refused):
        return ()
    return found if len(found) == 2 else ()


def lang(code: str | None) -> Markup:
    """The attribute that says that a text is in another language than its page; nothing where it isn't."""
    return Markup("") if not code or code == str(get_locale()) else Markup(' lang="{}"').format(code)


def language_name(code: str) -> str:
    """A language in the reader's language; the code itself where it is unknown."""
    try:
        return Locale.parse(code).get_language_name(get_locale()) or code
    except (ValueError, UnknownLocaleError):
        return code


def day_bands(starts: dt.datetime, free_day: bool = False, policy: PainPolicy | None = None) -> list[DayBand]:
    """A city's hours of the day around a local start, twelve hours either side, merged by their pain.

    By a programme's own `policy` they bear the pain that the usual one has for what is about as hard.
    """
    first = starts.hour * 60 + starts.minute - DAY // 2
    by_minute = _as_usual(policy) if policy is not None else DEFAULT_POLICY.pain_of_day()
    bands: list[DayBand] = []
    begun = 0
    pains = [DEFAULT_POLICY.night] * DAY if free_day else [by_minute[(first + x) % DAY] for x in range(DAY)]
    for x in range(1, DAY + 1):
        if x == DAY or pains[x] != pains[begun]:
            bands.append(DayBand(begun, x - begun, pains[begun]))
            begun = x
    return bands


@cache
def _as_usual(policy: PainPolicy) -> tuple[int, ...]:
    """By minute of the day what the usual policy asks for an hour about as hard as by this one."""

    def usual(pain: int) -> int:
        if pain in (0, policy.night):
            return DEFAULT_POLICY.night if pain else 0
        if pain <= policy.humane:
            return DEFAULT_POLICY.humane
        return 4 if 2 * pain < policy.humane + policy.night else 7

    return tuple(usual(pain) for pain in policy.pain_of_day())


def pain_words(local: LocalSlot) -> str:
    """What a slot is to a city, as a marked text: "working hours", "evening", "night".

    By the usual policy, whatever a programme's own one asks for these hours.
    """
    if local.free_day:
        return N_("a day off")
    minutes = max(1, int((local.ends - local.starts).total_seconds() // 60))
    first, usual = local.starts.hour * 60 + local.starts.minute, DEFAULT_POLICY.pain_of_day()
    pain = max(usual[(first + past) % DAY] for past in range(min(minutes, DAY)))
    for least, morning, evening in _PAIN_WORDS:
        if pain >= least:
            return morning if local.starts.hour < 12 else evening
    return N_("working hours")
