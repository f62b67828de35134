"""The pages of commitments: the list, forms that keep what was typed, the room, the sheet, the picture."""

from __future__ import annotations

import csv
import html
import io
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from facilitation import demo
from facilitation.commands.solutions.sheet_rows import kind_of, rows_of_sheet
from facilitation.domain.sheets import SheetRow
from facilitation.store.canvases import Canvas
from facilitation.store.commitments import Commitment
from facilitation.store.people import Seat
from tests.laws.cases.commitments import city_id
from tests.laws.cases.practices import practice
from tests.laws.cases.solutions import opened
from tests.world import World

_TYPED = {"city": "DUB", "kind": "learn", "other": "TRN", "subject": "Casa Bottega", "language": "en"}


def _text(answer) -> str:
    return " ".join(answer.get_data(as_text=True).split())


def _make(world: World, subject: str = "Casa Bottega", **other: object) -> int:
    said = {
        "city": city_id(world, "DUB"),
        "kind": "learn",
        "other": city_id(world, "TRN"),
        "subject": subject,
    }
    return world.by("coordinator", "commitment.make", said | other).result["commitment"]


def _of_turin(world: World, name: str) -> int:
    """The seat of somebody of Turin who was asked nothing."""
    with world.database.writing() as orm:
        like = orm.get_one(Seat, world.here.seats["participant"])
        seat = Seat(
            programme_id=like.programme_id,
            name=name,
            role="participant",
            city_id=city_id(world, "TRN"),
            created_at=like.created_at,
        )
        orm.add(seat)
        orm.flush()
        return seat.id


def test_a_city_writes_one_down_changes_moves_removes_and_restores_it(world: World, browse) -> None:
    browser = browse("participant")
    assert "No commitments yet" in _text(browser.get("/p/here/commitments"))
    sent = browser.post("/p/here/commitments/new", **_TYPED, due="2027-06-30", office="Local economy")
    with world.database.reading() as orm:
        [row] = orm.scalars(select(Commitment)).all()
    path = f"/p/here/commitments/{row.id}"
    assert sent.headers["Location"] == path
    page = _text(browser.get(path))
    assert (
        "Dublin learns from Turin" in page and "Local economy" in page and "Wednesday, 30 June 2027" in page
    )
    form = _text(browser.get(f"{path}/edit"))
    assert 'value="2027-06-30"' in form and "Casa Bottega" in form
    changed = browser.post(f"{path}/edit", **(_TYPED | {"kind": "together"}), revision="1")
    assert changed.status_code == 303
    page = _text(browser.get(path))
    assert "Dublin and Turin together" in page and "By when before:" in page
    refused = browser.post(f"{path}/status", status="dropped", note="")
    assert refused.status_code == 422 and "Say in a few words why it is dropped." in _text(refused)
    browser.post(f"{path}/status", status="dropped", note="No money")
    assert "No money" in _text(browser.get("/p/here/commitments?status=dropped"))
    browser.post(f"{path}/remove")
    assert "1 removed commitment" in _text(browser.get("/p/here/commitments"))
    browser.post(f"{path}/restore")
    assert "No money" in _text(browser.get("/p/here/commitments"))


def test_a_refused_form_keeps_what_was_typed_and_names_the_field(world: World, browse) -> None:
    browser = browse("coordinator")
    typed = _TYPED | {"subject": "A long story", "other": "DUB", "due": "tomorrow"}
    for wrong in ({}, {"due": ""}):
        answer = browser.post("/p/here/commitments/new", **(typed | wrong), source="A report")
        page = _text(answer)
        assert answer.status_code == 422 and "A long story" in page and "A report" in page
        assert ("#field-due" in page) == (not wrong) and ("#field-other" in page) == bool(wrong)


def test_who_saves_what_somebody_else_changed_is_told(world: World, browse) -> None:
    made = _make(world)
    answer = browse("participant").post(f"/p/here/commitments/{made}/edit", **_TYPED, revision="0")
    assert answer.status_code == 409 and "Somebody else changed this commitment" in _text(answer)


