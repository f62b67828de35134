"""Law: a form, a JSON call and a live message are three doors into one room, with one result."""

from __future__ import annotations

import json
from typing import Any

import pytest

from facilitation.commands.execute import Call
from facilitation.domain.errors import Refused
from tests.world import World


def _row_counts(world: World) -> dict[str, int]:
    from sqlalchemy import func, select

    from facilitation.store.models import Base

    with world.database.reading() as orm:
        return {t.name: orm.scalar(select(func.count()).select_from(t)) for t in Base.metadata.sorted_tables}


def _by_json(browser, world: World, name: str, operation_id: str, payload: dict) -> dict[str, Any]:
    answer = browser.client.post(
        f"/api/v1/commands/{name}?programme=here",
        json={"operation_id": operation_id, "payload": payload},
        headers={"X-CSRFToken": browser.token()},
    )
    return json.loads(answer.data)


def _by_socket(world: World, seat: int, name: str, operation_id: str, payload: dict) -> dict[str, Any]:
    """What the gateway acknowledges: the door's outcome in the form of LIVE_PROTOCOL."""
    try:
        return world.door.execute(Call(name, operation_id, payload, seat)).as_json()
    except Refused as refused:
        return {"ok": False, "code": refused.code, "message": str(refused.message)}


def test_json_and_socket_and_form_find_one_operation(world: World, browse) -> None:
    """The same operation through each door in turn: done once, and each door gives the same answer."""
    browser = browse("facilitator")
    seat = world.here.seats["facilitator"]
    payload = {"session": world.here.session, "kind": "minutes"}
    first = _by_json(browser, world, "document.draft", "three-doors", payload)
    counts = _row_counts(world)
    assert first["ok"] is True
    assert _by_socket(world, seat, "document.draft", "three-doors", payload) == first
    form = browser.post(
        f"/p/here/sessions/{world.here.session}/documents", operation_id="three-doors", kind="minutes"
    )
    assert form.status_code == 303
    assert _row_counts(world) == counts


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"kind": "minutes", "session": 999}, "not_found"),
        ({"kind": "poem", "session": None}, "invalid"),
        ({"kind": 5, "session": None}, "invalid"),
    ],
)
def test_the_same_refusal(world: World, browse, payload: dict, code: str) -> None:
    payload = payload | {"session": payload["session"] or world.here.session}
    browser = browse("facilitator")
    by_json = _by_json(browser, world, "document.draft", "refused-here", payload)
    by_socket = _by_socket(world, world.here.seats["facilitator"], "document.draft", "refused-here", payload)
    assert by_json["code"] == by_socket["code"] == code
    assert by_json["message"] == by_socket["message"]


def test_a_double_submit_does_nothing_twice(world: World, browse) -> None:
    browser = browse("organiser")
    fields = {
        "operation_id": "double-submit",
        "title": "Second workshop",
        "type": "solution",
        "template": "solution",
    }
    first = browser.post("/p/here/sessions", **fields)
    counts = _row_counts(world)
    second = browser.post("/p/here/sessions", **fields)
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert _row_counts(world) == counts
