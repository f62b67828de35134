"""`python3 run.py export calendar [--programme SLUG] > programme.ics`: a programme's sessions as a calendar.

Standard output holds the calendar alone. Where there is no database yet, the shipped programme is loaded
first.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.command_line import NOBODY, Ended, add_options, add_port, config_of, settled
from facilitation.domain.programmes import LANGUAGES
from facilitation.environment import ROOT
from facilitation.exports.feeds import programme_bytes
from facilitation.queries.sessions.calendars import sessions_of_programme
from facilitation.store.database import Database
from facilitation.store.programmes import Programme


def main(argv: Sequence[str]) -> int:
    """0 with the calendar on stdout; 1 where no programme or no date is meant, 2 for a wrong setting, 4
    without a database."""
    options = _parser().parse_args(argv)
    return settled(lambda: _export(options))


def _export(options: argparse.Namespace) -> int:
    config = config_of(options)
    path = config.database_path
    if path is not None and not path.exists() and (status := _prepare(options)):
        return status
    database = Database(config.database_url, config.durability)
    try:
        with database.reading() as orm:
            programme = _programme(orm, options.programme)
            if programme is None:
                raise Ended(_which(orm, options.programme), NOBODY)
            sessions = sessions_of_programme(orm, programme.id)
            if not sessions:
                raise Ended("No session has a date yet, so there is nothing to put into a calendar.", NOBODY)
            language = options.language or programme.own_language or "en"
            body = programme_bytes(programme.title, sessions, programme, config.public_url, language)
    finally:
        database.dispose()
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()
    print(f"{len(sessions)} sessions of {programme.title}.", file=sys.stderr)
    return 0


def _prepare(options: argparse.Namespace) -> int:
    """Make the database with the shipped programme, in a process of its own; its exit status."""
    print("There is no database yet: the shipped programme is loaded ...", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "facilitation", "prepare", "--instance", str(options.instance)]
    if options.database:
        command += ["--database", options.database]
    # What it prints are links for whoever starts the program.
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return done.returncode


def _programme(orm: OrmSession, slug: str | None) -> Programme | None:
    """The one with this address; without one the only one there is."""
    query = select(Programme).order_by(Programme.id)
    if slug is not None:
        return orm.scalars(query.where(Programme.slug == slug)).one_or_none()
    found = orm.scalars(query.limit(2)).all()
    return found[0] if len(found) == 1 else None


def _which(orm: OrmSession, slug: str | None) -> str:
    known = ", ".join(orm.scalars(select(Programme.slug).order_by(Programme.slug)))
    if not known:
        return "There is no programme yet."
    if slug is not None:
        return f"There is no programme '{slug}'. There are: {known}."
    return f"Say which programme, by --programme: {known}."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run.py export", description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["calendar"], help="a calendar file (.ics), on standard output")
    parser.add_argument("--programme", metavar="SLUG", help="which, where there are several")
    parser.add_argument("--language", choices=sorted(LANGUAGES), help="what it is written in")
    add_options(parser)
    add_port(parser)
    return parser
