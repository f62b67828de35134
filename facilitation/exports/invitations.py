"""Mails about an invitation to a session: plain text, HTML and a calendar entry, each saying the same.

Everything is in the receiver's language and zone, with the host's time beside it (iMIP: RFC 6047, RFC 5546).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from html import escape
from types import SimpleNamespace
from typing import Any

from facilitation.domain import calendars
from facilitation.domain.calendars import CANCEL, Calendar, CalendarEvent, Person, Timed, WholeDay
from facilitation.domain.errors import N_
from facilitation.domain.invitations import (
    AGAIN,
    ANSWERS,
    CANCELLED,
    CHANGED,
    INVITED,
    METHOD,
    NO,
    PERHAPS,
    UNDATED,
    UNINVITED,
    WHEN,
    YES,
)
from facilitation.domain.mails import LINK
from facilitation.domain.texts import isolated, one_line
from facilitation.exports.calendars import calendar_bytes, local_time
from facilitation.exports.feeds import PRODID
from facilitation.exports.wording import Translate
from facilitation.queries.sessions.calendars import event_of, when_of
from facilitation.queries.sessions.for_whom import cities_meant
from facilitation.queries.sessions.session_invitations import Receiver
from facilitation.store.programmes import Programme
from facilitation.store.session_invitations import SessionInvitation
from facilitation.store.sessions import Session
from facilitation.translations import say
from facilitation.translations.dates import clock, full_date, place_of_zone

_SUBJECTS = {
    INVITED: N_("Invitation: %(title)s"),
    CHANGED: N_("Changed: %(title)s"),
    AGAIN: N_("Takes place after all: %(title)s"),
    CANCELLED: N_("Cancelled: %(title)s"),
    UNDATED: N_("Date open again: %(title)s"),
    UNINVITED: N_("No longer invited: %(title)s"),
}
_MOVED = N_("Moved: %(title)s")
_OPENINGS = {
    INVITED: N_("you are invited to a session of %(programme)s."),
    CHANGED: N_("a session of %(programme)s that you are invited to has changed."),
    AGAIN: N_("a session of %(programme)s takes place after all."),
    CANCELLED: N_("a session of %(programme)s that you were invited to is cancelled."),
    UNDATED: N_(
        "a session of %(programme)s that you were invited to has no date any more. You will hear when."
    ),
    UNINVITED: N_("you are no longer invited to a session of %(programme)s. It goes from your calendar."),
}
_PARTSTAT = {YES: calendars.ACCEPTED, NO: calendars.DECLINED, PERHAPS: calendars.UNDECIDED}


@dataclass(frozen=True, slots=True)
class InvitationMail:
    """A finished mail; `text` and `html` hold LINK where the address to answer at belongs."""

    subject: str
    text: str
    html: str
    calendar: bytes
    method: str


def invitation_mail(
    about: str, row: SessionInvitation, to: Receiver, session: Session, programme: Programme, base: str
) -> InvitationMail:
    """What somebody is told about an invitation: `about` is one of METHOD's keys. `base` is the program's own
    address."""
    letter = _Letter(about, row, to, session, programme)
    translate = partial(say, language=to.language)
    entry = _entry(about, row, to, session, programme, base, translate)
    calendar = Calendar(programme.title, PRODID, (entry,), method=METHOD[about])
    return InvitationMail(
        subject=letter.subject(),
        text=letter.text(),
        html=letter.html(),
        calendar=calendar_bytes(calendar, translate, to.language),
        method=calendar.method,
    )


def _entry(
    about: str,
    row: SessionInvitation,
    to: Receiver,
    session: Session,
    programme: Programme,
    base: str,
    translate: Translate,
) -> CalendarEvent:
    invited = Person(to.name, to.email, _PARTSTAT.get(row.answered or "", calendars.NEEDS_ACTION))
    changes: dict[str, Any] = {"attendees": (invited,)}
    if METHOD[about] == CANCEL:
        changes["status"] = calendars.CANCELLED
        changes["uninvites"] = about == UNINVITED
    if about == UNINVITED:
        changes["status"] = calendars.CONFIRMED
    if session.date is None:
        changes["when"] = _when(row.told or {})
    if not to.has_seat:  # the page is for members
        changes |= {"url": "", "join_link": session.link}
    return event_of(session, programme, base, translate, **changes)


def _when(told: Mapping[str, Any]) -> WholeDay | Timed:
    facts = {name: told[name] for name in WHEN}
    return when_of(SimpleNamespace(**facts | {"date": date.fromisoformat(told["date"])}))


class _Letter:
    """The words of a mail, as lines of (label, text): a label may be ""."""

    def __init__(
        self, about: str, row: SessionInvitation, to: Receiver, session: Session, programme: Programme
    ) -> None:
        self._about, self._row, self._to = about, row, to
        self._session, self._programme = session, programme
        self._told: Mapping[str, Any] = row.told or {}

    def subject(self) -> str:
        """Such as `Moved: Challenge workshop (Wednesday, 12 May 2027, 16:00)`."""
        words = _MOVED if self._about == CHANGED and self._has_moved() else _SUBJECTS[self._about]
        subject = self._say(words, title=self._title())
        if METHOD[self._about] != CANCEL:
            subject = f"{subject} ({self._short_time(when_of(self._session))})"
        return one_line(subject)

    def text(self) -> str:
        """As plain text."""
        parts = [self._greeting(), "\n".join(self._lines(self._facts()))]
        if changes := list(self._changes()):
            parts.insert(1, "\n".join((self._say(N_("What has changed:")), *self._lines(changes))))
        if self._asks():
            parts.append(f"{self._say(N_('Will you come? Answer here (yes, no or perhaps):'))}\n{LINK}")
        parts.append(self._closing())
        return "\n\n".join(parts)

    def html(self) -> str:
        """As HTML that needs nothing from anywhere and runs nothing."""
        body = [f"<p>{_marked(self._greeting())}</p>"]
        if changes := list(self._changes()):
            body.append(f"<p><strong>{escape(self._say(N_('What has changed:')))}</strong></p>")
            body.append(_table(changes))
        body.append(_table(self._facts()))
        if self._asks():
            body.append(f"<p>{escape(self._say(N_('Will you come?')))}</p>")
            ways = [
                f'<a href="{LINK}?answer={key}">{escape(self._say(words))}</a>'
                for key, words in ANSWERS.items()
            ]
            body.append(f"<p>{' &nbsp; '.join(ways)}</p>")
        body.append(f"<p>{_marked(self._closing())}</p>")
        title = escape(self._title())
        lines = (
            "<!doctype html>",
            f'<html lang="{self._to.language}"><head><meta charset="utf-8">',
            f"<title>{title}</title></head><body>",
            *body,
            "</body></html>\n",
        )
        return "\n".join(lines)

    def _say(self, text: str, **values: str) -> str:
        said = say(text, self._to.language)
        return said % {name: isolated(value) for name, value in values.items()} if values else said

    def _title(self) -> str:
        title = self._session.title
        return self._say(N_("%(title)s (Simulated)"), title=title) if self._session.simulated else title

    def _greeting(self) -> str:
        hello = self._say(N_("Hello %(name)s,"), name=self._to.name)
        return f"{hello}\n\n{self._say(_OPENINGS[self._about], programme=self._programme.title)}"

    def _closing(self) -> str:
        if METHOD[self._about] == CANCEL:
            return self._programme.line
        note = self._say(N_("The entry for your calendar is attached; it follows when something changes."))
        return f"{note}\n{self._programme.line}"

    def _asks(self) -> bool:
        return METHOD[self._about] != CANCEL

    def _facts(self) -> list[tuple[str, str]]:
        """What the session is, by now: or of one that lost its date, what it was."""
        session, say_ = self._session, self._say
        facts = [(say_(N_("Session")), self._title())]
        if session.date is not None:
            facts += self._times(say_(N_("When")), when_of(session))
        elif self._told.get("date"):
            facts += self._times(say_(N_("It was planned for")), _when(self._told))
        if self._about == CANCELLED and (reason := getattr(session, "cancel_reason", "")):
            facts.append((say_(N_("Reason")), reason))
        if METHOD[self._about] != CANCEL:
            if session.place:
                facts.append((say_(N_("Place")), session.place))
            if session.link:
                facts.append((say_(N_("Call")), session.link))
        return facts

    def _changes(self) -> Iterator[tuple[str, str]]:
        """Old and new of what has changed since the last mail."""
        if self._about not in (CHANGED, AGAIN) or not self._told:
            return
        say_, session = self._say, self._session
        if self._has_moved() and self._told["date"]:
            before = dict(self._times("", _when(self._told)))
            now = dict(self._times("", when_of(session)))
            yield say_(N_("Before")), _both(before)
            yield say_(N_("Now")), _both(now)
        for name, label in (("place", N_("Place")), ("link", N_("Call"))):
            old, new = self._told[name], getattr(session, name)
            if old != new:
                words = N_("was %(old)s, is now %(new)s")
                if not old or not new:
                    words = N_("is now %(new)s") if new else N_("no longer %(old)s")
                yield say_(label), say_(words, old=old, new=new)

    def _has_moved(self) -> bool:
        day = self._session.date.isoformat() if self._session.date else None
        now = {name: getattr(self._session, name) for name in WHEN} | {"date": day}
        return bool(self._told) and any(self._told[name] != now[name] for name in WHEN)

    def _times(self, label: str, when: WholeDay | Timed) -> list[tuple[str, str]]:
        """The receiver's time; the host's beside it, where the clocks differ."""
        language = self._to.language
        if isinstance(when, WholeDay):
            day = full_date(when.day, language)
            return [(label, self._say(N_("%(day)s (time still open)"), day=day))]
        own = local_time(self._to.zone, when, language)
        lines = [(label, self._say(N_("%(time)s, %(place)s"), time=own, place=self._place(self._to.zone)))]
        host = local_time(when.zone, when, language)
        if host != own:
            words = N_("%(time)s, %(place)s")
            host_place = self._place(when.zone)
            lines.append((self._say(N_("For the host")), self._say(words, time=host, place=host_place)))
        return lines

    def _short_time(self, when: WholeDay | Timed) -> str:
        if isinstance(when, WholeDay):
            return full_date(when.day, self._to.language)
        begins = when.begins.astimezone(calendars.zone_named(self._to.zone))
        return f"{full_date(begins.date(), self._to.language)}, {clock(begins)}"

    def _place(self, zone: str) -> str:
        own = [self._to.city] if self._to.city is not None else []
        meant = cities_meant(self._session, self._programme)
        return place_of_zone(zone, self._to.language, own, meant, self._programme.cities)

    @staticmethod
    def _lines(facts: list[tuple[str, str]]) -> Iterator[str]:
        for label, value in facts:
            yield f"{label}: {value}" if label else value


def _both(times: Mapping[str, str]) -> str:
    """The receiver's time and the host's in one line."""
    return "; ".join(f"{label}: {value}" if label else value for label, value in times.items())


def _table(facts: list[tuple[str, str]]) -> str:
    rows = (
        f'<tr><th align="left" scope="row">{escape(label)}</th><td dir="auto">{_linked(value)}</td></tr>'
        for label, value in facts
    )
    return f"<table>{''.join(rows)}</table>"


def _linked(value: str) -> str:
    shown = escape(value)
    return (
        f'<a href="{shown}">{shown}</a>'
        if value.startswith(("https://", "http://")) and " " not in value
        else shown
    )


def _marked(text: str) -> str:
    return escape(text).replace("\n", "<br>\n")
