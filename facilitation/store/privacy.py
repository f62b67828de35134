"""What is not to be kept any longer: people past their programme's retention date, and left-over rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, exists, func, or_, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.permissions import ORGANISER
from facilitation.domain.privacy import (
    INVITATIONS_KEPT,
    JOBS_KEPT,
    MAILS_KEPT,
    OPERATIONS_KEPT,
    REMOVED_KEPT,
    TIME_ANSWERS_KEPT,
)
from facilitation.store.base import Base
from facilitation.store.boards import Board, Note
from facilitation.store.challenges import Practice
from facilitation.store.fair_times import TimeAnswer, TimePoll
from facilitation.store.invitations import Invitation
from facilitation.store.jobs import Job
from facilitation.store.mails import Mail
from facilitation.store.onboarding import CallPerson, OnboardingCall
from facilitation.store.operations import Operation
from facilitation.store.people import Merge, Seat, SignInLink
from facilitation.store.practices import PracticeContact
from facilitation.store.programmes import Programme
from facilitation.store.records import RecordVersion
from facilitation.store.registrations import RegistrationLink
from facilitation.store.session_files import SessionFile
from facilitation.store.session_invitations import SessionInvitation
from facilitation.store.sessions import Attendance, Block, Record, Session, SessionPerson


@dataclass(frozen=True, slots=True)
class Overdue:
    """Somebody whose data are not to be kept any longer; organisers who stay only leave the record."""

    programme: int
    seat: int


def overdue(orm: OrmSession, today: dt.date, labels: Iterable[str]) -> list[Overdue]:
    """The seats to erase in programmes past their retention date.

    `labels` are the words that stand for an erased name: an organiser whom the record does not name any more
    is not overdue.
    """
    named = or_(
        exists().where(Note.seat_id == Seat.id),
        exists().where(Attendance.seat_id == Seat.id, Attendance.name.not_in(list(labels))),
    )
    stays = and_(Seat.role == ORGANISER, Seat.removed_at.is_(None))
    query = (
        select(Seat.programme_id, Seat.id)
        .join(Programme, Programme.id == Seat.programme_id)
        .where(Programme.retention_until < today, Seat.erased_at.is_(None), or_(~stays, named))
        .order_by(Seat.programme_id, Seat.id)
    )
    return [Overdue(programme, seat) for programme, seat in orm.execute(query)]


def left_over(now: dt.datetime) -> dict[type[Base], ColumnElement[bool]]:
    """By table the rows of no more use: what was done long ago, links that open nothing, old mail.

    Nobody can take a name out of a file that people made: once a programme's retention date has passed, the
    files go as a whole.
    """
    over = select(Programme.id).where(Programme.retention_until < now.astimezone(dt.UTC).date())
    answered = select(TimePoll.id).where(
        or_(TimePoll.closed_at < now - TIME_ANSWERS_KEPT, TimePoll.programme_id.in_(over))
    )
    return {
        Operation: Operation.created_at < now - OPERATIONS_KEPT,
        SignInLink: or_(
            SignInLink.expires_at <= now,
            and_(SignInLink.used_at.is_not(None), SignInLink.reusable.is_(False)),
        ),
        Merge: or_(Merge.expires_at <= now, Merge.used_at.is_not(None)),
        RegistrationLink: RegistrationLink.expires_at <= now,
        Job: and_(Job.status.in_(("done", "failed")), Job.finished_at < now - JOBS_KEPT),
        Invitation: and_(
            Invitation.accepted_at.is_(None),
            or_(
                Invitation.revoked_at < now - INVITATIONS_KEPT,
                Invitation.expires_at < now - INVITATIONS_KEPT,
                Invitation.programme_id.in_(over),
            ),
        ),
        TimeAnswer: TimeAnswer.poll_id.in_(answered),
        SessionInvitation: SessionInvitation.programme_id.in_(over),
        PracticeContact: PracticeContact.practice_id.in_(
            select(Practice.id).where(Practice.programme_id.in_(over))
        ),
        RecordVersion: RecordVersion.record_id.in_(
            select(Record.id).join(Session).where(Session.programme_id.in_(over))
        ),
        SessionFile: or_(
            SessionFile.removed_at < now - REMOVED_KEPT,
            and_(
                SessionFile.link == "",
                SessionFile.session_id.in_(select(Session.id).where(Session.programme_id.in_(over))),
            ),
        ),
        Mail: or_(Mail.created_at < now - MAILS_KEPT, Mail.programme_id.in_(over)),
    }


def count(orm: OrmSession, model: type[Base], which: ColumnElement[bool]) -> int:
    return orm.scalar(select(func.count()).select_from(model).where(which)) or 0


def removed_sessions(orm: OrmSession, now: dt.datetime, most: int | None = None) -> list[int]:
    """The ids of removed sessions: rehearsals, and others that nobody has brought back in time.

    One that has the newest id of all sessions, boards or seats is left for the next time: SQLite would give
    that id to the next one, and what still speaks of the old one would speak of that.
    """
    query = (
        select(Session.id)
        .where(
            Session.removed.is_(True),
            or_(Session.rehearsal_of.is_not(None), Session.last_modified < now - REMOVED_KEPT),
        )
        .order_by(Session.id)
    )
    for model, session in ((Session, Session.id), (Board, Board.session_id), (Seat, Seat.session_id)):
        newest = select(session).order_by(model.id.desc()).limit(1).scalar_subquery()
        query = query.where(Session.id != func.coalesce(newest, 0))
    return list(orm.scalars(query.limit(most)))


def unseated_names(
    orm: OrmSession, today: dt.date, labels: Iterable[str], most: int | None = None
) -> list[Record | CallPerson | SessionPerson | Block | Session]:
    """Past the retention date: names of people without a seat, as others wrote them down.

    What those who led a session noted for each other goes with them, as it is about people.
    """
    over, known = Programme.retention_until < today, [*labels, ""]
    speakers = (
        select(Record)
        .join(Session, Record.session_id == Session.id)
        .join(Programme, Session.programme_id == Programme.id)
        .where(over, Record.speaker.not_in(known))
        .order_by(Record.session_id, Record.id)
    )
    called = (
        select(CallPerson)
        .join(OnboardingCall, CallPerson.call_id == OnboardingCall.id)
        .join(Programme, OnboardingCall.programme_id == Programme.id)
        .where(over, CallPerson.name.not_in(known))
        .order_by(CallPerson.id)
    )
    entered = (
        select(SessionPerson)
        .join(Session, SessionPerson.session_id == Session.id)
        .join(Programme, Session.programme_id == Programme.id)
        .where(
            over,
            SessionPerson.seat_id.is_(None),
            or_(SessionPerson.name.not_in(known), SessionPerson.email.is_not(None)),
        )
        .order_by(SessionPerson.id)
    )
    leading = (
        select(Block)
        .join(Session, Block.session_id == Session.id)
        .join(Programme, Session.programme_id == Programme.id)
        .where(over, Block.leads != "")
        .order_by(Block.session_id, Block.id)
    )
    noted = (
        select(Session)
        .join(Programme, Session.programme_id == Programme.id)
        .where(over, Session.desk_notes != "")
        .order_by(Session.id)
    )
    queries = (speakers, called, entered, leading, noted)
    return [row for query in queries for row in orm.scalars(query.limit(most))]


def referring(target: Table) -> list[tuple[Table, Any]]:
    """The tables whose rows name a row of `target` by a foreign key, and the column."""
    return [
        (table, key.parent)
        for table in Base.metadata.sorted_tables
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
        if key.column.table is target
    ]


def rows_about(orm: OrmSession, target: Table, ids: Iterable[int]) -> dict[str, list[dict[str, Any]]]:
    """By table the rows that name one of these rows of `target`."""
    wanted, found = list(ids), {}
    tables: dict[Table, list[Any]] = {}
    for table, column in referring(target):
        tables.setdefault(table, []).append(column)
    for table, columns in tables.items():
        query: Select = select(table).where(or_(*(column.in_(wanted) for column in columns)))
        rows = [dict(row._mapping) for row in orm.execute(query)]
        if rows:
            found[table.name] = rows
    return found
