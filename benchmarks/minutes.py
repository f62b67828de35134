"""How long minutes take: `python -m benchmarks.minutes [--notes 500]` drafts a full session and its files.

Prints processor time and the time that passed, in seconds, of the draft and of each format. Nothing is kept.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.config import Config
from facilitation.demo.load import load
from facilitation.domain.sessions import ENDED
from facilitation.exports.documents.render import FORMATS, render
from facilitation.queries.documents.minutes import minutes
from facilitation.store.boards import Board, Cluster, Note, Vote
from facilitation.store.database import Database
from facilitation.store.migrate import upgrade_database
from facilitation.store.people import Seat
from facilitation.store.sessions import Block, Session

Made = TypeVar("Made")
TEXT = "Note {number}: what a city would want to say about its streets, as long as people write with time."
IN_CLUSTER = 10


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.minutes", description=__doc__)
    parser.add_argument("--notes", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'minutes.sqlite3'}"
        config = Config.from_environment({}, instance=Path(folder), database_url=url)
        database = Database(config.database_url, "normal")
        upgrade_database(database)
        load(config)
        now = dt.datetime.now(dt.UTC)
        with database.writing() as orm:
            session = _fill(orm, options.notes, now)
        with database.reading() as orm:
            row = orm.get_one(Session, session)
            draft = _timed("draft", lambda: minutes(orm, row, now, str, 1))
        for format in FORMATS:
            _timed(format, lambda format=format: render(draft, format))  # type: ignore[misc]
        database.dispose()


def _fill(orm: OrmSession, notes: int, now: dt.datetime) -> int:
    """A session of the demo whose first board gets that many notes, half of them in clusters with votes."""
    block = orm.scalars(select(Block).where(Block.board_id.is_not(None)).order_by(Block.id)).first()
    assert block is not None
    session, board = block.session, orm.get_one(Board, block.board_id)
    seats = orm.scalars(select(Seat).where(Seat.programme_id == session.programme_id)).all()
    session.status, session.started_at, session.ended_at = ENDED, now, now + dt.timedelta(hours=1)
    board.settings = {**board.settings, "votes_hidden": False}
    area, cluster = board.areas[0], None
    for number in range(notes):
        seat = seats[number % len(seats)]
        if number % IN_CLUSTER == 0:
            title = f"Cluster {number // IN_CLUSTER}"
            cluster = Cluster(board=board, area_id=area.id, title=title, position=number, created_at=now)
            orm.add(cluster)
            orm.flush()
            orm.add(Vote(board=board, seat_id=seat.id, cluster_id=cluster.id, created_at=now))
        text = TEXT.format(number=number)
        orm.add(
            Note(
                board=board,
                area_id=area.id,
                cluster_id=cluster.id if cluster and number % 2 else None,
                seat_id=seat.id,
                position=number,
                text=text,
                shown_text=text,
                author=seat.name,
                city=seat.city.code if seat.city else None,
                created_at=now,
            )
        )
    return session.id


def _timed(name: str, make: Callable[[], Made]) -> Made:
    processor, wall = time.process_time(), time.perf_counter()
    made = make()
    took = time.process_time() - processor, time.perf_counter() - wall
    print(f"{name:>5}: {took[0]:.2f} s of processor, {took[1]:.2f} s in all")
    return made


if __name__ == "__main__":
    main()
