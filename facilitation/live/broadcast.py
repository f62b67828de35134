"""From committed changes to frames: one rendering and one encoding per audience, personal overlays apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import msgspec

from facilitation.live.audiences import Audiences, Member
from facilitation.live.subjects import KINDS
from facilitation.live.transport import text_frame
from facilitation.store.changes import SubjectChange
from facilitation.store.database import Database

_encode = msgspec.json.Encoder().encode

#: How a frame reaches a connection: (connection, Socket.IO packet as text, the same as a WebSocket frame).
Deliver = Callable[[str, bytes, bytes], None]


class Broadcast:
    """Tells everybody who is subscribed what a commit changed."""

    def __init__(self, database: Database, audiences: Audiences, deliver: Deliver) -> None:
        self._database = database
        self._audiences = audiences
        self._deliver = deliver

    def publish(self, changes: Sequence[SubjectChange]) -> None:
        """Send the frames of one transaction's changes."""
        for change in changes:
            self._audiences.published[change.subject] = change.to
            members = self._audiences.members(change.subject)
            if members:
                self._send(change, [member for member in members if member.revision < change.to])

    def _send(self, change: SubjectChange, members: list[Member]) -> None:
        kind = KINDS[change.row.KIND]
        by_audience: dict[str, list[Member]] = defaultdict(list)
        for member in members:
            by_audience[member.audience].append(member)
        with self._database.reading() as orm:
            if change.visibility:
                mine = kind.personal(orm, change.row, {member.seat for member in members})
            else:
                mine = kind.personal_delta(orm, change.row, change.rows.values())
            for audience, group in by_audience.items():
                put, drop = kind.delta(orm, change.row, audience, change.rows.values())
                if change.visibility:
                    put = kind.whole(orm, change.row, audience)
                self._write(change, group, put, drop, mine)

    def _write(
        self, change: SubjectChange, group: list[Member], put: dict, drop: dict, mine: dict[int, dict]
    ) -> None:
        body = {"subject": change.subject, "from": change.since, "to": change.to, "put": put, "drop": drop}
        head = b'42["frame",' + _encode(body)[:-1]
        packet = head + b"}]"
        frame = text_frame(packet)
        for member in group:
            own = mine.get(member.seat)
            if own is None:
                self._deliver(member.connection, packet, frame)
            else:
                # The overlay is spliced on: the shared part stays encoded once.
                overlaid = head + b',"mine":' + _encode(own) + b"}]"
                self._deliver(member.connection, overlaid, text_frame(overlaid))
