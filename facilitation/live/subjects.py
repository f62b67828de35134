"""What can be subscribed to: how each kind of subject is found, rendered whole, and in part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.errors import not_found
from facilitation.domain.permissions import Viewer
from facilitation.domain.visibility import audience_of
from facilitation.domain.wire import Drop, Own, Put, Snapshot
from facilitation.queries.boards import boards
from facilitation.queries.documents import correcting
from facilitation.queries.sessions import sessions
from facilitation.store.base import Live, LiveSubject
from facilitation.store.boards import Board
from facilitation.store.minutes import Minutes
from facilitation.store.sessions import Session


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """The readers of one kind of subject: find it, render it whole, since a revision, or some rows of it.

    `audience` says whose frames a viewer is sent of such a subject.
    """

    model: type[LiveSubject]
    rows_since: Callable[[OrmSession, Any, int], list[Live]]
    find: Callable[[OrmSession, Viewer, int], Any]
    whole: Callable[[OrmSession, Any, str], Snapshot]
    since: Callable[[OrmSession, Any, str, int], tuple[Put, Drop]]
    delta: Callable[[OrmSession, Any, str, Iterable[Live]], tuple[Put, Drop]]
    personal: Callable[[OrmSession, Any, Iterable[int]], Mapping[int, Own]]
    personal_delta: Callable[[OrmSession, Any, Iterable[Live]], Mapping[int, Own]]
    audience: Callable[[Viewer, Any], str] = lambda viewer, row: audience_of(viewer)


KINDS: dict[str, SubjectKind] = {
    "board": SubjectKind(
        Board,
        boards.rows_since,
        boards.board_for,
        boards.whole,
        boards.since,
        boards.delta,
        boards.personal,
        boards.personal_delta,
    ),
    "session": SubjectKind(
        Session,
        sessions.rows_since,
        sessions.session_for,
        sessions.whole,
        sessions.since,
        sessions.delta,
        sessions.personal,
        sessions.personal_delta,
    ),
    "minutes": SubjectKind(
        Minutes,
        correcting.rows_since,
        correcting.minutes_for,
        correcting.whole,
        correcting.since,
        correcting.delta,
        correcting.personal,
        correcting.personal_delta,
        correcting.audience_for,
    ),
}


def find(orm: OrmSession, viewer: Viewer, subject: Any) -> tuple[SubjectKind, LiveSubject]:
    """The subject of that name, such as "board:12", if the viewer may see it; `Refused` otherwise."""
    name, _, number = subject.partition(":") if isinstance(subject, str) else ("", "", "")
    if name not in KINDS or not number.isascii() or not number.isdigit() or len(number) > 15:
        raise not_found()
    kind = KINDS[name]
    return kind, kind.find(orm, viewer, int(number))
