"""Handlers of the registration desk: how people register, and what who leads does for them by hand."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import select

from facilitation.commands.registrations import answers, mails, places, presences
from facilitation.commands.work import Work
from facilitation.domain import registrations as rules
from facilitation.domain.dates import require_day
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.people import clean_email
from facilitation.store.people import Seat
from facilitation.store.registrations import Registration, RegistrationDesk
from facilitation.store.sessions import Session

_ONCE = N_("This person is on the list already.")


class SetDesk(msgspec.Struct):
    """`capacity` None: as many as want to come. `closes_on` and `closes_time` are by the session's clocks."""

    session: int
    way: str
    capacity: int | None = None
    closes_on: dt.date | None = None
    closes_time: str | None = None
    asks_mode: bool = True
    asks_interpretation: bool = True
    asks_access: bool = True


class TheSession(msgspec.Struct):
    session: int


class AddRegistration(msgspec.Struct):
    """A `seat`, or a `name` with e-mail, organisation and city.

    `here`: they are there now. `invite`: mail them a link to answer with.
    """

    session: int
    seat: int | None = None
    name: str = ""
    email: str = ""
    organisation: str = ""
    city: str | None = None
    from_city: str = ""
    policymaker: bool = False
    listed: bool = False
    answer: str = rules.ASKED
    mode: str = ""
    here: bool = False
    invite: bool = False


class ChangeRegistration(msgspec.Struct):
    """What is not named stays as it is; of somebody with a seat only answer and mode can be changed here."""

    session: int
    registration: int
    answer: str | UnsetType = UNSET
    mode: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    email: str | UnsetType = UNSET
    organisation: str | UnsetType = UNSET
    city: str | None | UnsetType = UNSET
    from_city: str | UnsetType = UNSET
    policymaker: bool | UnsetType = UNSET
    listed: bool | UnsetType = UNSET


class MoveRegistration(msgspec.Struct):
    """`to`: "in", "first" (the head of the waiting list) or "waiting" (its end)."""

    session: int
    registration: int
    to: str


class TheRegistration(msgspec.Struct):
    session: int
    registration: int


def set_desk(work: Work, session: Session, payload: SetDesk) -> dict[str, Any]:
    """Say how people register. More places let those who wait move up."""
    answers.require_coming(work, session)
    way = rules.require_way(payload.way)
    capacity = rules.require_capacity(payload.capacity, places.taken(work, session))
    require_day(payload.closes_on, "closes_on")
    settings = {
        "way": way,
        "capacity": capacity,
        "closes_at": rules.closing_time(payload.closes_on, payload.closes_time, session.zone),
        "asks_mode": payload.asks_mode,
        "asks_interpretation": payload.asks_interpretation,
        "asks_access": payload.asks_access,
    }
    desk = places.desk_of(work, session)
    if desk is None:
        work.add(
            RegistrationDesk(session=session, key=secrets.token_urlsafe(18), created_at=work.now, **settings)
        )
    else:
        work.change(desk, **settings)
    work.orm.flush()
    places.fill(work, session)
    return {"session": session.id}


def renew_key(work: Work, session: Session, payload: TheSession) -> dict[str, Any]:
    """Give the public page another address; the one before opens nothing any more."""
    desk = places.desk_of(work, session)
    if desk is None:
        raise not_found()
    work.change(desk, key=secrets.token_urlsafe(18))
    return {}


def add(work: Work, session: Session, payload: AddRegistration) -> dict[str, Any]:
    """Put somebody on the list by hand: invited, with their answer, or there already."""
    if payload.answer and payload.answer not in rules.ANSWERS_GIVEN:
        raise Refused("invalid", N_("Choose an answer."), field="answer")
    registration = _new(work, session, payload)
    mode = rules.require_mode(payload.mode, asked=True)
    work.change(registration, mode=mode, answer=rules.YES if payload.here else payload.answer)
    if payload.here:
        work.change(registration, place=rules.IN, turn=None)
        presences.came(
            work, session, presences.Who(registration.seat_id, registration.id), mode or rules.ROOM
        )
    elif payload.answer == rules.YES:
        places.give(work, session, registration)
    if payload.invite:
        _invite(work, session, registration)
    return {"registration": registration, "place": registration.place}


def _new(work: Work, session: Session, payload: AddRegistration) -> Registration:
    """A row for somebody who isn't on the list; one that was taken off it comes back."""
    if payload.seat is not None:
        seat = work.own(Seat, payload.seat)
        if seat.removed_at is not None or seat.session_id not in (None, session.id):
            raise not_found()
        query = select(Registration).where(
            Registration.session_id == session.id, Registration.seat_id == seat.id
        )
        known = work.orm.scalars(query).one_or_none()
        return _again(work, known) if known else answers.new_registration(work, session, seat=seat)
    facts = answers.facts_of(work, payload.name, payload.organisation, payload.city, payload.from_city)
    email = clean_email(payload.email) if payload.email.strip() else None
    known = None
    if email is not None:
        query = select(Registration).where(Registration.session_id == session.id, Registration.email == email)
        known = work.orm.scalars(query).one_or_none()
    known = _again(work, known) if known else answers.new_registration(work, session, email=email)
    work.change(known, **facts, policymaker=payload.policymaker, listed=payload.listed)
    return known


