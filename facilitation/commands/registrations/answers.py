"""Handlers of people's own answers: members, people from outside, and whoever has a link to their own."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import delete, func, select

from facilitation.commands.cities.named import city_by_code
from facilitation.commands.people.known_names import leave_documents
from facilitation.commands.registrations import mails, places
from facilitation.commands.work import Work
from facilitation.domain import registrations as rules
from facilitation.domain.cities import NAME_LENGTH as ORGANISATION_LENGTH
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.names import clean_name, clean_name_or_none
from facilitation.domain.people import clean_email
from facilitation.domain.permissions import FACILITATE
from facilitation.domain.privacy import REMOVED, UNNAMED
from facilitation.domain.programmes import LANGUAGES
from facilitation.domain.sessions import instant, require_can_run
from facilitation.domain.texts import clean_optional
from facilitation.store.expected import expected_at
from facilitation.store.mails import Mail
from facilitation.store.people import Person, Seat
from facilitation.store.registrations import Registration, RegistrationDesk, RegistrationLink
from facilitation.store.sessions import Session
from facilitation.store.viewers import viewer_of


class Answer(msgspec.Struct):
    """`answer`: "yes", "no" or "perhaps"; `interpretation` is the code of a language, "" for none.

    `language` is the one that `access_needs` is written in.
    """

    session: int
    answer: str
    mode: str = ""
    interpretation: str = ""
    access_needs: str = ""
    remind: str = rules.NEVER
    language: str | None = None


class Register(msgspec.Struct):
    """Somebody from outside: `city` is a code of the programme's, `from_city` the name of any other."""

    session: int
    name: str
    email: str
    answer: str
    organisation: str = ""
    city: str | None = None
    from_city: str = ""
    listed: bool = False
    language: str = "en"
    mode: str = ""
    interpretation: str = ""
    access_needs: str = ""
    remind: str = rules.NEVER
    simulated: bool = False


class AnswerByLink(msgspec.Struct):
    """`token_hash` is that of the link; name, organisation and `listed` are of people from outside."""

    session: int
    token_hash: str
    answer: str
    mode: str = ""
    interpretation: str = ""
    access_needs: str = ""
    remind: str = rules.NEVER
    language: str | None = None
    name: str | UnsetType = UNSET
    organisation: str | UnsetType = UNSET
    listed: bool | UnsetType = UNSET


class TheLink(msgspec.Struct):
    session: int
    token_hash: str


class Remind(msgspec.Struct):
    session: int
    registration: int


def answer(work: Work, session: Session, payload: Answer) -> dict[str, Any]:
    """Say for oneself whether one comes."""
    desk = _require_desk(work, session)
    seat = work.seat()
    query = select(Registration).where(Registration.session_id == session.id, Registration.seat_id == seat.id)
    registration = work.orm.scalars(query).one_or_none()
    if registration is None and not _may_register(work, session, desk, seat):
        raise Refused("closed", rules.NOT_INVITED)
    if registration is None:
        registration = new_registration(work, session, seat=seat)
    save(work, session, desk, registration, payload)
    return {"registration": registration, "place": registration.place}


def register(work: Work, session: Session, payload: Register) -> dict[str, Any]:
    """Register somebody from outside, who gets a mail.

    Under an address that is a member's, or on the list already, nothing is answered: its owner gets a link to
    answer with. The result is always the same: whoever types an address does not learn whose it is.
    """
    desk = _require_desk(work, session)
    if desk.way != rules.OPEN:
        raise Refused("closed", rules.REGISTRATION_CLOSED)
    _require_open(work, desk)
    email = clean_email(payload.email)
    facts = facts_of(work, payload.name, payload.organisation, payload.city, payload.from_city)
    rules.require_answer(payload.answer)
    known = _known(work, session, email)
    seat = _seat_of(work, email) if known is None else None
    if known is not None and known.removed_at is None:
        mails.tell(work, known, mails.AGAIN if known.answer else mails.ASKED)
    elif seat is not None:
        mails.tell(work, new_registration(work, session, seat=seat), mails.ASKED)
    else:
        registration = known or new_registration(work, session, email=email, simulated=payload.simulated)
        work.change(registration, **facts, listed=payload.listed)
        number = save(work, session, desk, registration, payload)
        mails.tell(work, registration, _kind_of(registration), turn=number)
    return {}


