"""Sessions: the list, one session's page, and its live room and projector."""

from __future__ import annotations

import io
from typing import Any

import segno
from flask import redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from markupsafe import Markup
from sqlalchemy import select

from facilitation.commands.cities import places
from facilitation.commands.sessions.told import told
from facilitation.domain.errors import Refused
from facilitation.domain.join_codes import grouped
from facilitation.domain.methods import GUIDES
from facilitation.domain.permissions import RECORD, Viewer
from facilitation.domain.session_facts import link_due_from, link_is_due
from facilitation.domain.session_files import FILES_MOST
from facilitation.domain.sessions import ALL, FOR_WHOM, PERSON_ROLES, THESE, WAS_THERE
from facilitation.domain.steps import STEP_NAMES
from facilitation.domain.visibility import PROJECTOR, audience_of
from facilitation.domain.wire import BoardSnapshot
from facilitation.queries.boards import boards
from facilitation.queries.boards.recaps import comes_late, recap
from facilitation.queries.breakouts.breakouts import board_of
from facilitation.queries.challenges.book import challenges_to_choose, titles_of
from facilitation.queries.cities.cities import other_names
from facilitation.queries.documents.documents import documents_of, drafting, drafting_agendas
from facilitation.queries.documents.minutes_readers import kept_from_readers
from facilitation.queries.documents.minutes_waiting import standing_of
from facilitation.queries.programmes.programmes import cities_of
from facilitation.queries.sessions import sessions
from facilitation.queries.sessions.clock_shifts import gap_week
from facilitation.queries.sessions.companies import company_of
from facilitation.queries.sessions.for_whom import cities_meant
from facilitation.queries.sessions.session_files import files_of
from facilitation.queries.sessions.session_people import roles_for, seats_to_choose
from facilitation.store.boards import Board
from facilitation.store.people import Seat
from facilitation.store.sessions import Session
from facilitation.web.errors import STATUS, sentence
from facilitation.web.figures import language_name
from facilitation.web.identity import held_seats, own_viewer
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sessions.breakouts import group_ways
from facilitation.web.sessions.template_choices import template_choices
from facilitation.web.sessions.tickets import ticket_for
from facilitation.web.sessions.wall import minutes_of, wall_facts
from facilitation.web.site import may, orm, perform, programme, site, viewer
from facilitation.web.typed import day, minutes, number

blueprint = programme_blueprint(
    "sessions", __name__, guests=frozenset({"show", "room", "projector", "drafts"})
)


@blueprint.get("/sessions")
def index():
    return _index({}, {}, [])


def _index(values: dict[str, str], errors: dict[str, str], chosen: list[str]) -> str:
    return render_template(
        "sessions/index.html",
        nav_active="sessions",
        sessions=sessions.in_order(sessions.sessions_of(orm(), viewer())),
        templates=template_choices(),
        today=site().today,
        values=values,
        errors=errors,
        chosen=chosen,
        for_whom=[(key, FOR_WHOM[key]) for key in (ALL, THESE)],
        other_names=other_names(orm(), viewer()),
        zones=zones_to_choose() if viewer().leads else {},
        zone=places.zone_of(values.get("zone", "")) or programme().host_zone,
        drafting=drafting_agendas(orm(), viewer()),
    )


def zones_to_choose(*more: str) -> dict[str, list[str]]:
    """The time zones by region, those of the programme's cities (and `more`) first."""
    own = sorted({city.time_zone for city in programme().cities} | {programme().host_zone, *more})
    regions = {gettext("Of this programme"): own}
    for region, names in places.zones().items():
        regions[region] = [name for name in names if name not in own]
    return {region: names for region, names in regions.items() if names}


@blueprint.post("/sessions")
def create():
    """Put a session into the programme and go to its page; a refused form keeps what was typed."""
    form = request.form
    try:
        done = perform(
            "session.create",
            {
                "title": form.get("title", ""),
                "type": form.get("type", "challenge"),
                "template": form.get("template", ""),
                "language": form.get("language", "en"),
                "date": day(form.get("date", "")),
                "starts_at": form.get("starts_at") or None,
                "minutes": minutes(form.get("minutes", "")),
                "fold": number(form.get("fold", ""), None, digits=1),
                "for_whom": form.get("for_whom"),
                "cities": _cities(form.get("for_whom")),
                "number": form.get("number", ""),
                "zone": form.get("zone") or None,
                "place": form.get("place", ""),
                "link": form.get("link", ""),
            },
        )
    except Refused as refused:
        if refused.code != "invalid":
            raise
        field = "for_whom" if refused.field == "cities" else refused.field or "title"
        errors = {field: sentence(refused.message)}
        return _index(form.to_dict(), errors, form.getlist("cities")), STATUS[refused.code]
    return redirect(url_for("sessions.show", slug=programme().slug, session_id=done.result["session"]), 303)


@blueprint.get("/sessions/<int:session_id>")
def show(session_id: int):
    return session_page(session_id)


