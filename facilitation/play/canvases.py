"""Canvases in the solution workshops: what a city would need to carry a practice over, and its plan.

A simulated person of the receiving city works on each: answers what has to be there, says how much is carried
over, writes notes. The plan is asked for when the workshop is over, as its facilitator does.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from itertools import count

from facilitation.domain.canvases import APPROACH, CAN_GET, HAVE, MISSING, PART, WHOLE
from facilitation.play.documents import documents_of
from facilitation.play.door import Door
from facilitation.play.entering import City, Entered, rows_of
from facilitation.rehearsal.client import Client
from facilitation.rehearsal.joining import join
from facilitation.rehearsal.people import Person, phrases

#: So many canvases a workshop has at most; so many notes each gets.
MOST, NOTES = 2, 3
PLAN_SECONDS, LOOK = 120.0, 0.5
_CARD = re.compile(r'id="practice-([^"]+)">.*?/practices/(\d+)"', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A canvas to open: a practice (its number and title) and the code of the city that would receive it."""

    practice: int
    title: str
    receiver: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A canvas in a session."""

    session: int
    canvas: int
    wanted: Wanted

    def title(self, cities: Mapping[str, City]) -> str:
        """What it would carry over, and where to."""
        return f"{self.wanted.title[:40]} to {cities[self.wanted.receiver].name}"


async def wanted_by(
    door: Door, entered: Entered, groups: Iterable[tuple[str, ...]]
) -> dict[tuple[str, ...], list[Wanted]]:
    """By group of cities what its canvases are about: practices of one of them that another wishes for, or
    where nobody does, the first practice of any of them for the next."""
    codes = {city.name: code for code, city in entered.cities.items()}
    numbers = await practice_numbers(door)
    offered = [
        (codes.get(row["city"], row["city"]), Wanted(numbers[row["id"]], row["title"], ""))
        for row in await rows_of(door, "practices.csv")
        if row["id"] in numbers
    ]
    wishes = await rows_of(door, "wishes.csv")
    found: dict[tuple[str, ...], list[Wanted]] = {}
    for group in groups:
        about = [
            replace(one, receiver=row["city"])
            for row in wishes
            for owner, one in offered
            if one.title == row["practice"]
            and owner in group
            and row["city"] in group
            and owner != row["city"]
        ]
        others = [
            replace(one, receiver=receiver)
            for owner, one in offered
            for receiver in group
            if owner in group and receiver != owner
        ]
        found[group] = list(dict.fromkeys(about))[:MOST] or others[:1]
    return found


async def practice_numbers(door: Door) -> dict[str, int]:
    """The number of every practice in the gallery, by its id in sheets."""
    found: dict[str, int] = {}
    for page in count(1):
        cards = {
            unescape(key): int(number)
            for key, number in _CARD.findall(await door.read(f"practices?page={page}"))
        }
        if cards.keys() <= found.keys():
            break
        found |= cards
    return found


class Canvases:
    """Opens the canvases of workshops and works on them; keeps what was opened."""

    def __init__(self, url: str, language: str) -> None:
        self.opened: list[Opened] = []
        self._url, self._language = url, language

    async def work(
        self, leader: Client, session: int, code: str, wanted: Sequence[Wanted], people: Sequence[Person]
    ) -> None:
        """Open these in a session, and let each of the people work on one."""
        for one, person in zip(wanted, people, strict=True):
            asked = {"session": session, "practice": one.practice, "city": one.receiver}
            made = await leader.command("canvas.open", asked)
            self.opened.append(Opened(session, made["canvas"], one))
            await self._fill(code, made["canvas"], made["board"], person)

    async def _fill(self, code: str, canvas: int, board: int, person: Person) -> None:
        words, chance = phrases(self._language)["canvas"], random.Random()
        seat = await join(self._url, code, person.name, person.city)
        async with Client(self._url, {"seat": seat.token}) as client:
            view = await client.watch(f"board:{board}")
            scope = chance.choice((WHOLE, PART, APPROACH))
            await client.command("canvas.scope", {"canvas": canvas, "scope": scope, "text": words["scope"]})
            asked = list(view.tables["prerequisites"])
            if not asked:
                for text in words["needs"]:
                    added = await client.command("prerequisite.add", {"canvas": canvas, "text": text})
                    asked.append(added["prerequisite"])
            for one in asked:
                answer = chance.choice((HAVE, CAN_GET, MISSING))
                await client.command("prerequisite.answer", {"prerequisite": one, "answer": answer})
            for area, text in zip(chance.sample(view.areas, NOTES), words["fields"], strict=False):
                await client.command("note.post", {"board": board, "area": area, "text": text})


async def plans(door: Door, opened: Sequence[Opened]) -> dict[int, int]:
    """Ask for the transfer plan of each; by canvas the document. Raises TimeoutError."""
    found: dict[int, int] = {}
    async with door.client() as client:
        for one in opened:
            before = set(await documents_of(door, one.session, plans=True))
            await client.command("canvas.plan", {"canvas": one.canvas})
            async with asyncio.timeout(PLAN_SECONDS):
                while not (new := set(await documents_of(door, one.session, plans=True)) - before):
                    await asyncio.sleep(LOOK)
            found[one.canvas] = min(new)
    return found
