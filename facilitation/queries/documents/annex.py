"""The annex of a programme's report: its events with the policymakers who took part, as a document."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.documents import Block, Document, Heading, Inline, Origin, Paragraph, Run, Table
from facilitation.domain.errors import N_
from facilitation.domain.permissions import system
from facilitation.domain.sessions import TYPES
from facilitation.queries.documents.parts import Translate, header, words
from facilitation.queries.documents.totals import cities_told
from facilitation.queries.programmes.emblems import emblem_figure
from facilitation.queries.registrations.counts import Counts, Event, Events, events_of
from facilitation.store.programmes import Programme
from facilitation.translations import say_count
from facilitation.translations.dates import long_date


def annex(
    orm: OrmSession, programme: Programme, now: dt.datetime, translate: Translate, version: int, language: str
) -> Document:
    """Every session that was held, with its totals; what nobody knows is said to be unknown."""
    events = events_of(orm, system(programme.id))
    page = _Annex(events, translate, language)
    made_at = now.astimezone(ZoneInfo(programme.host_zone))
    held = [event.session for event in (*events.events, *events.calls)]
    return Document(
        language=language,
        title=programme.title,
        kind=translate(N_("List of events and participating policymakers")),
        blocks=tuple(page.blocks()),
        dated=made_at.date(),
        version=version,
        programme=programme.line,
        funding=programme.funding,
        emblem=emblem_figure(orm, programme),
        disclaimer=programme.disclaimer,
        origin=Origin(
            f"programme:{programme.id}", max((session.revision for session in held), default=0), made_at
        ),
    )


class _Annex:
    """The blocks of one annex."""

    def __init__(self, events: Events, say: Translate, language: str) -> None:
        self._events = events
        self._say = say
        self._language = language

    def blocks(self) -> Iterable[Block]:
        say, events = self._say, self._events
        if not (events.events or events.calls):
            yield Paragraph(words(say(N_("No session has been held yet"))))
            return
        yield Paragraph(words(self._totals()))
        yield Heading(1, say(N_("Events")))
        # As annexes print it: the calls in one line, before the events.
        rows = [self._calls()] if events.calls else []
        rows += [self._row(event) for event in events.events]
        yield self._table(say(N_("Events, with the policymakers who took part")), rows)
        if any(_is_known(call.counts) or call.session.date for call in events.calls):
            yield Heading(1, say(N_("Onboarding calls")))
            rows = [self._row(call) for call in events.calls]
            yield self._table(say(N_("Onboarding calls, each by itself")), rows)
        yield Heading(1, say(N_("How many of each type")))
        yield self._by_type()
        for sentence in self._remarks():
            yield Paragraph(words(sentence))

    def _totals(self) -> str:
        events = self._events
        parts = [self._count("%(num)s event", "%(num)s events", len(events.events))]
        if events.calls:
            parts.append(self._count_of_calls())
        if events.policymakers:
            text = self._say(N_("%(count)s attendances of policymakers at events"))
            parts.append(text % {"count": events.policymakers})
        return " · ".join(parts)

    def _remarks(self) -> Iterable[str]:
        counts = [event.counts for event in (*self._events.events, *self._events.calls)]
        if self._events.policymakers:
            yield self._say(N_("Somebody who was at two events counts twice."))
        if any(one.typed for one in counts) and not all(one.typed for one in counts if one.participants):
            text = N_("Totals come from the record of a session where there is one, or else from its list.")
            yield self._say(text)

    def _table(self, caption: str, rows: list[tuple[Inline, ...]]) -> Table:
        labels = (N_("Type"), N_("Title"), N_("Date"), N_("Participants"), N_("Policymakers"), N_("Cities"))
        head = header(tuple(map(self._say, labels)))
        return Table(caption=caption, header=head, rows=tuple(rows), numeric=(3, 4))

    def _row(self, event: Event) -> tuple[Inline, ...]:
        session, counts = event.session, event.counts
        foreign = session.language if session.language != self._language else ""
        return (
            words(self._say(TYPES[session.type])),
            (Run(session.title, language=foreign),),
            words(long_date(session.date, self._language) if session.date else self._unknown()),
            words(self._participants(counts)),
            words(self._number(counts.policymakers)),
            words(self._cities(counts)),
        )

    def _calls(self) -> tuple[Inline, ...]:
        """All onboarding calls in one line."""
        calls = self._events.calls
        days = sorted(call.session.date for call in calls if call.session.date)
        when = self._unknown()
        if len(days) == len(calls):
            when = " – ".join(long_date(day, self._language) for day in dict.fromkeys((days[0], days[-1])))
        counts = [call.counts for call in calls]
        there = {city.code: city.name for one in counts for city in one.there or ()}
        known = all(one.there is not None for one in counts)
        absent = [city.name for city in self._events.cities if city.code not in there]
        told = cities_told(list(there.values()), absent, self._language) if known else self._unknown()
        return (
            words(self._say(TYPES["onboarding"])),
            words(self._count_of_calls()),
            words(when),
            words(self._number(_sum(one.participants for one in counts))),
            words(self._number(_sum(one.policymakers for one in counts))),
            words(told),
        )

    def _by_type(self) -> Table:
        counts = Counter(event.session.type for event in (*self._events.calls, *self._events.events))
        rows = tuple(
            (words(self._say(name)), words(str(counts[type]))) for type, name in TYPES.items() if counts[type]
        )
        labels = header((self._say(N_("Type")), self._say(N_("Held"))))
        caption = self._say(N_("Sessions held, by type"))
        return Table(caption=caption, header=labels, rows=rows, header_column=True, numeric=(1,))

    def _cities(self, counts: Counts) -> str:
        if counts.there is None or counts.absent is None:
            return self._unknown()
        there, absent = ([city.name for city in cities] for cities in (counts.there, counts.absent))
        return cities_told(there, absent, self._language)

    def _participants(self, counts: Counts) -> str:
        if counts.approximate and counts.participants is not None:
            return self._say(N_("about %(count)s")) % {"count": counts.participants}
        return self._number(counts.participants)

    def _number(self, count: int | None) -> str:
        return self._unknown() if count is None else str(count)

    def _unknown(self) -> str:
        return self._say(N_("not known"))

    def _count(self, one: str, many: str, count: int) -> str:
        return say_count(one, many, count, self._language) % {"num": count}

    def _count_of_calls(self) -> str:
        return self._count("%(num)s onboarding call", "%(num)s onboarding calls", len(self._events.calls))


def _is_known(counts: Counts) -> bool:
    return counts.participants is not None or counts.policymakers is not None or counts.there is not None


def _sum(numbers: Iterable[int | None]) -> int | None:
    """None where one of them is not known."""
    found = list(numbers)
    return None if None in found else sum(number for number in found if number is not None)
