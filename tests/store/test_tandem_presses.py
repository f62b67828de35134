"""Two processes in which people press for the same tandems: one after the other, and nothing twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from facilitation.commands.door import DirectDoor
from facilitation.commands.execute import Call
from facilitation.commands.house import House
from facilitation.domain.errors import Refused
from facilitation.store.database import Database
from facilitation.store.proposals import Proposal, ProposalAnswer
from facilitation.store.tandems import Round, Tandem, TandemVersion
from facilitation.translations import say
from tests.laws.cases.tandems import group_of
from tests.tandem_people import grouped, mails, somebody_of
from tests.world import World

pytestmark = pytest.mark.postgresql


@pytest.fixture
def doors(on_postgresql: World) -> Iterator[list[DirectDoor]]:
    """Those of two processes."""
    world = on_postgresql
    url = world.database.url.render_as_string(hide_password=False)
    databases = [Database(url, "normal") for _ in range(2)]
    yield [DirectDoor(House(one, world.clock, say)) for one in databases]
    for one in databases:
        one.dispose()


def _at_once(doors: list[DirectDoor], *calls: Call) -> list[str]:
    """What became of calls made at the same moment, by turns in each process: "done", or why not."""
    outcomes = [""] * len(calls)
    together = threading.Barrier(len(calls))

    def press(at: int, call: Call) -> None:
        together.wait(10)
        try:
            doors[at % len(doors)].execute(call)
            outcomes[at] = "done"
        except Refused as refused:
            outcomes[at] = f"{refused.code}: {refused}"

    pressing = [threading.Thread(target=press, args=(at, call)) for at, call in enumerate(calls)]
    for thread in pressing:
        thread.start()
    for thread in pressing:
        thread.join(60)
    return outcomes


def test_a_proposal_is_made_once(on_postgresql: World, doors: list[DirectDoor]) -> None:
    """Whoever comes second changes the open proposal; who was asked already is not asked again."""
    world = on_postgresql
    somebody_of(world, "WAW")
    number, seats = grouped(world, "DUB TRN", "SFO WAW"), world.here.seats
    calls = [
        Call("round.propose", f"propose-{at}", {"round": number}, seats[who])
        for at, who in enumerate(("coordinator", "organiser"))
    ]
    assert _at_once(doors, *calls) == ["done", "done"]
    with world.database.reading() as orm:
        [proposal] = orm.scalars(select(Proposal))
        assert len(proposal.groups) == 2
    assert len(mails(world)["waw@city.invalid"]) == 1


def test_cities_answer_while_it_is_published(on_postgresql: World, doors: list[DirectDoor]) -> None:
    """An answer is kept before, or told that the proposal is closed; the version's record agrees with it."""
    world = on_postgresql
    people = {code: somebody_of(world, code) for code in ("TRN", "WAW")}
    number = grouped(world, "DUB TRN", "SFO WAW")
    world.by("coordinator", "round.propose", {"round": number})
    groups = {code: group_of(world, code) for code in people}
    answers = [
        Call("proposal.answer", f"answer-{code}", {"group": groups[code], "answer": "yes"}, people[code])
        for code in people
    ]
    publishing = [
        Call("round.publish", f"publish-{at}", {"round": number, "version": 0}, world.here.seats[who])
        for at, who in enumerate(("coordinator", "organiser"))
    ]
    said = _at_once(doors, *answers, *publishing)
    assert sorted(one.partition(":")[0] for one in said[2:]) == ["conflict", "done"], said
    assert all(one == "done" or one.startswith("closed: ") for one in said[:2]), said
    with world.database.reading() as orm:
        [version] = orm.scalars(select(TandemVersion))
        assert orm.get_one(Round, number).status == "published"
        assert len(orm.scalars(select(Tandem).where(Tandem.ended_at.is_(None))).all()) == 2
        agreed = {code for code, one in zip(people, said[:2], strict=True) if one == "done"}
        kept = {row.city.code for row in orm.scalars(select(ProposalAnswer)) if row.answer == "yes"}
        assert kept == agreed
        assert set(version.missing) == {"DUB", "TRN", "SFO", "WAW"} - agreed
