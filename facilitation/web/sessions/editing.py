"""Changing a session: its form, quick moves, copies, cancelling, and removing it while nobody was told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext, ngettext
from werkzeug.wrappers import Response

from facilitation.commands.cities import places
from facilitation.commands.sessions.changing import shown
from facilitation.domain import session_facts as facts
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.sessions import ALL, FOR_WHOM, THESE, TITLE_LENGTH, UNKNOWN
from facilitation.queries.cities.cities import other_names
from facilitation.queries.sessions.clock_shifts import Shift, shifted
from facilitation.queries.sessions.for_whom import cities_meant
from facilitation.queries.sessions.sessions import session_for
from facilitation.store.sessions import Session
from facilitation.web.errors import STATUS, sentence
from facilitation.web.figures import equal_hours, language_name
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sessions.sessions import session_page, zones_to_choose
from facilitation.web.site import orm, perform, programme, viewer
from facilitation.web.typed import day, minutes, number

blueprint = programme_blueprint("session_editing", __name__)

_TEXTS = (
    "title",
    "type",
    "number",
    "line",
    "sub_axis",
    "language",
    "zone",
    "place",
    "link",
    "dial_in",
    "source",
)
#: What is seen and changed together: an hour is one of a day in a zone.
_WHEN = ("date", "starts_at", "fold", "zone")
#: What a refusal that a form comes back with can be.
_AT_FIELDS = ("invalid", "conflict", "too_large", "closed")
#: How many days a quick move may be.
MOVES = {"-7": -7, "-1": -1, "1": 1, "7": 7}


@blueprint.get("/sessions/<int:session_id>/edit")
def edit(session_id: int):
    session = _session(session_id)
    now = shown(session)
    return _form(session, _written(now), now, {})


@blueprint.post("/sessions/<int:session_id>/edit")
def change(session_id: int):
    """Send what was changed in the form, with what it showed; what was refused comes back as it was typed."""
    session = _session(session_id)
    before = _shown_before(session)
    typed: dict[str, Any] = {}
    try:
        typed = _typed(before)
        new = {name: value for name, value in typed.items() if value != before[name]}
        if new.keys() & set(_WHEN) and "fold" in request.form:
            new["fold"] = typed["fold"]
        if new:
            perform("session.change", {"session": session_id, **new, "seen": _seen(new, before)})
    except Refused as refused:
        if refused.code not in _AT_FIELDS:
            raise
        return _refused(session_id, refused, before, typed)
    flash(gettext("Saved.") if new else gettext("Nothing was changed."), "good")
    return _to(session_id, "facts")


@blueprint.post("/sessions/<int:session_id>/move")
def move(session_id: int):
    """Move a session by a day or a week from the date that the page showed."""
    session = _session(session_id)
    shown_date, days = day(request.form.get("date", "")), MOVES.get(request.form.get("days", ""))
    if shown_date is None or days is None:
        raise Refused("invalid", N_("Choose a day."), field="date")
    moved = dt.date.fromisoformat(shown_date) + dt.timedelta(days=days)
    seen = {"date": shown_date}
    perform("session.change", {"session": session.id, "date": moved.isoformat(), "seen": seen})
    flash(gettext("Moved."), "good")
    return _to(session_id)


@blueprint.get("/sessions/<int:session_id>/duplicate")
def copies(session_id: int):
    return _copies(_session(session_id), {}, {})


@blueprint.post("/sessions/<int:session_id>/duplicate")
def duplicate(session_id: int):
    """Look at the days of a series first ("look"), then make the copies."""
    session, form = _session(session_id), request.form
    try:
        payload = {
            "session": session_id,
            "title": form.get("title", ""),
            "date": day(form.get("date", "").strip()),
            "every": form.get("every") or None,
            "times": number(form.get("times", "1"), 0, digits=3) if form.get("every") else 1,
        }
        if form.get("look"):
            return _copies(session, form.to_dict(), {}, _days(session, payload))
        made = perform("session.duplicate", payload).result["sessions"]
    except Refused as refused:
        if refused.code not in _AT_FIELDS:
            raise
        errors = {refused.field or "title": sentence(refused.message)}
        return _copies(session, form.to_dict(), errors), STATUS[refused.code]
    flash(ngettext("%(num)s copy was made.", "%(num)s copies were made.", len(made)), "good")
    if len(made) > 1:
        return redirect(url_for("sessions.index", slug=programme().slug), 303)
    return _to(made[0])


@blueprint.post("/sessions/<int:session_id>/cancellation")
def cancel(session_id: int):
    """Cancel a session; without a reason the page asks for it."""
    try:
        perform("session.cancel", {"session": session_id, "reason": request.form.get("reason", "")})
    except Refused as refused:
        if refused.code != "invalid":
            raise
        errors = {"reason": sentence(refused.message)}
        return session_page(session_id, errors, request.form.to_dict(), "cancel"), STATUS[refused.code]
    flash(gettext("The session is cancelled. It stays in calendars, marked as cancelled."), "good")
    return _to(session_id)


@blueprint.post("/sessions/<int:session_id>/held")
def hold(session_id: int):
    """Say that a session was held elsewhere, or that it was not held yet."""
    held = request.form.get("held") == "yes"
    try:
        perform("session.hold", {"session": session_id, "held": held})
    except Refused as refused:
        if refused.code not in ("conflict", "invalid"):
            raise
        flash(sentence(refused.message), "warn")
        return _to(session_id)
    told = gettext("It counts as held. Now say who was there.") if held else gettext("It is planned again.")
    flash(told, "good")
    return _to(session_id)


@blueprint.post("/sessions/<int:session_id>/restoration")
def restore(session_id: int):
    """Take a cancellation back."""
    perform("session.restore", {"session": session_id})
    flash(gettext("The session takes place again as it was planned."), "good")
    return _to(session_id)


@blueprint.post("/sessions/<int:session_id>/take-away")
def remove(session_id: int):
    """Remove a session of which nobody was told; the message offers to bring it back."""
    perform("session.remove", {"session": session_id})
    undo = url_for("session_editing.bring_back", slug=programme().slug, session_id=session_id)
    flash({"text": gettext("The session is removed."), "undo": undo}, "good")  # type: ignore[arg-type]
    return redirect(url_for("sessions.index", slug=programme().slug), 303)


@blueprint.post("/sessions/<int:session_id>/return")
def bring_back(session_id: int):
    """Bring a removed session back."""
    perform("session.bring_back", {"session": session_id})
    flash(gettext("The session is back."), "good")
    return _to(session_id)


def _session(session_id: int) -> Session:
    if not viewer().leads:
        raise not_found()
    return session_for(orm(), viewer(), session_id)


def _to(session_id: int, part: str = "") -> Response:
    address = url_for("sessions.show", slug=programme().slug, session_id=session_id)
    return redirect(f"{address}#{part}" if part else address, 303)


# -- the form ----------------------------------------------------------------------------------------------


def _shown_before(session: Session) -> dict[str, Any]:
    """What the form showed, as it carries it; of a form without it, what the session is now."""
    now = shown(session)
    try:
        carried = msgspec.json.decode(request.form.get("shown", ""), type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError):
        return now
    return {name: carried.get(name, value) for name, value in now.items()}


def _typed(before: dict[str, Any]) -> dict[str, Any]:
    """What the form holds, as `shown` gives it; what it has no field for is as before."""
    form = request.form
    typed: dict[str, Any] = {name: _text(form.get(name, before[name])) for name in _TEXTS}
    typed["zone"] = typed["zone"] or before["zone"]
    typed["date"] = day(form.get("date", "").strip())
    typed["starts_at"] = form.get("starts_at", "").strip()[:5] or None
    typed["minutes"] = minutes(form.get("minutes", "").strip())
    typed["fold"] = _fold(typed, before["fold"])
    typed["questions"] = [line for line in map(str.strip, form.get("questions", "").splitlines()) if line]
    typed["interpretation"] = _languages(form.get("interpretation", ""), before["interpretation"])
    typed["for_whom"] = form.get("for_whom", before["for_whom"])
    typed["cities"] = sorted(form.getlist("cities")) if typed["for_whom"] == THESE else []
    return typed


def _fold(typed: dict[str, Any], before: int) -> int:
    """Which of two equal hours is chosen, where the form asks for it."""
    chosen = number(request.form.get("fold", ""), None, digits=1)
    zone = places.zone_of(typed["zone"])
    asked = zone is not None and equal_hours(typed["date"] or "", typed["starts_at"] or "", zone)
    return chosen if chosen is not None and asked else before


def _text(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _languages(text: str, before: list[str]) -> list[str]:
    """The typed languages by their codes; a word that is none stays as it is, to be refused."""
    if text.strip() == _listed(before):
        return before
    return [places.language_of(one) or one for one in places.languages_in(text)]


def _listed(codes: list[str]) -> str:
    return ", ".join(language_name(code) for code in codes)


def _seen(new: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    names = set(new)
    names |= set(_WHEN) if names & set(_WHEN) else set()
    names |= {"for_whom", "cities"} if names & {"for_whom", "cities"} else set()
    return {name: before[name] for name in names}


def _written(now: dict[str, Any]) -> dict[str, Any]:
    """Facts as the form's fields hold them."""
    return now | {
        "questions": "\n".join(now["questions"]),
        "interpretation": ", ".join(map(language_name, now["interpretation"])),
        "date": now["date"] or "",
        "starts_at": now["starts_at"] or "",
        "minutes": "" if now["minutes"] is None else now["minutes"],
    }


