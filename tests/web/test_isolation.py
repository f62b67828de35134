"""Nothing that people wrote turns the words of a page around it, whichever direction it is written in."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html as lxml_html
from sqlalchemy import Column, String, update

from facilitation.app import create_app
from facilitation.commands.door import DirectDoor
from facilitation.commands.execute import Call
from facilitation.commands.house import House, house_of
from facilitation.config import Config
from facilitation.demo.load import load
from facilitation.store.base import Base
from facilitation.store.boards import Area
from facilitation.store.database import Database
from facilitation.store.migrate import upgrade_database
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.viewers import token_hash

#: Turns what follows until it is closed: kept like that before it was looked for at the door.
TURN = "\u202e"
#: Columns of what people write, by their names wherever they stand; and those that the program writes.
WRITTEN = {"name", "title", "text", "organisation", "speaker", "author", "remark", "comment", "question"}
WRITTEN |= {"place", "source"}
BY_THE_PROGRAM = {
    "audit_log.name",
    "challenge_mentions.place",
    "documents.title",
    "mails.text",
    "operations.name",
    # Steps, boards and their areas are furnished from templates.
    "areas.title",
    "blocks.question",
    "blocks.title",
    "boards.question",
    "boards.title",
}
#: Elements that are a paragraph of their own, or one sign among others: nothing reaches out of them.
_BLOCKS = set(
    """address article aside blockquote body button caption dd details dialog div dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header legend li main nav ol option p section summary table td
    text textarea th title tr ul""".split()  # noqa: SIM905
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Config, dict]]:
    """The demo after some play, with a turning sign behind every text that anybody wrote."""
    path: Path = tmp_path_factory.mktemp("turned") / "demo.sqlite3"
    config = Config.from_environment({}, database_url=f"sqlite:///{path}")
    database = Database(config.database_url, "normal")
    upgrade_database(database)
    database.dispose()
    opened = load(config)
    made = house_of(config)
    _play(made, opened)
    with made.database.engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if column.name in WRITTEN and str(column) not in BY_THE_PROGRAM and _is_text(column):
                    turned = update(table).where(column != "").values({column: column + TURN})
                    connection.execute(turned)
    yield made, config, opened
    made.database.dispose()


def _is_text(column: Column) -> bool:
    return isinstance(column.type, String) and not column.foreign_keys


def _play(house: House, opened: dict) -> None:
    door, numbers = DirectDoor(house), iter(range(100))

    def do(name: str, payload: dict, seat: int | None = None) -> dict:
        return door.execute(Call(name, f"play-{next(numbers):06}", payload, seat, programme)).result

    with house.database.reading() as orm:
        programme = orm.query(Programme).one().id
        organiser = orm.query(Seat).filter_by(role="organiser").first().id
        area = orm.query(Area).filter_by(board_id=opened["board"]).first().id
    guests = []
    for name, city, organisation in (("Gil", "DUB", None), ("Rose", None, "Elsewhere")):
        payload = {"session": opened["session"], "name": name, "city": city, "organisation": organisation}
        guests.append(do("seat.take", payload | {"token_hash": token_hash(name)})["seat"])
    notes = [
        do("note.post", {"board": opened["board"], "area": area, "text": text}, guests[0])["note"]
        for text in ("One", "Two", "Three")
    ]
    do("board.stage", {"board": opened["board"], "stage": "cluster"}, organiser)
    do("cluster.make", {"board": opened["board"], "notes": notes[:2], "title": "Both"}, organiser)
    for kind in ("decision", "quote"):
        record = {"session": opened["session"], "kind": kind, "text": "Said", "speaker": "Gil", "city": "DUB"}
        do("record.add", record, organiser)
    do("seat.claim", {"email": "gil@city.example"}, guests[0])
    invitee = {"email": "i@city.example", "name": "Ines", "role": "participant", "organisation": "Work"}
    do("invitation.send", {"people": [invitee | {"city": "DUB"}]}, organiser)


def _pages(app: Flask, client: FlaskClient, start: str) -> Iterator[tuple[str, str]]:
    """One page of every route that is reached by links from `start`."""
    waiting, seen = [start], set()
    adapter = app.url_map.bind("localhost")
    while waiting:
        path = waiting.pop(0)
        endpoint = adapter.match(path.partition("?")[0])[0]
        if endpoint in seen or endpoint == "static":
            continue
        answer = client.get(path)
        assert answer.status_code < 500, path
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        seen.add(endpoint)
        page = answer.get_data(as_text=True)
        yield path, page
        for link in re.findall(r'href="(/[^"#]*)', page):
            try:
                adapter.match(html.unescape(link).partition("?")[0])
            except Exception:
                continue
            waiting.append(html.unescape(link))


def _loose(page: str) -> list[str]:
    """Texts with the sign that are not set apart from what follows them in their paragraph."""
    found = []
    for element in lxml_html.document_fromstring(page).iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            continue
        for text, holder in ((element.text, element), (element.tail, element.getparent())):
            if text and TURN in text and not _is_apart(element, holder, text, tail=text is element.tail):
                found.append(" ".join(text.split()))
    return found


def _is_apart(element, holder, text: str, *, tail: bool) -> bool:
    """Whether the text stands in a <bdi> or the like, or is the last of its paragraph."""
    follows = text.partition(TURN)[2].replace(TURN, "").strip()
    siblings = element.itersiblings() if tail else iter(holder)
    while True:
        if holder.tag == "bdi" or holder.get("dir") == "auto":
            return True
        for sibling in siblings:
            if isinstance(sibling.tag, str) and sibling.tag in _BLOCKS:
                break
            follows += "".join(sibling.itertext()).strip() + (sibling.tail or "").strip()
        if follows:
            return False
        if holder.tag in _BLOCKS or holder.getparent() is None:
            return True
        follows = (holder.tail or "").strip()
        siblings, holder = holder.itersiblings(), holder.getparent()


@pytest.mark.parametrize("who", ["organiser", "participant"])
def test_what_people_wrote_is_set_apart(house: tuple[House, Config, dict], who: str) -> None:
    made, config, opened = house
    app = create_app(config, made, DirectDoor(made))
    client = app.test_client()
    start = client.get(opened["sign_in"][who]).headers["Location"]
    loose: dict[str, list[str]] = {}
    pages = 0
    for path, page in _pages(app, client, start):
        pages += 1
        found = _loose(page)
        if found:
            loose[path] = found
    assert pages > 20
    assert loose == {}
