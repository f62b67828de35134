"""The planner of a session: its blocks with their times, boards and steps, by plain forms.

js/pages/plan.js sends the same forms while one types, and takes what changed from the page that comes back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from facilitation.commands.catalogue import COMMANDS
from facilitation.commands.execute import Call, Done
from facilitation.domain.boards import WRITE, WRITE_OPENLY
from facilitation.domain.breakouts import CITY_MIX, usual_grouping
from facilitation.domain.errors import N_, Refused
from facilitation.domain.methods import GUIDES, METHODS
from facilitation.domain.plans import AREAS_MOST
from facilitation.domain.sessions import TYPES
from facilitation.domain.steps import (
    BREAKOUTS,
    OTHER_STAGES,
    STEP_NAMES,
    STEP_STAGES,
    STEPS_MOST,
    step,
    usual_steps,
)
from facilitation.queries.sessions.planned_polls import poll_counts
from facilitation.queries.sessions.plans import board_of_block, plan_for
from facilitation.queries.sessions.session_people import roles_for
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sessions.breakouts import group_ways
from facilitation.web.sessions.template_choices import template_choices
from facilitation.web.site import execute, orm, perform, programme, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("plans", __name__)

#: Texts of a block that are sent as they are typed.
_TEXTS = ("title", "question", "instruction", "leads", "starts_at")
#: What a refused form is shown again for; anything else is a page of its own.
_SHOWN_AGAIN = ("invalid", "conflict", "too_large", "closed", "not_found")

Page = Response | str | tuple[str, int]


@blueprint.get("/sessions/<int:session_id>/plan")
def show(session_id: int) -> str:
    return _page(session_id)


@blueprint.post("/sessions/<int:session_id>/plan/blocks")
def insert(session_id: int) -> Page:
    """Put a new block in, with a board if areas are named, one a line."""
    form = request.form
    areas = [{"title": line} for line in _lines(form.get("areas", ""))[: AREAS_MOST + 1]]
    after = form.get("after", "")
    opening = WRITE_OPENLY if form.get("opening") == WRITE_OPENLY else WRITE
    payload = {
        "session": session_id,
        "title": form.get("title", ""),
        "after": number(after, None) if after else None,
        "method": _method(form.get("method", "")),
        "question": form.get("question", ""),
        "areas": areas,
        "steps": usual_steps(opening) if areas else [],
    }
    try:
        done = perform("block.insert", payload | {"minutes": _minutes(form.get("minutes", ""))})
    except Refused as refused:
        return _again(session_id, refused, "new")
    return _back(session_id, f"block-{done.result['block']}")


@blueprint.post("/sessions/<int:session_id>/plan/timer/<any(on, off):begins>")
def set_timer(session_id: int, begins: str) -> Page:
    """Say whether the timer starts with each step that has minutes."""
    perform("timer.with_steps", {"session": session_id, "on": begins == "on"})
    return _back(session_id, "plan-sum")


@blueprint.post("/sessions/<int:session_id>/plan/steps")
def add(session_id: int) -> Page:
    """Put the blocks of a template in, last or after a block."""
    after = request.form.get("after", "")
    payload = {
        "session": session_id,
        "template": request.form.get("template", ""),
        "after": number(after, None) if after else None,
    }
    try:
        done = perform("block.add", payload)
    except Refused as refused:
        return _again(session_id, refused, "template")
    return _back(session_id, f"block-{done.result['block']}")


@blueprint.post("/sessions/<int:session_id>/plan/blocks/<int:block_id>")
def save(session_id: int, block_id: int) -> Page:
    """Save what was changed of a block and of its areas' names; what is refused stays in the form."""
    try:
        changed, was = _changed_block()
        if changed:
            payload = {"session": session_id, "block": block_id, **changed, "was": was}
            _perform_part("block.change", "block", payload)
        settings = _changed_settings()
        if settings:
            board = board_of_block(orm(), viewer(), session_id, block_id)
            _perform_part("board.settings", "settings", {"board": board, **settings})
        for area, named, before in _changed_areas():
            try:
                payload = {"session": session_id, "area": area, **named, "was": before}
                _perform_part("area.rename", f"area{area}", payload)
            except Refused as refused:
                refused.field = f"area_{refused.field}_{area}"
                raise
    except Refused as refused:
        return _again(session_id, refused, block_id)
    return _back(session_id, f"block-{block_id}")


