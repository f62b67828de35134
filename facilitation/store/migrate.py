"""Bringing a database up to this program's tables."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config as Alembic
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from facilitation.config import Config
from facilitation.store.database import Database

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


class DatabaseTooNew(Exception):
    """The database was written by a later version of the program; its text says what to do."""


def upgrade(config: Config) -> None:
    """Migrate the configured database to this version. Raises DatabaseTooNew, and touches nothing then."""
    if config.database_path is not None:
        config.database_path.parent.mkdir(parents=True, exist_ok=True)
    database = Database(config.database_url, config.durability)
    try:
        upgrade_database(database)
    finally:
        database.dispose()


def upgrade_database(database: Database) -> None:
    """Migrate an open database to this version."""
    alembic = _alembic()
    with database.engine.begin() as connection:
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
