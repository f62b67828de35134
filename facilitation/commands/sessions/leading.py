"""Handlers of what those who lead a session share: everybody brought along, and notes for each other."""

from __future__ import annotations

from typing import Any

import msgspec

from facilitation.commands.work import Work
from facilitation.domain import sessions
from facilitation.domain.errors import N_, Refused
from facilitation.domain.texts import clean_optional
from facilitation.store.sessions import Session


class Gather(msgspec.Struct):
    session: int


class KeepDeskNotes(msgspec.Struct):
    """`was`: the text that whoever writes began from. Where another stands there by now, nothing is kept."""

    session: int
    text: str
    was: str = ""


def gather(work: Work, session: Session, payload: Gather) -> dict[str, Any]:
    """Bring everybody to where the session is, those as well who stayed behind to finish a sentence."""
    sessions.require_running(session.status)
    work.change(session, gathered=session.gathered + 1)
    return {"gathered": session.gathered}


def keep_desk_notes(work: Work, session: Session, payload: KeepDeskNotes) -> dict[str, Any]:
    """Keep the notes that those who lead this session share; "" clears them."""
    text = clean_optional(payload.text, field="text", limit=sessions.DESK_NOTES_LENGTH)
    if session.desk_notes not in (payload.was, text):
        raise Refused(
            "conflict", N_("Somebody else wrote here meanwhile. Read it, then add yours."), field="text"
        )
    work.change(session, desk_notes=text)
    return {}
