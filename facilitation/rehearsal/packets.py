"""The text packets of Socket.IO v5 in Engine.IO v4, as a client writes and reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode

OPEN, CLOSE, PING, NOOP = "open", "close", "ping", "noop"
CONNECTED, DISCONNECTED, REFUSED, EVENT, ACK = "connected", "disconnected", "refused", "event", "ack"
PONG = "3"
_ENGINE = {"0": OPEN, "1": CLOSE, "2": PING, "6": NOOP}
_SOCKET = {"40": CONNECTED, "41": DISCONNECTED, "44": REFUSED}


@dataclass(frozen=True, slots=True)
class Packet:
    """What the server said: its kind, the acknowledgement's number where it is one, and the JSON it bears."""

    kind: str
    data: Any = None
    number: int | None = None


def connect(auth: dict[str, Any]) -> str:
    """The packet that says who one is."""
    return "40" + _encode(auth).decode()


def event(name: str, data: Any, number: int | None = None) -> str:
    """An event; with a `number` the server acknowledges it under that number."""
    return f"42{'' if number is None else number}{_encode([name, data]).decode()}"


def read(text: str) -> Packet:
    """What a packet says. Raises ValueError for anything that is not of this protocol."""
    if text[:1] in _ENGINE:
        return Packet(_ENGINE[text[:1]], _json(text[1:]))
    if text[:2] in _SOCKET:
        return Packet(_SOCKET[text[:2]], _json(text[2:]))
    if text[:2] == "42":
        start = text.index("[")
        return Packet(EVENT, _json(text[start:]))
    if text[:2] == "43":
        start = text.index("[")
        return Packet(ACK, _json(text[start:]), int(text[2:start]))
    raise ValueError(f"not a packet of this protocol: {text[:40]!r}")


def _json(text: str) -> Any:
    try:
        return _decode(text) if text else None
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from error
