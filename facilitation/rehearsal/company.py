"""Simulated people who follow a human facilitator: they do what the session's step and stage ask for.

`python -m facilitation.rehearsal.company` runs them until the session ends or is removed, the time is over,
or whoever started them closes their standard input.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from facilitation.rehearsal.client import Client
from facilitation.rehearsal.joining import join
from facilitation.rehearsal.outbox import Refusal, Unreachable
from facilitation.rehearsal.people import SOCIAL, TRANSVERSAL, Person, Theme, Writer, cast
from facilitation.rehearsal.views import View

KINDS = (SOCIAL, TRANSVERSAL)
STAYED, FAILED = 0, 1
PATIENCE = 60.0
"""How long they wait for a server that is away, in seconds, unless told otherwise."""
NOTES_EACH = (2, 4)
"""How many notes somebody writes on a board, from and to."""
ENDED = ("ended", "cancelled")
STAGES_TO_WRITE = ("write", "write_openly", "revealed", "cluster")


@dataclass(slots=True, eq=False)
class Member:
    """Somebody in the company; `writing` is what they still have to say."""

    person: Person
    client: Client
    room: View
    chance: random.Random
    writing: Iterator[tuple[Theme, str]]
    written: Counter[int] = field(default_factory=Counter)
    limit: int = 3

    @property
    def dismissed(self) -> bool:
        """Whether the room is closed to them: ejected, or removed with everything in it."""
        return self.room.subject not in self.client.views or self.client.gone is not None

    @property
    def session(self) -> dict[str, Any]:
        return self.room.values["session"]

    def ask(self, name: str, **payload: Any) -> None:
        self.client.ask(name, payload)


@dataclass(slots=True)
class Company:
    """So many people in one session. `pace` is the mean number of seconds between two deeds of a person."""

    url: str
    code: str
    language: str = "en"
    pace: float = 5.0
    cut_every: float = 45.0
    patience: float = PATIENCE
    chance: random.Random = field(default_factory=random.Random)
    themes: dict[int, Theme] = field(default_factory=dict)
    """By note: what the company's notes are about."""
    clusters: dict[tuple[int, str], int] = field(default_factory=dict)
    """By board and theme: the cluster that gathers its notes."""
    _grouping: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def follow(self, people: Sequence[Person]) -> None:
        """Come in one after the other and follow until the session is over. Raises Refusal, Unreachable."""
        writer = Writer(self.language, self.chance)
        try:
            async with asyncio.TaskGroup() as group:
                for place, person in enumerate(people):
                    notes = writer.notes(person, KINDS)
                    group.create_task(self._attend(person, notes, place * 0.4))
        except ExceptionGroup as faults:
            raise faults.exceptions[0] from None

    async def _attend(self, person: Person, notes: Iterator[tuple[Theme, str]], moment: float) -> None:
        await asyncio.sleep(moment)
        seat = await join(self.url, self.code, person.name, person.city, patience=self.patience)
        async with Client(self.url, {"seat": seat.token}, patience=self.patience) as client:
            room = await client.watch(f"session:{seat.session}")
            limit = self.chance.randint(*NOTES_EACH)
            member = Member(person, client, room, random.Random(), notes, limit=limit)
            cutting = asyncio.create_task(self._lose_network(member))
            try:
                while not member.dismissed and member.session["status"] not in ENDED:
                    with contextlib.suppress(Refusal, TimeoutError):
                        await self._act(member)
                    await asyncio.sleep(min(member.chance.expovariate(1 / self.pace), 3 * self.pace))
            finally:
                cutting.cancel()

    async def _lose_network(self, member: Member) -> None:
        """Now and then somebody's network is gone for a few seconds."""
        while True:
            await asyncio.sleep(member.chance.expovariate(1 / (self.cut_every * 6)))
            member.client.cut(member.chance.uniform(1.0, 5.0))

    async def _act(self, member: Member) -> None:
        """One thing that this moment of the session asks for."""
        number = member.session["board"]
        if member.session["status"] != "running":
            return
        if number is None:
            self._signal(member)
            return
        board = await member.client.watch(f"board:{number}")
        if board.values["board"].get("locked"):
            return
        stage = board.stage
        if stage in STAGES_TO_WRITE and member.written[number] < member.limit:
            self._ready(member, False)
            await self._write(member, number, board)
        elif await self._sort(member, number, board):
            self._ready(member, False)
        else:
            self._signal(member)

    async def _sort(self, member: Member, number: int, board: View) -> bool:
        """Group or vote, as the stage wants it; whether there was something to do."""
        if board.stage in ("revealed", "cluster"):
            return await self._group(member, number, board)
        return board.stage == "vote" and self._vote(member, number, board)

    def _ready(self, member: Member, ready: bool) -> None:
        if bool(member.room.mine.get("ready")) is not ready:
            member.ask("ready.set", session=member.session["id"], ready=ready)

    def _signal(self, member: Member) -> None:
        """Done for now: say so, and now and then ask for the floor."""
        self._ready(member, True)
        session = member.session["id"]
        if member.room.mine.get("hand"):
            member.ask("hand.lower", session=session)
        elif member.chance.random() < 0.06:
            member.ask("hand.raise", session=session)

    async def _write(self, member: Member, number: int, board: View) -> None:
        theme, text = next(member.writing)
        member.client.tell(member.room.subject, typing=True)
        await asyncio.sleep(member.chance.uniform(1.0, 3.0))
        member.client.tell(member.room.subject, typing=False)
        if board.stage not in STAGES_TO_WRITE:
            return
        by_kind = dict(zip(KINDS, board.areas, strict=False)) if len(board.areas) == len(KINDS) else {}
        area = by_kind.get(theme.kind) or member.chance.choice(board.areas)
        member.written[number] += 1
        done = await member.client.command("note.post", {"board": number, "area": area, "text": text})
        self.themes[done["note"]] = theme

    async def _group(self, member: Member, number: int, board: View) -> bool:
        """Put together what is about the same thing; whether there was something to do."""
        if self._grouping.locked():
            return False
        async with self._grouping:
            loose: dict[str, list[int]] = {}
            for note in board.notes.values():
                theme = self.themes.get(note["id"])
                if theme is not None and note["cluster"] is None and not note.get("hidden"):
                    loose.setdefault(theme.key, []).append(note["id"])
            known = {
                key
                for (on, key), cluster in self.clusters.items()
                if on == number and cluster in board.clusters
            }
            waiting = [key for key, notes in loose.items() if key in known or len(notes) > 1]
            if not waiting:
                return False
            key = member.chance.choice(waiting)
            if key in known:
                adding = {"cluster": self.clusters[number, key], "notes": loose[key]}
                await member.client.command("cluster.add", adding)
            else:
                title = self.themes[loose[key][0]].title
                making = {"board": number, "notes": loose[key], "title": title}
                made = await member.client.command("cluster.make", making)
                self.clusters[number, key] = made["cluster"]
            await asyncio.sleep(0.5)  # until everybody's copy shows it
            return True

    def _vote(self, member: Member, number: int, board: View) -> bool:
        """Give a vote; whether there was one left, and something to give it to."""
        settings = board.values["board"]["settings"]
        notes = [note for note in board.notes.values() if not note.get("hidden")]
        if settings["vote_on"] == "notes" or not board.clusters:
            targets = [f"note:{note['id']}" for note in notes if settings["vote_on"] != "clusters"]
        else:
            # Each as often as it has notes: what many wrote draws more votes.
            inside = [note["cluster"] for note in notes if note["cluster"] in board.clusters]
            targets = [f"cluster:{cluster}" for cluster in inside]
        if not targets or not board.mine.get("votes_left"):
            return False
        member.ask("vote.cast", board=number, on=member.chance.choice(targets))
        return True