@blueprint.post("/sessions/<int:session_id>/plan/blocks/<int:block_id>/<any(move, duplicate, remove):act>")
def act(session_id: int, block_id: int, act: str) -> Page:
    """Move a block to a place, duplicate it or take it out."""
    payload: dict[str, Any] = {"session": session_id, "block": block_id}
    if act == "move":
        payload["to"] = number(request.form.get("to", ""), 0)
    try:
        done = perform(f"block.{act}", payload)
    except Refused as refused:
        return _again(session_id, refused, "acts")
    return _back(session_id, "plan" if act == "remove" else f"block-{done.result['block']}")


@blueprint.post("/sessions/<int:session_id>/plan/blocks/<int:block_id>/areas")
def add_area(session_id: int, block_id: int) -> Page:
    """Give a block's board one more area."""
    payload = {"session": session_id, "block": block_id, "title": request.form.get("new_area", "")}
    try:
        perform("area.add", payload)
    except Refused as refused:
        refused.field = "new_area"
        return _again(session_id, refused, block_id)
    return _back(session_id, f"block-{block_id}")


@blueprint.post(
    "/sessions/<int:session_id>/plan/blocks/<int:block_id>/areas/<int:area_id>/<any(move, remove):act>"
)
def act_on_area(session_id: int, block_id: int, area_id: int, act: str) -> Page:
    """Move an area to a place among its board's, or take it off."""
    payload: dict[str, Any] = {"session": session_id, "area": area_id}
    if act == "move":
        payload["to"] = number(request.form.get("to", ""), 0)
    try:
        perform(f"area.{act}", payload)
    except Refused as refused:
        refused.field = "new_area"
        return _again(session_id, refused, block_id)
    return _back(session_id, f"block-{block_id}")


@blueprint.post("/sessions/<int:session_id>/plan/<any(undo, redo):way>")
def turn_back(session_id: int, way: str) -> Page:
    """Take back one's last change of the plan, or do it again."""
    try:
        perform(f"plan.{way}", {"session": session_id})
    except Refused as refused:
        return _again(session_id, refused, "acts")
    return _back(session_id, "plan")


@blueprint.post("/sessions/<int:session_id>/plan/template")
def keep(session_id: int) -> Page:
    """Keep the session's blocks as a template of the programme."""
    form = request.form
    payload = {
        "session": session_id,
        "title": form.get("title", ""),
        "description": form.get("description", ""),
        "type": form.get("type", ""),
    }
    try:
        perform("template.keep", payload)
    except Refused as refused:
        return _again(session_id, refused, "keep")
    return redirect(url_for("templates.index", slug=programme().slug), 303)


def _page(session_id: int, wrong: dict[str, Any] | None = None) -> str:
    """The planner. `wrong`: the form that was refused ("of"), its "errors" and what was typed ("typed")."""
    plan = plan_for(orm(), viewer(), session_id)
    wrong = wrong or {"of": None, "errors": {}, "typed": {}, "conflict": False}
    return render_template(
        "sessions/plan.html",
        nav_active="sessions",
        session=plan.session,
        plan=plan,
        wrong=wrong,
        methods={key: gettext(name) for key, name in METHODS.items()},
        people=sorted({one.name for one in roles_for(orm(), viewer(), plan.session) if one.name}),
        stages={stage: gettext(STEP_NAMES[stage]) for stage in STEP_STAGES},
        steps_most=STEPS_MOST,
        areas_most=AREAS_MOST,
        templates=template_choices(),
        types=TYPES,
        undoes={way: _words(getattr(plan, way)) for way in ("undo", "redo")},
        as_json=_as_json,
        guides=GUIDES,
        step_names=STEP_NAMES,
        poll_counts=poll_counts(orm(), plan.session),
        other_stages=OTHER_STAGES,
        group_ways=group_ways(),
    )


def _words(command: str | None) -> str:
    return gettext(COMMANDS[command].words) if command else ""


def _again(session_id: int, refused: Refused, of: int | str) -> tuple[str, int]:
    """The page with the form that was refused, and why."""
    if refused.code not in _SHOWN_AGAIN:
        raise refused
    wrong = {
        "of": of,
        "errors": {refused.field or "": sentence(refused.message)},
        "typed": request.form,
        "conflict": refused.message.text == _MEANWHILE,
    }
    return _page(session_id, wrong), STATUS[refused.code]


_MEANWHILE = N_("Somebody else has changed this meanwhile.")


def _back(session_id: int, anchor: str) -> Response:
    address = url_for("plans.show", slug=programme().slug, session_id=session_id)
    return redirect(f"{address}#{anchor}", 303)


def _perform_part(name: str, part: str, payload: dict[str, Any]) -> Done:
    """One of the commands that a form stands for, each known by the form's operation id and its own part."""
    operation_id = request.form.get("operation_id", "")
    return execute(Call(name, f"{operation_id[:40]}-{part}" if operation_id else "", payload, viewer().seat))


