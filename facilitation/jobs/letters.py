"""Writes the letters about tandems that were too many for the command that told them."""

from __future__ import annotations

from typing import Any

from facilitation.jobs.work import Context


def write(context: Context, payload: dict[str, Any], job_id: int) -> None:
    """Write what was put aside, in a transaction of its own."""
    context.store("letters.write", job_id, payload)
