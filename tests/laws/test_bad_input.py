"""Law: whatever is put into a command's payload is met with words, never with a fault of ours.

A text that can't be stored, a number that no column holds and a day that can't be meant are refused at their
field; a city that isn't ours is refused; everything else is done or refused, and nothing is "tried again".
"""

from __future__ import annotations

import copy
import datetime as dt
import logging
import math
from collections.abc import Iterator
from types import UnionType
from typing import Any, Union, get_args, get_origin

import msgspec
import pytest

from facilitation.commands.catalogue import COMMANDS
from facilitation.commands.execute import Call, Done
from facilitation.domain.errors import Refused
from tests.laws.cases import CASES, ROLES
from tests.world import World

UNSTORABLE = ("a\ud800b", "\udfff", "a\x00b")
FAR_DAYS = ("0001-01-01", "1969-12-31", "2101-01-01", "9999-12-31")
BEYOND_COUNTING = 2**63
ODD: tuple[Any, ...] = ("", "ZZZ", "x" * 20_000, -1, BEYOND_COUNTING, 1e308, math.nan, None, {}, [[]])
Path = tuple[str | int, ...]


class Tried:
    """A command's successful case, tried again with one thing put in another's place."""

    def __init__(self, world: World, name: str) -> None:
        may = CASES[name].rights()
        role = next((role for role in ROLES if may[role] != "no"), None)
        self.world, self.name = world, name
        self.seat = world.here.seats[role] if role else None
        self.programme = None if role else world.here.programme
        given = CASES[name].payload(world, self.seat or world.here.seats["participant"])
        self.payload = _defaults(COMMANDS[name].payload) | given

    def with_(self, path: Path, value: Any) -> Done | Refused:
        changed = copy.deepcopy(self.payload)
        inner: Any = changed
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value
        call = Call(self.name, self.world.operation_id(), changed, self.seat, self.programme)
        try:
            return self.world.door.execute(call)
        except Refused as refused:
            return refused


def _defaults(payload: type[msgspec.Struct]) -> dict[str, Any]:
    """What a payload holds where nothing is given, so that every field is tried."""
    found = {}
    for field in msgspec.structs.fields(payload):
        default = field.default
        if default is msgspec.NODEFAULT and field.default_factory is not msgspec.NODEFAULT:
            default = field.default_factory()
        if default not in (msgspec.NODEFAULT, msgspec.UNSET):
            found[field.encode_name] = default
    return found