def answer_by_link(work: Work, session: Session, payload: AnswerByLink) -> dict[str, Any]:
    """Save the answer of whoever has a link to their own registration."""
    desk = _require_desk(work, session)
    registration = registration_of_link(work, session, payload.token_hash)
    if registration.seat_id is None:
        if payload.name is not UNSET:
            work.change(registration, name=clean_name(payload.name))
        if payload.organisation is not UNSET:
            work.change(registration, organisation=_organisation(payload.organisation))
        if payload.listed is not UNSET:
            if registration.listed and not payload.listed:
                leave_documents(work, work.programme, {registration.name}, UNNAMED)
            work.change(registration, listed=payload.listed)
    save(work, session, desk, registration, payload)
    return {"registration": registration, "place": registration.place}


def forget_by_link(work: Work, session: Session, payload: TheLink) -> dict[str, Any]:
    """Erase somebody from outside who asked for it by their link; a place of theirs becomes free."""
    registration = registration_of_link(work, session, payload.token_hash)
    if registration.seat_id is not None:
        raise Refused("conflict", N_("You have a seat in the programme: erase yourself under “About me”."))
    if registration.place and not session.ended_at:
        places.leave(work, session, registration)
    work.orm.execute(
        delete(Mail).where(Mail.programme_id == work.programme, Mail.address == registration.email)
    )
    leave_documents(work, work.programme, {registration.name}, REMOVED)
    forget(work, registration)
    work.change(registration, answer=rules.NO, removed_at=work.now)
    return {}


def remind(work: Work, session: Session, payload: Remind) -> dict[str, Any]:
    """Send the reminder that somebody asked for, if it is (still) due."""
    registration = registration_in(work, session, payload.registration)
    starts = starts_of(session)
    due = rules.is_to_be_reminded(
        work.now, starts, registration.remind, registration.chosen_at, registration.reminded_for
    )
    if not due or session.cancelled or registration.place != rules.IN or registration.removed_at is not None:
        return {"reminded": False}
    work.change(registration, reminded_for=starts)
    mails.tell(work, registration, mails.REMINDER)
    return {"reminded": True}


# -- what the others need, too -------------------------------------------------------------------------------


def new_registration(
    work: Work,
    session: Session,
    *,
    seat: Seat | None = None,
    email: str | None = None,
    simulated: bool = False,
) -> Registration:
    """A row for a seat, or for somebody from outside with this address; no answer is in it yet."""
    query = select(func.count()).select_from(Registration).where(Registration.session_id == session.id)
    if (work.orm.scalar(query) or 0) >= rules.PEOPLE_MOST:
        raise Refused("too_large", N_("At most %(most)s people fit on this list."), most=rules.PEOPLE_MOST)
    registration = Registration(
        session=session,
        seat=seat,
        email=None if seat is not None else email,
        name="",
        organisation="",
        from_city="",
        policymaker=False,
        listed=False,
        answer=rules.ASKED,
        mode="",
        interpretation="",
        access_needs="",
        remind=rules.NEVER,
        place=rules.NEITHER,
        simulated=simulated or work.actor.simulated or (seat is not None and seat.simulated),
        created_at=work.now,
        chosen_at=work.now,
    )
    work.add(registration)
    work.orm.flush()
    return registration


def registration_in(work: Work, session: Session, number: int) -> Registration:
    """A registration of this session by its id; `Refused` not_found for any other."""
    registration = work.orm.get(Registration, number)
    if registration is None or registration.session_id != session.id:
        raise not_found()
    return registration


def registration_of_link(work: Work, session: Session, token_hash: str) -> Registration:
    """The registration that a link of this session opens."""
    query = (
        select(Registration)
        .join(RegistrationLink, RegistrationLink.registration_id == Registration.id)
        .where(
            RegistrationLink.token_hash == token_hash,
            RegistrationLink.expires_at > work.now,
            Registration.session_id == session.id,
            Registration.removed_at.is_(None),
        )
    )
    registration = work.orm.scalars(query).one_or_none()
    if registration is None:
        raise not_found()
    return registration


def facts_of(work: Work, name: str, organisation: str, city: str | None, from_city: str) -> dict[str, Any]:
    """Who somebody from outside is, as it is kept."""
    known = city_by_code(work, city)
    return {
        "name": clean_name(name),
        "organisation": _organisation(organisation),
        "city_id": known.id if known else None,
        "from_city": "" if known else clean_name_or_none(from_city, "from_city") or "",
    }


