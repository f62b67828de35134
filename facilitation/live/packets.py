"""Socket.IO packets of the default namespace as text: events taken apart, answers and events put together."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
from socketio.packet import Packet

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode
CONNECT, DISCONNECT, EVENT = "0", "1", "2"
_HALF = re.compile(r"\\u[dD][89a-fA-F]")


class Malformed(ValueError):
    """A packet that is none; its sender can't be understood."""


def check_session_packet(text: str) -> None:
    """Raises Malformed unless the packet is one that begins or ends a Socket.IO session."""
    if not text.startswith((CONNECT, DISCONNECT)):
        raise Malformed
    try:
        Packet(encoded_packet=text)
    except Exception as error:  # whatever its reading stumbles over, the text is at fault
        raise Malformed from error


def event(text: str) -> tuple[str, Any, str]:
    """(name, first argument or None, id to acknowledge or "") of an event packet. Raises Malformed."""
    begin = text.find("[")
    number = text[1:begin]
    if begin < 1 or number and not (number.isascii() and number.isdigit() and len(number) < 20):
        raise Malformed
    try:
        content = _decode(text[begin:])
    except msgspec.DecodeError as error:
        content = _with_half_characters(text[begin:], error)
    except (UnicodeEncodeError, RecursionError) as error:
        raise Malformed from error
    if not content or not isinstance(content[0], str):
        raise Malformed
    return content[0], content[1] if len(content) > 1 else None, number


def _with_half_characters(text: str, error: msgspec.DecodeError) -> Any:
    """JSON that escapes half of a character, as browsers send it when a text was cut there. Raises Malformed.

    It is read all the same, so that whoever sent it is told what is wrong: they would only send it again.
    """
    if not _HALF.search(text):
        raise Malformed from error
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as other:
        raise Malformed from other


def _no_number(name: str) -> None:
    raise ValueError(name)


def event_packet(name: bytes, body: bytes) -> bytes:
    """A message with an event whose argument is encoded already."""
    return b'42["%s",%s]' % (name, body)


def answer_packet(number: str, answer: Any) -> bytes:
    """A message that acknowledges the event of that id."""
    return b"43%s[%s]" % (number.encode(), _encode(answer))
