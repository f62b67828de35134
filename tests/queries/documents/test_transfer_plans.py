"""Transfer plans of the two practices that the nine cities explored: nothing is lost, nothing is made up."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from facilitation.app import create_app
from facilitation.commands.door import DirectDoor
from facilitation.commands.execute import Call
from facilitation.commands.house import House
from facilitation.config import Config
from facilitation.demo.load import SLUG, load
from facilitation.domain.documents import Document, Paragraph
from facilitation.exports.documents.render import render
from facilitation.queries.documents.canvases import canvas_report
from facilitation.queries.documents.minutes import minutes
from facilitation.queries.documents.parts import SessionDocument
from facilitation.queries.documents.transfer_plans import transfer_plan
from facilitation.store.canvases import Canvas, CanvasPrerequisite
from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from facilitation.store.database import Database
from facilitation.store.migrate import upgrade_database
from facilitation.store.people import Seat, SignInLink
from facilitation.store.replication import Learning
from facilitation.store.sessions import Session
from facilitation.store.viewers import token_hash
from facilitation.translations import say
from tests.world import START

DATA = json.loads((Path(__file__).parents[3] / "facilitation/demo/data/replication.json").read_text("utf-8"))
WANTED = {"Casa Bottega": "DUB", "Rikx": "GDL"}


class Workshop:
    """The demo's programme with a solution workshop in which both canvases lie."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.house = House(database, lambda: START, say)
        self.door = DirectDoor(self.house, lambda changes: None)
        self._count = 0
        with database.reading() as orm:
            self.seat = orm.scalars(select(Seat.id).where(Seat.role == "facilitator")).first()
            found = {one.title: one.id for one in orm.scalars(select(Practice))}
        made = {"title": "Two practices", "type": "solution", "template": "solution"}
        self.session = self.do("session.create", made)["session"]
        self.canvases: dict[str, int] = {}
        for name, city in WANTED.items():
            practice = next(number for title, number in found.items() if title.startswith(name))
            asked = {"session": self.session, "practice": practice, "city": city}
            self.canvases[name] = self.do("canvas.open", asked)["canvas"]

    def do(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        return self._by(self.seat, name, payload)

    def do_as(self, role: str, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        with self.database.reading() as orm:
            seat = orm.scalars(select(Seat.id).where(Seat.role == role)).first()
        return self._by(seat, name, payload)

    def _by(self, seat: int | None, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        self._count += 1
        return dict(self.door.execute(Call(name, f"operation-{self._count:04d}", payload, seat)).result)

    def plan(self, name: str, language: str = "en") -> Document:
        with self.database.reading() as orm:
            canvas = orm.get_one(Canvas, self.canvases[name])
            return transfer_plan(orm, canvas, START, lambda text: say(text, language), 1, language)

    def prerequisites(self, name: str) -> list[CanvasPrerequisite]:
        query = select(CanvasPrerequisite).where(CanvasPrerequisite.canvas_id == self.canvases[name])
        with self.database.reading() as orm:
            return list(orm.scalars(query.order_by(CanvasPrerequisite.position)))


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    path = tmp_path_factory.mktemp("plans") / "demo.sqlite3"
    config = Config.from_environment({}, database_url=f"sqlite:///{path}")
    database = Database(config.database_url, "normal")
    upgrade_database(database)
    load(config)
    yield Workshop(database)
    database.dispose()


def _plain(text: str) -> str:
    """One line without what a typesetter puts between syllables."""
    return " ".join(text.replace("\u00ad", "").split())


class _Text(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.text += data


def _files(document: Document) -> dict[str, str]:
    """The text of each file that is given out."""
    made = {kind: render(document, kind, lambda text: text).content for kind in ("pdf", "docx", "html", "md")}
    pages = PdfReader(io.BytesIO(made["pdf"])).pages
    word = zipfile.ZipFile(io.BytesIO(made["docx"])).read("word/document.xml").decode()
    return {
        "pdf": _plain(" ".join(page.extract_text() for page in pages)),
        "docx": _plain(_Text(word).text),
        "html": _plain(_Text(made["html"].decode()).text),
        "md": _plain(made["md"].decode().replace("\\", "")),
    }


def _practice(name: str) -> dict[str, Any]:
    return next(one for one in DATA["practices"] if one["title"].startswith(name))


def _squeezed(text: str) -> str:
    """Without blanks: a PDF breaks its lines within words as well."""
    return "".join(text.split()).replace("-", "")


@pytest.mark.parametrize("name", sorted(WANTED))
def test_every_fact_comes_back_in_every_file(workshop: Workshop, name: str) -> None:
    facts = _practice(name)
    wanted = [one["text"] for one in facts["prerequisites"]]
    wanted += [text for gain in facts["gains"].items() for text in gain]
    for kind, text in _files(workshop.plan(name)).items():
        lost = [one for one in wanted if _squeezed(one) not in _squeezed(text)]
        assert not lost, kind


@pytest.mark.parametrize("name", sorted(WANTED))
def test_what_the_source_leaves_open_stays_open(workshop: Workshop, name: str) -> None:
    facts, rows = _practice(name), workshop.prerequisites(name)
    assert [row.text for row in rows] == [one["text"] for one in facts["prerequisites"]]
    assert {(row.kind, row.answer, row.owner, row.due) for row in rows} == {("", "", "", "")}
    text = _files(workshop.plan(name))["md"]
    assert text.count("Not said |") == len(rows) and text.count("No answer yet |") == len(rows)
    if facts["timeline"] is None:
        assert "Timeline and resources" not in text
    assert "Stakeholders" not in text and "Objectives" not in text


def test_a_filled_canvas_becomes_a_plan_that_is_ready(workshop: Workshop) -> None:
    """Answers, owners and days stand in it, notes by field, feedback; then nothing holds it up."""
    name = "Casa Bottega"
    canvas = {"canvas": workshop.canvases[name]}
    first, *others = ({"prerequisite": row.id} for row in workshop.prerequisites(name))
    workshop.do("prerequisite.change", first | {"kind": "non_negotiable"})
    workshop.do("prerequisite.answer", first | {"answer": "missing"})
    for one in others:
        workshop.do("prerequisite.answer", one | {"answer": "can_get", "owner": "Property office"})
    workshop.do("canvas.scope", canvas | {"scope": "part", "text": "Workshops, no homes"})
    draft = workshop.plan(name)
    assert draft.status == "draft"
    assert "This plan stays a draft" in _files(draft)["pdf"]
    workshop.do("prerequisite.answer", first | {"owner": "Dublin City Council", "due": "2027-09-01"})
    with workshop.database.reading() as orm:
        found = orm.get_one(Canvas, canvas["canvas"])
        board, fields = found.board_id, found.fields
    for key, text in (("steps", "Walk the quays"), ("feedback", "Say who paid"), ("reasons", "Vacancy here")):
        workshop.do("note.post", {"board": board, "area": fields[key], "text": text})
    workshop.do(
        "note.hide",
        {
            "note": workshop.do("note.post", {"board": board, "area": fields["reasons"], "text": "Rude"})[
                "note"
            ]
        },
    )
    plan = workshop.plan(name)
    assert (plan.status, plan.title) == ("in_review", "Casa Bottega, for Dublin")
    for kind, text in _files(plan).items():
        for wanted in (
            "Workshops, no homes",
            "Dublin City Council",
            "1 September 2027",
            "Walk the quays",
            "Say who paid",
        ):
            assert wanted in text, (kind, wanted)
        assert "stays a draft" not in text and "Rude" not in text, kind
    assert "Property office" not in _files(workshop.plan("Rikx"))["md"], "the two plans stand side by side"
    with workshop.database.reading() as orm:
        session = orm.get_one(Session, workshop.session)
        told = minutes(orm, session, START, lambda text: text, 1)
        keys = [keyed.key for keyed in canvas_report(SessionDocument(orm, session, START, str))]
    said = [block.text for block in told.blocks if hasattr(block, "text")]
    assert {"Replication canvas", "Casa Bottega, for Dublin"} <= set(said) and "Rude" not in str(told)
    assert len(keys) == len(set(keys)) and f"canvas:{canvas['canvas']}:prerequisites" in keys


def test_what_the_two_cities_commit_to_stands_in_every_file(workshop: Workshop) -> None:
    """About this practice from anywhere, in this session about no other; nothing that was dropped."""
    with workshop.database.reading() as orm:
        city = {one.code: one.id for one in orm.scalars(select(City))}
        canvas = orm.get_one(Canvas, workshop.canvases["Rikx"])
        practice, sharer = canvas.practice_id, canvas.sharer
        other = orm.get_one(Canvas, workshop.canvases["Casa Bottega"]).practice_id
    assert "Nothing is written down yet" in str(workshop.plan("Rikx").blocks)
    learns = {"city": city["GDL"], "other": city[sharer], "kind": "learn", "language": "en"}
    gives = {"city": city[sharer], "other": city["GDL"], "kind": "give", "language": "en"}
    away = {"city": city["GDL"], "other": city["DUB"], "kind": "together", "language": "en"}
    here = {"session": workshop.session}
    workshop.do("session.start", here)
    asked = here | learns | {"subject": "Visit the coins", "office": "Labour office", "due": "2027-09-01"}
    made = workshop.do("commitment.make_here", asked)["commitment"]
    workshop.do("commitment.status", {"commitment": made, "status": "agreed"})
    workshop.do("commitment.make_here", here | away | {"subject": "Of another tandem"})
    dropped = workshop.do("commitment.make_here", here | gives | {"subject": "A film of it"})["commitment"]
    workshop.do("commitment.status", {"commitment": dropped, "status": "dropped", "note": "No budget"})
    plan = workshop.plan("Rikx")
    assert not plan.members_only, "all of it was said in this session"
    workshop.do_as(
        "coordinator", "commitment.make", gives | {"subject": "The rule book", "practice": practice}
    )
    workshop.do_as("coordinator", "commitment.make", learns | {"subject": "Something else"})
    plan = workshop.plan("Rikx")
    assert plan.members_only
    for kind, text in _files(plan).items():
        wanted = ("Guadalajara learns from", "Visit the coins", "Labour office", "1 September 2027", "Agreed")
        for one in (*wanted, "The rule book", "Stated"):
            assert _squeezed(one) in _squeezed(text), (kind, one)
        for one in ("Of another tandem", "A film of it", "Something else"):
            assert _squeezed(one) not in _squeezed(text), (kind, one)
    assert other != practice and "Visit the coins" not in _files(workshop.plan("Casa Bottega"))["md"]


def test_the_annex_has_what_the_two_cities_learned(workshop: Workshop) -> None:
    """Guests read the plan of their session; what the programme learned is none of theirs."""
    said = {"DUB": "Begin with the owners.", "WAW": "Ask the lawyers first.", None: "Take your time."}
    with workshop.database.writing() as orm:
        session = orm.get_one(Session, workshop.session)
        cities = {one.code: one.id for one in orm.scalars(select(City))}
        for code, text in said.items():
            learned = Learning(programme_id=session.programme_id, text=text, language="en", source="")
            learned.city_id = cities.get(code or "")
            orm.add(learned)
    text = _files(workshop.plan("Casa Bottega"))["md"]
    shared = [said["DUB"], *(one["text"] for one in DATA["learnings"] if one["city_id"] == "DUB")]
    others = [said["WAW"], said[None], *(one["text"] for one in DATA["learnings"] if one["city_id"] != "DUB")]
    assert len(shared) > 1 and len(others) > 2 and "Annex: what cities learned" in text
    assert [one for one in (*shared, *others) if _squeezed(one) in _squeezed(text)] == shared


def test_a_plan_in_another_language(workshop: Workshop) -> None:
    plan = workshop.plan("Rikx", "es")
    assert plan.language == "es"
    assert any(isinstance(block, Paragraph) for block in plan.blocks)
    assert render(plan, "pdf", lambda text: say(text, "es")).remarks == ()


def test_the_page_shows_the_same(workshop: Workshop) -> None:
    """Read without any script: prerequisites, gains and learnings of both canvases."""
    config = Config.from_environment({}, database_url=str(workshop.database.url))
    app = create_app(config, workshop.house, workshop.door)
    with workshop.database.writing() as orm:
        seat = orm.get_one(Seat, workshop.seat)
        until = START + dt.timedelta(days=1)
        link = SignInLink(person_id=seat.person_id, token_hash=token_hash("let-me-in"), expires_at=until)
        link.reusable = True
        orm.add(link)
    client = app.test_client()
    client.get("/sign-in/let-me-in")
    answer = client.get(f"/p/{SLUG}/sessions/{workshop.session}/canvases")
    page = _squeezed(_Text(answer.get_data(as_text=True)).text)
    for name in WANTED:
        facts = _practice(name)
        wanted = [one["text"] for one in facts["prerequisites"]]
        wanted += [text for gain in facts["gains"].items() for text in gain]
        wanted += [one["text"] for one in DATA["learnings"]]
        assert not [one for one in wanted if _squeezed(one) not in page], name
