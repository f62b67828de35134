"""Sends simulated people into a simulated session, as a process of their own: clients like any other."""

from __future__ import annotations

import secrets
import subprocess
import sys
from typing import Any

from facilitation.jobs.work import Context
from facilitation.store.viewers import token_hash

#: A workshop to watch takes about a minute; after this many seconds something is wrong with it.
PATIENCE = 240


def run(context: Context, payload: dict[str, Any], job_id: int) -> None:
    """Seat a simulated facilitator and let the simulated people in through the real doors."""
    token = secrets.token_urlsafe(24)
    lead = {"session": payload["session"], "token_hash": token_hash(token)}
    done = context.store("rehearsal.lead", job_id, lead)
    place = ["--url", context.config.url, "--code", done.result["code"], "--session", str(payload["session"])]
    subprocess.run(
        [sys.executable, "-m", "facilitation", "play", *place],
        input=token.encode(),  # on standard input: other people of this machine can read argument lists
        timeout=PATIENCE,
        check=True,
        stdout=subprocess.DEVNULL,
    )
