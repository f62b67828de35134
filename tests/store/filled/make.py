"""Makes `sqlite.sql.xz` and `postgresql.sql.xz`: a filled database of commit 24b4005, as SQL.

They were made once, by the program of that commit, and stay as they are: that is their point. To make them
again, or one of a later program under another name, run this file within a checkout of the commit:

    git worktree add ../then 24b4005
    cd ../then && PYTHONPATH=. python ../facilitation/tests/store/filled/make.py FOLDER

What they hold: the demo's nine cities; in their programme a workshop of twelve guests with notes, clusters,
votes and records, its minutes, published tandems with a scheduled solution workshop, and a participant whose
account was erased afterwards; and the tests' two small programmes, in one of which every command of the
catalogue was done once. All of it came about through the program's own commands and jobs.
"""

from __future__ import annotations

import json
import lzma
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from facilitation.commands.catalogue import COMMANDS
from facilitation.commands.door import DirectDoor
from facilitation.commands.execute import Call, Done
from facilitation.commands.house import house_of
from facilitation.config import Config
from facilitation.demo.load import SLUG, load
from facilitation.jobs.catalogue import JOBS
from facilitation.jobs.worker import Worker
from facilitation.store.assessments import Statement
from facilitation.store.boards import Board
from facilitation.store.cities import City
from facilitation.store.migrate import upgrade_database
from facilitation.store.models import Base
from facilitation.store.people import Person, Seat
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from facilitation.store.tandems import Round, Tandem
from tests import programs
from tests.laws.cases import CASES, MAY, ROLES
from tests.servers import postgresql
from tests.world import World

SECRET = "the filled fixture: nobody signs in with this, 5f1c"
CITIES = ("BHZ", "BIO", "DUB", "GDL", "MTL", "RTM", "SFO", "TRN", "WAW")
SAID = (
    "Young people leave because rents are too high",
    "“Social” enterprises don't find buyers; the law says 30 % < 50 %",
    "Falta confianza entre los barrios y el ayuntamiento",
    "On manque de données ouvertes à l'échelle du quartier",
    "Łódź showed us: start with the neighbours 🏘️",
    "=SUM(A1:A9) is how our budget office answers",
)


