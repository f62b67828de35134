"""Handlers of being in the room: joining by code, attending, ready marks and raised hands."""

import msgspec
from sqlalchemy import func, select

from facilitation.commands.work import Work
from facilitation.domain import sessions
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.names import clean_name
from facilitation.domain.permissions import GUEST, Viewer
from facilitation.domain.visibility import CITY_CROWD
from facilitation.store.boards import Board
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


class Attend(msgspec.Struct):
    session: int


class SetReady(msgspec.Struct):
    session: int
    ready: bool


def take_seat(work: Work, session: Session, payload: TakeSeat) -> dict:
    """Seat a guest who knows the code: they wear a city's badge, or name an organisation, in this session."""
    sessions.require_can_run(session.status)
    name = clean_name(payload.name)
    organisation = clean_name(payload.organisation, "organisation") if payload.organisation else None
    city = None
    if payload.city is not None:
        query = select(City).where(City.programme_id == session.programme_id, City.code == payload.city)
        city = work.orm.scalars(query).one_or_none()
        if city is None:
            raise Refused("invalid", N_("Choose a city of this programme."), field="city")
    elif organisation is None:
        raise Refused("invalid", N_("Choose your city, or name your organisation."), field="city")
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
    _attend(work, session, viewer_of(seat), organisation)
    return {"seat": seat, "board": session.board_id}


def attend(work: Work, session: Session, payload: Attend) -> dict:
    """Count the actor as there, once."""
    sessions.require_can_run(session.status)
    if _attendance(work, session) is None:
        seat = work.orm.get(Seat, work.actor.seat)
        _attend(work, session, work.actor, seat.organisation)
    return {}


def set_ready(work: Work, session: Session, payload: SetReady) -> dict:
    """Say that one is done with this step, or not yet."""
    work.change(_require_attendance(work, session), ready=payload.ready)
    return {"ready": payload.ready}


def raise_hand(work: Work, session: Session, payload: Attend) -> dict:
    """Ask for the floor."""
    attendance = _require_attendance(work, session)
    if attendance.hand_raised_at is None:
        work.change(attendance, hand_raised_at=work.now)
    return {}


def lower_hand(work: Work, session: Session, payload: Attend) -> dict:
    """No longer ask for the floor."""
    work.change(_require_attendance(work, session), hand_raised_at=None)
    return {}


def _attend(work: Work, session: Session, viewer: Viewer, organisation: str | None) -> None:
    work.add(
        Attendance(
            session=session,
            seat_id=viewer.seat,
            name=viewer.name,
            role=viewer.role,
            city=viewer.city,
            organisation=organisation,
            policymaker=viewer.policymaker,
            simulated=viewer.simulated,
            first_at=work.now,
            ready=False,
        )
    )
    if viewer.city is None:
        return
    work.orm.flush()
    there = select(func.count()).where(Attendance.session_id == session.id, Attendance.city == viewer.city)
    if work.orm.scalar(there) == CITY_CROWD:
        query = select(Board).where(Board.session_id == session.id).order_by(Board.id).with_for_update()
        for board in work.orm.scalars(query):
            work.change(board, crowded=sorted({*board.crowded, viewer.city}))


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
