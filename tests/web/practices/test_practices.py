"""Practices in the browser: the gallery and its filter, forms that keep what was typed, sheets both ways."""

from __future__ import annotations

import html
import io
import re
import time
from typing import Any

import pytest
from sqlalchemy import event, func, select

from facilitation.domain.sheets import read_sheet
from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.topics import Topic, TopicLabel
from tests.sheets import workbook
from tests.world import World

HEADER = [
    "id",
    "city",
    "title",
    "what it is",
    "challenges",
    "stage",
    "links",
    "contact name",
    "contact e-mail",
]


def _city(world: World, code: str = "DUB", slug: str = "here") -> int:
    programme = {"here": world.here, "there": world.there}[slug].programme
    with world.database.reading() as orm:
        return orm.scalars(select(City.id).where(City.programme_id == programme, City.code == code)).one()


def _add(world: World, code: str = "DUB", **more: Any) -> int:
    facts = {"title": "Land trust", "language": "en", "city": _city(world, code)}
    return world.by("coordinator", "practice.add", facts | more).result["practice"]


def _challenge(world: World, title: str, slug: str = "here") -> int:
    place = {"here": world.here, "there": world.there}[slug]
    named = {"city": _city(world, slug=slug), "title": title}
    return world.do("challenge.name", named, place.seats["coordinator"]).result["challenge"]


def _topic(world: World, key: str, label: str, slug: str = "here") -> int:
    place = {"here": world.here, "there": world.there}[slug]
    with world.database.writing() as orm:
        topic = Topic(programme_id=place.programme, key=key, position=1)
        topic.labels = {"en": TopicLabel(language="en", label=label)}
        orm.add(topic)
        orm.flush()
        return topic.id


def _titles(page: str) -> list[str]:
    found = re.findall(r'class="practice-title"[^>]*><a [^>]*>(.*?)</a>', page, re.DOTALL)
    return [html.unescape(title).strip("\u2068\u2069") for title in found]


def _count(world: World) -> int:
    with world.database.reading() as orm:
        return orm.scalar(select(func.count()).select_from(Practice))


# -- the gallery --------------------------------------------------------------------------------------------


def test_an_empty_gallery_offers_the_first_step(browse, world: World) -> None:
    for role, offered in (("coordinator", True), ("participant", True), ("observer", False)):
        page = browse(role).get("/p/here/practices").get_data(as_text=True)
        assert "No practices yet" in page and ("/p/here/new-practice" in page) is offered, role
    assert browse("guest").get("/p/here/practices").status_code == 404


def test_the_gallery_is_two_steps_from_home(browse) -> None:
    browser = browse("observer")
    assert 'href="/p/here/cities"' in browser.get("/p/here/").get_data(as_text=True)
    assert 'href="/p/here/practices"' in browser.get("/p/here/cities").get_data(as_text=True)


def test_the_filter(browse, world: World) -> None:
    rents, jobs = _challenge(world, "Rents"), _challenge(world, "Jobs")
    topic = _topic(world, "housing", "Housing")
    _add(world, title="Éolienne coopérative", stage="pilot", challenges=[jobs], language="fr")
    _add(world, "TRN", description="Case di ŁÓDŹ, 80 homes", challenges=[rents], topics=[topic])
    world.by("coordinator", "city.change", {"city": _city(world, "TRN"), "aliases": ["Torino"]})
    browser = browse("observer")
    everything = ["Éolienne coopérative", "Land trust"]
    for query, wanted in {
        "": everything,
        "q=eolienne": everything[:1],
        "q=COOPÉRATIVE": everything[:1],
        "q=lodz homes": everything[1:],
        "q=torino": everything[1:],
        "q=nowhere": [],
        "city=TRN": everything[1:],
        "city=trn": everything[1:],
        "stage=pilot": everything[:1],
        f"topic={topic}": everything[1:],
        f"challenge={rents}": everything[1:],
        f"challenge={jobs}&city=TRN": [],
        "city=ZZZ&stage=best&topic=x&challenge=-1&page=999": everything,
    }.items():
        answer = browser.get(f"/p/here/practices?{query}")
        assert answer.status_code == 200
        assert _titles(answer.get_data(as_text=True)) == wanted, query
    world.by("coordinator", "challenge.merge", {"challenge": rents, "into": jobs})
    page = browser.get(f"/p/here/practices?challenge={jobs}").get_data(as_text=True)
    assert _titles(page) == everything, "what was merged is found as the other one"


