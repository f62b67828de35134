"""People who post, group, vote and mark themselves ready, and what has to be there afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import text

from facilitation.rehearsal.client import Client
from facilitation.rehearsal.crowd import Crowd, Member
from facilitation.rehearsal.outbox import Operation, Refusal
from facilitation.store.database import Database
from tests.live.client import sign_in
from tests.servers import LiveServer

#: What may be refused: a note was taken into another cluster meanwhile, no dots are left.
MAY_BE_REFUSED = ("cluster.make", "vote.cast")
KINDS = ("note.post", "cluster.make", "vote.cast", "ready.set")
#: What they can ask for besides, once a session is widened by a Q&A and small groups.
WIDER = ("question.ask", "point.add")
_WEIGHTS = {
    "note.post": 8,
    "cluster.make": 1,
    "vote.cast": 3,
    "ready.set": 1,
    "question.ask": 2,
    "point.add": 2,
}


class Load:
    """What the people of some crowds on one board ask for; every text and title is said once only.

    `pace` is the mean number of seconds between two deeds of a person. `opens` is what the board's stage lets
    them do at the moment, some of KINDS.
    """

    def __init__(self, *crowds: Crowd, pace: float) -> None:
        self.members = [member for crowd in crowds for member in crowd.members]
        self.asked: list[tuple[Member, Operation]] = []
        self.opens: tuple[str, ...] = ("note.post", "cluster.make", "ready.set")
        self._pace = pace
        self._poll = 0
        self._reports: dict[int, int] = {}
        """By a member's place among them: the small group that they report for."""

    async def widen(self, leader: Client) -> None:
        """Open a Q&A and small groups with somebody who reports each: there is more to ask for now."""
        session = _number(self.members[0].room.subject)
        room = await leader.watch(f"session:{session}")
        here = room.values["session"]["step"]
        asked = {"session": session, "block": here, "kind": "questions", "question": "What else?"}
        self._poll = (await leader.command("poll.add", asked))["poll"]
        await leader.command("poll.open", {"poll": self._poll})
        steps = [{"stage": "breakouts", "minutes": 10}]
        groups = {"session": session, "title": "Small groups", "minutes": 10, "steps": steps}
        block = (await leader.command("block.insert", groups))["block"]
        round = (await leader.command("breakouts.prepare", {"session": session, "block": block}))["round"]
        await leader.command("breakouts.open", {"round": round})
        async with asyncio.timeout(20):
            while not all(member.room.mine.get("breakout") for member in self.members):
                await asyncio.sleep(0.05)
        for place, member in enumerate(self.members):
            group = member.room.mine["breakout"]
            if group not in self._reports.values():
                await member.client.command("breakout.volunteer", {"breakout": group})
                self._reports[place] = group
        self.opens = (*self.opens, *WIDER)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Everybody goes on asking meanwhile."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._live(*one)) for one in enumerate(self.members)]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()

    async def _live(self, place: int, member: Member) -> None:
        turn = 0
        while True:
            turn += 1
            self.ask(member, f"person {place}, deed {turn}")
            await asyncio.sleep(random.expovariate(1 / self._pace))

    async def next_answer(self) -> None:
        """Wait until one more operation is acknowledged."""
        waiting = [operation.done for _, operation in self.asked if not operation.done.done()]
        if waiting:
            await asyncio.wait(waiting, timeout=5, return_when=asyncio.FIRST_COMPLETED)

    def burst(self, turn: int, people: int | None = None) -> None:
        """So many people ask twice at once, so that much is under way."""
        for number in (1, 2):
            for place, member in enumerate(self.members[:people]):
                self.ask(member, f"person {place}, burst {turn}.{number}")

    def ask_everything(self, said: str) -> None:
        """Somebody asks for one of each kind that is open."""
        for kind in self.opens:
            self.ask(self.members[0], f"{said}, {kind}", kind)

    def ask(self, member: Member, said: str, kind: str | None = None) -> None:
        """One deed, of that kind or what chance will have."""
        board = _number(member.board.subject)
        loose = [row["id"] for row in member.board.notes.values() if row["cluster"] is None]
        group = self._reports.get(self.members.index(member))
        can = {"cluster.make": bool(loose), "vote.cast": bool(loose), "point.add": group is not None}
        kinds = [one for one in self.opens if can.get(one, True)] or ["ready.set"]
        if kind not in kinds:
            kind = random.choices(kinds, [_WEIGHTS[one] for one in kinds])[0]
        if kind == "cluster.make":
            payload: dict[str, Any] = {"board": board, "notes": [random.choice(loose)], "title": said}
        elif kind == "vote.cast":
            payload = {"board": board, "on": f"note:{random.choice(loose)}"}
        elif kind == "question.ask":
            payload = {"poll": self._poll, "text": said}
        elif kind == "point.add":
            payload = {"breakout": group, "text": said}
        elif kind == "ready.set":
            payload = {"session": _number(member.room.subject), "ready": random.random() < 0.5}
        else:
            payload = {"board": board, "area": random.choice(member.board.areas), "text": said}
        operation = member.client.ask(kind, payload)
        if kind == "note.post":
            member.posted.append(operation)
        self.asked.append((member, operation))

    def acknowledged(self) -> dict[str, tuple[Operation, Any]]:
        """By operation id: what was acknowledged, with its result. Nothing may be without an answer."""
        found = {}
        for _, operation in self.asked:
            assert operation.done.done(), f"never answered: {operation.name} {operation.payload}"
            error = operation.done.exception()
            may = isinstance(error, Refusal) and operation.name in MAY_BE_REFUSED
            assert error is None or may, error
            if error is None:
                found[operation.id] = (operation, operation.done.result())
        return found


