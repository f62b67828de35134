"""The rules of a session's facts: what they may hold, what may change when, and when its call link is due."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from facilitation.domain.dates import require_day
from facilitation.domain.errors import N_, Refused
from facilitation.domain.names import clean_name_or_none
from facilitation.domain.sessions import ENDED, RUNNING, TYPES
from facilitation.domain.texts import clean_optional, is_blank, is_link

NUMBER_LENGTH = 20
PLACE_LENGTH = 200
LINK_LENGTH = 500
DIAL_IN_LENGTH = 500
REASON_LENGTH = 500
SOURCE_LENGTH = 2_000
QUESTION_LENGTH = 500
QUESTIONS_MOST = 12
INTERPRETATION_MOST = 12
#: The columns that say when a session is planned for.
PLAN_COLUMNS = ("date", "starts_at", "fold", "minutes", "zone")
#: So long before the beginning participants are shown the call's link.
LINK_DUE_BEFORE = timedelta(minutes=60)

WEEK, TWO_WEEKS, MONTH = "week", "two_weeks", "month"
#: How often a series may repeat.
EVERY = {
    WEEK: N_("Every week"),
    TWO_WEEKS: N_("Every two weeks"),
    MONTH: N_("Every month, on the same weekday"),
}
#: So many sessions are made at once.
COPIES_MOST = 26


def require_type(type_: str) -> str:
    if type_ not in TYPES:
        raise Refused("invalid", N_("Choose a type of session."), field="type")
    return type_


def short_text(text: str, field: str, limit: int) -> str:
    """A fact on one line that may be left out: "" where nothing of it can be seen."""
    return clean_name_or_none(text, field, limit) or ""


def clean_questions(texts: Sequence[str]) -> list[str]:
    """The learning questions as they are kept; those of which nothing can be seen are left out."""
    found = [clean_optional(text, field="questions", limit=QUESTION_LENGTH) for text in texts]
    found = [" ".join(text.split()) for text in found if text]
    if len(found) > QUESTIONS_MOST:
        raise Refused(
            "invalid", N_("At most %(most)s questions fit here."), field="questions", most=QUESTIONS_MOST
        )
    return found


def clean_link(text: str, field: str = "link") -> str:
    """The address of a call or a page; "" where nothing of it can be seen."""
    cleaned = text.strip()
    if is_blank(cleaned):
        return ""
    if not cleaned.lower().startswith(("https://", "http://")) or not is_link(cleaned):
        raise Refused("invalid", N_("A link begins with http:// or https:// and has no spaces."), field=field)
    if len(cleaned) > LINK_LENGTH:
        raise Refused(
            "invalid",
            N_("This has %(length)s characters; at most %(limit)s fit."),
            field=field,
            length=len(cleaned),
            limit=LINK_LENGTH,
        )
    return cleaned


def require_plan_can_change(
    status: str, started_at: datetime | None, filled: Collection[str], changes: Collection[str]
) -> None:
    """Refuse a change of the plan where the real times are what counts.

    `changes` are the columns of PLAN_COLUMNS that would differ, `filled` those that hold something now. Of a
    session that was held elsewhere the plan is all that is known, so it stays open.
    """
    field = next((name for name in PLAN_COLUMNS if name in changes), None)
    if field is None:
        return
    if status == RUNNING and set(changes) - {"minutes"}:
        field = next(name for name in PLAN_COLUMNS if name in changes and name != "minutes")
        raise Refused(
            "conflict",
            N_("The session is running: you can change its length, but not its day, time or time zone."),
            field=field,
        )
    if status == ENDED and started_at is not None and set(changes) & set(filled):
        raise Refused(
            "conflict",
            N_("This session was held, so its planned time stays as it was. The minutes give both times."),
            field=next(name for name in PLAN_COLUMNS if name in changes and name in filled),
        )


def require_day_of_held(status: str, day: date | None, today: date) -> None:
    """Refuse a day in the future for a session that has ended."""
    if status == ENDED and day is not None and day > today:
        raise Refused(
            "invalid", N_("This session was held, so its day can’t lie in the future."), field="date"
        )


def link_due_from(starts: datetime | None) -> datetime | None:
    """From when on participants are shown the call's link; None while the beginning is not set."""
    return None if starts is None else starts - LINK_DUE_BEFORE


def link_is_due(status: str, starts: datetime | None, ends: datetime | None, now: datetime) -> bool:
    """Whether participants are shown the call's link: while the session runs, and from an hour before its
    beginning until its planned end, as long as it hasn't ended."""
    if status == RUNNING:
        return True
    if status == ENDED or starts is None:
        return False
    return starts - LINK_DUE_BEFORE <= now < (ends or starts + timedelta(hours=1))


def series(first: date, every: str, times: int) -> list[date]:
    """The days of a series that begins on `first`.

    Every month is on the same weekday: the second Tuesday, and the last one where `first` is the fifth.
    """
    if every not in EVERY:
        raise Refused("invalid", N_("Choose how often it repeats."), field="every")
    if not 1 <= times <= COPIES_MOST:
        raise Refused(
            "invalid", N_("Choose between 1 and %(most)s sessions."), field="times", most=COPIES_MOST
        )
    if every == MONTH:
        days = [_same_weekday(first, months) for months in range(times)]
    else:
        step = timedelta(weeks=1 if every == WEEK else 2)
        days = [first + step * count for count in range(times)]
    require_day(days[-1])
    return days


def following(day: date, every: str) -> date:
    """The first day of a series after `day`."""
    return series(day, every, 2)[1]


def _same_weekday(first: date, months: int) -> date:
    """The day `months` later that is the same weekday of its month, such as the second Tuesday."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    begin = date(year, month + 1, 1)
    which = (first.day - 1) // 7
    day = begin + timedelta(days=(first.weekday() - begin.weekday()) % 7, weeks=which)
    return day if day.month == begin.month else day - timedelta(weeks=1)
