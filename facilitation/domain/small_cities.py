"""The rule about small cities: without names, a city is shown only while enough of its people are there.

Where a board shows authors by city only, or a quote stands without its speaker's name, the city of one or two
people would be a name. Boards remember in `crowded` which cities had people enough: that is kept by
commands/sessions/crowds.py. domain/visibility.py shows by it; queries/privacy/privacy.py asks it for quotes.
"""

from collections.abc import Collection, Mapping

#: So many people of a city must be in the room. The room's page and the settings of boards say it in words.
ENOUGH = 3


def is_crowd(people: int) -> bool:
    """Whether so many people of a city are enough for it to be shown."""
    return people >= ENOUGH


def crowded(people: Mapping[str, int]) -> list[str]:
    """Of cities with their numbers of people, the codes of those that may be shown, in order."""
    return sorted(city for city, count in people.items() if is_crowd(count))


def may_be_shown(city: str | None, known: Collection[str]) -> bool:
    """Whether a city may stand where its people's names don't; `known` are those that are crowded."""
    return city is not None and city in known