class Programmes:
    """One database as the program of this checkout fills it."""

    def __init__(self, database_url: str, folder: Path) -> None:
        environ = {"FACILITATION_SECRET_KEY": SECRET, "FACILITATION_DATABASE_URL": database_url}
        self.config = Config.from_environment(environ, instance=folder)
        self.house = house_of(self.config)
        upgrade_database(self.house.database)
        # First of all: some cases begin by clearing tables.
        self.do_every_command()
        load(self.config)
        self.database = self.house.database
        self.door = DirectDoor(self.house)
        self._operations = 0
        with self.database.reading() as orm:
            self.programme = orm.scalars(select(Programme.id).where(Programme.slug == SLUG)).one()
            seats = select(Person.email, Seat.id).join(Seat, Seat.person_id == Person.id)
            seats = seats.where(Seat.programme_id == self.programme)
            self.seats = {str(email).partition("@")[0]: seat for email, seat in orm.execute(seats)}

    def do(self, name: str, payload: dict[str, Any], seat: int | None = None) -> dict[str, Any]:
        self._operations += 1
        call = Call(name, f"filled-{self._operations:06d}", payload, seat, None if seat else self.programme)
        return self.door.execute(call).result

    def by(self, who: str, name: str, **payload: Any) -> dict[str, Any]:
        """Carry out a command as one of the demo's people."""
        return self.do(name, payload, self.seats[who])

    def work(self) -> None:
        """Do every job that waits; simulated people would need a running server."""
        for kind in ("rehearsal.run", "rehearsal.accompany"):
            JOBS[kind] = lambda *_: None
        worker = Worker(self.config, self.database, self.door, self.house.clock, threading.Event())
        while worker.work_once():
            pass

    def hold_a_workshop(self) -> None:
        """Twelve guests write in private, are revealed, group and vote; records, minutes."""
        workshop = {"title": "What do our cities struggle with?", "type": "challenge"}
        workshop |= {"template": "challenges_private", "date": "2026-03-10", "starts_at": "15:00"}
        session = self.by("facilitator", "session.create", **workshop, minutes=90)["session"]
        self.by("facilitator", "session.start", session=session)
        with self.database.reading() as orm:
            board = orm.get_one(Session, session).board_id
            areas = [area.id for area in orm.get_one(Board, board).areas]
        guests = []
        for number in range(12):
            guest = {"session": session, "name": f"Guest {number + 1}", "token_hash": f"{number:064d}"}
            city = CITIES[number % len(CITIES)] if number < 11 else None
            guest |= {"city": city, "organisation": None if city else "An observatory"}
            guests.append(self.do("seat.take", guest)["seat"])
            self.do("session.attend", {"session": session}, guests[-1])
        notes = []
        for number, seat in enumerate([*guests, self.seats["participant"]] * 2):
            note = {"board": board, "area": areas[number % len(areas)], "text": SAID[number % len(SAID)]}
            notes.append(self.do("note.post", note, seat)["note"])
        self.do("note.edit", {"note": notes[0], "text": f"{SAID[0]}, and wages are too low"}, guests[0])
        self.do("note.remove", {"note": notes[1]}, guests[1])
        self.by("facilitator", "note.hide", note=notes[2])
        self.by("facilitator", "board.stage", board=board, stage="cluster")
        clusters = []
        for place in (3, 6, 9):
            grouped = {"board": board, "notes": notes[place : place + 3], "title": f"Theme {place // 3}"}
            clusters.append(self.do("cluster.make", grouped, guests[place])["cluster"])
        self.by("facilitator", "challenge.adopt", cluster=clusters[0], kind="social")
        self.by("facilitator", "board.stage", board=board, stage="vote")
        for number, seat in enumerate(guests):
            self.do("vote.cast", {"board": board, "on": f"cluster:{clusters[number % 3]}"}, seat)
        self.do("consent.give", {"purpose": "quoted"}, guests[0])
        for kind, said in (("decision", "We meet again in May."), ("quote", SAID[4]), ("point", SAID[3])):
            self.by("facilitator", "record.add", session=session, kind=kind, text=said, city="DUB")
        self.by("facilitator", "session.end", session=session)
        self.work()

    def form_tandems(self) -> None:
        """Solve the round of the nine cities, publish it, schedule one tandem's workshop."""
        file = Path("facilitation/demo/data/round.json")
        problem = json.loads(file.read_text("utf-8"))
        round_ = self.by("coordinator", "round.solve", problem=problem, preset="balanced")["round"]
        self.work()
        self.by("coordinator", "round.publish", round=round_)
        with self.database.reading() as orm:
            tandem = orm.scalars(select(Tandem).where(Tandem.round_id == round_).order_by(Tandem.id)).first()
            assert tandem is not None and orm.get_one(Round, round_).status == "published"
            workshop = {"tandem": tandem.id, "zone": tandem.cities[0].time_zone}
        workshop |= {"date": "2031-05-13", "starts_at": "15:00", "minutes": 90}
        self.by("coordinator", "tandem.schedule", **workshop)

    def answer_again(self) -> None:
        """Dublin thinks better of a statement, and a second round is opened."""
        with self.database.reading() as orm:
            of_dublin = select(City.id).where(City.programme_id == self.programme, City.code == "DUB")
            about = {"city": orm.scalars(of_dublin).one(), "round": 1}
            asked = select(Statement.id).where(Statement.programme_id == self.programme)
            statement = orm.scalars(asked.order_by(Statement.id)).first()
        for seen, rating in ((1, 3), (2, 6)):
            answer = {"statement": statement, "rating": rating, "comment": f"Rather {rating}", "seen": seen}
            self.by("participant", "rating.give", **about, answers=[answer])
        self.by("organiser", "assessment.next_round", number=2)

    def erase_somebody(self) -> None:
        """The participant of Dublin, who wrote notes in the workshop, goes."""
        with self.database.reading() as orm:
            person = orm.get_one(Person, orm.get_one(Seat, self.seats["participant"]).person_id)
            erased = {"person": person.id, "epoch": person.epoch}
        self.do("account.erase", erased)
        self.work()

    def do_every_command(self) -> None:
        """Each once, in the tests' own small world, as the law of two times does."""
        world = World(self.house.database)
        for name in sorted(
            COMMANDS,
            key=lambda name: (
                name in ("session.end", "programme.archive"),
                name == "programme.archive",
                name,
            ),
        ):
            world.stage("cluster")
            may = dict(zip(ROLES, MAY[name].split(), strict=True))
            role = next((role for role in ROLES if may[role] != "no"), None)
            seat = world.here.seats[role] if role else None
            payload = CASES[name](world, seat or world.here.seats["participant"])
            done = world.do(name, payload, seat, None if role else world.here.programme)
            assert isinstance(done, Done)

    def fill(self) -> None:
        self.hold_a_workshop()
        self.form_tandems()
        self.answer_again()
        self.erase_somebody()
        with self.database.reading() as orm:
            for table in Base.metadata.sorted_tables:
                rows = orm.scalar(select(func.count()).select_from(table))
                print(f"{rows:6} {table.name}", file=sys.stderr)
        self.database.dispose()


def sqlite_sql(folder: Path) -> str:
    path = folder / "facilitation.sqlite3"
    Programmes(f"sqlite:///{path}", folder).fill()
    with sqlite3.connect(path) as connection:
        return "\n".join(connection.iterdump()) + "\n"


def postgresql_sql(folder: Path) -> str:
    """Plain INSERTs that any later PostgreSQL reads through its ordinary protocol."""
    with postgresql() as cluster:
        url = cluster.database()
        Programmes(url, folder).fill()
        command = [str(programs.postgresql() / "pg_dump"), "--no-owner", "--no-privileges", "--inserts"]
        dumped = subprocess.run([*command, url], check=True, capture_output=True, text=True).stdout
    # Settings that only that version knows, and psql's own commands.
    return re.sub(r"(?m)^(SET (?!client_encoding|standard_conforming_strings).*|\\.*|--.*|)\n", "", dumped)


def main() -> None:
    target = Path(sys.argv[1])
    for name, make in (("sqlite", sqlite_sql), ("postgresql", postgresql_sql)):
        with tempfile.TemporaryDirectory() as folder:
            sql = make(Path(folder))
            assert os.getcwd() not in sql and folder not in sql
        file = target / f"{name}.sql.xz"
        file.write_bytes(lzma.compress(sql.encode(), preset=9 | lzma.PRESET_EXTREME))
        print(file, file.stat().st_size, file=sys.stderr)


if __name__ == "__main__":
    main()
