"""Mails about minutes: asking for amendments, sending what was approved; in their readers' languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.commands.mailing import post_many
from facilitation.commands.work import Work
from facilitation.domain.errors import N_
from facilitation.domain.mails import LINK
from facilitation.domain.programmes import LANGUAGES
from facilitation.store.mails import Mail
from facilitation.store.minutes import Minutes, seats_missing, seats_there
from facilitation.store.people import Seat
from facilitation.translations.dates import full_date, language_named

Translate = Callable[[str, str], str]

REVIEW, THERE, MISSED = "review", "there", "missed"
_SUBJECTS = {
    REVIEW: N_("Please read the minutes of “%(session)s”"),
    THERE: N_("The minutes of “%(session)s”"),
    MISSED: N_("You missed “%(session)s”: here are its minutes"),
}
_SAID = {
    REVIEW: N_(
        "You were at “%(session)s”. Its minutes are ready to be read. If something is wrong or missing, "
        "please say so by %(until)s; each amendment is accepted, or declined with a reason."
    ),
    THERE: N_("You were at “%(session)s”. Its minutes are approved; this is version %(version)s."),
    MISSED: N_(
        "You couldn’t be at “%(session)s”. Its minutes are approved and tell you what was said and decided; "
        "this is version %(version)s."
    ),
}
_LANGUAGE = N_("The minutes are written in %(language)s.")
_FRAME = N_("Hello %(name)s,\n\n%(said)s\n\n%(link)s\n\n%(programme)s")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it is going to be sent; `text` holds LINK."""

    subject: str
    text: str


def letter(translate: Translate, minutes: Minutes, kind: str, name: str, language: str) -> Letter:
    """The mail of a kind (REVIEW, THERE, MISSED) to somebody of that name, in their language."""
    until = full_date(minutes.amend_until, language) if minutes.amend_until is not None else ""
    words = {"session": minutes.session.title, "until": until, "version": minutes.version}
    said = translate(_SAID[kind], language) % words
    if language != minutes.language:
        named = language_named(minutes.language, language)
        said += "\n" + translate(_LANGUAGE, language) % {"language": named}
    frame = {"name": name, "said": said, "link": LINK, "programme": minutes.programme.title}
    return Letter(translate(_SUBJECTS[kind], language) % words, translate(_FRAME, language) % frame)


def readers(orm: OrmSession, minutes: Minutes) -> dict[str, list[Seat]]:
    """Those whom the approved minutes go to: who was there, and who was asked to come and missed it.

    People without an address of their own are left out.
    """
    found = {
        THERE: seats_there(orm, minutes.session_id),
        MISSED: seats_missing(orm, minutes.session_id),
    }
    return {kind: [seat for seat in seats if _address(seat)] for kind, seats in found.items()}


def link_to_approved(minutes: Minutes) -> str:
    """The path of the version that was approved last."""
    return f"/p/{minutes.programme.slug}/documents/{minutes.document_id}"


def waiting_mails(orm: OrmSession, minutes: Minutes) -> int:
    """How many mails with the approved version have not left the outbox."""
    query = select(func.count(Mail.id)).where(
        Mail.programme_id == minutes.programme_id,
        Mail.link == link_to_approved(minutes),
        Mail.sent_at.is_(None),
    )
    return orm.scalar(query) or 0


def language_for(minutes: Minutes, seat: Seat) -> str:
    """In which language somebody is written to: their own, or else the programme's first."""
    wanted = [seat.person.locale if seat.person else None, *minutes.programme.languages]
    return next((one for one in wanted if one in LANGUAGES), "en")


def write_to(work: Work, minutes: Minutes, kind: str, seats: Iterable[Seat], link: str) -> int:
    """Write the mails of a kind to these seats; how many there are."""
    mails = []
    for seat in seats:
        address = _address(seat)
        if address is None:
            continue
        language = language_for(minutes, seat)
        written = letter(work.translate, minutes, kind, seat.name, language)
        mails.append(
            {
                "programme": minutes.programme_id,
                "address": address,
                "subject": written.subject,
                "text": written.text,
                "link": link,
            }
        )
    post_many(work, mails)
    return len(mails)


def today_at(minutes: Minutes, now: dt.datetime) -> dt.date:
    """The day that it is where the session was held."""
    return now.astimezone(ZoneInfo(minutes.session.zone)).date()


def _address(seat: Seat) -> str | None:
    """Where somebody is written to: their account's address, or as a guest the one that they left."""
    return seat.person.email if seat.person is not None else seat.claim_email
