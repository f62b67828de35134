"""Handlers of what is attached to a session: files and links, their order, and taking them off."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import select

from facilitation.commands.work import Work
from facilitation.domain import session_files as files
from facilitation.domain.errors import N_, Refused
from facilitation.domain.names import clean_name, clean_name_or_none
from facilitation.domain.session_facts import clean_link
from facilitation.domain.texts import one_line
from facilitation.store.session_files import SessionFile
from facilitation.store.sessions import Session


class AttachFile(msgspec.Struct):
    """`content` is the file (in JSON as base64). Without a `title` it bears its `file_name`."""

    session: int
    content: bytes
    file_name: str
    title: str = ""


class AttachLink(msgspec.Struct):
    session: int
    link: str
    title: str = ""


class ChangeFile(msgspec.Struct):
    """`link` is only of a link."""

    file: int
    title: str | UnsetType = UNSET
    link: str | UnsetType = UNSET


class MoveFile(msgspec.Struct):
    """`by`: -1 is one place up, 1 is one place down."""

    file: int
    by: int


class TheFile(msgspec.Struct):
    file: int


def attach_file(work: Work, session: Session, payload: AttachFile) -> dict[str, Any]:
    """Keep a file with a session; it is given out as what its content shows it to be, and never shown."""
    kind = files.media_type_of(payload.content)
    name = _file_name(payload.file_name, files.ENDINGS[kind])
    row = _attach(
        work,
        session,
        title=clean_name_or_none(payload.title, "title", files.TITLE_LENGTH) or name,
        file_name=name,
        media_type=kind,
        size=len(payload.content),
        digest=hashlib.sha256(payload.content).hexdigest(),
        content=payload.content,
    )
    return {"file": row}


def attach_link(work: Work, session: Session, payload: AttachLink) -> dict[str, Any]:
    """Keep the address of a page or document that lies elsewhere."""
    link = clean_link(payload.link)
    if not link:
        raise Refused("invalid", N_("Give the link’s address."), field="link")
    title = clean_name_or_none(payload.title, "title", files.TITLE_LENGTH)
    return {"file": _attach(work, session, title=title or link[: files.TITLE_LENGTH], link=link)}


def change_file(work: Work, row: SessionFile, payload: ChangeFile) -> dict[str, Any]:
    """Give a file another title, or a link another title or address."""
    _require_there(row)
    if payload.title is not UNSET:
        work.change(row, title=clean_name(payload.title, "title", files.TITLE_LENGTH))
    if payload.link is not UNSET:
        link = clean_link(payload.link)
        if not row.link or not link:
            raise Refused("invalid", N_("Give the link’s address."), field="link")
        work.change(row, link=link)
    return {"file": row.id}


def move_file(work: Work, row: SessionFile, payload: MoveFile) -> dict[str, Any]:
    """Move a file one place up or down; at the end of the list it stays where it is."""
    _require_there(row)
    if payload.by not in (-1, 1):
        raise Refused("invalid", N_("Move it one place up or down."), field="by")
    present = _of(work, row.session_id)
    place = present.index(row)
    if 0 <= place + payload.by < len(present):
        present.insert(place + payload.by, present.pop(place))
    for position, one in enumerate(present, start=1):
        work.change(one, position=position)
    return {"file": row.id}


def remove_file(work: Work, row: SessionFile, payload: TheFile) -> dict[str, Any]:
    """Take a file or link off; for a few days it can be brought back."""
    _require_there(row)
    work.change(row, removed_at=work.now)
    return {"file": row.id, "session": row.session_id}


def bring_file_back(work: Work, row: SessionFile, payload: TheFile) -> dict[str, Any]:
    """Undo taking a file or link off."""
    _require_room(_of(work, row.session_id))
    work.change(row, removed_at=None)
    return {"file": row.id, "session": row.session_id}


def _attach(work: Work, session: Session, **columns: Any) -> SessionFile:
    present = _of(work, session.id)
    _require_room(present)
    last = max((one.position for one in present), default=0)
    return work.add(SessionFile(session=session, position=last + 1, created_at=work.now, **columns))


def _of(work: Work, session: int) -> list[SessionFile]:
    """What is attached to a session now, in its order."""
    query = select(SessionFile).where(SessionFile.session_id == session, SessionFile.removed_at.is_(None))
    return list(work.orm.scalars(query.order_by(SessionFile.position, SessionFile.id)))


def _require_room(present: list[SessionFile]) -> None:
    if len(present) >= files.FILES_MOST:
        raise Refused(
            "too_large",
            N_("At most %(most)s files and links fit here."),
            field="title",
            most=files.FILES_MOST,
        )


def _require_there(row: SessionFile) -> None:
    if row.removed_at is not None:
        raise Refused("conflict", N_("This was taken off meanwhile."))


def _file_name(given: str, ending: str) -> str:
    """A file's name without any path, with the ending that belongs to what it is."""
    last = one_line(re.split(r"[/\\]", given)[-1]).lstrip(".")
    stem, dot, old = last.rpartition(".")
    stem = (stem if dot and len(old) <= 5 else last).strip(" .") or "file"
    stem = clean_name_or_none(stem, "file_name", limit=10_000) or "file"
    return f"{stem[: files.NAME_LENGTH - len(ending) - 1]}.{ending}"
