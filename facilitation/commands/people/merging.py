"""Handlers of a guest who has a seat of their own here: an organiser says so, the mail's link proves it.

Neither is enough alone: whoever holds a link alone has nothing to merge, and an organiser alone can give
nobody what somebody else wrote.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import delete, select, update

from facilitation.commands.people import links, mails
from facilitation.commands.people.known_names import hand_over_names
from facilitation.commands.sessions.crowds import somebody_came
from facilitation.commands.sessions.poll_people import move_polls
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.people import MERGE_DAYS
from facilitation.domain.permissions import GUEST
from facilitation.domain.programmes import require_open
from facilitation.store.boards import Board, Cluster, Note, Vote
from facilitation.store.breakouts import Breakout, BreakoutMember, BreakoutPoint
from facilitation.store.consents import Consent
from facilitation.store.fair_times import TimeAnswer
from facilitation.store.mails import Mail
from facilitation.store.minutes import Amendment
from facilitation.store.operations import Operation
from facilitation.store.people import Merge, Person, Seat
from facilitation.store.programmes import Programme
from facilitation.store.records import RecordVersion
from facilitation.store.registrations import Presence, Registration
from facilitation.store.sessions import Attendance, Record, Session, SessionPerson
from facilitation.store.viewers import token_hash, viewer_of

#: What stands where nobody reads it any more.
_NOBODY = "–"
_SUBJECT = N_("Was that you in “%(session)s”?")
_TEXT = N_(
    "Hello %(name)s,\n\n%(organiser)s says that you took part in “%(session)s” as the guest %(guest)s. If "
    "that is so, this link brings what was written there to your seat in %(programme)s:\n\n{link}\n\n"
    "It works once and for %(days)s days. That was not you? Then do nothing; everything stays as it is."
)


class AskToMerge(msgspec.Struct):
    """`seat` is the guest's, `into` that of the person it is said to be."""

    seat: int
    into: int


class TheGuest(msgspec.Struct):
    seat: int


class AcceptMerge(msgspec.Struct):
    token_hash: str


def ask_to_merge(work: Work, guest: Seat, payload: AskToMerge) -> dict[str, Any]:
    """Say that a guest is somebody with a seat here, and mail that person the link; an earlier one dies."""
    _require_guest(guest)
    into = work.orm.get(Seat, payload.into)
    into = _member(into if into is not None and into.programme_id == work.programme else None)
    _forget(work, guest)
    programme = work.orm.get_one(Programme, work.programme)
    token = secrets.token_urlsafe(32)
    mail = _mail(work, programme, guest, into, token)
    merge = Merge(
        programme_id=programme.id,
        guest_id=guest.id,
        into_id=into.id,
        mail_id=mail.id,
        token_hash=token_hash(token),
        created_at=work.now,
        expires_at=work.now + dt.timedelta(days=MERGE_DAYS),
    )
    return {"merge": work.add(merge)}


def take_back(work: Work, guest: Seat, payload: TheGuest) -> dict[str, Any]:
    """The guest is not that person after all: the link opens nothing any more."""
    if not _forget(work, guest):
        raise not_found()
    return {}


def accept_merge(work: Work, target: None, payload: AcceptMerge) -> dict[str, Any]:
    """Whoever has the link was that guest: what is the guest's becomes theirs, and the guest's seat ends."""
    query = select(Merge).where(Merge.token_hash == payload.token_hash).with_for_update()
    merge = work.orm.scalars(query).one_or_none()
    if merge is None or merge.used_at is not None or merge.expires_at <= work.now:
        raise not_found()
    require_open(work.orm.get_one(Programme, merge.programme_id).archived_at)
    guest = work.orm.get_one(Seat, merge.guest_id, with_for_update=True)
    into = _member(work.orm.get_one(Seat, merge.into_id))
    _require_guest(guest)
    hand_over_names(work, guest, into)
    _move_boards(work, guest, into)
    _move_session(work, guest, into)
    if guest.ejected_from and not viewer_of(into).leads:
        work.change(into, ejected_from=sorted({*(into.ejected_from or ()), *guest.ejected_from}))
    _end(work, guest)
    work.change(merge, used_at=work.now)
    mail = work.orm.get(Mail, merge.mail_id)
    if mail is not None:
        work.change(mail, link=None)
    return {"seat": into.id, "person": into.person_id, "programme": into.programme_id}


