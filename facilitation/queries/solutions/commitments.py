"""Reads commitments: those made in a session, those on the table of the next one, the list, and one of them.

Every member of a programme reads its commitments; guests read those of the session that they joined. People
who answer for one are named where they agreed to it, and to those who lead.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import joinedload, selectinload

from facilitation.domain.commitments import DROPPED, OPEN, TABLE_MOST, CommitmentFacts
from facilitation.domain.errors import not_found
from facilitation.domain.onboarding import CITY_ROLES
from facilitation.domain.permissions import ACTS_FOR_EITHER, COORDINATE, RECORD, Viewer
from facilitation.domain.sessions import ENDED, RUNNING
from facilitation.queries.privacy.owners import Owners
from facilitation.queries.privacy.privacy import named
from facilitation.queries.sessions.for_whom import cities_meant, cities_there
from facilitation.store.canvases import Canvas
from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from facilitation.store.commitments import Commitment, CommitmentStep
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session

#: Who may change a commitment, say how far it is, remove and restore it.
CHANGES = ACTS_FOR_EITHER | RECORD
#: The sessions that are rehearsals.
_PLAYED = select(Session.id).where(Session.rehearsal_of.is_not(None))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for on the list; "" and None are any.

    `status` is one of domain/commitments.STATUSES, "open" for those on the table, or "overdue" for those of
    them whose date has passed. A `city` stands on either side; `practice` and `session` are ids.
    """

    city: str = ""
    kind: str = ""
    status: str = ""
    practice: int | None = None
    session: int | None = None

    def __bool__(self) -> bool:
        return bool(self.city or self.kind or self.status or self.practice or self.session)


@dataclass(frozen=True, slots=True)
class Listed:
    """A commitment on a page: its facts, its row for what it is linked with, and whether the viewer may
    change it."""

    facts: CommitmentFacts
    row: Commitment
    changes: bool


@dataclass(frozen=True, slots=True)
class InRoom:
    """What a room shows of commitments: those made in it, and the first of those on its table.

    `more` lie there beside them. `cities` are those that the viewer can commit here, by name.
    """

    made: list[Listed]
    table: list[Listed]
    more: int
    cities: list[City] = field(default_factory=list)


def made_in(orm: OrmSession, session: Session) -> list[CommitmentFacts]:
    """What was committed to in a session, in the order in which it was said; for its documents."""
    return facts_of(orm, _made_in(orm, session))


def on_the_table(orm: OrmSession, session: Session) -> list[CommitmentFacts]:
    """The open commitments that lie on the table of a session; for its documents.

    They are those of the cities present (where nobody has come yet, of those that it is for) that weren't
    made in it: what is due first stands first.
    """
    return facts_of(orm, _on_the_table(orm, session))


def about_canvas(orm: OrmSession, canvas: Canvas) -> Sequence[Commitment]:
    """What the two cities of a canvas committed to about its practice, or in its session about no other.

    What was dropped, and what was played elsewhere, is left out; what is due first stands first.
    """
    two = (canvas.city_id, canvas.practice.city_id)
    here = Commitment.made_in_id == canvas.session_id
    query = _standing(canvas.session.programme_id).where(
        Commitment.city_id.in_(two),
        Commitment.other_id.in_(two),
        Commitment.status != DROPPED,
        or_(
            and_(here, or_(Commitment.practice_id.is_(None), Commitment.practice_id == canvas.practice_id)),
            and_(
                Commitment.practice_id == canvas.practice_id,
                Commitment.simulated.is_(canvas.session.simulated),
                or_(Commitment.made_in_id.is_(None), Commitment.made_in_id.not_in(_PLAYED)),
            ),
        ),
    )
    return orm.scalars(query.order_by(Commitment.due.is_(None), Commitment.due, Commitment.id)).all()


def facts_of(
    orm: OrmSession, rows: Iterable[Commitment], viewer: Viewer | None = None
) -> list[CommitmentFacts]:
    """The facts of commitments; an owner is named as `viewer` may read it, or (None) as documents may say.

    An office is written freely and may be somebody's name: documents give it as they give any owner. Nor do
    they say where something was stated, if that names somebody who may not be named.
    """
    rows = list(rows)
    may = named(orm, {row.owner_id for row in rows})
    facts = [_facts(row, viewer, may) for row in rows]
    if viewer is not None or not any(one.office or one.source for one in facts):
        return facts
    owners = Owners(orm, rows[0].programme_id)
    return [replace(one, office=owners.name(one.office), source=owners.told(one.source)) for one in facts]


def commitments_of(orm: OrmSession, viewer: Viewer, wanted: Wanted, today: dt.date) -> Sequence[Commitment]:
    """The commitments of the programme that meet what is wanted: what is due first, then the latest.

    Those of rehearsals are none of the programme's. `Refused` not_found for guests.
    """
    _require_member(viewer)
    query = _standing(viewer.programme).where(*_wanted(wanted, today))
    query = query.where(or_(Commitment.made_in_id.is_(None), Commitment.made_in_id.not_in(_PLAYED)))
    closed = Commitment.status.not_in(OPEN)
    return orm.scalars(query.order_by(closed, Commitment.due.is_(None), Commitment.due, Commitment.id)).all()