def _again(work: Work, registration: Registration) -> Registration:
    if registration.removed_at is None:
        raise Refused("conflict", _ONCE, field="name")
    work.change(registration, removed_at=None, place=rules.NEITHER, turn=None, chosen_at=work.now)
    return registration


def change(work: Work, session: Session, payload: ChangeRegistration) -> dict[str, Any]:
    """Correct what stands about somebody, or enter the answer that they gave elsewhere."""
    registration = answers.registration_in(work, session, payload.registration)
    _change_facts(work, registration, payload)
    if payload.mode is not UNSET:
        work.change(registration, mode=rules.require_mode(payload.mode, asked=True))
    if payload.answer is not UNSET and payload.answer != registration.answer:
        if payload.answer not in rules.ANSWERS_GIVEN:
            raise Refused("invalid", N_("Choose an answer."), field="answer")
        work.change(registration, answer=payload.answer)
        if payload.answer == rules.YES and registration.place == rules.NEITHER:
            places.give(work, session, registration)
        elif payload.answer != rules.YES and registration.place != rules.NEITHER:
            places.leave(work, session, registration)
    return {"registration": registration, "place": registration.place}


def _change_facts(work: Work, registration: Registration, payload: ChangeRegistration) -> None:
    named = {
        key: value
        for key, value in msgspec.structs.asdict(payload).items()
        if value is not UNSET and key not in ("session", "registration", "answer", "mode")
    }
    if not named:
        return
    if registration.seat_id is not None:
        raise Refused(
            "invalid",
            N_("People with a seat change their name themselves. Here you can only change their answer."),
            field="name",
        )
    facts = answers.facts_of(
        work,
        named.get("name", registration.name),
        named.get("organisation", registration.organisation),
        named.get("city", registration.city.code if registration.city else None),
        named.get("from_city", registration.from_city),
    )
    if "email" in named:
        facts["email"] = clean_email(named["email"]) if named["email"].strip() else None
        query = select(Registration.id).where(
            Registration.session_id == registration.session_id,
            Registration.email == facts["email"],
            Registration.id != registration.id,
        )
        if facts["email"] and work.orm.scalars(query).first() is not None:
            raise Refused("conflict", N_("Somebody else is on the list with this address."), field="email")
    facts |= {name: named[name] for name in ("policymaker", "listed") if name in named}
    work.change(registration, **facts)


def move(work: Work, session: Session, payload: MoveRegistration) -> dict[str, Any]:
    """Move somebody into a place or onto the waiting list; they are told by mail."""
    registration = answers.registration_in(work, session, payload.registration)
    if registration.removed_at is not None:
        raise not_found()
    if payload.to not in rules.MOVES:
        raise Refused("invalid", N_("Choose where to move them."), field="to")
    work.change(registration, answer=rules.YES)
    places.move(work, session, registration, payload.to)
    return {"place": registration.place}


def invite(work: Work, session: Session, payload: TheRegistration) -> dict[str, Any]:
    """Mail somebody on the list a link of their own, with which they answer."""
    registration = answers.registration_in(work, session, payload.registration)
    if registration.removed_at is not None:
        raise not_found()
    _invite(work, session, registration)
    return {}


def _invite(work: Work, session: Session, registration: Registration) -> None:
    answers.require_coming(work, session)
    desk = places.desk_of(work, session)
    if desk is None or desk.way == rules.CLOSED:
        raise Refused("closed", rules.REGISTRATION_CLOSED)
    person = registration.seat.person if registration.seat else None
    if (person.email if person else registration.email) is None:
        raise Refused("conflict", N_("There is no e-mail address to write to."), field="email")
    mails.tell(work, registration, mails.ASKED)


def remove(work: Work, session: Session, payload: TheRegistration) -> dict[str, Any]:
    """Take somebody off the list; they can be put back. Whoever waits moves up."""
    registration = answers.registration_in(work, session, payload.registration)
    if registration.removed_at is None:
        work.change(registration, removed_at=work.now)
        if registration.place != rules.NEITHER:
            places.leave(work, session, registration)
    return {}


def restore(work: Work, session: Session, payload: TheRegistration) -> dict[str, Any]:
    """Put somebody back who was taken off the list: in, or at the head of the waiting list if it is full."""
    registration = answers.registration_in(work, session, payload.registration)
    if registration.removed_at is not None:
        work.change(registration, removed_at=None)
        if registration.answer == rules.YES:
            places.give(work, session, registration)
            if registration.place == rules.WAITING:
                places.move(work, session, registration, "first")
    return {"place": registration.place}