def _changed_block() -> tuple[dict[str, Any], dict[str, Any]]:
    """What differs from what the form came with, and what that was."""
    form = request.form
    changed: dict[str, Any] = {}
    was: dict[str, Any] = {}
    for name in _TEXTS:
        _take(changed, was, name, _plain(form.get(name)), _plain(form.get(f"was_{name}")))
    _take(changed, was, "method", _method(form.get("method")), form.get("was_method"))
    if "minutes" in form and form["minutes"] != form.get("was_minutes"):
        changed["minutes"] = _minutes(form["minutes"])
        was["minutes"] = number(form.get("was_minutes", ""), 0)
    if "step_stage" in form:
        before = _json(form.get("was_steps", "[]"))
        steps = [
            step(stage, _step_minutes(minutes), _grouping(place, before) if stage == BREAKOUTS else None)
            for place, (stage, minutes) in enumerate(
                zip(form.getlist("step_stage"), form.getlist("step_minutes"), strict=False)
            )
            if stage
        ]
        if steps != before:
            changed["steps"], was["steps"] = steps, before
    return changed, was


def _changed_settings() -> dict[str, Any]:
    """What differs of the board's settings from what the form came with."""
    form = request.form
    changed: dict[str, Any] = {}
    for name in ("authors", "vote_on"):
        _take(changed, {}, name, _plain(form.get(name)), _plain(form.get(f"was_{name}")))
    votes = form.get("votes_per_person")
    if votes is not None and votes != form.get("was_votes_per_person"):
        changed["votes_per_person"] = number(votes.strip(), 0, digits=6)
    return changed


def _take(changed: dict[str, Any], was: dict[str, Any], name: str, typed: Any, before: Any) -> None:
    if typed is not None and typed != before:
        changed[name] = typed
        if before is not None:
            was[name] = before


def _changed_areas() -> Iterable[tuple[int, dict[str, str], dict[str, str]]]:
    """(area, what is named anew, what it was) of areas whose names differ from what the form came with."""
    form = request.form
    areas = sorted({int(name.rpartition("_")[2]) for name in form if _is_of_area(name)})
    for area in areas:
        named: dict[str, str] = {}
        was: dict[str, str] = {}
        for field in ("title", "hint"):
            typed = form.get(f"area_{field}_{area}")
            _take(named, was, field, _plain(typed), _plain(form.get(f"was_area_{field}_{area}")))
        if named:
            yield area, named, was


def _is_of_area(name: str) -> bool:
    head, _, number_ = name.rpartition("_")
    return (
        head in ("area_title", "area_hint") and number_.isascii() and number_.isdigit() and len(number_) < 16
    )


def _plain(text: str | None) -> str | None:
    """Text as it is kept: browsers send lines with both signs at their ends."""
    return None if text is None else text.replace("\r\n", "\n").strip()


def _method(typed: str | None) -> Any:
    """The method's key, if what was typed is the name of one in the reader's language."""
    text = _plain(typed)
    return next((key for key, name in METHODS.items() if gettext(name) == text), text)


def _minutes(text: str) -> int:
    typed = number(text.strip(), None, digits=6)
    if typed is None:
        raise Refused("invalid", N_("Give the length in minutes, as a number."), field="minutes")
    return typed


def _step_minutes(text: str) -> int | None:
    typed = number(text.strip(), None, digits=4)
    if typed is None and text.strip():
        raise Refused(
            "invalid", N_("Give the minutes of a step as a number, or leave them open."), field="steps"
        )
    return typed


def _grouping(place: int, before: Any) -> dict[str, Any] | None:
    """How the groups of the step at a place of the form are formed; None where nothing was said of them."""
    form = request.form

    def typed(name: str) -> str:
        given = form.getlist(name)
        return given[place] if place < len(given) else ""

    kept = before[place] if isinstance(before, list) and place < len(before) else {}
    known = kept.get("grouping") or {} if isinstance(kept, dict) else {}
    hints = {one["title"]: one.get("hint", "") for one in known.get("areas", [])}
    size = number(typed("step_size").strip(), None, digits=3)
    if size is None:
        raise Refused("invalid", N_("Give the size of the small groups as a number."), field="steps")
    said: dict[str, Any] = {"by": typed("step_by") or CITY_MIX, "size": size}
    areas = [{"title": line, "hint": hints.get(line, "")} for line in _lines(typed("step_areas"))]
    if areas:
        said["areas"] = areas
    return said if known or said != usual_grouping() else None


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return []


def _as_json(value: Any) -> str:
    return json.dumps(value)
