"""Two live processes on one database: what is said at one is seen at the other, whatever becomes of Redis."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from facilitation.live.repair import PERIOD
from facilitation.rehearsal.client import Client as Person
from facilitation.rehearsal.crowd import Crowd
from facilitation.store import database as store
from facilitation.store.boards import Board
from facilitation.store.database import Database
from facilitation.store.sessions import Session
from tests.faults.conftest import Cluster
from tests.faults.load import KINDS, Ledger, Load
from tests.holding import held
from tests.laws.fold import settled
from tests.live.client import Client, Seat, Watcher, ask, client_of
from tests.servers import until

pytestmark = [pytest.mark.postgresql, pytest.mark.redis]

PROGRAMME = "respond-rebuild-reinvent"
PEOPLE = 8
PACE = 0.8


class Process:
    """One of the two, as the raw clients address a server."""

    def __init__(self, url: str) -> None:
        self.url = url


def enter(cluster: Cluster, name: str, code: str | None = None) -> Seat:
    """Take a guest's seat: at the first process, for both."""
    wanted = {"code": code or cluster.code, "name": name, "city": "DUB"}
    given = ask(f"{cluster.urls[0]}/api/v1/join", wanted).json()
    return Seat(given["seat"], given["programme"], given["session"], given["board"])


@pytest.fixture
def at(cluster: Cluster) -> Iterator:
    """Connect a seat to the first (0) or the second (1) process: at(1, seat). Closed when the test ends."""
    with contextlib.ExitStack() as stack:

        def connect(place: int, seat: Seat) -> Client:
            return stack.enter_context(client_of(Process(cluster.urls[place]), seat, queue=None))

        yield connect


@contextlib.asynccontextmanager
async def crowds(cluster: Cluster) -> AsyncIterator[tuple[Crowd, Crowd]]:
    """PEOPLE at each process."""
    here, there = (Crowd(url, cluster.code, PEOPLE, cut_every=0) for url in cluster.urls)
    async with here, there:
        await asyncio.gather(here.come_in(), there.come_in())
        yield here, there


async def answered(load: Load) -> None:
    async with asyncio.timeout(30):
        while any(len(member.client.outbox) for member in load.members):
            await asyncio.sleep(0.02)


async def converge(load: Load, *crowds: Crowd) -> None:
    await answered(load)
    for crowd in crowds:
        outcome = await crowd.settle()
        assert outcome.unanswered == 0
        assert (outcome.lost, outcome.doubled, outcome.differing) == (0, 0, 0)
        assert outcome.delivered == outcome.pairs


async def turn(cluster: Cluster, stage: str) -> None:
    """A facilitator at the second process turns the board to a stage."""
    url = cluster.urls[1]
    headers = {"Cookie": cluster.facilitator, "Origin": url}
    async with Person(url, {"programme": PROGRAMME}, headers=headers) as facilitator:
        await facilitator.command("board.stage", {"board": cluster.board, "stage": stage})


async def turn_to(cluster: Cluster, stage: str, *crowds: Crowd) -> None:
    """The same; until everybody sees it."""
    await turn(cluster, stage)
    async with asyncio.timeout(10):
        while any(member.board.stage != stage for crowd in crowds for member in crowd.members):
            await asyncio.sleep(0.02)


async def work_together(cluster: Cluster) -> Load:
    """Everybody writes and groups, is turned to writing privately and back, and votes."""
    async with crowds(cluster) as both:
        load = Load(*both, pace=PACE)
        async with load.running():
            await asyncio.sleep(1.5)
            load.ask_everything("In between")
            await turn_to(cluster, "write", *both)
            load.opens = ("note.post", "ready.set")
            await asyncio.sleep(0.7)
            await turn_to(cluster, "revealed", *both)
            load.opens = ("note.post", "cluster.make", "ready.set")
            await asyncio.sleep(0.7)
            load.opens = ("ready.set",)
            await answered(load)
            await turn_to(cluster, "vote", *both)
            load.opens = ("vote.cast", "ready.set")
            load.ask_everything("Later")
            await asyncio.sleep(1.0)
        await converge(load, *both)
        assert [member.board.gaps for member in load.members] == [0] * len(load.members)
        assert [member.client.connections for member in load.members] == [1] * len(load.members)
        await turn_to(cluster, "revealed", *both)
        return load


