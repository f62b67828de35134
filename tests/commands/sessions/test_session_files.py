"""What is attached to a session: known by its content, kept in order, taken off and brought back."""

from __future__ import annotations

import base64
import datetime as dt
import io
import zipfile

import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer

from facilitation.domain.errors import Refused
from facilitation.domain.session_files import BYTES_MOST
from facilitation.store.programmes import Programme
from facilitation.store.session_files import SessionFile
from tests.world import World

PDF = b"%PDF-1.7\n%..."


def zipped(*names: str, mimetype: str | None = None) -> bytes:
    """A ZIP file that holds these names."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        if mimetype is not None:
            packed.writestr("mimetype", mimetype)
        for name in names:
            packed.writestr(name, "<x/>")
    return made.getvalue()


def _attach(world: World, content: bytes, name: str, **more: str) -> int:
    payload = {
        "session": world.here.session,
        "content": base64.b64encode(content).decode(),
        "file_name": name,
    }
    return world.by("facilitator", "session_file.add", payload | more).result["file"]


def _file(world: World, number: int) -> SessionFile:
    with world.database.reading() as orm:
        return orm.get_one(SessionFile, number, options=[undefer(SessionFile.content)])


def _order(world: World) -> list[str]:
    with world.database.reading() as orm:
        query = select(SessionFile).where(SessionFile.removed_at.is_(None)).order_by(SessionFile.position)
        return [row.title for row in orm.scalars(query)]


@pytest.mark.parametrize(
    ("content", "given", "named"),
    [
        (PDF, "Concept note.pdf", "Concept note.pdf"),
        (PDF, "..\\..\\evil.exe", "evil.pdf"),
        (PDF, "page.html", "page.pdf"),
        (PDF, "", "file.pdf"),
        (b"\x89PNG\r\n\x1a\n...", "photo", "photo.png"),
        (b"\xff\xd8\xff\xe0...", "photo.jpeg", "photo.jpg"),
        (b"RIFF....WEBPVP8 ", "photo.webp", "photo.webp"),
        (zipped("[Content_Types].xml", "word/document.xml"), "a.docx", "a.docx"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "a.xls", "a.xlsx"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "a.pptx", "a.pptx"),
        (zipped("content.xml", mimetype="application/vnd.oasis.opendocument.text"), "a.odt", "a.odt"),
    ],
    ids=["pdf", "path", "page", "no name", "png", "jpeg", "webp", "docx", "xlsx", "pptx", "odt"],
)
def test_a_file_is_what_its_content_says(world: World, content: bytes, given: str, named: str) -> None:
    row = _file(world, _attach(world, content, given))
    assert (row.file_name, row.title, row.content, row.size) == (named, named, content, len(content))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Choose a file"),
        (b"<!doctype html><script>", "can’t be attached"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "can’t be attached"),
        (b"MZ\x90\x00", "can’t be attached"),
        (zipped("readme.txt"), "can’t be attached"),
        (b"PK\x03\x04 torn", "can’t be attached"),
        (zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "without macros"),
        (zipped("x", mimetype="text/html"), "can’t be attached"),
        (PDF + bytes(BYTES_MOST), "larger than 10 MB"),
    ],
    ids=["none", "html", "svg", "program", "zip", "torn", "macros", "other", "large"],
)
def test_other_files_are_refused_with_a_sentence(world: World, content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words) as refused:
        _attach(world, content, "document.pdf")
    assert (refused.value.code, refused.value.field) == ("invalid", "content")
    assert _order(world) == []


def test_files_and_links_keep_their_order_and_come_back_to_their_place(world: World) -> None:
    first = _attach(world, PDF, "first.pdf")
    link = {"session": world.here.session, "link": "https://elsewhere.example/page", "title": "A page"}
    second = world.by("facilitator", "session_link.add", link).result["file"]
    third = _attach(world, PDF, "third.pdf", title="Third")
    assert _order(world) == ["first.pdf", "A page", "Third"]
    world.by("facilitator", "session_file.move", {"file": third, "by": -1})
    world.by("facilitator", "session_file.move", {"file": first, "by": -1})
    assert _order(world) == ["first.pdf", "Third", "A page"]
    world.by("facilitator", "session_file.remove", {"file": third})
    world.by("facilitator", "session_file.change", {"file": second, "title": "Another page"})
    assert _order(world) == ["first.pdf", "Another page"]
    world.by("facilitator", "session_file.bring_back", {"file": third})
    assert _order(world) == ["first.pdf", "Third", "Another page"]
    with pytest.raises(Refused) as refused:
        world.by("facilitator", "session_file.change", {"file": third, "link": "https://elsewhere.example/"})
    assert refused.value.field == "link"


def test_files_go_with_the_people_of_their_programme_and_links_stay(world: World) -> None:
    _attach(world, PDF, "list of people.pdf")
    world.by(
        "facilitator",
        "session_link.add",
        {"session": world.here.session, "link": "https://elsewhere.example/"},
    )
    off = _attach(world, PDF, "off.pdf")
    world.by("facilitator", "session_file.remove", {"file": off})
    world.clock.now += dt.timedelta(days=8)
    world.do("retention.clean", {}, programme=None)
    assert len(_order(world)) == 2
    with world.database.reading() as orm:
        assert orm.get(SessionFile, off) is None, "taken off a week ago"
    with world.database.writing() as orm:
        orm.get_one(Programme, world.here.programme).retention_until = world.clock.now.date() - dt.timedelta(
            1
        )
    world.do("retention.clean", {}, programme=None)
    assert _order(world) == ["https://elsewhere.example/"]
