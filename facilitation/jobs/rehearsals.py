"""Sends simulated people into a simulated session, as a process of their own: clients like any other."""

from __future__ import annotations

import hashlib
import hmac
import subprocess
import sys
import tempfile
from typing import IO, Any

from sqlalchemy import select

from facilitation.domain.sessions import PLANNED, RUNNING
from facilitation.jobs.work import Context, GivenUp
from facilitation.queries.sessions.for_whom import cities_meant
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from facilitation.store.viewers import token_hash

#: A workshop to watch takes about a minute; after this many seconds something is wrong with it.
PATIENCE = 240
#: How long simulated people wait for a program that does not answer, in seconds.
WAITING = 45
#: How long simulated people stay in a rehearsal, in minutes.
REHEARSAL_MINUTES = 30


def run(context: Context, payload: dict[str, Any], job_id: int) -> None:
    """Seat a simulated facilitator and let the simulated people in through the real doors."""
    # The same token each time this job is tried: its command is one operation.
    key, job = context.config.secret_key.encode(), f"rehearsal:{job_id}".encode()
    token = hmac.new(key, job, hashlib.sha256).hexdigest()
    lead = {"session": payload["session"], "token_hash": token_hash(token)}
    done = context.store("rehearsal.lead", job_id, lead)
    place = [*_where(context), "--code", done.result["code"], "--session", str(payload["session"])]
    # Not a pipe: to read from one would keep the worker's other threads waiting.
    with tempfile.TemporaryFile() as said:
        played = subprocess.run(
            [sys.executable, "-m", "facilitation.rehearsal.play", *place],
            input=token.encode(),  # on standard input: other people of this machine can read argument lists
            timeout=PATIENCE,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        _require_success(played.returncode, said)


def accompany(context: Context, payload: dict[str, Any], job_id: int) -> None:
    """Let simulated people into a rehearsal that a human facilitator leads, for as long as it lasts."""
    place = _rehearsal(context, payload["session"])
    if place is None:
        return
    place += _where(context)
    place += ["--people", str(payload["people"]), "--minutes", str(REHEARSAL_MINUTES)]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "facilitation.rehearsal.company", *place],
            stdin=subprocess.PIPE,  # kept open: when this worker ends, they see it and leave
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        with process:
            process.wait()
        _require_success(process.returncode, said)


def _where(context: Context) -> list[str]:
    """They sit on this machine: the name that people know the program by may lead nowhere from here."""
    return ["--url", context.config.local_url, "--patience", str(WAITING)]


def _require_success(status: int, said: IO[bytes]) -> None:
    """Raise GivenUp with the last words of people who could not come in or had to leave."""
    if status > 0:
        said.seek(0)
        words = said.read().decode(errors="replace").strip().splitlines()
        raise GivenUp((words or ["no reason given"])[-1])
    if status < 0:
        raise RuntimeError(f"ended by signal {-status}")


def _rehearsal(context: Context, session_id: int) -> list[str] | None:
    """Where they go and what they speak; None when nobody is wanted there, or they have been there before."""
    with context.database.reading() as orm:
        session = orm.get(Session, session_id)
        if session is None or session.removed or session.status not in (PLANNED, RUNNING):
            return None
        came = select(Seat.id).where(Seat.session_id == session_id, Seat.simulated.is_(True)).limit(1)
        if session.code is None or orm.scalars(came).first() is not None:
            return None  # a worker that ended left them behind: the same people must not come twice
        programme = orm.get_one(Programme, session.programme_id)
        chosen = cities_meant(session, programme) or programme.cities
        cities = sorted(city.code for city in chosen)
        place = ["--code", session.code.code, "--language", session.language]
        return [*place, "--cities", ",".join(cities)] if cities else place