def test_both_show_the_same(cluster: Cluster, at) -> None:
    subjects = [f"board:{cluster.board}", f"session:{cluster.first.ready['session']}"]
    seats = [enter(cluster, "Ann"), enter(cluster, "Bob")]
    # Each has a window at each process. A Watcher is strict: a frame begins where the last one ended.
    watchers = [
        (place, seat, Watcher.of(client, subject))
        for place in (0, 1)
        for seat in seats
        for client in [at(place, seat)]
        for subject in subjects
    ]
    ledger = Ledger(cluster.database)
    load = asyncio.run(work_together(cluster))
    acknowledged = load.acknowledged()
    assert {operation.name for operation, _ in acknowledged.values()} == set(KINDS)
    ledger.check(acknowledged)
    for place, seat, watcher in watchers:
        fresh = at(1 - place, seat).subscribe(watcher.subject)
        watcher.reach(fresh["revision"])
        assert same(watcher.copy.state, fresh["snapshot"])


def same(copy: dict, snapshot: dict) -> bool:
    return settled(copy | {"now": 0}) == settled(snapshot | {"now": 0})


def test_what_was_saved_at_one_is_known_at_the_other(cluster: Cluster, at) -> None:
    seat = enter(cluster, "Ann")
    here, there = at(0, seat), at(1, seat)
    payload, operation = {"board": cluster.board, "area": 1, "text": "Once"}, str(uuid.uuid4())
    answers = [client.command("note.post", payload, operation) for client in (here, there, here)]
    assert answers[0]["ok"] and answers == [answers[0]] * 3
    twisted = there.command("note.post", payload | {"text": "Twice"}, operation)
    assert twisted["code"] == "conflict"
    notes = at(1, seat).subscribe(f"board:{cluster.board}")["snapshot"]["notes"]
    assert [note["id"] for note in notes if note["text"] == "Once"] == [answers[0]["result"]["note"]]


def test_what_is_private_reaches_only_its_author(cluster: Cluster, at) -> None:
    """Written at the first process before the reveal: at the second only the author's own window has it."""
    author, other = enter(cluster, "Ann"), enter(cluster, "Bob")
    asyncio.run(turn(cluster, "write"))
    board = f"board:{cluster.board}"
    own, strange = (Watcher.of(at(1, seat), board) for seat in (author, other))
    private = f"private {uuid.uuid4()}"
    done = at(0, author).command("note.post", {"board": cluster.board, "area": 1, "text": private})
    own.reach(done["revision"])
    strange.reach(done["revision"])
    mine = {note["id"]: note["text"] for note in own.copy.state["mine"]["notes"]}
    assert mine[done["result"]["note"]] == private
    assert private not in json.dumps(strange.frames) and not any("mine" in one for one in strange.frames)
    asyncio.run(turn(cluster, "revealed"))
    revealed = at(0, other).subscribe(board)
    strange.reach(revealed["revision"])
    assert same(strange.copy.state, revealed["snapshot"])
    assert private in [note["text"] for note in strange.copy.state["notes"]]


def sent_to_and_fro(here: Client, there: Watcher, times: int) -> float:
    """So many notes, each posted when the last one has arrived at the other process; seconds altogether."""
    payload = {"board": int(there.subject.partition(":")[2]), "area": 1, "text": "To and fro"}
    started = time.monotonic()
    for _ in range(times):
        there.reach(here.command("note.post", payload)["revision"])
    return time.monotonic() - started


def test_with_redis_the_other_process_is_told_at_once(cluster: Cluster, at) -> None:
    here, there = at(0, enter(cluster, "Ann")), at(1, enter(cluster, "Bob"))
    watcher = Watcher.of(there, f"board:{cluster.board}")
    until(lambda: sent_to_and_fro(here, watcher, 1) < PERIOD / 2, "a prompt frame", 15)
    # By looking alone the other would find each note a whole period after the one before.
    assert sent_to_and_fro(here, watcher, 8) < 8 * PERIOD / 2


def test_what_anybody_says_over_redis_harms_nobody(cluster: Cluster, at) -> None:
    watchers = [Watcher.of(at(place, enter(cluster, "Ann")), f"board:{cluster.board}") for place in (0, 1)]
    board, channel = watchers[0].subject, "facilitation:0:revisions"
    messages = [b"", b"\x80\x04K\x01.", b"[]", b'["x",{"board:1":"1"}]', b'["x",{"board:none":1,"":2}]']
    messages += [json.dumps(["x", {board: number}]).encode() for number in (0, -5, 10**15, 10**30)]
    with redis.Redis.from_url(cluster.redis.url) as stranger:
        for message in messages:
            assert stranger.publish(channel, message) == 2, "both processes listen"
    done = at(0, enter(cluster, "Bob")).command(
        "note.post", {"board": cluster.board, "area": 1, "text": "All is well"}
    )
    for watcher in watchers:
        watcher.reach(done["revision"])
        assert [frame["to"] for frame in watcher.frames] == [done["revision"]]


