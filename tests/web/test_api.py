"""The JSON door and its description."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from flask import Flask

from facilitation.commands.catalogue import COMMANDS
from facilitation.domain.errors import CODES
from facilitation.domain.permissions import PROGRAM
from facilitation.queries.sessions.sessions import session_by_code
from facilitation.web.errors import STATUS
from tests.world import World

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
TYPES = {"object", "array", "string", "integer", "number", "boolean", "null"}


@pytest.fixture
def description(app: Flask) -> dict[str, Any]:
    answer = app.test_client().get("/api/v1/openapi.json")
    assert answer.status_code == 200 and answer.mimetype == "application/json"
    return answer.json


def _references(part: Any) -> set[str]:
    if isinstance(part, dict):
        found = {part["$ref"]} if "$ref" in part else set()
        return found.union(*map(_references, part.values()))
    return set().union(*map(_references, part)) if isinstance(part, list) else set()


def _schemas(part: Any) -> list[dict]:
    """Every schema below a part, by the keys that hold one."""
    found = []
    if isinstance(part, dict):
        for name, value in part.items():
            if name in ("schema", "items") and isinstance(value, dict):
                found.append(value)
            if name in ("properties", "schemas"):
                found += value.values()
            found += _schemas(value)
    elif isinstance(part, list):
        for one in part:
            found += _schemas(one)
    return found


def test_its_frame(description: dict[str, Any]) -> None:
    assert re.fullmatch(r"3\.1\.\d+", description["openapi"])
    assert set(description) <= {"openapi", "info", "servers", "paths", "components", "security", "tags"}
    assert description["info"]["title"] and description["info"]["version"]
    assert all(server["url"].startswith("http") for server in description["servers"])
    schemes = description["components"]["securitySchemes"]
    assert {name for one in description["security"] for name in one} == set(schemes)
    for scheme in schemes.values():
        needed = {"http": {"scheme"}, "apiKey": {"name", "in"}}[scheme["type"]]
        assert needed <= set(scheme)
    for name in description["components"]["schemas"]:
        assert re.fullmatch(r"[a-zA-Z0-9._-]+", name)


def test_its_operations(description: dict[str, Any]) -> None:
    ids = []
    for path, item in description["paths"].items():
        assert path.startswith("/api/v1/") and set(item) <= METHODS
        for method, operation in item.items():
            ids.append(operation["operationId"])
            assert operation["summary"] and operation["responses"]
            placed = set(re.findall(r"\{(\w+)\}", path))
            parameters = operation.get("parameters", [])
            assert {one["name"] for one in parameters if one["in"] == "path"} == placed
            assert all(one["required"] is True and one["schema"] for one in parameters)
            for status, response in operation["responses"].items():
                assert re.fullmatch(r"[1-5]\d\d", status) and response["description"]
                for media in response.get("content", {}).values():
                    assert media["schema"]
            assert ("requestBody" in operation) == (method == "post")
    assert len(ids) == len(set(ids))


def test_its_references_lead_somewhere(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    wanted = {f"#/components/schemas/{name}" for name in schemas}
    assert _references(description) <= wanted
    assert wanted <= _references(description), "nothing is described that nobody uses"


def test_its_schemas(description: dict[str, Any]) -> None:
    found = _schemas(description)
    assert len(found) > 50
    for schema in found:
        assert {"type", "$ref", "anyOf", "const", "enum", "allOf"} & set(schema) or schema == {}, schema
        types = schema.get("type", [])
        assert set([types] if isinstance(types, str) else types) <= TYPES
        assert set(schema.get("required", [])) <= set(schema.get("properties", {})), schema
        assert "nullable" not in schema, "3.1 says null as a type"


def test_every_command_of_people_is_there_and_none_of_the_program(description: dict[str, Any]) -> None:
    there = {path.rpartition("/")[2] for path in description["paths"] if "/commands/" in path}
    assert there == {name for name, command in COMMANDS.items() if command.permission is not PROGRAM}
    for name in there:
        call = description["paths"][f"/api/v1/commands/{name}"]["post"]["requestBody"]["content"][
            "application/json"
        ]["schema"]
        reference = call["properties"]["payload"]["$ref"].rpartition("/")[2]
        described = description["components"]["schemas"][reference]
        assert set(described.get("properties", {})) == set(COMMANDS[name].payload.__struct_encode_fields__)


def test_its_codes_are_the_programs(description: dict[str, Any]) -> None:
    assert description["components"]["schemas"]["Refused"]["properties"]["code"]["enum"] == list(CODES)
    assert set(STATUS) == set(CODES)
    told = {str(status) for status in STATUS.values()} | {"200"}
    for path, item in description["paths"].items():
        if "/commands/" in path:
            assert set(item["post"]["responses"]) == told


def test_every_route_of_the_api_is_described(app: Flask, description: dict[str, Any]) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api.") and rule.endpoint not in ("api.openapi", "api.command"):
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
            assert path in description["paths"], path


def test_a_described_call_succeeds(app: Flask, world: World) -> None:
    payload = {"board": world.here.board, "area": world.here.areas[0], "text": "As described"}
    answer = app.test_client().post(
        "/api/v1/commands/note.post",
        json={"operation_id": "as-described", "payload": payload},
        headers={"Authorization": f"Bearer {world.here.guest_token}"},
    )
    assert answer.status_code == 200
    assert set(answer.json) == {"ok", "subject", "revision", "result"}


@pytest.mark.parametrize(
    ("header", "status"),
    [("Bearer wrong", 403), ("Bearer ", 403), ("Basic x", 403), ("", 403), ("Bearer", 403)],
)
def test_a_wrong_bearer_is_nobody(app: Flask, browse, world: World, header: str, status: int) -> None:
    """Also beside a good cookie: a header that is there is the one that counts."""
    for client in (app.test_client(), browse("organiser").client):
        path = f"/api/v1/boards/{world.here.board}?programme=here"
        assert client.get(path, headers={"Authorization": header}).status_code == status


def test_a_body_that_is_no_object_is_refused_in_words(app: Flask, world: World) -> None:
    headers = {"Authorization": f"Bearer {world.here.guest_token}", "Content-Type": "application/json"}
    for body in (b"", b"[]", b"7", b"null", b"{", b'"x"', b"\xff\xfe"):
        answer = app.test_client().post("/api/v1/commands/note.post", data=body, headers=headers)
        assert answer.status_code == 422 and answer.json["message"], body


@pytest.mark.parametrize("path", ["join", "commands/note.post"])
@pytest.mark.parametrize("depth", [100_000, 900])
def test_a_body_that_is_nested_deeply_is_refused_in_words(
    app: Flask, world: World, path: str, depth: int
) -> None:
    """At 900 it can be read, and what is looked for within it, half a character, must be found."""
    deep = "[" * depth + '"\\ud800"' + "]" * depth
    where = f'"board": {world.here.board}, "area": {world.here.areas[0]}, "text": "\\ud800"'
    answer = app.test_client().post(
        f"/api/v1/{path}",
        data=f'{{"operation_id": "nested-deeply", "code": {deep}, "payload": {{"x": {deep}, {where}}}}}',
        headers={"Authorization": f"Bearer {world.here.guest_token}", "Content-Type": "application/json"},
    )
    assert (answer.status_code, answer.json["code"]) == (422, "invalid") and answer.json["message"]


HALF = '"a\\ud800b"'


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        (
            "commands/note.post",
            '{"operation_id": "half-of-one", "payload": {%(where)s, "text": %(half)s}}',
            "text",
        ),
        (
            "commands/note.post",
            '{"operation_id": %(half)s, "payload": {%(where)s, "text": "x"}}',
            "operation_id",
        ),
        ("commands/note.post", '{"operation_id": "half-of-one", "payload": %(half)s}', None),
        ("join", '{"code": "%(code)s", "name": %(half)s, "city": "DUB"}', "name"),
        ("join", '{"code": "%(code)s", "name": "Gil", "city": %(half)s}', "city"),
        ("join", '{"code": "%(code)s", "name": "Gil", "organisation": %(half)s}', "organisation"),
    ],
)
def test_half_a_character_is_refused_in_words(
    app: Flask, world: World, path: str, body: str, field: str | None
) -> None:
    """As browsers send it where a text was cut within an emoji."""
    where = f'"board": {world.here.board}, "area": {world.here.areas[0]}'
    for half in (HALF, '"a\\u0000b"'):
        filled = body % {"where": where, "half": half, "code": world.here.code}
        answer = app.test_client().post(
            f"/api/v1/{path}",
            data=filled,
            headers={
                "Authorization": f"Bearer {world.here.guest_token}",
                "Content-Type": "application/json",
            },
        )
        assert (answer.status_code, answer.json["code"]) == (422, "invalid")
        assert answer.json.get("field") == field and answer.json["message"]


def test_a_form_with_what_cant_be_stored_is_refused_at_its_field(world: World, browse) -> None:
    browser = browse()
    answer = browser.post(f"/join/{world.here.code}", name="a\x00b", city="DUB")
    assert answer.status_code == 422 and "#field-name" in answer.get_data(as_text=True)
    # A form is read as UTF-8 anyway: half a character is the sign for an unreadable one.
    form = f"csrf_token={browser.token()}&operation_id=half-of-one&name=a%ED%A0%80b&city=DUB"
    mimetype = "application/x-www-form-urlencoded"
    answer = browser.client.post(f"/join/{world.here.code}", data=form, content_type=mimetype)
    assert answer.status_code == 303


def test_half_a_code_opens_nothing(app: Flask) -> None:
    headers = {"Content-Type": "application/json"}
    body = f'{{"code": {HALF}, "name": "Gil", "city": "DUB"}}'
    answer = app.test_client().post("/api/v1/join", data=body, headers=headers)
    assert (answer.status_code, answer.json["field"]) == (404, "code")


# -- join codes -------------------------------------------------------------------------------------------


def test_a_code_is_read_as_people_type_it(app: Flask, world: World) -> None:
    code = world.here.code
    client = app.test_client()
    for typed in (
        code.lower(),
        f"{code[:3]}-{code[3:7]}-{code[7:]}",
        f" {code[:3]} {code[3:7]}\t{code[7:]}\n",
        f"{code[:3]}–{code[3:7]}—{code[7:]}.",
    ):
        data = {"code": typed, "name": "Typed", "city": "DUB"}
        answer = client.post("/api/v1/join", json=data)
        assert answer.status_code == 201, typed
        assert answer.json["session"] == world.here.session
        assert client.get(f"/join/{typed.strip()}").status_code == 200
    for wrong in (code[:-1], code + "A", "", "é" * 10, "A" * 5000):
        answer = client.post("/api/v1/join", json=data | {"code": wrong})
        assert (answer.status_code, answer.json["field"]) == (404, "code"), wrong


def test_a_code_ends(app: Flask, world: World) -> None:
    data = {"code": world.here.code, "name": "Late", "city": "DUB"}
    with world.database.reading() as orm:
        expires = session_by_code(orm, world.here.code, world.clock()).code.expires_at
    world.clock.now = expires - dt.timedelta(seconds=1)
    assert app.test_client().post("/api/v1/join", json=data).status_code == 201
    world.clock.now = expires
    assert app.test_client().post("/api/v1/join", json=data).status_code == 404