def session_page(
    session_id: int,
    errors: dict[str, str] | None = None,
    values: dict[str, str] | None = None,
    wrong: int | str | None = None,
) -> str:
    """A session's page. A form of it that was refused comes back with `errors` and what was typed: `wrong`
    says which it is, by the id of whose role it is about, or "new".
    """
    session = sessions.session_for(orm(), viewer(), session_id)
    when = sessions.instants(session)
    meant = cities_meant(session, programme())
    documents = documents_of(orm(), viewer(), session.id)
    return render_template(
        "sessions/show.html",
        nav_active="sessions",
        session=session,
        instants=when,
        link_shown=viewer().leads
        or (not session.cancelled and link_is_due(session.status, when.starts, when.ends, site().clock())),
        link_from=link_due_from(when.starts),
        files=files_of(orm(), session),
        files_most=FILES_MOST,
        removable=viewer().leads and session.rehearsal_of is None and told(orm(), session) is None,
        today=site().today,
        gap=gap_week(session, meant),
        attendance=sessions.attendance_for(orm(), viewer(), session),
        documents=documents,
        drafting=drafting(orm(), viewer(), session.id),
        company=company_of(orm(), session),
        join=join_facts(session)
        if viewer().leads and not viewer().archived and session.status != "ended"
        else None,
        templates=template_choices(),
        meant=meant,
        for_whom=FOR_WHOM,
        was_there=WAS_THERE,
        other_names=other_names(orm(), viewer()) if viewer().leads else {},
        roles=roles_for(orm(), viewer(), session),
        person_roles=PERSON_ROLES,
        seats_to_choose=seats_to_choose(orm(), viewer(), session) if viewer().leads else [],
        may_record=may(RECORD, session),
        minutes=standing_of(orm(), viewer(), session, site().clock()),
        kept=kept_from_readers(orm(), documents),
        may_print=RECORD(viewer(), session),
        errors=errors or {},
        values=values or {},
        wrong=wrong,
    )


@blueprint.post("/sessions/<int:session_id>/<any(for_whom, was_there):fact>")
def set_cities(session_id: int, fact: str):
    """Say whom a session is for, or which cities were there; a refused form says why."""
    which = request.form.get(fact, "")
    try:
        perform(f"session.{fact}", {"session": session_id, fact: which, "cities": _cities(which)})
    except Refused as refused:
        if refused.code != "invalid":
            raise
        return session_page(session_id, {fact: sentence(refused.message)}), STATUS[refused.code]
    address = url_for("sessions.show", slug=programme().slug, session_id=session_id)
    return redirect(f"{address}#facts", 303)


def _cities(which: str | None) -> list[str]:
    """The chosen cities; what was ticked in a list that is out of sight doesn't count."""
    return request.form.getlist("cities") if which in (None, THESE) else []


@blueprint.post("/sessions/<int:session_id>/blocks")
def add(session_id: int):
    """Add the steps of a template to a planned or running session."""
    perform("block.add", {"session": session_id, "template": request.form.get("template", "")})
    address = url_for("sessions.show", slug=programme().slug, session_id=session_id)
    return redirect(f"{address}#steps", 303)


@blueprint.get("/sessions/<int:session_id>/drafts")
def drafts(session_id: int):
    """Whether documents are still being drafted: for the page that waits for them."""
    session = sessions.session_for(orm(), viewer(), session_id)
    jobs = drafting(orm(), viewer(), session.id)
    return {
        "waiting": sum(job.status in ("waiting", "running") for job in jobs),
        "failed": sum(job.status == "failed" for job in jobs),
        "documents": len(documents_of(orm(), viewer(), session.id)),
        "minutes": minutes_of(session),
    }


@blueprint.post("/sessions/<int:session_id>/<any(start, end, reopen):step>")
def step(session_id: int, step: str):
    """Start, end or reopen a session from its page; one that runs then opens its room."""
    perform(f"session.{step}", {"session": session_id})
    endpoint = "sessions.show" if step == "end" else "sessions.room"
    return redirect(url_for(endpoint, slug=programme().slug, session_id=session_id), 303)


@blueprint.get("/sessions/<int:session_id>/room")
def room(session_id: int):
    return _live("sessions/live/room.html", session_id, projector=False)


@blueprint.get("/sessions/<int:session_id>/projector")
def projector(session_id: int):
    return _live("sessions/live/projector.html", session_id, projector=True)


