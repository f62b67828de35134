"""Once a second: sockets that never said who they are, do not fetch, or whose seat has ended are closed."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from facilitation.config import LiveBounds
from facilitation.domain.errors import N_
from facilitation.live.connections import Connection, Connections
from facilitation.store.database import Database
from facilitation.store.viewers import standings

log = logging.getLogger(__name__)
#: How many sockets are looked after before others may go on.
AT_ONCE = 100


class Housekeeping:
    """Looks after the sockets of an Engine.IO server.

    `end(eio_sid)` closes one, `send_away(connection, reason)` tells it why first. `also` are further things
    to be done each second.
    """

    def __init__(
        self,
        *,
        database: Database,
        bounds: LiveBounds,
        eio: Any,
        connections: Connections,
        end: Callable[[str], None],
        send_away: Callable[[Connection, str], None],
        also: tuple[Callable[[], None], ...],
    ) -> None:
        self._database = database
        self._bounds = bounds
        self._eio = eio
        self._connections = connections
        self._end = end
        self._send_away = send_away
        self._tasks = (self._close_unnamed, self._close_unread, self._close_ended, *also)
        self._unnamed: dict[str, float] = {}

    def start(self) -> None:
        threading.Thread(target=self._every_second, name="housekeeping", daemon=True).start()

    def _every_second(self) -> None:
        while True:
            time.sleep(1.0)
            for task in self._tasks:
                time.sleep(0)  # keeping house may wait; who writes must not
                try:
                    task()
                except Exception:
                    log.exception("keeping house failed")

    def _close_unnamed(self) -> None:
        """End the sockets that have connected and not said who they are."""
        now = time.monotonic()
        unnamed = [eio_sid for eio_sid in list(self._eio.sockets) if self._connections.of(eio_sid) is None]
        self._unnamed = {eio_sid: self._unnamed.get(eio_sid, now) for eio_sid in unnamed}
        for eio_sid, since in self._unnamed.items():
            if now - since > self._bounds.naming_timeout:
                self._end(eio_sid)

    def _close_unread(self) -> None:
        """End the long-polling clients that do not fetch what waits for them."""
        for eio_sid, socket in list(self._eio.sockets.items()):
            if not socket.upgraded:
                queued = [packet for packet in list(socket.queue.queue) if packet and packet.data]
                if sum(len(packet.data) for packet in queued) > self._bounds.send_queue_bytes:
                    self._end(eio_sid)

    def _close_ended(self) -> None:
        """Send away the sockets whose seat was removed or changed, or whose person has signed out."""
        # Only those who are here now: who comes while the database is asked is not in its answer.
        connections = list(self._connections)
        for begin in range(0, len(connections), AT_ONCE):
            self._close_ended_of(connections[begin : begin + AT_ONCE])
            time.sleep(0)

    def _close_ended_of(self, connections: list[Connection]) -> None:
        with self._database.reading() as orm:
            present = standings(orm, {connection.seat for connection in connections})
        for connection in connections:
            standing = present.get(connection.seat)
            if standing is None:
                self._send_away(connection, N_("Your seat is no longer open."))
            elif standing.changes != connection.standing.changes:
                self._send_away(connection, N_("Your role or city has changed. Load this page again."))
            elif standing.epoch != connection.standing.epoch:
                self._send_away(connection, N_("You have signed out."))
