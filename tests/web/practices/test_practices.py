"""Practices in the browser: the gallery and its filter, forms that keep what was typed."""

from __future__ import annotations

import html
import io
import re
import time
from typing import Any

import pytest
from sqlalchemy import event, select

from facilitation.store.challenges import Practice, PracticeChallenge
from facilitation.store.people import Seat
from tests.web.practices.made import (
    add_challenge,
    add_practice,
    add_topic,
    city_id,
    count_practices,
    take_sheet,
)
from tests.world import World


def _titles(page: str) -> list[str]:
    found = re.findall(r'class="practice-title"[^>]*><a [^>]*>(.*?)</a>', page, re.DOTALL)
    return [html.unescape(title).strip("\u2068\u2069") for title in found]


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
    rents, jobs = add_challenge(world, "Rents"), add_challenge(world, "Jobs")
    topic = add_topic(world, "housing", "Housing")
    add_practice(world, title="Éolienne coopérative", stage="pilot", challenges=[jobs], language="fr")
    add_practice(world, "TRN", description="Case di ŁÓDŹ, 80 homes", challenges=[rents], topics=[topic])
    world.by("coordinator", "city.change", {"city": city_id(world, "TRN"), "aliases": ["Torino"]})
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
    add_practice(world, description="x" * 9_000 + " Ünsichtbar")
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
    rents = add_challenge(world, "Rents")
    practice = add_practice(
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


def test_what_is_only_inferred_is_marked_until_somebody_saves_it(browse, world: World) -> None:
    rents, trust = add_challenge(world, "Rents"), add_challenge(world, "Trust")
    practice = add_practice(world, "DUB", challenges=[rents, trust])
    browser, path = browse("participant"), f"/p/here/practices/{practice}"
    assert "nferred" not in browser.get(path).get_data(as_text=True)
    with world.database.writing() as orm:
        orm.get_one(PracticeChallenge, (practice, trust)).inferred = True
    page = browser.get(path).get_data(as_text=True)
    said, marked = page.index(">Rents<"), page.index(">Trust<")
    assert said < marked < page.index(">inferred<") and page.count(">inferred<") == 1
    gallery = browser.get("/p/here/practices").get_data(as_text=True)
    assert re.search(r"Answers: \W*Rents\W*<", gallery) and re.search(r"Inferred: \W*Trust\W*<", gallery)
    form = browser.get(f"{path}/edit").get_data(as_text=True)
    assert re.search(r"Inferred until you save: \W*Trust", form)
    revision = re.search(r'name="revision" value="(\d+)"', form)[1]
    fields = {"title": "Land trust", "language": "en", "revision": revision}
    answer = browser.post(f"{path}/edit", **fields, challenges=[str(rents), str(trust)])
    assert answer.status_code == 303
    page = browser.get(path).get_data(as_text=True)
    assert ">Trust<" in page and "nferred" not in page, "whoever saves has said so"


def test_withdrawn_and_restored_on_its_page(browse, world: World) -> None:
    practice = add_practice(world)
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
    practice = add_practice(
        world, contact_name="Sue", contact_email="support@here.invalid", contact_agreed=True
    )
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
    played = {"title": "In play", "language": "en", "city": city_id(world)}
    practice = world.by("participant", "practice.add", played).result["practice"]
    rents = add_challenge(world, "Rents")
    facts = played | {"practice": practice, "revision": 1, "challenges": [rents]}
    world.by("participant", "practice.change", {name: facts[name] for name in facts if name != "city"})
    observer = browse("observer")
    for path in ("practices", f"practices/{practice}", f"challenges/{rents}", "cities/DUB/profile"):
        assert 'class="simulated"' in observer.get(f"/p/here/{path}").get_data(as_text=True), path
    file = observer.get("/p/here/practices.csv").data
    there = browse("there/coordinator")
    add_challenge(world, "Rents", "there")
    page = there.post("/p/there/import-practices", file=(io.BytesIO(file), "practices.csv"))
    assert take_sheet(there, page.get_data(as_text=True), "there").status_code == 303
    with world.database.reading() as orm:
        assert [row.simulated for row in orm.scalars(select(Practice))] == [True, True]


# -- forms --------------------------------------------------------------------------------------------------


def test_a_form_keeps_what_was_typed(browse, world: World) -> None:
    rents, topic = add_challenge(world, "Rents"), add_topic(world, "housing", "Housing")
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
    assert page.count(" checked") == 3 and count_practices(world) == 0
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
    practice = add_practice(world, stage="in progress")
    browser, path = browse("coordinator"), f"/p/here/practices/{practice}"
    assert "In progress" in browser.get(path).get_data(as_text=True)
    edit = browser.get(f"{path}/edit").get_data(as_text=True)
    assert '<option value="in progress" selected>' in edit
    assert 'value="in progress"' not in browser.get("/p/here/new-practice").get_data(as_text=True)


def test_others_see_no_forms(browse, world: World) -> None:
    mine = add_practice(world)
    theirs = add_practice(world, "TRN")
    paths = ("new-practice", "new-practice?city=TRN", "import-practices", "import-practices/template.csv")
    for path in (*paths, f"practices/{mine}/edit", f"practices/{mine}/versions"):
        assert browse("observer").get(f"/p/here/{path}").status_code == 404, path
    own = browse("participant")
    assert own.get(f"/p/here/practices/{mine}/edit").status_code == 200
    for path in ("new-practice?city=TRN", f"practices/{theirs}/edit", f"practices/{theirs}/versions"):
        assert own.get(f"/p/here/{path}").status_code == 404, path
    assert own.post(f"/p/here/practices/{theirs}/withdraw").status_code == 403
