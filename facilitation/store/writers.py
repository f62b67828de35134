"""Write sessions that go on knowing what they read, for as long as the database says it still holds.

SQLite tells a connection whether any other has committed since (PRAGMA data_version). Asked within the write
transaction, an unchanged number means that every row read or written before is still what the database holds:
it need not be read again. Otherwise, and after anything that failed, all of it is forgotten.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from facilitation.store.changes import LiveSession

#: So many live subjects are held on to; with one more, all are let go.
SUBJECTS_HELD = 100


class SqliteWriters:
    """The write sessions of one process: as many as are in use at once, each on a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._idle: list[LiveSession] = []
        self._versions: dict[LiveSession, int] = {}

    def take(self) -> LiveSession:
        """A session that nobody else uses until it is given back."""
        if self._idle:
            return self._idle.pop()
        # Without autobegin a row that is looked at after its transaction can't open another by itself.
        return LiveSession(self._engine.connect(), expire_on_commit=False, autobegin=False)

    def begun(self, orm: LiveSession, wait: float) -> None:
        """Its transaction has begun: forget what others may have changed since the last one."""
        version = _data_version(orm.connection())
        if self._versions.get(orm) != version or len(orm.held) > SUBJECTS_HELD:
            orm.forget()
        self._versions[orm] = version

    def give_back(self, orm: LiveSession) -> None:
        """After a commit: keep it with all that it knows."""
        orm.changes = {}
        self._idle.append(orm)

    def forget(self) -> None:
        """Let go of every row, as it was committed: what comes next must not change it any more."""
        for orm in self._idle:
            orm.forget()

    def take_back(self, orm: LiveSession) -> None:
        """After something that was refused: undo it, and trust nothing that was known."""
        try:
            orm.rollback()
        except DBAPIError:
            self.throw_away(orm)
            return
        orm.forget()
        self.give_back(orm)

    def throw_away(self, orm: LiveSession) -> None:
        """After the database has failed: close its connection, too."""
        self._versions.pop(orm, None)
        connection = orm.get_bind()
        assert isinstance(connection, Connection)  # as `take` made it
        orm.close()
        try:
            connection.close()
        except DBAPIError:
            connection.invalidate()

    def dispose(self) -> None:
        """Close those that are not in use."""
        while self._idle:
            self.throw_away(self._idle.pop())


class FreshWriters:
    """Write sessions that know nothing of earlier ones: PostgreSQL does not tell who else has written."""

    def __init__(self, engine: Engine, frozen: float) -> None:
        """`frozen`: how long one may say nothing within its transaction, in seconds."""
        self._engine = engine
        self._frozen = frozen

    def take(self) -> LiveSession:
        return LiveSession(self._engine, expire_on_commit=False, autobegin=False)

    def begun(self, orm: LiveSession, wait: float) -> None:
        """There is nothing to forget; say how long it waits for locks, and how long it may be silent."""
        orm.connection().exec_driver_sql(
            f"SET LOCAL lock_timeout = {round(wait * 1000)}; "
            f"SET LOCAL idle_in_transaction_session_timeout = {round(self._frozen * 1000)}"
        )

    def give_back(self, orm: LiveSession) -> None:
        orm.close()

    take_back = throw_away = give_back

    def forget(self) -> None:
        """None is known."""

    def dispose(self) -> None:
        """None is kept."""


def _data_version(connection: Connection) -> int:
    cursor = connection.connection.cursor()
    try:
        return cursor.execute("PRAGMA data_version").fetchone()[0]
    finally:
        cursor.close()
