"""The page where a session's minutes are corrected, read and amended, with their versions and their mails.

What is done by a button works by a form alone; texts are corrected by a script (static/js/minutes/), which
also takes the buttons over. The live socket brings what others do.
"""

from __future__ import annotations

import datetime as dt
from base64 import b64encode
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from facilitation.commands.documents import minutes_mails
from facilitation.commands.documents.minutes_undo import PASSED_OVER
from facilitation.domain.block_texts import only_text, text_at
from facilitation.domain.document_changes import changed_texts, differences
from facilitation.domain.documents import block_from_json, from_json, plain
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.minutes import (
    ADDED,
    ANSWERS,
    APPROVED,
    APPROVERS,
    DRAFT,
    IN_REVIEW,
    STAGES,
    STEPS,
    spoken,
)
from facilitation.domain.minutes_parts import END
from facilitation.domain.permissions import APPROVE_MINUTES, COORDINATE, RECORD, ROLE_NAMES
from facilitation.domain.text_changes import Piece
from facilitation.queries.documents import correcting
from facilitation.queries.documents.compared import revisions_of
from facilitation.queries.documents.minutes_waiting import MinutesStanding, waiting_for
from facilitation.queries.documents.versions import versions_of
from facilitation.queries.people.people import seats_of
from facilitation.queries.sessions.sessions import session_for
from facilitation.store.minutes import Minutes, last_step, was_there
from facilitation.store.sessions import Session
from facilitation.translations import say
from facilitation.translations.dates import language_named
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sessions.tickets import ticket_for
from facilitation.web.site import may, orm, perform, programme, site, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint(
    "minutes",
    __name__,
    guests=frozenset({"show", "open_", "step", "passage", "amendment", "versions"}),
)

#: Refusals of what was typed: the form comes back with it.
_TYPED_WRONG = ("invalid", "conflict", "too_large", "closed")
#: How long people have to amend if nobody says otherwise.
_WEEK = dt.timedelta(days=7)


@blueprint.get("/sessions/<int:session_id>/minutes")
def show(session_id: int):
    return _page(session_id)


@blueprint.post("/sessions/<int:session_id>/minutes")
def open_(session_id: int):
    """Begin to correct the minutes."""
    perform("minutes.open", {"session": session_id})
    return _back(session_id)


@blueprint.post(
    "/sessions/<int:session_id>/minutes/"
    "<any(compare, undo, take_over_all, add, review, approve, reopen, send, propose):minutes_step>"
)
def step(session_id: int, minutes_step: str):
    """A step with the minutes as a whole."""
    minutes = _minutes(session_id)
    form = request.form
    payload: dict[str, Any] = {"minutes": minutes.id}
    name = f"minutes.{minutes_step}"
    if minutes_step == "add":
        payload |= {"kind": form.get("kind", ""), "text": form.get("text", ""), "after": _chosen("after")}
    elif minutes_step == "review":
        payload["until"] = form.get("until", "")
    elif minutes_step == "approve":
        payload["words"] = form.get("words", "")
    elif minutes_step == "send":
        payload["again"] = bool(form.get("again"))
    elif minutes_step == "propose":
        name = "amendment.propose"
        payload |= {"text": form.get("text", ""), "block": _chosen("block")}
    told = {
        "review": gettext("Those who were there are asked to amend the minutes."),
        "approve": gettext("The minutes are approved. Their files are made in a moment."),
        "send": gettext("The minutes are on their way.")
        if site().config.smtp_url is not None
        else gettext(
            "Nothing is sent: no mail server is set. The mails wait in the outbox, which organisers see."
        ),
        "propose": gettext("Your amendment is saved."),
        "compare": gettext("The minutes are compared with the data. This takes a few seconds."),
    }
    return _done(session_id, minutes_step, name, payload, told.get(minutes_step))


@blueprint.post(
    "/sessions/<int:session_id>/minutes/passages/<int:passage_id>/"
    "<any(up, down, before, leave_out, restore, remove, take_over, keep):done_to>"
)
def passage(session_id: int, passage_id: int, done_to: str):
    """Something done to one passage."""
    _minutes(session_id)
    payload: dict[str, Any] = {"block": passage_id}
    name = f"minutes.{done_to}"
    if done_to in ("up", "down"):
        name = "minutes.move"
        payload["way"] = done_to
    elif done_to == "before":
        name = "minutes.move"
        before = _chosen("before")
        payload |= {"before": before} if before is not None else {"way": END}
    elif done_to in ("leave_out", "restore"):
        payload["path"] = request.form.get("point") or None
    return _done(session_id, done_to, name, payload, anchor=f"passage-{passage_id}")


