"""Handlers of mail: written in the transaction of what it tells of, sent by the worker, tried again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from facilitation.commands.mailing import post, post_many, send_later
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused
from facilitation.store.mails import Mail

#: How long to wait after each failed try before the next; after the last one somebody has to ask for it.
PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))


__all__ = ["post", "post_many", "send_again", "send_later", "tell_mail", "withdraw"]


class TellMail(msgspec.Struct):
    mail: int
    error: str


class TheMail(msgspec.Struct):
    mail: int


def tell_mail(work: Work, mail: Mail, payload: TellMail) -> dict[str, Any]:
    """Keep what came of a try: sent (`error` empty), its link and calendar forgotten; or why not, to be tried
    again."""
    work.change(mail, tries=mail.tries + 1, error=payload.error[:500])
    if not payload.error:
        work.change(mail, sent_at=work.now, link=None, html="", calendar=None)
    elif mail.tries <= len(PAUSES):
        send_later(work, mail, work.now + PAUSES[mail.tries - 1])
    return {}


def send_again(work: Work, mail: Mail, payload: TheMail) -> dict[str, Any]:
    """Try again now to send a mail that is not sent yet."""
    if mail.sent_at is not None:
        raise Refused("conflict", N_("This mail has been sent already."))
    work.change(mail, error="")
    send_later(work, mail, work.now)
    return {}


def withdraw(work: Work, mail: Mail | None) -> None:
    """A mail whose link opens nothing any more is not sent, if it still waits."""
    if mail is not None and mail.sent_at is None:
        work.orm.delete(mail)
