"""`kill -9` of the live process under the load of fifty people: nothing acknowledged is lost or doubled."""

import asyncio
import os
import random
import signal
from functools import partial

from facilitation.rehearsal.crowd import Crowd
from tests.faults.load import WIDER, Ledger, Load, everybody_is_back, leading
from tests.servers import LiveServer, live_server, until

PEOPLE, FEW = 50, 3
KILLS = 2


async def kill_now_and_then(server: LiveServer, crowd: Crowd, load: Load) -> None:
    for turn in range(KILLS):
        await asyncio.sleep(random.uniform(0.5, 1.5))
        pid = server.ready["pids"]["live"]
        before = [member.client.connections for member in crowd.members]
        if turn == 0:
            load.burst(turn)
            await asyncio.sleep(random.uniform(0.0, 0.06))
        else:
            # The moment at which an acknowledgement that came before its commit shows; few ask, so that
            # this process is quick enough to see it.
            load.burst(turn, people=FEW)
            await load.next_answer()
        os.kill(pid, signal.SIGKILL)
        await asyncio.to_thread(until, partial(is_another, server, pid), "another live process")
        await everybody_is_back(crowd, before)
        # Some lose the network before they hear that theirs was saved: what they send again is known.
        load.burst(KILLS + turn)
        await load.next_answer()
        for member in crowd.members:
            if len(member.client.outbox):
                member.client.cut(0.0)
        await asyncio.sleep(0.1)
        await everybody_is_back(crowd, [0] * PEOPLE)


def is_another(server: LiveServer, pid: int) -> bool:
    return server.ready["pids"].get("live", pid) != pid


async def rehearse(server: LiveServer, ledger: Ledger) -> None:
    async with Crowd(server.url, server.ready["join_code"], PEOPLE, cut_every=0) as crowd:
        await crowd.come_in()
        # About 20 deeds a second altogether, besides the bursts.
        load = Load(crowd, pace=PEOPLE / 20)
        async with leading(server) as leader:
            await load.widen(leader)
        async with load.running():
            await kill_now_and_then(server, crowd, load)
            await asyncio.sleep(1.0)
        outcome = await crowd.settle()
        assert outcome.unanswered == 0
        acknowledged = load.acknowledged()
        assert {operation.name for operation, _ in acknowledged.values()} >= set(WIDER)
        # Else nothing was under way when it was killed, and the rest of this proves nothing.
        assert crowd.counts.resent > PEOPLE // 5
        assert (outcome.lost, outcome.doubled, outcome.differing) == (0, 0, 0)
        assert outcome.delivered == outcome.pairs == PEOPLE * sum(len(one.posted) for one in crowd.members)
        ledger.check(acknowledged)


def test_nothing_acknowledged_is_lost_or_doubled(tmp_path):
    with live_server(tmp_path) as server:
        ledger = Ledger(f"sqlite:///{tmp_path / 'facilitation.sqlite3'}")
        asyncio.run(rehearse(server, ledger))
