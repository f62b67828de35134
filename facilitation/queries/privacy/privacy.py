"""Who may be named, photographed and quoted: what every list and document asks before it names anybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.errors import not_found
from facilitation.domain.people import searchable
from facilitation.domain.permissions import ORGANISER, Viewer
from facilitation.domain.privacy import (
    LISTED,
    PHOTOGRAPHED,
    QUOTED,
    REMOVED,
    may_be_named,
    may_be_quoted,
    means,
)
from facilitation.domain.programmes import LANGUAGES
from facilitation.domain.small_cities import is_crowd
from facilitation.store.consents import Consent, answers, history
from facilitation.store.people import Seat
from facilitation.store.sessions import Attendance, Record, Session, SessionPerson
from facilitation.translations import say

#: How many people the organisers' page shows at once.
SHOWN = 100


def named(orm: OrmSession, seats: Iterable[int | None]) -> set[int]:
    """Of these seats, those whose name may stand in lists and documents."""
    wanted = {seat for seat in seats if seat is not None}
    given = answers(orm, wanted)
    rows = orm.execute(select(Seat.id, Seat.role, Seat.simulated).where(Seat.id.in_(wanted)))
    return {
        seat
        for seat, role, simulated in rows
        if may_be_named(given.get(seat, {}).get(LISTED), role, simulated=simulated)
    }


def photographed(orm: OrmSession, seats: Iterable[int]) -> set[int]:
    """Of these seats, those who agreed to be seen in photographs."""
    return {seat for seat, given in answers(orm, seats).items() if given.get(PHOTOGRAPHED)}


class Speakers:
    """Whom the documents of one session may name as having said something.

    A scribe chooses a speaker from those who were there, or writes a name freely. The name stands in a
    document if whoever was there under that name has agreed to it: to be quoted, for a quote; to be named,
    for everything else. Who has a role at the session was there as well, with or without a seat. Nobody knows
    what somebody else agreed to who was not there, so their name is left out.
    """

    def __init__(self, orm: OrmSession, session: Session) -> None:
        query = select(Attendance).where(Attendance.session_id == session.id, Attendance.removed.is_(False))
        rows = orm.scalars(query).all()
        there = {one.seat_id: (one.name, one.city, one.simulated) for one in rows}
        self._cities = [one.city for one in rows if not one.ejected]
        held = select(SessionPerson.seat_id).where(SessionPerson.session_id == session.id)
        chosen = select(Record.speaker_seat_id).where(Record.session_id == session.id)
        with_role = select(Seat).where(or_(Seat.id.in_(held), Seat.id.in_(chosen)))
        for seat in orm.scalars(with_role):
            there.setdefault(seat.id, (seat.name, None, seat.simulated))
        given = answers(orm, there)
        self._listed: set[int | str] = set(named(orm, there))
        self._quoted: set[int | str] = {
            seat
            for seat, (_, _, simulated) in there.items()
            if may_be_quoted(given.get(seat, {}).get(QUOTED), simulated=simulated)
        }
        self._simulated: set[int | str] = {seat for seat, (*_, simulated) in there.items() if simulated}
        self._there: list[tuple[int | str, str]] = [(seat, name) for seat, (name, *_) in there.items()]
        for person in session.people:
            if person.seat_id is None:
                self._there.append((f"person:{person.id}", person.name))
                if person.listed:
                    self._listed.add(f"person:{person.id}")
        self._removed = {say(REMOVED, language) for language in LANGUAGES}

    def name(self, record: Record) -> str:
        """The speaker of a record, or "" if they may not be named."""
        if record.simulated or record.speaker in self._removed:
            return record.speaker
        allowed = self._quoted if record.kind == "quote" else self._listed
        speaking = self._speaking(record)
        return record.speaker if speaking and speaking <= allowed else ""

    def simulated(self, record: Record) -> bool:
        """Whether the speaker of a record is simulated, whoever wrote it down."""
        speaking = self._speaking(record)
        return record.simulated or (bool(speaking) and speaking <= self._simulated)

    def city(self, record: Record) -> str | None:
        """The city of a record; of a quote without a name only if that isn't a name itself."""
        if record.kind != "quote" or self.name(record):
            return record.city
        return record.city if is_crowd(self._cities.count(record.city)) else None

    def _speaking(self, record: Record) -> set[int | str]:
        """Whoever a reader may think said it: the one whom a scribe has chosen, and all of that name."""
        if not record.speaker:
            return set()
        spoken = searchable(record.speaker)
        exactly = {seat for seat, name in self._there if searchable(name) == spoken}
        if record.speaker_seat_id is not None:
            return exactly | {record.speaker_seat_id}
        return exactly or {seat for seat, name in self._there if means(record.speaker, name)}


# -- one's own page ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwnConsents:
    """A seat's present answers by purpose (missing: not asked yet), and all that were given before them."""

    answers: dict[str, bool]
    history: Sequence[Consent]


def own_consents(orm: OrmSession, viewer: Viewer) -> OwnConsents:
    assert viewer.seat is not None
    return consents_of(orm, viewer.seat)


# -- for organisers ------------------------------------------------------------------------------------------


def consents_of(orm: OrmSession, seat: int) -> OwnConsents:
    """The answers of a seat that the caller has found through `seat_to_erase` or holds."""
    return OwnConsents(answers(orm, [seat]).get(seat, {}), history(orm, seat))


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody of whom the programme keeps something, guests and removed people included."""

    seat: Seat
    answers: dict[str, bool]
    session: str | None


def people_kept(orm: OrmSession, viewer: Viewer, text: str = "") -> tuple[list[Kept], int]:
    """Whom the programme keeps something about, by name, at most SHOWN; and how many there are in all."""
    _require_organiser(viewer)
    # Simulated guests are nobody; simulated members show what the page is for.
    played = and_(Seat.simulated.is_(True), Seat.session_id.is_not(None))
    query = (
        select(Seat, Session.title)
        .outerjoin(Session, Seat.session_id == Session.id)
        .where(Seat.programme_id == viewer.programme, Seat.erased_at.is_(None), ~played)
        .order_by(func.lower(Seat.name), Seat.id)
    )
    wanted = searchable(text.strip())
    rows = [(seat, title) for seat, title in orm.execute(query) if wanted in searchable(seat.name)]
    given = answers(orm, [seat.id for seat, _ in rows[:SHOWN]])
    return [Kept(seat, given.get(seat.id, {}), title) for seat, title in rows[:SHOWN]], len(rows)


def seat_to_erase(orm: OrmSession, viewer: Viewer, seat_id: int) -> Seat:
    """A seat of the programme that is still somebody's, for organisers."""
    _require_organiser(viewer)
    seat = orm.get(Seat, seat_id)
    if seat is None or seat.programme_id != viewer.programme or seat.erased_at is not None:
        raise not_found()
    return seat


def _require_organiser(viewer: Viewer) -> None:
    if viewer.role != ORGANISER:
        raise not_found()
