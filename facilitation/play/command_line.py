"""`play`: a whole programme through the program's real doors, from the first call to the last minutes.

`play rrr` plays the nine-city programme of 2021, `play FOLDER` one's own sheets: cities, challenges,
practices, wishes and events. docs/play.md has their form; facilitation/play/example is a folder of twelve
invented cities. Simulated people hold the workshops. Documents, calendars and tables are left in a folder.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from facilitation.domain.sessions import TYPES
from facilitation.play.canvases import Canvases, plans, practice_numbers
from facilitation.play.checking import check
from facilitation.play.door import Door, Refusing
from facilitation.play.entering import enter
from facilitation.play.leaving import leave
from facilitation.play.minutes import approve
from facilitation.play.rrr import NAME, rrr_sheets
from facilitation.play.sheets import Sheets, Unusable, folder_sheets
from facilitation.play.summary import Outcome, as_json, lines
from facilitation.play.tandems import form
from facilitation.play.telling import tell
from facilitation.play.workshops import Workshop, play, workshops
from facilitation.rehearsal.outbox import Refusal, Unreachable
from facilitation.rehearsal.own_server import NoServer, own_server
from facilitation.rehearsal.progress import Progress

RIGHT, WRONG, UNUSABLE, INTERRUPTED = 0, 1, 2, 130
#: How long a workshop lasts, about, in seconds; and in the short form.
SECONDS, SHORT_SECONDS = 14.0, 6.0
#: The address of a programme that has just begun.
_FIRST_SLUG = "programme"
#: The parts of it and how much of the whole each takes, about.
_PARTS = {"Starting": 6, "Entering": 14, "Tandems": 8, "Workshops": 52, "Plans": 4, "Minutes": 8, "Files": 10}

Told = Callable[[float, str], None]


def main(argv: Sequence[str]) -> int:
    """Play; the exit status: 0 when every count is the one that the data give, 1 when one is not, 2 when the
    sheets can't be used."""
    parser = argparse.ArgumentParser(
        prog="run.py play", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("what", metavar="rrr|FOLDER", help="the nine-city programme, or a folder with sheets")
    add("--out", type=Path, metavar="FOLDER", help="where the files go: a folder that is new or empty")
    add("--short", action="store_true", help="play only one workshop of each type, and hastily")
    names = f"none, or some of {', '.join(TYPES)}, with commas between them"
    add("--workshops", type=_types, metavar="TYPES", default=tuple(TYPES), help=f"play only these: {names}")
    add("--json", action="store_true", help="print the summary as JSON")
    options = parser.parse_args(argv)
    try:
        sheets = rrr_sheets() if options.what == NAME else folder_sheets(Path(options.what))
        folder = _folder(options.out, sheets)
        outcome = asyncio.run(_whole(sheets, folder, options.workshops, short=options.short))
    except Unusable as error:
        print(f"play: {error}", file=sys.stderr)
        return UNUSABLE
    except TimeoutError:
        print("play: the program did not answer in good time.", file=sys.stderr)
        return WRONG
    except (NoServer, Refusal, Refusing, Unreachable, OSError) as error:
        print(f"play: {error}", file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        print("play: stopped.", file=sys.stderr)
        return INTERRUPTED
    report = json.dumps(as_json(outcome), ensure_ascii=False, indent=1)
    told = "\n".join(lines(outcome))
    (folder / "summary.json").write_text(report + "\n", encoding="utf-8")
    (folder / "summary.txt").write_text(told + "\n", encoding="utf-8")
    print(report if options.json else told)
    return RIGHT if outcome.right else WRONG


async def _whole(sheets: Sheets, folder: Path, types: Sequence[str], *, short: bool) -> Outcome:
    began, today = time.monotonic(), dt.date.today()
    progress = Progress()
    stages = _Stages(progress)
    try:
        stages.part("Starting")(0.0, "a program of its own")
        async with own_server(empty=True) as own:
            door = Door(own.sign_in["organiser"], _FIRST_SLUG)
            await door.sign_in()
            entered = await enter(door, sheets, today, stages.part("Entering"))
            formed = await form(door, sheets, stages.part("Tandems"))
            await tell(door, sheets, await practice_numbers(door))
            chosen = [one for one in workshops(sheets, entered) if one.kind in types]
            chosen = _one_of_each(chosen) if short else chosen
            seconds = SHORT_SECONDS if short else SECONDS
            language = sheets.facts.language
            canvases = Canvases(door.url, language)
            told = stages.part("Workshops")
            held = await play(door, sheets, entered, chosen, canvases, seconds, told)
            told = stages.part("Plans")
            told(0.0, "of what cities would carry over")
            drafted = await plans(door, canvases.opened)
            titles = {drafted[one.canvas]: one.title(entered.cities) for one in canvases.opened}
            to_approve = [one for one in held if one.workshop.event and one.played.seat]
            to_approve = to_approve[-1:] if short else to_approve
            told = stages.part("Minutes")
            approved = await approve(door, to_approve, language, told)
            told = stages.part("Files")
            left = await leave(door, entered, formed, held, titles, approved, folder, language, told)
            outcome = Outcome(sheets, left, formed, held, played_on=today.isoformat(), short=short)
            outcome.canvases, outcome.approved = len(canvases.opened), (len(to_approve), len(approved))
            outcome.skipped = [f"{name}: this program takes no such sheet" for name in entered.missing]
            outcome.parts = stages.seconds()
            outcome.checks = await check(door, sheets, entered, outcome, today)
    finally:
        progress.end()
    outcome.seconds = time.monotonic() - began
    return outcome


def _types(text: str) -> tuple[str, ...]:
    """The types of workshops that somebody names."""
    chosen = () if text == "none" else tuple(text.split(","))
    unknown = next((one for one in chosen if one not in TYPES), None)
    if unknown is not None:
        raise argparse.ArgumentTypeError(f"“{unknown}” is no type of workshop")
    return chosen


class _Stages:
    """Shows how far the parts are on one bar, and keeps how long each took."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._began: dict[str, float] = {}

    def part(self, name: str) -> Told:
        """Tells how far a part is, as a share of the whole."""
        names = [*_PARTS]
        before = sum(_PARTS[one] for one in names[: names.index(name)])
        whole = sum(_PARTS.values())
        self._began.setdefault(name, time.monotonic())

        def told(share: float, detail: str) -> None:
            self._progress.show(name, (before + share * _PARTS[name]) / whole, detail)

        return told

    def seconds(self) -> dict[str, int]:
        """How long each part took, up to now."""
        ends = [*list(self._began.values())[1:], time.monotonic()]
        return {
            name: round(end - began) for (name, began), end in zip(self._began.items(), ends, strict=True)
        }


def _one_of_each(chosen: list[Workshop]) -> list[Workshop]:
    """The first of every type; the last of them stays the last."""
    by_kind: dict[str, Workshop] = {}
    for one in chosen:
        by_kind.setdefault(one.template, one)
    return list(by_kind.values())


def _folder(out: Path | None, sheets: Sheets) -> Path:
    """Where the files go: what was asked for, or a new folder. Raises Unusable where something is there."""
    if out is None:
        names = (Path("played") / (sheets.name + (f"-{n}" if n > 1 else "")) for n in range(1, 10_000))
        out = next(path for path in names if not path.exists())
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Unusable(f"{out} holds something already. Name a folder that is new or empty.")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(f"{out} can't be made ({error.strerror}).") from error
    return out
