"""What the server spends on the pages of a large programme: `python -m benchmarks.pages`, at the root.

It makes a database of its own in a temporary folder: the demo with made-up cities up to `--cities`, each of
which names challenges and has answered the self-assessment. Everything made up bears the mark "Simulated".
The floor is the sign-in page: what a request, the look who is signed in and a small template take.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event, insert, select

from facilitation.app import create_app
from facilitation.commands.door import DirectDoor
from facilitation.commands.house import House, house_of
from facilitation.config import Config
from facilitation.demo.load import SLUG, load
from facilitation.queries.programmes.programmes import programme_by_slug
from facilitation.store.assessments import Rating, Statement, Submission
from facilitation.store.challenges import Challenge, ChallengeMention
from facilitation.store.cities import City
from facilitation.store.migrate import upgrade_database
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme

CHALLENGES = 40
FLOOR = "/sign-in"
PAGES = {
    "Programme home": f"/p/{SLUG}/",
    "Cities": f"/p/{SLUG}/cities",
    "One city": f"/p/{SLUG}/cities/DUB",
    "Heat-map": f"/p/{SLUG}/challenges",
    "Board of progress": f"/p/{SLUG}/onboarding",
    "Self-assessment": f"/p/{SLUG}/assessment",
    "People": f"/p/{SLUG}/people",
}


def main() -> None:
    """Make the programme, ask for every page in turn, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--cities", type=int, default=300)
    parser.add_argument("--times", type=int, default=21, help="how often each page is asked for")
    parser.add_argument("--fill", type=Path, metavar="FILE", help="only make the programme, in this database")
    options = parser.parse_args()
    if options.fill:
        _filled(options.fill, options.cities)[1].database.dispose()
        return
    with tempfile.TemporaryDirectory() as folder:
        config, house, sign_in = _filled(Path(folder) / "pages.sqlite3", options.cities)
        browser = create_app(config, house, DirectDoor(house)).test_client()
        browser.get(sign_in)
        print(f"{options.cities} cities, {CHALLENGES} challenges; medians of {options.times}\n")
        print("| page | CPU, ms | to the floor | statements | KB gzipped |")
        print("|---|---:|---:|---:|---:|")
        _measured(browser, house, FLOOR, options.times)  # the first page pays for what all need
        floor = _measured(browser, house, FLOOR, options.times)
        for name, path in {"Sign in (the floor)": FLOOR, **PAGES}.items():
            told = floor if path == FLOOR else _measured(browser, house, path, options.times)
            cpu = f"{told['cpu']:.1f} | {told['cpu'] / floor['cpu']:.1f}"
            print(f"| {name} | {cpu} | {told['statements']} | {told['kb']:.1f} |")
        house.database.dispose()


def _filled(file: Path, cities: int) -> tuple[Config, House, str]:
    """The programme in a new database, and the coordinator's sign-in path."""
    config = Config.from_environment({}, instance=file.parent, database_url=f"sqlite:///{file}")
    house = house_of(config)
    upgrade_database(house.database)
    sign_in = load(config)["sign_in"]["coordinator"]
    _fill(house, cities)
    return config, house, sign_in


def _measured(browser: FlaskClient, house: House, path: str, times: int) -> dict[str, Any]:
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        statements.append(statement)

    page = browser.get(path)
    assert page.status_code == 200, f"{path} answers {page.status_code}"
    event.listen(house.database.engine, "before_cursor_execute", note)
    browser.get(path)
    event.remove(house.database.engine, "before_cursor_execute", note)
    took = []
    for _ in range(times):
        began = time.process_time()
        browser.get(path)
        took.append((time.process_time() - began) * 1_000)
    size = len(gzip.compress(page.data)) / 1_000
    return {"cpu": statistics.median(took), "statements": len(statements), "kb": size}


def _fill(house: House, cities: int) -> None:
    """Made-up cities, challenges that every fifth city names, and ratings of every statement."""
    with house.database.writing() as orm:
        programme = programme_by_slug(orm, SLUG)
        assert programme is not None
        there = len(orm.scalars(select(City.id).where(City.programme_id == programme.id)).all())
        made = [_city(programme, number) for number in range(cities - there)]
        known = len(orm.scalars(select(Challenge.id).where(Challenge.programme_id == programme.id)).all())
        kinds = ("social", "transversal")
        orm.add_all(made)
        orm.add_all(
            Challenge(
                programme_id=programme.id,
                key=f"made_up_{number}",
                kind=kinds[number % 2],
                title=f"A challenge of many cities, number {number}",
            )
            for number in range(CHALLENGES - known)
        )
        orm.flush()
        challenges = orm.scalars(select(Challenge.id).where(Challenge.programme_id == programme.id)).all()
        statements = orm.scalars(select(Statement.id).where(Statement.programme_id == programme.id)).all()
        author = orm.scalars(
            select(Seat.id).where(Seat.programme_id == programme.id, Seat.simulated.is_(True)).limit(1)
        ).one()
        by = {"programme_id": programme.id, "round": 1, "seat_id": author, "role": "participant"}
        by["simulated"] = True
        namings, ratings, submissions = [], [], []
        for at, city in enumerate(made):
            about = {"city_id": city.id}
            named = challenges[at % 5 :: 5]
            namings += [about | {"challenge_id": one, "source": "Made up"} for one in named]
            ratings += [
                by | about | {"statement_id": one, "rating": (at * 7 + one) % 11, "at": house.clock()}
                for one in statements
            ]
            submissions.append(by | about | {"submitted_at": house.clock()})
        orm.execute(insert(ChallengeMention), namings)
        orm.execute(insert(Rating), ratings)
        orm.execute(insert(Submission), submissions)


def _city(programme: Programme, number: int) -> City:
    zones = ("Europe/Lisbon", "America/Toronto", "Africa/Nairobi", "Asia/Seoul")
    return City(
        programme_id=programme.id,
        code=f"{number:03}",
        name=f"Made-up city {number:03}",
        country="Portugal",
        country_code="PT",
        languages=["en"],
        offices=[],
        time_zone=zones[number % len(zones)],
        colour=number % 12 + 1,
    )


if __name__ == "__main__":
    main()
