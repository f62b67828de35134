"""Notes that people who are invited to a session have to be told what changed, and keeps what they were told.

The mails are made by the worker (jobs/invitations.py) once nothing has changed for a while. What somebody was
last told stands in their invitation: whatever happens to a job, nobody is told the same thing twice.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import exists, select

from facilitation.commands.mailing import post
from facilitation.commands.work import Work
from facilitation.domain.invitations import METHOD, QUIET, UNINVITED, facts_of
from facilitation.store.jobs import Job
from facilitation.store.session_invitations import SessionInvitation
from facilitation.store.sessions import Session

#: The job that tells.
TELL = "session.tell"


class Told(msgspec.Struct):
    """A mail to somebody who is invited, as the worker made it; `calendar` is base64.

    `before` is the SEQUENCE of the last mail to them that the worker knew of.
    """

    invitation: int
    before: int | None
    about: str
    address: str
    subject: str
    text: str
    html: str
    calendar: str
    link: str | None = None


class TellInvited(msgspec.Struct):
    """`sequence` is the session's that the mails were made at."""

    session: int
    sequence: int
    mails: list[Told]


def tell_invited(work: Work, session: Session, *, at_once: bool = False) -> None:
    """Have those who are invited told what changed: at once, or when nothing has changed for a while."""
    invited = exists().where(SessionInvitation.session_id == session.id)
    if session.rehearsal_of is not None or not work.orm.scalar(select(invited)):
        return
    due = work.now if at_once else work.now + QUIET
    # Locked: a worker who begins it in this moment has either not read the session yet, or is done with it.
    query = select(Job).where(
        Job.kind == TELL, Job.status == "waiting", Job.programme_id == session.programme_id
    )
    for job in work.orm.scalars(query.order_by(Job.id).with_for_update()):
        if job.payload == {"session": session.id}:
            work.change(job, run_after=due)
            return
    _add(work, session, {"session": session.id}, due)


def tell_some(work: Work, session: Session, invitations: Iterable[SessionInvitation]) -> None:
    """Tell these people now, and nobody else."""
    only = [invitation.id for invitation in invitations]
    _add(work, session, {"session": session.id, "only": only}, work.now)


def _add(work: Work, session: Session, payload: dict[str, Any], due: Any) -> None:
    work.add(Job(programme_id=session.programme_id, kind=TELL, payload=payload, run_after=due))


def store_told(work: Work, session: Session, payload: TellInvited) -> dict[str, Any]:
    """Send the mails that the worker has made, and keep what they say as what people were told.

    Nothing is sent that isn't true any more: then the next job is written down already.
    """
    sent = 0
    for told in payload.mails:
        invitation = work.own(SessionInvitation, told.invitation)
        is_new = told.before == invitation.told_sequence
        is_meant = (invitation.uninvited_at is None) or told.about == UNINVITED
        if session.sequence != payload.sequence or not is_new or not is_meant:
            continue
        method = METHOD[told.about]
        post(
            work,
            programme=session.programme_id,
            address=told.address,
            subject=told.subject,
            text=told.text,
            link=told.link,
            html=told.html,
            calendar=base64.b64decode(told.calendar),
            method=method,
        )
        work.change(
            invitation,
            email=told.address,
            told=facts_of(session) if told.about != UNINVITED else None,
            told_method=method,
            told_sequence=session.sequence,
            told_at=work.now,
        )
        sent += 1
    return {"sent": sent}
