"""From a seat's row to the viewer that permissions and queries are asked about."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, case, select
from sqlalchemy.orm import Session, joinedload

from facilitation.domain.permissions import Viewer
from facilitation.store.cities import City
from facilitation.store.people import Person, Seat
from facilitation.store.programmes import Programme


def viewer_of(seat: Seat) -> Viewer:
    """The viewer at this seat (its city is loaded with it)."""
    return Viewer(
        programme=seat.programme_id,
        role=seat.role,
        seat=seat.id,
        name=seat.name,
        city=seat.city.code if seat.city else None,
        session=seat.session_id,
        person=seat.person_id,
        simulated=seat.simulated,
        policymaker=seat.policymaker,
        ejected=tuple(seat.ejected_from or ()),
    )


def token_hash(token: str) -> str:
    """What is kept of a secret token: enough to know it again, not to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def press_hash(nonce_hash: str | None, epoch: int) -> str | None:
    """What is kept of the press that spent a link: good while nothing has ended the person's sessions."""
    return None if nonce_hash is None else token_hash(f"{nonce_hash}.{epoch}")


def viewers(orm: Session, ids: set[int]) -> dict[int, Viewer]:
    """The viewers at these seats, as far as they still open something.

    Read as plain columns: this is asked at every tick of the live process.
    """
    rows = orm.execute(_VIEWERS, {"ids": list(ids)})
    return {
        seat: Viewer(
            programme,
            role,
            seat,
            name,
            city,
            session,
            person,
            simulated,
            policymaker,
            tuple(ejected or ()),
            archived_at is not None,
        )
        for (
            seat,
            programme,
            role,
            name,
            city,
            session,
            person,
            simulated,
            policymaker,
            ejected,
            archived_at,
        ) in rows
    }


#: Built once: to put a statement together costs more than to run it.
_VIEWERS = (
    select(
        Seat.id,
        Seat.programme_id,
        Seat.role,
        Seat.name,
        City.code,
        Seat.session_id,
        Seat.person_id,
        Seat.simulated,
        Seat.policymaker,
        Seat.ejected_from,
        Programme.archived_at,
    )
    .join(Programme, Seat.programme_id == Programme.id)
    .outerjoin(City, Seat.city_id == City.id)
    .where(Seat.id.in_(bindparam("ids", expanding=True)), Seat.removed_at.is_(None))
)


def archived_programmes(orm: Session, ids: set[int]) -> set[int]:
    """Of the programmes by id those that are archived."""
    return set(orm.scalars(_ARCHIVED, {"ids": list(ids)}))


_ARCHIVED = select(Programme.id).where(
    Programme.id.in_(bindparam("ids", expanding=True)), Programme.archived_at.is_not(None)
)


class Standing(NamedTuple):
    """As what a seat opens something now: a socket of an earlier standing has to end.

    `epoch` is that of the seat's person; a guest's is 0 until they sign out. `changes` counts the seat's own
    changes of role and city.
    """

    epoch: int
    changes: int


_EPOCH = case((Seat.person_id.is_not(None), Person.epoch), (Seat.token_hash.is_(None), 1), else_=0)


def standings(orm: Session, ids: set[int]) -> dict[int, Standing]:
    """Of the seats by id that still open something, their standing."""
    query = (
        select(Seat.id, _EPOCH, Seat.standing)
        .outerjoin(Person, Seat.person_id == Person.id)
        .where(Seat.id.in_(ids), Seat.removed_at.is_(None))
    )
    return {seat: Standing(*rest) for seat, *rest in orm.execute(query)}


def seat_by_token(orm: Session, token: str) -> Seat | None:
    """The seat that this token opens, or None."""
    query = (
        select(Seat)
        .where(Seat.token_hash == token_hash(token), Seat.removed_at.is_(None))
        .options(joinedload(Seat.city))
    )
    return orm.scalars(query).one_or_none()


def seats_by_token(orm: Session, tokens: Sequence[str]) -> dict[str, tuple[int, Standing]]:
    """By token the seat that it opens and its standing; others are left out."""
    by_hash = {token_hash(token): token for token in tokens}
    rows = orm.execute(_BY_TOKEN, {"hashes": list(by_hash)})
    return {by_hash[hashed]: (seat, Standing(*rest)) for hashed, seat, *rest in rows}


_BY_TOKEN = (
    select(Seat.token_hash, Seat.id, _EPOCH, Seat.standing)
    .outerjoin(Person, Seat.person_id == Person.id)
    .where(Seat.token_hash.in_(bindparam("hashes", expanding=True)), Seat.removed_at.is_(None))
)


def any_seat_of_person(orm: Session, person: int) -> int | None:
    """The id of one of a signed-in person's seats: for what concerns the person, not a programme."""
    query = select(Seat.id).where(Seat.person_id == person, Seat.removed_at.is_(None)).order_by(Seat.id)
    return orm.scalars(query).first()


def seat_of_person(orm: Session, person: int, programme: int) -> Seat | None:
    """The seat of a signed-in person in one programme, or None."""
    query = (
        select(Seat)
        .where(Seat.person_id == person, Seat.programme_id == programme, Seat.removed_at.is_(None))
        .options(joinedload(Seat.city))
    )
    return orm.scalars(query).one_or_none()
