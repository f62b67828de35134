"""Proposals: what the coordination team sees of the cities' answers, and what a city sees of its own tandem.

A city sees its own proposed tandem and what it said itself: neither other groups, nor what its partners say,
nor their wishes. Comments are read by the coordination team alone, before the publication and after it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import selectinload

from facilitation.domain.onboarding import CITY_ROLES
from facilitation.domain.permissions import COORDINATE, Viewer
from facilitation.domain.tandems import NO, OPEN, REMINDED_OF, UNDECIDED, WITHDRAWN, YES, groups_of
from facilitation.queries.tandems.redaction import LeftOut, redacted
from facilitation.store.cities import City
from facilitation.store.onboarding import Reminder
from facilitation.store.people import Seat
from facilitation.store.proposals import Proposal, ProposalAnswer, ProposedTandem


@dataclass(frozen=True, slots=True)
class CityAsked:
    """A city of a proposed tandem: what it said (None: nothing), and whether anybody there gets mail."""

    city: City
    said: ProposalAnswer | None
    reachable: bool

    @property
    def answer(self) -> str:
        return self.said.answer if self.said else UNDECIDED


@dataclass(frozen=True, slots=True)
class GroupAsked:
    group: ProposedTandem
    cities: list[CityAsked]


@dataclass(frozen=True, slots=True)
class ProposalSeen:
    """A proposal as the coordination team sees it.

    `changed` says that the round's grouping is another one since it was proposed. `reminded` is the day of
    the last reminder.
    """

    proposal: Proposal
    groups: list[GroupAsked]
    changed: bool
    reminded: dt.date | None

    def cities(self, *answers: str) -> list[City]:
        """The cities that gave one of these answers about some group of theirs, by their codes."""
        found = {one.city for group in self.groups for one in group.cities if one.answer in answers}
        return sorted(found, key=lambda city: city.code)

    @property
    def agreed(self) -> list[City]:
        return [city for city in self.cities(YES) if city not in self.cities(NO, UNDECIDED)]

    @property
    def declined(self) -> list[City]:
        return self.cities(NO)

    @property
    def waiting(self) -> list[City]:
        return self.cities(UNDECIDED)

    @property
    def count(self) -> int:
        return len(self.cities(YES, NO, UNDECIDED))


@dataclass(frozen=True, slots=True)
class OwnGroup:
    """A proposed tandem as one of its cities sees it.

    `problem` and `part` (the group in the answer) are in the pinned form, without others' wishes and shares.
    """

    group: ProposedTandem
    problem: dict[str, Any]
    part: dict[str, Any]
    left_out: LeftOut
    said: ProposalAnswer | None


def open_proposal(orm: OrmSession, viewer: Viewer) -> ProposalSeen | None:
    """The proposal that cities are asked about now; None for whoever does not coordinate."""
    if not COORDINATE(viewer, None):
        return None
    query = (
        select(Proposal)
        .where(Proposal.programme_id == viewer.programme, Proposal.state == OPEN)
        .options(
            selectinload(Proposal.round),
            selectinload(Proposal.groups).selectinload(ProposedTandem.cities),
            selectinload(Proposal.groups).selectinload(ProposedTandem.answers),
        )
        .order_by(Proposal.id.desc())
    )
    proposal = orm.scalars(query).first()
    if proposal is None:
        return None
    with_mail = _reachable(orm, viewer)
    groups = []
    for group in proposal.groups:
        said = {row.city_id: row for row in group.answers}
        asked = [CityAsked(city, said.get(city.id), city.id in with_mail) for city in group.cities]
        groups.append(GroupAsked(group, asked))
    now = set(map(frozenset, groups_of(proposal.round.answer if proposal.round else None)))
    proposed = {frozenset(city.code for city in group.cities) for group in proposal.groups}
    return ProposalSeen(proposal, groups, now != proposed, _reminded(orm, proposal))


def own_groups(orm: OrmSession, viewer: Viewer) -> list[OwnGroup]:
    """The tandems that are proposed to the viewer's city now; none for anybody but its people."""
    query = _own(viewer, OPEN)
    if query is None:
        return []
    found = []
    for group in orm.scalars(query):
        proposal = group.proposal
        problem, answer, left_out = redacted(viewer, proposal.problem, {"tandems": [group.part]}, {})
        assert answer is not None  # it was given one
        part = dict(answer["tandems"][0])
        for name in ("share", "utility"):
            part[name] = {code: value for code, value in part.get(name, {}).items() if code == viewer.city}
        said = next((row for row in group.answers if row.city.code == viewer.city), None)
        found.append(OwnGroup(group, problem, part, left_out[0], said))
    return found


def withdrawn_before(orm: OrmSession, viewer: Viewer) -> Proposal | None:
    """The last proposal to the viewer's city if it was withdrawn and no other followed."""
    query = select(Proposal).where(Proposal.programme_id == viewer.programme)
    last = orm.scalars(query.order_by(Proposal.id.desc()).limit(1)).first()
    if last is None or last.state != WITHDRAWN:
        return None
    if COORDINATE(viewer, None):
        return last
    own = _own(viewer, WITHDRAWN)
    asked = own is not None and orm.scalars(own.where(Proposal.id == last.id)).first()
    return last if asked else None


def _own(viewer: Viewer, state: str) -> Any:
    if viewer.role not in CITY_ROLES or viewer.city is None:
        return None
    return (
        select(ProposedTandem)
        .join(Proposal, ProposedTandem.proposal_id == Proposal.id)
        .where(
            ProposedTandem.programme_id == viewer.programme,
            ProposedTandem.removed_at.is_(None),
            ProposedTandem.cities.any(City.code == viewer.city),
            Proposal.state == state,
        )
        .options(
            selectinload(ProposedTandem.cities),
            selectinload(ProposedTandem.proposal),
            selectinload(ProposedTandem.answers).selectinload(ProposalAnswer.city),
        )
        .order_by(ProposedTandem.position)
    )


def _reachable(orm: OrmSession, viewer: Viewer) -> set[int | None]:
    """The ids of cities with somebody who can sign in."""
    query = select(Seat.city_id).where(
        Seat.programme_id == viewer.programme,
        Seat.role.in_(CITY_ROLES),
        Seat.removed_at.is_(None),
        Seat.person_id.is_not(None),
    )
    return set(orm.scalars(query))


def _reminded(orm: OrmSession, proposal: Proposal) -> dt.date | None:
    """The day of the last reminder since a proposal was made."""
    query = select(func.max(Reminder.created_at)).where(
        Reminder.programme_id == proposal.programme_id,
        Reminder.step == REMINDED_OF,
        Reminder.created_at >= proposal.proposed_at,
    )
    last = orm.scalar(query)
    return last.date() if last else None
