"""A scenario of the nine cities, and a worker that does what is asked of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from facilitation.config import Config
from facilitation.jobs.worker import Worker
from facilitation.store.cities import City
from facilitation.store.tandems import Round
from tests.world import CITIES, World

ROUND = Path(__file__).parents[3] / "facilitation" / "demo" / "data" / "round.json"


class OnTheTable:
    """A scenario, changed by a coordinator who has always seen its latest version."""

    def __init__(self, world: World, work: Callable[[], None], number: int) -> None:
        self.world, self.work, self.number = world, work, number

    @property
    def row(self) -> Round:
        with self.world.database.reading() as orm:
            return orm.get_one(Round, self.number)

    @property
    def groups(self) -> list[list[str]]:
        return [tandem["cities"] for tandem in (self.row.answer or {})["tandems"]]

    def place(self, city: str) -> int:
        return next(at for at, group in enumerate(self.groups) if city in group)

    def do(self, name: str, **payload: Any) -> dict[str, Any]:
        seen = {"round": self.number, "version": self.row.version}
        return self.world.by("coordinator", f"round.{name}", seen | payload).result

    def move(self, city: str, beside: str) -> None:
        self.do("move", city=city, leaves=self.place(city), joins=self.place(beside))


@pytest.fixture
def work(world: World) -> Callable[[], None]:
    config = Config.from_environment({}, database_url=str(world.database.url))
    worker = Worker(config, world.database, world.door, world.clock, threading.Event())

    def work_off() -> None:
        while worker.work_once():
            pass

    return work_off


@pytest.fixture
def four(world: World, work: Callable[[], None]) -> OnTheTable:
    """A small one: the world's four cities, as the program solved it."""
    needs = {"DUB": ["jobs", "homes"], "TRN": ["jobs"], "SFO": ["homes"], "WAW": ["trust", "jobs"]}
    problem = {
        "cities": [
            {"id": code, "name": name, "time_zone": zone, "languages": ["en"], "challenges": needs[code]}
            for code, name, _, zone in CITIES
        ],
        "practices": [{"id": "P1", "city": "WAW", "title": "Rikx", "challenges": ["homes"]}],
        "wishes": [{"city": "DUB", "practice": "P1", "teacher": None, "priority": 1, "text": ""}],
        "rules": {"sizes": [2, 3], "exclude": []},
    }
    asked = {"problem": problem, "preset": "balanced", "name": "Four cities"}
    number = world.by("coordinator", "round.solve", asked).result["round"]
    work()
    return OnTheTable(world, work, number)


@pytest.fixture
def nine(world: World, work: Callable[[], None]) -> OnTheTable:
    """The nine-city round as the program solved it."""
    problem = json.loads(ROUND.read_text("utf-8"))
    known = {code for code, *_ in CITIES}
    with world.database.writing() as orm:
        for at, city in enumerate(problem["cities"]):
            if city["id"] not in known:
                values = {"country_code": "", "offices": [], "colour": at + 1}
                columns = ("name", "time_zone", "languages")
                values |= {column: city[column] for column in columns}
                orm.add(City(programme_id=world.here.programme, code=city["id"], **values))
    asked = {"problem": problem, "preset": "balanced", "name": "Nine cities"}
    number = world.by("coordinator", "round.solve", asked).result["round"]
    work()
    return OnTheTable(world, work, number)
