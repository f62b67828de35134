"""Once somebody corrects minutes, readers find nothing any more of what is left out or reworded."""

from __future__ import annotations

import io
import zipfile

import pytest
from sqlalchemy import select

from facilitation.store.documents import DocumentRow
from facilitation.store.minutes import MinutesBlock
from tests.web.documents.corrected import LEFT_OUT, RAW, approve, begun, correct, drafted
from tests.world import World

FORMATS = ("html", "md", "docx", "pdf")
#: Everybody but those who lead or record.
READERS = ("participant", "support", "observer", "guest")
CORRECTING = ("organiser", "coordinator", "facilitator", "rapporteur")


def _documents(world: World) -> list[int]:
    with world.database.reading() as orm:
        return list(orm.scalars(select(DocumentRow.id).order_by(DocumentRow.id)))


def _words(answer) -> str:
    """The text of a page or of a file."""
    if answer.data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.data)) as files:
            return "\n".join(files.read(name).decode("utf-8", "replace") for name in files.namelist())
    return answer.get_data(as_text=True)


def _ways_in(world: World) -> list[str]:
    """Every address under which something of the minutes could be read."""
    session = f"/p/here/sessions/{world.here.session}"
    found = ["/p/here/documents", session, f"{session}/minutes", f"{session}/minutes/versions"]
    found += ["/p/here/", "/p/here/catch-up?all=1"]
    found += [f"{session}/minutes/data.{ending}" for ending in ("xlsx", "zip")]
    found += [f"{session}/minutes/data.{ending}?uncorrected=1" for ending in ("xlsx", "zip")]
    numbers = _documents(world)
    for number in numbers:
        found += [f"/p/here/documents/{number}{ending}" for ending in ("", "/md", "/docx")]
    found += [
        f"{session}/minutes/versions?before={before}&after={after}" for before in numbers for after in numbers
    ]
    return found


def _browser(world: World, browse, who: str):
    """Ann the guest is known by the token of her seat."""
    if who != "guest":
        return browse(who)
    browser = browse(None)
    with browser.client.session_transaction() as cookie:
        cookie["seats"] = {str(world.here.session): ["token-Ann-here"]}
    return browser


def _read(world: World, browse, who: str) -> dict[str, str]:
    browser = _browser(world, browse, who)
    return {path: _words(browser.client.get(path, follow_redirects=True)) for path in _ways_in(world)}


def _told(read: dict[str, str], *secrets: str) -> list[tuple[str, str]]:
    return [(path, secret) for path, text in read.items() for secret in secrets if secret in text]


@pytest.fixture
def minutes(world: World) -> int:
    """Minutes with a draft that everybody may read, and that somebody has begun to correct."""
    drafted(world)
    number = begun(world)
    correct(world, number)
    return number


def test_until_somebody_corrects_the_draft_is_everybodys(world: World, browse) -> None:
    drafted(world)
    for who in ("participant", "observer"):
        read = _read(world, browse, who)
        assert all(_told(read, secret) for secret in RAW), "the law looks where it could leak"
        assert _told({path: text for path, text in read.items() if "data." in path}, LEFT_OUT[0])


def test_while_they_are_corrected(world: World, browse, minutes: int) -> None:
    [draft] = _documents(world)
    for who in READERS:
        assert not _told(_read(world, browse, who), *RAW), who
        assert _browser(world, browse, who).get(f"/p/here/documents/{draft}").status_code == 404, who
        page = (
            _browser(world, browse, who).get(f"/p/here/sessions/{world.here.session}").get_data(as_text=True)
        )
        assert "The minutes are being corrected. They will stand here once they are approved." in page, who
    assert f"/documents/{draft}" not in browse("observer").get("/p/here/documents").get_data(as_text=True)


def test_those_who_correct_keep_everything(world: World, browse, minutes: int) -> None:
    for who in CORRECTING:
        read = _read(world, browse, who)
        assert all(_told(read, secret) for secret in RAW), who
        assert "Not shown to readers" in read["/p/here/documents"]
    approve(world, minutes)
    path = f"/p/here/sessions/{world.here.session}/minutes/data.zip"
    read = _read(world, browse, "rapporteur")
    assert not _told({path: read[path]}, *RAW)
    assert _told({path: read[f"{path}?uncorrected=1"]}, *LEFT_OUT)


def test_a_scribe_of_the_session_keeps_it_too(world: World, browse, minutes: int) -> None:
    one = {"session": world.here.session, "role": "scribe", "seat": world.here.seats["observer"]}
    world.by("facilitator", "session_person.add", one)
    assert _told(_read(world, browse, "observer"), *RAW)
    assert not _told(_read(world, browse, "support"), *RAW)


def test_in_review_and_approved(world: World, browse, minutes: int) -> None:
    [draft] = _documents(world)
    world.by("facilitator", "minutes.review", {"minutes": minutes, "until": "2027-06-20"})
    for who in READERS:
        assert not _told(_read(world, browse, who), *RAW), who
    approved = approve(world, minutes)
    for who in READERS:
        read = _read(world, browse, who)
        assert not _told(read, *RAW), who
        assert _told(read, "Mentors are welcome"), who
        for ending in ("", *(f"/{format}" for format in FORMATS)):
            answer = _browser(world, browse, who).get(f"/p/here/documents/{draft}{ending}")
            assert (answer.status_code, answer.location) == (302, f"/p/here/documents/{approved}{ending}")


def test_an_earlier_version_leaves_with_what_it_says(world: World, browse, minutes: int) -> None:
    """What the second version leaves out is in the first, which mails point to."""
    first = approve(world, minutes)
    world.by("facilitator", "minutes.reopen", {"minutes": minutes})
    for who in READERS:
        page = _browser(world, browse, who).get(f"/p/here/documents/{first}").get_data(as_text=True)
        assert "Mentors are welcome" in page and "Version 2 stays approved until the next one" in page, who
        assert not _told(_read(world, browse, who), *RAW), "while the next one is corrected"
    with world.database.reading() as orm:
        query = select(MinutesBlock.id).where(MinutesBlock.key.like("cluster:%/notes"))
        clusters = list(orm.scalars(query))
    for block in clusters:
        world.by("facilitator", "minutes.leave_out", {"block": block})
    second = approve(world, minutes)
    for who in READERS:
        assert not _told(_read(world, browse, who), *RAW, "Mentors are welcome"), who
        assert (
            _browser(world, browse, who).get(f"/p/here/documents/{first}").location
            == f"/p/here/documents/{second}"
        )
