"""A script in a name stays text on every page: seat, session, note, cluster, record, organisation."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask

from facilitation.store.sessions import Session
from tests.world import World

SCRIPT = "<script>alert(1)</script>"
BREAK = '"><img src=x onerror=alert(2)>'
END = "</script><script>alert(3)</script>"
ATTACKS = (SCRIPT, BREAK, END, "{{ 7 * 191 }}", "<!--<script>", "'onmouseover='alert(4)")


@pytest.fixture
def nasty(world: World) -> World:
    """Every text that a person can give, with something in it that a careless page would run."""
    for number, attack in enumerate(ATTACKS):
        created = world.by(
            "facilitator", "session.create", {"title": attack, "type": "challenge", "template": "challenges"}
        )
        world.guest(world.here, attack, None if number % 2 else "DUB", f"nasty-{number}")
        note = world.note(world.here.seats["guest"], attack)
        world.by(
            "facilitator",
            "cluster.make",
            {"board": world.here.board, "notes": [note], "title": attack},
        )
        world.by(
            "facilitator",
            "record.add",
            {"session": world.here.session, "kind": "quote", "text": attack, "speaker": attack},
        )
        assert created.result["session"]
    world.stage("cluster")
    return world


#: Random values of the forms: 1337 may be in them by chance.
_OWN = re.compile(r'name="(?:operation_id|csrf_token)" value="[^"]*"')


def _pages(app: Flask, world: World) -> list[str]:
    """The paths of every page of `here` that needs no more than what is there."""
    values = {"slug": "here", "code": "DUB", "session_id": world.here.session}
    paths = []
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/p/<") and "GET" in rule.methods and rule.arguments <= set(values):
            chosen = {name: values[name] for name in rule.arguments}
            paths.append(app.url_map.bind("localhost").build(rule.endpoint, chosen))
    return sorted(paths)


def test_nothing_of_it_runs(app: Flask, nasty: World, browse) -> None:
    browser = browse("facilitator")
    paths = _pages(app, nasty)
    assert len(paths) > 10
    with nasty.database.reading() as orm:
        sessions = [row.id for row in orm.query(Session).filter_by(programme_id=nasty.here.programme)]
    for number in sessions:
        paths += [f"/p/here/sessions/{number}", f"/p/here/sessions/{number}/room"]
    shown = 0
    for path in paths:
        answer = browser.get(path)
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        page = _OWN.sub("", answer.get_data(as_text=True))
        for trace in ("<script>alert", "<img src=x", "1337", "<!--<script>", " 'onmouseover='"):
            assert trace not in page, f"{trace} on {path}"
        shown += "alert(" in page
        for data in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL):
            json.loads(data)
    assert shown >= 3, "the texts must be on the pages for this to say anything"


def test_a_guests_own_pages(app: Flask, nasty: World, browse) -> None:
    browser = browse()
    for attack in ATTACKS:
        answer = browser.post(f"/join/{nasty.here.code}", name=attack, city="DUB")
        assert answer.status_code == 303
        page = _OWN.sub("", browser.get(answer.headers["Location"]).get_data(as_text=True))
        assert "<script>alert" not in page and "<img src=x" not in page and "1337" not in page
    # What was typed comes back in the form, and in the sentence about it.
    page = browser.post(f"/join/{nasty.here.code}", name=BREAK, city="XXX").get_data(as_text=True)
    assert "alert(2)" in page and "<img src=x" not in page
    page = browser.post("/join", code=BREAK).get_data(as_text=True)
    assert "alert(2)" in page and "<img src=x" not in page