@blueprint.post(
    "/sessions/<int:session_id>/minutes/amendments/<int:amendment_id>/"
    "<any(accept, decline, settle, change, withdraw):amendment_answer>"
)
def amendment(session_id: int, amendment_id: int, amendment_answer: str):
    """Answer an amendment, or change or withdraw one's own."""
    payload: dict[str, Any] = {"amendment": amendment_id}
    answer = amendment_answer
    if answer in ("accept", "decline"):
        payload["reason"] = request.form.get("reason", "")
        if answer == "accept":
            payload |= _put_in()
    elif answer == "change":
        payload["text"] = request.form.get("text", "")
    wrong = f"{answer}-{amendment_id}"
    return _done(session_id, wrong, f"amendment.{answer}", payload, anchor=f"amendment-{amendment_id}")


def _put_in() -> dict[str, Any]:
    """What of an accepted amendment is put into the text, if its form asked."""
    form = request.form
    if "words" not in form:
        return {}
    words, was = (form.get(name, "").replace("\r\n", "\n") for name in ("words", "was"))
    return {"put_in": bool(form.get("put_in")), "words": words, "was": was}


@blueprint.get("/sessions/<int:session_id>/minutes/versions")
def versions(session_id: int):
    """The versions that were given out; of two of them what changed."""
    session = session_for(orm(), viewer(), session_id)
    rows = versions_of(orm(), viewer(), session.id)
    by_id = {row.id: row for row in rows}
    after = by_id.get(number(request.args.get("after", ""), 0)) or (rows[0] if rows else None)
    before = by_id.get(number(request.args.get("before", ""), 0)) or (rows[1] if len(rows) > 1 else None)
    found = None
    if before is not None and after is not None and before is not after:
        found = differences(from_json(before.content), from_json(after.content))
    return render_template(
        "documents/minutes/versions.html",
        nav_active="sessions",
        session=session,
        versions=rows,
        before=before,
        after=after,
        differences=found,
    )


@blueprint.get("/sessions/<int:session_id>/minutes/letters")
def letters(session_id: int):
    """The mails before they are sent: to whom, and how they read."""
    minutes = _minutes(session_id)
    if not correcting.may_correct(viewer(), minutes):
        raise Refused("not_allowed", N_("Your role does not allow this here."))
    readers = minutes_mails.readers(orm(), minutes)
    groups = []
    for kind, seats in readers.items():
        languages: dict[str, list[Any]] = {}
        for seat in seats:
            languages.setdefault(minutes_mails.language_for(minutes, seat), []).append(seat)
        for language, people in sorted(languages.items()):
            letter = minutes_mails.letter(say, minutes, kind, people[0].name, language)
            groups.append(
                {
                    "kind": kind,
                    "language": language,
                    "named": language_named(language, minutes.language),
                    "people": [seat.name for seat in people],
                    "subject": letter.subject,
                    "text": letter.text,
                }
            )
    return render_template(
        "documents/minutes/letters.html",
        nav_active="sessions",
        session=minutes.session,
        minutes=minutes,
        groups=groups,
        link=site().config.public_url + minutes_mails.link_to_approved(minutes),
    )


@blueprint.post("/sessions/<int:session_id>/minutes/approver")
def approver(session_id: int):
    """Say who approves minutes in this programme: "role:coordinator" or "seat:7"."""
    kind, _, value = request.form.get("approver", "").partition(":")
    payload: dict[str, Any] = {"role": value}
    if kind == "seat":
        payload = {"seat": number(value, 0)}
    return _done(session_id, "approver", "minutes.name_approver", payload, gettext("Saved."))


@blueprint.app_template_global("minutes_waiting")
def minutes_waiting() -> list[MinutesStanding]:
    """What the reader has to do about minutes, for the programme's home and the list of documents."""
    return waiting_for(orm(), viewer(), site().clock())


def _page(session_id: int, errors: dict[str, str] | None = None, wrong: str = "") -> str:
    """The page; a form that was refused (`wrong`) comes back with what was typed."""
    session = session_for(orm(), viewer(), session_id)
    minutes = correcting.minutes_of(orm(), viewer(), session_id)
    if minutes is None and not RECORD(viewer(), session):
        raise not_found()
    shown: dict[str, Any] = {"minutes": minutes}
    if minutes is not None:
        shown |= _shown(session, minutes)
    return render_template(
        "documents/minutes/show.html",
        nav_active="sessions",
        session=session,
        may_begin=may(RECORD, session),
        stages=STAGES,
        drawing=_drawing,
        news=_news,
        first_words=spoken,
        answers=ANSWERS,
        added=ADDED,
        steps=STEPS,
        passed_over=PASSED_OVER,
        errors=errors or {},
        wrong=wrong,
        values=request.form if wrong else {},
        **shown,
    )


