"""Fills a database for `run.py bench --mode feeds`: the demo with made-up sessions, and a feed of them all.

`python -m benchmarks.feeds --fill FILE` prints the feed's path. What is made up bears the mark "Simulated".
"""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from itsdangerous import URLSafeSerializer
from sqlalchemy import select

from facilitation.commands.door import DirectDoor
from facilitation.commands.execute import Call
from facilitation.commands.house import house_of
from facilitation.commands.sessions.schedule import scheduled
from facilitation.commands.work import Work
from facilitation.config import Config
from facilitation.demo.load import SLUG, load
from facilitation.queries.programmes.programmes import programme_by_slug
from facilitation.queries.sessions.calendars import sessions_of_programme
from facilitation.store.calendar_feeds import CalendarFeed
from facilitation.store.migrate import upgrade_database
from facilitation.store.people import Seat
from facilitation.store.viewers import viewer_of

ZONES = ("Europe/Dublin", "America/Toronto", "Asia/Seoul", "America/Los_Angeles")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.feeds", description=__doc__)
    parser.add_argument("--sessions", type=int, default=1_000)
    parser.add_argument("--fill", type=Path, metavar="FILE", required=True)
    options = parser.parse_args()
    config = Config.from_environment(
        {}, instance=options.fill.parent, database_url=f"sqlite:///{options.fill}"
    )
    house = house_of(config)
    upgrade_database(house.database)
    load(config)
    with house.database.writing() as orm:
        programme = programme_by_slug(orm, SLUG)
        assert programme is not None
        seats = select(Seat).where(Seat.programme_id == programme.id, Seat.role == "coordinator")
        seat = orm.scalars(seats).first()
        assert seat is not None
        work = Work(orm, viewer_of(seat), house.clock(), house.translate)
        there = len(sessions_of_programme(orm, programme.id))
        for number in range(options.sessions - there):
            scheduled(
                work,
                type="challenge",
                title=f"A made-up session, number {number}",
                for_whom="all",
                simulated=True,
                date=dt.date(2027, 1, 4) + dt.timedelta(days=number % 700),
                starts_at=f"{8 + number % 10:02}:30",
                minutes=90,
                zone=ZONES[number % len(ZONES)],
                link=f"https://meet.example/{number}",
            )
        number, owner = programme.id, seat.id
    made = DirectDoor(house).execute(Call("feed.make", "bench-of-feeds", {}, owner))
    with house.database.reading() as orm:
        nonce = orm.get_one(CalendarFeed, made.result["feed"]).nonce
        assert len(sessions_of_programme(orm, number)) == options.sessions
    house.database.dispose()
    print(f"/feeds/{URLSafeSerializer(config.secret_key, salt='feed').dumps(nonce)}.ics")


if __name__ == "__main__":
    main()
