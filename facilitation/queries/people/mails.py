"""The outbox of a programme, for its organisers: what was sent, what waits, and links that still serve."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.errors import not_found
from facilitation.domain.mails import LINK, LINK_LIFE
from facilitation.domain.permissions import ORGANISER, Viewer
from facilitation.store.mails import Mail
from facilitation.store.people import Seat

#: How many mails the page shows, the latest first.
SHOWN = 200


@dataclass(frozen=True, slots=True)
class OutboxMail:
    """A mail as organisers see it; `link` is a path, None when there is none or it is not for their eyes.

    `private` says that the link is there but signs somebody into other programmes as well.
    """

    mail: Mail
    link: str | None
    private: bool

    @property
    def parts(self) -> tuple[str, str]:
        """The text before and after its link."""
        before, _, after = self.mail.text.partition(LINK)
        return before.rstrip(), after.lstrip()


def outbox(orm: OrmSession, viewer: Viewer, now: dt.datetime, *, mail_server: bool) -> list[OutboxMail]:
    """The latest mails. A link that signs somebody in is shown only while no mail server could carry it, and
    only if it opens no other programme: an organiser of one must not come into another by it."""
    if viewer.role != ORGANISER:
        raise not_found()
    query = select(Mail).where(Mail.programme_id == viewer.programme).order_by(Mail.id.desc()).limit(SHOWN)
    mails = list(orm.scalars(query))
    people = {mail.person_id for mail in mails if mail.person_id is not None}
    elsewhere = set(
        orm.scalars(
            select(Seat.person_id).where(Seat.person_id.in_(people), Seat.programme_id != viewer.programme)
        )
    )
    return [_shown(mail, now, elsewhere, mail_server) for mail in mails]


def mail_with_calendar(orm: OrmSession, viewer: Viewer, mail_id: int) -> Mail:
    """A mail that carries a calendar and was not sent yet, for organisers; else `Refused` not_found."""
    mail = orm.get(Mail, mail_id)
    if viewer.role != ORGANISER or mail is None or mail.programme_id != viewer.programme:
        raise not_found()
    if mail.calendar is None:
        raise not_found()
    return mail


def _shown(mail: Mail, now: dt.datetime, elsewhere: set[int | None], mail_server: bool) -> OutboxMail:
    if mail.link is None or mail.sent_at is not None:
        return OutboxMail(mail, None, False)
    if mail.person_id is None:
        return OutboxMail(mail, mail.link, False)
    if mail.created_at + LINK_LIFE <= now:
        return OutboxMail(mail, None, False)
    private = mail_server or mail.person_id in elsewhere
    return OutboxMail(mail, None if private else mail.link, private)
