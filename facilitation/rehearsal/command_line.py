"""`rehearse`: simulated people hold a session of every shipped template, led by nothing but Next.

With --minutes they write on one board for so long instead, which shows how many of them this machine carries.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack

from facilitation.domain.session_templates import SHIPPED
from facilitation.rehearsal.joining import sign_in
from facilitation.rehearsal.load_run import rehearse_load
from facilitation.rehearsal.outbox import Refusal, Unreachable
from facilitation.rehearsal.own_server import NoServer, own_server
from facilitation.rehearsal.people import LANGUAGES
from facilitation.rehearsal.progress import Progress
from facilitation.rehearsal.sessions_report import as_json, lines, sound, verdict
from facilitation.rehearsal.whole_session import House, Played, play

SOUND, UNSOUND, INTERRUPTED = 0, 1, 130
PEOPLE_LIMIT = 1_000
SESSION_PEOPLE, SESSION_SECONDS = 40, 20.0
LOAD_PEOPLE, LOAD_MINUTES = 60, 2.0


def main(argv: Sequence[str]) -> int:
    """Rehearse; the exit status: 0 when nothing was lost, doubled or left out, 1 otherwise."""
    parser = argparse.ArgumentParser(
        prog="rehearse", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--people", type=_people, help=f"how many take part ({SESSION_PEOPLE}; with --minutes {LOAD_PEOPLE})")
    add(
        "--lang",
        "--language",
        choices=LANGUAGES,
        default="en",
        dest="language",
        help="what they write in (en)",
    )
    whole = parser.add_argument_group("whole sessions")
    add = whole.add_argument
    add("--template", metavar="KEY", choices=tuple(SHIPPED), help="one of them: " + ", ".join(SHIPPED))
    add("--seconds", type=_seconds, help=f"how long a session lasts, about ({SESSION_SECONDS:.0f})")
    add("--json", action="store_true", help="print the report as JSON")
    load = parser.add_argument_group("one board under load")
    add = load.add_argument
    add("--minutes", type=_minutes, help=f"for how long ({LOAD_MINUTES:.0f})")
    add("--url", help="a running program; without it one is started and ended again")
    add("--code", help="the join code of a session there")
    add("--lead", metavar="LINK", help="a facilitator's sign-in link: opens the vote there")
    options = parser.parse_args(argv)
    if (options.url is None) != (options.code is None):
        parser.error("--url and --code belong together: whose door, and with which code?")
    on_one_board = options.minutes is not None or options.url is not None
    if on_one_board and (options.template or options.seconds or options.json):
        parser.error(
            "--template, --seconds and --json are for whole sessions, --minutes and --url for a board"
        )
    try:
        return asyncio.run(_on_one_board(options) if on_one_board else _whole_sessions(options))
    except (NoServer, Refusal, Unreachable, OSError) as error:
        print(f"rehearse: {error}", file=sys.stderr)
        return UNSOUND
    except KeyboardInterrupt:
        print("rehearse: stopped.", file=sys.stderr)
        return INTERRUPTED


async def _on_one_board(options: argparse.Namespace) -> int:
    options.people = options.people or LOAD_PEOPLE
    options.minutes = options.minutes or LOAD_MINUTES
    report = await rehearse_load(options)
    print("\n".join(["", *report.lines(), "", report.verdict()]))
    return SOUND if report.sound else UNSOUND


async def _whole_sessions(options: argparse.Namespace) -> int:
    """Play them one after the other in a program of their own."""
    keys = [options.template] if options.template else list(SHIPPED)
    people, seconds = options.people or SESSION_PEOPLE, options.seconds or SESSION_SECONDS
    progress, played = Progress(), list[Played]()
    async with AsyncExitStack() as stack:
        stack.callback(progress.end)
        progress.show("Starting", 0.0, "a program of its own")
        own = await stack.enter_async_context(own_server())
        house = House(own.programme, await sign_in(own.sign_in["facilitator"]))
        for place, key in enumerate(keys):

            def told(share: float, where: str, place: int = place, key: str = key) -> None:
                progress.show("Rehearsing", (place + share) / len(keys), f"{key}: {where}")

            played.append(await play(house, key, people, seconds, options.language, told))
    if options.json:
        print(json.dumps(as_json(played), ensure_ascii=False, indent=1))
    else:
        print("\n".join(["", *lines(played), "", verdict(played)]))
    return SOUND if sound(played) else UNSOUND


def _people(text: str) -> int:
    number = int(text)
    if not 1 <= number <= PEOPLE_LIMIT:
        raise argparse.ArgumentTypeError(f"between 1 and {PEOPLE_LIMIT} people can rehearse")
    return number


def _minutes(text: str) -> float:
    value = float(text)
    if not 0 < value <= 240:
        raise argparse.ArgumentTypeError(f"{text} is no number of minutes up to 240")
    return value


def _seconds(text: str) -> float:
    value = float(text)
    if not 1 <= value <= 14_400:
        raise argparse.ArgumentTypeError(f"{text} is no number of seconds between 1 and 14400")
    return value
