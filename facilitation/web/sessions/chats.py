"""A chat that was copied from a meeting: pasted, looked through, and saved as records of the session."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import ngettext

from facilitation.domain.chats import read_chat
from facilitation.domain.errors import Refused
from facilitation.domain.records import AT_ONCE_MOST, clean_said
from facilitation.domain.speakers import find_speaker, likely_speaker
from facilitation.queries.sessions import records
from facilitation.store.sessions import Session
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sessions.records import (
    TYPED_WRONG,
    block_chosen,
    choices,
    language_of_page,
    page_address,
    records_page,
    session_to_record,
)
from facilitation.web.site import orm, perform
from facilitation.web.typed import number

blueprint = programme_blueprint("chats", __name__, guests=frozenset({"look", "add_many"}))


@blueprint.post("/sessions/<int:session_id>/records/chat")
def look(session_id: int):
    """Show a pasted chat as records to be; nothing is saved yet."""
    session = session_to_record(session_id)
    try:
        lines = read_chat(request.form.get("chat", ""))
    except Refused as refused:
        errors = {refused.field or "chat": sentence(refused.message)}
        return records_page(session_id, errors, request.form.to_dict(), "chat"), STATUS[refused.code]
    called = {one: label for label, one in records.speakers_to_choose(orm(), session)}
    rows = []
    for place, line in enumerate(lines[:AT_ONCE_MOST], 1):
        meant = likely_speaker(line.speaker, [*called])
        speaker = called[meant] if meant else line.speaker
        row = {"place": place, "kind": line.kind, "speaker": speaker, "text": line.text}
        rows.append(row | {"taken": not line.aside, "aside": line.aside})
    return _look(session, rows, len(lines) - len(rows))


@blueprint.post("/sessions/<int:session_id>/records/many")
def add_many(session_id: int):
    """Save the chosen lines of a chat, all or none; the faults are named line by line."""
    session = session_to_record(session_id)
    rows = _looked_at()
    chosen = [row for row in rows if row["taken"]]
    faults = False
    for row in chosen:
        row["errors"] = _faults(row)
        faults = faults or bool(row["errors"])
    if faults:
        return _look(session, rows, 0, {"": _counted(chosen)}), STATUS["invalid"]
    payload: dict[str, Any] = {
        "session": session_id,
        "records": [{key: row[key] for key in ("kind", "speaker", "text")} for row in chosen],
        "language": language_of_page(session_id),
    }
    try:
        done = perform("record.add_many", payload | block_chosen())
    except Refused as refused:
        if refused.code not in TYPED_WRONG:
            raise
        return _look(session, rows, 0, {"": sentence(refused.message)}), STATUS[refused.code]
    count = done.result["count"]
    flash(ngettext("%(num)s record saved.", "%(num)s records saved.", count), "good")
    return redirect(page_address(session_id), 303)


def _look(
    session: Session, rows: list[dict[str, Any]], left: int, errors: dict[str, str] | None = None
) -> str:
    offered = choices(session)
    there = [one for _, one in offered["people"]]
    for row in rows:
        row["known"] = find_speaker(row["speaker"], None, there).known
    return render_template(
        "sessions/records/chat.html",
        nav_active="sessions",
        session=session,
        rows=rows,
        left=left,
        block=request.form.get("block", ""),
        errors=errors or {},
        **offered,
    )


def _looked_at() -> list[dict[str, Any]]:
    """The lines of a chat as somebody has looked through them."""
    form = request.form
    count = min(number(form.get("count", ""), 0, digits=4), AT_ONCE_MOST)
    return [
        {
            "place": place,
            "taken": form.get(f"taken-{place}") == "yes",
            "aside": False,
            **{name: form.get(f"{name}-{place}", "") for name in ("kind", "speaker", "text")},
        }
        for place in range(1, count + 1)
    ]


def _faults(row: dict[str, Any]) -> dict[str, str]:
    try:
        clean_said(row["kind"], row["text"], row["speaker"])
    except Refused as refused:
        return {refused.field or "text": sentence(refused.message)}
    return {}


def _counted(chosen: list[dict[str, Any]]) -> str:
    wrong = sum(bool(row["errors"]) for row in chosen)
    return ngettext(
        "Nothing is saved yet: %(num)s line has a fault. It is marked below.",
        "Nothing is saved yet: %(num)s lines have a fault. They are marked below.",
        wrong,
    )
