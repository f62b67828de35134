"""Never proposed or published: who met, nothing, the same cities twice, what others have changed since."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Refused
from facilitation.store.people import Seat
from facilitation.store.proposals import Proposal, ProposalAnswer
from facilitation.store.tandems import Round, TandemVersion
from tests.laws.cases.tandems import group_of
from tests.tandem_people import grouped
from tests.world import CITIES, World

ASKING = pytest.mark.parametrize("command", ["round.propose", "round.publish"])


def _scenario(world: World, *groups: str, as_attended: bool = False) -> int:
    cities = [
        {"id": code, "name": name, "time_zone": zone, "languages": ["en"], "challenges": ["jobs"]}
        for code, name, _, zone in CITIES
    ]
    payload = {"problem": {"cities": cities}, "tandems": [group.split() for group in groups], "name": "Mine"}
    return world.by("organiser", "round.group", payload | {"as_attended": as_attended}).result["round"]


def _move(world: World, number: int, city: str, leaves: int | None, joins: int | None) -> None:
    payload = {"round": number, "version": 0, "city": city, "leaves": leaves, "joins": joins}
    world.by("organiser", "round.move", payload)


def _nothing_came_of_it(world: World) -> None:
    with world.database.reading() as orm:
        for row in (Proposal, TandemVersion):
            assert orm.scalars(select(row)).all() == []


@ASKING
def test_who_met_is_told_and_proposed_to_nobody(world: World, command: str) -> None:
    number = _scenario(world, "DUB TRN", "SFO WAW", as_attended=True)
    with pytest.raises(Refused, match="tells who met"):
        world.by("coordinator", command, {"round": number})
    _nothing_came_of_it(world)


@ASKING
def test_no_tandem_at_all_is_no_answer(world: World, command: str) -> None:
    number = _scenario(world, "DUB")
    _move(world, number, "DUB", 0, None)
    with pytest.raises(Refused, match="No city sits in a tandem yet"):
        world.by("coordinator", command, {"round": number})
    _nothing_came_of_it(world)


@ASKING
def test_what_somebody_else_has_changed_since_is_looked_at_first(world: World, command: str) -> None:
    number = _scenario(world, "DUB SFO TRN", "SFO WAW")
    _move(world, number, "DUB", 0, 1)
    with pytest.raises(Refused, match="Somebody else changed this table"):
        world.by("coordinator", command, {"round": number, "scenario_version": 0})
    _nothing_came_of_it(world)
    world.by("coordinator", command, {"round": number, "scenario_version": 1})


def test_the_same_cities_sit_together_once(world: World) -> None:
    with pytest.raises(Refused, match="in two tandems"):
        _scenario(world, "DUB TRN", "TRN DUB", "SFO WAW")
    number = _scenario(world, "DUB TRN", "DUB", "SFO WAW")
    with pytest.raises(Refused, match="in two tandems"):
        _move(world, number, "TRN", None, 1)
    twice = grouped(world, "DUB TRN", "TRN DUB")
    for command in ("round.propose", "round.publish"):
        with pytest.raises(Refused, match="in two tandems"):
            world.by("coordinator", command, {"round": twice})


@ASKING
def test_a_city_alone_is_no_tandem(world: World, command: str) -> None:
    number = _scenario(world, "DUB TRN", "SFO WAW")
    _move(world, number, "WAW", 1, 2)
    with pytest.raises(Refused) as refused:
        world.by("coordinator", command, {"round": number})
    assert "San Francisco" in str(refused.value) and "sits alone" in str(refused.value)
    _nothing_came_of_it(world)
    world.by(
        "organiser", "round.move", {"round": number, "version": 1, "city": "WAW", "leaves": 2, "joins": 1}
    )
    world.by("coordinator", command, {"round": number})


@ASKING
def test_more_cities_sit_together_only_where_the_sizes_or_a_lock_allow_it(world: World, command: str) -> None:
    number = _scenario(world, "DUB TRN SFO WAW")
    with pytest.raises(Refused, match="4 cities sit in one tandem: Dublin, "):
        world.by("coordinator", command, {"round": number})
    _nothing_came_of_it(world)
    rule = {"kind": "locked", "cities": ["DUB", "TRN", "SFO", "WAW"]}
    world.by("organiser", "round.rule", {"round": number, "version": 0} | rule)
    world.by("coordinator", command, {"round": number})


def test_nobody_simulated_answers_a_real_proposal(world: World) -> None:
    """Also where no real person has answered yet; a proposal made in a rehearsal is theirs to answer."""
    number = _scenario(world, "DUB TRN", "SFO WAW")
    done = world.by("organiser", "round.propose", {"round": number}).result
    own = {"group": group_of(world, "DUB"), "answer": "yes"}
    _simulate(world, "support", "coordinator")
    for role in ("support", "coordinator"):
        with pytest.raises(Refused, match="Simulated people can’t answer"):
            world.by(role, "proposal.answer", own | ({"city": "DUB"} if role == "coordinator" else {}))
    with world.database.writing() as orm:
        orm.get_one(Proposal, done["proposal"]).simulated = True
    world.by("support", "proposal.answer", own)
    with world.database.reading() as orm:
        assert [row.simulated for row in orm.scalars(select(ProposalAnswer))] == [True]


def _simulate(world: World, *roles: str) -> None:
    with world.database.writing() as orm:
        for role in roles:
            orm.get_one(Seat, world.here.seats[role]).simulated = True


@pytest.mark.parametrize(
    ("command", "more"),
    [
        ("round.propose", {}),
        ("round.publish", {}),
        ("round.rename", {"name": "Theirs"}),
        ("round.remove", {}),
        ("round.move", {"version": 0, "city": "DUB", "leaves": 0, "joins": 1}),
    ],
)
def test_nobody_simulated_changes_a_real_scenario(world: World, command: str, more: dict[str, Any]) -> None:
    number = _scenario(world, "DUB TRN", "SFO WAW")
    _simulate(world, "coordinator")
    with pytest.raises(Refused, match="Simulated people"):
        world.by("coordinator", command, {"round": number} | more)
    with world.database.reading() as orm:
        row = orm.get_one(Round, number)
        assert (row.status, row.name, row.version) == ("solved", "Mine", 0)


def test_nobody_simulated_speaks_for_a_real_city_or_takes_back_what_is_real(world: World) -> None:
    number = _scenario(world, "DUB TRN", "SFO WAW")
    done = world.by("organiser", "round.propose", {"round": number}).result
    own = {"group": group_of(world, "DUB")}
    world.by("participant", "proposal.answer", own | {"answer": "no", "comment": "Too far"})
    _simulate(world, "coordinator", "support")
    refused = [
        ("support", "proposal.answer", own | {"answer": "yes"}),
        ("coordinator", "proposal.reply", own | {"city": "DUB", "text": "Never mind"}),
        ("coordinator", "proposal.withdraw", {"proposal": done["proposal"], "reason": "In play"}),
    ]
    for role, command, payload in refused:
        with pytest.raises(Refused, match="Simulated people"):
            world.by(role, command, payload)
    world.by("organiser", "round.publish", {"round": number})
    with pytest.raises(Refused, match="Simulated people"):
        world.by("coordinator", "round.take_back", {"round": number, "reason": "In play"})
    with world.database.reading() as orm:
        assert [row.answer for row in orm.scalars(select(ProposalAnswer))] == ["no"]
        assert orm.get_one(Round, number).status == "published"
