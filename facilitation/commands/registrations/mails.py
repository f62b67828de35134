"""Mails about a registration: in its person's language, the time in their zone, a link of their own."""

from __future__ import annotations

import datetime as dt
import secrets
from zoneinfo import ZoneInfo

from facilitation.commands.people import mails
from facilitation.commands.people.links import language_of
from facilitation.commands.work import Work
from facilitation.domain.errors import N_
from facilitation.domain.programmes import LANGUAGES
from facilitation.domain.registrations import LINK_LIFE
from facilitation.domain.sessions import instant
from facilitation.store.programmes import Programme
from facilitation.store.registrations import Registration, RegistrationLink
from facilitation.store.sessions import Session
from facilitation.store.viewers import token_hash
from facilitation.translations import dates

ASKED, IN, WAITING, NOTED, MOVED_UP, MOVED_BACK, AGAIN, REMINDER = (
    "asked",
    "in",
    "waiting",
    "noted",
    "moved_up",
    "moved_back",
    "again",
    "reminder",
)
_SUBJECTS = {
    ASKED: N_("Will you come to “%(session)s”?"),
    IN: N_("You have a place: “%(session)s”"),
    WAITING: N_("You’re on the waiting list: “%(session)s”"),
    NOTED: N_("Your answer is saved: “%(session)s”"),
    MOVED_UP: N_("A place has become free for you: “%(session)s”"),
    MOVED_BACK: N_("You’re on the waiting list now: “%(session)s”"),
    AGAIN: N_("Your registration: “%(session)s”"),
    REMINDER: N_("Reminder: “%(session)s”"),
}
_SAID = {
    ASKED: N_("%(programme)s invites you to “%(session)s”."),
    IN: N_("You have a place at “%(session)s”."),
    WAITING: N_(
        "All places at “%(session)s” are taken. You’re number %(turn)s on the waiting list, and we’ll write "
        "to you as soon as a place becomes free."
    ),
    NOTED: N_("We have saved your answer about “%(session)s”."),
    MOVED_UP: N_(
        "A place at “%(session)s” has become free, and it’s yours. If you can’t come after all, please give "
        "it back, so that the next person gets it."
    ),
    MOVED_BACK: N_(
        "The facilitator has moved you to the waiting list of “%(session)s”. We’ll write to you as soon as a "
        "place becomes free."
    ),
    AGAIN: N_(
        "Somebody has just registered with this address for “%(session)s”. It’s registered already, so "
        "nothing has changed. Was it you? Then you can look at your answer and change it here."
    ),
    REMINDER: N_("This is the reminder that you asked for: “%(session)s” is about to begin."),
}
_FRAME = N_("Hello %(name)s,\n\n%(said)s\n\n%(facts)s\n\n%(ways)s")
_WAYS = N_("Look at your answer, or change it:\n{link}")
_WAYS_TO_ANSWER = N_(
    "Will you come?\n\nYes: {link}?answer=yes\nPerhaps: {link}?answer=perhaps\nNo: {link}?answer=no\n\n"
    "Each opens a page where one button saves your answer."
)
_WHEN = N_("When: %(when)s")
_PLACE = N_("Where: %(place)s")
_CALL = N_("Call: %(link)s")
_OPEN_DATE = N_("the date is still open")


def tell(work: Work, registration: Registration, kind: str, *, turn: int | None = None) -> None:
    """Write a mail of this kind to whoever registered, if they have an address, with a link of its own."""
    person = registration.seat.person if registration.seat else None
    address = person.email if person else registration.email
    if address is None or (registration.seat is not None and registration.seat.removed_at is not None):
        return
    session = registration.session
    programme = work.orm.get_one(Programme, session.programme_id)
    language = language_for(work, registration, programme)
    words = {
        "name": registration.seat.name if registration.seat else registration.name,
        "session": session.title,
        "programme": programme.title,
        "turn": turn,
    }
    said = work.translate(_SAID[kind], language) % words
    ways = work.translate(_WAYS_TO_ANSWER if kind == ASKED else _WAYS, language)
    frame = {"name": words["name"], "said": said, "ways": ways}
    frame["facts"] = "\n".join(_facts(work, registration, programme, language))
    mails.post(
        work,
        programme=programme.id,
        address=address,
        subject=work.translate(_SUBJECTS[kind], language) % words,
        text=work.translate(_FRAME, language) % frame,
        link=f"/registrations/{new_link(work, registration)}",
    )


def new_link(work: Work, registration: Registration) -> str:
    """The token of a new link to somebody's own registration; those in earlier mails still open it."""
    work.orm.flush()
    token = secrets.token_urlsafe(32)
    work.add(
        RegistrationLink(
            registration_id=registration.id,
            token_hash=token_hash(token),
            created_at=work.now,
            expires_at=work.now + LINK_LIFE,
        )
    )
    return token


def language_for(work: Work, registration: Registration, programme: Programme) -> str:
    """The language to write to whoever registered in: their own, else the one that they registered in."""
    if registration.seat is not None:
        return language_of(work, programme, registration.seat.person)
    if registration.language in LANGUAGES:
        return registration.language or "en"
    return language_of(work, programme, None)


def zone_for(registration: Registration) -> str:
    """The zone that whoever registered reads times in: their own, their city's, else the session's."""
    seat = registration.seat
    if seat is not None and seat.person is not None and seat.person.time_zone:
        return seat.person.time_zone
    city = seat.city if seat is not None else registration.city
    return city.time_zone if city is not None else registration.session.zone


def _facts(work: Work, registration: Registration, programme: Programme, language: str) -> list[str]:
    session = registration.session
    when = _when(registration, programme, language) or work.translate(_OPEN_DATE, language)
    facts = [work.translate(_WHEN, language) % {"when": when}]
    if session.place:
        facts.append(work.translate(_PLACE, language) % {"place": session.place})
    if session.link:
        facts.append(work.translate(_CALL, language) % {"link": session.link})
    return facts


def _when(registration: Registration, programme: Programme, language: str) -> str | None:
    """Such as `Thursday, 23 September 2027, 15:00–16:30 (Dublin)`, the host's time beside it."""
    session = registration.session
    if session.date is None:
        return None
    if session.starts_at is None:
        return dates.full_date(session.date, language)
    starts = instant(session.date, session.starts_at, session.zone, session.fold)
    zone = zone_for(registration)
    own = _at(starts, session, zone, registration, programme, language)
    offsets = {starts.astimezone(ZoneInfo(one)).utcoffset() for one in (zone, session.zone)}
    if len(offsets) == 1:
        return own
    return f"{own} = {_at(starts, session, session.zone, registration, programme, language)}"


def _at(
    starts: dt.datetime,
    session: Session,
    zone: str,
    registration: Registration,
    programme: Programme,
    language: str,
) -> str:
    local = starts.astimezone(ZoneInfo(zone))
    span = dates.clock(local)
    if session.minutes:
        ends = starts + dt.timedelta(minutes=session.minutes)
        span += f"–{dates.clock(ends.astimezone(ZoneInfo(zone)))}"
    city = registration.seat.city if registration.seat is not None else registration.city
    place = dates.place_of_zone(zone, language, [city] if city else [], session.cities, programme.cities)
    return f"{dates.full_date(local.date(), language)}, {span} ({place})"