def listed(orm: OrmSession, viewer: Viewer, rows: Iterable[Commitment]) -> list[Listed]:
    """Commitments as this viewer reads them."""
    rows = list(rows)
    facts = facts_of(orm, rows, viewer)
    return [
        Listed(one, row, CHANGES(viewer, row) and not viewer.archived)
        for one, row in zip(facts, rows, strict=True)
    ]


def commitment_for(orm: OrmSession, viewer: Viewer, commitment_id: int) -> Listed:
    """One commitment; `Refused` not_found for guests, and for those who can't restore one that is removed."""
    _require_member(viewer)
    row = orm.get(Commitment, commitment_id, options=_LOADED)
    if row is None or row.programme_id != viewer.programme:
        raise not_found()
    if row.removed_at is not None and not CHANGES(viewer, row):
        raise not_found()
    return listed(orm, viewer, [row])[0]


def commitment_to_change(orm: OrmSession, viewer: Viewer, commitment_id: int) -> Commitment:
    """A commitment that this viewer may change; `Refused` not_found for any other."""
    found = commitment_for(orm, viewer, commitment_id)
    if not CHANGES(viewer, found.row):
        raise not_found()
    return found.row


def removed_commitments(orm: OrmSession, viewer: Viewer) -> list[Listed]:
    """Those that were removed and that this viewer can restore, the latest first."""
    query = (
        select(Commitment)
        .where(Commitment.programme_id == viewer.programme, Commitment.removed_at.is_not(None))
        .options(*_LOADED)
        .order_by(Commitment.removed_at.desc(), Commitment.id.desc())
    )
    return [one for one in listed(orm, viewer, orm.scalars(query)) if one.changes]


@dataclass(frozen=True, slots=True)
class Step:
    """A step in the history of a commitment; `who` is "" where this viewer may read no name."""

    row: CommitmentStep
    who: str


def history_of(orm: OrmSession, viewer: Viewer, commitment: Commitment) -> list[Step]:
    """What was done to a commitment, from the first step on."""
    query = (
        select(CommitmentStep)
        .where(CommitmentStep.commitment_id == commitment.id)
        .options(joinedload(CommitmentStep.seat))
        .order_by(CommitmentStep.id)
    )
    steps = orm.scalars(query).all()
    may = named(orm, {step.seat_id for step in steps})
    return [Step(step, _name(step.seat, viewer, may)) for step in steps]


def in_room(orm: OrmSession, viewer: Viewer, session: Session) -> InRoom:
    """What the room of a session shows this viewer; a guest sees what was made in it, and commits nobody."""
    viewer.require_entry(session.id)
    made = listed(orm, viewer, _made_in(orm, session))
    if viewer.is_guest:
        return InRoom(made, [], 0)
    table = _on_the_table(orm, session)
    return InRoom(
        made,
        listed(orm, viewer, table[:TABLE_MOST]),
        max(0, len(table) - TABLE_MOST),
        cities_to_commit(orm, viewer, session),
    )


def cities_to_commit(orm: OrmSession, viewer: Viewer, session: Session | None = None) -> list[City]:
    """The cities that this viewer can commit, by name, in the room of `session` or (None) by hand."""
    every = RECORD(viewer, session) if session is not None else COORDINATE(viewer, None)
    # Before it begins nothing is committed to there, and afterwards by those who record alone.
    closed = session is not None and session.standing != RUNNING and not (every and session.standing == ENDED)
    if viewer.archived or closed or not (every or (viewer.role in CITY_ROLES and viewer.city)):
        return []
    query = select(City).where(City.programme_id == viewer.programme)
    if not every:
        query = query.where(City.code == viewer.city)
    return list(orm.scalars(query.order_by(City.name, City.id)))


def owners_to_choose(orm: OrmSession, viewer: Viewer, cities: Iterable[int]) -> list[Seat]:
    """The people of these cities whom this viewer may read the name of, by name."""
    query = (
        select(Seat)
        .where(
            Seat.programme_id == viewer.programme,
            Seat.city_id.in_(list(cities)),
            Seat.role.in_(CITY_ROLES),
            Seat.removed_at.is_(None),
        )
        .options(joinedload(Seat.city))
        .order_by(func.lower(Seat.name), Seat.id)
    )
    seats = orm.scalars(query).all()
    may = named(orm, {seat.id for seat in seats})
    return [seat for seat in seats if _name(seat, viewer, may)]