def _leaves(part: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value within a payload that holds no others; of a list only the first."""
    if isinstance(part, dict) and (part or not path):
        for name, value in part.items():
            yield from _leaves(value, (*path, name))
    elif isinstance(part, list) and part:
        yield from _leaves(part[0], (*path, 0))
    else:
        yield path, part


def _places_of(kind: type, wanted: type, path: Path = ()) -> Iterator[Path]:
    """Where in a payload a value of a type belongs, by the type of each field."""
    if get_origin(kind) in (Union, UnionType):
        for one in get_args(kind):
            yield from _places_of(one, wanted, path)
    elif get_origin(kind) is list:
        yield from _places_of(get_args(kind)[0], wanted, (*path, 0))
    elif isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        for field in msgspec.structs.fields(kind):
            yield from _places_of(field.type, wanted, (*path, field.encode_name))
    elif kind is wanted:
        yield path


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_bad_input_is_met_with_words(world: World, name: str, caplog: pytest.LogCaptureFixture) -> None:
    tried = Tried(world, name)
    leaves = dict(_leaves(tried.payload))
    counted = set(_places_of(COMMANDS[name].payload, int))
    with caplog.at_level(logging.ERROR):
        for path in [path for path, value in leaves.items() if isinstance(value, str | list | None)]:
            for text in UNSTORABLE:
                outcome = tried.with_(path, [text] if leaves[path] == [] else text)
                assert isinstance(outcome, Refused) and outcome.code == "invalid", (path, text)
                assert outcome.field == path[0], (path, text)
        for path in dict.fromkeys([*((key,) for key in tried.payload), *leaves]):
            for value in ODD:
                outcome = tried.with_(path, copy.deepcopy(value))
                assert isinstance(outcome, Done) or outcome.code != "busy", (path, value)
                if value == BEYOND_COUNTING and path in counted:
                    assert isinstance(outcome, Refused) and outcome.field == path[0], path
    assert not caplog.records


@pytest.mark.parametrize(
    "name",
    sorted(name for name, command in COMMANDS.items() if list(_places_of(command.payload, dt.date))),
)
def test_days_that_cant_be_meant_are_refused_at_their_field(world: World, name: str) -> None:
    tried = Tried(world, name)
    for path in _places_of(COMMANDS[name].payload, dt.date):
        for day in FAR_DAYS:
            if path[0] not in tried.payload and len(path) == 1:
                tried.payload[path[0]] = None
            outcome = tried.with_(path, day)
            assert isinstance(outcome, Refused) and outcome.code == "invalid", (path, day)
            assert "between the years" in str(outcome), (path, day)
            assert str(path[-1]) in str(outcome.field), (path, day, outcome.field)


@pytest.mark.parametrize(
    "name",
    sorted(
        name
        for name, command in COMMANDS.items()
        if any(
            path[-1] in ("city", "cities") or path[0] == "cities" for path in _places_of(command.payload, str)
        )
    ),
)
def test_cities_that_are_not_ours_are_refused(world: World, name: str) -> None:
    tried = Tried(world, name)
    for path in _places_of(COMMANDS[name].payload, str):
        if "city" in path or "cities" in path:
            if path[0] == "cities":
                tried.payload["cities"] = ["DUB"]
            outcome = tried.with_(path, "ZZZ")
            assert isinstance(outcome, Refused) and outcome.code == "invalid", path
            assert outcome.field, path


@pytest.mark.parametrize("id_", ["\ud800" * 8, "a\x00bcdefgh", "é" * 10, " " * 7, "x" * 65, "\n" * 9])
def test_an_operation_id_is_plain(world: World, id_: str) -> None:
    with pytest.raises(Refused) as refused:
        world.door.execute(Call("feed.renew", id_, {}, world.here.seats["participant"]))
    assert (refused.value.code, refused.value.field) == ("invalid", "operation_id")


# -- rounds of tandem formation ---------------------------------------------------------------------------


def _ask(world: World, change: dict[str, Any]) -> Refused:
    problem = copy.deepcopy(CASES["round.solve"].payload(world, 0)["problem"]) | change
    with pytest.raises(Refused) as refused:
        world.by("coordinator", "round.solve", {"problem": problem})
    return refused.value


@pytest.mark.parametrize(
    ("change", "place"),
    [({"rules": {"dates": [day]}}, "rules.dates[0]") for day in FAR_DAYS]
    + [({"cities": []}, "no cities yet"), ({"cities": "DUB"}, "cities"), ({"wishes": [7]}, "wishes[0]")],
)
def test_a_round_that_cant_be_meant_is_refused_at_its_place(world: World, change: dict, place: str) -> None:
    refused = _ask(world, change)
    assert (refused.code, refused.field) == ("invalid", "problem") and place in str(refused)


def test_a_round_about_other_cities_is_refused(world: World) -> None:
    other = [{"id": code, "time_zone": "Europe/Dublin", "languages": ["en"]} for code in ("DUB", "ZZZ")]
    refused = _ask(world, {"cities": other})
    assert (refused.code, refused.field) == ("invalid", "problem") and "ZZZ" in str(refused)


def test_a_tandem_whose_city_is_gone_is_not_published(world: World) -> None:
    number = world.round(solved=False)
    answer = {"status": "optimal", "tandems": [{"cities": ["DUB", "ZZZ"]}]}
    world.do("round.store", {"round": number, "answer": answer}, programme=world.here.programme)
    with pytest.raises(Refused) as refused:
        world.by("coordinator", "round.publish", {"round": number})
    assert refused.value.code == "conflict" and "ZZZ" in str(refused.value)