def _shown(session: Session, minutes: Minutes) -> dict[str, Any]:
    who = viewer()
    corrects = correcting.may_correct(who, minutes)
    audience = correcting.audience_for(who, minutes)
    snapshot = correcting.whole(orm(), minutes, audience)
    snapshot["mine"] = correcting.personal(orm(), minutes, [who.seated_at])[who.seated_at]
    blocks = sorted(snapshot["blocks"], key=lambda row: (row["position"], row["id"]))
    today = minutes_mails.today_at(minutes, site().clock())
    there = was_there(orm(), session.id, who.seat)
    in_time = minutes.status == IN_REVIEW and minutes.amend_until is not None and today <= minutes.amend_until
    writes = corrects and minutes.status != APPROVED and not who.archived
    return {
        "blocks": blocks,
        "amendments": snapshot["amendments"],
        "places": _places(blocks) if writes else {},
        "last_step": last_step(orm(), minutes, who.seat) if writes else [],
        "move": _moved(blocks) if writes else None,
        "own": set(snapshot["mine"]["amendments"]),
        "corrects": corrects,
        "writes": writes,
        "approves": may(APPROVE_MINUTES, minutes) and minutes.status != APPROVED and not who.archived,
        "amends": there and in_time and not who.archived,
        "outbox": minutes_mails.waiting_mails(orm(), minutes) if corrects and minutes.sent_at else 0,
        "approver": _approver(minutes),
        "approvers": _approvers() if may(COORDINATE) and not who.archived else None,
        "working": minutes.compared_at is None,
        "more_known": writes
        and minutes.compared not in (None, revisions_of(orm(), session, site().clock().date())),
        "asked": len(minutes_mails.readers(orm(), minutes)[minutes_mails.THERE]) if writes else 0,
        "today": today,
        "usual_until": today + _WEEK,
        "snapshot_json": {"revision": minutes.revision, "snapshot": snapshot},
        "page": {
            "subject": minutes.subject,
            "minutes": minutes.id,
            "session": session.id,
            "programme": programme().slug,
            "seat": who.seat,
            "corrects": corrects and not who.archived,
            "tickets": {
                "address": url_for("tickets.renew", slug=programme().slug, session_id=session.id),
                "first": ticket_for(who.seated_at),
            },
        },
        "is_draft": minutes.status == DRAFT,
    }


def _places(blocks: list[Any]) -> dict[int, str]:
    """What reads now where an amendment can be put: the passages that are just one text."""
    found = {}
    for row in blocks:
        block = block_from_json(row["block"])
        path = only_text(block) if not (row["left_out"] or row["offered"]) else None
        if path is not None:
            found[row["id"]] = plain(text_at(block, path))
    return found


def _moved(blocks: list[Any]) -> dict[str, Any] | None:
    """The passage for which a place is being chosen, without a script."""
    chosen = number(request.args.get("move", ""), 0)
    return next((row for row in blocks if row["id"] == chosen and not row["left_out"]), None)


def _drawing(svg: str) -> str:
    """A drawing as the address of a picture, in which nothing can act."""
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode("ascii")


def _news(row: dict[str, Any]) -> tuple[tuple[Piece, ...], ...]:
    """What the data say otherwise than a passage, each text in pieces."""
    return changed_texts(block_from_json(row["block"]), block_from_json(row["fresh"]))


def _approver(minutes: Minutes) -> str:
    """Who approves these minutes, in words."""
    if minutes.programme.minutes_approver_seat is not None:
        people = {seat.id: seat.name for seat in seats_of(orm(), viewer())}
        return people.get(minutes.programme.minutes_approver_seat, "–")
    return gettext(ROLE_NAMES[minutes.programme.minutes_approver])


def _approvers() -> list[tuple[str, str]]:
    """Whom a programme may let approve its minutes: roles, then people."""
    roles = [(f"role:{role}", gettext(ROLE_NAMES[role])) for role in APPROVERS]
    return roles + [(f"seat:{seat.id}", seat.name) for seat in seats_of(orm(), viewer())]


def _minutes(session_id: int) -> Minutes:
    minutes = correcting.minutes_of(orm(), viewer(), session_id)
    if minutes is None:
        raise not_found()
    return minutes


def _chosen(field: str) -> int | None:
    value = request.form.get(field, "")
    return number(value, 0) if value else None


def _done(
    session_id: int,
    wrong: str,
    name: str,
    payload: dict[str, Any],
    told: str | None = None,
    anchor: str = "",
) -> Response | tuple[str, int]:
    try:
        done = perform(name, payload)
    except Refused as refused:
        if refused.code not in _TYPED_WRONG:
            raise
        errors = {refused.field or "": sentence(refused.message)}
        return _page(session_id, errors, wrong), STATUS[refused.code]
    if "passed_over" in done.result:
        flash(gettext(PASSED_OVER), "warn")
    elif told:
        flash(told, "good")
    return _back(session_id, anchor)


def _back(session_id: int, anchor: str = "") -> Response:
    address = url_for("minutes.show", slug=programme().slug, session_id=session_id)
    return redirect(f"{address}#{anchor}" if anchor else address, 303)
