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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from facilitation.rehearsal.client import Client
from facilitation.rehearsal.counts import Counts
from facilitation.rehearsal.joining import join
from facilitation.rehearsal.members import PACE, Knowledge, Member
from facilitation.rehearsal.outbox import Refusal, Unreachable
from facilitation.rehearsal.parts import take_part
from facilitation.rehearsal.parts.boards import KINDS
from facilitation.rehearsal.people import Person, Theme, Writer, cast

STAYED, FAILED = 0, 1
PATIENCE = 60.0
"""How long they wait for a server that is away, in seconds, unless told otherwise."""
NOTES_EACH = (2, 4)
"""How many notes somebody writes on a board, from and to."""
ARRIVING = 0.4
"""How many seconds after each other they come in."""
LEAVING_SECONDS = 10.0
ENDED = ("ended", "cancelled")


@dataclass(slots=True)
class Company:
    """So many people in one session. `pace` is the mean number of seconds between two deeds of a person.

    Among six of them one loses the network about every `cut_every` seconds.
    """

    url: str
    code: str
    language: str = "en"
    pace: float = PACE
    cut_every: float = 45.0
    patience: float = PATIENCE
    chance: random.Random = field(default_factory=random.Random)
    knowledge: Knowledge = field(default_factory=Knowledge)
    counts: Counts | None = None
    """Where all their operations are counted; without it each counts their own."""
    members: list[Member] = field(default_factory=list)
    """Everybody who has come in."""

    async def follow(self, people: Sequence[Person], moments: Sequence[float] | None = None) -> None:
        """Come in one after the other and follow until the session is over.

        `moments` are the seconds after which each of them comes. Raises Refusal, Unreachable.
        """
        writer = Writer(self.language, self.chance)
        moments = moments or [place * ARRIVING for place in range(len(people))]
        try:
            async with asyncio.TaskGroup() as group:
                for person, moment in zip(people, moments, strict=True):
                    group.create_task(self._attend(person, writer.notes(person, KINDS), moment))
        except ExceptionGroup as faults:
            raise faults.exceptions[0] from None

    async def _attend(self, person: Person, notes: Iterator[tuple[Theme, str]], moment: float) -> None:
        await asyncio.sleep(moment)
        seat = await join(self.url, self.code, person.name, person.city, patience=self.patience)
        auth = {"seat": seat.token}
        async with Client(self.url, auth, counts=self.counts, patience=self.patience) as client:
            room = await client.watch(f"session:{seat.session}")
            limit = self.chance.randint(*NOTES_EACH)
            member = Member(person, client, room, random.Random(), notes, limit, self.pace, seat.token)
            self.members.append(member)
            cutting = asyncio.create_task(self._lose_network(member))
            try:
                while not member.dismissed and member.session["status"] not in ENDED:
                    with contextlib.suppress(Refusal, TimeoutError):
                        await self._act(member)
                    await member.rest()
                await _heard(client)
            finally:
                cutting.cancel()

    async def _lose_network(self, member: Member) -> None:
        """Now and then somebody's network is gone for a few seconds."""
        while True:
            await asyncio.sleep(member.chance.expovariate(1 / (self.cut_every * 6)))
            member.client.cut(member.chance.uniform(0.2, 1.0) * self.pace)

    async def _act(self, member: Member) -> None:
        """One thing that this moment of the session asks for; who has nothing left to do says so."""
        if member.session["status"] != "running":
            return
        if await take_part(member, self.knowledge):
            self._ready(member, False)
        else:
            self._signal(member)

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


async def _heard(client: Client) -> None:
    """Before they leave they wait a moment for answers that are still on their way."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LEAVING_SECONDS):
            while len(client.outbox) and client.gone is None:
                await asyncio.sleep(0.05)


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
