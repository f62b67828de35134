"""One whole session of a shipped template, from the lobby to its minutes, with nobody pressing but Next."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from facilitation.domain.session_templates import SHIPPED
from facilitation.rehearsal.client import Client
from facilitation.rehearsal.company import Company
from facilitation.rehearsal.findings import Findings, compare
from facilitation.rehearsal.joining import SignIn, page
from facilitation.rehearsal.leading import StepGone, StoodStill, lead
from facilitation.rehearsal.ledger import Ledger
from facilitation.rehearsal.outbox import Refusal, Unreachable
from facilitation.rehearsal.people import Person, cast
from facilitation.rehearsal.views import View

LATE, LATE_AT = 0.1, 2
"""How many of the people come when the session has begun, and at which of its steps."""
COMING_SECONDS = 2.0
"""Within how many seconds the others come in."""
PACE, CUT_EVERY = 0.01, 0.3
"""The mean time between two deeds of a person and between two losses of a network, as shares."""
NEVER = 1e9
LOOK, PATIENCE = 0.5, 150.0
"""How often somebody looks whether it is over; how long people wait for a program that is busy."""
GATHERING_SECONDS, SETTLING_SECONDS, LEAVING_SECONDS, MINUTES_SECONDS = 60.0, 20.0, 60.0, 90.0

#: Awaited before people come in: given whoever leads, the session's number and its join code.
Prepare = Callable[[Client, int, str], Awaitable[None]]
#: Told of how far a session is, from 0 to 1, and where.
Told = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class House:
    """The program that they meet in, and its facilitator."""

    programme: str
    facilitator: SignIn

    @property
    def url(self) -> str:
        return self.facilitator.url

    def leader(self) -> Client:
        return Client(self.url, {"programme": self.programme}, headers=self.facilitator.headers)

    async def page(self, path: str) -> str:
        return await page(f"{self.url}/p/{self.programme}/{path}", self.facilitator.headers)


@dataclass(slots=True)
class Played:
    """What came of one session."""

    template: str
    title: str
    people: int
    session: int = 0
    """Its number, once it is made."""
    seat: str = ""
    """The seat token of somebody simulated who took part."""
    steps: list[StepGone] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    found: Findings = field(default_factory=Findings)
    seconds: float = 0.0
    stopped: str = ""
    """Why it came to no end, if it did not."""

    @property
    def faults(self) -> list[str]:
        return [*([self.stopped] if self.stopped else []), *self.found.faults]


async def play(house: House, key: str, people: int, seconds: float, language: str, told: Told) -> Played:
    """Hold a session of a template with so many people in about so many seconds, and look what it left."""
    template = SHIPPED[key]
    planned: dict[str, Any] = {
        "title": template.title,
        "type": template.type or "challenge",
        "template": key,
        "language": language,
    }
    return await hold(house, planned, cast(people), seconds, told)


async def hold(
    house: House,
    planned: dict[str, Any],
    everybody: Sequence[Person],
    seconds: float,
    told: Told,
    pace: float | None = None,
    prepare: Prepare | None = None,
) -> Played:
    """Make a simulated session of what `session.create` takes, hold it with these people, look what it left.

    With a `pace`, so many seconds pass between two deeds of a person, and nobody loses their network; without
    one they hurry, and lose it now and then.
    """
    played = Played(planned["template"], planned["title"], len(everybody))
    began = time.monotonic()
    try:
        async with house.leader() as leader:
            made = await leader.command("session.create", planned | {"simulated": True})
            played.session = made["session"]
            await _hold(house, leader, played, everybody, seconds, planned["language"], told, pace, prepare)
        played.seconds = time.monotonic() - began
        told(1.0, "reading the minutes")
        played.found = await _look(house, played.session, played.ledger)
    except (StoodStill, Refusal, Unreachable, OSError) as error:
        played.stopped = f"it came to no end: {error}"
    except TimeoutError:
        played.stopped = "it came to no end in good time"
    played.seconds = played.seconds or time.monotonic() - began
    return played


async def _hold(
    house: House,
    leader: Client,
    played: Played,
    everybody: Sequence[Person],
    seconds: float,
    language: str,
    told: Told,
    at_pace: float | None,
    prepare: Prepare | None,
) -> None:
    room = await leader.watch(f"session:{played.session}")
    pace = at_pace or PACE * seconds
    cut_every = NEVER if at_pace else CUT_EVERY * seconds
    code = await _code(house, played.session)
    if prepare is not None:
        await prepare(leader, played.session, code)
    company = Company(
        house.url,
        code,
        language,
        pace=pace,
        cut_every=cut_every,
        patience=PATIENCE,
        counts=played.ledger,
    )
    in_time = everybody[round(played.people * LATE) :]
    arriving = [random.uniform(0.0, COMING_SECONDS) for _ in in_time]
    following = [asyncio.create_task(company.follow(in_time, arriving))]

    def step(gone: StepGone, of: int) -> None:
        played.steps.append(gone)
        told(len(played.steps) / of, f"{gone.title}{', ' if gone.stage else ''}{gone.stage}")
        if len(played.steps) == min(LATE_AT, of):
            late = [one for one in everybody if one not in in_time]
            following.append(asyncio.create_task(company.follow(late, [0.0] * len(late))))

    async def settled() -> None:
        await _answered(company, played.people if len(following) > 1 else len(in_time))

    try:
        told(0.0, "coming in")
        await _or_end(following, _gathered(room, len(in_time)))
        await _or_end(following, lead(leader, room, seconds, step, settled))
        async with asyncio.timeout(LEAVING_SECONDS):
            await asyncio.gather(*following)
        played.seat = next((member.seat for member in company.members), "")
    finally:
        for task in following:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)


async def _or_end(following: list[asyncio.Task[None]], doing: Coroutine[Any, Any, None]) -> None:
    """Do something, unless people have to give up before it is done: then raise why."""
    task = asyncio.create_task(doing)
    try:
        while not task.done():
            await asyncio.wait({task}, timeout=LOOK)
            for one in following:
                if one.done():
                    one.result()
            if all(one.done() for one in following):
                # They leave as soon as they see the end, which may be before their facilitator sees it.
                async with asyncio.timeout(SETTLING_SECONDS):
                    await asyncio.shield(task)
        task.result()
    finally:
        task.cancel()


async def _gathered(room: View, people: int) -> None:
    async with asyncio.timeout(GATHERING_SECONDS):
        while room.values["ready"]["of"] < people:
            await asyncio.sleep(0.05)


async def _answered(company: Company, people: int) -> None:
    """So many are in and everything under way gets its answer, as far as networks allow."""
    with suppress(TimeoutError):
        async with asyncio.timeout(SETTLING_SECONDS):
            while len(company.members) < people or any(
                len(member.client.outbox) for member in company.members if member.client.online
            ):
                await asyncio.sleep(0.02)


async def _code(house: House, session: int) -> str:
    """The session's join code, as its facilitator reads it."""
    found = re.search(r'join-code">([^<]+)<', await house.page(f"sessions/{session}"))
    if found is None:
        raise StoodStill("its page shows no join code")
    return found[1].replace("-", "").strip()


async def _look(house: House, session: int, ledger: Ledger) -> Findings:
    """Read what is there with fresh eyes, and the minutes."""
    async with house.leader() as reader:
        room = await reader.watch(f"session:{session}")
        rows = [*room.tables["blocks"].values(), *room.tables["breakouts"].values()]
        numbers = [row["board"] for row in rows if row["board"]]
        boards = {number: await reader.watch(f"board:{number}") for number in numbers}
        return compare(ledger, room, boards, await _minutes(house, session))


async def _minutes(house: House, session: int) -> str:
    """The minutes that the worker drafts once a session has ended, as Markdown."""
    async with asyncio.timeout(MINUTES_SECONDS):
        while True:
            text = await house.page(f"sessions/{session}")
            found = re.search(r"/documents/(\d+)/md", text) or re.search(r"/documents/(\d+)\b", text)
            if found:
                return await house.page(f"documents/{found[1]}/md")
            await asyncio.sleep(0.5)
