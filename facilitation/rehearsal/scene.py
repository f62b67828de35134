"""A workshop being played: its clock, who acts in it, and what they have written so far."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from facilitation.rehearsal.client import Client
from facilitation.rehearsal.outbox import Unreachable
from facilitation.rehearsal.people import Person, Theme, Writer
from facilitation.rehearsal.views import View

ENDED = ("ended", "cancelled")


class Over(Exception):
    """The session has ended, whoever ended it."""


@dataclass(slots=True, eq=False)
class Actor:
    """Somebody simulated who is in the room."""

    person: Person
    client: Client
    board: View
    chance: random.Random


@dataclass(slots=True)
class Scene:
    """What the simulated people of one workshop share. Times are shares of its length, from 0 to 1."""

    leader: Client
    room: View
    board: View
    seconds: float
    writer: Writer
    began: float = field(default_factory=time.monotonic)
    actors: list[Actor] = field(default_factory=list)
    themes: dict[int, Theme] = field(default_factory=dict)
    """By note: what the simulated people's notes are about."""
    clusters: dict[str, int] = field(default_factory=dict)
    """By the theme's key: the cluster that gathers its notes."""

    @classmethod
    async def begin(cls, leader: Client, session: int, seconds: float) -> Scene:
        """Enter the room as its facilitator. Raises Unreachable when no board is open there."""
        room = await leader.watch(f"session:{session}")
        board_id = room.values["session"]["board"]
        if board_id is None:
            raise Unreachable("no board is open in this session")
        board = await leader.watch(f"board:{board_id}")
        writer = Writer(room.values["session"].get("language") or "en", random.Random())
        return cls(leader, room, board, seconds, writer)

    @property
    def session(self) -> int:
        return self.room.values["session"]["id"]

    @property
    def language(self) -> str:
        return self.writer.language

    @property
    def board_id(self) -> int:
        return int(self.board.subject.partition(":")[2])

    @property
    def now(self) -> float:
        return (time.monotonic() - self.began) / self.seconds

    async def hold_clock(self) -> None:
        """Stop the clock for as long as the server is away: nobody's part is lost by a restart. Runs on."""
        last = time.monotonic()
        while True:
            await asyncio.sleep(0.1)
            now = time.monotonic()
            if not self.leader.online:
                self.began += now - last
            last = now

    async def until(self, share: float) -> None:
        """Wait for a moment of the workshop. Raises Over when the session has ended by then."""
        while True:
            self.require_running()
            left = (share - self.now) * self.seconds
            if left <= 0:
                return
            await asyncio.sleep(min(left, 0.25))

    async def linger(self, chance: random.Random, about: float) -> None:
        """Wait as long as a person would, `about` being the mean share of the workshop. Raises Over."""
        await self.until(self.now + about * chance.uniform(0.4, 1.6))

    async def see(self, true: Callable[[], bool], seconds: float) -> bool:
        """Wait until something shows, but no longer than that; whether it did."""
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                return False
            await asyncio.sleep(0.05)
        return True

    def require_running(self) -> None:
        if self.room.values["session"]["status"] in ENDED:
            raise Over()
