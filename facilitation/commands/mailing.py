"""Writes a mail in the transaction of what it tells of, with the job that sends it."""

from __future__ import annotations

import datetime as dt

from facilitation.commands.work import Work
from facilitation.domain.texts import one_line, printable
from facilitation.store.jobs import Job
from facilitation.store.mails import Mail

SUBJECT_LENGTH = 200


def post(
    work: Work,
    *,
    programme: int,
    address: str,
    subject: str,
    text: str,
    link: str | None = None,
    person: int | None = None,
    html: str = "",
    calendar: bytes | None = None,
    method: str = "",
) -> Mail:
    """Write a mail and the job that sends it, in the transaction at hand.

    `text` and `html` hold LINK where the address behind the path `link` belongs; `person` is who it signs in.
    `calendar` is sent as the last part, with its `method`.
    """
    mail = Mail(
        programme_id=programme,
        person_id=person,
        address=address,
        subject=one_line(subject)[:SUBJECT_LENGTH],
        text=printable(text),
        link=link,
        html=html,
        calendar=calendar,
        method=method,
        created_at=work.now,
    )
    work.add(mail)
    work.orm.flush()
    send_later(work, mail, work.now)
    return mail


def send_later(work: Work, mail: Mail, at: dt.datetime) -> None:
    """Have a mail sent at this time."""
    work.add(Job(programme_id=mail.programme_id, kind="mail.send", payload={"mail": mail.id}, run_after=at))
