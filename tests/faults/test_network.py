"""Delays, stalls, losses and cuts between people and the program: all of it arrives, and once."""

from __future__ import annotations

import asyncio

from facilitation.rehearsal.crowd import Crowd
from facilitation.rehearsal.joining import snapshot
from facilitation.rehearsal.views import copy_of
from tests.faults.conftest import database_of
from tests.faults.load import Ledger, Load, everybody_is_back
from tests.faults.network import BACK, OUT, Network
from tests.faults.poller import Poller
from tests.live.client import join
from tests.servers import LiveServer

PEOPLE = 10
PACE = 0.5


async def fail_in_every_way(network: Network, crowd: Crowd, load: Load) -> None:
    async def pass_on(seconds: float) -> None:
        await asyncio.sleep(seconds)
        network.mend()
        await asyncio.sleep(0.5)

    network.delay = 0.1
    await pass_on(1.0)
    network.delay = 0.0
    before = [member.client.connections for member in crowd.members]
    network.stall(BACK)
    await pass_on(1.5)
    network.stall(OUT)
    await pass_on(1.0)
    assert [member.client.connections for member in crowd.members] == before, "patience is enough for these"
    # What is asked now is done, and nobody hears of it before they come back and ask again.
    network.lose(BACK)
    load.burst(1)
    await pass_on(1.0)
    await everybody_is_back(crowd, before)
    assert crowd.counts.resent >= PEOPLE
    # What is asked now is on its way when the connection ends: done or not, nobody knows.
    before = [member.client.connections for member in crowd.members]
    load.burst(2)
    network.stall(OUT)
    await asyncio.sleep(0.3)
    network.cut()
    await pass_on(1.0)
    await everybody_is_back(crowd, before)
    network.lose(OUT)
    load.burst(3)
    await pass_on(0.7)


async def live_through(server: LiveServer) -> tuple[Load, list[Poller]]:
    async with (
        Network(server.url) as network,
        Crowd(network.url, server.ready["join_code"], PEOPLE, cut_every=0) as crowd,
    ):
        await crowd.come_in()
        load = Load(crowd, pace=PACE)
        pollers = [Poller(network.url, join(server, name), name) for name in ("Pol", "Pia")]
        async with load.running():
            for poller in pollers:
                poller.start()
            await fail_in_every_way(network, crowd, load)
            await asyncio.gather(*(asyncio.to_thread(poller.finish) for poller in pollers))
        assert network.swallowed > 0
        outcome = await crowd.settle()
        assert outcome.unanswered == 0
        assert (outcome.lost, outcome.doubled, outcome.differing) == (0, 0, 0)
        assert outcome.delivered == outcome.pairs
        return load, pollers


def test_a_network_that_fails(server: LiveServer) -> None:
    ledger = Ledger(f"sqlite:///{database_of(server)}")
    load, pollers = asyncio.run(live_through(server))
    acknowledged = load.acknowledged()
    for poller in pollers:
        assert poller.sessions > 2 and len(poller.answered) > 5
        acknowledged |= poller.answered
        fresh = asyncio.run(snapshot(server.url, poller.view.subject, poller.seat.token))
        poller.catch_up(server.url)
        assert poller.view.state() == copy_of(poller.view.subject, fresh).state()
    assert sum(poller.resent for poller in pollers) > 0
    ledger.check(acknowledged)