@pytest.mark.parametrize("text", ["x" * 10_000, "é " * 5_000, "%" * 10_000, "\u202e" * 10_000])
def test_a_search_bears_ten_thousand_letters(browse, world: World, text: str) -> None:
    _add(world, description="x" * 9_000 + " Ünsichtbar")
    browser = browse("observer")
    began = time.monotonic()
    answer = browser.client.get("/p/here/practices", query_string={"q": text})
    assert answer.status_code == 200 and time.monotonic() - began < 5
    assert len(answer.data) < 100_000, "and isn't handed back as a whole"
    assert _titles(browser.get("/p/here/practices?q=unsichtbar").get_data(as_text=True)) == ["Land trust"]


def test_hundreds_of_practices_are_few_queries_and_pages(browse, world: World) -> None:
    rows = [
        {"number": n, "cells": {"title": f"Practice {n:03d}", "city": "DUB", "description": "Words " * 50}}
        for n in range(2, 302)
    ]
    world.by("coordinator", "practices.import", {"rows": rows})
    browser = browse("observer")
    browser.get("/p/here/practices")
    statements: list[str] = []

    def count(connection, cursor, statement, *rest) -> None:
        statements.append(statement)

    event.listen(world.database.engine, "before_cursor_execute", count)
    try:
        page = browser.get("/p/here/practices?q=words").get_data(as_text=True)
    finally:
        event.remove(world.database.engine, "before_cursor_execute", count)
    assert len(statements) <= 25 and len(_titles(page)) == 24
    seen: set[str] = set()
    for number in range(1, 14):
        seen |= set(_titles(browser.get(f"/p/here/practices?q=words&page={number}").get_data(as_text=True)))
    assert len(seen) == 300


# -- a page each --------------------------------------------------------------------------------------------


def test_a_page_each(browse, world: World) -> None:
    rents = _challenge(world, "Rents")
    practice = _add(
        world,
        "TRN",
        language="it",
        description="Primo.\n\nSecondo <b>.",
        challenges=[rents],
        links=[{"url": "https://city.example/a?b=1&c=2", "label": "Il rapporto"}],
        contact_name="Ana",
        contact_email="ana@city.example",
    )
    page = browse("participant").get(f"/p/here/practices/{practice}").get_data(as_text=True)
    assert 'href="https://city.example/a?b=1&amp;c=2" rel="noopener noreferrer nofollow" lang="it"' in page
    assert "Secondo &lt;b&gt;." in page and f"/p/here/challenges/{rents}" in page and "DUB" in page
    assert "ana@city.example" not in page and "Withdraw" not in page and "/edit" not in page
    own = browse("coordinator").get(f"/p/here/practices/{practice}").get_data(as_text=True)
    assert "mailto:ana@city.example" in own and "/edit" in own
    assert f"/p/here/practices/{practice}" in browse("observer").get("/p/here/cities/TRN").get_data(
        as_text=True
    )
    assert f"/p/here/practices/{practice}" in browse("observer").get(f"/p/here/challenges/{rents}").get_data(
        as_text=True
    )
    assert browse("guest").get(f"/p/here/practices/{practice}").status_code == 404


