"""The page with canvases, and the press on a tandem's page that opens them."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import select

from facilitation.jobs.documents import draft_transfer_plan
from facilitation.jobs.work import Context
from facilitation.store.canvases import Canvas
from facilitation.store.documents import DocumentRow
from facilitation.store.jobs import Job
from facilitation.store.sessions import Session
from tests.laws.cases.commitments import city_id
from tests.laws.cases.practices import practice
from tests.laws.cases.solutions import opened, prerequisite
from tests.world import World

HERE = "/p/here/sessions"


def _tandem(world: World) -> int:
    """A published tandem of Dublin and Turin."""
    problem = {
        "cities": [
            {
                "id": code,
                "name": code,
                "time_zone": "Europe/Dublin",
                "languages": ["en"],
                "challenges": ["jobs"],
            }
            for code in ("DUB", "TRN", "SFO", "WAW")
        ]
    }
    pairs = {"problem": problem, "tandems": [["DUB", "TRN"], ["SFO", "WAW"]], "name": "As they wish"}
    number = world.by("coordinator", "round.group", pairs).result["round"]
    world.by("coordinator", "round.publish", {"round": number})
    page = "SELECT tandem_id FROM tandem_cities JOIN cities ON cities.id = city_id WHERE code = 'DUB'"
    with world.database.reading() as orm:
        return orm.connection().exec_driver_sql(page).scalars().first()


def test_without_a_canvas_it_offers_the_first_step(world: World, browse) -> None:
    page = browse("facilitator").get(f"{HERE}/{world.here.session}/canvases").get_data(as_text=True)
    assert "No canvas is open yet" in page and "A canvas begins with one." in page
    assert "Those who lead open one" in browse("guest").get(f"{HERE}/{world.here.session}/canvases").get_data(
        as_text=True
    )


def test_a_canvas_is_opened_by_a_form_and_a_refused_one_says_why(world: World, browse) -> None:
    number = str(practice(world, 0)["practice"])
    browser, path = browse("participant"), f"{HERE}/{world.here.session}/canvases"
    answer = browser.post(path, practice=number, city="DUB")
    assert answer.status_code == 303 and re.search(r"/canvases#canvas-\d+$", answer.headers["Location"])
    again = browser.post(path, practice=number, city="DUB")
    assert again.status_code == 409 and "already" in again.get_data(as_text=True)
    assert browser.post(path, practice="999999", city="DUB").status_code == 404


def test_a_city_chooses_among_what_it_may_open(world: World, browse) -> None:
    """For itself any practice of others, for others its own; those who lead choose both."""
    theirs = practice(world, 0, title="Casa Bottega")["practice"]
    path = f"{HERE}/{world.here.session}/canvases"
    page = browse("participant").get(path).get_data(as_text=True)
    assert (
        "A practice that Dublin would carry over" in page and '<select class="input" name="city">' not in page
    )
    own = practice(world, 0, city=city_id(world, "DUB"), title="The quays")["practice"]
    page = browse("participant").get(path).get_data(as_text=True)
    first, second = re.findall(r"<form class=\"form-line\".*?</form>", page, re.S)
    assert f'value="{theirs}"' in first and f'value="{own}"' not in first and 'value="DUB"' in first
    assert f'value="{own}"' in second and f'value="{theirs}"' not in second and 'value="DUB"' not in second
    [only] = re.findall(r"<form class=\"form-line\".*?</form>", browse("facilitator").get(path).text, re.S)
    assert all(f'value="{one}"' in only for one in (own, theirs, "DUB", "WAW"))


def test_empty_fields_are_named(world: World, browse) -> None:
    found = opened(world)
    with world.database.reading() as orm:
        fields = orm.get_one(Canvas, found["canvas"]).fields
    note = {"board": found["board"], "area": fields["steps"], "text": "Walk the quays"}
    hidden = world.by("participant", "note.post", note | {"area": fields["reasons"], "text": "Rude"}).result
    world.by("participant", "note.post", note)
    world.by("facilitator", "note.hide", {"note": hidden["note"]})
    page = browse("participant").get(f"{HERE}/{world.here.session}/canvases").get_data(as_text=True)
    assert "Still empty:" in page
    assert re.search(r'data-field="steps" hidden>', page) and re.search(r'data-field="feedback">', page)
    assert re.search(r'data-field="reasons">', page), "what is hidden fills nothing"


def _workshop(world: World) -> int:
    made = {"title": "Another workshop", "type": "solution", "template": "solution"}
    return world.by("facilitator", "session.create", made).result["session"]


def test_what_another_workshop_filled_in_is_told_and_both_are_read_side_by_side(world: World, browse) -> None:
    first = opened(world, title="Casa Bottega")
    with world.database.reading() as orm:
        canvas = orm.get_one(Canvas, first["canvas"])
        number, fields = canvas.practice_id, canvas.fields
    note = {"board": first["board"], "area": fields["steps"], "text": "Walk the <b>quays"}
    world.by("participant", "note.post", note)
    rude = world.by("participant", "note.post", note | {"text": "Rude"}).result["note"]
    world.by("facilitator", "note.hide", {"note": rude})
    session, member = _workshop(world), browse("participant")
    path = f"{HERE}/{session}/canvases"
    assert "filled in in another workshop" in member.get(path).get_data(as_text=True), "before it is opened"
    member.post(path, practice=str(number), city="DUB")
    page = member.get(path).get_data(as_text=True)
    assert "The same is filled in in another workshop:" in page and "Workshop here" in page
    with world.database.reading() as orm:
        second = orm.scalars(select(Canvas.id).where(Canvas.session_id == session)).one()
    assert f"canvas={first['canvas']}&amp;canvas={second}#beside" in page
    assert "in another workshop:" not in member.get(f"{HERE}/{world.here.session}/canvases").text
    listed = member.get("/p/here/canvases").get_data(as_text=True)
    assert "Another workshop" in listed and "1 note<" in listed and "Side by side" not in listed
    both = member.get(f"/p/here/canvases?canvas={first['canvas']}&canvas={second}").get_data(as_text=True)
    assert "Side by side" in both and "Walk the &lt;b&gt;quays" in both and "Rude" not in both
    one = member.get(f"/p/here/canvases?canvas={first['canvas']}&canvas=999999").get_data(as_text=True)
    assert "Choose two canvases" in one
    guest = browse("guest")
    assert guest.get("/p/here/canvases").status_code in (403, 404)
    assert "Another workshop" not in guest.get(f"{HERE}/{world.here.session}/canvases").get_data(as_text=True)
    world.by("facilitator", "canvas.remove", {"session": session, "canvas": second})
    assert "Another workshop" not in member.get("/p/here/canvases").get_data(as_text=True)


def test_it_can_be_read_without_a_script(world: World, browse) -> None:
    found = opened(world, title="Casa Bottega")
    canvas = {"canvas": found["canvas"]}
    asked = {"text": "A legal frame <b>", "kind": "non_negotiable"}
    one = world.by("guest", "prerequisite.add", canvas | asked).result
    world.by("guest", "prerequisite.answer", one | {"answer": "missing"})
    for city, text in ((None, "It takes time"), ("WAW", "Ask lawyers"), ("DUB", "Begin small")):
        learned = {"text": text, "language": "en", "city": city and city_id(world, city)}
        world.by("coordinator", "learning.add", learned)
    page = browse("participant").get(f"{HERE}/{world.here.session}/canvases").get_data(as_text=True)
    assert "It takes time" in page and "Ask lawyers" in page and "Begin small" in page
    page = browse("guest").get(f"{HERE}/{world.here.session}/canvases").get_data(as_text=True)
    assert "Casa Bottega" in page and "This plan stays a draft." in page
    assert "Begin small" in page, "a city of one of the canvases"
    assert "It takes time" not in page and "Ask lawyers" not in page, "their page isn't open to guests"
    assert "A legal frame &lt;b&gt;" in page and "A legal frame <b>" not in page
    assert "How much would Dublin carry over?" in page


def test_it_is_removed_after_a_question_and_brought_back(world: World, browse) -> None:
    found = opened(world)
    browser, path = browse("facilitator"), f"{HERE}/{world.here.session}/canvases"
    asked = browser.get(path).get_data(as_text=True).partition('<details class="canvas-remove">')[2]
    assert "It goes for everybody" in asked and "Remove it for everybody" in asked.partition("</details>")[0]
    assert browser.post(f"{path}/{found['canvas']}/remove").status_code == 303
    assert "Bring back" in browser.get(path).get_data(as_text=True)
    browser.post(f"{path}/{found['canvas']}/restore")
    assert f'id="canvas-{found["canvas"]}"' in browser.get(path).get_data(as_text=True)


def test_a_plan_is_asked_for_and_found_where_it_was_asked_for(app: Flask, world: World, browse) -> None:
    one = prerequisite(world, "A partner on site")
    browser, path = browse("participant"), f"{HERE}/{world.here.session}/canvases"
    with world.database.reading() as orm:
        number = orm.scalars(select(Canvas.id)).one()
    world.by("participant", "prerequisite.answer", one | {"answer": "have"})
    sent = browser.post(f"{path}/{number}/plan")
    assert sent.headers["Location"].endswith(f"/canvases?plan={number}#plan-{number}")
    waiting = browser.get(f"{path}?plan={number}").get_data(as_text=True)
    assert "Being drafted" in waiting and "The plan is ready" not in waiting
    _drafted(app, world, number)
    with world.database.reading() as orm:
        document = orm.scalars(select(DocumentRow).where(DocumentRow.kind == "transfer_plan")).one()
        assert (document.canvas_id, document.version, document.status) == (number, 1, "draft")
    assert "The plan is ready" in browser.get(f"{path}?plan={number}").get_data(as_text=True)
    page = browser.get(path).get_data(as_text=True)
    assert "The plan is ready" not in page
    assert f"/p/here/documents/{document.id}/pdf" in page and f"/p/here/documents/{document.id}/docx" in page
    assert "Transfer plan" in browser.get("/p/here/documents").get_data(as_text=True)
    shown = browser.get(f"/p/here/documents/{document.id}").get_data(as_text=True)
    assert "A partner on site" in shown


def _ticked(page: str) -> list[str]:
    return re.findall(r'name="canvases" value="(\d+:[A-Z]{3})" checked', page)


def test_both_ways_from_the_list_of_tandems_offer_the_wished_for_canvases(world: World, browse) -> None:
    wished, other = practice(world, 0, title="Casa Bottega"), practice(world, 0, title="Another")
    dublin = city_id(world, "DUB")
    world.by("coordinator", "wish.add", {"city": dublin, "practice": wished["practice"], "text": ""})
    tandem, browser = _tandem(world), browse("coordinator")
    wanted = [f"{wished['practice']}:DUB"]
    page = browser.get("/p/here/tandems").get_data(as_text=True)
    assert _ticked(page) == wanted and "1 canvas opens with it" in page
    by_hand = f"/p/here/tandems/{tandem}/schedule"
    page = browser.get(by_hand).get_data(as_text=True)
    assert _ticked(page) == wanted and f'value="{other["practice"]}:DUB"' in page
    assert 'name="canvases"' not in browse("participant").get("/p/here/tandems").get_data(as_text=True)
    assert browse("participant").post(by_hand, slot="2027-05-11T10:00/0").status_code in (403, 422)
    when = {"slot": "2027-05-11T10:00/0", "minutes": "90", "zone": "Europe/Dublin"}
    assert browse("participant").post(by_hand, **when, canvases=wanted[0]).status_code == 403
    done = browser.post(by_hand, **when, canvases=wanted[0])
    assert done.status_code == 303 and done.headers["Location"].endswith("/canvases")
    shown = browser.get(done.headers["Location"]).get_data(as_text=True)
    assert "Casa Bottega" in shown and "data-canvas" in shown
    again = browser.post(by_hand, **when, canvases=wanted[0])
    assert again.headers["Location"].endswith(f"/tandems/{tandem}"), "it is said where its workshop stands"
    assert "already scheduled" in browser.get(f"/p/here/tandems/{tandem}").get_data(as_text=True)
    assert 'name="canvases"' not in browser.get("/p/here/tandems").get_data(as_text=True)


def test_a_wish_for_a_practice_outside_of_the_tandem_hides_no_likely_canvas(world: World, browse) -> None:
    told = practice(world, 0, title="Casa Bottega")
    text = {"field": "reasons", "text": "Vacancy", "language": "en", "revision": 0}
    world.by("coordinator", "practice_text.write", told | text)
    dublin = city_id(world, "DUB")
    elsewhere = practice(world, 0, city=city_id(world, "WAW"), title="Elsewhere")
    world.by("coordinator", "wish.add", {"city": dublin, "practice": elsewhere["practice"], "text": ""})
    page = browse("coordinator").get(f"/p/here/tandems/{_tandem(world)}").get_data(as_text=True)
    assert _ticked(page) == [f"{told['practice']}:DUB"]


def test_one_press_on_a_tandem_opens_its_workshop_with_canvases(world: World, browse) -> None:
    wished, other = practice(world, 0, title="Casa Bottega"), practice(world, 0, title="Another")
    dublin = city_id(world, "DUB")
    world.by("coordinator", "wish.add", {"city": dublin, "practice": wished["practice"], "text": ""})
    tandem = _tandem(world)
    browser = browse("coordinator")
    page = browser.get(f"/p/here/tandems/{tandem}").get_data(as_text=True)
    ticked = re.findall(r'value="(\d+:DUB)" checked', page)
    assert ticked == [f"{wished['practice']}:DUB"], "what the city wishes for is ticked, and nothing else"
    assert f'value="{other["practice"]}:DUB"' in page
    answer = browser.post(f"/p/here/tandems/{tandem}/schedule/fairest", canvases=ticked[0])
    assert answer.status_code == 303 and answer.headers["Location"].endswith("/canvases")
    with world.database.reading() as orm:
        session = orm.scalars(select(Session).where(Session.tandem_id == tandem)).one()
        assert len(session.canvases) == 1
        assert [block.board_id for block in session.blocks if block.method == "canvases"] == [None]
    shown = browser.get(f"/p/here/sessions/{session.id}/canvases").get_data(as_text=True)
    assert "Casa Bottega" in shown and "Another</bdi>" not in shown


def test_a_workshop_that_is_scheduled_already_gets_its_canvases(world: World, browse) -> None:
    number = practice(world, 0)["practice"]
    tandem = _tandem(world)
    when = {"date": "2027-05-11", "starts_at": "10:00", "minutes": 90, "zone": "Europe/Dublin"}
    world.by("coordinator", "tandem.schedule", {"tandem": tandem} | when)
    browser = browse("coordinator")
    answer = browser.post(f"/p/here/tandems/{tandem}/canvases", canvases=f"{number}:DUB")
    assert answer.headers["Location"].endswith("/canvases")
    page = browser.get(f"/p/here/tandems/{tandem}").get_data(as_text=True)
    assert "To its canvases" in page


def test_the_room_leads_to_what_its_part_is_meant_for_also_without_a_script(world: World, browse) -> None:
    here = {"session": world.here.session}
    path = f"{HERE}/{world.here.session}/room"

    def shown(role: str = "participant") -> set[str]:
        page = browse(role).get(path).get_data(as_text=True)
        parts = re.findall(r'data-part="(canvases-here|commitments-here|no-board)"[^>]*>', page)
        hidden = re.findall(r'data-part="(canvases-here|commitments-here|no-board)"[^>]* hidden>', page)
        assert set(parts) == {"canvases-here", "commitments-here", "no-board"}
        return set(parts) - set(hidden)

    for method, question in (("canvases", "What does it take?"), ("commitments", "Who will?")):
        block = {"title": method, "minutes": 5, "method": method, "question": question}
        world.by("facilitator", "block.insert", here | block)
    assert shown() == set(), "a board stands there"
    for method, question in (("canvases", "What does it take?"), ("commitments", "Who will?")):
        while method not in _part(world):
            world.by("facilitator", "session.step", here)
        assert shown() == shown("guest") == {f"{method}-here"}
        assert question in browse("guest").get(path).get_data(as_text=True)
    world.by("facilitator", "session.end", here)
    assert not shown() & {"canvases-here", "commitments-here"}


def _part(world: World) -> str:
    """The title of the part that the session is at."""
    with world.database.reading() as orm:
        session = orm.get_one(Session, world.here.session)
        return next(block.title for block in session.blocks if block.id == session.block_id)


def _drafted(app: Flask, world: World, canvas: int) -> int:
    """The worker makes the plan of a canvas; gives the document's id."""
    with world.database.writing() as orm:
        job = orm.scalars(select(Job).where(Job.kind == "transfer_plan.draft", Job.status == "waiting")).one()
        payload, number, job.status = job.payload, job.id, "done"
    config = app.extensions["site"].config
    context = Context(config, world.database, world.door, world.clock, world.here.programme)
    draft_transfer_plan(context, payload, number)
    query = select(DocumentRow.id).where(DocumentRow.canvas_id == canvas).order_by(DocumentRow.id.desc())
    with world.database.reading() as orm:
        return orm.scalars(query.limit(1)).one()