def _refused(session_id: int, refused: Refused, before: dict[str, Any], typed: dict[str, Any]) -> Any:
    """The form again, with what was typed. What somebody else has changed meanwhile is told at its field;
    what nobody has typed here shows how it stands now."""
    orm().expire_all()
    session = _session(session_id)
    now = shown(session)
    held = request.form.to_dict() | {"cities": request.form.getlist("cities")}
    changed = {name for name in now if not typed or typed[name] != before[name]}
    values = {
        name: held.get(name, value) if name in changed else value for name, value in _written(now).items()
    }
    field = "for_whom" if refused.field == "cities" else refused.field or "title"
    errors = {field: sentence(refused.message)}
    meanwhile = [name for name in now if now[name] != before[name]]
    if refused.code == "conflict" and refused.field in meanwhile:
        errors = {}
        for name in meanwhile:
            if name in changed and typed.get(name) != now[name]:
                theirs = _written(now)[name]
                errors["for_whom" if name == "cities" else name] = gettext(
                    "Somebody else has changed this meanwhile, to: %(value)s. Save again to replace it.",
                    value=_value_in_words(name, theirs),
                )
        errors = errors or {field: sentence(refused.message)}
    return _form(session, values, now, errors), STATUS[refused.code]


def _value_in_words(name: str, value: Any) -> str:
    if name == "for_whom":
        return gettext(FOR_WHOM[value])
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return text or gettext("nothing")


