"""The page on which small groups are prepared, by plain forms; and how much each group has written so far."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from facilitation.domain.breakouts import GROUPS_MOST, SIZE_LEAST, SIZE_MOST, SIZE_USUAL, WAYS
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.join_codes import grouped
from facilitation.domain.steps import BREAKOUTS
from facilitation.domain.visibility import FACILITATORS
from facilitation.queries.breakouts.breakouts import written_by_group
from facilitation.queries.programmes.programmes import cities_of
from facilitation.queries.sessions import sessions
from facilitation.queries.sessions.session_people import seats_to_choose
from facilitation.store.sessions import Session
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, site, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("breakouts", __name__)

_SHOWN_AGAIN = ("invalid", "conflict", "too_large", "closed")

Page = Response | str | tuple[str, int]


@blueprint.get("/sessions/<int:session_id>/breakouts")
def show(session_id: int) -> str:
    return _page(_session(session_id))


@blueprint.get("/sessions/<int:session_id>/breakouts/counts")
def counts(session_id: int) -> dict[str, dict[str, Any]]:
    """By group {"notes": how many lie on its board, "last": when the last was written, in ms since 1970}."""
    return {str(group): count for group, count in written_by_group(orm(), _session(session_id)).items()}


@blueprint.post("/sessions/<int:session_id>/breakouts")
def prepare(session_id: int) -> Page:
    """Prepare the groups of a step."""
    form = request.form
    payload = {
        "session": session_id,
        "block": number(form.get("block", ""), 0),
        "position": number(form.get("position", ""), 1),
        "by": form.get("by", ""),
    }
    of = f"step-{payload['block']}-{payload['position']}"
    try:
        payload |= {"size": _count("size"), "groups": _count("groups", 0)}
        perform("breakouts.prepare", payload)
    except Refused as refused:
        return _again(session_id, refused, of)
    return _back(session_id, of)


@blueprint.post(
    "/sessions/<int:session_id>/breakouts/rounds/<int:breakout_round>/"
    "<any(form, change, open, end, remove, add, message):act>"
)
def act_on_round(session_id: int, breakout_round: int, act: str) -> Page:
    """Form a round's groups anew, name it, open or end it, take it away, or add a group."""
    form = request.form
    payload: dict[str, Any] = {"round": breakout_round}
    name = "breakout.add" if act == "add" else f"breakouts.{act}"
    try:
        if act == "form":
            payload |= {"by": form.get("by", ""), "size": _count("size"), "groups": _count("groups", 0)}
        elif act == "change":
            payload |= {"title": form.get("title", ""), "minutes": _count("minutes", 0)}
        elif act == "message":
            payload["text"] = form.get("text", "")
        perform(name, payload)
    except Refused as refused:
        return _again(session_id, refused, f"round-{breakout_round}")
    return _back(session_id, f"round-{breakout_round}")


@blueprint.post(
    "/sessions/<int:session_id>/breakouts/groups/<int:breakout_id>/"
    "<any(change, remove, move, take_out, rapporteur, invite, uninvite):act>"
)
def act_on_group(session_id: int, breakout_id: int, act: str) -> Page:
    """Name a group and say where it meets, move people in and out, say who reports, invite from outside."""
    form = request.form
    payload: dict[str, Any] = {"breakout": breakout_id}
    if act == "change":
        payload |= {name: form.get(name, "") for name in ("title", "place", "link")}
    elif act in ("move", "take_out"):
        # Somebody is moved into the group that is chosen beside their name.
        payload["breakout"] = number(form.get("to", ""), None) or breakout_id
        payload["seat"] = number(form.get("seat", ""), 0)
    elif act == "rapporteur":
        payload["seat"] = number(form.get("seat", ""), None)
    try:
        perform(f"breakout.{act}", payload)
    except Refused as refused:
        return _again(session_id, refused, f"group-{breakout_id}")
    return _back(session_id, f"group-{payload['breakout']}" if act != "remove" else "groups")


def _session(session_id: int) -> Session:
    session = sessions.session_for(orm(), viewer(), session_id)
    if not viewer().leads:
        raise not_found()
    return session


def _page(session: Session, wrong: dict[str, Any] | None = None) -> str:
    """The page. `wrong`: the form that was refused ("of"), why ("error") and what was typed ("typed")."""
    room = sessions.whole(orm(), session, FACILITATORS)
    rounds = {(one["block"], one["position"]): one for one in room["rounds"]}
    groups: dict[int, list[Any]] = {one["id"]: [] for one in room["rounds"]}
    for group in sorted(room["breakouts"], key=lambda one: (one["position"], one["id"])):
        groups[group["round"]].append(group)
    steps = []
    for block in session.blocks:
        about_groups = [step for step in block.steps if step["stage"] == BREAKOUTS]
        for position, step in enumerate(about_groups, start=1):
            steps.append((block, position, step, rounds.get((block.id, position))))
    return render_template(
        "breakouts/show.html",
        nav_active="sessions",
        session=session,
        steps=steps,
        groups=groups,
        seats=seats_to_choose(orm(), viewer(), session),
        ways=group_ways(),
        sizes=(SIZE_LEAST, SIZE_MOST, SIZE_USUAL, GROUPS_MOST),
        cities={city.code: {"name": city.name, "colour": city.colour} for city in cities_of(orm(), viewer())},
        address=lambda code: site().config.public_url + url_for("join.name", code=grouped(code)),
        grouped=grouped,
        wrong=wrong or {"of": None, "error": "", "typed": {}},
    )


def group_ways() -> dict[str, str]:
    """The ways of forming small groups, in the reader's words."""
    return {way: gettext(words) for way, words in WAYS.items()}


def _count(name: str, usual: int | None = None) -> int:
    typed = request.form.get(name, "").strip()
    if not typed and usual is not None:
        return usual
    found = number(typed, None, digits=4)
    if found is None:
        raise Refused("invalid", N_("Give a number."), field=name)
    return found


def _again(session_id: int, refused: Refused, of: str) -> tuple[str, int]:
    if refused.code not in _SHOWN_AGAIN:
        raise refused
    wrong = {"of": of, "error": sentence(refused.message), "field": refused.field, "typed": request.form}
    return _page(_session(session_id), wrong), STATUS[refused.code]


def _back(session_id: int, anchor: str) -> Response:
    address = url_for("breakouts.show", slug=programme().slug, session_id=session_id)
    return redirect(f"{address}#{anchor}", 303)
