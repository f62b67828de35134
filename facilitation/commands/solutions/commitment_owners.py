"""Who answers for commitments: chosen among the people of their cities, and forgotten when they go."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from msgspec import UNSET, UnsetType
from sqlalchemy import or_, select

from facilitation.commands.work import Work
from facilitation.domain.commitments import CHANGED, OFFICE_LENGTH
from facilitation.domain.errors import N_, Refused
from facilitation.domain.onboarding import CITY_ROLES
from facilitation.domain.people import searchable
from facilitation.domain.privacy import REMOVED, means, whole
from facilitation.domain.texts import clean_optional
from facilitation.store.cities import City
from facilitation.store.commitments import Commitment, CommitmentStep
from facilitation.store.people import Seat


def owned_by(
    work: Work,
    city: City,
    other: City | None,
    owner: int | None | UnsetType,
    office: str,
    now: Commitment | None = None,
) -> dict[str, Any]:
    """Who answers for it, as columns: a seat of one of the cities, an office or role in words, or both.

    Left unset, it is whoever answers for the commitment as it is `now`: those who change it may not know.
    Somebody of these cities whose name stands as the office is meant as a person: then they can say whether
    they may be named.
    """
    said = clean_optional(office, field="office", limit=OFFICE_LENGTH)
    people = (
        select(Seat)
        .where(
            Seat.programme_id == work.programme,
            Seat.role.in_(CITY_ROLES),
            Seat.removed_at.is_(None),
            Seat.erased_at.is_(None),
            Seat.city_id.in_([one.id for one in (city, other) if one is not None]),
        )
        .order_by(Seat.id)
    )
    found = work.orm.scalars(people).all()
    if owner is UNSET:
        chosen = now.owner if now is not None else None
        elsewhere = now is not None and _left_behind(now, city, other)
    else:
        chosen = next((seat for seat in found if seat.id == owner), None)
        elsewhere = owner is not None and chosen is None
    if elsewhere:
        raise Refused("invalid", N_("Choose somebody of one of the two cities."), field="owner")
    named = [seat for seat in found if said and searchable(seat.name) == searchable(said)]
    if named and (chosen is None or chosen in named):
        return {"owner": chosen or named[0], "office": ""}
    return {"owner": chosen, "office": said}


def _left_behind(now: Commitment, city: City, other: City | None) -> bool:
    """Whether a commitment would no longer be of the city of whoever answers for it."""
    theirs = now.owner.city_id if now.owner is not None else None
    return (
        theirs is not None
        and theirs in (now.city_id, now.other_id)
        and theirs not in (city.id, other.id if other is not None else None)
    )


def offices_of(work: Work, programme: int, names: Collection[str]) -> set[str]:
    """What stands as an office and may be one of these names."""
    query = select(Commitment.office).where(Commitment.programme_id == programme, Commitment.office != "")
    return {office for office in work.orm.scalars(query.distinct()) if _named(office, names)}


def forget_owner(work: Work, seat: Seat, names: Collection[str]) -> int:
    """Somebody leaves the commitments that they answered for or wrote down; gives how many they answered for.

    What their city committed to stays. An office that is called by their name isn't one, and where it was
    stated is told without their name.
    """
    owned = select(Commitment).where(
        Commitment.programme_id == seat.programme_id,
        or_(Commitment.owner_id == seat.id, Commitment.office != ""),
    )
    left = 0
    for commitment in work.orm.scalars(owned.order_by(Commitment.id)).all():
        theirs = commitment.owner_id == seat.id
        named = _named(commitment.office, names)
        if theirs:
            commitment.owner = None
        if named:
            commitment.office = ""
        left += theirs or named
    for step in work.orm.scalars(select(CommitmentStep).where(CommitmentStep.seat_id == seat.id)).all():
        step.seat = None
    _leave_sources(work, seat.programme_id, names)
    return left


def _leave_sources(work: Work, programme: int, names: Collection[str]) -> None:
    """Take names out of where commitments were stated, as they are and as they were before."""
    theirs = whole(names)
    sourced = select(Commitment).where(Commitment.programme_id == programme, Commitment.source != "")
    for commitment in work.orm.scalars(sourced.order_by(Commitment.id)).all():
        removed = work.translate(REMOVED, commitment.language or "en")
        commitment.source = theirs.sub(removed, commitment.source)
    steps = select(CommitmentStep).join(Commitment).where(Commitment.programme_id == programme)
    for step in work.orm.scalars(
        steps.where(CommitmentStep.step == CHANGED).order_by(CommitmentStep.id)
    ).all():
        if before := step.before.get("source"):
            removed = work.translate(REMOVED, step.commitment.language or "en")
            step.before = step.before | {"source": theirs.sub(removed, before)}


def _named(office: str, names: Collection[str]) -> bool:
    return any(means(office, name) for name in names)