def _live(template: str, session_id: int, projector: bool):
    who = viewer()
    session = sessions.session_for(orm(), who, session_id)
    own = sessions.personal(orm(), session, [who.seated_at])[who.seated_at]
    open_board = session.board_id if projector else board_of(orm(), own) or session.board_id
    board = orm().get(Board, open_board) if open_board else None
    audience = PROJECTOR if projector else audience_of(who)
    snapshot = None
    if board is not None:
        snapshot = boards.whole(orm(), board, audience)
        snapshot["mine"] = boards.personal(orm(), board, [who.seated_at])[who.seated_at]
    room_snapshot = sessions.whole(orm(), session, audience)
    room_snapshot["now"] = round(site().clock().timestamp() * 1000)
    room_snapshot["mine"] = own
    late = not projector and not who.leads and comes_late(orm(), session, who, site().clock())
    leads = who.leads and not who.archived
    role = "projector" if projector else "facilitator" if leads else "participant"
    return render_template(
        template,
        session={
            "id": session.id,
            "title": session.title,
            "status": session.status,
            "simulated": session.simulated,
            "rehearsal": session.rehearsal_of is not None,
            "company": company_of(orm(), session),
            "programme_slug": programme().slug,
            "cities": [city.code for city in cities_meant(session, programme())],
            "language": session.language,
            "canvases": session.type == "solution" or bool(session.canvases),
            "people": _expected_people(session) if leads else [],
            "plan": _plan_of(session),
        },
        languages={code: language_name(code) for code in languages_of(session)},
        room={
            "role": role,
            "subject_session": session.subject,
            "subject_board": board.subject if board else None,
            "city": who.city,
            "name": who.name,
            "seat": who.seat,
            "records": not projector and may(RECORD, session) and not session.cancelled,
            "acting": request.args.get("as") is not None,
            "tickets": {
                "address": url_for("tickets.renew", slug=programme().slug, session_id=session.id),
                "first": ticket_for(who.seated_at),
            },
        },
        recap=recap(orm(), session) if late else None,
        table=[] if projector else _table(who, session.id),
        board_snapshot=snapshot,
        session_snapshot=room_snapshot,
        snapshot_json={
            "board": {"revision": board.revision, "snapshot": snapshot} if board else None,
            "session": {"revision": session.revision, "snapshot": room_snapshot},
        },
        cities={city.code: {"name": city.name, "colour": city.colour} for city in cities_of(orm(), who)},
        challenges=challenges_to_choose(orm(), who, str(get_locale())) if who.leads else [],
        challenge_titles=_challenge_titles(snapshot),
        templates=template_choices() if who.leads else {},
        group_ways=group_ways(),
        guides=GUIDES if who.leads else {},
        step_names=STEP_NAMES,
        join=join_facts(session) if projector or session.status in ("planned", "running") else None,
        wall=wall_facts(session) if projector else None,
    )


def _expected_people(session: Session) -> list[dict[str, Any]]:
    """Those with a seat and a role at a session, once each: {"seat", "name"}."""
    seats = [person.seat_id for person in session.people if person.seat_id is not None]
    found = orm().scalars(select(Seat).where(Seat.id.in_(seats), Seat.removed_at.is_(None)))
    return [{"seat": seat.id, "name": seat.name} for seat in found]


def _plan_of(session: Session) -> dict[str, Any]:
    """When a session was to begin: {"at": ms, "wall": "HH:MM", "zone"}; the first two None without a time."""
    starts = sessions.instants(session).starts
    return {
        "at": None if starts is None else round(starts.timestamp() * 1000),
        "wall": session.starts_at,
        "zone": session.zone,
    }


def _challenge_titles(snapshot: BoardSnapshot | None) -> dict[int, list[str]]:
    """By id [title, its language] of the challenges that the board's clusters stand for, and of no others."""
    clusters = snapshot.get("clusters", []) if snapshot else []
    ids = {cluster["challenge"] for cluster in clusters if cluster["challenge"] is not None}
    titles = titles_of(orm(), viewer(), ids, str(get_locale()))
    return {challenge: [title.text, title.language] for challenge, title in titles.items()}


def languages_of(session: Session) -> list[str]:
    """What notes and records may be written in, the session's own language first."""
    return list(dict.fromkeys([session.language, *programme().languages]))


def _table(who: Viewer, session_id: int) -> list[dict[str, Any]]:
    """The seats that this browser may write for in a session, the own one first."""
    own = own_viewer(programme())
    seats = [one for one in (own, *held_seats(session_id)) if one is not None]
    return [
        {
            "seat": one.seat,
            "name": one.name,
            "city": one.city,
            "now": one.seat == who.seat,
            "leads": one.leads,
            "simulated": one.simulated,
        }
        for one in seats
    ]


def join_facts(session: Session) -> dict[str, Any] | None:
    """The code of a session with its address and QR, as room, projector and page show it."""
    code = session.code
    if code is None or session.cancelled or code.revoked_at is not None or code.expires_at <= site().clock():
        return None
    address = site().config.public_url + url_for("join.name", code=grouped(code.code))
    drawing = io.BytesIO()
    segno.make(address, error="m").save(
        drawing, kind="svg", xmldecl=False, svgns=True, border=2, svgclass="qr", lineclass=None, omitsize=True
    )
    return {"code": grouped(code.code), "url": address, "qr_svg": Markup(drawing.getvalue().decode())}
