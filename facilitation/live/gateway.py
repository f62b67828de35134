"""The socket's door: who connects, what they subscribe to, and commands handed on to `execute`.

Identity comes from the seat token or the session cookie at CONNECT, and every event is judged by the
database as it is at that moment.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from socketio.exceptions import ConnectionRefusedError as Refuse
from sqlalchemy.exc import OperationalError

from facilitation.commands.door import GatheringDoor
from facilitation.commands.execute import Call, Outcome
from facilitation.config import LiveBounds
from facilitation.domain.errors import N_, Message, Refused
from facilitation.domain.permissions import Viewer
from facilitation.domain.visibility import PROJECTOR, audience_of
from facilitation.live import subjects
from facilitation.live.audiences import Audiences, Member
from facilitation.live.presence import Presence
from facilitation.live.rates import Bucket
from facilitation.live.transport import Transports, text_frame
from facilitation.queries.sessions import is_anonymous
from facilitation.store.database import Database, busy
from facilitation.store.viewers import epochs, seat_by_token, seats, viewer_of

log = logging.getLogger(__name__)
_encode = msgspec.json.Encoder().encode
#: How often a subject is read for one subscription when frames overtake the reading.
READINGS = 5


@dataclass(slots=True)
class Connection:
    """A named socket."""

    sid: str
    eio_sid: str
    seat: int
    epoch: int | None
    locale: str
    address: str
    bucket: Bucket


@dataclass(frozen=True, slots=True)
class Identity:
    """What the web knows of a request: the seat that its cookie opens (if any), language and address."""

    seat: int | None
    locale: str
    address: str


class Gateway:
    """All sockets of this process.

    `identify(environ, programme, session)` gives an Identity; `say(message, locale)` a sentence.
    """

    def __init__(
        self,
        *,
        database: Database,
        bounds: LiveBounds,
        limited: bool,
        identify: Callable[[dict, str | None, int | None], Identity],
        say: Callable[[Message, str], str],
    ) -> None:
        self._database = database
        self._bounds = bounds
        self._limited = limited
        self._identify = identify
        self._say = say
        self.audiences = Audiences()
        self.presence = Presence(self._tell, self._is_anonymous)
        self._connections: dict[str, Connection] = {}
        self._per_seat: Counter[int] = Counter()
        self._per_address: Counter[str] = Counter()
        self._unnamed: dict[str, float] = {}
        self._snapshots: dict[tuple[str, str], tuple[int, bytes]] = {}
        self._transports = Transports(bounds.message_bytes, bounds.send_queue_bytes)

    def install(self, server: Any, door: GatheringDoor) -> None:
        """Take over the events of a Socket.IO server."""
        self._server = server
        self._door = door
        self._transports.install(server.eio)
        self._take_message = server.eio.handlers["message"]
        server.eio.on("message", self._message)
        # Its own waits until the client has taken what is queued, and a poller may never do so.
        server.eio.disconnect = self._end
        server.on("connect", self._connect)
        server.on("disconnect", self._disconnect)
        for name in ("subscribe", "unsubscribe", "command"):
            server.on(name, self._answering(getattr(self, f"_{name}")))
        server.on("presence", self._presence)
        threading.Thread(target=self._every_second, daemon=True).start()

    # -- coming and going -----------------------------------------------------------------------------

    def _message(self, eio_sid: str, data: Any) -> None:
        # Socket.IO would keep whatever follows a binary event until its last announced attachment is there.
        if not isinstance(data, str) or data.startswith(("5", "6")):
            self._end(eio_sid)
        else:
            self._take_message(eio_sid, data)

    def _connect(self, sid: str, environ: dict, auth: Any = None) -> None:
        if environ is not self._server.get_environ(sid):
            return  # an event that a client has named "connect", with an environ of its own making
        auth = auth if isinstance(auth, dict) else {}
        token = auth.get("seat")
        programme, session = auth.get("programme"), auth.get("session")
        identity = self._identify(
            environ,
            programme if isinstance(programme, str) else None,
            session if isinstance(session, int) else None,
        )
        if isinstance(token, str) and token:
            with self._database.reading() as orm:
                row = seat_by_token(orm, token)
            seat = row.id if row else None
        elif "HTTP_ORIGIN" in environ:
            seat = identity.seat
        else:
            # Without an Origin a page of another site cannot be told from a program: a cookie is no proof.
            seat = None
        if seat is None:
            raise Refuse(self._sentence(N_("Join the session first."), identity.locale))
        if self._limited:
            self._require_room(seat, identity)
        with self._database.reading() as orm:
            epoch = epochs(orm, {seat}).get(seat)
        rate = self._bounds.commands_per_second if self._limited else None
        eio_sid = self._server.manager.eio_sid_from_sid(sid, "/")
        self._connections[sid] = Connection(
            sid,
            eio_sid,
            seat,
            epoch,
            identity.locale,
            identity.address,
            Bucket(rate, self._bounds.command_burst),
        )
        self._per_seat[seat] += 1
        self._per_address[identity.address] += 1

    def _require_room(self, seat: int, identity: Identity) -> None:
        if self._per_seat[seat] >= self._bounds.sockets_per_seat:
            raise Refuse(self._sentence(N_("This seat is open in too many windows."), identity.locale))
        if self._per_address[identity.address] >= self._bounds.sockets_per_address:
            raise Refuse(self._sentence(N_("Too many connections from this address."), identity.locale))

    def _disconnect(self, sid: str, reason: Any = None) -> None:
        connection = self._connections.pop(sid, None)
        if connection is None:
            return
        self._per_seat[connection.seat] -= 1
        self._per_address[connection.address] -= 1
        for counter, key in ((self._per_seat, connection.seat), (self._per_address, connection.address)):
            if counter[key] <= 0:
                del counter[key]
        for subject in self.audiences.leave_all(sid):
            self.presence.go(subject, sid)

    def _send_away(self, connection: Connection, reason: str) -> None:
        for subject in self.audiences.leave_all(connection.sid):
            left = {"subject": subject, "reason": self._sentence(reason, connection.locale)}
            self._server.emit("left", left, to=connection.sid)
            self.presence.go(subject, connection.sid)
        self._server.disconnect(connection.sid)

    # -- events ---------------------------------------------------------------------------------------

    def _answering(self, handler: Callable[[Connection, dict], Any]) -> Callable[[str, Any], Any]:
        """An event handler that always acknowledges, and answers a refusal in the reader's language."""

        def answer(sid: str, data: Any = None) -> Any:
            connection = self._connections.get(sid)
            if connection is None:
                return None
            try:
                wait = connection.bucket.spend()
                if wait:
                    raise Refused(
                        "busy", N_("That was very fast. It will be tried again."), retry_after=round(wait, 2)
                    )
                if not isinstance(data, dict):
                    raise Refused("invalid", N_("This message can't be understood."))
                return handler(connection, data)
            except Refused as refused:
                return self._refusal(refused, connection.locale)
            except OperationalError:  # the database is away: said, so that the client asks again
                return self._refusal(busy(), connection.locale)

        return answer

    def _viewer(self, orm: Any, connection: Connection) -> Viewer:
        seat = seats(orm, {connection.seat}).get(connection.seat)
        if seat is None:
            raise Refused("not_allowed", N_("Your seat is no longer open."))
        return viewer_of(seat)

    def _subscribe(self, connection: Connection, data: dict) -> msgspec.Raw:
        revision = data.get("revision")
        if revision is not None and (not isinstance(revision, int) or revision < 0):
            raise Refused("invalid", N_("This message can't be understood."), field="revision")
        for _ in range(READINGS):
            answer, member, subject, session, viewer = self._read(connection, data, revision)
            # Where reading lets others run, frames may have gone out meanwhile that this socket missed.
            if self.audiences.published.get(subject, 0) <= member.revision:
                break
        self.audiences.join(subject, member)
        if session is not None:
            self._arrive(connection, viewer, subject, session, present=member.audience != PROJECTOR)
        return msgspec.Raw(answer)

    def _read(
        self, connection: Connection, data: dict, revision: int | None
    ) -> tuple[bytes, Member, str, int | None, Viewer]:
        """A subscription's answer, and the member, subject, session and viewer that it was made for."""
        with self._database.reading() as orm:
            viewer = self._viewer(orm, connection)
            kind, row = subjects.find(orm, viewer, data.get("subject"))
            audience = PROJECTOR if data.get("view") == PROJECTOR else audience_of(viewer)
            own = kind.personal(orm, row, {connection.seat})[connection.seat]
            if revision is None or not row.visibility_revision <= revision <= row.revision:
                shared = self._snapshot(orm, kind, row, audience)
                head = b'{"ok":true,"revision":%d,"snapshot":' % row.revision
                answer = head + shared[:-1] + b',"mine":' + _encode(own) + b"}}"
            else:
                put, drop = kind.since(orm, row, audience, revision)
                answer = _encode(
                    {
                        "ok": True,
                        "from": revision,
                        "revision": row.revision,
                        "put": put,
                        "drop": drop,
                        "mine": own,
                    }
                )
            member = Member(connection.sid, connection.seat, audience, row.revision)
            session = row.id if row.KIND == "session" else None
            return answer, member, row.subject, session, viewer

    def _arrive(
        self, connection: Connection, viewer: Viewer, subject: str, session: int, present: bool
    ) -> None:
        if present:
            self.presence.come(subject, connection.sid, connection.seat, viewer.name, viewer.city)
            attend = Call(
                "session.attend", f"attend:{session}:{connection.seat}", {"session": session}, connection.seat
            )
            self._door.submit(attend, lambda outcome: None)
        self._server.emit("presence", self.presence.here(subject), to=connection.sid)

    def _snapshot(self, orm: Any, kind: subjects.SubjectKind, row: Any, audience: str) -> bytes:
        """A subject's encoded snapshot, rendered once per revision however many come at once."""
        key = (row.subject, audience)
        cached = self._snapshots.get(key)
        if cached is None or cached[0] != row.revision:
            whole = kind.whole(orm, row, audience)
            if row.KIND == "session":
                whole["now"] = round(time.time() * 1000)
                return _encode(whole)
            cached = self._snapshots[key] = (row.revision, _encode(whole))
        return cached[1]

    def _unsubscribe(self, connection: Connection, data: dict) -> dict:
        subject = data.get("subject")
        if isinstance(subject, str) and self.audiences.of(subject, connection.sid):
            self.audiences.leave(subject, connection.sid)
            self.presence.go(subject, connection.sid)
        return {"ok": True}

    def _command(self, connection: Connection, data: dict) -> dict:
        name, operation_id = data.get("name"), data.get("operation_id")
        if not isinstance(name, str) or not isinstance(operation_id, str):
            raise Refused("invalid", N_("This message can't be understood."), field="name")
        arrived = threading.Event()
        outcomes: list[Outcome] = []

        def done(outcome: Outcome) -> None:
            outcomes.append(outcome)
            arrived.set()

        self._door.submit(Call(name, operation_id, data.get("payload"), connection.seat), done)
        arrived.wait()
        outcome = outcomes[0]
        if isinstance(outcome, Refused):
            raise outcome
        return outcome.as_json()

    def _presence(self, sid: str, data: Any = None) -> None:
        connection = self._connections.get(sid)
        if connection is None or not isinstance(data, dict) or connection.bucket.spend():
            return
        subject = data.get("subject")
        if isinstance(subject, str):
            self.presence.typing(subject, sid, data.get("typing") is True)

    # -- sending --------------------------------------------------------------------------------------

    def deliver(self, sid: str, packet: bytes, frame: bytes) -> None:
        """Put a prebuilt packet on a connection's way: past Engine.IO's queue when nothing waits there."""
        connection = self._connections.get(sid)
        if connection is None:
            return
        socket = self._transports.of(connection.eio_sid)
        eio_socket = self._server.eio.sockets.get(connection.eio_sid)
        if eio_socket is None:
            return
        if socket is not None and eio_socket.upgraded and eio_socket.queue.empty():
            socket.write(frame)
        else:
            self._server.eio.send(connection.eio_sid, packet[1:].decode())

    def _tell(self, subject: str, payload: dict) -> None:
        packet = b'42["presence",' + _encode(payload) + b"]"
        frame = text_frame(packet)
        for member in self.audiences.members(subject):
            self.deliver(member.connection, packet, frame)

    def _is_anonymous(self, subject: str) -> bool:
        with self._database.reading() as orm:
            return is_anonymous(orm, int(subject.partition(":")[2]))

    def _refusal(self, refused: Refused, locale: str) -> dict:
        answer: dict[str, Any] = {
            "ok": False,
            "code": refused.code,
            "message": self._say(refused.message, locale),
        }
        if refused.field:
            answer["field"] = refused.field
        if refused.retry_after is not None:
            answer["retry_after"] = refused.retry_after
        return answer

    def _sentence(self, text: str, locale: str) -> str:
        return self._say(Message(text), locale)

    # -- keeping house --------------------------------------------------------------------------------

    def _every_second(self) -> None:
        while True:
            time.sleep(1.0)
            try:
                self.presence.tick()
                self._close_unnamed()
                self._close_unread()
                self._forget_snapshots()
                self._close_ended()
            except Exception:
                log.exception("keeping house failed")

    def _close_unnamed(self) -> None:
        """End the sockets that have connected and not said who they are."""
        now = time.monotonic()
        named = {connection.eio_sid for connection in self._connections.values()}
        unnamed = [eio_sid for eio_sid in list(self._server.eio.sockets) if eio_sid not in named]
        self._unnamed = {eio_sid: self._unnamed.get(eio_sid, now) for eio_sid in unnamed}
        for eio_sid, since in self._unnamed.items():
            if now - since > self._bounds.naming_timeout:
                self._end(eio_sid)

    def _close_unread(self) -> None:
        """End the long-polling clients that do not fetch what waits for them."""
        for eio_sid, socket in list(self._server.eio.sockets.items()):
            if not socket.upgraded:
                queued = [packet for packet in list(socket.queue.queue) if packet and packet.data]
                if sum(len(packet.data) for packet in queued) > self._bounds.send_queue_bytes:
                    self._end(eio_sid)

    def _close_ended(self) -> None:
        """Send away the sockets whose seat was removed, or whose person has signed out everywhere."""
        if not self._connections:
            return
        with self._database.reading() as orm:
            present = epochs(orm, {connection.seat for connection in self._connections.values()})
        for connection in list(self._connections.values()):
            if connection.seat not in present:
                self._send_away(connection, N_("Your seat is no longer open."))
            elif present[connection.seat] != connection.epoch:
                self._send_away(connection, N_("You have signed out."))

    def _end(self, eio_sid: str) -> None:
        socket = self._server.eio.sockets.pop(eio_sid, None)
        if socket is not None:
            socket.close(wait=False)

    def _forget_snapshots(self) -> None:
        watched = set(self.audiences.subjects())
        self._snapshots = {key: value for key, value in self._snapshots.items() if key[0] in watched}
