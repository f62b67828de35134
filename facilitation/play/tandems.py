"""Tandems as a coordinator forms them: the solver's answer, and the groups that really met."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from facilitation.play.door import Door
from facilitation.play.sheets import Sheets

Told = Callable[[float, str], None]
SOLVING_SECONDS, LOOK = 120.0, 0.5
_NAMES = {
    "en": ("Found by the program", "Solution workshops as attended"),
    "es": ("Hallados por el programa", "Talleres de soluciones tal como se celebraron"),
    "fr": ("Trouvés par le programme", "Ateliers de solutions tels qu’ils ont eu lieu"),
}
_SCENARIO = re.compile(r"/tandems/table/(\d+)")


@dataclass(slots=True)
class Formed:
    """The rounds: `found` is the solver's, `attended` who met (None where no workshop was held)."""

    found: int | None = None
    attended: int | None = None
    groups: list[list[str]] = field(default_factory=list)
    """The groups as attended, as the program tells them."""
    tandems: list[list[str]] = field(default_factory=list)
    """The solver's."""
    why_none: str = ""
    proven: bool = False

    @property
    def chosen(self) -> int | None:
        """The scenario that the programme goes on with: who met, where anybody did."""
        return self.attended or self.found


async def form(door: Door, sheets: Sheets, told: Told) -> Formed:
    """Look for tandems, and put those that met beside them. Raises Refusing, or TimeoutError."""
    formed = Formed()
    name, attended = _NAMES[sheets.facts.language]
    told(0.0, "looking for the best grouping")
    formed.found = await _made(door, {"name": name, "preset": "balanced", "kind": "solve"})
    status = await _settled(door, formed.found)
    if status == "solved":
        answer = await _answer(door, formed.found)
        formed.tandems = [tandem["cities"] for tandem in answer["tandems"]]
        formed.proven = answer["status"] == "optimal"
    else:
        formed.why_none = status
    if sheets.groups:
        told(0.7, "the groups as attended")
        formed.attended = await _made(door, {"name": attended, "kind": "attended"})
        await _settled(door, formed.attended)
        answer = await _answer(door, formed.attended)
        formed.groups = [tandem["cities"] for tandem in answer["tandems"]]
    told(1.0, "")
    return formed


async def _made(door: Door, fields: dict[str, str]) -> int:
    page = await door.send("tandems/table", fields)
    found = re.search(r'<link rel="canonical" href="[^"]*/tandems/table/(\d+)', page)
    return int(found[1]) if found else max(map(int, _SCENARIO.findall(page)))


async def _settled(door: Door, number: int) -> str:
    """Until a scenario is no longer being worked out: its status."""
    async with asyncio.timeout(SOLVING_SECONDS):
        while True:
            status = json.loads(await door.read(f"tandems/rounds/{number}"))["status"]
            if status != "solving":
                return status
            await asyncio.sleep(LOOK)


async def _answer(door: Door, number: int) -> dict[str, Any]:
    return json.loads(await door.take(f"tandems/rounds/{number}/answer.json"))
