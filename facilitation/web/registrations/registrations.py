"""Registration for members: one's own answer; and for those who lead, the desk with its list."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from facilitation.domain import registrations as rules
from facilitation.domain.errors import N_, Refused
from facilitation.exports.registrations import STATES, needs_sheet, registrations_sheet
from facilitation.exports.spreadsheets import xlsx_of
from facilitation.queries.registrations import desks
from facilitation.queries.registrations.check_in import here_since
from facilitation.queries.registrations.counts import approximate_totals
from facilitation.queries.sessions.session_people import seats_to_choose
from facilitation.queries.sessions.sessions import session_for
from facilitation.store.registrations import RegistrationDesk
from facilitation.store.sessions import Session
from facilitation.web.downloads import as_file, download
from facilitation.web.errors import STATUS, sentence
from facilitation.web.figures import language_name
from facilitation.web.people.guests import session_of_code
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.registrations.forms import (
    answered,
    given,
    in_locale,
    kept,
    languages_to_choose,
)
from facilitation.web.site import orm, perform, programme, site, viewer
from facilitation.web.typed import day, number

blueprint = programme_blueprint("registrations", __name__)
_KEPT_OPEN = ("invalid", "conflict", "closed", "too_large")


@blueprint.app_template_global()
def registration_of(session: Session) -> desks.Summary | None:
    """How a session's registration stands, for the line on its page."""
    return desks.summary(orm(), session)


@blueprint.app_template_global()
def may_register_for(session: Session) -> bool:
    """Whether the viewer may answer."""
    return desks.may_register(orm(), viewer(), session)


@blueprint.app_template_global()
def is_approximate(session: Session) -> bool:
    """Whether a session's typed total is to be marked as approximate; looked up once a page."""
    if "approximate_totals" not in g:
        g.approximate_totals = approximate_totals(orm(), viewer())
    return session.id in g.approximate_totals


# -- one's own answer ----------------------------------------------------------------------------------------


@blueprint.get("/sessions/<int:session_id>/registration")
def own(session_id: int):
    session = session_for(orm(), viewer(), session_id)
    return _own(session, given(desks.own_registration(orm(), viewer(), session)), {})


@blueprint.post("/sessions/<int:session_id>/registration")
def answer(session_id: int):
    """Save one's own answer; a refused form keeps what was typed."""
    try:
        perform("registration.answer", answered() | {"session": session_id})
    except Refused as refused:
        if refused.code not in _KEPT_OPEN:
            raise
        session = session_for(orm(), viewer(), session_id)
        errors = {refused.field or "": sentence(refused.message)}
        return _own(session, kept(request.form), errors), STATUS[refused.code]
    flash(gettext("Your answer is saved."), "good")
    return redirect(_address("registrations.own", session_id), 303)


@blueprint.post("/sessions/<int:session_id>/registration/check-in")
def check_in(session_id: int):
    """Check in with the code that is shown in the room; wrong ones are counted."""
    typed = request.form.get("code", "")
    session = session_for(orm(), viewer(), session_id)
    try:
        if session_of_code(typed).id != session_id:
            raise Refused("invalid", N_("This is the code of another session."), field="code")
        perform("presence.here", {"session": session_id, "code": typed})
    except Refused as refused:
        if refused.code not in (*_KEPT_OPEN, "not_found"):
            raise
        values = given(desks.own_registration(orm(), viewer(), session)) | {"code": typed}
        return _own(session, values, {"code": sentence(refused.message)}), STATUS[refused.code]
    flash(gettext("You are checked in. Welcome!"), "good")
    return redirect(_address("registrations.own", session_id), 303)


@blueprint.post("/sessions/<int:session_id>/registration/leaving")
def go(session_id: int):
    """Note that the reader is leaving."""
    perform("presence.go", {"session": session_id})
    flash(gettext("It is noted that you have left. Goodbye!"), "good")
    return redirect(_address("registrations.own", session_id), 303)


def _own(session: Session, values: dict[str, Any], errors: dict[str, str]) -> str:
    registration = desks.own_registration(orm(), viewer(), session)
    return render_template(
        "registrations/own.html",
        nav_active="sessions",
        session=session,
        desk=desks.desk_of(orm(), session),
        standing=desks.summary(orm(), session),
        registration=registration,
        may=desks.may_register(orm(), viewer(), session),
        number=desks.number_waiting(orm(), registration) if registration else None,
        past=desks.is_past(session, site().clock()),
        visit=here_since(orm(), session, viewer().seated_at, None),
        now=site().clock(),
        languages=languages_to_choose(programme()),
        values=values,
        errors=errors,
        rules=rules,
    )


