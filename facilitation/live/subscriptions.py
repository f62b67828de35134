"""What a subscriber is given: a snapshot or what is missing, and what is their own.

Those who come at once are answered from one look at the database: who they are, the subject, its snapshot
(encoded once per revision and audience) and everybody's own are a query each for all of them.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.errors import N_, Refused
from facilitation.domain.permissions import Viewer
from facilitation.domain.visibility import PROJECTOR
from facilitation.domain.wire import Own
from facilitation.live import subjects
from facilitation.live.gathering import Gathered
from facilitation.queries.sessions.sessions import is_anonymous
from facilitation.store.database import Database
from facilitation.store.viewers import viewers

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Request:
    """A seat asks for a subject, from a revision on or (None) whole; `view` may be the projector's."""

    seat: int
    subject: str
    revision: int | None
    projected: bool


@dataclass(frozen=True, slots=True)
class Room:
    """A session that was subscribed to; while `silent`, nobody is told who is there."""

    session: int
    silent: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The acknowledgement, encoded, and what it was made for. `room` is set when the subject is a session."""

    body: bytes
    subject: str
    audience: str
    revision: int
    viewer: Viewer
    room: Room | None


class Subscriptions:
    """Answers subscriptions; keeps the encoded snapshot of each subject's last revision."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._snapshots: dict[tuple[str, str], tuple[int, bytes]] = {}
        self._gathered: Gathered[Request, Answer | Refused] = Gathered(self._answers)

    def answer(self, request: Request) -> Answer:
        """Raises `Refused` when the seat is no longer open or may not see the subject."""
        answer = self._gathered.get(request)
        if not isinstance(answer, Answer):
            raise answer or RuntimeError("a subscription was left out")
        return answer

    def forget(self, watched: set[str]) -> None:
        """Let go of the snapshots of what nobody watches."""
        self._snapshots = {key: value for key, value in self._snapshots.items() if key[0] in watched}

    def _answers(self, requests: Sequence[Request]) -> dict[Request, Answer | Refused]:
        answers: dict[Request, Answer | Refused] = {}
        admitted: dict[tuple[subjects.SubjectKind, Any], list[tuple[Request, Viewer]]] = defaultdict(list)
        with self._database.reading() as orm:
            present = viewers(orm, {request.seat for request in requests})
            for request in requests:
                try:
                    viewer = _require(present.get(request.seat))
                    admitted[subjects.find(orm, viewer, request.subject)].append((request, viewer))
                except Refused as refused:
                    answers[request] = refused
            for (kind, row), those in admitted.items():
                mine = kind.personal(orm, row, {viewer.seated_at for _, viewer in those})
                room = Room(row.id, is_anonymous(orm, row.id)) if row.KIND == "session" else None
                for request, viewer in those:
                    audience = PROJECTOR if request.projected else kind.audience(viewer, row)
                    body = self._body(orm, kind, row, request, audience, mine[viewer.seated_at])
                    answers[request] = Answer(body, row.subject, audience, row.revision, viewer, room)
        return answers

    def _body(
        self,
        orm: OrmSession,
        kind: subjects.SubjectKind,
        row: Any,
        request: Request,
        audience: str,
        own: Own,
    ) -> bytes:
        revision = request.revision
        if revision is None or not row.visibility_revision <= revision <= row.revision:
            shared = self._snapshot(orm, kind, row, audience)
            head = b'{"ok":true,"revision":%d,"snapshot":' % row.revision
            return head + shared[:-1] + b',"mine":' + _encode(own) + b"}}"
        put, drop = kind.since(orm, row, audience, revision)
        return _encode(
            {"ok": True, "from": revision, "revision": row.revision, "put": put, "drop": drop, "mine": own}
        )

    def _snapshot(self, orm: OrmSession, kind: subjects.SubjectKind, row: Any, audience: str) -> bytes:
        """A subject's encoded snapshot, rendered once per revision however many come at once."""
        key = (row.subject, audience)
        cached = self._snapshots.get(key)
        if cached is None or cached[0] != row.revision:
            whole = kind.whole(orm, row, audience)
            if row.KIND == "session":
                return _encode({**whole, "now": round(time.time() * 1000)})
            cached = self._snapshots[key] = (row.revision, _encode(whole))
        return cached[1]


def _require(viewer: Viewer | None) -> Viewer:
    if viewer is None:
        raise Refused("not_allowed", N_("Your seat is no longer open."))
    return viewer
