"""Everything that the program keeps about one person, for that person: plain names, no secrets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from facilitation.domain.privacy import led_by, means
from facilitation.queries.privacy.personal_rows import rows_elsewhere
from facilitation.queries.privacy.poll_rows import (
    answers_of,
    questions_asked,
    questions_supported,
    turns_of,
)
from facilitation.store.boards import Area, Board, Cluster, Note, Vote
from facilitation.store.calendar_feeds import CalendarFeed
from facilitation.store.canvases import Canvas, CanvasPrerequisite
from facilitation.store.consents import history
from facilitation.store.invitations import Invitation
from facilitation.store.mails import Mail
from facilitation.store.operations import AuditEntry
from facilitation.store.people import Person, Seat, SignInLink
from facilitation.store.practices import PracticeContact
from facilitation.store.programmes import Programme
from facilitation.store.registrations import Registration
from facilitation.store.session_invitations import SessionInvitation
from facilitation.store.sessions import Attendance, Block, Record, Session, SessionPerson

Plain = dict[str, Any]


def data_of_person(orm: OrmSession, person_id: int, now: dt.datetime) -> Plain:
    """Everything about somebody with an account, in all their programmes."""
    person = orm.get_one(Person, person_id)
    query = select(Seat).where(Seat.person_id == person.id).options(joinedload(Seat.city)).order_by(Seat.id)
    seats = orm.scalars(query).all()
    links = orm.scalars(select(SignInLink).where(SignInLink.person_id == person.id).order_by(SignInLink.id))
    return {
        "made_at": now.isoformat(),
        "account": {
            "name": person.name,
            "email": person.email,
            "language": person.locale,
            "time_zone": person.time_zone,
            "has_password": person.password_hash is not None,
            "since": _at(person.created_at),
        },
        "seats": [_seat(orm, seat) for seat in seats],
        "invitations": _invitations(orm, seats, person.email),
        "mails": _mails(orm, or_(Mail.person_id == person.id, Mail.address == person.email)),
        "roles_at_sessions_entered_by_others": _entered_by_others(orm, person.email),
        "registrations_from_outside": _registered_from_outside(orm, person.email),
        "contact_of_practices_entered_by_others": _contact_of(orm, person.email),
        "invitations_to_sessions_without_a_seat": _to_sessions(
            orm, SessionInvitation.seat_id.is_(None), SessionInvitation.email == person.email
        ),
        "sign_in_links": [
            {
                "for": "password" if link.bound_to else "e-mail address" if link.email else "sign-in",
                "expires_at": _at(link.expires_at),
                "used_at": _at(link.used_at),
            }
            for link in links
        ],
    }


def data_of_guest(orm: OrmSession, seat_id: int, now: dt.datetime) -> Plain:
    """Everything about a guest."""
    seat = orm.get_one(Seat, seat_id, options=[joinedload(Seat.city)])
    return {
        "made_at": now.isoformat(),
        "seats": [_seat(orm, seat)],
        "mails": _mails(orm, Mail.address == seat.claim_email),
    }


def _seat(orm: OrmSession, seat: Seat) -> Plain:
    programme = orm.get_one(Programme, seat.programme_id)
    return {
        "programme": programme.title,
        "name": seat.name,
        "role": seat.role,
        "policymaker": seat.policymaker,
        "city": seat.city.name if seat.city else None,
        "organisation": seat.organisation,
        "simulated": seat.simulated,
        "since": _at(seat.created_at),
        "removed_at": _at(seat.removed_at),
        "asked_to_keep_it_as": seat.claim_email,
        "calendar_feeds_made": _feeds(orm, seat),
        "invitations_to_sessions": _to_sessions(orm, SessionInvitation.seat_id == seat.id),
        "consents": [
            {
                "purpose": row.purpose,
                "given": row.given,
                "at": _at(row.at),
                "entered_by": "yourself" if row.by_seat_id == seat.id else "an organiser",
            }
            for row in history(orm, seat.id)
        ],
        "attendance": _attendance(orm, seat),
        "notes": _notes(orm, seat),
        "clusters_made": list(orm.scalars(select(Cluster.title).where(Cluster.seat_id == seat.id))),
        "votes": _votes(orm, seat),
        "answers_to_polls": answers_of(orm, seat.id),
        "questions_asked": questions_asked(orm, seat.id),
        "questions_supported": questions_supported(orm, seat.id),
        "turns_in_rounds": turns_of(orm, seat.id),
        "written_for_the_minutes": [
            _record(row) for row in orm.scalars(_records(seat).where(Record.seat_id == seat.id))
        ],
        "said_according_to_the_minutes": _said(orm, seat),
        "leads_parts_of_sessions": _led(orm, seat),
        "sees_to_prerequisites_on_canvases": _seen_to(orm, seat),
        "done": [
            {"what": line.name, "about": line.subject, "at": _at(line.at)}
            for line in orm.scalars(
                select(AuditEntry).where(AuditEntry.seat_id == seat.id).order_by(AuditEntry.id)
            )
        ],
        "elsewhere": rows_elsewhere(orm, seat.id),
    }


def _feeds(orm: OrmSession, seat: Seat) -> list[Plain]:
    query = select(CalendarFeed).where(or_(CalendarFeed.seat_id == seat.id, CalendarFeed.made_by == seat.id))
    return [
        {
            "holds": row.holds,
            "city": row.city.name if row.city else None,
            "made_at": _at(row.created_at),
            "last_fetched_on": row.fetched_on.isoformat() if row.fetched_on else None,
        }
        for row in orm.scalars(query.order_by(CalendarFeed.id))
    ]


def _to_sessions(orm: OrmSession, *which: ColumnElement[bool]) -> list[Plain]:
    query = select(SessionInvitation).where(*which).options(joinedload(SessionInvitation.session))
    return [
        {
            "session": row.session.title,
            "name": row.name,
            "email": row.email,
            "invited_at": _at(row.invited_at),
            "taken_back_at": _at(row.uninvited_at),
            "last_mailed_at": _at(row.told_at),
            "as_you_were_told": row.told,
            "answered": row.answered,
            "answered_at": _at(row.answered_at),
        }
        for row in orm.scalars(query.order_by(SessionInvitation.id))
    ]


def _attendance(orm: OrmSession, seat: Seat) -> list[Plain]:
    query = select(Attendance).where(Attendance.seat_id == seat.id).options(joinedload(Attendance.session))
    return [
        {
            "session": row.session.title,
            "date": row.session.date.isoformat() if row.session.date else None,
            "first_at": _at(row.first_at),
            "as": row.role,
            "name": row.name,
            "city": row.city,
            "organisation": row.organisation,
            "through": row.through,
        }
        for row in orm.scalars(query.order_by(Attendance.id))
    ]


def _notes(orm: OrmSession, seat: Seat) -> list[Plain]:
    query = (
        select(Note, Board.title, Area.title, Session.title)
        .join(Board, Note.board_id == Board.id)
        .join(Area, Note.area_id == Area.id)
        .join(Session, Board.session_id == Session.id)
        .where(Note.seat_id == seat.id)
        .order_by(Note.id)
    )
    return [
        {
            "text": note.text,
            "as_others_were_shown_it": note.shown_text,
            "session": session,
            "board": board,
            "area": area,
            "name_beside_it": note.author,
            "city": note.city,
            "hidden": note.hidden,
            "removed": note.removed,
            "at": _at(note.created_at),
        }
        for note, board, area, session in orm.execute(query)
    ]


def _votes(orm: OrmSession, seat: Seat) -> list[Plain]:
    query = select(Vote).where(Vote.seat_id == seat.id).options(joinedload(Vote.board)).order_by(Vote.id)
    return [
        {
            "board": vote.board.title,
            # What it lies on may be somebody else's, and hidden from this reader.
            "on": "a cluster" if vote.cluster_id else "a note",
            "counts": vote.counts,
            "at": _at(vote.created_at),
        }
        for vote in orm.scalars(query)
    ]


def _records(seat: Seat):
    return (
        select(Record)
        .join(Session, Record.session_id == Session.id)
        .where(Session.programme_id == seat.programme_id)
        .options(joinedload(Record.session))
        .order_by(Record.id)
    )


def _said(orm: OrmSession, seat: Seat) -> list[Plain]:
    query = select(Attendance.session_id, Attendance.name).where(Attendance.seat_id == seat.id)
    attended = {session: name for session, name in orm.execute(query)}
    theirs = or_(Record.session_id.in_(attended), Record.speaker_seat_id == seat.id)
    there = orm.scalars(_records(seat).where(theirs, Record.speaker != ""))
    # They may have changed their name since.
    return [
        _record(row)
        for row in there
        if row.speaker_seat_id == seat.id
        or (row.speaker_seat_id is None and _may_mean(row.speaker, seat.name, attended[row.session_id]))
    ]


def _may_mean(speaker: str, *names: str) -> bool:
    return any(means(speaker, name) for name in names)


def _led(orm: OrmSession, seat: Seat) -> list[Plain]:
    query = (
        select(Block)
        .join(Session, Block.session_id == Session.id)
        .where(Session.programme_id == seat.programme_id, Block.leads != "")
        .options(joinedload(Block.session))
        .order_by(Block.id)
    )
    return [
        {"session": row.session.title, "part": row.title, "leads": row.leads}
        for row in orm.scalars(query)
        if any(means(one, seat.name) for one in led_by(row.leads))
    ]


def _seen_to(orm: OrmSession, seat: Seat) -> list[Plain]:
    query = (
        select(CanvasPrerequisite)
        .join(Canvas, CanvasPrerequisite.canvas_id == Canvas.id)
        .join(Session, Canvas.session_id == Session.id)
        .where(Session.programme_id == seat.programme_id, CanvasPrerequisite.owner != "")
        .options(joinedload(CanvasPrerequisite.canvas).joinedload(Canvas.session))
        .order_by(CanvasPrerequisite.id)
    )
    return [
        {
            "session": row.canvas.session.title,
            "prerequisite": row.text,
            "who_sees_to_it": row.owner,
            "due": row.due or None,
        }
        for row in orm.scalars(query)
        if means(row.owner, seat.name)
    ]


def _record(row: Record) -> Plain:
    return {
        "session": row.session.title,
        "kind": row.kind,
        "text": row.text,
        "speaker": row.speaker,
        "taken_back": row.removed,
        "at": _at(row.created_at),
    }


def _invitations(orm: OrmSession, seats: Iterable[Seat], email: str | None) -> list[Plain]:
    own = or_(Invitation.email == email, Invitation.seat_id.in_([seat.id for seat in seats]))
    return [
        {
            "programme": orm.get_one(Programme, row.programme_id).title,
            "name": row.name,
            "email": row.email,
            "role": row.role,
            "organisation": row.organisation,
            "sent_at": _at(row.created_at),
            "accepted_at": _at(row.accepted_at),
        }
        for row in orm.scalars(select(Invitation).where(own).order_by(Invitation.id))
    ]


def _entered_by_others(orm: OrmSession, email: str | None) -> list[Plain]:
    """Where an organiser entered them with this address, without a seat."""
    query = select(SessionPerson).where(SessionPerson.email.is_not(None), SessionPerson.email == email)
    return [
        {
            "session": row.session.title,
            "role": row.role,
            "name": row.name,
            "organisation": row.organisation,
            "email": row.email,
            "may_be_named": row.listed,
            "at": _at(row.created_at),
        }
        for row in orm.scalars(query.order_by(SessionPerson.id))
    ]


def _registered_from_outside(orm: OrmSession, email: str | None) -> list[Plain]:
    """Where they registered for a session with this address, without a seat."""
    query = select(Registration).where(Registration.email.is_not(None), Registration.email == email)
    return [
        {
            "session": row.session.title,
            "name": row.name,
            "email": row.email,
            "organisation": row.organisation,
            "city": row.city.name if row.city else row.from_city,
            "answer": row.answer,
            "mode": row.mode,
            "interpretation": row.interpretation,
            "access_needs": row.access_needs,
            "reminder": row.remind,
            "may_be_named": row.listed,
            "at": _at(row.created_at),
        }
        for row in orm.scalars(query.order_by(Registration.id))
    ]


def _contact_of(orm: OrmSession, email: str | None) -> list[Plain]:
    """Where a city wrote them down as the contact of a practice, without their seat."""
    query = select(PracticeContact).where(
        PracticeContact.seat_id.is_(None),
        PracticeContact.email.is_not(None),
        PracticeContact.email == email,
    )
    return [
        {
            "practice": row.practice.title,
            "city": row.practice.city.name,
            "name": row.name,
            "email": row.email,
            "phone": row.phone,
            "shown_to_everybody_in_the_programme_since": _at(row.agreed_at),
        }
        for row in orm.scalars(query.order_by(PracticeContact.id))
    ]


def _mails(orm: OrmSession, which) -> list[Plain]:
    return [
        {
            "to": mail.address,
            "subject": mail.subject,
            "text": mail.text,
            "written_at": _at(mail.created_at),
            "sent_at": _at(mail.sent_at),
        }
        for mail in orm.scalars(select(Mail).where(which).order_by(Mail.id))
    ]


def _at(at: dt.datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
