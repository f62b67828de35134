"""Registration desks: how a session's stands, who is on its list, and who is missing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload

from facilitation.domain.errors import not_found
from facilitation.domain.people import searchable
from facilitation.domain.permissions import FACILITATOR, ORGANISER, Viewer
from facilitation.domain.registrations import (
    ASKED,
    IN,
    INVITED,
    NEITHER,
    NO,
    OPEN,
    PERHAPS,
    REMOTE,
    WAITING,
    is_for,
    is_over,
)
from facilitation.domain.sessions import ENDED
from facilitation.queries.sessions.for_whom import cities_meant
from facilitation.queries.sessions.sessions import instants
from facilitation.store.cities import City
from facilitation.store.expected import expected_at
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.registrations import Registration, RegistrationDesk, RegistrationLink
from facilitation.store.sessions import Session
from facilitation.store.viewers import token_hash


@dataclass(frozen=True, slots=True)
class Summary:
    """How many people answered what."""

    coming: int
    remote: int
    waiting: int
    perhaps: int
    no: int
    asked: int
    capacity: int | None


def desk_of(orm: OrmSession, session: Session) -> RegistrationDesk | None:
    return orm.get(RegistrationDesk, session.id)


def desk_by_key(orm: OrmSession, key: str) -> RegistrationDesk | None:
    """The desk whose open page has this address, while it is open."""
    query = (
        select(RegistrationDesk)
        .join(Session, RegistrationDesk.session_id == Session.id)
        .where(RegistrationDesk.key == key, RegistrationDesk.way == OPEN, Session.removed.is_(False))
        .options(joinedload(RegistrationDesk.session))
    )
    return orm.scalars(query).one_or_none()


def registration_of(
    orm: OrmSession, session: Session, seat: int | None, email: str | None
) -> Registration | None:
    """What stands on the list for a seat or, without one, for the address of somebody from outside."""
    whose = Registration.seat_id == seat if seat is not None else Registration.email == email
    return orm.scalars(
        select(Registration).where(
            Registration.session_id == session.id, Registration.removed_at.is_(None), whose
        )
    ).one_or_none()


def registration_by_token(orm: OrmSession, token: str, now: dt.datetime) -> Registration | None:
    """The registration that a mail's link opens."""
    query = (
        select(Registration)
        .join(RegistrationLink, RegistrationLink.registration_id == Registration.id)
        .join(Session, Registration.session_id == Session.id)
        .where(
            RegistrationLink.token_hash == token_hash(token),
            RegistrationLink.expires_at > now,
            Registration.removed_at.is_(None),
            Session.removed.is_(False),
        )
        .options(joinedload(Registration.session), joinedload(Registration.seat))
    )
    return orm.scalars(query).one_or_none()


def own_registration(orm: OrmSession, viewer: Viewer, session: Session) -> Registration | None:
    """The viewer's own; None where they have not answered and nobody asked them."""
    query = select(Registration).where(
        Registration.session_id == session.id,
        Registration.seat_id == viewer.seat,
        Registration.removed_at.is_(None),
    )
    return orm.scalars(query).one_or_none()


def may_register(orm: OrmSession, viewer: Viewer, session: Session) -> bool:
    """Whether the viewer may answer at this session's desk."""
    desk = desk_of(orm, session)
    if desk is None or viewer.seat is None or viewer.is_guest or viewer.archived:
        return False
    if desk.way == OPEN or viewer.leads or own_registration(orm, viewer, session) is not None:
        return True
    codes = [city.code for city in session.cities]
    return desk.way == INVITED and (
        viewer.seat in set(orm.scalars(expected_at(session.id)))
        or is_for(session.for_whom, viewer.city, codes)
    )


def is_past(session: Session, now: dt.datetime) -> bool:
    """Whether nobody can register any more since the session is over, or cancelled."""
    over = is_over(instants(session).starts, session.minutes, session.date, now)
    return session.cancelled or session.status == ENDED or (over and session.started_at is None)


