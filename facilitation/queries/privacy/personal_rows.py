"""Rows about somebody in tables whose words nobody has chosen for them: told by what they point to."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Column, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.store.base import Base, table_of
from facilitation.store.people import Seat
from facilitation.store.privacy import rows_about

Plain = dict[str, Any]

#: Told in words of their own (queries/privacy/personal_data.py), or about others as well.
_TOLD = frozenset(
    {"attendances", "notes", "clusters", "votes", "records", "consents", "invitations", "mails", "seats"}
    | {"poll_answers", "poll_questions", "question_supports", "speaking_turns"}
    | {"sign_in_links", "merges", "calendar_feeds", "session_invitations"}
)
#: What lets somebody in, or finds them: never given out.
_SECRET = ("hash", "token", "nonce", "link", "digest")


#: What a table is called for its readers; a new one goes by its own name.
_PLAIN_NAMES = {
    "assessment_ratings": "ratings_given",
    "assessment_submissions": "self_assessments_handed_in",
    "breakout_members": "small_groups",
    "breakout_points": "points_of_small_groups_written",
    "breakouts": "small_groups_reported_for",
    "call_people": "onboarding_calls",
    "call_slots": "times_of_onboarding_calls_offered_or_taken",
    "catch_ups": "caught_up",
    "city_texts": "texts_about_the_city_last_saved",
    "city_text_versions": "texts_about_the_city_saved",
    "former_ratings": "ratings_given_before",
    "commitments": "commitments_answered_for",
    "commitment_steps": "commitments_written_down_or_changed",
    "minutes": "minutes_approved",
    "minutes_amendments": "amendments_to_minutes",
    "practice_contacts": "contact_of_practices",
    "practice_point_versions": "lists_about_practices_changed",
    "practice_text_versions": "texts_about_practices_saved",
    "practice_texts": "texts_about_practices_last_saved",
    "practice_versions": "practices_written_down_or_changed",
    "session_people": "roles_at_sessions",
    "time_answers": "answers_to_polls_of_times",
    "record_versions": "records_corrected_or_taken_back",
    "reminders": "reminders_received_or_sent",
    "registrations": "registrations_for_sessions",
    "presences": "check_ins_own_or_entered",
    "reported_counts": "totals_of_sessions_typed",
    "tandem_contacts": "telephone_numbers_for_partner_cities",
    "theme_people": "themes_to_attend",
    "theme_versions": "decisions_on_themes",
    "themes": "themes_as_decided_last",
}
#: By which column a row that another one points to is called.
_CALLED = ("name", "title", "text", "reason")


def rows_elsewhere(orm: OrmSession, seat: int) -> dict[str, list[Plain]]:
    """By table the rows that name a seat: also those of tables that are yet to come."""
    return {
        _PLAIN_NAMES.get(table, table): [_open(orm, table, row) for row in rows]
        for table, rows in rows_about(orm, table_of(Seat), [seat]).items()
        if table not in _TOLD
    }


def _open(orm: OrmSession, table: str, row: Plain) -> Plain:
    """A row of a table that nobody has put into words here: what it points to by its name, without what lets
    anybody in, and without numbers that say nothing."""
    columns = Base.metadata.tables[table].columns
    told = {}
    for name, value in row.items():
        if any(secret in name for secret in _SECRET) or name == "id":
            continue
        if columns[name].foreign_keys:
            called = _called(orm, columns[name], value)
            if called is not None:
                told[name.removesuffix("_id")] = called
        elif isinstance(value, dt.datetime | dt.date):
            told[name] = value.isoformat()
        else:
            told[name] = value
    return told


def _called(orm: OrmSession, column: Column, value: Any) -> str | None:
    """What the row is called that a column points to; people are not told of each other by it."""
    [key] = column.foreign_keys
    target = key.column.table
    label = next((target.c[name] for name in _CALLED if name in target.c), None)
    if value is None or label is None or target.name in ("seats", "people", "registrations"):
        return None
    return orm.scalar(select(label).where(key.column == value))
