"""An emblem on its way from the organiser's file to the pages: made by the worker, taken off, put back."""

from __future__ import annotations

import base64
import io
import re
import threading
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from facilitation.config import Config
from facilitation.domain.emblems import BYTES_MOST
from facilitation.jobs.worker import Worker
from facilitation.store.documents import DocumentRow
from facilitation.store.emblems import Emblem
from tests.web.conftest import Browser
from tests.world import World

ALT = "A bridge between two hills"


def _picture(colour: str = "teal") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (300, 100), colour).save(file, "PNG")
    return file.getvalue()


def _offer(browser: Browser, content: bytes, alt: str = ALT):
    data = {"csrf_token": browser.token(), "operation_id": browser.world.operation_id(), "alt": alt}
    return browser.client.post("/p/here/emblem", data=data | {"picture": (io.BytesIO(content), "e.png")})


@pytest.fixture
def work(world: World, tmp_path: Path):
    config = Config.from_environment({}, database_url=str(world.database.url))
    worker = Worker(config, world.database, world.door, world.clock, threading.Event())

    def until_done() -> None:
        while worker.work_once():
            pass

    return until_done


def _addresses(browser: Browser, path: str) -> set[str]:
    return set(re.findall(r'src="(/emblems/[^"]+)"', browser.get(path).get_data(as_text=True)))


def test_from_the_file_to_the_pages_and_off_and_on_again(world: World, browse, work) -> None:
    organiser, visitor = browse("organiser"), browse()
    assert _offer(organiser, _picture()).status_code == 303
    assert "being made ready" in organiser.get("/p/here/emblem").get_data(as_text=True)
    with world.database.reading() as orm:
        waiting = orm.query(Emblem).one().key
    assert visitor.get(f"/emblems/{waiting}").status_code == 404, "the file itself is served to nobody"
    work()
    [address] = _addresses(organiser, "/p/here/")
    assert _addresses(visitor, f"/join/{world.here.code}") == {address}
    assert ALT in visitor.get(f"/join/{world.here.code}").get_data(as_text=True)
    assert not _addresses(browse("there/organiser"), "/p/there/")

    answer = visitor.get(address)
    assert answer.status_code == 200 and answer.mimetype == "image/png"
    assert (
        answer.headers["X-Content-Type-Options"] == "nosniff"
        and "immutable" in answer.headers["Cache-Control"]
    )
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert not answer.headers.getlist("Set-Cookie"), "what is kept for everybody names nobody"
    again = visitor.client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and not again.data

    assert organiser.post("/p/here/emblem/removal").status_code == 303
    assert visitor.get(address).status_code == 404 and not _addresses(organiser, "/p/here/")
    [back] = re.findall(
        r'action="(/p/here/emblem/\d+/return)"', organiser.get("/p/here/emblem").get_data(as_text=True)
    )
    assert organiser.post(back).status_code == 303
    assert visitor.get(address).status_code == 200


def test_documents_wear_it_in_every_format(world: World, browse, work) -> None:
    _offer(browse("organiser"), _picture())
    work()
    world.by("organiser", "document.draft", {"session": world.here.session, "kind": "agenda"})
    work()
    with world.database.reading() as orm:
        document = orm.query(DocumentRow).one()
        files = {one.format: bytes(one.body) for one in document.renderings}
        assert ALT in str(document.content)
    drawing = re.search(rb"data:image/svg\+xml;base64,([^\"]+)\"[^>]*alt=\"" + ALT.encode(), files["html"])
    assert b"data:image/png;base64," in base64.b64decode(drawing[1])
    with zipfile.ZipFile(io.BytesIO(files["docx"])) as package:
        [name] = [name for name in package.namelist() if name.startswith("word/media/")]
        with Image.open(io.BytesIO(package.read(name))) as picture:
            assert picture.convert("RGB").getpixel((9, 9)) == (0, 128, 128)
    [page] = PdfReader(io.BytesIO(files["pdf"])).pages[-1:]
    assert page.images, "the picture is in the PDF"


def test_the_one_before_is_kept_and_no_more(world: World, browse, work) -> None:
    organiser = browse("organiser")
    for colour in ("teal", "navy", "gold"):
        _offer(organiser, _picture(colour), colour)
        work()
    page = organiser.get("/p/here/emblem").get_data(as_text=True)
    assert page.count("/return") == 1 and "navy" in page and "teal" not in page


@pytest.mark.parametrize(
    ("content", "alt", "sentence"),
    [
        (b"", ALT, "Choose a picture."),
        (
            b"<?xml version='1.0'?><svg width='9'/>",
            ALT,
            "SVG drawings are not taken",
        ),
        (b"GIF89a" + bytes(60), ALT, "neither a PNG nor a JPEG nor a WebP"),
        (_picture() + bytes(BYTES_MOST), ALT, "larger than 1 MB"),
        (_picture() + bytes(3 * BYTES_MOST), ALT, "At most 2 MB"),
        (_picture(), " ", "Say in words what the picture shows."),
    ],
    ids=["none", "a drawing", "a GIF", "over 1 MB", "over 2 MB", "without words"],
)
def test_a_wrong_file_is_named(browse, content: bytes, alt: str, sentence: str) -> None:
    answer = _offer(browse("organiser"), content, alt)
    assert answer.status_code in (413, 422) and sentence in answer.get_data(as_text=True)


def test_what_the_worker_finds_is_said_on_the_page(browse, work) -> None:
    organiser = browse("organiser")
    _offer(organiser, _picture()[:60])
    work()
    page = organiser.get("/p/here/emblem").get_data(as_text=True)
    assert "the file is damaged or no picture" in page and not _addresses(organiser, "/p/here/")


def test_only_organisers_choose(browse) -> None:
    for role in ("coordinator", "participant"):
        assert browse(role).get("/p/here/emblem").status_code == 404
        assert _offer(browse(role), _picture()).status_code == 403