def _form(session: Session, values: dict[str, Any], now: dict[str, Any], errors: dict[str, str]) -> str:
    which = (ALL, THESE, UNKNOWN) if now["for_whom"] == UNKNOWN else (ALL, THESE)
    return render_template(
        "sessions/edit.html",
        nav_active="sessions",
        session=session,
        values=values,
        shown=msgspec.json.encode(now).decode(),
        errors=errors,
        zones=zones_to_choose(session.zone),
        zone=places.zone_of(values["zone"]) or session.zone,
        for_whom=[(key, FOR_WHOM[key]) for key in which],
        other_names=other_names(orm(), viewer()),
        lengths={"title": TITLE_LENGTH, "number": facts.NUMBER_LENGTH, "place": facts.PLACE_LENGTH},
        questions_most=facts.QUESTIONS_MOST,
        locale_code=str(get_locale()),
    )


# -- copies ------------------------------------------------------------------------------------------------


def _days(session: Session, payload: dict[str, Any]) -> list[tuple[dt.date, list[Shift]]]:
    """The days that a series would be on, with the cities for which the hour is another than usual."""
    every = payload["every"]
    if every is None:
        raise Refused("invalid", N_("Choose how often it repeats."), field="every")
    first = dt.date.fromisoformat(payload["date"]) if payload["date"] else None
    if first is None:
        if session.date is None:
            raise Refused("invalid", N_("Give the date of the first session."), field="date")
        first = facts.following(session.date, every)
    like = session.date or first
    meant = cities_meant(session, programme())
    return [(one, shifted(one, like, session, meant)) for one in facts.series(first, every, payload["times"])]


def _copies(
    session: Session,
    values: dict[str, Any],
    errors: dict[str, str],
    days: list[tuple[dt.date, list[Shift]]] | None = None,
) -> str:
    return render_template(
        "sessions/duplicate.html",
        nav_active="sessions",
        session=session,
        values={"title": session.title} | values,
        errors=errors,
        every=facts.EVERY,
        copies_most=facts.COPIES_MOST,
        title_length=TITLE_LENGTH,
        days=days,
    )
