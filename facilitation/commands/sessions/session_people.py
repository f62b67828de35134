"""Handlers of roles at one session: its moderator, speakers, rapporteurs, scribes and others."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from facilitation.commands.work import Work
from facilitation.domain.cities import NAME_LENGTH as ORGANISATION_LENGTH
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.names import clean_name
from facilitation.domain.people import clean_email
from facilitation.domain.sessions import PEOPLE_MOST, PERSON_ROLES
from facilitation.domain.texts import clean_text
from facilitation.store.people import Seat
from facilitation.store.sessions import Session, SessionPerson


class AddPerson(msgspec.Struct):
    """A `seat`, or a `name` with organisation and e-mail.

    `listed`: somebody without a seat has agreed to be named in lists and documents.
    """

    session: int
    role: str
    seat: int | None = None
    name: str = ""
    organisation: str = ""
    email: str = ""
    listed: bool = False


class ChangePerson(msgspec.Struct):
    """What is not named stays as it is; of somebody with a seat only the role can be changed here."""

    person: int
    role: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    organisation: str | UnsetType = UNSET
    email: str | UnsetType = UNSET
    listed: bool | UnsetType = UNSET


class ThePerson(msgspec.Struct):
    person: int


def add_person(work: Work, session: Session, payload: AddPerson) -> dict[str, Any]:
    """Give somebody a role at a session. It opens nothing, but rapporteurs and scribes may record there."""
    if len(session.people) >= PEOPLE_MOST:
        raise Refused("too_large", N_("At most %(most)d fit here."), field="name", most=PEOPLE_MOST)
    seat = _seat(work, session, payload.seat) if payload.seat is not None else None
    person = SessionPerson(
        session=session,
        role=_role(payload.role),
        seat_id=seat.id if seat else None,
        simulated=work.actor.simulated or (seat is not None and seat.simulated),
        created_at=work.now,
        **({"name": "", "organisation": ""} if seat else _facts(msgspec.structs.asdict(payload))),
    )
    _require_once(session, person)
    return {"person": work.add(person)}


def change_person(work: Work, person: SessionPerson, payload: ChangePerson) -> dict[str, Any]:
    """Change somebody's role at a session, or how somebody without a seat is called."""
    named = {key: value for key, value in msgspec.structs.asdict(payload).items() if value is not UNSET}
    facts = _facts(named)
    if person.seat_id is not None and facts:
        raise Refused(
            "invalid",
            N_("People with a seat change their name themselves. Here you can only choose another role."),
            field="name",
        )
    if "role" in named:
        facts["role"] = _role(named["role"])
    work.change(person, **facts)
    _require_once(person.session, person)
    return {}


def remove_person(work: Work, person: SessionPerson, payload: ThePerson) -> dict[str, Any]:
    """Take somebody's role at a session back."""
    person.session.people.remove(person)
    return {}


def _seat(work: Work, session: Session, number: int) -> Seat:
    seat = work.own(Seat, number)
    if seat.removed_at is not None or seat.session_id not in (None, session.id):
        raise not_found()
    return seat


def _role(role: str) -> str:
    if role not in PERSON_ROLES:
        raise Refused("invalid", N_("Choose a role at this session."), field="role")
    return role


def _facts(named: dict[str, Any]) -> dict[str, Any]:
    """Those of the named facts that are kept of somebody without a seat, as they are kept."""
    facts: dict[str, Any] = {}
    if "name" in named:
        facts["name"] = clean_name(named["name"])
    if "organisation" in named:
        text = named["organisation"].strip()
        cleaned = clean_text(text, field="organisation", limit=ORGANISATION_LENGTH) if text else ""
        facts["organisation"] = " ".join(cleaned.split())
    if "email" in named:
        facts["email"] = clean_email(named["email"]) if named["email"].strip() else None
    if "listed" in named:
        facts["listed"] = named["listed"]
    return facts


def _require_once(session: Session, person: SessionPerson) -> None:
    """Refuse the same role twice for the same seat, or for the same name and e-mail."""

    def who(one: SessionPerson) -> tuple[object, ...]:
        return (one.role, one.seat_id, None if one.seat_id is not None else (one.name, one.email))

    if any(one is not person and who(one) == who(person) for one in session.people):
        raise Refused("conflict", N_("They have this role at this session already."), field="role")