def test_the_list_is_filtered_paged_and_given_as_a_sheet(world: World, browse) -> None:
    for number in range(52):
        _make(world, f"Step {number}", status="done" if number % 2 else "stated")
    _make(world, "=cmd()", kind="give", due="2020-01-01")
    browser = browse("observer")
    assert "Page 1 of 2" in _text(browser.get("/p/here/commitments"))
    assert "1 commitment fits." in _text(browser.get("/p/here/commitments?status=overdue"))
    assert "26 commitments fit." in _text(browser.get("/p/here/commitments?city=TRN&status=done"))
    assert "No commitment fits" in _text(browser.get("/p/here/commitments?city=WAW"))
    table = browser.get("/p/here/commitments.csv?status=overdue").get_data(as_text=True)
    assert table.startswith("\ufeffcity,does what,other city,subject")
    assert "'=cmd()" in table and len(table.splitlines()) == 2
    assert browser.get("/p/here/commitments/new").status_code == 404
    assert browser.get("/p/here/commitments.xlsx").status_code == 200


def test_the_picture_says_the_same_in_words(world: World, browse) -> None:
    assert "Nothing to draw yet" in _text(browse("observer").get("/p/here/commitments/picture"))
    _make(world)
    _make(world, "Rikx")
    _make(world, "Trust", kind="together", other=city_id(world, "WAW"))
    page = _text(browse("observer").get("/p/here/commitments/picture"))
    assert page.count("learning-arrow") == 1 and page.count("learning-together") == 1
    assert "Dublin" in page and "Rikx" in page and "Trust" in page


def test_the_page_of_a_session_takes_one_down_and_a_guest_reads_what_was_made(world: World, browse) -> None:
    path = f"/p/here/sessions/{world.here.session}/commitments"
    _make(world, "From before")
    browser = browse("participant")
    assert "From before" in _text(browser.get(path))
    sent = browser.post(path, **_TYPED)
    assert sent.headers["Location"] == path
    refused = browser.post(path, **(_TYPED | {"kind": "give", "other": ""}))
    assert refused.status_code == 422 and "#field-other" in _text(refused)
    guest = _text(browse("guest").get(path))
    assert "Casa Bottega" in guest and "From before" not in guest
    assert "they write it down" in guest and "<textarea" not in guest
    assert browse("guest").get("/p/here/commitments").status_code == 404


def test_a_status_set_in_a_session_returns_there_and_loses_nothing(world: World, browse) -> None:
    made, session = _make(world), str(world.here.session)
    browser = browse("facilitator")
    move = f"/p/here/commitments/{made}/status"
    refused = browser.post(move, session=session, status="dropped", note="")
    page = _text(refused)
    assert refused.status_code == 422 and '<option value="dropped" selected>' in page
    sent = browser.post(move, session=session, status="under_way", note="")
    assert sent.headers["Location"] == f"/p/here/sessions/{session}/commitments"


@pytest.mark.parametrize("listed", [True, False])
def test_an_owner_is_named_to_those_who_may_read_it(world: World, browse, listed: bool) -> None:
    seat = world.here.seats["participant"]
    with world.database.reading() as orm:
        name = orm.get_one(Seat, seat).name
    world.by("participant", "consent.give" if listed else "consent.withdraw", {"purpose": "listed"})
    made = _make(world, owner=seat)
    for who, reads in (("facilitator", True), ("participant", True), ("observer", listed)):
        main = _text(browse(who).get(f"/p/here/commitments/{made}")).partition("<main")[2]
        assert (name in main) == reads, who


@pytest.mark.parametrize("listed", [True, False])
def test_who_changes_a_commitment_keeps_an_owner_whom_they_may_not_know(
    world: World, browse, listed: bool
) -> None:
    quiet = _of_turin(world, "Quiet Person")
    if listed:
        world.do("consent.give", {"purpose": "listed"}, quiet)
    made = _make(world, owner=quiet)
    browser, path = browse("participant"), f"/p/here/commitments/{made}/edit"

    def owner() -> int | None:
        with world.database.reading() as orm:
            return orm.get_one(Commitment, made).owner_id

    form = _text(browser.get(path))
    stays = '<option value="stays" selected>Unchanged: somebody who is not named</option>'
    assert ("Quiet Person" in form, stays in form) == (listed, not listed)
    chosen = re.search(r'name="owner".*?<option value="(\w+)" selected>', form)[1]
    assert chosen == (str(quiet) if listed else "stays")
    refused = browser.post(path, **(_TYPED | {"due": "soon"}), owner=chosen, revision="1")
    assert refused.status_code == 422 and f'<option value="{chosen}" selected>' in _text(refused)
    assert browser.post(path, **_TYPED, owner=chosen, revision="1").status_code == 303
    assert owner() == quiet
    assert browser.post(path, **_TYPED, owner="", revision="2").status_code == 303
    assert owner() is None, "nobody yet"
    assert "stays" not in _text(browser.get(path)).partition('name="owner"')[2].partition("</select>")[0]