async def open_another(cluster: Cluster) -> int:
    """Another running session with an open board, in the same programme."""
    headers = {"Cookie": cluster.facilitator, "Origin": cluster.urls[1]}
    planned = {"title": "Next door", "type": "challenge", "template": "challenges"}
    async with Person(cluster.urls[1], {"programme": PROGRAMME}, headers=headers) as facilitator:
        session = (await facilitator.command("session.create", planned))["session"]
        await facilitator.command("session.start", {"session": session})
        return session


def test_a_process_that_holds_a_board_delays_no_other(
    cluster: Cluster, at, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third one, here: it holds a board with its session, and says nothing more."""
    session = asyncio.run(open_another(cluster))
    own = Database(cluster.database)
    with own.reading() as orm:
        code = orm.get_one(Session, session).code.code
    ann, bob = enter(cluster, "Ann"), enter(cluster, "Bob", code)
    stopped, next_door = ([at(place, seat) for place in (0, 1)] for seat in (ann, bob))
    here, there = (
        {"board": seat.board, "area": client.subscribe(f"board:{seat.board}")["snapshot"]["areas"][0]["id"]}
        for client, seat in ((stopped[0], ann), (next_door[0], bob))
    )
    monkeypatch.setattr(store, "FROZEN", 60)
    patient = Database(cluster.database)
    with (
        ThreadPoolExecutor(2) as pool,
        held(patient, Board, ann.board),
        held(patient, Session, ann.session),
    ):
        for client in stopped:
            pool.submit(client.command, "note.post", here | {"text": "Kept waiting"})
        for number in range(4):
            assert next_door[number % 2].command("note.post", there | {"text": f"Next door {number}"})["ok"]
            enter(cluster, f"Newcomer {number}", code)
            answer = ask(f"{cluster.urls[number % 2]}/healthz?writing=1")
            assert answer.json() == {"ok": True, "writing": True}
    # Frozen as long as a process may be: whoever waits is not even refused.
    with held(own, Board, ann.board), held(own, Session, ann.session):
        assert stopped[1].command("note.post", here | {"text": "While somebody is frozen"})["ok"]
    for database in (own, patient):
        database.dispose()


def test_redis_killed_under_load(cluster: Cluster, at) -> None:
    pids, ledger = cluster.pids(), Ledger(cluster.database)
    here, there = at(0, enter(cluster, "Ann")), at(1, enter(cluster, "Bob"))
    watcher = Watcher.of(there, f"board:{cluster.board}")

    async def lose_redis() -> Load:
        async with crowds(cluster) as both:
            load = Load(*both, pace=PACE)
            async with load.running():
                await asyncio.sleep(0.7)
                cluster.redis.kill()
                await asyncio.sleep(2.0)
            # It still is away.
            await converge(load, *both)
            async with load.running():
                await asyncio.to_thread(cluster.redis.start)
                await asyncio.sleep(1.5)
            await converge(load, *both)
            assert [member.board.gaps for member in load.members] == [0] * len(load.members)
            return load

    load = asyncio.run(lose_redis())
    ledger.check(load.acknowledged())
    assert cluster.pids() == pids, "no process has ended"
    until(lambda: sent_to_and_fro(here, watcher, 1) < PERIOD / 2, "a prompt frame again", 15)
    for log in cluster.logs():
        assert 1 <= log.count("Redis can't be reached") <= 2, "said once by who tells, once by who hears"
        assert log.count("Redis is back") <= log.count("Redis can't be reached")


def test_postgresql_restarted_under_load(cluster: Cluster, at) -> None:
    pids, ledger = cluster.pids(), Ledger(cluster.database)
    seat = enter(cluster, "Ann")
    unlucky = [at(place, seat) for place in (0, 1)]
    said = {"board": cluster.board, "area": 1, "text": "While it is away"}

    async def restart() -> Load:
        async with crowds(cluster) as both:
            load = Load(*both, pace=PACE)
            async with load.running():
                await asyncio.sleep(0.7)
                await asyncio.to_thread(cluster.postgresql.stop)
                for client in unlucky:
                    answer = await asyncio.to_thread(client.command, "note.post", said)
                    assert (answer["ok"], answer["code"]) == (False, "busy"), answer
                    assert answer["message"] and answer["retry_after"] > 0
                await asyncio.sleep(1.0)
                await asyncio.to_thread(cluster.postgresql.start)
                await asyncio.sleep(1.5)
            await converge(load, *both)
            return load

    load = asyncio.run(restart())
    ledger.check(load.acknowledged())
    assert cluster.pids() == pids, "no process has ended"
