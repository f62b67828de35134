"""Bringing a database up to this program's tables."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from alembic import command
from alembic.config import Config as Alembic
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from facilitation.config import Config
from facilitation.store.claims import Claim, claim
from facilitation.store.database import LOCK_PATIENCE, Database

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
#: How often a start that waits for another one looks whether that is done, in seconds.
LOOK = 0.2


class DatabaseTooNew(Exception):
    """The database was written by a later version of the program; its text says what to do."""


@contextlib.contextmanager
def prepared(config: Config, say: Callable[[str], object]) -> Iterator[None]:
    """The configured database at this version, and no other start preparing it meanwhile.

    Of two starts at once one migrates, the other waits and `say`s so. Raises DatabaseTooNew, and touches
    nothing then.
    """
    if config.database_path is not None:
        config.database_path.parent.mkdir(parents=True, exist_ok=True)
    database = Database(config.database_url, config.durability, waits=LOCK_PATIENCE)
    held: Claim | None = None
    try:
        held = claim(database, "prepare")
        if held is None:
            say("Another start is preparing this database; waiting for it ...")
        while held is None:
            time.sleep(LOOK)
            held = claim(database, "prepare")
        upgrade_database(database)
        yield
    finally:
        # In this order: SQLite empties its journal as the last connection closes, and locks everybody out.
        database.dispose()
        if held is not None:
            held.release()


def upgrade_database(database: Database) -> None:
    """Migrate an open database to this version."""
    alembic = _alembic()
    with database.engine.execution_options(facilitation_write=True).begin() as connection:
        if not database.is_sqlite:
            # Rebuilding a large table takes longer than anything that people wait for may.
            for patience in ("statement_timeout", "idle_in_transaction_session_timeout"):
                connection.execute(text(f"SET LOCAL {patience} = 0"))
        present = MigrationContext.configure(connection).get_current_revision()
        known = {script.revision for script in ScriptDirectory.from_config(alembic).walk_revisions()}
        if present is not None and present not in known:
            raise DatabaseTooNew(
                f"The database {database.url.database} was written by a later version of this program; "
                "start that version, or name another file with --database."
            )
        alembic.attributes["connection"] = connection
        command.upgrade(alembic, "head")


def _alembic() -> Alembic:
    alembic = Alembic()
    alembic.set_main_option("script_location", str(MIGRATIONS))
    alembic.set_main_option("path_separator", "os")
    return alembic
