"""Choosing how a session is furnished, and adding a step to it from its page."""

from __future__ import annotations

import re

from facilitation.domain.session_templates import SHIPPED as TEMPLATES


def _choices(page: str) -> dict[str, str]:
    """The text of each card by its key."""
    cards = re.findall(r'<label class="template-choice">(.*?)</label>', page, re.S)
    keys = [re.search(r'value="(\w+)"', card) for card in cards]
    return {key[1]: card for key, card in zip(keys, cards, strict=True) if key}


def test_every_template_shows_its_steps_minutes_and_areas(browse) -> None:
    choices = _choices(browse("facilitator").get("/p/here/sessions").get_data(as_text=True))
    assert set(choices) == set(TEMPLATES)
    for key, template in TEMPLATES.items():
        assert f"{template.minutes} min" in choices[key], key
        for block in template.blocks:
            assert block.title in choices[key] and f"{block.minutes} min" in choices[key]
            assert all(area.title in choices[key] for area in block.areas)
    assert choices["replication_canvas"].count("data-column=") == 9
    assert "data-column=" not in choices["challenges"]


def test_an_unknown_template_is_refused_where_it_is_chosen(browse) -> None:
    answer = browse("facilitator").post("/p/here/sessions", title="X", type="challenge", template="none")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'href="#field-template"' in page and 'id="field-template"' in page


def test_a_step_is_added_from_the_sessions_page(world, browse) -> None:
    browser = browse("facilitator")
    path = f"/p/here/sessions/{world.here.session}"
    assert "Check-in" in _choices(browser.get(path).get_data(as_text=True))["check_in"]
    answer = browser.post(f"{path}/blocks", template="check_in")
    assert answer.status_code == 303
    steps = re.search(r'<ol class="steps">(.*?)</ol>', browser.get(path).get_data(as_text=True), re.S)
    assert steps and re.findall(r"<b><bdi>(.*?)</bdi></b>", steps[1]) == ["Our challenges", "Check-in"]


def test_who_takes_part_adds_no_step(world, browse) -> None:
    path = f"/p/here/sessions/{world.here.session}"
    browser = browse("participant")
    assert "template-choice" not in browser.get(path).get_data(as_text=True)
    assert browser.post(f"{path}/blocks", template="check_in").status_code == 403
