"""Handlers of being in the room: joining by code, attending, ready marks and raised hands."""

from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.sessions.breakout_groups import join_by_code
from facilitation.commands.sessions.breakout_people import come_late, go_away
from facilitation.commands.sessions.crowds import somebody_came
from facilitation.commands.sessions.poll_people import rename_in_polls
from facilitation.commands.sessions.turns import somebody_late, somebody_left
from facilitation.commands.work import Work
from facilitation.domain import sessions
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.names import clean_name, clean_name_or_none
from facilitation.domain.permissions import GUEST, Viewer
from facilitation.store.boards import Board, Note
from facilitation.store.breakouts import BreakoutMember
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.sessions import Attendance, Session
from facilitation.store.viewers import viewer_of


class TakeSeat(msgspec.Struct):
    session: int
    name: str
    token_hash: str
    city: str | None = None
    organisation: str | None = None
    simulated: bool = False
    through: str = sessions.DEVICE
    beside: int | None = None
    breakout: int | None = None


class CorrectSeat(msgspec.Struct):
    session: int
    name: str
    city: str | None = None
    organisation: str | None = None


class Attend(msgspec.Struct):
    session: int


class TheSeat(msgspec.Struct):
    session: int
    seat: int


class LowerHand(msgspec.Struct):
    """`seat`: whose hand it is; without it one's own. Only those who lead lower another's."""

    session: int
    seat: int | None = None


class SetReady(msgspec.Struct):
    session: int
    ready: bool


def take_seat(work: Work, session: Session, payload: TakeSeat) -> dict[str, Any]:
    """Seat a guest who knows the code: they wear a city's badge, or name an organisation, in this session.

    `beside` is the seat that held the device until now, if it is shared from now on. `breakout` is the small
    group whose code they came with, if it was one's.
    """
    sessions.require_can_run(session.standing)
    name, city, organisation = _who(work, session, payload)
    if payload.through not in sessions.THROUGH:
        raise Refused("invalid", N_("Choose how they take part."), field="through")
    seat = Seat(
        programme_id=session.programme_id,
        session_id=session.id,
        name=name,
        role=GUEST,
        city=city,
        organisation=organisation,
        token_hash=payload.token_hash,
        simulated=payload.simulated,
        created_at=work.now,
    )
    work.add(seat)
    work.orm.flush()
    came = _attend(work, session, viewer_of(seat), organisation, payload.through)
    if payload.breakout is not None:
        join_by_code(work, session.id, payload.breakout, came)
    come_late(work, session, seat.id)
    if payload.beside is not None:
        those = select(Attendance).where(
            Attendance.session_id == session.id, Attendance.seat_id == payload.beside
        )
        for attendance in work.orm.scalars(those):
            work.change(attendance, through=sessions.TABLE)
    return {"seat": seat, "board": session.board_id}


def correct_seat(work: Work, session: Session, payload: CorrectSeat) -> dict[str, Any]:
    """Change what a guest gave as their name, city or organisation; what they wrote here follows."""
    sessions.require_can_run(session.standing)
    name, city, organisation = _who(work, session, payload)
    seat = work.seat()
    moved = city is not seat.city
    work.change(seat, name=name, city=city, organisation=organisation, standing=seat.standing + moved)
    code = city.code if city else None
    attendance = _require_attendance(work, session)
    work.change(attendance, name=name, city=code, organisation=organisation)
    held = select(Board).where(Board.session_id == session.id).order_by(Board.id).with_for_update()
    boards = [board.id for board in work.orm.scalars(held)]
    written = select(Note).where(Note.board_id.in_(boards), Note.seat_id == seat.id, Note.removed.is_(False))
    for note in work.orm.scalars(written.order_by(Note.id)):
        # Not by work.change: it is no change that the author of a note takes back.
        note.author, note.city = name, code
    rename_in_polls(work, session, seat.id, name, code)
    for member in work.orm.scalars(select(BreakoutMember).where(BreakoutMember.seat_id == seat.id)).all():
        member.name, member.city = name, code
    if moved:
        somebody_came(work, session, code)
    return {"seat": seat}


def attend(work: Work, session: Session, payload: Attend) -> dict[str, Any]:
    """Count the actor as there, once."""
    sessions.require_can_run(session.standing)
    if _attendance(work, session) is None:
        seat = work.seat()
        _attend(work, session, work.actor, seat.organisation)
        come_late(work, session, seat.id)
    return {}


