"""The page of a block's polls in the planner, and parts that are put in by their method, by plain forms."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from facilitation.commands.execute import Call
from facilitation.domain import polls
from facilitation.domain.errors import N_, Refused
from facilitation.domain.methods import GUIDES
from facilitation.queries.sessions.planned_polls import block_of_poll, polls_planned
from facilitation.queries.sessions.sessions import session_for
from facilitation.translations import say
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import execute, orm, perform, programme, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("block_polls", __name__)

_SHOWN_AGAIN = ("invalid", "conflict", "too_large", "closed")
#: Which fields of the form belong to which kinds; others are not sent.
_NUMBERS = {"most": (polls.SEVERAL,), "low": (polls.SCALE,), "high": (polls.SCALE,)}
_WORDS = {"low_words": (polls.SCALE,), "high_words": (polls.SCALE,)}
_TICKS = {"skip": (polls.SCALE,), "live": polls.FOLLOWED}

Page = Response | str | tuple[str, int]


@blueprint.get("/sessions/<int:session_id>/plan/blocks/<int:block_id>/polls")
def show(session_id: int, block_id: int) -> str:
    return _page(session_id, block_id)


@blueprint.post("/sessions/<int:session_id>/plan/blocks/<int:block_id>/polls")
def add(session_id: int, block_id: int) -> Page:
    """Prepare one more question."""
    form = request.form
    kind = form.get("kind", "")
    payload = {
        "session": session_id,
        "block": block_id,
        "kind": kind,
        "question": form.get("question", ""),
        "options": form.get("options", "").splitlines(),
    }
    try:
        done = perform("poll.add", payload | {"settings": _settings(kind)})
    except Refused as refused:
        return _again(session_id, block_id, refused, "new")
    return _back(session_id, block_id, f"poll-{done.result['poll']}")


@blueprint.post("/sessions/<int:session_id>/plan/polls/<int:asked_id>")
def save(session_id: int, asked_id: int) -> Page:
    """Keep what was changed of a poll; what is refused stays in the form."""
    block_id = block_of_poll(orm(), viewer(), session_id, asked_id)
    form = request.form
    kind = form.get("kind", "")
    payload: dict[str, Any] = {
        "poll": asked_id,
        "question": form.get("question", ""),
        "settings": _settings(kind),
        "was": {"question": form.get("was_question", "")},
    }
    if kind:
        payload["kind"] = kind
    if kind in polls.WITH_OPTIONS:
        payload["options"] = form.get("options", "").splitlines()
    try:
        perform("poll.change", payload)
    except Refused as refused:
        return _again(session_id, block_id, refused, asked_id)
    return _back(session_id, block_id, f"poll-{asked_id}")


@blueprint.post("/sessions/<int:session_id>/plan/polls/<int:asked_id>/<any(move, remove):act>")
def act(session_id: int, asked_id: int, act: str) -> Page:
    """Move a poll to a place among its block's, or take it out."""
    block_id = block_of_poll(orm(), viewer(), session_id, asked_id)
    payload: dict[str, Any] = {"poll": asked_id}
    if act == "move":
        payload["to"] = number(request.form.get("to", ""), 0)
    try:
        perform(f"poll.{act}", payload)
    except Refused as refused:
        return _again(session_id, block_id, refused, "acts")
    return _back(session_id, block_id, "polls" if act == "remove" else f"poll-{asked_id}")


@blueprint.post("/sessions/<int:session_id>/plan/polls/undo")
def undo(session_id: int) -> Page:
    """Take back one's last change of the plan, seen from a block's polls."""
    block_id = number(request.form.get("block", ""), 0) or 0
    try:
        perform("plan.undo", {"session": session_id})
    except Refused as refused:
        return _again(session_id, block_id, refused, "acts")
    return _back(session_id, block_id, "polls")


@blueprint.post("/sessions/<int:session_id>/plan/methods")
def put_in(session_id: int) -> Response:
    """Put a part in as its method usually goes: with its steps, its areas, and its first question."""
    form = request.form
    guide = GUIDES.get(form.get("method", ""))
    if guide is None:
        raise Refused("invalid", N_("Choose a method."), field="method")
    language = session_for(orm(), viewer(), session_id).language
    title = form.get("title", "").strip() or say(guide.name, language)
    question = form.get("question", "").strip()
    payload = {
        "session": session_id,
        "title": title,
        "minutes": guide.usual_minutes,
        "method": guide.key,
        "question": question,
        "areas": [{"title": say(name, language), "hint": say(hint, language)} for name, hint in guide.areas],
        "layout": guide.layout,
        "steps": guide.kept_steps,
    }
    block = perform("block.insert", payload).result["block"]
    if guide.poll and guide.poll not in polls.WITH_OPTIONS:
        operation_id = request.form.get("operation_id", "")
        asked = {"session": session_id, "block": block, "kind": guide.poll, "question": question or title}
        execute(Call("poll.add", f"{operation_id[:40]}-poll", asked, viewer().seat))
    if guide.poll:
        return _back(session_id, block, "polls")
    return redirect(
        url_for("plans.show", slug=programme().slug, session_id=session_id) + f"#block-{block}", 303
    )


def _settings(kind: str) -> dict[str, Any]:
    """Of the form's settings those that go with the kind."""
    form = request.form
    found: dict[str, Any] = {}
    if form.get("by"):
        found["by"] = form["by"]
    for name, kinds in _NUMBERS.items():
        if kind in kinds and form.get(name, "").strip():
            typed = number(form[name].strip(), None, digits=4)
            if typed is None:
                raise Refused("invalid", N_("Give a whole number."), field=name)
            found[name] = typed
    found |= {name: form.get(name, "") for name, kinds in _WORDS.items() if kind in kinds}
    found |= {name: name in form for name, kinds in _TICKS.items() if kind in kinds}
    return found


def _page(session_id: int, block_id: int, wrong: dict[str, Any] | None = None) -> str:
    planned = polls_planned(orm(), viewer(), session_id, block_id)
    return render_template(
        "sessions/block_polls.html",
        nav_active="sessions",
        session=planned.session,
        block=planned.block,
        planned=planned,
        wrong=wrong or {"of": None, "errors": {}, "typed": {}},
        kinds={kind: gettext(name) for kind, name in polls.KIND_NAMES.items()},
        statuses={status: gettext(name) for status, name in polls.STATUS_NAMES.items()},
        usual={kind: polls.usual_settings(kind) for kind in polls.KINDS},
    )


def _again(session_id: int, block_id: int, refused: Refused, of: int | str) -> tuple[str, int]:
    if refused.code not in _SHOWN_AGAIN:
        raise refused
    wrong = {"of": of, "errors": {refused.field or "": sentence(refused.message)}, "typed": request.form}
    return _page(session_id, block_id, wrong), STATUS[refused.code]


def _back(session_id: int, block_id: int, anchor: str) -> Response:
    address = url_for(
        "block_polls.show", slug=programme().slug, session_id=session_id, block_id=block_id, _anchor=anchor
    )
    return redirect(address, 303)