def owner_not_to_choose(
    orm: OrmSession, viewer: Viewer, commitment: Commitment, seats: Iterable[Seat]
) -> str | None:
    """Who answers for a commitment and is none of the `seats` to choose from: by name, or "" if unnamed.

    None where nobody else answers for it. Whoever changes a commitment doesn't have to know them.
    """
    owner = commitment.owner
    if owner is None or owner in seats:
        return None
    return _name(owner, viewer, named(orm, {owner.id}))


def practices_to_choose(orm: OrmSession, viewer: Viewer) -> list[Practice]:
    """The practices of the programme that stand, by city and title."""
    query = (
        select(Practice)
        .join(City, Practice.city_id == City.id)
        .where(Practice.programme_id == viewer.programme, Practice.withdrawn_at.is_(None))
        .options(joinedload(Practice.city))
        .order_by(City.name, Practice.title, Practice.id)
    )
    return list(orm.scalars(query))


def open_of_city(orm: OrmSession, viewer: Viewer, code: str, today: dt.date) -> list[Listed]:
    """The open commitments of a city, what is due first; nothing for guests."""
    if viewer.is_guest:
        return []
    return listed(orm, viewer, commitments_of(orm, viewer, Wanted(city=code, status="open"), today))


def counts_by_status(rows: Iterable[Commitment], today: dt.date) -> Counter[str]:
    """How many commitments are at each status; "open" and "overdue" count beside."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row.status] += 1
        counts["open"] += row.status in OPEN
        counts["overdue"] += row.status in OPEN and row.due is not None and row.due < today
    return counts


# -- how they are found -----------------------------------------------------------------------------------

_LOADED = (
    joinedload(Commitment.city),
    joinedload(Commitment.other),
    joinedload(Commitment.practice),
    joinedload(Commitment.owner),
    joinedload(Commitment.session).selectinload(Session.people),
)
#: The same for lists: what many share is read once.
_ALL_LOADED = (
    selectinload(Commitment.city),
    selectinload(Commitment.other),
    selectinload(Commitment.practice),
    selectinload(Commitment.owner),
    selectinload(Commitment.session).selectinload(Session.people),
)


def _standing(programme: int | None) -> Select[Commitment]:
    return (
        select(Commitment)
        .where(Commitment.programme_id == programme, Commitment.removed_at.is_(None))
        .options(*_ALL_LOADED)
    )


def _wanted(wanted: Wanted, today: dt.date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.city:
        of_city = select(City.id).where(City.code == wanted.city)
        found.append(or_(Commitment.city_id.in_(of_city), Commitment.other_id.in_(of_city)))
    if wanted.kind:
        found.append(Commitment.kind == wanted.kind)
    if wanted.status == "open":
        found.append(Commitment.status.in_(OPEN))
    elif wanted.status == "overdue":
        found.append(and_(Commitment.status.in_(OPEN), Commitment.due < today))
    elif wanted.status:
        found.append(Commitment.status == wanted.status)
    if wanted.practice is not None:
        found.append(Commitment.practice_id == wanted.practice)
    if wanted.session is not None:
        found.append(Commitment.made_in_id == wanted.session)
    return found


def _made_in(orm: OrmSession, session: Session) -> Sequence[Commitment]:
    query = _standing(session.programme_id).where(Commitment.made_in_id == session.id)
    return orm.scalars(query.order_by(Commitment.id)).all()


def _on_the_table(orm: OrmSession, session: Session) -> list[Commitment]:
    programme = orm.get_one(Programme, session.programme_id)
    present = cities_there(orm, session) or {city.code for city in cities_meant(session, programme)}
    query = _standing(session.programme_id).where(
        Commitment.status.in_(OPEN),
        Commitment.simulated.is_(session.simulated),
        or_(Commitment.made_in_id.is_(None), Commitment.made_in_id != session.id),
    )
    rows = orm.scalars(query.order_by(Commitment.due.is_(None), Commitment.due, Commitment.id))
    found = [(row, {row.city.code, *([row.other.code] if row.other else [])}) for row in rows]
    both = [row for row, cities in found if cities <= present]
    return both + [row for row, cities in found if cities & present and not cities <= present]


def _facts(row: Commitment, viewer: Viewer | None, may: set[int]) -> CommitmentFacts:
    who = _name(row.owner, viewer, may)
    return CommitmentFacts(
        id=row.id,
        kind=row.kind,
        city=row.city.code,
        other=row.other.code if row.other else None,
        subject=row.subject,
        language=row.language,
        due=row.due,
        status=row.status,
        reason=row.reason,
        source=row.source,
        stated_on=row.stated_on,
        simulated=row.simulated,
        practice=row.practice.title if row.practice else "",
        person=who,
        office=row.office,
    )


def _name(seat: Seat | None, viewer: Viewer | None, may: set[int]) -> str:
    """The name of a seat where it may be read, otherwise ""."""
    if seat is None:
        return ""
    reads = viewer is not None and (viewer.leads or viewer.seat == seat.id)
    return seat.name if reads or seat.id in may else ""


def _require_member(viewer: Viewer) -> None:
    if viewer.is_guest:
        raise not_found()
