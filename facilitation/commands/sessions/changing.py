"""Handlers that change what a session is, when and where: everything about it, at any time."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import select

from facilitation.commands.cities import places
from facilitation.commands.sessions.for_whom import SetForWhom, set_for_whom
from facilitation.commands.sessions.schedule import reschedule, retell
from facilitation.commands.work import Work
from facilitation.domain import session_facts as facts
from facilitation.domain import sessions
from facilitation.domain.errors import N_, Refused
from facilitation.domain.names import clean_name
from facilitation.domain.programmes import LANGUAGES
from facilitation.domain.texts import clean_optional, clean_text
from facilitation.store.sessions import Session

#: Of these a calendar's entry tells more than when and where.
_TOLD = ("title", "type", "number", "line", "dial_in")


class ChangeSession(msgspec.Struct):
    """Every field may be left out and then stays as it is.

    `seen` holds, by name, what the sender was shown: where somebody has changed one of these meanwhile, the
    change is refused as a conflict at that field. `fold` says which of two equal hours is meant; without it
    the choice stays as it is. `for_whom` and `cities` are those of `session.for_whom`.
    """

    session: int
    title: str | UnsetType = UNSET
    type: str | UnsetType = UNSET
    number: str | UnsetType = UNSET
    line: str | UnsetType = UNSET
    sub_axis: str | UnsetType = UNSET
    questions: list[str] | UnsetType = UNSET
    language: str | UnsetType = UNSET
    interpretation: list[str] | UnsetType = UNSET
    zone: str | UnsetType = UNSET
    date: dt.date | UnsetType | None = UNSET
    starts_at: str | UnsetType | None = UNSET
    fold: int | UnsetType | None = UNSET
    minutes: int | UnsetType | None = UNSET
    place: str | UnsetType = UNSET
    link: str | UnsetType = UNSET
    dial_in: str | UnsetType = UNSET
    source: str | UnsetType = UNSET
    for_whom: str | UnsetType = UNSET
    cities: list[str] | UnsetType = UNSET
    seen: dict[str, Any] = {}


class CancelSession(msgspec.Struct):
    session: int
    reason: str


class RestoreSession(msgspec.Struct):
    session: int


def change_session(work: Work, session: Session, payload: ChangeSession) -> dict[str, Any]:
    """Change what is named; a fact also after the end, a planned time only while it is still the plan."""
    new = _named(work, payload)
    _require_as_seen(session, new, payload.seen)
    _change_facts(work, session, new)
    _change_plan(work, session, new)
    if payload.for_whom is not UNSET or payload.cities is not UNSET:
        _change_cities(work, session, payload)
    return {"session": session.id}


def cancel_session(work: Work, session: Session, payload: CancelSession) -> dict[str, Any]:
    """Cancel a planned session and say why; its entry stays in calendars, as cancelled."""
    if session.rehearsal_of is not None:
        raise Refused("conflict", N_("A rehearsal is removed, not cancelled."))
    if session.status == sessions.RUNNING:
        raise Refused("conflict", N_("The session is running. End it instead."))
    if session.cancelled:
        raise Refused("conflict", N_("This session is cancelled already."))
    reason = clean_text(payload.reason, field="reason", limit=facts.REASON_LENGTH)
    work.change(session, cancel_reason=reason)
    reschedule(work, session, cancelled=True)
    return {"session": session.id}


def restore_session(work: Work, session: Session, payload: RestoreSession) -> dict[str, Any]:
    """Take a cancellation back: the session takes place as it was planned."""
    if not session.cancelled:
        raise Refused("conflict", N_("This session is not cancelled."))
    _require_no_other_workshop(work, session)
    work.change(session, cancel_reason="")
    reschedule(work, session, cancelled=False)
    return {"session": session.id}


def _require_no_other_workshop(work: Work, session: Session) -> None:
    """A tandem has one solution workshop at a time: another may have been scheduled in place of this one."""
    if session.tandem_id is None or session.type != "solution":
        return
    other = select(Session.id).where(
        Session.tandem_id == session.tandem_id,
        Session.type == "solution",
        Session.id != session.id,
        Session.cancelled.is_(False),
        Session.removed.is_(False),
        Session.status == sessions.PLANNED,
    )
    if work.orm.scalars(other.limit(1)).first() is not None:
        raise Refused(
            "conflict", N_("Another workshop was scheduled for this tandem meanwhile. Cancel that one first.")
        )


def shown(session: Session) -> dict[str, Any]:
    """The facts of a session as plain data, by their names in ChangeSession: what a form shows of it."""
    return {
        "title": session.title,
        "type": session.type,
        "number": session.number,
        "line": session.line,
        "sub_axis": session.sub_axis,
        "questions": list(session.questions),
        "language": session.language,
        "interpretation": list(session.interpretation),
        "zone": session.zone,
        "date": session.date.isoformat() if session.date else None,
        "starts_at": session.starts_at,
        "fold": session.fold,
        "minutes": session.minutes,
        "place": session.place,
        "link": session.link,
        "dial_in": session.dial_in,
        "source": session.source,
        "for_whom": session.for_whom,
        "cities": sorted(city.code for city in session.cities),
    }


def _named(work: Work, payload: ChangeSession) -> dict[str, Any]:
    """What the payload names, checked and as the columns keep it. What leaves the plan as it is stays out."""
    new: dict[str, Any] = {}
    if payload.title is not UNSET:
        new["title"] = clean_name(payload.title, "title", sessions.TITLE_LENGTH)
    if payload.type is not UNSET:
        new["type"] = facts.require_type(payload.type)
    for name, limit in (
        ("number", facts.NUMBER_LENGTH),
        ("line", facts.PLACE_LENGTH),
        ("sub_axis", facts.PLACE_LENGTH),
        ("place", facts.PLACE_LENGTH),
    ):
        if (text := getattr(payload, name)) is not UNSET:
            new[name] = facts.short_text(text, name, limit)
    for name, limit in (("dial_in", facts.DIAL_IN_LENGTH), ("source", facts.SOURCE_LENGTH)):
        if (text := getattr(payload, name)) is not UNSET:
            new[name] = clean_optional(text, field=name, limit=limit)
    if payload.questions is not UNSET:
        new["questions"] = facts.clean_questions(payload.questions)
    if payload.language is not UNSET:
        if payload.language not in LANGUAGES:
            raise Refused("invalid", N_("Choose a language."), field="language")
        new["language"] = payload.language
    if payload.interpretation is not UNSET:
        new["interpretation"] = interpreted(payload.interpretation)
    if payload.zone is not UNSET:
        new["zone"] = require_zone(payload.zone)
    if payload.link is not UNSET:
        new["link"] = facts.clean_link(payload.link)
    for name in ("date", "starts_at", "minutes"):
        if getattr(payload, name) is not UNSET:
            new[name] = getattr(payload, name)
    if "starts_at" in new:
        new["starts_at"] = sessions.require_wall_time(new["starts_at"])
    if payload.fold is not UNSET and payload.fold is not None:
        new["fold"] = payload.fold
    return new


def interpreted(languages: list[str]) -> list[str]:
    """The languages of interpretation by their codes, each once; given by code or name."""
    found = [places.language_of(text) for text in languages if text.strip()]
    if None in found:
        unknown = languages[found.index(None)] if len(found) == len(languages) else ""
        raise Refused(
            "invalid",
            N_("“%(language)s” is not known as a language."),
            field="interpretation",
            language=unknown[: facts.NUMBER_LENGTH],
        )
    codes = list(dict.fromkeys(code for code in found if code is not None))
    if len(codes) > facts.INTERPRETATION_MOST:
        raise Refused(
            "invalid",
            N_("At most %(most)s languages fit here."),
            field="interpretation",
            most=facts.INTERPRETATION_MOST,
        )
    return codes


def require_zone(name: str) -> str:
    """A time zone by the name that the time zone database gives it."""
    zone = places.zone_of(name)
    if zone is None:
        raise Refused("invalid", N_("Choose a time zone."), field="zone")
    return zone


def _require_as_seen(session: Session, new: dict[str, Any], seen: dict[str, Any]) -> None:
    """Refuse where somebody else has changed what the sender was shown, unless both mean the same."""
    now = shown(session)
    for name, value in seen.items():
        if name not in now or now[name] == value:
            continue
        wanted = new.get(name)
        wanted = wanted.isoformat() if isinstance(wanted, dt.date) else wanted
        if name in new and wanted == now[name]:
            continue
        raise Refused("conflict", N_("Somebody has changed this meanwhile. Look again."), field=name)


def _change_facts(work: Work, session: Session, new: dict[str, Any]) -> None:
    if any(name in new and new[name] != getattr(session, name) for name in _TOLD):
        retell(work, session)
    work.change(
        session,
        title=new.get("title", session.title),
        type=new.get("type", session.type),
        number=new.get("number", session.number),
        line=new.get("line", session.line),
        sub_axis=new.get("sub_axis", session.sub_axis),
        questions=new.get("questions", session.questions),
        language=new.get("language", session.language),
        interpretation=new.get("interpretation", session.interpretation),
        dial_in=new.get("dial_in", session.dial_in),
        source=new.get("source", session.source),
    )


def _change_plan(work: Work, session: Session, new: dict[str, Any]) -> None:
    """Time and place, through `reschedule`. A place and a link are facts, also after the end."""
    plan = {name: new[name] for name in facts.PLAN_COLUMNS if name in new}
    sessions.require_minutes(plan.get("minutes"))
    differ = {name: value for name, value in plan.items() if value != getattr(session, name)}
    filled = {name for name in facts.PLAN_COLUMNS if getattr(session, name) is not None}
    facts.require_plan_can_change(session.status, session.started_at, filled, differ)
    changes = differ | {name: new[name] for name in ("place", "link") if name in new}
    if differ and "fold" in plan:
        changes["fold"] = plan["fold"]
    if changes:
        reschedule(work, session, **changes)
    if "date" in differ:
        today = work.now.astimezone(ZoneInfo(session.zone)).date()
        facts.require_day_of_held(session.status, session.date, today)


def _change_cities(work: Work, session: Session, payload: ChangeSession) -> None:
    cities = payload.cities if payload.cities is not UNSET else [city.code for city in session.cities]
    for_whom = payload.for_whom if payload.for_whom is not UNSET else session.for_whom
    if payload.for_whom is UNSET and cities:
        for_whom = sessions.THESE
    if for_whom != sessions.THESE and payload.cities is UNSET:
        cities = []
    set_for_whom(work, session, SetForWhom(session.id, for_whom, cities))
