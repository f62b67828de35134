"""A crowd that rehearses: people who come in, write, group, vote, and lose their network now and then."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from typing import Any

from facilitation.rehearsal.client import Client
from facilitation.rehearsal.counts import POST, Counts
from facilitation.rehearsal.joining import join, snapshot
from facilitation.rehearsal.outbox import Operation, Refusal, Unreachable
from facilitation.rehearsal.people import SOCIAL, TRANSVERSAL, Person, Writer, cast
from facilitation.rehearsal.views import View, copy_of

KINDS = (SOCIAL, TRANSVERSAL)
COMING = 12
"""How many people are let in at the same time."""
SETTLING_SECONDS = 30.0
"""How long everybody waits at the end for the last answers and frames."""
_OPEN = {"write": "post", "write_openly": "group", "revealed": "group", "cluster": "group", "vote": "vote"}


@dataclass(slots=True, eq=False)
class Member:
    """Somebody in the crowd."""

    person: Person
    token: str
    client: Client
    board: View
    room: View
    posted: list[Operation] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the notes, found out by fresh reads after everything was answered.

    `pairs` of a reader and a note had to come together; `delivered` is how many did. `lost` and `doubled`
    count notes: acknowledged and not there, or there more often than anybody asked. `differing` is how
    many people's copies are not what the server says, `unanswered` how many operations still wait.
    """

    pairs: int
    delivered: int
    lost: int
    doubled: int
    differing: int
    unanswered: int