def set_ready(work: Work, session: Session, payload: SetReady) -> dict[str, Any]:
    """Say that one is done with this step, or not yet."""
    work.change(_require_attendance(work, session), ready=payload.ready)
    return {"ready": payload.ready}


def raise_hand(work: Work, session: Session, payload: Attend) -> dict[str, Any]:
    """Ask for the floor."""
    attendance = _require_attendance(work, session)
    if attendance.hand_raised_at is None:
        work.change(attendance, hand_raised_at=work.now)
    return {}


def lower_hand(work: Work, session: Session, payload: LowerHand) -> dict[str, Any]:
    """No longer ask for the floor; whoever leads lowers the hand of somebody who has had it."""
    if payload.seat in (None, work.actor.seat):
        work.change(_require_attendance(work, session), hand_raised_at=None)
        return {}
    if not work.actor.leads:
        raise Refused("not_allowed", N_("Only those who lead the session can lower somebody else’s hand."))
    attendance, _ = _somebody(work, session, payload.seat)
    work.change(attendance, hand_raised_at=None)
    return {}


def eject(work: Work, session: Session, payload: TheSeat) -> dict[str, Any]:
    """Ask somebody to leave: their seat opens this session no longer. What they wrote stays.

    Who leads the programme is asked to leave by nobody, least of all by themselves.
    """
    attendance, seat = _somebody(work, session, payload.seat)
    if viewer_of(seat).leads:
        raise Refused("not_allowed", N_("You can't ask somebody to leave who leads in this programme."))
    work.change(seat, ejected_from=sorted({*(seat.ejected_from or ()), session.id}))
    work.change(attendance, ejected=True, ready=False, hand_raised_at=None)
    go_away(work, session, seat.id)
    somebody_left(work, session, seat.id)
    return {"seat": seat.id}


def readmit(work: Work, session: Session, payload: TheSeat) -> dict[str, Any]:
    """Let somebody in again who was asked to leave."""
    attendance, seat = _somebody(work, session, payload.seat)
    left = [number for number in seat.ejected_from or () if number != session.id]
    work.change(seat, ejected_from=left or None)
    work.change(attendance, ejected=False)
    somebody_came(work, session, attendance.city)
    come_late(work, session, seat.id)
    return {"seat": seat.id}


def _somebody(work: Work, session: Session, seat_id: int) -> tuple[Attendance, Seat]:
    query = select(Attendance).where(
        Attendance.session_id == session.id, Attendance.seat_id == seat_id, Attendance.removed.is_(False)
    )
    attendance = work.orm.scalars(query).one_or_none()
    if attendance is None:
        raise not_found()
    return attendance, work.own(Seat, seat_id)


def _attend(
    work: Work, session: Session, viewer: Viewer, organisation: str | None, through: str = sessions.DEVICE
) -> Attendance:
    attendance = work.add(
        Attendance(
            session=session,
            seat_id=viewer.seat,
            name=viewer.name,
            role=viewer.role,
            city=viewer.city,
            organisation=organisation,
            policymaker=viewer.policymaker,
            simulated=viewer.simulated,
            through=through,
            first_at=work.now,
            ready=False,
        )
    )
    somebody_came(work, session, viewer.city)
    somebody_late(work, session, viewer.seated_at, viewer.name, viewer.city, viewer.role)
    return attendance


def _who(
    work: Work, session: Session, payload: TakeSeat | CorrectSeat
) -> tuple[str, City | None, str | None]:
    """Name, city and organisation as they are kept: a guest has the second or the third."""
    name = clean_name(payload.name)
    organisation = clean_name_or_none(payload.organisation, "organisation")
    if payload.city is None:
        if organisation is None:
            raise Refused("invalid", N_("Choose your city, or name your organisation."), field="city")
        return name, None, organisation
    query = select(City).where(City.programme_id == session.programme_id, City.code == payload.city)
    city = work.orm.scalars(query).one_or_none()
    if city is None:
        raise Refused("invalid", N_("Choose a city of this programme."), field="city")
    return name, city, organisation


def _attendance(work: Work, session: Session) -> Attendance | None:
    query = select(Attendance).where(
        Attendance.session_id == session.id, Attendance.seat_id == work.actor.seat
    )
    return work.orm.scalars(query).one_or_none()


def _require_attendance(work: Work, session: Session) -> Attendance:
    attendance = _attendance(work, session)
    if attendance is None:
        raise not_found()
    return attendance
