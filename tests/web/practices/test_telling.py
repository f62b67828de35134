"""A practice's page with what its city tells of it, the page where it tells, versions, learnings, sheets."""

from __future__ import annotations

import html
import re
from typing import Any

from facilitation.store.programmes import Programme
from tests.web.practices.made import add_practice, city_id
from tests.world import World

HOSTILE = '<b>"=cmd|x"</b>\u202e'


def _page(browser: Any, address: str) -> str:
    answer = browser.get(f"/p/here/{address}")
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def _words(page: str) -> str:
    """The words of a page, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def _tell(world: World, practice: int) -> int:
    typed = {"practice": practice, "field": "reasons", "text": "Les loyers", "language": "fr", "revision": 0}
    world.by("participant", "practice_text.write", typed)
    line = {"practice": practice, "kind": "prerequisite", "text": "Land", "language": "en"}
    return world.by("participant", "practice_point.add", line | {"need": "to_adapt"}).result["point"]


def test_others_read_what_is_told_and_in_one_line_what_is_not(browse, world: World) -> None:
    practice = add_practice(world)
    page = _page(browse("observer"), f"practices/{practice}")
    assert "Not told yet: Reasons · Objectives" in _words(page)
    assert page.count("<h3") == 0 and f"/practices/{practice}/told" not in page
    _tell(world, practice)
    page = _page(browse("observer"), f"practices/{practice}")
    assert 'lang="fr" dir="auto">Les loyers' in page and "Land To adapt" in _words(page)
    assert "Not told yet: Objectives" in _words(page)
    assert "non-negotiable" not in _words(page), "of one it is known"


def test_a_practice_is_found_by_what_is_told_of_it(browse, world: World) -> None:
    practice = add_practice(world)
    line = _tell(world, practice)
    observer = browse("observer")
    for words, found in (("loyers", True), ("land", True), ("salaires", False)):
        assert (f"practices/{practice}" in _page(observer, f"practices?q={words}")) is found, words
    named = {"practice": practice, "revision": 1, "title": "Trust", "language": "en"}
    world.by("participant", "practice.change", named)
    assert f"practices/{practice}" in _page(observer, "practices?q=land")
    world.by("participant", "practice_point.remove", {"point": line})
    assert f"practices/{practice}" not in _page(observer, "practices?q=land")


def test_those_who_tell_are_invited_to_each_field(browse, world: World) -> None:
    practice = add_practice(world)
    for role in ("participant", "support", "coordinator"):
        page = _page(browse(role), f"practices/{practice}")
        assert f"/practices/{practice}/told#objectives" in page, role
        assert "Difficulties and alternatives" in _page(browse(role), f"practices/{practice}/told")
    for role in ("observer", "facilitator", "guest"):
        assert browse(role).get(f"/p/here/practices/{practice}/told").status_code == 404, role
        assert browse(role).get(f"/p/here/practices/{practice}/told/reasons/versions").status_code == 404


def test_forms_work_without_a_script_and_a_refused_one_keeps_what_was_typed(browse, world: World) -> None:
    practice = add_practice(world)
    browser, told = browse("participant"), f"/p/here/practices/{practice}/told"
    typed = {"text": "Rents rose", "language": "en", "revision": "0"}
    saved = browser.post(f"{told}/reasons", **typed)
    assert saved.status_code == 303 and saved.headers["Location"].endswith(f"{told}#reasons")
    late = browser.post(f"{told}/reasons", **typed | {"text": "Mine"})
    page = late.get_data(as_text=True)
    assert late.status_code == 409 and "Rents rose" in page and ">\nMine</textarea>" in page
    refused = browser.post(
        f"/p/here/practices/{practice}/lines", kind="figure", text="in work", language="en", dated="2021"
    )
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422 and 'href="#field-new-figure-value"' in page
    assert ">\nin work</textarea>" in page and 'value="2021"' in page
    assert browser.get(f"{told}/reasons/now").json["text"] == "Rents rose"


def test_lines_are_changed_moved_removed_and_restored_by_their_buttons(browse, world: World) -> None:
    practice = add_practice(world)
    line = _tell(world, practice)
    browser, address = browse("participant"), f"/p/here/practice-lines/{line}"
    changed = {"do": "change", "revision": "1", "text": "Land <b>", "language": "en", "need": ""}
    assert browser.post(address, **changed).status_code == 303
    late = browser.post(address, **changed | {"text": "Mine"})
    assert late.status_code == 409 and "Land &lt;b&gt;" in late.get_data(as_text=True)
    for do in ("up", "remove"):
        assert browser.post(address, do=do).status_code == 303
    page = _page(browser, f"practices/{practice}/told")
    assert 'value="restore"' in page and "Land" not in _words(_page(browser, f"practices/{practice}"))[500:]
    assert browser.post(address, do="restore").status_code == 303
    assert browser.post(address, do="burn").status_code == 404
    assert browse("facilitator").post(address, do="remove").status_code == 404


def test_versions_show_the_words_that_changed(browse, world: World) -> None:
    practice = add_practice(world)
    line = _tell(world, practice)
    typed = {"practice": practice, "field": "reasons", "language": "fr"}
    world.by("support", "practice_text.write", typed | {"text": "Les salaires", "revision": 1})
    browser = browse("participant")
    page = _page(browser, f"practices/{practice}/told/reasons/versions")
    assert "<ins>salaires</ins>" in page and "<del>loyers</del>" in page
    back = f"/p/here/practices/{practice}/told/reasons/versions/1"
    assert browser.post(back).status_code == 303
    assert "Les loyers" in _page(browser, f"practices/{practice}")
    changed = {"point": line, "revision": 1, "text": "Any land", "language": "en", "need": "to_adapt"}
    world.by("support", "practice_point.change", changed)
    page = _page(browser, f"practice-lines/{line}/versions")
    assert "<ins>Any land</ins>" in page and "<del>Land</del>" in page and ">To adapt</dd>" in page
    assert browser.post(f"/p/here/practice-lines/{line}/versions/1").status_code == 303


def test_an_archive_offers_nothing_to_fill_in_and_keeps_its_versions(browse, world: World) -> None:
    practice = add_practice(world)
    line = _tell(world, practice)
    with world.database.writing() as orm:
        orm.get_one(Programme, world.here.programme).archived_at = world.clock()
    browser = browse("participant")
    page = _page(browser, f"practices/{practice}")
    assert f"/practices/{practice}/told#" not in page and "Tell more" not in page
    assert browser.get(f"/p/here/practices/{practice}/told").status_code == 409
    page = _page(browser, f"practices/{practice}/told/reasons/versions")
    page += _page(browser, f"practice-lines/{line}/versions") + _page(browser, "learnings")
    assert "Bring this version back" not in page and "Add what you learned" not in page


def test_learnings_are_read_by_all_and_written_by_cities(browse, world: World) -> None:
    assert "Nothing written down yet" in _page(browse("observer"), "learnings")
    browser = browse("participant")
    said = {"text": HOSTILE, "language": "en", "city": "DUB", "source": "Report"}
    assert browser.post("/p/here/learnings", **said).status_code == 303
    refused = browser.post("/p/here/learnings", **said | {"text": " ", "source": "Kept"})
    assert refused.status_code == 422 and 'value="Kept"' in refused.get_data(as_text=True)
    assert 'id="error-new-text"' in refused.get_data(as_text=True)
    assert browser.post("/p/here/learnings", **said | {"city": "TRN"}).status_code == 403
    page = _page(browse("observer"), "learnings")
    assert "&lt;b&gt;" in page and "<b>&#34;=cmd" not in page and 'value="change"' not in page
    assert browse("guest").get("/p/here/learnings").status_code == 404
    assert "What Dublin learned" in _words(
        _page(browse("observer"), f"practices/{add_practice(world)}")
    ).replace("\u2068", "").replace("\u2069", "")


def test_sheets_have_a_row_for_each_fact_and_no_formula(browse, world: World) -> None:
    practice = add_practice(world)
    _tell(world, practice)
    world.by(
        "coordinator",
        "learning.add",
        {"city": city_id(world), "text": "=1+1", "language": "en"},
    )
    observer = browse("observer")
    rows = observer.get("/p/here/practice-facts.csv").get_data(as_text=True).splitlines()
    assert len(rows) == 3 and "Land trust,Reasons,,,Les loyers,,,fr" in rows[1]
    assert "Prerequisites and success factors,,,Land,,To adapt,en" in rows[2]
    assert observer.get("/p/here/practice-facts.xlsx").data[:2] == b"PK"
    learned = observer.get("/p/here/learnings.csv").get_data(as_text=True)
    assert "Dublin" in learned and ",=1+1" not in learned
    assert browse("guest").get("/p/here/learnings.csv").status_code == 404
