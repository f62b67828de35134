"""The OpenAPI description of the JSON door, made from the catalogue."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from facilitation import __version__
from facilitation.commands.catalogue import COMMANDS
from facilitation.domain.errors import CODES
from facilitation.domain.permissions import PROGRAM

_REF = "#/components/schemas/{name}"


@cache
def description(url: str) -> dict[str, Any]:
    """An OpenAPI 3.1 document: one path a command, joining, and the reads."""
    public = {name: command for name, command in COMMANDS.items() if command.permission is not PROGRAM}
    schemas, components = msgspec.json.schema_components(
        [command.payload for command in public.values()], ref_template=_REF
    )
    paths: dict[str, Any] = {}
    for (name, command), schema in zip(public.items(), schemas, strict=True):
        paths[f"/api/v1/commands/{name}"] = {
            "post": {
                "operationId": name,
                "summary": (command.handler.__doc__ or name).strip().splitlines()[0],
                "description": f"Open to whoever {command.permission.name}.",
                "requestBody": {"required": True, "content": {"application/json": {"schema": _call(schema)}}},
                "responses": _responses({"$ref": _REF.format(name="Done")}),
            }
        }
    paths["/api/v1/join"] = {
        "post": {
            "operationId": "join",
            "summary": "Take a guest's seat with a session's code.",
            "security": [],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": {"$ref": _REF.format(name="Join")}}},
            },
            "responses": {"201": _json("The seat and its token.", {"$ref": _REF.format(name="Seat")})}
            | {str(code): _refused() for code in (404, 422, 429)},
        }
    }
    for kind in ("board", "session"):
        paths[f"/api/v1/{kind}s/{{{kind}_id}}"] = {
            "get": {
                "operationId": f"{kind}.read",
                "summary": f"A {kind}'s snapshot, as this seat may see it.",
                "parameters": [
                    {"name": f"{kind}_id", "in": "path", "required": True, "schema": {"type": "integer"}}
                ],
                "responses": _responses({"type": "object"}),
            }
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Facilitation", "version": __version__},
        "servers": [{"url": url}],
        "security": [{"seat": []}, {"cookie": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "seat": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "facilitation"},
            },
            "schemas": components | _OWN_SCHEMAS,
        },
    }


def _call(schema: dict) -> dict:
    return {
        "type": "object",
        "required": ["operation_id", "payload"],
        "properties": {"operation_id": {"type": "string", "format": "uuid"}, "payload": schema},
    }


def _json(text: str, schema: dict) -> dict:
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def _refused() -> dict:
    return _json("Refused, with a sentence.", {"$ref": _REF.format(name="Refused")})


def _responses(schema: dict) -> dict:
    return {"200": _json("Done, and saved.", schema)} | {
        str(code): _refused() for code in (403, 404, 409, 413, 422, 429)
    }


_OWN_SCHEMAS: dict[str, Any] = {
    "Done": {
        "type": "object",
        "required": ["ok", "result"],
        "properties": {
            "ok": {"const": True},
            "subject": {"type": "string"},
            "revision": {"type": "integer"},
            "result": {"type": "object"},
        },
    },
    "Refused": {
        "type": "object",
        "required": ["ok", "code", "message"],
        "properties": {
            "ok": {"const": False},
            "code": {"enum": list(CODES)},
            "message": {"type": "string"},
            "field": {"type": "string"},
            "retry_after": {"type": "number", "description": "seconds"},
        },
    },
    "Join": {
        "type": "object",
        "required": ["code", "name"],
        "properties": {
            "code": {"type": "string"},
            "name": {"type": "string"},
            "city": {"type": ["string", "null"]},
            "organisation": {"type": ["string", "null"]},
            "simulated": {"type": "boolean", "description": "marks a rehearsal's people and what they do"},
        },
    },
    "Seat": {
        "type": "object",
        "required": ["seat", "programme", "session", "board"],
        "properties": {
            "seat": {"type": "string"},
            "programme": {"type": "string"},
            "session": {"type": "integer"},
            "board": {"type": ["integer", "null"]},
        },
    },
}
