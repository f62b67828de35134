"""Who said something: the name that a scribe writes, found among those who were there."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from facilitation.domain.people import searchable
from facilitation.domain.privacy import means

#: "Ana (DUB)": how somebody is called where another one bears the same name.
_WITH_CITY = re.compile(r"(?P<name>.*\S)\s*\((?P<city>[A-Za-z]{3})\)")


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who was there; `seat` None for people from outside, `city` the code of theirs."""

    name: str
    city: str | None
    seat: int | None


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker as a record keeps them. `known`: somebody of that name was there, or nobody is named."""

    name: str = ""
    city: str | None = None
    seat: int | None = None
    known: bool = True


def labels(there: Collection[Present]) -> list[tuple[str, Present]]:
    """What each is called in a list to choose from: the name, with the city where two bear the same."""
    bearing: dict[str, int] = {}
    for one in there:
        bearing[searchable(one.name)] = bearing.get(searchable(one.name), 0) + 1
    called = [
        (f"{one.name} ({one.city})" if one.city and bearing[searchable(one.name)] > 1 else one.name, one)
        for one in there
    ]
    return sorted(called, key=lambda item: (searchable(item[0]), item[0]))


def find_speaker(name: str, city: str | None, there: Sequence[Present]) -> Speaker:
    """The speaker whom a scribe means by a name and perhaps a city.

    A seat is theirs only where exactly one person of exactly that name was there; nobody is refused.
    """
    if not name:
        return Speaker(city=city)
    called = _exactly(name, city, there)
    with_city = _WITH_CITY.fullmatch(name)
    if not called and with_city is not None:
        code = with_city["city"].upper()
        called = [one for one in _exactly(with_city["name"], code, there) if one.city == code]
        name = called[0].name if called else name
    if len(called) == 1:
        return Speaker(name, city or called[0].city, called[0].seat)
    return Speaker(name, city, None, bool(called) or any(means(name, one.name) for one in there))


def likely_speaker(name: str, there: Sequence[Present]) -> Present | None:
    """The only one who can be meant by a name as a chat shows it, such as "Ana López - Dublin"."""
    exactly = _exactly(name, None, there)
    if exactly:
        return exactly[0] if len(exactly) == 1 else None
    words = _words_of(name)
    found = [one for one in there if _words_of(one.name) and _words_of(one.name) <= words]
    found = found or [one for one in there if words and words <= _words_of(one.name)]
    return found[0] if len(found) == 1 else None


def _exactly(name: str, city: str | None, there: Sequence[Present]) -> list[Present]:
    """Those of that name; where several are, those of that city."""
    wanted = searchable(name)
    called = [one for one in there if searchable(one.name) == wanted]
    from_there = [one for one in called if city is not None and one.city == city]
    return from_there or called


def _words_of(name: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", searchable(name)))
