"""What the projector's page knows beyond the room: its clocks, until when the code opens, what comes next."""

from __future__ import annotations

from typing import Any

from facilitation.domain.commitments import DROPPED
from facilitation.queries.documents.documents import documents_of, drafting
from facilitation.queries.sessions.sessions import next_session
from facilitation.queries.solutions.commitments import made_in
from facilitation.store.sessions import Session
from facilitation.web.site import orm, site, viewer


def wall_facts(session: Session) -> dict[str, Any]:
    """What its scripts are told (`script`), the next session (`following`, None: no other is planned), what
    cities committed to (`made`), and whether the `minutes` are ready, coming or none.
    """
    code = session.code
    return {
        "script": {
            "seat": viewer().seat,
            "zone": session.zone,
            "join_until": round(code.expires_at.timestamp() * 1000) if code is not None else None,
        },
        "following": next_session(orm(), session, site().today),
        "minutes": minutes_of(session),
        "made": [one for one in made_in(orm(), session) if one.status != DROPPED],
    }


def minutes_of(session: Session) -> str:
    """ "coming" while they are being drafted, "ready" once they can be read, else "none"."""
    jobs = drafting(orm(), viewer(), session.id)
    if any(job.kind == "minutes.draft" and job.status in ("waiting", "running") for job in jobs):
        return "coming"
    written = documents_of(orm(), viewer(), session.id)
    return "ready" if any(document.kind == "minutes" for document in written) else "none"