def test_a_guest_reads_no_plan_that_tells_of_commitments_from_outside(
    app: Flask, world: World, browse
) -> None:
    number = practice(world, 0, title="Casa Bottega")["practice"]
    asked = {"session": world.here.session, "practice": number, "city": "DUB"}
    canvas = world.by("facilitator", "canvas.open", asked).result["canvas"]
    said = {"city": city_id(world, "DUB"), "other": city_id(world, "TRN"), "kind": "learn", "language": "en"}
    here = said | {"session": world.here.session, "subject": "Said here"}
    world.by("facilitator", "commitment.make_here", here)
    page = f"{HERE}/{world.here.session}/canvases"
    guest, member = browse("guest"), browse("participant")
    for subject, code in (("", 200), ("Said elsewhere", 404)):
        if subject:
            world.by("coordinator", "commitment.make", said | {"subject": subject, "practice": number})
        member.post(f"{page}/{canvas}/plan")
        plan = _drafted(app, world, canvas)
        assert "Said here" in member.get(f"/p/here/documents/{plan}").get_data(as_text=True)
        shown = guest.get(f"/p/here/documents/{plan}")
        assert shown.status_code == code, subject
        assert guest.get(f"/p/here/documents/{plan}/md").status_code == code
        listed = guest.get("/p/here/documents").get_data(as_text=True) + guest.get(page).get_data(
            as_text=True
        )
        assert (f"/documents/{plan}/pdf" in listed) == (code == 200)
    assert "made outside of this session" in guest.get(page).get_data(as_text=True)
    assert f"/documents/{plan}/pdf" in member.get(page).get_data(as_text=True)