async def _until_closed() -> None:
    """Wait until whoever started this closes its standard input, as happens when they end."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()


async def _run(options: argparse.Namespace) -> None:
    company = Company(options.url, options.code, options.language, patience=options.patience)
    people = cast(options.people, options.cities.split(",") if options.cities else None)
    following = asyncio.create_task(company.follow(people))
    closed = asyncio.create_task(_until_closed())
    try:
        async with asyncio.timeout(options.minutes * 60):
            await asyncio.wait({following, closed}, return_when=asyncio.FIRST_COMPLETED)
    except TimeoutError:
        return
    finally:
        closed.cancel()
        if not following.done():
            following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await following
    if following.done() and not following.cancelled():
        following.result()


def main(argv: Sequence[str]) -> int:
    """Follow; the exit status: 0 when they stayed as long as they were wanted."""
    parser = argparse.ArgumentParser(prog="company", description=__doc__)
    parser.add_argument("--url", required=True, help="the program's address")
    parser.add_argument("--code", required=True, help="the session's join code")
    parser.add_argument("--people", type=int, default=12)
    parser.add_argument("--cities", default="", help="the codes of their cities, such as DUB,TRN")
    parser.add_argument("--language", default="en", help="what they write in")
    parser.add_argument("--minutes", type=float, default=30.0, help="how long they stay at most")
    parser.add_argument("--patience", type=float, default=PATIENCE, help="how long to wait for the program")
    options = parser.parse_args(argv)
    try:
        asyncio.run(_run(options))
    except (Refusal, Unreachable, TimeoutError) as error:
        print(f"The simulated people had to leave: {error}.", file=sys.stderr)
        return FAILED
    return STAYED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
