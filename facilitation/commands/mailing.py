"""Writes a mail in the transaction of what it tells of, with the job that sends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

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
    mail = _mail(
        work,
        programme=programme,
        address=address,
        subject=subject,
        text=text,
        link=link,
        person=person,
        html=html,
        calendar=calendar,
        method=method,
    )
    work.orm.flush()
    send_later(work, mail, work.now)
    return mail


def post_many(work: Work, mails: Iterable[dict[str, Any]]) -> None:
    """The same for many mails at once, each with what `post` takes by name: one flush for all of them."""
    written = [_mail(work, **one) for one in mails]
    work.orm.flush()
    for mail in written:
        send_later(work, mail, work.now)


def _mail(
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
    return work.add(mail)


def send_later(work: Work, mail: Mail, at: dt.datetime) -> None:
    """Have a mail sent at this time."""
    work.add(Job(programme_id=mail.programme_id, kind="mail.send", payload={"mail": mail.id}, run_after=at))
