"""Law: nothing that is kept is invisible, and nothing turns what follows it, whichever command brought it."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any, get_args

import msgspec
import pytest
from sqlalchemy import JSON, String, Text, select

from facilitation.commands.catalogue import COMMANDS
from facilitation.domain.errors import Refused
from facilitation.domain.texts import is_blank
from facilitation.store.base import Base
from tests.laws.cases import CASES
from tests.world import World

#: Zero width, soft hyphen, fillers of Hangul, empty Braille, an accent alone, codes that are no characters:
#: nothing of it can be seen.
INVISIBLE = "\u200b\u00ad\u3164\u115f\u2800\u0301\u2060\ufeff\ufffe\ufdd0\U0001ffff"
#: All nine that turn what follows, none of them closed, and a code that is no character.
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\uffff"
_TURNING = re.compile(f"[{TURNING}]")
#: What the worker brings was made by the program, from what was kept before.
BY_THE_WORKER = {
    "agendas.store",
    "annex.store",
    "document.store",
    "document.renew",
    "minutes.compared",
    "emblem.store",
    "feed.store",
    "letters.write",
    "mail.tell",
    "plan.store",
    "round.fail",
    "round.store",
    "round.weighed",
    "round.found",
    "session.told",
}
#: Texts that nobody writes: hashes, made by the program, and codes, which are chosen from a list.
MADE = re.compile("_hash|instead_of|^city$")


def _places(part: Any, path: tuple = ()) -> Iterator[tuple]:
    """Where in a payload there are texts that people write."""
    if isinstance(part, str):
        yield path
    entries = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in entries:
        if isinstance(key, str) and MADE.search(key):
            continue
        yield from _places(value, (*path, key))


def _left_out(name: str, payload: dict[str, Any]) -> Iterator[tuple]:
    """The texts that a command takes as well, and its case leaves out."""
    for field in msgspec.structs.fields(COMMANDS[name].payload):
        kinds = get_args(field.type) or (field.type,)
        if str in kinds and field.name not in payload and not MADE.search(field.name):
            yield (field.name,)


def _changed(payload: dict[str, Any], path: tuple, text: str) -> dict[str, Any]:
    changed = copy.deepcopy(payload)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    named = isinstance(holder, list) or path[-1] in holder
    holder[path[-1]] = text if text == INVISIBLE else f"{TURNING}{holder[path[-1]] if named else 'text'}"
    return changed


def _kept(world: World) -> dict[str, str]:
    """Every text of the database that is invisible or holds a sign that turns what follows, by its column."""
    found = {}
    with world.database.reading() as orm:
        for table in Base.metadata.sorted_tables:
            columns = [column for column in table.columns if isinstance(column.type, String | Text | JSON)]
            for column in columns:
                for value in orm.scalars(select(column).where(column.is_not(None))):
                    texts = [text for path in _places([value]) if (text := _at([value], path))]
                    found |= {str(column): text for text in texts if is_blank(text) or _TURNING.search(text)}
    return found


def _at(part: Any, path: tuple) -> Any:
    for key in path:
        part = part[key]
    return part


@pytest.mark.parametrize("name", sorted(CASES.keys() - BY_THE_WORKER))
def test_no_text_is_kept_that_hides_or_turns(world: World, name: str) -> None:
    case = CASES[name]
    role = next((role for role, may in case.rights().items() if may != "no"), None)
    seat = world.here.seats[role] if role else None
    payload = case.payload(world, seat or world.here.seats["guest"])
    taken = []
    for path in [*_places(payload), *_left_out(name, payload)]:
        for text in (INVISIBLE, TURNING):
            try:
                world.do(name, _changed(payload, path, text), seat, world.here.programme)
            except Refused:
                continue
            taken.append(path)
    assert not taken or _kept(world) == {}, f"{name} keeps it, from one of these: {taken}"
