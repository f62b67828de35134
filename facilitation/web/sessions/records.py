"""The scribes' page of a session: its records with their history.

Everything works by forms alone; the room's pane (static/js/live/records.js) asks this page for the people
who can be chosen as speakers and for a record's history.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from facilitation.domain.errors import N_, Refused
from facilitation.domain.permissions import RECORD
from facilitation.domain.records import STEPS
from facilitation.domain.sessions import RECORD_KINDS
from facilitation.queries.sessions import records
from facilitation.queries.sessions.sessions import session_for
from facilitation.store.sessions import Block, Session
from facilitation.translations.dates import clock, short_date
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sessions.sessions import languages_of
from facilitation.web.site import may, orm, perform, programme, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint(
    "records",
    __name__,
    guests=frozenset({"index", "add", "change", "remove", "restore", "speakers", "history"}),
)

#: Refusals of what was typed: the form comes back with it.
TYPED_WRONG = ("invalid", "conflict", "too_large")


def session_to_record(session_id: int) -> Session:
    """The session, for those who may record there."""
    session = session_for(orm(), viewer(), session_id)
    if not RECORD(viewer(), session):
        raise Refused("not_allowed", N_("Your role does not allow this here."))
    return session


@blueprint.get("/sessions/<int:session_id>/records")
def index(session_id: int):
    """All records of a session, and the form of the one that `edit` names."""
    return records_page(session_id, wrong=number(request.args.get("edit", ""), None))


@blueprint.post("/sessions/<int:session_id>/records")
def add(session_id: int):
    """Write something down."""
    payload = _typed() | {"session": session_id, "language": language_of_page(session_id)}
    return _done(session_id, "record.add", payload, gettext("Saved."), "write")


@blueprint.post("/sessions/<int:session_id>/records/<int:record_id>")
def change(session_id: int, record_id: int):
    """Correct a record, unless somebody else has since it was read."""
    revision = number(request.form.get("revision", ""), -1)
    payload = _typed() | {"record": record_id, "revision": revision}
    return _done(session_id, "record.change", payload, gettext("Saved."), f"record-{record_id}", record_id)


@blueprint.post("/sessions/<int:session_id>/records/<int:record_id>/removal")
def remove(session_id: int, record_id: int):
    """Take a record back."""
    told = gettext("Taken back. You can restore it below.")
    return _done(session_id, "record.remove", {"record": record_id}, told, "taken-back")


@blueprint.post("/sessions/<int:session_id>/records/<int:record_id>/restoring")
def restore(session_id: int, record_id: int):
    """Put a record that was taken back where it stood."""
    payload = {"record": record_id}
    return _done(session_id, "record.restore", payload, gettext("Restored."), f"record-{record_id}")


@blueprint.get("/sessions/<int:session_id>/records/speakers")
def speakers(session_id: int):
    """Those who can be chosen as speakers, for the room's pane: [{"label", "seat", "city"}]."""
    people = records.speakers_to_choose(orm(), session_to_record(session_id))
    return jsonify([{"label": label, "seat": one.seat, "city": one.city} for label, one in people])


@blueprint.get("/sessions/<int:session_id>/records/<int:record_id>/history")
def history(session_id: int, record_id: int):
    """What a record said before, for the room's pane: [{"told", "kind", "text", "by"}], the latest first."""
    session = session_to_record(session_id)
    told = records.record_told(orm(), session, record_id)
    answer = []
    for step in told.steps:
        line = {"told": step_told(step, session), "kind": "", "text": "", "by": ""}
        if step.before is not None:
            by = ", ".join(filter(None, (step.before.speaker, step.before.city)))
            kind = gettext(RECORD_KINDS[step.before.kind])
            line |= {"kind": kind, "text": step.before.text, "by": by}
        answer.append(line)
    return jsonify(answer)


