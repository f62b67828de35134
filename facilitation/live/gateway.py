"""The socket's door: who connects, what they subscribe to, and commands handed on to `execute`.

Every event is judged by the database as it is at that moment.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy.exc import OperationalError

from facilitation.commands.door import GatheringDoor
from facilitation.commands.execute import Call, Outcome
from facilitation.commands.rates import SeatRates
from facilitation.config import LiveBounds
from facilitation.domain.errors import N_, Message, Refused, mishap
from facilitation.domain.visibility import FACILITATORS, PROJECTOR
from facilitation.domain.wire import RefusedAnswer
from facilitation.live import dismissals, packets
from facilitation.live.audiences import Audiences, Member
from facilitation.live.connections import Connection, Connections
from facilitation.live.dismissals import Dismissals
from facilitation.live.entrance import Entrance, Proofs
from facilitation.live.housekeeping import Housekeeping
from facilitation.live.presence import Presence
from facilitation.live.subscriptions import Answer, Request, Room, Subscriptions
from facilitation.live.transport import Transports, text_frame
from facilitation.live.walls import Walls
from facilitation.queries.sessions.sessions import is_anonymous
from facilitation.store.database import Database, busy

log = logging.getLogger(__name__)
_encode = msgspec.json.Encoder().encode
#: How often a subject is read for one subscription when frames overtake the reading.
READINGS = 5

#: How an event is acknowledged: with a dict, or what is encoded already.
Reply = Callable[[Any], None]


class Gateway:
    """All sockets of this process.

    `proofs` is how the web reads cookies and tickets; `say(message, locale)` gives a sentence.
    """

    def __init__(
        self,
        *,
        database: Database,
        bounds: LiveBounds,
        rates: SeatRates,
        limited: bool,
        proofs: Proofs,
        say: Callable[[Message, str], str],
    ) -> None:
        self._database = database
        self._bounds = bounds
        self._rates = rates
        self._limited = limited
        self._say = say
        self._transports = Transports(bounds.message_bytes, bounds.send_queue_bytes)
        self._connections = Connections(self._transports)
        self._subscriptions = Subscriptions(database)
        self._entrance = Entrance(
            database=database,
            connections=self._connections,
            bounds=bounds if limited else None,
            proofs=proofs,
            say=say,
        )
        self.audiences = Audiences()
        self.presence = Presence(self._tell, self._is_anonymous)
        # Who corrects minutes, and where: told to those who do, and to nobody else.
        self.editing = Presence(self._tell_leaders, lambda subject: False)
        self._walls = Walls(self._tell_leaders)
        self._dismissals = Dismissals(database, self.audiences, self._dismiss)
        self.deliver = self._connections.deliver
        self._events: dict[str, Callable[[Connection, dict, Reply], None]] = {
            "subscribe": self._subscribe,
            "unsubscribe": self._unsubscribe,
            "command": self._command,
        }

    def install(self, server: Any, door: GatheringDoor) -> None:
        """Take over the events of a Socket.IO server."""
        self._server = server
        self._door = door
        self._transports.install(server.eio)
        self._connections.install(server.eio)
        self._take_message = server.eio.handlers["message"]
        server.eio.on("message", self._message)
        # Its own waits until the client has taken what is queued, and a poller may never do so.
        server.eio.disconnect = self._end
        server.on("connect", self._connect)
        server.on("disconnect", self._disconnect)
        Housekeeping(
            database=self._database,
            bounds=self._bounds,
            eio=server.eio,
            connections=self._connections,
            end=self._end,
            send_away=self._send_away,
            also=(
                self.presence.tick,
                self.editing.tick,
                self._walls.tick,
                self._forget_snapshots,
                self._dismissals.check,
            ),
        ).start()

    # -- coming and going -----------------------------------------------------------------------------

    def _message(self, eio_sid: str, data: Any) -> None:
        # Socket.IO would keep whatever follows a binary event until its last announced attachment is there.
        if isinstance(data, str) and data.startswith(packets.EVENT):
            self._event(eio_sid, data)
            return
        try:
            packets.check_session_packet(data if isinstance(data, str) else "")
        except packets.Malformed:
            self._end(eio_sid)
        else:
            self._take_message(eio_sid, data)

    def _connect(self, sid: str, environ: dict, auth: Any = None) -> None:
        seat, standing, visitor = self._entrance.admit(environ, auth)
        eio_sid = self._server.manager.eio_sid_from_sid(sid, "/")
        if eio_sid not in self._server.eio.sockets:
            return  # gone while the database was asked
        self._connections.add(Connection(sid, eio_sid, seat, standing, visitor.locale, visitor.address))

    def _disconnect(self, sid: str, reason: Any = None) -> None:
        if self._connections.remove(sid) is not None:
            for subject in self.audiences.leave_all(sid):
                self.presence.go(subject, sid)
                self.editing.go(subject, sid)
                self._walls.go(subject, sid)

    def _send_away(self, connection: Connection, reason: str) -> None:
        for subject in self.audiences.leave_all(connection.sid):
            self._tell_left(connection, subject, reason)
        self._server.disconnect(connection.sid)

    def _dismiss(self, sid: str, subject: str, reason: str) -> None:
        """End one subscription of a connection and say why; the others it has stay."""
        self.audiences.leave(subject, sid)
        connection = self._connections.by_sid(sid)
        if connection is not None:
            self._tell_left(connection, subject, reason)

    def _tell_left(self, connection: Connection, subject: str, reason: str) -> None:
        left = {"subject": subject, "reason": self._sentence(reason, connection.locale)}
        self._connections.send(connection.sid, packets.event_packet(b"left", _encode(left)))
        self.presence.go(subject, connection.sid)
        self.editing.go(subject, connection.sid)
        self._walls.go(subject, connection.sid)

    def _end(self, eio_sid: str) -> None:
        socket = self._server.eio.sockets.pop(eio_sid, None)
        if socket is not None:
            socket.close(wait=False)

    # -- events ---------------------------------------------------------------------------------------

    def _event(self, eio_sid: str, text: str) -> None:
        """An event in the turn of its own socket: each is answered before the next is read, commands later.

        Commands are acknowledged by the door after their commit; nobody waits in between.
        """
        connection = self._connections.of(eio_sid)
        if connection is None:
            return
        try:
            name, data, number = packets.event(text)
        except packets.Malformed:
            self._end(eio_sid)
            return
        if name == "presence":
            self._typing(connection, data)
        elif name in self._events:
            self._answer(connection, name, data, number)

    def _answer(self, connection: Connection, name: str, data: Any, number: str) -> None:
        """Let an event be handled; it is always acknowledged, a refusal in the reader's language."""

        def reply(answer: Any) -> None:
            if isinstance(answer, Refused):
                answer = self._refusal(answer, connection.locale)
            if number:
                self._connections.send(connection.sid, packets.answer_packet(number, answer))

        try:
            wait = self._rates.spend(connection.seat)
            if wait:
                raise Refused(
                    "busy", N_("Too many actions at once. It will be tried again."), retry_after=wait
                )
            if not isinstance(data, dict):
                raise Refused("invalid", N_("This message can't be understood."))
            self._events[name](connection, data, reply)
        except Refused as refused:
            reply(refused)
        except OperationalError:  # the database is away: said, so that the client asks again
            reply(busy())
        except Exception:
            log.exception("an event could not be answered")
            reply(mishap())

    def _subscribe(self, connection: Connection, data: dict, reply: Reply) -> None:
        subject, revision = data.get("subject"), data.get("revision")
        if revision is not None and (type(revision) is not int or revision < 0):
            raise Refused("invalid", N_("This message can't be understood."), field="revision")
        request = Request(
            connection.seat,
            subject if isinstance(subject, str) else "",
            revision,
            data.get("view") == PROJECTOR,
        )
        for _ in range(READINGS):
            answer = self._subscriptions.answer(request)
            # Where reading lets others run, frames may have gone out meanwhile that this socket missed.
            if self.audiences.published.get(answer.subject, 0) <= answer.revision:
                break
        if self._connections.of(connection.eio_sid) is not connection:
            return  # gone while the database was asked
        self.audiences.join(
            answer.subject, Member(connection.sid, connection.seat, answer.audience, answer.revision)
        )
        reply(msgspec.Raw(answer.body))
        if answer.room is not None:
            self._arrive(connection, answer, answer.room)
        elif answer.subject.startswith("minutes:") and answer.audience == FACILITATORS:
            who = answer.viewer
            self.editing.come(answer.subject, connection.sid, connection.seat, who.name, who.city)
            here = self.editing.here(answer.subject, silent=False)
            self._connections.send(connection.sid, packets.event_packet(b"presence", _encode(here)))

    def _arrive(self, connection: Connection, answer: Answer, room: Room) -> None:
        viewer = answer.viewer
        if answer.audience == PROJECTOR:
            self._walls.come(answer.subject, connection.sid)
        else:
            self.presence.come(answer.subject, connection.sid, connection.seat, viewer.name, viewer.city)
            attend = Call(
                "session.attend",
                f"attend:{room.session}:{connection.seat}",
                {"session": room.session},
                connection.seat,
            )
            self._door.submit(attend, lambda outcome: None)
        here = self.presence.here(answer.subject, silent=room.silent)
        self._connections.send(connection.sid, packets.event_packet(b"presence", _encode(here)))
        if answer.audience == FACILITATORS:
            walls = self._walls.here(answer.subject)
            self._connections.send(connection.sid, packets.event_packet(b"presence", _encode(walls)))

    def _unsubscribe(self, connection: Connection, data: dict, reply: Reply) -> None:
        subject = data.get("subject")
        if isinstance(subject, str) and self.audiences.of(subject, connection.sid):
            self.audiences.leave(subject, connection.sid)
            self.presence.go(subject, connection.sid)
            self.editing.go(subject, connection.sid)
            self._walls.go(subject, connection.sid)
        reply({"ok": True})

    def _command(self, connection: Connection, data: dict, reply: Reply) -> None:
        name, operation_id = data.get("name"), data.get("operation_id")
        if not isinstance(name, str) or not isinstance(operation_id, str):
            raise Refused("invalid", N_("This message can't be understood."), field="name")

        def done(outcome: Outcome) -> None:
            reply(outcome if isinstance(outcome, Refused) else outcome.as_json())
            if name in dismissals.COMMANDS and not isinstance(outcome, Refused):
                self._dismissals.check()

        self._door.submit(Call(name, operation_id, data.get("payload"), connection.seat), done)

    def _typing(self, connection: Connection, data: Any) -> None:
        if not isinstance(data, dict) or self._rates.spend(connection.seat):
            return
        subject = data.get("subject")
        if not isinstance(subject, str):
            return
        if "sound" in data:
            self._walls.sound(subject, connection.sid, data["sound"] is True)
        else:
            typing, at = data.get("typing") is True, data.get("at")
            self.presence.typing(subject, connection.sid, typing)
            self.editing.typing(subject, connection.sid, typing, at if isinstance(at, str) else "")

    # -- sending --------------------------------------------------------------------------------------

    def _tell(self, subject: str, payload: dict) -> None:
        self._tell_members(self.audiences.members(subject), payload)

    def _tell_leaders(self, subject: str, payload: dict) -> None:
        members = self.audiences.members(subject)
        self._tell_members([member for member in members if member.audience == FACILITATORS], payload)

    def _tell_members(self, members: list[Member], payload: dict) -> None:
        packet = packets.event_packet(b"presence", _encode(payload))
        frame = text_frame(packet)
        for member in members:
            self.deliver(member.connection, packet, frame)

    def _is_anonymous(self, subject: str) -> bool:
        with self._database.reading() as orm:
            return is_anonymous(orm, int(subject.partition(":")[2]))

    def _refusal(self, refused: Refused, locale: str) -> RefusedAnswer:
        answer: RefusedAnswer = {
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

    def _forget_snapshots(self) -> None:
        self._subscriptions.forget(set(self.audiences.subjects()))