def test_withdrawn_and_restored_on_its_page(browse, world: World) -> None:
    practice = _add(world)
    browser, observer = browse("participant"), browse("observer")
    path = f"/p/here/practices/{practice}"
    assert browser.post(f"{path}/withdraw").status_code == 303
    page = browser.get(path).get_data(as_text=True)
    assert "Withdrawn" in page and f"{path}/restore" in page and f"{path}/edit" not in page
    assert observer.get(path).status_code == 404 and browse("facilitator").get(path).status_code == 404
    assert "1 withdrawn" in browser.get("/p/here/cities/DUB").get_data(as_text=True)
    assert "withdrawn" not in observer.get("/p/here/cities/DUB").get_data(as_text=True)
    assert browser.get(f"{path}/edit").status_code == 303
    assert browser.post(f"{path}/restore").status_code == 303
    assert observer.get(path).status_code == 200


def test_the_contact_decides_on_the_page(browse, world: World) -> None:
    practice = _add(world, contact_name="Sue", contact_email="support@here.invalid", contact_agreed=True)
    path, observer = f"/p/here/practices/{practice}", browse("observer")
    assert "support@here.invalid" not in observer.get(path).get_data(as_text=True)
    assert "once Sue has agreed" in browse("participant").get(path).get_data(as_text=True)
    sue = browse("support")
    assert "This is you" in sue.get(path).get_data(as_text=True)
    assert sue.post(f"{path}/contact", say="show").status_code == 303
    assert "support@here.invalid" in observer.get(path).get_data(as_text=True)
    assert observer.post(f"{path}/contact", say="hide").status_code == 404
    assert sue.post(f"{path}/contact", say="hide").status_code == 303
    assert "support@here.invalid" not in observer.get(path).get_data(as_text=True)
    assert sue.post(f"{path}/contact", say="leave").status_code == 303
    assert "support@here.invalid" not in browse("coordinator").get(path).get_data(as_text=True)


def test_what_simulated_people_offer_is_marked(browse, world: World) -> None:
    with world.database.writing() as orm:
        orm.get_one(Seat, world.here.seats["participant"]).simulated = True
    played = {"title": "In play", "language": "en", "city": _city(world)}
    practice = world.by("participant", "practice.add", played).result["practice"]
    rents = _challenge(world, "Rents")
    facts = played | {"practice": practice, "revision": 1, "challenges": [rents]}
    world.by("participant", "practice.change", {name: facts[name] for name in facts if name != "city"})
    observer = browse("observer")
    for path in ("practices", f"practices/{practice}", f"challenges/{rents}", "cities/DUB/profile"):
        assert 'class="simulated"' in observer.get(f"/p/here/{path}").get_data(as_text=True), path
    file = observer.get("/p/here/practices.csv").data
    there = browse("there/coordinator")
    _challenge(world, "Rents", "there")
    page = there.post("/p/there/import-practices", file=(io.BytesIO(file), "practices.csv"))
    assert _take(there, page.get_data(as_text=True), "there").status_code == 303
    with world.database.reading() as orm:
        assert [row.simulated for row in orm.scalars(select(Practice))] == [True, True]


# -- forms --------------------------------------------------------------------------------------------------