# -- the desk, for those who lead ----------------------------------------------------------------------------


@blueprint.get("/sessions/<int:session_id>/registrations")
def index(session_id: int):
    return _index(session_id)


@blueprint.post("/sessions/<int:session_id>/registrations/desk")
def set_desk(session_id: int):
    """Say how people register."""
    form = request.form

    def payload() -> dict[str, Any]:
        return {
            "session": session_id,
            "way": form.get("way", ""),
            "capacity": _capacity(form.get("capacity", "").strip()),
            "closes_on": day(form.get("closes_on", "").strip(), "closes_on"),
            "closes_time": form.get("closes_time", "").strip() or None,
            **{name: form.get(name) == "yes" for name in ("asks_mode", "asks_interpretation", "asks_access")},
        }

    return _done_or_wrong("desk.set", payload, session_id, "desk", gettext("Saved."))


@blueprint.post("/sessions/<int:session_id>/registrations/address")
def renew(session_id: int):
    """Give the open page another address."""
    perform("desk.renew", {"session": session_id})
    flash(gettext("The page has a new address; the old one opens nothing any more."), "good")
    return redirect(_address("registrations.index", session_id), 303)


@blueprint.post("/sessions/<int:session_id>/registrations")
def add(session_id: int):
    """Put somebody on the list; with an invitation, they get a mail to answer with."""
    form = request.form
    chosen = form.get("seat", "")
    payload: dict[str, Any] = {"session": session_id, "answer": form.get("answer", "")}
    payload |= {"mode": form.get("mode", ""), "invite": form.get("invite") == "yes"}
    payload |= {"seat": number(chosen, 0)} if chosen else _facts()
    said = _said_of_invitation() if payload["invite"] else gettext("They are on the list.")
    return _done_or_wrong("registration.add", lambda: payload, session_id, "add", said)


@blueprint.post("/sessions/<int:session_id>/registrations/<int:registration_id>")
def change(session_id: int, registration_id: int):
    """Correct what stands about somebody, or enter their answer."""
    form = request.form

    def payload() -> dict[str, Any]:
        facts = _facts() if "name" in form else {}
        answers = {name: form[name] for name in ("answer", "mode") if name in form}
        return {"session": session_id, "registration": registration_id, **facts, **answers}

    return _done_or_wrong("registration.change", payload, session_id, registration_id, gettext("Saved."))


@blueprint.post(
    "/sessions/<int:session_id>/registrations/<int:registration_id>/<any(in, first, waiting):where>"
)
def move(session_id: int, registration_id: int, where: str):
    """Move somebody into a place or onto the waiting list."""
    payload = {"session": session_id, "registration": registration_id, "to": where}
    said = {
        "in": gettext("They have a place now, and a mail tells them."),
        "first": gettext("They stand first on the waiting list now."),
        "waiting": gettext("They are on the waiting list now, and a mail tells them."),
    }
    return _done_or_wrong("registration.move", lambda: payload, session_id, "move", said[where])


@blueprint.post("/sessions/<int:session_id>/registrations/<int:registration_id>/invitation")
def invite(session_id: int, registration_id: int):
    """Mail somebody a link to answer with."""
    payload = {"session": session_id, "registration": registration_id}
    said = _said_of_invitation()
    return _done_or_wrong("registration.invite", lambda: payload, session_id, "move", said)


@blueprint.post("/sessions/<int:session_id>/registrations/<int:registration_id>/removal")
def remove(session_id: int, registration_id: int):
    """Take somebody off the list; they can be put back below."""
    perform("registration.remove", {"session": session_id, "registration": registration_id})
    flash(gettext("Taken off the list. You can put them back at the end of this page."), "good")
    return redirect(_address("registrations.index", session_id), 303)


@blueprint.post("/sessions/<int:session_id>/registrations/<int:registration_id>/return")
def restore(session_id: int, registration_id: int):
    perform("registration.restore", {"session": session_id, "registration": registration_id})
    flash(gettext("They are on the list again."), "good")
    return redirect(_address("registrations.index", session_id), 303)


@blueprint.get("/sessions/<int:session_id>/registrations.<any(csv, xlsx):ending>")
def export(session_id: int, ending: str):
    """The list as it is filtered; not what people need."""
    session = session_for(orm(), viewer(), session_id)
    found = desks.registration_list(orm(), viewer(), session, _wanted())
    title = gettext("Registrations: %(session)s", session=session.title)
    sheet = registrations_sheet(title, found.people, session.zone, in_locale)
    return download(as_file(title, sheet, str(get_locale()), ending))


