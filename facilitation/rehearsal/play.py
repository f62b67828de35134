"""Twelve simulated people hold a workshop in about a minute, led by a simulated facilitator.

`python -m facilitation.rehearsal.play` is what the worker starts when a visitor wants to see a workshop.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import sys
from collections.abc import Coroutine, Sequence
from typing import Any

from facilitation.rehearsal.client import Client
from facilitation.rehearsal.joining import join
from facilitation.rehearsal.outbox import Refusal, Unreachable
from facilitation.rehearsal.people import Person, cast
from facilitation.rehearsal.scene import Actor, Over, Scene
from facilitation.rehearsal.script import JOINED, lead, take_part

PEOPLE = 12
SECONDS = 60.0
PATIENCE = 45.0
"""How long everybody waits for a server that is away, in seconds, unless told otherwise."""
PLAYED, FAILED = 0, 1


def main(argv: Sequence[str]) -> int:
    """Play; the exit status: 0 when it was played, or somebody else has ended the session before.

    The facilitator's seat token comes on standard input: other people can read argument lists.
    """
    parser = argparse.ArgumentParser(prog="play", description=__doc__)
    parser.add_argument("--url", required=True, help="the program's address")
    parser.add_argument("--code", required=True, help="the session's join code")
    parser.add_argument("--session", required=True, type=int, help="its number")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long it lasts, about")
    parser.add_argument("--patience", type=float, default=PATIENCE, help="how long to wait for the program")
    options = parser.parse_args(argv)
    token = sys.stdin.readline().strip()
    try:
        asyncio.run(_play(options, token))
    except TimeoutError:
        print("The workshop came to no end in good time.", file=sys.stderr)
        return FAILED
    except (Refusal, Unreachable) as error:
        print(f"The workshop could not be played: {error}.", file=sys.stderr)
        return FAILED
    return PLAYED


async def _play(options: argparse.Namespace, token: str) -> None:
    """Let everybody in and act. Raises TimeoutError, and Refusal or Unreachable of the facilitator's."""
    async with (
        asyncio.timeout(options.seconds + 2 * options.patience),
        Client(options.url, {"seat": token}, patience=options.patience) as leader,
    ):
        scene = await Scene.begin(leader, options.session, options.seconds)
        people = cast(options.people)
        moments = [JOINED * place / len(people) for place in range(len(people))]
        try:
            async with asyncio.TaskGroup() as group:
                clock = group.create_task(scene.hold_clock())
                for person, moment in zip(people, moments, strict=True):
                    group.create_task(_lenient(_act(options, scene, person, moment)))
                await lead(scene)
                clock.cancel()
        except ExceptionGroup as faults:
            raise faults.exceptions[0] from None


async def _act(options: argparse.Namespace, scene: Scene, person: Person, moment: float) -> None:
    """Come in when it is time, take part, and stay until the session is over."""
    await scene.until(moment)
    seat = await join(options.url, options.code, person.name, person.city, patience=options.patience)
    async with Client(options.url, {"seat": seat.token}, patience=options.patience) as client:
        await client.watch(scene.room.subject)
        actor = Actor(person, client, await client.watch(scene.board.subject), random.Random())
        scene.actors.append(actor)
        try:
            await take_part(scene, actor)
            await scene.until(1.0)
        finally:
            scene.actors.remove(actor)


async def _lenient(acting: Coroutine[Any, Any, None]) -> None:
    # The others go on without somebody who can't take part.
    with contextlib.suppress(Refusal, Unreachable, TimeoutError, Over):
        await acting


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