def _person(seat: Seat) -> Person:
    """Who has a seat that isn't a guest's."""
    assert seat.person is not None
    return seat.person


def _move_boards(work: Work, guest: Seat, into: Seat) -> None:
    """Votes of both stay, also where they are more than one may cast: they were cast in good faith."""
    boards = select(Board).where(Board.session_id == guest.session_id).order_by(Board.id).with_for_update()
    work.orm.scalars(boards).all()
    models: tuple[type[Note | Cluster | Vote], ...] = (Note, Cluster, Vote)
    for model in models:
        query = select(model).where(model.seat_id == guest.id).order_by(model.board_id, model.id)
        rows: Sequence[Any] = work.orm.scalars(query).all()
        for row in rows:
            # Not by `work.change`: nobody is to take it back as if it were a change on the board.
            row.seat_id = into.id


def _move_session(work: Work, guest: Seat, into: Seat) -> None:
    work.orm.get(Session, guest.session_id, with_for_update=True)
    for record in work.orm.scalars(select(Record).where(Record.seat_id == guest.id)).all():
        work.change(record, seat_id=into.id)
    for said in work.orm.scalars(select(Record).where(Record.speaker_seat_id == guest.id)).all():
        work.change(said, speaker_seat_id=into.id)
    for column in ("seat_id", "speaker_seat_id"):
        query = select(RecordVersion).where(getattr(RecordVersion, column) == guest.id)
        for version in work.orm.scalars(query).all():
            work.change(version, **{column: into.id})
    for amendment in work.orm.scalars(select(Amendment).where(Amendment.seat_id == guest.id)).all():
        work.change(amendment, seat_id=into.id)
    for held in work.orm.scalars(select(SessionPerson).where(SessionPerson.seat_id == guest.id)).all():
        if any(one.seat_id == into.id and one.role == held.role for one in held.session.people):
            held.session.people.remove(held)
        else:
            work.change(held, seat_id=into.id)
    move_polls(work, guest, into)
    _move_groups(work, guest, into)
    _move_registrations(work, guest, into)
    _move_time_answers(work, guest, into)
    for came in work.orm.scalars(select(Attendance).where(Attendance.seat_id == guest.id)).all():
        _move_attendance(work, came, into)


def _move_groups(work: Work, guest: Seat, into: Seat) -> None:
    """Where both were in groups of one round, the member's own stands; points stay with the group."""
    for member in work.orm.scalars(select(BreakoutMember).where(BreakoutMember.seat_id == guest.id)).all():
        own = select(BreakoutMember).where(
            BreakoutMember.round_id == member.round_id, BreakoutMember.seat_id == into.id
        )
        held = work.orm.scalars(own).all()
        before = next((one for one in held if one.breakout_id == member.breakout_id), None)
        if any(not one.removed for one in held):
            work.change(member, removed=True, name=_NOBODY)
        elif before is not None:  # they were in this group before, at their own seat
            work.change(before, removed=member.removed)
            work.change(member, removed=True, name=_NOBODY)
        else:
            city = into.city.code if into.city else None
            work.change(member, seat_id=into.id, name=into.name, city=city)
    work.orm.flush()
    among = select(BreakoutMember.breakout_id).where(
        BreakoutMember.seat_id == into.id, BreakoutMember.removed.is_(False)
    )
    theirs = set(work.orm.scalars(among))
    for breakout in work.orm.scalars(select(Breakout).where(Breakout.rapporteur_id == guest.id)).all():
        work.change(breakout, rapporteur_id=into.id if breakout.id in theirs else None)
    for point in work.orm.scalars(select(BreakoutPoint).where(BreakoutPoint.seat_id == guest.id)).all():
        work.change(point, seat_id=into.id)


