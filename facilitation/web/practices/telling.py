"""Telling of a practice what others need to carry it over: texts that save as typed, lists, versions."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.practice_points import FACT_NAMES, LISTS, PARTS
from facilitation.domain.replication import FIELDS, HINTS, PREREQUISITE_KINDS
from facilitation.domain.text_changes import changes
from facilitation.queries.practices.pages import practice_for, practice_with_versions
from facilitation.queries.practices.told import (
    field_told,
    field_versions,
    line_for,
    line_versions,
    may_change_line,
    may_tell,
    practice_told,
)
from facilitation.store.challenges import Practice
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, viewer
from facilitation.web.texts import Unsaved, as_json, languages, typed, unsaved
from facilitation.web.typed import number

blueprint = programme_blueprint("practice_telling", __name__)

_LINE = ("text", "language", "who", "value", "dated", "need")
#: What a line's button says that it does, and what the page says afterwards.
_DONE = {
    "change": N_("Saved."),
    "up": N_("Moved."),
    "down": N_("Moved."),
    "remove": N_("Removed. It can be restored at the end of this page."),
    "restore": N_("It is back."),
}


@blueprint.app_template_global("practice_parts")
def practice_parts() -> dict[str, str]:
    """The names of the fields and lists of what is told of a practice, by their key, in their order."""
    return PARTS


@blueprint.get("/practices/<int:practice_id>/told")
def edit(practice_id: int):
    practice = practice_with_versions(orm(), viewer(), practice_id)
    if practice.withdrawn_at is not None:
        return redirect(url_for("practices.show", slug=programme().slug, practice_id=practice_id), 303)
    return _page(practice)


@blueprint.post("/practices/<int:practice_id>/told/<practice_field>")
def write(practice_id: int, practice_field: str):
    """Save one field; a refused form keeps what was typed."""
    practice = practice_with_versions(orm(), viewer(), practice_id)
    if practice_field not in FIELDS:
        raise not_found()
    try:
        perform("practice_text.write", {"practice": practice_id, "field": practice_field, **typed()})
    except Refused as refused:
        orm().expire_all()
        present = field_told(orm(), viewer(), practice, practice_field)
        return _page(practice, kept=unsaved(practice_field, refused, present)), STATUS[refused.code]
    flash(gettext("Saved."), "good")
    return _back(practice_id, practice_field)


@blueprint.get("/practices/<int:practice_id>/told/<practice_field>/now")
def now(practice_id: int, practice_field: str):
    """A field as it stands, for the script that saves as one types."""
    practice = practice_for(orm(), viewer(), practice_id)
    return as_json(field_told(orm(), viewer(), practice, practice_field))


@blueprint.get("/practices/<int:practice_id>/told/<practice_field>/versions")
def versions(practice_id: int, practice_field: str):
    """The versions of a field: who, when, and what changed in the chosen one."""
    practice = practice_with_versions(orm(), viewer(), practice_id)
    found = field_versions(orm(), viewer(), practice, practice_field)
    place = _place([one.number for one, _ in found])
    chosen, before = [*(one for one, _ in found), None, None][place : place + 2]
    return render_template(
        "practices/text_versions.html",
        nav_active="cities",
        practice=practice,
        field=practice_field,
        title=FIELDS[practice_field],
        versions=found,
        place=place,
        pieces=changes(before.text if before else "", chosen.text) if chosen else [],
        may_restore=may_tell(viewer(), practice),
    )


@blueprint.post("/practices/<int:practice_id>/told/<practice_field>/versions/<int:version>")
def restore(practice_id: int, practice_field: str, version: int):
    """Bring an earlier version of a field back."""
    perform("practice_text.restore", {"practice": practice_id, "field": practice_field, "version": version})
    flash(gettext("The earlier version is back. The other one stays among the versions."), "good")
    return _back(practice_id, practice_field)


@blueprint.post("/practices/<int:practice_id>/lines")
def add(practice_id: int):
    """Add a line to the list that the form names; a refused form keeps what was typed."""
    practice, kind = practice_with_versions(orm(), viewer(), practice_id), request.form.get("kind", "")
    if kind not in LISTS:
        raise not_found()
    payload = {"practice": practice_id, "kind": kind} | _line()
    try:
        perform("practice_point.add", payload)
    except Refused as refused:
        return _refused(practice, refused, f"new-{kind}")
    flash(gettext("Added."), "good")
    return _back(practice_id, kind)


@blueprint.post("/practice-lines/<int:line_id>")
def change(line_id: int):
    """Change, move, remove or restore a line: what the button says."""
    line, what = line_for(orm(), viewer(), line_id), request.form.get("do", "")
    if what not in _DONE:
        raise not_found()
    practice, kind = line.practice, line.kind
    payload: dict[str, Any] = {"point": line_id}
    if what == "change":
        payload |= _line() | {"revision": number(request.form.get("revision", ""), 0, digits=9)}
    if what in ("up", "down"):
        payload["up"] = what == "up"
    try:
        perform(f"practice_point.{'move' if 'up' in payload else what}", payload)
    except Refused as refused:
        if what != "change":
            raise
        return _refused(practice, refused, f"line-{line_id}")
    flash(gettext(_DONE[what]), "good")
    return _back(practice.id, kind if what in ("remove", "restore") else f"line-{line_id}")


@blueprint.get("/practice-lines/<int:line_id>/versions")
def line_history(line_id: int):
    """The versions of a line: who, when, and which words changed in the chosen one."""
    line = line_for(orm(), viewer(), line_id)
    found = line_versions(orm(), viewer(), line)
    place = _place([one.number for one, _ in found])
    chosen, before = [*(one for one, _ in found), None, None][place : place + 2]
    return render_template(
        "practices/line_versions.html",
        nav_active="cities",
        practice=line.practice,
        line=line,
        title=LISTS[line.kind],
        versions=found,
        place=place,
        fact_names=FACT_NAMES[line.kind],
        facts=_as_said(line.kind, chosen.facts) if chosen else {},
        before=_as_said(line.kind, before.facts) if before else None,
        changes=changes,
        may_restore=may_tell(viewer(), line.practice)
        and may_change_line(viewer(), line)
        and line.removed_at is None,
    )


@blueprint.post("/practice-lines/<int:line_id>/versions/<int:version>")
def bring_back(line_id: int, version: int):
    """Bring an earlier version of a line back."""
    line = line_for(orm(), viewer(), line_id)
    practice_id = line.practice_id
    perform("practice_point.bring_back", {"point": line_id, "number": version})
    flash(gettext("The earlier version is back. The other one stays among the versions."), "good")
    return _back(practice_id, f"line-{line_id}")


def _place(numbers: list[int]) -> int:
    """The place of the version that the address asks for; the newest where it asks for none."""
    wanted = request.args.get("version", "")
    return next((at for at, one in enumerate(numbers) if str(one) == wanted), 0)


def _line() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in _LINE}


def _as_said(kind: str, facts: dict[str, str]) -> dict[str, str]:
    """A line's facts in words, by what its list calls them."""
    said = {name: facts[name] for name in FACT_NAMES[kind]}
    if "need" in said:
        said["need"] = gettext(PREREQUISITE_KINDS[said["need"]])
    return said


