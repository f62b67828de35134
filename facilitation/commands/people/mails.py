"""Handlers of mail: written in the transaction of what it tells of, sent by the worker, tried again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused
from facilitation.domain.texts import one_line, printable
from facilitation.store.jobs import Job
from facilitation.store.mails import Mail

#: How long to wait after each failed try before the next; after the last one somebody has to ask for it.
PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
SUBJECT_LENGTH = 200


class TellMail(msgspec.Struct):
    mail: int
    error: str


class TheMail(msgspec.Struct):
    mail: int


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
    _send(work, mail, work.now)
    return mail


def _send(work: Work, mail: Mail, at: dt.datetime) -> None:
    work.add(Job(programme_id=mail.programme_id, kind="mail.send", payload={"mail": mail.id}, run_after=at))


def tell_mail(work: Work, mail: Mail, payload: TellMail) -> dict[str, Any]:
    """Keep what came of a try: sent (`error` empty), its link and calendar forgotten; or why not, to be tried
    again."""
    work.change(mail, tries=mail.tries + 1, error=payload.error[:500])
    if not payload.error:
        work.change(mail, sent_at=work.now, link=None, html="", calendar=None)
    elif mail.tries <= len(PAUSES):
        _send(work, mail, work.now + PAUSES[mail.tries - 1])
    return {}


def send_again(work: Work, mail: Mail, payload: TheMail) -> dict[str, Any]:
    """Try again now to send a mail that is not sent yet."""
    if mail.sent_at is not None:
        raise Refused("conflict", N_("This mail has been sent already."))
    work.change(mail, error="")
    _send(work, mail, work.now)
    return {}


def withdraw(work: Work, mail: Mail | None) -> None:
    """A mail whose link opens nothing any more is not sent, if it still waits."""
    if mail is not None and mail.sent_at is None:
        work.orm.delete(mail)