def number_waiting(orm: OrmSession, registration: Registration) -> int | None:
    """Which number somebody has on the waiting list, from 1; None for those who don't wait."""
    if registration.place != WAITING:
        return None
    query = (
        select(func.count())
        .select_from(Registration)
        .where(
            Registration.session_id == registration.session_id,
            Registration.place == WAITING,
            Registration.removed_at.is_(None),
            Registration.turn <= registration.turn,
        )
    )
    return orm.scalar(query) or 1


def summary(orm: OrmSession, session: Session) -> Summary | None:
    """How registration stands; None where nobody is asked and nobody is on the list."""
    desk = desk_of(orm, session)
    query = (
        select(Registration.answer, Registration.place, Registration.mode, func.count())
        .where(Registration.session_id == session.id, Registration.removed_at.is_(None))
        .group_by(Registration.answer, Registration.place, Registration.mode)
    )
    rows = orm.execute(query).all()
    if desk is None and not rows:
        return None

    def count(**wanted: str) -> int:
        return sum(
            row[3] for row in rows if all(getattr(row, name) == value for name, value in wanted.items())
        )

    return Summary(
        coming=count(place=IN),
        remote=count(place=IN, mode=REMOTE),
        waiting=count(place=WAITING),
        perhaps=count(answer=PERHAPS),
        no=count(answer=NO),
        asked=count(answer=ASKED, place=NEITHER),
        capacity=desk.capacity if desk else None,
    )


# -- the list, for those who lead ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is asked for: "" is everything. `state` is a place or an answer, "asked" or "removed"."""

    state: str = ""
    city: str = ""
    mode: str = ""
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.state or self.city or self.mode or self.text)


@dataclass(frozen=True, slots=True)
class Registered:
    """Somebody on the list. `state`: "in", "waiting", "perhaps", "no" or "asked"."""

    row: Registration
    name: str
    email: str | None
    city: City | None
    place: str
    policymaker: bool
    state: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class RegistrationList:
    people: list[Registered]
    removed: list[Registered]
    by_city: list[tuple[City, Counter[str]]]
    silent: list[City]
    unanswered: list[Seat]
    asks_anybody: bool = field(default=False)

    @property
    def addresses(self) -> list[str]:
        """The addresses of those who are shown, each once."""
        return list(dict.fromkeys(one.email for one in self.people if one.email))


_STATES = (IN, WAITING, PERHAPS, "asked", NO)


def registration_list(
    orm: OrmSession, viewer: Viewer, session: Session, wanted: Wanted | None = None
) -> RegistrationList:
    """The people on a session's list for those who lead, by how they stand; not what they need."""
    require_leading(viewer)
    wanted = wanted or Wanted()
    everybody = _registered(orm, session)
    present = [one for one in everybody if one.row.removed_at is None]
    by_city: dict[int, tuple[City, Counter[str]]] = {}
    for one in present:
        if one.city is not None:
            by_city.setdefault(one.city.id, (one.city, Counter()))[1][one.state] += 1
    programme = orm.get_one(Programme, session.programme_id)
    coming = {city for city, (_, counts) in by_city.items() if counts[IN] or counts[WAITING]}
    return RegistrationList(
        people=[one for one in present if _fits(one, wanted)],
        removed=[one for one in everybody if one.row.removed_at is not None],
        by_city=sorted(by_city.values(), key=lambda found: found[0].name),
        silent=[city for city in cities_meant(session, programme) if city.id not in coming],
        unanswered=_unanswered(orm, session, programme, present),
        asks_anybody=bool(everybody),
    )


def require_leading(viewer: Viewer) -> None:
    if not viewer.leads:
        raise not_found()


def may_read_needs(viewer: Viewer, session: Session) -> bool:
    """Whether the viewer may read what people need: organisers, and who facilitates this session."""
    named = any(
        one.seat_id is not None and one.seat_id == viewer.seat and one.role in ("organiser", "facilitator")
        for one in session.people
    )
    return viewer.role in (ORGANISER, FACILITATOR) or (named and viewer.leads)