def forget(work: Work, registration: Registration) -> None:
    """Take out of a registration who it was and what they need; what was counted stays counted."""
    if registration.seat_id is None and (registration.name or registration.email):
        registration.name = work.translate(REMOVED, registration.language or "en")
    registration.email = None
    registration.organisation = registration.from_city = ""
    registration.access_needs = registration.interpretation = ""
    registration.remind, registration.listed = rules.NEVER, False
    links = delete(RegistrationLink).where(RegistrationLink.registration_id == registration.id)
    work.orm.execute(links)


def starts_of(session: Session) -> Any:
    """When a session begins, in UTC; None while that is not known."""
    if session.date is None or session.starts_at is None:
        return None
    return instant(session.date, session.starts_at, session.zone, session.fold)


def require_coming(work: Work, session: Session) -> None:
    """Refuse what only makes sense before a session is over."""
    require_can_run(session.status)
    if session.cancelled:
        raise Refused("closed", N_("The session is cancelled."))
    over = rules.is_over(starts_of(session), session.minutes, session.date, work.now)
    if over and session.started_at is None:
        raise Refused("closed", N_("This session is over, so nobody can register any more."))


def _require_desk(work: Work, session: Session) -> RegistrationDesk:
    desk = places.desk_of(work, session)
    if desk is None:
        raise Refused("closed", rules.REGISTRATION_CLOSED)
    require_coming(work, session)
    return desk


def _require_open(work: Work, desk: RegistrationDesk) -> None:
    """Refuse whoever would take a place after registration has closed."""
    if desk.way == rules.CLOSED or (desk.closes_at is not None and work.now >= desk.closes_at):
        raise Refused("closed", rules.REGISTRATION_CLOSED)


def _may_register(work: Work, session: Session, desk: RegistrationDesk, seat: Seat) -> bool:
    """Whether a seat that nobody asked by itself may register."""
    if desk.way != rules.INVITED or FACILITATE(viewer_of(seat), session):
        return True
    if seat.id in set(work.orm.scalars(expected_at(session.id))):
        return True
    code = seat.city.code if seat.city else None
    return rules.is_for(session.for_whom, code, [city.code for city in session.cities])


def save(
    work: Work,
    session: Session,
    desk: RegistrationDesk,
    registration: Registration,
    payload: Answer | Register | AnswerByLink,
) -> int | None:
    """Keep an answer and give or free the place; the number on the waiting list, if it is new there."""
    given = rules.require_answer(payload.answer)
    if given not in (rules.NO, registration.answer):
        _require_open(work, desk)
    access = payload.access_needs if desk.asks_access else ""
    interpretation = payload.interpretation if desk.asks_interpretation else ""
    chosen = rules.require_reminder(payload.remind)
    if chosen != registration.remind:
        work.change(registration, chosen_at=work.now)
    work.change(
        registration,
        answer=given,
        mode=rules.require_mode(payload.mode, asked=desk.asks_mode),
        interpretation=rules.require_interpretation(interpretation),
        access_needs=clean_optional(access, field="access_needs", limit=rules.ACCESS_LENGTH),
        remind=chosen,
        removed_at=None,
    )
    if payload.language in LANGUAGES:
        work.change(registration, language=payload.language)
    if given == rules.YES and registration.place == rules.NEITHER:
        return places.give(work, session, registration)
    if given != rules.YES and registration.place != rules.NEITHER:
        places.leave(work, session, registration)
    return None


def _kind_of(registration: Registration) -> str:
    return {rules.IN: mails.IN, rules.WAITING: mails.WAITING}.get(registration.place, mails.NOTED)


def _known(work: Work, session: Session, email: str) -> Registration | None:
    """Who is registered under this address: from outside, or a member's seat."""
    query = (
        select(Registration)
        .outerjoin(Seat, Registration.seat_id == Seat.id)
        .outerjoin(Person, Seat.person_id == Person.id)
        .where(
            Registration.session_id == session.id,
            (Registration.email == email) | (Person.email == email),
        )
        .order_by(Registration.seat_id.is_(None), Registration.id)
    )
    return work.orm.scalars(query).first()


def _seat_of(work: Work, email: str) -> Seat | None:
    """The seat in the programme of whoever has this address."""
    query = (
        select(Seat)
        .join(Person, Seat.person_id == Person.id)
        .where(Seat.programme_id == work.programme, Seat.removed_at.is_(None), Person.email == email)
    )
    return work.orm.scalars(query).one_or_none()


def _organisation(text: str) -> str:
    return clean_name_or_none(text, "organisation", ORGANISATION_LENGTH) or ""