def step_told(step: records.Step, session: Session) -> str:
    """A step of a record's history in a sentence, with the session's own clock."""
    at = _time(step.at, session)
    what = gettext(STEPS[step.step])
    if not step.by:
        return gettext("%(what)s at %(time)s", what=what, time=at)
    return gettext("%(what)s by %(name)s at %(time)s", what=what, name=step.by, time=at)


def records_page(
    session_id: int,
    errors: dict[str, str] | None = None,
    values: dict[str, str] | None = None,
    wrong: int | str | None = None,
) -> str:
    """The page. A form that was refused comes back with what was typed: `wrong` is the record that it is
    about, "new" or "chat"; without `values` that record's form is open."""
    session = session_to_record(session_id)
    told = records.records_told(orm(), session)
    standing = [one for one in told if not one.record.removed]
    return render_template(
        "sessions/records/index.html",
        nav_active="sessions",
        session=session,
        parts=_parts(session, standing),
        count=len(standing),
        taken_back=[one for one in told if one.record.removed],
        may_record=may(RECORD, session) and session.standing in ("running", "ended"),
        older=records.minutes_are_older(orm(), session),
        step_told=step_told,
        block_now=session.block_id,
        errors=errors or {},
        values=values or {},
        wrong=wrong,
        **choices(session),
    )


def choices(session: Session) -> dict[str, Any]:
    """What the forms let one choose from."""
    people = records.speakers_to_choose(orm(), session)
    return {
        "kinds": [(key, gettext(name)) for key, name in RECORD_KINDS.items()],
        "blocks": [(block.id, block.title) for block in session.blocks],
        "people": people,
    }


def _parts(
    session: Session, told: list[records.RecordTold]
) -> list[tuple[Block | None, list[records.RecordTold]]]:
    """The records by the part of the session that they belong to; those of none stand last."""
    blocks: list[Block | None] = [*session.blocks, None]
    known = {block.id for block in session.blocks}
    found: dict[int | None, list[records.RecordTold]] = {}
    for one in told:
        found.setdefault(one.record.block_id if one.record.block_id in known else None, []).append(one)
    return [(block, found.get(block.id if block else None, [])) for block in blocks]


def _typed() -> dict[str, Any]:
    """A record as the form has it. Without a field for the part of the session it is the present one."""
    form = request.form
    payload: dict[str, Any] = {name: form.get(name, "") for name in ("kind", "text", "speaker")}
    return payload | {"city": form.get("city") or None} | block_chosen()


def block_chosen() -> dict[str, int | None]:
    chosen = request.form.get("block")
    if chosen is None:
        return {}
    return {"block": number(chosen, 0) if chosen else None}


def language_of_page(session_id: int) -> str | None:
    """The page's language, if it is one that the session can be written in; None is the session's own."""
    session = session_for(orm(), viewer(), session_id)
    page = str(get_locale())
    return page if page in languages_of(session) else None


def _done(
    session_id: int,
    name: str,
    payload: dict[str, Any],
    told: str,
    place: str,
    wrong: int | str = "new",
) -> Response | tuple[str, int]:
    try:
        perform(name, payload)
    except Refused as refused:
        if refused.code not in TYPED_WRONG:
            raise
        errors = {refused.field or "text": sentence(refused.message)}
        return records_page(session_id, errors, request.form.to_dict(), wrong), STATUS[refused.code]
    flash(told, "good")
    return redirect(f"{page_address(session_id)}#{place}", 303)


def page_address(session_id: int) -> str:
    return url_for("records.index", slug=programme().slug, session_id=session_id)


def _time(at: dt.datetime, session: Session) -> str:
    """The session's own clock, with the day where it isn't that of the session."""
    local = at.astimezone(ZoneInfo(session.zone))
    began = session.started_at.astimezone(ZoneInfo(session.zone)).date() if session.started_at else None
    return clock(local) if local.date() == began else f"{_day(local.date())}, {clock(local)}"


def _day(day: dt.date) -> str:
    return short_date(day, str(get_locale()))
