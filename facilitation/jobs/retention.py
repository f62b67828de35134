"""Erases people past their programme's retention date and deletes what is of no more use, once a day.

`python3 run.py retention` does it now; with `--dry-run` it only says what there is to do.
"""

from __future__ import annotations

import argparse
import datetime as dt
import logging
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from facilitation.command_line import add_options, config_of, require_database, settled
from facilitation.commands.door import DirectDoor, Door
from facilitation.commands.execute import Call
from facilitation.commands.house import house_of
from facilitation.domain.errors import Refused
from facilitation.domain.privacy import REMOVED
from facilitation.domain.programmes import LANGUAGES
from facilitation.store.database import Database
from facilitation.store.privacy import Overdue, count, left_over, overdue, removed_sessions, unseated_names
from facilitation.store.registrations import overdue_registrations
from facilitation.translations import say

log = logging.getLogger(__name__)

#: The worker looks so long after its start, and then whether a new day has begun, in seconds.
FIRST_LOOK, LOOK = 60.0, 900.0


@dataclass(frozen=True, slots=True)
class ToDo:
    """What a purge would do now: whom to erase, and how many rows of each table to delete."""

    people: list[Overdue]
    rows: dict[str, int]

    def __bool__(self) -> bool:
        return bool(self.people or self.rows)


def to_do(database: Database, now: dt.datetime) -> ToDo:
    """Look, and change nothing."""
    labels, today = _labels(), now.astimezone(dt.UTC).date()
    with database.reading() as orm:
        rows = {model.__tablename__: count(orm, model, which) for model, which in left_over(now).items()}
        rows["sessions"] = len(removed_sessions(orm, now))
        rows["registrations"] = len(overdue_registrations(orm, now, labels))
        rows["names"] = len(unseated_names(orm, today, labels))
        return ToDo(overdue(orm, today, labels), {table: number for table, number in rows.items() if number})


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge did: who and what lost a name, and how many rows of each table are gone."""

    erased: Counter[str]
    deleted: Counter[str]

    def sentences(self) -> list[str]:
        both = (("Erased", self.erased), ("Deleted", self.deleted))
        return [f"{did}: {_listed(counts)}." for did, counts in both if +counts]


def purge(database: Database, door: Door, now: dt.datetime) -> Purged:
    """Do it, a short transaction at a time, so that whoever works meanwhile does not have to wait.

    Whoever can't be erased (somebody else was faster) is left for the next time. Raises `Refused` busy.
    """
    done = Purged(Counter(), Counter())
    run = uuid.uuid4().hex
    for one in to_do(database, now).people:
        call = Call("retention.erase", f"purge:{run}:{one.seat}", {"seat": one.seat}, programme=one.programme)
        try:
            done.erased.update(door.execute(call).result)
        except Refused as refused:
            if refused.code == "busy":
                raise
            log.warning("seat %s was not erased: %s", one.seat, refused)
    for number in _while_there_is_something(database, now):
        result = door.execute(Call("retention.clean", f"purge:{run}:clean:{number}", {})).result
        if not result:
            break
        done.deleted.update(result)
    database.empty_the_journal()
    return done


def _while_there_is_something(database: Database, now: dt.datetime) -> Iterator[int]:
    number = 0
    while to_do(database, now).rows:
        yield number
        number += 1


def _labels() -> set[str]:
    return {say(REMOVED, language) for language in LANGUAGES}


def every_day(
    database: Database, door: Door, clock: Callable[[], dt.datetime], stop: threading.Event
) -> None:
    """The worker's daily purge, until it is told to stop. Doing it twice on a day does no harm."""
    done_on: dt.date | None = None
    pause = FIRST_LOOK
    while not stop.wait(pause):
        pause, now = LOOK, clock()
        if now.date() == done_on:
            continue
        try:
            done = purge(database, door, now)
        except Exception:
            log.exception("the daily purge failed; it will be tried again")
            continue
        done_on = now.date()
        for sentence in done.sentences():
            log.warning("daily purge: %s", sentence)


# -- the command line ----------------------------------------------------------------------------------------


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in sorted((+counts).items()))


def main(argv: Sequence[str]) -> int:
    """`retention`: 0 when done, 2 for a wrong setting, 4 when there is no database to be used."""
    options = _parser().parse_args(argv)
    return settled(lambda: _retain(options))


def _retain(options: argparse.Namespace) -> int:
    config = config_of(options)
    require_database(config)
    house = house_of(config)
    try:
        if options.dry_run:
            lines = _there_is(to_do(house.database, house.clock()))
        else:
            lines = purge(house.database, DirectDoor(house), house.clock()).sentences()
    finally:
        house.database.dispose()
    print("\n".join(lines or ["There is nothing to purge."]))
    return 0


def _there_is(there: ToDo) -> list[str]:
    people = Counter(one.programme for one in there.people)
    lines = [f"To erase in programme {one}: {number} people." for one, number in sorted(people.items())]
    if there.rows:
        lines.append(f"To delete: {_listed(Counter(there.rows))}.")
    return [*lines, "Nothing was changed."] if lines else []


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run.py retention", description=__doc__.splitlines()[0])
    parser.add_argument("--dry-run", action="store_true", help="only say what there is to do")
    add_options(parser)
    return parser