def test_whoever_left_still_answers_for_a_commitment_that_somebody_words_anew(world: World, browse) -> None:
    gone = _of_turin(world, "Gone Person")
    made = _make(world, owner=gone)
    world.by("organiser", "seat.remove", {"seat": gone})
    path = f"/p/here/commitments/{made}/edit"
    for who, named in (("participant", False), ("facilitator", True)):
        form = _text(browse(who).get(path))
        assert ('value="stays" selected' in form, "Gone Person" in form) == (True, named)


def test_a_citys_page_and_home_say_what_is_open(world: World, browse) -> None:
    _make(world, due="2020-01-01")
    assert "Casa Bottega" in _text(browse("observer").get("/p/here/cities/DUB"))
    home = _text(browse("participant").get("/p/here/"))
    assert "1 open commitment of your city" in home and "one was due on" in home


def _send(browser, table: bytes):
    form = {"csrf_token": browser.token(), "operation_id": "sheet", "file": (io.BytesIO(table), "sheet.csv")}
    return browser.client.post("/p/here/import-commitments", data=form)


def _rows(page: str) -> str:
    return html.unescape(re.search(r'name="rows" value="([^"]+)"', page)[1])


def test_a_sheet_is_looked_at_taken_in_and_updates_what_is_there(world: World, browse) -> None:
    browser = browse("coordinator")
    table = (
        "city,does what,other city,subject,status,by\nDublin,learns,Turin,Casa Bottega,{status},2027-06-30\n"
    )
    for status, said in (("stated", "Adds 1 commitment."), ("under way", "Updates 1 commitment")):
        page = _send(browser, table.format(status=status).encode()).get_data(as_text=True)
        assert said in " ".join(page.split())
        browser.post("/p/here/import-commitments/take", rows=_rows(page))
    with world.database.reading() as orm:
        [row] = orm.scalars(select(Commitment)).all()
        assert (row.status, str(row.due)) == ("under_way", "2027-06-30")
        assert [step.step for step in row.steps] == ["made", "moved"]
    page = _send(browser, table.format(status="under way").encode()).get_data(as_text=True)
    assert "1 is here already." in " ".join(page.split())


def test_a_faulty_sheet_names_its_cells_and_does_nothing(world: World, browse) -> None:
    table = b"city,other city,subject,status,by,reason\n"
    table += b"Dublin,Atlantis,Trust,lost,soon,\nTurin,,Trust,dropped,,\n"
    answer = _send(browse("coordinator"), table)
    page = _text(answer)
    assert answer.status_code == 422
    for fault in ("Atlantis", "is no status", "is no date", "why it is dropped"):
        assert fault in page
    with world.database.reading() as orm:
        assert orm.scalars(select(Commitment)).all() == []
    assert browse("participant").get("/p/here/import-commitments").status_code == 404


def test_the_interests_of_the_demo_are_a_sheet(world: World) -> None:
    """Their rows name the kind by the direction that the report notes; who isn't here is named as a fault."""
    with (Path(demo.__file__).parent / "data" / "interests.csv").open(encoding="utf-8", newline="") as file:
        sheet = [SheetRow(number, tuple(cells)) for number, cells in enumerate(csv.reader(file), 1)]
    rows = rows_of_sheet(sheet)
    assert len(rows) == 14
    kinds = [kind_of(row.cells["kind"]) for row in rows]
    assert (kinds.count("learn"), kinds.count("together")) == (9, 5)
    assert all(row.cells["subject"] and row.cells["other"] for row in rows)


def test_the_wall_says_at_the_end_what_was_committed_to(world: World, browse) -> None:
    wall = f"/p/here/sessions/{world.here.session}/projector"
    said = {"city": city_id(world, "DUB"), "kind": "learn", "other": city_id(world, "TRN")}
    for number in range(6):
        here = said | {"session": world.here.session, "subject": f"Step {number}"}
        world.by("facilitator", "commitment.make_here", here)
    world.by("facilitator", "session.end", {"session": world.here.session})
    page = _text(browse("facilitator").get(wall))
    assert "6 commitments were made" in page and "Dublin learns from Turin:" in page
    assert "Step 3" in page and "Step 4" not in page and "and 2 more" in page


