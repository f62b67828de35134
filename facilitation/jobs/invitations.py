"""Writes the mails to people who are invited to a session: what is new to each since the last one."""

from __future__ import annotations

import base64
from typing import Any

from facilitation.commands.execute import Call
from facilitation.domain.calendars import CANCEL
from facilitation.exports.invitations import METHOD, invitation_mail
from facilitation.jobs.work import Context
from facilitation.queries.sessions.answers import answer_path
from facilitation.queries.sessions.session_invitations import receiver_of, to_tell
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session


def tell(context: Context, payload: dict[str, Any], job_id: int) -> None:
    """Mail everybody to whom something is new; nobody, where all was changed back."""
    with context.database.reading() as orm:
        session = orm.get(Session, payload["session"])
        if session is None or session.removed or session.status == "ended":
            return
        programme = orm.get_one(Programme, session.programme_id)
        told = []
        for row, about in to_tell(orm, session, payload.get("only")):
            to = receiver_of(programme, session, row)
            if to is None:
                continue
            mail = invitation_mail(about, row, to, session, programme, context.config.public_url)
            asks = METHOD[about] != CANCEL
            told.append(
                {
                    "invitation": row.id,
                    "before": row.told_sequence,
                    "about": about,
                    "address": to.email,
                    "subject": mail.subject,
                    "text": mail.text,
                    "html": mail.html,
                    "calendar": base64.b64encode(mail.calendar).decode(),
                    "link": answer_path(context.config.secret_key, row) if asks else None,
                }
            )
        stored = {"session": session.id, "sequence": session.sequence, "mails": told}
    if told:
        # By what the session was: a job that is done again later may have something else to tell.
        operation = f"job:{job_id}:told:{stored['sequence']}"
        context.door.execute(Call("session.told", operation, stored, programme=context.programme))
