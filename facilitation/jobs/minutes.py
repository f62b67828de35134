"""Brings what the data say now beside minutes that are corrected."""

from __future__ import annotations

from typing import Any

from facilitation.domain.documents import block_to_json, to_json
from facilitation.domain.minutes import APPROVED
from facilitation.jobs.work import Context
from facilitation.queries.documents.compared import minutes_now, revisions_of
from facilitation.store.minutes import Minutes
from facilitation.translations import say


def compare(context: Context, payload: dict[str, Any], job_id: int) -> None:
    """Draft the minutes anew and store each block by its key; who corrects them decides what to take over."""
    with context.database.reading() as orm:
        minutes = orm.get(Minutes, payload["minutes"])
        if minutes is None or minutes.status == APPROVED or minutes.session.removed:
            return
        session, language = minutes.session, minutes.language
        frame, blocks = minutes_now(orm, minutes, context.clock(), lambda text: say(text, language))
        revisions = revisions_of(orm, session, context.clock().date())
    context.store(
        "minutes.compared",
        job_id,
        {
            "minutes": payload["minutes"],
            "frame": to_json(frame),
            "revisions": revisions,
            "blocks": [{"key": one.key, "block": block_to_json(one.block)} for one in blocks],
        },
    )