@blueprint.get("/sessions/<int:session_id>/registrations/needs")
def needs(session_id: int):
    """What people need to take part: for organisers and those who facilitate the session."""
    session = session_for(orm(), viewer(), session_id)
    people = desks.needs(orm(), viewer(), session)
    return render_template(
        "registrations/needs.html",
        nav_active="sessions",
        session=session,
        people=people,
        days=rules.ACCESS_KEPT.days,
    )


@blueprint.get("/sessions/<int:session_id>/registrations/needs.xlsx")
def needs_export(session_id: int):
    session = session_for(orm(), viewer(), session_id)
    people = desks.needs(orm(), viewer(), session)
    title = gettext("Needs: %(session)s", session=session.title)
    return download(xlsx_of(title, [needs_sheet(title, people, language_name, in_locale)]))


def _said_of_invitation() -> str:
    if site().config.smtp_url is None:
        return gettext("The invitation is in the outbox: no mail server is set.")
    return gettext("An invitation is on its way.")


def _index(
    session_id: int,
    errors: dict[str, str] | None = None,
    values: dict[str, Any] | None = None,
    wrong: int | str | None = None,
) -> str:
    """The desk with its list. A form that was refused comes back with `errors`; `wrong` says which it is."""
    session = session_for(orm(), viewer(), session_id)
    found = desks.registration_list(orm(), viewer(), session, _wanted())
    desk = desks.desk_of(orm(), session)
    return render_template(
        "registrations/index.html",
        nav_active="sessions",
        session=session,
        desk=desk,
        found=found,
        wanted=_wanted(),
        opened=number(request.args.get("change", ""), None),
        asked={name: request.args[name] for name in _ASKED if request.args.get(name)},
        standing=desks.summary(orm(), session),
        states=STATES,
        rules=rules,
        public=site().config.public_url + url_for("register.form", key=desk.key) if desk else None,
        past=desks.is_past(session, site().clock()),
        desk_values=values if wrong == "desk" else _desk_values(session, desk),
        may_read_needs=desks.may_read_needs(viewer(), session),
        seats_to_choose=seats_to_choose(orm(), viewer(), session),
        errors=errors or {},
        values=values or {},
        wrong=wrong,
    )


_ASKED = ("state", "city", "mode", "q")


def _wanted() -> desks.Wanted:
    asked = request.args
    state, city, mode = asked.get("state", ""), asked.get("city", "").upper(), asked.get("mode", "")
    return desks.Wanted(
        state=state if state in STATES else "",
        city=city if city in g.cities_by_code or city == "-" else "",
        mode=mode if mode in rules.MODES else "",
        text=" ".join(asked.get("q", "")[:80].split()),
    )


def _desk_values(session: Session, desk: RegistrationDesk | None) -> dict[str, Any]:
    """The desk as its form has it; for one that is yet to come, what is usual."""
    names = ("asks_mode", "asks_interpretation", "asks_access")
    if desk is None:
        return {"way": rules.INVITED, **dict.fromkeys(names, "yes")}
    closes = _local(desk.closes_at, session.zone)
    return {
        "way": desk.way,
        "capacity": desk.capacity or "",
        "closes_on": closes.date().isoformat() if closes else "",
        "closes_time": f"{closes:%H:%M}" if closes else "",
        **{name: "yes" if getattr(desk, name) else "" for name in names},
    }


def _local(moment: dt.datetime | None, zone: str) -> dt.datetime | None:
    return moment.astimezone(ZoneInfo(zone)) if moment else None


def _capacity(text: str) -> int | None:
    """A number of places; None where nothing is typed."""
    if not text:
        return None
    typed = number(text, None, digits=9)
    if typed is None:
        raise Refused("invalid", N_("Give the number of places as a number."), field="capacity")
    return typed


def _facts() -> dict[str, Any]:
    form = request.form
    facts: dict[str, Any] = {
        name: form.get(name, "") for name in ("name", "email", "organisation", "from_city")
    }
    facts["city"] = form.get("city") or None
    return facts | {name: form.get(name) == "yes" for name in ("policymaker", "listed")}


def _done_or_wrong(
    name: str, payload: Any, session_id: int, wrong: int | str, said: str
) -> Response | tuple[str, int]:
    try:
        perform(name, payload())
    except Refused as refused:
        if refused.code not in _KEPT_OPEN:
            raise
        errors = {refused.field or "name": sentence(refused.message)}
        return _index(session_id, errors, kept(request.form), wrong), STATUS[refused.code]
    flash(said, "good")
    return redirect(_address("registrations.index", session_id), 303)


def _address(endpoint: str, session_id: int) -> str:
    return url_for(endpoint, slug=programme().slug, session_id=session_id)