def test_a_form_keeps_what_was_typed(browse, world: World) -> None:
    rents, topic = _challenge(world, "Rents"), _topic(world, "housing", "Housing")
    browser = browse("participant")
    assert "Rents" in browser.get("/p/here/new-practice").get_data(as_text=True)
    fields: dict[str, Any] = {
        "city": "DUB",
        "title": "Land trust",
        "description": "Homes <for> all",
        "language": "en",
        "stage": "pilot",
        "challenges": [str(rents)],
        "topics": [str(topic)],
        "link_url": ["https://city.example/a", "nonsense"],
        "link_label": ["Report", "Film"],
        "contact_name": "Ana",
        "contact_phone": "+353 1 2222",
        "contact_agreed": "yes",
    }
    answer = browser.post("/p/here/new-practice", **fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'id="error-links"' in page and "Link 2" in page
    for kept in (
        "Homes &lt;for&gt; all",
        'value="nonsense"',
        'value="Film"',
        'value="Ana"',
        'value="Land trust"',
    ):
        assert kept in page, kept
    assert page.count(" checked") == 3 and _count(world) == 0
    fields["link_url"][1] = "https://city.example/film"
    answer = browser.post("/p/here/new-practice", **fields)
    path = answer.headers["Location"]
    assert answer.status_code == 303 and re.fullmatch(r"/p/here/practices/\d+", path)
    edit = browser.get(f"{path}/edit").get_data(as_text=True)
    assert edit.count(" checked") == 3 and 'value="https://city.example/film"' in edit
    typed = fields | {"revision": "1", "description": "Mine"}
    assert browser.post(f"{path}/edit", **fields, revision="1").status_code == 303
    assert (
        browse("support").post(f"{path}/edit", **fields | {"stage": "running"}, revision="1").status_code
        == 303
    )
    late = browser.post(f"{path}/edit", **typed)
    page = late.get_data(as_text=True)
    assert late.status_code == 409 and ">Mine</textarea>" in page and 'name="revision" value="2"' in page
    assert browser.post(f"{path}/edit", **typed | {"revision": "2"}).status_code == 303
    versions = browser.get(f"{path}/versions").get_data(as_text=True)
    assert "Version 3" in versions and "What it is" in versions
    assert browser.post(f"{path}/versions/1").status_code == 303
    assert "Homes" in browser.get(path).get_data(as_text=True)


def test_a_stage_of_a_source_stays_until_somebody_chooses_another(browse, world: World) -> None:
    practice = _add(world, stage="in progress")
    browser, path = browse("coordinator"), f"/p/here/practices/{practice}"
    assert "In progress" in browser.get(path).get_data(as_text=True)
    edit = browser.get(f"{path}/edit").get_data(as_text=True)
    assert '<option value="in progress" selected>' in edit
    assert 'value="in progress"' not in browser.get("/p/here/new-practice").get_data(as_text=True)


def test_others_see_no_forms(browse, world: World) -> None:
    mine = _add(world)
    theirs = _add(world, "TRN")
    paths = ("new-practice", "new-practice?city=TRN", "import-practices", "import-practices/template.csv")
    for path in (*paths, f"practices/{mine}/edit", f"practices/{mine}/versions"):
        assert browse("observer").get(f"/p/here/{path}").status_code == 404, path
    own = browse("participant")
    assert own.get(f"/p/here/practices/{mine}/edit").status_code == 200
    for path in ("new-practice?city=TRN", f"practices/{theirs}/edit", f"practices/{theirs}/versions"):
        assert own.get(f"/p/here/{path}").status_code == 404, path
    assert own.post(f"/p/here/practices/{theirs}/withdraw").status_code == 403


# -- sheets -------------------------------------------------------------------------------------------------


def _look(browser, rows: list[list], slug: str = "here"):
    return browser.post(f"/p/{slug}/import-practices", file=(io.BytesIO(workbook(rows)), "practices.xlsx"))


def _hidden_rows(page: str) -> str:
    return html.unescape(re.search(r'name="rows" value="([^"]*)"', page)[1])


def _take(browser, page: str, slug: str = "here"):
    return browser.post(f"/p/{slug}/import-practices/take", rows=_hidden_rows(page))


def test_a_sentence_for_each_faulty_row_and_nothing_half_done(browse, world: World) -> None:
    _challenge(world, "Rents")
    old = _add(world, title="Old")
    world.by("coordinator", "practice.withdraw", {"practice": old})
    rows = [
        ["", "Dublin", "Good", "Fine", "Rents", "pilot", "https://a.example", "Ana", "ana@a.example"],
        ["", "Atlantis", "One", "", "", "", "", "", ""],
        ["", "TRN", "", "No title", "", "", "", "", ""],
        ["", "TRN", "Two", "", "rents; Nonsense", "", "", "", ""],
        ["", "TRN", "Three", "", "", "best", "", "", ""],
        ["", "TRN", "Four", "", "", "", "http://a.example", "", ""],
        ["", "TRN", "Five", "", "", "", "", "Ana", ""],
        ["", "DUB", "GOOD", "", "", "", "", "", ""],
        ["", "DUB", "old", "", "", "", "", "", ""],
        ["p one", "DUB", "Six", "", "", "", "", "", ""],
        ["", "", "Seven", "", "", "", "", "", ""],
        ["", "DUB", "Eight", "x" * 10_001, "", "", "", "", ""],
    ]
    browser, before = browse("coordinator"), _count(world)
    answer = _look(browser, [HEADER, *rows])
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and _count(world) == before and 'name="rows"' not in page
    assert [html.unescape(fault) for fault in re.findall(r"<li>(Row .*?)</li>", page)] == [
        "Row 3, column “city”: “Atlantis” is no city of this programme. Write its name or its code.",
        "Row 4, column “title”: the title is missing.",
        "Row 5, column “challenges”: “Nonsense” is no challenge of this programme. "
        "Write it as it stands under Challenges.",
        "Row 6, column “stage”: “best” is no stage. Write idea, pilot, running, established or ended.",
        "Row 7, column “links”: Link 1 is no address that begins with https:// and has no spaces.",
        "Row 8, column “contact e-mail”: Give an e-mail address or a phone number, too.",
        "Row 9, column “title”: this practice stands in row 2 already.",
        "Row 10, column “title”: this practice is withdrawn. Restore it first.",
        "Row 11, column “id”: “p one” is no id. It has letters, digits, hyphens and dots, such as P01.",
        "Row 12, column “city”: the city is missing.",
        "Row 13, column “what it is”: This has 10001 characters; at most 10000 fit.",
    ]
    answer = _look(browser, [HEADER, rows[0]])
    assert answer.status_code == 200 and _count(world) == before, "a preview changes nothing"
    assert _take(browser, answer.get_data(as_text=True)).status_code == 303
    assert _count(world) == before + 1


def test_a_city_brings_its_own_sheet_only(browse, world: World) -> None:
    browser = browse("participant")
    page = _look(browser, [["title"], ["Ours"]]).get_data(as_text=True)
    assert _take(browser, page).status_code == 303
    answer = _look(browser, [["title", "city"], ["Theirs", "Turin"]])
    assert answer.status_code == 422 and "only what your own city does" in answer.get_data(as_text=True)
    forged = '[{"number":2,"cells":{"title":"Theirs","city":"TRN"}}]'
    assert browser.post("/p/here/import-practices/take", rows=forged).status_code == 403
    for rows in ("[]", "x", '[{"number":"x"}]'):
        assert browser.post("/p/here/import-practices/take", rows=rows).status_code in (303, 422)
    with world.database.reading() as orm:
        assert [(row.title, row.origin) for row in orm.scalars(select(Practice))] == [("Ours", "sheet")]


def test_an_empty_cell_changes_nothing(browse, world: World) -> None:
    rents = _challenge(world, "Rents")
    facts = {"description": "Kept", "stage": "pilot", "challenges": [rents]}
    practice = _add(world, **facts, contact_name="Ana", contact_email="ana@a.example", contact_agreed=True)
    browser = browse("coordinator")
    page = _look(browser, [["title", "city", "stage"], ["land TRUST", "Dublin", "running"]])
    assert "Updates 1 practice" in page.get_data(as_text=True)
    assert _take(browser, page.get_data(as_text=True)).status_code == 303
    shown = browse("observer").get(f"/p/here/practices/{practice}").get_data(as_text=True)
    for text in ("Kept", "Running", "Rents", "ana@a.example"):
        assert text in shown, text
    again = _look(browser, [["title", "city", "stage"], ["Land TRUST", "Dublin", "running"]])
    _take(browser, again.get_data(as_text=True))
    with world.database.reading() as orm:
        assert orm.get_one(Practice, practice).revision == 2 or _count(world) == 1


ODD = [
    {"title": "=Formula & <b>", "description": "One.\n\n- Two; three | four\n“Five”", "stage": "in progress"},
    {
        "title": "Łódź, deux; trois",
        "language": "fr",
        "links": [
            {"url": "https://a.example/x;y", "label": "Rapport | final; v2"},
            {"url": "https://b.example/?q=1,2", "label": ""},
        ],
        "contact_name": "Zoë",
        "contact_phone": "+48 22 443 0000",
        "contact_agreed": True,
    },
    {"title": "Plain", "source": "Report, 2.1.1", "contact_name": "Ana", "contact_email": "ana@a.example"},
]


@pytest.mark.parametrize("language", ["en", "es", "fr"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_goes_out_as_a_sheet_comes_in_the_same(browse, world: World, ending: str, language: str) -> None:
    for slug in ("here", "there"):
        for title in ("Rents", "Jobs; and pay"):
            _challenge(world, title, slug)
        _topic(world, "housing", "Housing", slug)
    with world.database.reading() as orm:
        topic = orm.scalars(select(Topic.id).where(Topic.programme_id == world.here.programme)).one()
    tags = {"topics": [topic]}
    tags["challenges"] = [_challenge(world, "Rents"), _challenge(world, "Jobs; and pay")]
    for practice in ODD:
        _add(world, **tags | practice)
    here, there = browse("coordinator"), browse("there/coordinator")
    for browser in (here, there):
        browser.post("/language", locale=language)
    file = here.get(f"/p/here/practices.{ending}")
    assert file.status_code == 200 and "attachment" in file.headers["Content-Disposition"]
    if ending == "csv":
        assert b"'=Formula" in file.data and b"'+48 22" in file.data
    sent = {"file": (io.BytesIO(file.data), f"practices.{ending}")}
    page = there.post("/p/there/import-practices", **sent)
    assert page.status_code == 200, re.findall(r"<li>(Row .*?)</li>", page.get_data(as_text=True))
    assert _take(there, page.get_data(as_text=True), "there").status_code == 303
    again = there.get(f"/p/there/practices.{ending}")
    assert read_sheet(again.data) == read_sheet(file.data) and len(read_sheet(file.data)) == 4
    # What stands there already is no change, and there is nothing to import.
    page = here.post("/p/here/import-practices", file=(io.BytesIO(file.data), f"practices.{ending}"))
    assert page.status_code == 200 and 'name="rows"' not in page.get_data(as_text=True)


def test_a_sheet_tells_contacts_to_those_who_may_see_them(browse, world: World) -> None:
    _add(world, contact_name="Ana", contact_email="ana@a.example")
    _add(world, "TRN", contact_name="Bea", contact_email="bea@b.example", contact_agreed=True)
    for role, ana in (
        ("coordinator", True),
        ("participant", True),
        ("observer", False),
        ("facilitator", False),
    ):
        text = browse(role).get("/p/here/practices.csv").data
        assert (b"ana@a.example" in text) is ana and b"bea@b.example" in text, role


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_the_template_can_be_read_back(browse, world: World, language: str) -> None:
    browser = browse("participant")
    browser.post("/language", locale=language)
    header = browser.get("/p/here/import-practices/template.csv").data
    delimiter = b"," if language == "en" else b";"
    file = header + delimiter * 2 + b"Land trust\r\n"
    page = browser.post("/p/here/import-practices", file=(io.BytesIO(file), "practices.csv"))
    assert page.status_code == 200 and "Land trust" in page.get_data(as_text=True)


def test_a_sheet_without_titles_is_refused(browse) -> None:
    answer = _look(browse("coordinator"), [["a", "b"], ["1", "2"]])
    assert answer.status_code == 422 and 'id="error-file"' in answer.get_data(as_text=True)
