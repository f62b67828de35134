"""Sends simulated people into a simulated session, as a process of their own: clients like any other."""

from __future__ import annotations

import hashlib
import hmac
import subprocess
import sys
from typing import Any

from facilitation.jobs.work import Context
from facilitation.store.viewers import token_hash

#: A workshop to watch takes about a minute; after this many seconds something is wrong with it.
PATIENCE = 240


def run(context: Context, payload: dict[str, Any], job_id: int) -> None:
    """Seat a simulated facilitator and let the simulated people in through the real doors."""
    # The same token each time this job is tried: its command is one operation.
    key, job = context.config.secret_key.encode(), f"rehearsal:{job_id}".encode()
    token = hmac.new(key, job, hashlib.sha256).hexdigest()
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