class Ledger:
    """What a database held when a test began; `check` compares what has come since with what was promised."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._before = self._read(url)

    def operations_in(self, url: str) -> set[str]:
        """What has come since, in this database or (by its URL) in one that was made from it."""
        return set(self._read(url)[0] - self._before[0])

    def check(self, acknowledged: dict[str, tuple[Operation, Any]], url: str | None = None) -> None:
        """Every acknowledged operation is there exactly once, and there is no row that nobody was told of."""
        operations, notes, titles, votes, questions, points = (
            now - before for now, before in zip(self._read(url or self._url), self._before, strict=True)
        )
        assert operations == Counter(acknowledged.keys())
        assert notes == _made(acknowledged, "note.post", "note", "text")
        assert titles == _made(acknowledged, "cluster.make", "cluster", "title")
        assert questions == _made(acknowledged, "question.ask", "question", "text")
        assert points == _made(acknowledged, "point.add", "point", "text")
        assert Counter({vote: 1 for vote, _ in _made(acknowledged, "vote.cast", "vote", "on")}) == votes

    def _read(self, url: str) -> tuple[Counter, ...]:
        database = Database(url)
        names = ", ".join(f"'{name}'" for name in (*KINDS, *WIDER))
        try:
            with database.reading() as orm:
                if database.is_sqlite:
                    assert orm.execute(text("PRAGMA integrity_check")).scalar() == "ok"
                return (
                    Counter(
                        orm.scalars(text(f"SELECT operation_id FROM operations WHERE name IN ({names})"))
                    ),
                    Counter(orm.execute(text("SELECT id, text FROM notes")).all()),
                    Counter(orm.execute(text("SELECT id, title FROM clusters")).all()),
                    Counter(orm.scalars(text("SELECT id FROM votes"))),
                    Counter(orm.execute(text("SELECT id, text FROM poll_questions")).all()),
                    Counter(orm.execute(text("SELECT id, text FROM breakout_points")).all()),
                )
        finally:
            database.dispose()


def _made(acknowledged: dict[str, tuple[Operation, Any]], name: str, result: str, field: str) -> Counter:
    return Counter(
        (done[result], operation.payload[field])
        for operation, done in acknowledged.values()
        if operation.name == name
    )


@contextlib.asynccontextmanager
async def leading(server: LiveServer) -> AsyncIterator[Client]:
    """The demo's facilitator."""
    cookie = await asyncio.to_thread(sign_in, server, "facilitator")
    auth = {"programme": server.ready["programme"]}
    async with Client(server.url, auth, headers={"Cookie": cookie, "Origin": server.url}) as leader:
        yield leader


async def everybody_is_back(crowd: Crowd, before: list[int]) -> None:
    """Wait until everybody is online on a later connection than `before` counts."""
    async with asyncio.timeout(20):
        while any(
            member.client.connections <= number or not member.client.online
            for member, number in zip(crowd.members, before, strict=True)
        ):
            await asyncio.sleep(0.05)


def _number(subject: str) -> int:
    return int(subject.partition(":")[2])
