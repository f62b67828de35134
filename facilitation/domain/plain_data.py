"""Frozen dataclasses to plain JSON data and back, strictly: nothing unknown, missing or of another type."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from facilitation.domain.errors import N_, Refused

TAG = "type"


def scalars(data: Any) -> Iterator[Any]:
    """Every text, number and the like within plain data, names of fields included."""
    # By a list of its own: data may be nested more deeply than calls may be.
    left = [data]
    while left:
        part = left.pop()
        if isinstance(part, dict):
            left += part
            left += part.values()
        elif isinstance(part, list):
            left += part
        else:
            yield part


def to_plain(value: Any, tags: Mapping[type, str]) -> Any:
    """`value` as dicts, lists and scalars; dates as ISO 8601. Fields at their default are left out.

    A dataclass in `tags` (class -> stored name) carries its name under TAG, so that unions can be read back.
    """
    if is_dataclass(value) and not isinstance(value, type):
        kind = type(value)
        kept = {
            field.name: to_plain(getattr(value, field.name), tags)
            for field in fields(kind)
            if getattr(value, field.name) != field.default
        }
        return {TAG: tags[kind], **kept} if kind in tags else kept
    if isinstance(value, tuple):
        return [to_plain(item, tags) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


def from_plain(kind: Any, data: Any, tags: Mapping[type, str], place: str = "") -> Any:
    """A `kind` (dataclass, scalar, date, tuple[x, ...] or a union of them) from what `to_plain` gave.

    Refused (invalid) with the place of the first fault, such as `blocks.3.header`.
    """
    if get_origin(kind) in (Union, UnionType):
        return from_plain(_chosen(get_args(kind), data, tags, place), data, tags, place)
    if get_origin(kind) is tuple:
        _expect(isinstance(data, list), place)
        inner = get_args(kind)[0]
        return tuple(from_plain(inner, item, tags, _under(place, index)) for index, item in enumerate(data))
    if isinstance(kind, type) and is_dataclass(kind):
        return _object(kind, data, tags, place)
    if kind in (date, datetime):
        return _moment(kind, data, place)
    # A bool is an int to Python, not to the reader of a document.
    _expect(type(data) is kind, place)
    return data


def _object(kind: type, data: Any, tags: Mapping[type, str], place: str) -> Any:
    _expect(isinstance(data, dict) and all(isinstance(name, str) for name in data), place)
    given = dict(data)
    if kind in tags:
        _expect(given.pop(TAG, None) == tags[kind], _under(place, TAG))
    hints = _hints(kind)
    for name in given:
        _expect(name in hints, _under(place, name))
    for field in fields(kind):
        _expect(field.name in given or field.default is not MISSING, _under(place, field.name))
    values = {name: from_plain(hints[name], item, tags, _under(place, name)) for name, item in given.items()}
    return kind(**values)


def _chosen(choices: tuple[Any, ...], data: Any, tags: Mapping[type, str], place: str) -> Any:
    if data is None:
        _expect(NoneType in choices, place)
        return NoneType
    choices = tuple(choice for choice in choices if choice is not NoneType)
    if len(choices) == 1:
        return choices[0]
    _expect(isinstance(data, dict), place)
    named = [choice for choice in choices if tags.get(choice) == data.get(TAG)]
    _expect(len(named) == 1, _under(place, TAG))
    return named[0]


def _moment(kind: type[date], data: Any, place: str) -> date:
    _expect(isinstance(data, str), place)
    try:
        return kind.fromisoformat(data)
    except ValueError:
        raise _fault(place) from None


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _under(place: str, name: str | int) -> str:
    return f"{place}.{name}" if place else str(name)


def _expect(holds: bool, place: str) -> None:
    if not holds:
        raise _fault(place)


def _fault(place: str) -> Refused:
    return Refused("invalid", N_("This can't be read: something is wrong at %(place)s."), place=place or "/")
