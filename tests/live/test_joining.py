"""Joining by JSON: 201 with a seat, and every refusal with its code, field and time to wait."""

from __future__ import annotations

import pytest

from tests.live.client import ask
from tests.servers import LiveServer


def test_a_right_code_gives_a_seat(server: LiveServer) -> None:
    answer = ask(
        f"{server.url}/api/v1/join", {"code": server.ready["join_code"], "name": "Gil", "city": "DUB"}
    )
    assert answer.status == 201
    given = answer.json()
    assert set(given) == {"seat", "programme", "session", "board"}
    assert (given["session"], given["board"]) == (server.ready["session"], server.ready["board"])
    assert answer.headers.get("Set-Cookie") is None
    read = ask(f"{server.url}/api/v1/boards/{given['board']}", Authorization=f"Bearer {given['seat']}")
    assert read.status == 200 and read.json()["ok"] is True


@pytest.mark.parametrize("shape", ["{0}-{1}-{2}", "{0} {1} {2}", " {0}{1}{2} "])
def test_a_code_is_read_as_people_type_it(server: LiveServer, shape: str) -> None:
    code = server.ready["join_code"].lower()
    typed = shape.format(code[:3], code[3:7], code[7:])
    answer = ask(f"{server.url}/api/v1/join", {"code": typed, "name": "Gil", "city": "DUB"})
    assert answer.status == 201


def test_a_wrong_code_is_not_found(server: LiveServer) -> None:
    answer = ask(f"{server.url}/api/v1/join", {"code": "AAAAAAAAAA", "name": "Gil", "city": "DUB"})
    assert (answer.status, answer.json()["code"], answer.json()["field"]) == (404, "not_found", "code")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 500}, "name"),
        ({"name": 7}, "name"),
        ({"name": None}, "name"),
        ({"code": 7}, "code"),
        ({"city": "XXX"}, "city"),
        ({"city": 7}, "city"),
        ({"city": None}, "city"),
        ({"city": None, "organisation": 7}, "organisation"),
    ],
)
def test_what_is_wrong_is_named(server: LiveServer, change: dict, field: str) -> None:
    data = {"code": server.ready["join_code"], "name": "Gil", "city": "DUB"} | change
    answer = ask(f"{server.url}/api/v1/join", data)
    told = answer.json()
    assert (answer.status, told["ok"], told["code"], told["field"]) == (422, False, "invalid", field)
    assert told["message"]


def test_many_wrong_codes_must_wait_and_right_ones_never(limited: LiveServer) -> None:
    right = {"code": limited.ready["join_code"], "name": "Gil", "city": "DUB"}
    statuses = []
    for number in range(30):
        statuses.append(ask(f"{limited.url}/api/v1/join", right | {"code": f"WRONG{number:05}"}).status)
        if number % 5 == 0:
            assert ask(f"{limited.url}/api/v1/join", right).status == 201
    assert statuses[0] == 404 and statuses[-1] == 429 and set(statuses) == {404, 429}
    refused = ask(f"{limited.url}/api/v1/join", right | {"code": "WRONGAGAIN"})
    assert refused.status == 429 and refused.json()["code"] == "busy"
    assert int(refused.headers["Retry-After"]) >= 1
    assert refused.json()["retry_after"] >= 1
    assert ask(f"{limited.url}/api/v1/join", right).status == 201
