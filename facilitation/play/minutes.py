"""Minutes from their draft to their approval: reviewed, amended by somebody who was there, and approved.

Whoever leads opens the minutes and asks for amendments. A simulated participant proposes one; it is accepted,
written into the minutes by hand, and the minutes are approved in writing: a version with files of its own.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence

from facilitation.play.door import Door, Missing
from facilitation.play.workshops import Held
from facilitation.rehearsal.client import Client
from facilitation.rehearsal.outbox import Refusal
from facilitation.rehearsal.people import phrases

Told = Callable[[float, str], None]

#: How long the program may take for a first draft and for an approved version's files, in seconds.
PATIENCE, LOOK = 120.0, 0.5
#: How long those who were there may amend, in days. Here nobody waits so long.
DAYS = 7


async def approve(door: Door, held: Sequence[Held], language: str, told: Told) -> dict[int, int]:
    """Bring the minutes of these workshops to their approval; by session the approved document.

    Raises Refusal, or TimeoutError.
    """
    words = phrases(language)["amendment"]
    approved: dict[int, int] = {}
    async with door.client() as leader:
        for place, one in enumerate(held):
            told(place / len(held), one.workshop.title)
            session, seat = one.played.session, one.played.seat
            minutes = (await leader.command("minutes.open", {"session": session}))["minutes"]
            until = dt.date.today() + dt.timedelta(days=DAYS)
            await _drafted(leader, minutes, until)
            async with Client(door.url, {"seat": seat}) as member:
                asked = {"minutes": minutes, "text": words["asks"], "language": language}
                amendment = (await member.command("amendment.propose", asked))["amendment"]
            await leader.command("amendment.accept", {"amendment": amendment, "reason": words["because"]})
            passage = {"minutes": minutes, "kind": "paragraph", "text": words["passage"]}
            await leader.command("minutes.add", passage)
            await leader.command("amendment.settle", {"amendment": amendment})
            done = await leader.command("minutes.approve", {"minutes": minutes, "words": words["approved"]})
            approved[session] = done["document"]
        for document in approved.values():
            await _rendered(door, document)
    return approved


async def _drafted(leader: Client, minutes: int, until: dt.date) -> None:
    """Put minutes into review as soon as the program has drafted them."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                asked = {"minutes": minutes, "until": until.isoformat()}
                await leader.command("minutes.review", asked)
                return
            except Refusal as refusal:
                if refusal.code != "conflict":
                    raise
            await asyncio.sleep(LOOK)


async def _rendered(door: Door, document: int) -> None:
    """Until the files of an approved version are there."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await door.take(f"documents/{document}/pdf")
                return
            except Missing:
                await asyncio.sleep(LOOK)
