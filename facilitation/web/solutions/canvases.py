"""The page on which the canvases of a session are filled in side by side, with their transfer plans."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from facilitation.domain.canvases import ANSWERS, FIELDS, OWNER_LENGTH, SCOPE_LENGTH, SCOPES, TEXT_LENGTH
from facilitation.domain.errors import Refused
from facilitation.domain.permissions import ACTS_FOR_A_CITY, FACILITATE, WORKS_ON_CANVAS
from facilitation.domain.replication import FIELDS as TOLD
from facilitation.domain.replication import PREREQUISITE_KINDS
from facilitation.domain.visibility import audience_of
from facilitation.queries.boards import boards
from facilitation.queries.documents.documents import documents_of, drafting, withheld_plans
from facilitation.queries.practices.replication import learnings_of
from facilitation.queries.programmes.programmes import cities_of
from facilitation.queries.sessions import sessions
from facilitation.queries.solutions.canvases import canvases_of, read_canvas, removed_canvases, tells_more
from facilitation.queries.solutions.choices import practices_to_choose
from facilitation.queries.solutions.commitments import in_room
from facilitation.queries.solutions.programme_canvases import in_other_workshops
from facilitation.store.canvases import Canvas
from facilitation.store.sessions import Session
from facilitation.web.errors import STATUS, sentence
from facilitation.web.figures import language_name
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sessions.sessions import languages_of
from facilitation.web.sessions.tickets import ticket_for
from facilitation.web.site import may, orm, perform, programme, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("canvases", __name__, guests=frozenset({"show", "act"}))

Page = Response | str | tuple[str, int]


@blueprint.get("/sessions/<int:session_id>/canvases")
def show(session_id: int) -> str:
    return _page(_session(session_id))


@blueprint.post("/sessions/<int:session_id>/canvases")
def open_canvas(session_id: int) -> Page:
    """Open one more canvas; a refused form says why."""
    form = request.form
    payload = {
        "session": session_id,
        "practice": number(form.get("practice", ""), 0),
        "city": form.get("city", ""),
    }
    try:
        done = perform("canvas.open", payload)
    except Refused as refused:
        if refused.code not in ("invalid", "conflict", "too_large", "not_found", "not_allowed"):
            raise
        wrong = {"error": sentence(refused.message), "typed": form}
        return _page(_session(session_id), wrong), STATUS[refused.code]
    return _back(session_id, done.result["canvas"])


@blueprint.post(
    "/sessions/<int:session_id>/canvases/<int:canvas_id>/<any(plan, refresh, remove, restore):canvas_deed>"
)
def act(session_id: int, canvas_id: int, canvas_deed: str) -> Response:
    """Ask for the transfer plan, take over what the practice tells by now, remove or bring back."""
    payload: dict[str, Any] = {"canvas": canvas_id}
    if canvas_deed in ("remove", "restore"):
        payload["session"] = session_id
    if canvas_deed == "plan":
        payload["language"] = str(get_locale())
    try:
        perform(f"canvas.{canvas_deed}", payload)
    except Refused as refused:
        if refused.code not in ("conflict", "closed", "not_allowed"):
            raise
        flash(sentence(refused.message), "warn")
        return _back(session_id, canvas_id)
    if canvas_deed == "remove":
        flash(gettext("The canvas is removed. You can bring it back at the end of this page."), "good")
        return _back(session_id)
    if canvas_deed == "plan":
        # There the page says when it is ready: it stands far below the beginning.
        address = url_for("canvases.show", slug=programme().slug, session_id=session_id, plan=canvas_id)
        return redirect(f"{address}#plan-{canvas_id}", 303)
    return _back(session_id, canvas_id)


def _session(session_id: int) -> Session:
    return sessions.session_for(orm(), viewer(), session_id)


def _page(session: Session, wrong: dict[str, Any] | None = None) -> str:
    """The page. `wrong`: why the form for one more canvas was refused ("error"), and what was "typed"."""
    who = viewer()
    audience = audience_of(who)
    drafts = drafting(orm(), who, session.id)
    canvases = canvases_of(orm(), session)
    shown = [_shown(canvas, session, audience) for canvas in canvases]
    room = sessions.whole(orm(), session, audience)
    room["mine"] = sessions.personal(orm(), session, [who.seated_at])[who.seated_at]
    cities = cities_of(orm(), who)
    committed = in_room(orm(), who, session)
    return render_template(
        "solutions/canvases.html",
        nav_active="sessions",
        session=session,
        canvases=shown,
        elsewhere=in_other_workshops(orm(), who, session),
        asked_for=number(request.args.get("plan", ""), None),
        withheld=withheld_plans(orm(), who, session.id),
        removed=[] if who.archived else removed_canvases(orm(), who, session),
        cities={city.code: {"name": city.name, "colour": city.colour} for city in cities},
        languages={code: language_name(code) for code in languages_of(session)},
        room={
            "role": "facilitator" if who.leads and not who.archived else "participant",
            "subject_session": session.subject,
            "city": who.city,
            "name": who.name,
            "seat": who.seat,
            "tickets": {
                "address": url_for("tickets.renew", slug=programme().slug, session_id=session.id),
                "first": ticket_for(who.seated_at),
            },
        },
        session_snapshot={"revision": session.revision, "snapshot": room},
        made=committed.made,
        commits=[city.code for city in committed.cities],
        drafting=[job for job in drafts if job.payload.get("canvas") is not None],
        learnings=learnings_of(orm(), programme().id, _cities_on(canvases) if who.is_guest else None),
        fields=FIELDS,
        told=TOLD,
        answers=ANSWERS,
        scopes=SCOPES,
        kinds=PREREQUISITE_KINDS,
        lengths={"owner": OWNER_LENGTH, "text": TEXT_LENGTH, "scope": SCOPE_LENGTH},
        practices=practices_to_choose(orm(), who) if _may_open(session) else [],
        receivers=cities if who.leads or who.city else [],
        may_open=_may_open(session),
        wrong=wrong or {"error": "", "typed": {}},
    )


def _cities_on(canvases: Iterable[Canvas]) -> set[str]:
    """The codes of the cities that share or receive on these canvases."""
    return {code for canvas in canvases for code in (canvas.sharer, canvas.receiver)}


def _may_open(session: Session) -> bool:
    over = session.status == "ended" or session.cancelled
    return not over and may(FACILITATE | ACTS_FOR_A_CITY, session)


def _shown(canvas: Canvas, session: Session, audience: str) -> dict[str, Any]:
    """A canvas as the page shows it, with its snapshot and the plans that were made of it."""
    who = viewer()
    snapshot = boards.whole(orm(), canvas.board, audience)
    snapshot["mine"] = boards.personal(orm(), canvas.board, [who.seated_at])[who.seated_at]
    works = may(WORKS_ON_CANVAS, canvas)
    read = read_canvas(orm(), canvas)
    plans = [one for one in documents_of(orm(), who, session.id) if one.canvas_id == canvas.id]
    return {
        "row": canvas,
        "read": read,
        "snapshot": snapshot,
        "revision": canvas.board.revision,
        "works": works,
        "open": works and snapshot["board"]["stage"] != "closed",
        "removable": not who.archived
        and session.status != "ended"
        and (who.leads or (who.city == canvas.receiver and ACTS_FOR_A_CITY(who, None))),
        "tells_more": works and snapshot["board"]["stage"] != "closed" and tells_more(orm(), canvas),
        "plan": plans[0] if plans else None,
    }


def _back(session_id: int, canvas: int | None = None) -> Response:
    address = url_for("canvases.show", slug=programme().slug, session_id=session_id)
    return redirect(f"{address}#canvas-{canvas}" if canvas is not None else address, 303)
