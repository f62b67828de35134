"""What somebody missed: sessions held without them, decisions, challenges named. Never a note's text.

Only what stands open to everybody of the programme is told: records, the titles of adopted challenges, and
links. Boards and the notes of onboarding calls stay where they are.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import selectinload

from facilitation.domain import sessions
from facilitation.domain.errors import not_found
from facilitation.domain.permissions import Viewer
from facilitation.queries.documents.minutes_readers import MINUTES, is_readable, texts_for
from facilitation.queries.sessions.for_whom import concerning
from facilitation.store.boards import Board, Cluster, Note
from facilitation.store.challenges import Challenge
from facilitation.store.documents import DocumentRow
from facilitation.store.invitations import Invitation
from facilitation.store.onboarding import CatchUp
from facilitation.store.people import Seat
from facilitation.store.sessions import Attendance, Record, Session


@dataclass(frozen=True, slots=True)
class Decision:
    text: str
    language: str | None
    simulated: bool


@dataclass(frozen=True, slots=True)
class Missed:
    """A session held without the reader: its minutes (the newest version that they may read), decisions in
    their words, challenges named.
    """

    session: Session
    minutes: DocumentRow | None
    decisions: list[Decision] = field(default_factory=list)
    challenges: list[Challenge] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Absence:
    """What was missed since `since`, oldest first; `earlier` sessions were held before that without them."""

    since: dt.datetime
    marked: bool
    missed: list[Missed]
    earlier: int


def catch_up(orm: OrmSession, viewer: Viewer, *, from_the_beginning: bool) -> Absence:
    """What this viewer missed since they last caught up, or else since they were first invited."""
    since, marked = _since(orm, viewer)
    held = _held_without(orm, viewer)
    told = [one.id for one in held if from_the_beginning or _after(one, since)]
    query = (
        select(Session)
        .where(Session.id.in_(told))
        .options(selectinload(Session.cities))
        .order_by(Session.date.is_(None), Session.date, Session.id)
    )
    return Absence(since, marked, _missed(orm, viewer, list(orm.scalars(query))), len(held) - len(told))


def count_missed(orm: OrmSession, viewer: Viewer) -> int:
    """How many sessions the catch-up page would tell of."""
    if viewer.is_guest:
        return 0
    since, _ = _since(orm, viewer)
    return sum(_after(one, since) for one in _held_without(orm, viewer))


def _since(orm: OrmSession, viewer: Viewer) -> tuple[dt.datetime, bool]:
    if viewer.is_guest or viewer.seat is None:
        raise not_found()
    kept = orm.get(CatchUp, viewer.seat)
    if kept is not None:
        return kept.at, True
    seated = orm.scalar(select(Seat.created_at).where(Seat.id == viewer.seat))
    invited = orm.scalar(select(func.min(Invitation.created_at)).where(Invitation.seat_id == viewer.seat))
    return min(at for at in (seated, invited) if at is not None), False


@dataclass(frozen=True, slots=True)
class _Held:
    id: int
    date: dt.date | None
    ended_at: dt.datetime | None


def _held_without(orm: OrmSession, viewer: Viewer) -> list[_Held]:
    """The sessions that were held without this person, as far as they may enter them.

    Whoever sits for a city is not told of what was for other cities alone.
    """
    there = select(Attendance.session_id).where(Attendance.seat_id == viewer.seat)
    query = select(Session.id, Session.date, Session.ended_at).where(
        Session.programme_id == viewer.programme,
        Session.status == sessions.ENDED,
        Session.cancelled.is_(False),
        Session.removed.is_(False),
        Session.rehearsal_of.is_(None),
        # A city's call is between it and those who prepare the programme.
        Session.type != "onboarding",
        Session.id.not_in(there),
        *concerning(viewer),
    )
    held = [_Held(*row) for row in orm.execute(query)]
    return [one for one in held if viewer.may_enter(one.id)]


def _after(held: _Held, since: dt.datetime) -> bool:
    if held.ended_at is not None:
        return held.ended_at > since
    return held.date is not None and held.date >= since.date()


def _missed(orm: OrmSession, viewer: Viewer, held: list[Session]) -> list[Missed]:
    ids = [session.id for session in held]
    minutes: dict[int, DocumentRow] = {}
    documents = select(DocumentRow).where(
        DocumentRow.session_id.in_(ids), DocumentRow.kind == MINUTES, is_readable(viewer)
    )
    for document in orm.scalars(documents.order_by(DocumentRow.version, DocumentRow.id)):
        if document.session_id is not None:
            minutes[document.session_id] = document
    challenges: dict[int, list[Challenge]] = defaultdict(list)
    named = (
        select(Board.session_id, Challenge)
        .join(Cluster, Cluster.board_id == Board.id)
        .join(Challenge, Cluster.challenge_id == Challenge.id)
        .where(
            Board.session_id.in_(ids),
            Board.removed.is_(False),
            Cluster.removed.is_(False),
            # Everybody saw them grouped, also where the board has gone back to private writing since.
            exists().where(Note.cluster_id == Cluster.id, Note.shown_text.is_not(None)),
        )
        .order_by(Cluster.id)
    )
    for session_id, challenge in orm.execute(named):
        if challenge.standing not in challenges[session_id]:
            challenges[session_id].append(challenge.standing)
    return [
        Missed(session, minutes.get(session.id), _decisions(orm, viewer, session), challenges[session.id])
        for session in held
    ]


def _decisions(orm: OrmSession, viewer: Viewer, session: Session) -> list[Decision]:
    """What was decided in a session, as its minutes say; nothing while their first version is corrected."""
    texts = texts_for(orm, viewer, session)
    if texts is None:
        return []
    decided = select(Record).where(
        Record.session_id == session.id, Record.kind == "decision", Record.removed.is_(False)
    )
    told = (
        (record, texts.told(f"record:{record.id}", record.text))
        for record in orm.scalars(decided.order_by(Record.id))
    )
    return [
        Decision(said.words, record.language, record.simulated) for record, said in told if said is not None
    ]