def test_a_canvas_ends_with_a_short_form_that_is_filled_in(world: World, browse) -> None:
    canvas = opened(world)
    with world.database.reading() as orm:
        number = str(orm.get_one(Canvas, canvas["canvas"]).practice_id)
    session = f"/p/here/sessions/{world.here.session}"
    browser = browse("participant")
    form = re.search(
        r'<section class="canvas-commitments".*?</section>', _text(browser.get(f"{session}/canvases"))
    )
    assert form and "Dublin learns from Turin…" in form[0]
    sent = dict(re.findall(r'type="hidden" name="(city|other|kind|practice|canvas)" value="(\w+)"', form[0]))
    assert sent == {
        "canvas": str(canvas["canvas"]),
        "city": "DUB",
        "other": "TRN",
        "kind": "learn",
        "practice": number,
    }
    refused = browser.post(f"{session}/commitments", **sent, subject="")
    assert refused.status_code == 422
    assert f'name="practice" value="{number}"' in _text(refused), "nothing of it gets lost"
    made = browser.post(f"{session}/commitments", **sent, subject="One street first", office="Local economy")
    with world.database.reading() as orm:
        [row] = orm.scalars(select(Commitment)).all()
        assert (row.city.code, row.other.code, row.practice_id) == ("DUB", "TRN", int(number))
        assert (row.made_in_id, row.office) == (world.here.session, "Local economy")
    line = f"canvas-{canvas['canvas']}-commitments-{row.id}"
    assert made.headers["Location"] == f"{session}/canvases#{line}"
    page = _text(browser.get(f"{session}/canvases"))
    assert f'id="{line}"' in page and "One street first" in page

    # It is changed from there, and one comes back to it.
    edit = f"/p/here/commitments/{row.id}/edit"
    back = {"session": str(world.here.session), "canvas": str(canvas["canvas"])}
    assert html.escape(f"{edit}?session={back['session']}&canvas={back['canvas']}") in page
    changed = _TYPED | {"subject": "Two streets", "revision": str(row.revision)}
    assert browser.post(edit, **changed, **back).headers["Location"] == f"{session}/canvases#{line}"
    with world.database.reading() as orm:
        revision = str(orm.get_one(Commitment, row.id).revision)
    again = changed | {"revision": revision, "session": back["session"]}
    assert browser.post(edit, **again).headers["Location"] == f"{session}/commitments#commitment-{row.id}"


def test_who_commits_no_city_of_a_canvas_reads_its_commitments_and_has_no_form(world: World, browse) -> None:
    opened(world)
    path = f"/p/here/sessions/{world.here.session}/canvases"
    assert "canvas-commitments" not in _text(browse("guest").get(path))
    said = {"session": world.here.session, "city": city_id(world, "DUB"), "kind": "learn"}
    made = said | {"other": city_id(world, "TRN"), "subject": "One street first"}
    world.by("participant", "commitment.make_here", made)
    page = _text(browse("guest").get(path))
    assert "One street first" in page and "Write it down" not in page and "/edit?" not in page


def test_the_form_of_a_session_chooses_the_partner_where_there_is_no_doubt(world: World, browse) -> None:
    browser = browse("participant")
    path = f"/p/here/sessions/{world.here.session}/commitments"

    def chosen() -> tuple[list[str], list[str]]:
        page = _text(browser.get(path))
        other = re.search(r'<select[^>]*name="other".*?</select>', page)
        assert other
        kind = re.findall(r'value="(learn|give|together)"[^>]* checked', page)
        return re.findall(r'value="(\w*)" selected', other[0]), kind

    assert chosen() == (["TRN"], ["learn"]), "the session is for two cities"
    canvas = practice(world, 0, title="Rikx") | {"session": world.here.session, "city": "WAW"}
    world.by("facilitator", "canvas.open", canvas)
    assert chosen() == (["TRN"], ["learn"]), "what others carry over is no partner of Dublin's"
    with world.database.writing() as orm:
        [row] = orm.scalars(select(Canvas)).all()
        row.receiver, row.sharer = "WAW", "DUB"
    assert chosen() == (["WAW"], ["give"]), "a city that only shares gives"
    opened(world)
    assert chosen() == ([""], ["learn"]), "of two partners none is meant more"
