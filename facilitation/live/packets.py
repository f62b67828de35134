"""Socket.IO packets of the default namespace as text: events taken apart, answers and events put together."""

from __future__ import annotations

from typing import Any

import msgspec

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode
EVENT = "2"


class Malformed(ValueError):
    """A packet that is none; its sender can't be understood."""


def event(text: str) -> tuple[str, Any, str]:
    """(name, first argument or None, id to acknowledge or "") of an event packet. Raises Malformed."""
    begin = text.find("[")
    number = text[1:begin]
    if begin < 1 or number and not (number.isascii() and number.isdigit() and len(number) < 20):
        raise Malformed
    try:
        content = _decode(text[begin:])
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise Malformed from error
    if not content or not isinstance(content[0], str):
        raise Malformed
    return content[0], content[1] if len(content) > 1 else None, number


def event_packet(name: bytes, body: bytes) -> bytes:
    """A message with an event whose argument is encoded already."""
    return b'42["%s",%s]' % (name, body)


def answer_packet(number: str, answer: Any) -> bytes:
    """A message that acknowledges the event of that id."""
    return b"43%s[%s]" % (number.encode(), _encode(answer))
