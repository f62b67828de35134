"""Places at a session and its waiting list, which moves up by itself, under the session's lock."""

from __future__ import annotations

from sqlalchemy import func, select

from facilitation.commands.registrations import mails
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused
from facilitation.domain.registrations import IN, NEITHER, WAITING, has_place_free
from facilitation.store.registrations import Registration, RegistrationDesk
from facilitation.store.sessions import Session


def desk_of(work: Work, session: Session) -> RegistrationDesk | None:
    """The session's registration desk; None where nobody is asked to register."""
    return work.orm.get(RegistrationDesk, session.id)


def taken(work: Work, session: Session) -> int:
    """How many people have a place."""
    return _count(work, session, IN)


def waiting(work: Work, session: Session) -> list[Registration]:
    """Those who wait, in order."""
    work.orm.flush()
    query = select(Registration).where(
        Registration.session_id == session.id,
        Registration.place == WAITING,
        Registration.removed_at.is_(None),
    )
    return list(work.orm.scalars(query.order_by(Registration.turn, Registration.id)))


def give(work: Work, session: Session, registration: Registration) -> int | None:
    """Give a place to somebody who wants one, or the last turn on the waiting list; their number there."""
    desk = desk_of(work, session)
    capacity = desk.capacity if desk else None
    wait = _count(work, session, WAITING) if capacity is not None else 0
    work.change(registration, chosen_at=work.now)
    if not wait and has_place_free(capacity, taken(work, session)):
        work.change(registration, place=IN, turn=None)
        return None
    work.change(registration, place=WAITING, turn=_last_turn(work, session) + 1)
    return wait + 1


def leave(work: Work, session: Session, registration: Registration) -> None:
    """Give a place (or a turn) back; whoever waits moves up."""
    work.change(registration, place=NEITHER, turn=None)
    fill(work, session)


def fill(work: Work, session: Session, *, but: Registration | None = None) -> None:
    """Let those who wait move up while there are places, all but one, and tell them by mail."""
    desk = desk_of(work, session)
    capacity, there = (desk.capacity if desk else None), taken(work, session)
    for registration in waiting(work, session):
        if not has_place_free(capacity, there):
            return
        if registration is not but:
            work.change(registration, place=IN, turn=None, chosen_at=work.now)
            mails.tell(work, registration, mails.MOVED_UP)
            there += 1


def move(work: Work, session: Session, registration: Registration, to: str) -> None:
    """Move somebody by hand: in, to the head of the waiting list ("first") or to its end ("waiting")."""
    before = registration.place
    if to == IN:
        _move_in(work, session, registration)
        if before != IN:
            mails.tell(work, registration, mails.MOVED_UP)
        return
    turns = [one.turn or 0 for one in waiting(work, session) if one is not registration]
    turn = min(turns, default=1) - 1 if to == "first" else max(turns, default=0) + 1
    work.change(registration, place=WAITING, turn=turn)
    if before == IN:
        mails.tell(work, registration, mails.MOVED_BACK)
        fill(work, session, but=registration)


def _move_in(work: Work, session: Session, registration: Registration) -> None:
    if registration.place == IN:
        return
    desk = desk_of(work, session)
    if desk is not None and not has_place_free(desk.capacity, taken(work, session)):
        raise Refused(
            "conflict",
            N_(
                "All %(capacity)s places are taken. Give the session more places, or move somebody to the "
                "waiting list first."
            ),
            field="to",
            capacity=desk.capacity,
        )
    work.change(registration, place=IN, turn=None, chosen_at=work.now)


def _count(work: Work, session: Session, place: str) -> int:
    work.orm.flush()
    query = (
        select(func.count())
        .select_from(Registration)
        .where(
            Registration.session_id == session.id,
            Registration.place == place,
            Registration.removed_at.is_(None),
        )
    )
    return work.orm.scalar(query) or 0


def _last_turn(work: Work, session: Session) -> int:
    query = select(func.max(Registration.turn)).where(Registration.session_id == session.id)
    return work.orm.scalar(query) or 0
