"""From committed changes to frames: one rendering and one encoding per audience, personal overlays apart."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import msgspec
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.wire import Drop, Frame, Own, Put
from facilitation.live.audiences import Audiences, Member
from facilitation.live.subjects import KINDS
from facilitation.live.transport import text_frame
from facilitation.store.changes import SubjectChange
from facilitation.store.database import Database

_encode = msgspec.json.Encoder().encode

#: How a frame reaches a connection: (connection, Socket.IO packet as text, the same as a WebSocket frame).
Deliver = Callable[[str, bytes, bytes], None]


class Broadcast:
    """Tells everybody who is subscribed what a commit changed, whichever process it was.

    Every member is sent the frame from what they were given last: however late, doubled or out of order a
    change is told here, frames stay contiguous.
    """

    def __init__(self, database: Database, audiences: Audiences, deliver: Deliver) -> None:
        self._database = database
        self._audiences = audiences
        self._deliver = deliver
        # Where reading lets others run, two frames under way at once could overtake each other.
        self._sending = threading.Lock()

    def publish(self, changes: Sequence[SubjectChange]) -> None:
        """Send the frames of one transaction's changes."""
        for change in changes:
            with self._sending:
                self._publish(change)

    def catch_up(self, subject: str, revision: int) -> None:
        """Send what the database has beyond what the members were given, if that is below `revision`."""
        with self._sending:
            if any(member.revision < revision for member in self._audiences.members(subject)):
                self._catch_up(subject)

    def _publish(self, change: SubjectChange) -> None:
        members = self._behind(change.subject, change.to)
        if not members:
            return
        # Everything again is read at one moment, together with the rule of who may see what: another
        # process may have changed both since. And where its changes lie in between, they come first.
        if change.visibility or any(member.revision < change.since for member in members):
            self._catch_up(change.subject)
        else:
            with self._database.reading() as orm:
                self._send(orm, change, members)

    def _catch_up(self, subject: str) -> None:
        members = self._audiences.members(subject)
        since = min(member.revision for member in members)
        with self._database.reading() as orm:
            change = _change_since(orm, subject, since)
            if change is not None:
                self._send(orm, change, self._behind(subject, change.to))

    def _behind(self, subject: str, revision: int) -> list[Member]:
        """Who is to be sent that revision. From here on, subscribing gives it, too."""
        published = self._audiences.published
        published[subject] = max(published.get(subject, 0), revision)
        return [member for member in self._audiences.members(subject) if member.revision < revision]

    def _send(self, orm: OrmSession, change: SubjectChange, members: list[Member]) -> None:
        kind = KINDS[change.row.KIND]
        groups: dict[tuple[str, int], list[Member]] = defaultdict(list)
        for member in members:
            groups[member.audience, max(member.revision, change.since)].append(member)
        if change.visibility:
            mine: Mapping[int, Own] = kind.personal(orm, change.row, {member.seat for member in members})
        else:
            mine = kind.personal_delta(orm, change.row, change.rows.values())
        rendered: dict[str, tuple[Put, Drop]] = {}
        for (audience, since), group in groups.items():
            if audience not in rendered:
                put, drop = kind.delta(orm, change.row, audience, change.rows.values())
                if change.visibility:
                    put = kind.whole(orm, change.row, audience)
                rendered[audience] = put, drop
            self._write(change, since, group, *rendered[audience], mine)

    def _write(
        self,
        change: SubjectChange,
        since: int,
        group: list[Member],
        put: Put,
        drop: Drop,
        mine: Mapping[int, Own],
    ) -> None:
        body: Frame = {
            "subject": change.subject,
            "from": since,
            "to": change.to,
            "put": put,
            "drop": drop,
        }
        head = b'42["frame",' + _encode(body)[:-1]
        packet = head + b"}]"
        frame = text_frame(packet)
        for member in group:
            member.revision = change.to
            own = mine.get(member.seat)
            if own is None:
                self._deliver(member.connection, packet, frame)
            else:
                # The overlay is spliced on: the shared part stays encoded once.
                overlaid = head + b',"mine":' + _encode(own) + b"}]"
                self._deliver(member.connection, overlaid, text_frame(overlaid))


def _change_since(orm: OrmSession, subject: str, since: int) -> SubjectChange | None:
    """What the database has of a subject beyond `since`, as if one transaction had made it."""
    name, _, number = subject.partition(":")
    kind = KINDS[name]
    row = orm.get(kind.model, int(number))
    if row is None or row.revision <= since:
        return None
    rows = {id(changed): changed for changed in kind.rows_since(orm, row, since)}
    return SubjectChange(row, since, row.revision, row.visibility_revision > since, rows)