def needs(orm: OrmSession, viewer: Viewer, session: Session) -> list[Registered]:
    """Those who come, may come or wait and said what they need."""
    if not may_read_needs(viewer, session):
        raise not_found()
    return [
        one
        for one in _registered(orm, session)
        if one.row.removed_at is None and one.state != NO and (one.row.access_needs or one.row.interpretation)
    ]


def _registered(orm: OrmSession, session: Session) -> list[Registered]:
    query = (
        select(Registration)
        .where(Registration.session_id == session.id)
        .options(
            joinedload(Registration.seat).joinedload(Seat.person),
            joinedload(Registration.seat).joinedload(Seat.city),
            joinedload(Registration.city),
        )
    )
    found = [_shown(row) for row in orm.scalars(query)]
    found.sort(
        key=lambda one: (
            _STATES.index(one.state),
            one.row.turn or 0,
            searchable(one.name),
            one.row.id,
        )
    )
    return list(_numbered(found))


def _numbered(found: list[Registered]) -> Iterable[Registered]:
    number = 0
    for one in found:
        if one.state == WAITING and one.row.removed_at is None:
            number += 1
            yield Registered(
                one.row, one.name, one.email, one.city, one.place, one.policymaker, one.state, number
            )
        else:
            yield one


def _shown(row: Registration) -> Registered:
    seat, person = row.seat, row.seat.person if row.seat else None
    state = row.place or row.answer or "asked"
    city = seat.city if seat else row.city
    return Registered(
        row=row,
        name=seat.name if seat else row.name,
        email=person.email if person else row.email,
        city=city,
        place=(seat.organisation or "")
        if seat
        else ", ".join(filter(None, (row.organisation, row.from_city))),
        policymaker=seat.policymaker if seat else row.policymaker,
        state=state if state in _STATES else "asked",
    )


def _fits(one: Registered, wanted: Wanted) -> bool:
    text = searchable(" ".join((one.name, one.place, one.city.name if one.city else "", one.email or "")))
    return (
        wanted.state in ("", one.state)
        and wanted.city in ("", one.city.code if one.city else "-")
        and wanted.mode in ("", one.row.mode)
        and searchable(wanted.text) in text
    )


def _unanswered(
    orm: OrmSession, session: Session, programme: Programme, present: list[Registered]
) -> list[Seat]:
    """Members whom the session is for, or whom it expects in person, and who have not answered."""
    answered = {one.row.seat_id for one in present if one.state != "asked"}
    cities = [city.id for city in cities_meant(session, programme)]
    query = (
        select(Seat)
        .where(
            Seat.programme_id == session.programme_id,
            Seat.session_id.is_(None),
            Seat.removed_at.is_(None),
            or_(Seat.city_id.in_(cities), Seat.id.in_(expected_at(session.id))),
        )
        .options(joinedload(Seat.city), joinedload(Seat.person))
        .order_by(Seat.name, Seat.id)
    )
    return [seat for seat in orm.scalars(query) if seat.id not in answered]


def to_be_reminded(orm: OrmSession, today: dt.date) -> list[tuple[Registration, Session]]:
    """Those with a place who want a reminder, of sessions around `today`; of no archived programme."""
    query = (
        select(Registration, Session)
        .join(Session, Registration.session_id == Session.id)
        .join(Programme, Session.programme_id == Programme.id)
        .where(
            Programme.archived_at.is_(None),
            Registration.place == IN,
            Registration.removed_at.is_(None),
            Registration.remind != "none",
            Session.date >= today - dt.timedelta(days=2),
            Session.date <= today + dt.timedelta(days=3),
            Session.starts_at.is_not(None),
            Session.cancelled.is_(False),
            Session.removed.is_(False),
            Session.status != ENDED,
        )
        .order_by(Registration.id)
    )
    return [(registration, session) for registration, session in orm.execute(query)]
