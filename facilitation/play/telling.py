"""What a source tells of practices that others could carry over: written down as a coordinator does it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from facilitation.domain.practice_points import GAIN, PREREQUISITE
from facilitation.domain.replication import texts_stated
from facilitation.play.door import Door
from facilitation.play.sheets import Sheets

LANGUAGE = "en"


async def tell(door: Door, sheets: Sheets, numbers: Mapping[str, int]) -> int:
    """Write down what the sheets tell of practices, whose `numbers` are by their ids; how many were told of.

    What the source leaves open stays empty.
    """
    async with door.client() as client:
        for told in sheets.replication:
            practice = numbers[str(told["practice_id"])]
            for field, text in texts_stated(told).items():
                said = {"practice": practice, "field": field, "text": text, "language": LANGUAGE}
                await client.command("practice_text.write", said | {"revision": 0})
            lines: list[dict[str, Any]] = [
                {"kind": GAIN, "who": who, "text": what} for who, what in told["gains"].items()
            ]
            lines += [
                {"kind": PREREQUISITE, "text": one["text"], "need": one["kind"] or ""}
                for one in told["prerequisites"]
            ]
            for line in lines:
                said = {"practice": practice, "language": LANGUAGE}
                await client.command("practice_point.add", said | line)
    return len(sheets.replication)
