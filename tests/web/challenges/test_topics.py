"""The page of topics: a starting set by one press, changes taken back, errors that keep what was typed."""

from __future__ import annotations

import html
import re

from sqlalchemy import select

from facilitation.store.topics import TopicLabel
from tests.world import World


def _page(answer) -> str:
    return re.sub(r"\s+", " ", html.unescape(answer.get_data(as_text=True)))


def _undo(browser, page: str) -> None:
    address = re.search(r'method="post" action="([^"]*/topics/[^"]*do=[^"]*)"', re.sub(r"\s+", " ", page))[1]
    browser.post(html.unescape(address))


def test_an_empty_programme_takes_the_starting_set(browse) -> None:
    browser = browse("coordinator")
    assert "No topics yet." in _page(browser.get("/p/here/topics"))
    browser.post("/p/here/topics/starting-set")
    page = _page(browser.get("/p/here/topics"))
    assert "Economic viability" in page and "Take the starting set" not in page
    reader = _page(browse("participant").get("/p/here/topics"))
    assert "Viabilité économique" in reader and "Add a topic" not in reader


def test_every_change_is_taken_back_by_its_button(world: World, browse) -> None:
    browser = browse("coordinator")
    for label in ("Trust", "Care"):
        browser.post("/p/here/topics", label_en=label)

    def labels() -> list[str]:
        return re.findall(r"<b>(\w+)</b>", browser.get("/p/here/topics").get_data(as_text=True))

    def topic(label: str) -> str:
        with world.database.reading() as orm:
            query = select(TopicLabel.topic_id).where(TopicLabel.label == label)
            return f"/p/here/topics/{orm.scalar(query)}"

    care, trust = topic("Care"), topic("Trust")
    for fields, after in (
        ({"do": "change", "label_en": "Caring"}, ["Trust", "Caring"]),
        ({"do": "move:0"}, ["Care", "Trust"]),
        ({"do": "remove"}, ["Trust"]),
        ({"do": "merge", "into": trust.rpartition("/")[2]}, ["Trust"]),
    ):
        browser.post(care, **fields)
        page = browser.get("/p/here/topics").get_data(as_text=True)
        assert re.findall(r"<b>(\w+)</b>", page) == after
        _undo(browser, page)
        assert labels() == ["Trust", "Care"], fields


def test_a_refused_label_keeps_what_was_typed(browse) -> None:
    browser = browse("coordinator")
    browser.post("/p/here/topics", label_en="Trust")
    answer = browser.post("/p/here/topics", label_en="trust", label_es="Confianza")
    page = _page(answer)
    assert answer.status_code == 422 and "“trust” is here already." in page
    assert 'value="Confianza"' in page and 'aria-invalid="true"' in page


def test_a_challenge_is_tagged_on_its_page(world: World, browse) -> None:
    browser = browse("coordinator")
    topic = world.by("coordinator", "topic.add", {"labels": {"en": "Housing"}}).result["topic"]
    fields = {"city": "DUB", "title": "High rents", "kind": "social", "origin": "profile", "challenge": ""}
    address = browser.post("/p/here/name-challenge", **fields).headers["Location"].partition("#")[0]
    assert "What is it about?" in _page(browser.get(f"{address}/edit"))
    browser.post(f"{address}/topics", topics=str(topic))
    assert "Housing" in _page(browser.get(address))
    browser.post(f"{address}/topics")
    assert "Housing" not in _page(browser.get(address))