@dataclass(slots=True)
class Crowd:
    """So many people in one session. `pace` is the mean number of seconds between two deeds of a person.

    `cut_every` is the mean number of seconds between two losses of a person's network; 0: never.
    """

    url: str
    code: str
    people: int
    language: str = "en"
    pace: float = 6.0
    cut_every: float = 45.0
    patience: float = 45.0
    counts: Counts = field(default_factory=Counts)
    members: list[Member] = field(default_factory=list)
    chance: random.Random = field(default_factory=random.Random)
    programme: str = ""
    session: int = 0
    """Where they are, once the first is in."""
    _writer: Writer = field(init=False)
    _open: AsyncExitStack = field(init=False)

    def __post_init__(self) -> None:
        self._writer = Writer(self.language, self.chance)

    async def __aenter__(self) -> Crowd:
        self._open = AsyncExitStack()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def come_in(self, progress: Callable[[int], None] = lambda there: None) -> None:
        """Everybody joins by the code. Raises Refusal or Unreachable when somebody can't."""
        gate = asyncio.Semaphore(COMING)

        async def come(person: Person) -> None:
            async with gate:
                self.members.append(await self._join(person))
                progress(len(self.members))

        comers = [asyncio.create_task(come(person)) for person in cast(self.people)]
        try:
            await asyncio.gather(*comers)
        finally:
            for comer in comers:
                comer.cancel()

    async def _join(self, person: Person) -> Member:
        seat = await join(self.url, self.code, person.name, person.city, patience=self.patience)
        if seat.board is None:
            raise Refusal({"code": "not_found", "message": "no board is open in this session"})
        self.programme, self.session = seat.programme, seat.session
        client = Client(self.url, {"seat": seat.token}, counts=self.counts, patience=self.patience)
        await self._open.enter_async_context(client)
        room = await client.watch(f"session:{seat.session}")
        return Member(person, seat.token, client, await client.watch(f"board:{seat.board}"), room)

    async def rehearse(self, seconds: float) -> None:
        """Everybody does what people do, for so long. Raises Unreachable when the server stays away."""
        end = time.monotonic() + seconds
        try:
            async with asyncio.TaskGroup() as group:
                for member in self.members:
                    group.create_task(self._live(member, end))
                    if self.cut_every:
                        group.create_task(self._lose_network(member, end))
        except ExceptionGroup as faults:
            raise faults.exceptions[0] from None

    async def _live(self, member: Member, end: float) -> None:
        notes = self._writer.notes(member.person, KINDS)
        await _rest(self.chance.uniform(0.0, self.pace), end)
        while time.monotonic() < end:
            if member.client.gone:
                raise member.client.gone
            doing = _OPEN.get(member.board.stage or "", "")
            kind = self.chance.random()
            if doing == "vote":
                self._vote(member)
            elif doing == "group" and kind < 0.15:
                self._group(member)
            elif kind < 0.2:
                ready = not member.room.mine.get("ready", False)
                member.client.ask("ready.set", {"session": _number(member.room), "ready": ready})
            elif doing:
                await self._write(member, *next(notes))
            await _rest(self.chance.expovariate(1 / self.pace), end)

    async def _write(self, member: Member, theme: Any, text: str) -> None:
        areas = dict(zip(KINDS, member.board.areas, strict=False))
        member.client.tell(member.room.subject, typing=True)
        await asyncio.sleep(min(1.0, self.pace / 4))
        member.client.tell(member.room.subject, typing=False)
        if _OPEN.get(member.board.stage or "", "vote") == "vote":
            return  # while they were typing the writing has ended
        area = areas.get(theme.kind) or member.board.areas[0]
        # A session takes notes in the languages of its programme; its own is the one known from here.
        spoken = member.room.values["session"]["language"]
        language = self.language if self.language == spoken else None
        note = {"board": _number(member.board), "area": area, "text": text, "language": language}
        member.posted.append(member.client.ask(POST, note))

    def _group(self, member: Member) -> None:
        loose = [row for row in member.board.notes.values() if row["cluster"] is None]
        if not loose:
            return
        first = self.chance.choice(loose)
        clusters = [row["id"] for row in member.board.clusters.values() if row["area"] == first["area"]]
        if clusters and self.chance.random() < 0.7:
            adding = {"cluster": self.chance.choice(clusters), "notes": [first["id"]]}
            member.client.ask("cluster.add", adding)
            return
        others = [row["id"] for row in loose if row["area"] == first["area"] and row is not first]
        notes = [first["id"], *self.chance.sample(others, min(2, len(others)))]
        member.client.ask("cluster.make", {"board": _number(member.board), "notes": notes})

    def _vote(self, member: Member) -> None:
        settings = member.board.values["board"]["settings"]
        rows = member.board.notes if settings["vote_on"] == "notes" else member.board.clusters
        if rows and member.board.mine.get("votes_left", 0):
            on = f"{'note' if rows is member.board.notes else 'cluster'}:{self.chance.choice(list(rows))}"
            member.client.ask("vote.cast", {"board": _number(member.board), "on": on})

    async def _lose_network(self, member: Member, end: float) -> None:
        while True:
            pause = self.chance.expovariate(1 / self.cut_every)
            if time.monotonic() + pause > end:
                return
            await asyncio.sleep(pause)
            member.client.cut(self.chance.uniform(0.5, 5.0))

    async def settle(self, seconds: float = SETTLING_SECONDS) -> Outcome:
        """Let what is under way arrive, then compare everybody's copy with fresh reads of the board."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and any(len(member.client.outbox) for member in self.members):
            await asyncio.sleep(0.05)
        # They look at one board: one read tells how far everybody has to be.
        while self.members and time.monotonic() < end:
            latest = (await self._fresh(self.members[0])).revision
            if all(member.client.online and member.board.revision == latest for member in self.members):
                break
            await asyncio.sleep(0.1)
        fresh = [await self._fresh(member) for member in self.members]
        return self._compare(fresh)

    async def _fresh(self, member: Member) -> View:
        with suppress(OSError):
            return copy_of(member.board.subject, await snapshot(self.url, member.board.subject, member.token))
        raise Unreachable(f"{self.url} does not answer any more")

    def _compare(self, fresh: list[View]) -> Outcome:
        acknowledged: set[int] = set()
        lost = doubled = differing = 0
        for member, copy in zip(self.members, fresh, strict=True):
            own = [operation.done.result()["note"] for operation in member.posted if _done(operation)]
            there = set(copy.own_notes)
            lost += len(set(own) - there)
            doubled += len(there - set(own)) + len(own) - len(set(own))
            acknowledged.update(own)
            differing += member.board.state() != copy.state()
        pairs = delivered = 0
        for member, copy in zip(self.members, fresh, strict=True):
            due = acknowledged & set(copy.notes)
            pairs += len(due)
            delivered += len(due & set(member.board.notes))
        unanswered = sum(len(member.client.outbox) for member in self.members)
        return Outcome(pairs, delivered, lost, doubled, differing, unanswered)


async def _rest(seconds: float, end: float) -> None:
    await asyncio.sleep(max(0.0, min(seconds, end - time.monotonic())))


def _done(operation: Operation) -> bool:
    return operation.done.done() and not operation.done.cancelled() and operation.done.exception() is None


def _number(view: View) -> int:
    return int(view.subject.partition(":")[2])
