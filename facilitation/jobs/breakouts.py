"""The job of small groups: the time is up by which they were called back."""

from __future__ import annotations

from typing import Any

from facilitation.domain.errors import Refused
from facilitation.jobs.work import Context


def come_back(context: Context, payload: dict[str, Any], job_id: int) -> None:
    """End a round that was called back for this time, if it still is."""
    try:
        context.store("breakouts.return", job_id, {"round": payload["round"], "at": payload["at"]})
    except Refused as refused:
        if refused.code == "busy":
            raise