def _move_registrations(work: Work, guest: Seat, into: Seat) -> None:
    """Where both are on a list, the member's own answer stands; when they were there is true of both."""
    for registration in work.orm.scalars(select(Registration).where(Registration.seat_id == guest.id)).all():
        own = select(Registration.id).where(
            Registration.session_id == registration.session_id, Registration.seat_id == into.id
        )
        if work.orm.scalars(own).first() is None:
            work.change(registration, seat_id=into.id)
        else:
            work.change(registration, place="", removed_at=registration.removed_at or work.now)
    for presence in work.orm.scalars(select(Presence).where(Presence.seat_id == guest.id)).all():
        work.change(presence, seat_id=into.id)


def _move_time_answers(work: Work, guest: Seat, into: Seat) -> None:
    """Where both have answered a poll, the guest's stands beside it under the name that they gave."""
    own = select(TimeAnswer.poll_id).where(TimeAnswer.seat_id == into.id)
    query = select(TimeAnswer).where(TimeAnswer.seat_id == guest.id, TimeAnswer.poll_id.not_in(own))
    for answer in work.orm.scalars(query).all():
        work.change(answer, seat_id=into.id)


def _move_attendance(work: Work, came: Attendance, into: Seat) -> None:
    """Whoever came twice was there once, from the first time on. A row that readers know by its seat ends."""
    query = select(Attendance).where(Attendance.session_id == came.session_id, Attendance.seat_id == into.id)
    own = work.orm.scalars(query).one_or_none()
    if own is not None:
        work.change(own, first_at=min(own.first_at, came.first_at))
    else:
        work.add(
            Attendance(
                session=came.session,
                seat_id=into.id,
                name=into.name,
                role=into.role,
                city=into.city.code if into.city else None,
                organisation=into.organisation,
                policymaker=into.policymaker,
                simulated=came.simulated,
                through=came.through,
                ejected=came.ejected,
                removed=False,
                first_at=came.first_at,
                ready=came.ready,
                hand_raised_at=came.hand_raised_at,
            )
        )
    work.change(came, removed=True, name=_NOBODY, organisation=None, ready=False, hand_raised_at=None)
    somebody_came(work, came.session, into.city.code if into.city else None)


def _end(work: Work, guest: Seat) -> None:
    """Nothing of the guest is left that would say who it was."""
    work.orm.execute(delete(Consent).where(Consent.seat_id == guest.id))
    work.orm.execute(update(Operation).where(Operation.seat_id == guest.id).values(undo=None))
    work.change(
        guest,
        name=_NOBODY,
        organisation=None,
        claim_email=None,
        token_hash=None,
        removed_at=work.now,
        erased_at=work.now,
        standing=guest.standing + 1,
    )


def _require_guest(seat: Seat) -> None:
    if seat.role != GUEST or seat.removed_at is not None:
        raise not_found()


def _member(seat: Seat | None) -> Seat:
    if seat is None or seat.role == GUEST or seat.removed_at is not None or seat.person is None:
        raise Refused("invalid", N_("Choose somebody with a seat of their own."), field="into")
    if seat.person.email is None:
        raise Refused(
            "conflict",
            N_("%(name)s has no e-mail address that a link could go to."),
            field="into",
            name=seat.name,
        )
    return seat


def _forget(work: Work, guest: Seat) -> bool:
    """End what was asked before and not yet used; whether there was something."""
    query = select(Merge).where(Merge.guest_id == guest.id, Merge.used_at.is_(None))
    found = work.orm.scalars(query).all()
    for merge in found:
        mails.withdraw(work, work.orm.get(Mail, merge.mail_id))
        work.orm.delete(merge)
    return bool(found)


def _mail(work: Work, programme: Programme, guest: Seat, into: Seat, token: str) -> Mail:
    language = links.language_of(work, programme, into.person)
    words = {
        "name": into.name,
        "organiser": work.actor.name,
        "guest": guest.name,
        "session": work.orm.get_one(Session, guest.session_id).title,
        "programme": programme.title,
        "days": MERGE_DAYS,
    }
    address = _person(into).email
    assert address is not None  # who has none can't be asked
    return mails.post(
        work,
        programme=programme.id,
        address=address,
        subject=work.translate(_SUBJECT, language) % words,
        text=work.translate(_TEXT, language) % words,
        link=f"/merges/{token}",
        person=into.person_id,
    )