def _back(practice_id: int, place: str):
    address = url_for("practice_telling.edit", slug=programme().slug, practice_id=practice_id, _anchor=place)
    return redirect(address, 303)


def _refused(practice: Practice, refused: Refused, place: str) -> Any:
    if refused.code not in ("invalid", "conflict"):
        raise refused
    orm().expire_all()
    error = sentence(refused.message)
    kept: dict[str, Any] = {"place": place, "field": refused.field or "text", "error": error}
    kept["values"] = request.form
    # Saved once more, what was typed takes the place of the other's: they have been told of it.
    kept["again"] = refused.code == "conflict"
    return _page(practice, line=kept), STATUS[refused.code]


def _page(practice: Practice, *, kept: Unsaved | None = None, line: dict[str, Any] | None = None) -> str:
    """The page, with what could not be saved if anything: a text, or a line."""
    return render_template(
        "practices/telling.html",
        nav_active="cities",
        practice=practice,
        told=practice_told(orm(), viewer(), practice),
        may_change_line=lambda said: may_change_line(viewer(), said),
        only_adds=viewer().simulated and not practice.simulated,
        parts=PARTS,
        hints=HINTS,
        lists=LISTS,
        fact_names=FACT_NAMES,
        needs=PREREQUISITE_KINDS,
        languages=languages(practice.city),
        unsaved=kept,
        refused=line,
    )
