"""Handlers of proposals: ask the cities about their tandems, remind them, withdraw the proposal."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.tandems.open_proposals import (
    PATH,
    cities_of,
    close,
    hold_programme,
    language_for,
    open_proposal,
    parts_of,
    require_open,
    waiting_for,
)
from facilitation.commands.tandems.steps import require_own_world
from facilitation.commands.tandems.telling import Letter, people_of, tell, write
from facilitation.commands.work import Work
from facilitation.domain import tandems as rules
from facilitation.domain.errors import N_, Refused
from facilitation.domain.texts import clean_optional, clean_text, is_blank
from facilitation.store.cities import City
from facilitation.store.onboarding import Reminder
from facilitation.store.people import Seat
from facilitation.store.proposals import Proposal, ProposedTandem
from facilitation.store.tandems import Round

_ASKED_SUBJECT = N_("%(programme)s: is this the right tandem for %(city)s?")
_ASKED = N_(
    "The coordination team of %(programme)s proposes a tandem of %(cities)s. Please look at it with your "
    "colleagues and say whether %(city)s agrees. You can add a comment; only the coordination team reads it."
)
_CHANGED = N_(
    "The coordination team of %(programme)s has changed its proposal. The tandem of %(city)s would now be "
    "%(cities)s. Please look at it again and say whether %(city)s agrees."
)
_NO_TANDEM = N_(
    "The coordination team of %(programme)s has changed its proposal. %(city)s is in no tandem of it for "
    "now; the coordination team will write to you."
)
_REMIND_SUBJECT = N_("%(programme)s: we are waiting for %(city)s")
_REMIND = N_(
    "The coordination team of %(programme)s kindly reminds you: it has not heard yet whether %(city)s agrees "
    "to its tandem of %(cities)s."
)
_WITHDRAWN_SUBJECT = N_("%(programme)s: the proposed tandem of %(city)s is withdrawn")
_WITHDRAWN = N_(
    "The coordination team of %(programme)s has withdrawn its proposal of tandems, so you need not answer it "
    "any more. Its reason:"
)


class Propose(msgspec.Struct):
    """`note` is told to every city that is asked; without a `language` it is in the programme's first.

    `scenario_version` is that of the scenario as its proposer has seen it; without it whatever stands there
    now is proposed.
    """

    round: int
    note: str = ""
    language: str | None = None
    scenario_version: int | None = None


class RemindOfProposal(msgspec.Struct):
    """Without a `city` all who have not answered are reminded."""

    proposal: int
    city: str | None = None


class WithdrawProposal(msgspec.Struct):
    proposal: int
    reason: str
    language: str | None = None


def propose(work: Work, round_: Round, payload: Propose) -> dict[str, Any]:
    """Ask the cities about a round's tandems. What is open already is changed to this.

    A group that stays keeps its answers; the cities of one that comes are asked, and nobody else is written
    to, except a city that is left without a tandem.
    """
    programme = hold_programme(work)
    work.orm.refresh(round_)
    if round_.status == "published":
        raise Refused("conflict", N_("These tandems are published already."))
    if round_.status not in ("solved", "replaced"):
        raise Refused("conflict", N_("There is no answer to propose yet."))
    parts = parts_of(work, round_, payload.scenario_version)
    cities = cities_of(work, parts)
    note = clean_optional(payload.note, field="note", limit=rules.NOTE_LENGTH)
    language = language_for(work, programme, payload.language)
    proposal = open_proposal(work)
    changed = proposal is not None
    if proposal is not None:
        require_own_world(work, proposal)
    if proposal is None:
        proposal = Proposal(
            programme_id=work.programme,
            round_id=round_.id,
            problem=round_.problem,
            language=language,
            note=note,
            simulated=work.actor.simulated or round_.simulated,
            proposed_at=work.now,
        )
        work.add(proposal)
    else:
        work.change(proposal, round_id=round_.id, problem=round_.problem, changed_at=work.now)
        if note:
            work.change(proposal, note=note, language=language)
    work.orm.flush()
    asked, left = _settle(work, proposal, parts, cities)
    letters = {city: _asking(city, group, proposal, changed) for city, group in asked.items()}
    letters |= {city: _left_out(city) for city in left}
    tell(work, letters)
    return {"proposal": proposal, "asked": len(asked)}


def _settle(
    work: Work, proposal: Proposal, parts: list[dict[str, Any]], cities: dict[str, City]
) -> tuple[dict[City, ProposedTandem], list[City]]:
    """Make the proposal's groups those of an answer: the cities that have to be asked, each with its (first)
    new group, and those that are left without any."""
    present = {frozenset(city.code for city in group.cities): group for group in proposal.groups}
    before = {city for group in proposal.groups for city in group.cities}
    asked: dict[City, ProposedTandem] = {}
    for place, part in enumerate(parts):
        group = present.pop(frozenset(part["cities"]), None)
        if group is not None:
            work.change(group, position=place, part=part)
            continue
        group = ProposedTandem(
            programme_id=work.programme,
            proposal_id=proposal.id,
            position=place,
            part=part,
            asked_at=work.now,
        )
        group.cities = [cities[code] for code in part["cities"]]
        work.add(group)
        for city in group.cities:
            asked.setdefault(city, group)
    for group in present.values():
        work.change(group, removed_at=work.now)
    work.orm.flush()
    work.orm.expire(proposal, ["groups"])
    seated = {city for group in proposal.groups for city in group.cities}
    return asked, sorted(before - seated, key=lambda city: city.id)


def _asking(city: City, group: ProposedTandem, proposal: Proposal, changed: bool) -> Letter:
    names = sorted(one.name for one in group.cities)
    facts = {"city": city.name, "cities": names}
    return Letter(_ASKED_SUBJECT, (_CHANGED if changed else _ASKED,), PATH, facts, proposal.note)


def _left_out(city: City) -> Letter:
    return Letter(_ASKED_SUBJECT, (_NO_TANDEM,), PATH, {"city": city.name})


def remind_of_proposal(work: Work, proposal: Proposal, payload: RemindOfProposal) -> dict[str, Any]:
    """Remind the people of cities that have not answered, each at most once a day."""
    programme = hold_programme(work)
    require_open(work, proposal)
    waiting = waiting_for(proposal)
    if payload.city is not None:
        if payload.city not in {city.code for group in proposal.groups for city in group.cities}:
            raise Refused("invalid", N_("Choose one of the cities that are asked."), field="city")
        waiting = {city: group for city, group in waiting.items() if city.code == payload.city}
    if not waiting:
        raise Refused("conflict", N_("There is nobody left to remind: all have answered."))
    people = people_of(work, [city.id for city in waiting])
    if not people:
        raise Refused("conflict", N_("Nobody of these cities can be reached by mail. Invite somebody first."))
    today = work.now.date()
    query = select(Reminder.seat_id).where(
        Reminder.programme_id == work.programme,
        Reminder.step == rules.REMINDED_OF,
        Reminder.day == today,
    )
    reminded = set(work.orm.scalars(query))
    written: list[tuple[Seat, Letter]] = []
    for city, group in waiting.items():
        names = sorted(one.name for one in group.cities)
        letter = Letter(_REMIND_SUBJECT, (_REMIND,), PATH, {"city": city.name, "cities": names})
        for seat in people.get(city.id, ()):
            if seat.id in reminded:
                continue
            written.append((seat, letter))
            work.add(
                Reminder(
                    programme_id=work.programme,
                    city_id=city.id,
                    step=rules.REMINDED_OF,
                    seat_id=seat.id,
                    sent_by=work.actor.seat,
                    day=today,
                    created_at=work.now,
                )
            )
    if not written:
        raise Refused("conflict", N_("These people were reminded today already."))
    write(work, programme, written)
    return {"reminded": len(written)}


def withdraw_proposal(work: Work, proposal: Proposal, payload: WithdrawProposal) -> dict[str, Any]:
    """Take a proposal back before it is published; every city that was asked is told why."""
    programme = hold_programme(work)
    require_open(work, proposal)
    require_own_world(work, proposal)
    if is_blank(payload.reason):
        raise Refused("invalid", N_("Say why, in a sentence or two."), field="reason")
    reason = clean_text(payload.reason, field="reason", limit=rules.REASON_LENGTH)
    language = language_for(work, programme, payload.language)
    close(work, proposal, rules.WITHDRAWN)
    work.change(proposal, reason=reason, reason_language=language)
    cities = {city for group in proposal.groups for city in group.cities}
    letters = {
        city: Letter(_WITHDRAWN_SUBJECT, (_WITHDRAWN,), PATH, {"city": city.name}, reason)
        for city in sorted(cities, key=lambda city: city.id)
    }
    tell(work, letters)
    return {"proposal": proposal.id}
