"""The proposal of tandems that is open: held, looked at and closed; for asking, answering and publishing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitation.commands.cities import places
from facilitation.commands.tandems.steps import require_own_world
from facilitation.commands.work import Work
from facilitation.domain import scenarios
from facilitation.domain import tandems as rules
from facilitation.domain.errors import N_, Refused
from facilitation.store.cities import City
from facilitation.store.programmes import Programme
from facilitation.store.proposals import Proposal, ProposedTandem
from facilitation.store.tandems import Round

#: Where in a programme the people of a city see what is proposed to it.
PATH = "tandems/proposal"


def hold_programme(work: Work) -> Programme:
    """The programme with its lock, so that two who propose or publish at once do so one after the other."""
    work.orm.flush()
    query = select(Programme).where(Programme.id == work.programme).with_for_update(key_share=True)
    return work.orm.scalars(query).one()


def open_proposal(work: Work) -> Proposal | None:
    query = select(Proposal).where(Proposal.programme_id == work.programme, Proposal.state == rules.OPEN)
    return work.orm.scalars(query.order_by(Proposal.id)).first()


def parts_of(work: Work, round_: Round, seen: int | None) -> list[dict[str, Any]]:
    """A round's tandems in the pinned form, as they are asked about or published.

    `Refused` where they were changed since somebody saw the scenario's version `seen`, where there are none,
    where a city sits alone or too many sit together, where the same cities sit together twice, where they
    only tell who met, or where they are real and the actor is not.
    """
    if round_.as_attended:
        raise Refused("conflict", N_("This scenario tells who met. Duplicate it to change the copy."))
    require_own_world(work, round_)
    if seen is not None:
        scenarios.require_version(round_.version, seen)
    parts: list[dict[str, Any]] = (round_.answer or {})["tandems"]
    if not parts:
        raise Refused("conflict", N_("No city sits in a tandem yet. Make one first."))
    if len({frozenset(part["cities"]) for part in parts}) < len(parts):
        raise Refused("conflict", scenarios.TWICE)
    scenarios.require_tandems(round_.problem, [part["cities"] for part in parts])
    return parts


def cities_of(work: Work, parts: list[dict[str, Any]]) -> dict[str, City]:
    """The programme's cities by their codes; `Refused` where one of an answer has left."""
    query = select(City).where(City.programme_id == work.programme)
    cities = {city.code: city for city in work.orm.scalars(query)}
    for part in parts:
        gone = [code for code in part["cities"] if code not in cities]
        if gone:
            raise Refused(
                "conflict",
                N_("The city %(badge)s has left the programme since. Find tandems again."),
                badge=gone[0],
            )
    return cities


def language_for(work: Work, programme: Programme, language: str | None) -> str:
    """The language that a text is written in: as it was said, else the programme's first."""
    return places.written_in(language) or (programme.languages[0] if programme.languages else "en")


def waiting_for(proposal: Proposal) -> dict[City, ProposedTandem]:
    """The cities that have said neither yes nor no, each with (the first) group that waits for it."""
    waiting: dict[City, ProposedTandem] = {}
    for group in proposal.groups:
        said = {row.city_id for row in group.answers if row.answer != rules.UNDECIDED}
        for city in group.cities:
            if city.id not in said:
                waiting.setdefault(city, group)
    return waiting


def close(work: Work, proposal: Proposal, state: str) -> None:
    work.change(proposal, state=state, closed_at=work.now)


def require_open(work: Work, proposal: Proposal) -> None:
    work.orm.refresh(proposal)
    if proposal.state != rules.OPEN:
        raise Refused("closed", N_("This proposal is no longer open."))
