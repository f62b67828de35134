"""The rules of breakouts: how people are put into small groups, what a round of groups goes through.

Nobody is ever alone in a group while there is somebody else, nobody is in two groups of a round, nobody is
left out. Where chance has a say it is given a seed, so that the same people and seed make the same groups.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from facilitation.domain.errors import N_, Refused
from facilitation.domain.names import clean_name
from facilitation.domain.texts import clean_optional

HAND, RANDOM, LANGUAGE, TANDEM, CITY_MIX = "hand", "random", "language", "tandem", "city_mix"
#: The same groups again; two groups of the round before together.
KEEP, MERGE = "keep", "merge"
WAYS = {
    CITY_MIX: N_("Mixed by city"),
    RANDOM: N_("At random"),
    LANGUAGE: N_("By language"),
    TANDEM: N_("By tandem"),
    HAND: N_("By hand, before"),
    KEEP: N_("The same groups again"),
    MERGE: N_("Two groups together"),
}
SIZE_LEAST, SIZE_MOST, SIZE_USUAL = 2, 20, 5
GROUPS_MOST = 200
AREAS_MOST = 6
TITLE_LENGTH, PLACE_LENGTH, MESSAGE_LENGTH, POINT_LENGTH = 80, 120, 300, 500
POINTS_MOST = 30

#: A round of groups: made and not yet begun; begun; begun and to come back by a time; over.
PREPARED, OPEN, CALLED, ENDED = "prepared", "open", "called", "ended"
STATUSES = (PREPARED, OPEN, CALLED, ENDED)
UNDER_WAY = (OPEN, CALLED)
CALL_LONGEST = dt.timedelta(minutes=30)
#: What was written before the time was up and comes in late (a phone without network keeps it and sends it
#: again) is still taken for so long after a round's end. Later it is refused, and stays with its author.
GRACE = dt.timedelta(minutes=2)
OVER = N_("The time of your small group is over. Your text is kept on this device.")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be put into a group. `tandem` is their city's; `languages` has the likeliest first."""

    seat: int
    city: str | None = None
    languages: tuple[str, ...] = ()
    tandem: int | None = None


Group = list[Person]


def sizes(people: int, size: int) -> list[int]:
    """How many people are in each group: as near to `size` as can be, differing by one at most."""
    if people <= 0:
        return []

    def parted(groups: int) -> list[int]:
        least, more = divmod(people, groups)
        return [least + 1] * more + [least] * (groups - more)

    def off(groups: int) -> tuple[int, int, int]:
        apart = [abs(one - size) for one in parted(groups)]
        return max(apart), sum(apart), groups

    return parted(min(range(1, max(1, people // 2) + 1), key=off))


def formed(way: str, people: Iterable[Person], size: int, seed: int) -> list[Group]:
    """Groups of about `size` people. `KEEP` and `MERGE` need earlier groups: see `kept` and `merged`."""
    everybody = sorted(people, key=lambda one: one.seat)
    chance = Random(seed)
    chance.shuffle(everybody)
    if way == LANGUAGE:
        return _in_parts(_by_language(everybody), size, chance)
    if way == TANDEM:
        return _in_parts(_by_tandem(everybody), size, chance)
    if way == RANDOM:
        return _dealt(everybody, len(sizes(len(everybody), size)))
    return _mixed(everybody, len(sizes(len(everybody), size)), chance)


def kept(earlier: Sequence[Sequence[int]], people: Iterable[Person], way: str = RANDOM) -> list[Group]:
    """The earlier groups with those of them who are there; people who were in none join one.

    Somebody whose group has gone but for them joins another one, too.
    """
    present = {one.seat: one for one in people}
    groups = [[present.pop(seat) for seat in group if seat in present] for group in earlier]
    standing = [group for group in groups if len(group) > 1]
    lone = [person for group in groups if len(group) == 1 for person in group]
    newcomers = [*lone, *present.values()]
    if not standing:
        return [newcomers] if newcomers else []
    for person in newcomers:
        standing[place_for(person, standing, way)].append(person)
    return standing


def merged(earlier: Sequence[Sequence[int]], people: Iterable[Person], size: int) -> list[Group]:
    """Whole groups of the round before together, until they are about `size` people each.

    The largest come first, each to the smallest new group; people who were in none join the smallest.
    """
    groups = sorted(kept(earlier, people), key=len, reverse=True)
    wanted = min(len(sizes(sum(map(len, groups)), size)), len(groups))
    together: list[Group] = [[] for _ in range(wanted)]
    for group in groups:
        min(together, key=len).extend(group)
    return together


def place_for(person: Person, groups: Sequence[Sequence[Person]], way: str) -> int:
    """Which of the groups somebody joins who comes late: one of their language or tandem where these were
    formed so, and of those the smallest, with the fewest of their city."""

    def nearness(place: int) -> tuple[int, int, int, int]:
        group = groups[place]
        fits = 0
        if way == LANGUAGE:
            fits = int(bool(group) and _sharing(person, group) * 2 >= len(group))
        elif way == TANDEM and person.tandem is not None:
            fits = int(any(one.tandem == person.tandem for one in group))
        of_city = sum(one.city is not None and one.city == person.city for one in group)
        return -fits, len(group), of_city, place

    return min(range(len(groups)), key=nearness)


def _dealt(people: Sequence[Person], groups: int) -> list[Group]:
    """One to each group in turn."""
    return [list(people[place::groups]) for place in range(groups)]


def _mixed(people: Sequence[Person], groups: int, chance: Random) -> list[Group]:
    """People of one city sit in as many groups as they can. `people` are in an order by chance."""
    by_city: dict[str, Group] = defaultdict(list)
    for person in people:
        by_city[person.city or ""].append(person)
    cities = list(by_city.values())
    chance.shuffle(cities)
    return _dealt([person for city in cities for person in city], groups) if people else []


def _in_parts(parts: Sequence[Group], size: int, chance: Random) -> list[Group]:
    """Each part in groups of about the size, mixed by city."""
    return [group for part in parts for group in _mixed(part, len(sizes(len(part), size)), chance)]


def _by_language(people: Sequence[Person]) -> list[Group]:
    """Parts of people who share a language: their own where two speak it, else another that they speak.

    Somebody who shares none with anybody stays with the largest part.
    """
    spoken: dict[str, Group] = defaultdict(list)
    strays: Group = []
    for person in people:
        spoken[person.languages[0] if person.languages else ""].append(person)
    parts = {language: part for language, part in spoken.items() if language and len(part) > 1}
    lone = [person for language, part in spoken.items() if language not in parts for person in part]
    waiting: Group = []
    for person in lone:
        shared = [language for language in person.languages if language in parts]
        (parts[max(shared, key=lambda one: len(parts[one]))] if shared else waiting).append(person)
    while waiting:
        person = waiting.pop(0)
        languages = set(person.languages)
        others = [one for one in waiting if languages & set(one.languages)]
        if not others:
            shared = [language for language in person.languages if language in parts]
            (parts[shared[0]] if shared else strays).append(person)
            continue
        counted = Counter(language for one in others for language in one.languages if language in languages)
        common = min(counted, key=lambda language: (-counted[language], language))
        parts.setdefault(common, []).extend([person, *(one for one in others if common in one.languages)])
        waiting = [one for one in waiting if common not in one.languages]
    found = [part for _, part in sorted(parts.items())]
    if not found:
        return [strays] if strays else []
    for stray in strays:
        max(found, key=lambda part: (_sharing(stray, part), len(part))).append(stray)
    return found


def _sharing(person: Person, part: Sequence[Person]) -> int:
    """How many of a part speak a language of this person's."""
    return sum(bool(set(person.languages) & set(one.languages)) for one in part)


def _by_tandem(people: Sequence[Person]) -> list[Group]:
    """Parts of people whose cities are in one tandem; those of no tandem together."""
    by_tandem: dict[int, Group] = defaultdict(list)
    for person in people:
        by_tandem[person.tandem or 0].append(person)
    parts = [part for _, part in sorted(by_tandem.items()) if len(part) > 1]
    lone = [person for part in by_tandem.values() if len(part) == 1 for person in part]
    if len(lone) > 1 or not parts:
        return [*parts, lone] if lone else parts
    for person in lone:
        max(parts, key=len).append(person)
    return parts


# -- what a step says of its groups --------------------------------------------------------------------------


def clean_grouping(given: Any) -> dict[str, Any]:
    """How the groups of a step are formed, as it is kept: {"by", "size"} and, where their boards have areas
    of their own, "areas" [{"title", "hint"}]. `Refused` names the field "steps"."""
    if not isinstance(given, dict):
        raise Refused("invalid", N_("Choose how the small groups are formed."), field="steps")
    way, size, areas = given.get("by", CITY_MIX), given.get("size", SIZE_USUAL), given.get("areas") or []
    if way not in WAYS:
        raise Refused("invalid", N_("Choose how the small groups are formed."), field="steps")
    grouping: dict[str, Any] = {"by": way, "size": clean_size(size, "steps")}
    if not isinstance(areas, list) or len(areas) > AREAS_MOST:
        raise Refused(
            "invalid",
            N_("The board of a small group has at most %(most)s areas."),
            field="steps",
            most=AREAS_MOST,
        )
    if areas:
        grouping["areas"] = [_clean_area(area) for area in areas]
    return grouping


def _clean_area(given: Any) -> dict[str, str]:
    area = given if isinstance(given, dict) else {}
    title, hint = area.get("title", ""), area.get("hint", "")
    if not isinstance(title, str) or not isinstance(hint, str):
        raise Refused("invalid", N_("Give each area a name."), field="steps")
    return {
        "title": clean_name(title, "steps", TITLE_LENGTH),
        "hint": clean_optional(hint, field="steps", limit=MESSAGE_LENGTH),
    }


def clean_size(size: Any, field: str = "size") -> int:
    if not isinstance(size, int) or isinstance(size, bool) or not SIZE_LEAST <= size <= SIZE_MOST:
        raise Refused(
            "invalid",
            N_("A small group has between %(least)s and %(most)s people."),
            field=field,
            least=SIZE_LEAST,
            most=SIZE_MOST,
        )
    return size


def clean_way(way: str) -> str:
    if way not in WAYS:
        raise Refused("invalid", N_("Choose how the small groups are formed."), field="by")
    return way


def usual_grouping() -> dict[str, Any]:
    """How groups are formed where nobody has said it."""
    return {"by": CITY_MIX, "size": SIZE_USUAL}


# -- what a round allows -------------------------------------------------------------------------------------


def takes_writing(status: str, ended_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether members may write on their group's board: while the round is under way, and a little longer."""
    if status in UNDER_WAY:
        return True
    return status == ENDED and ended_at is not None and now <= ended_at + GRACE


def require_status(status: str, allowed: Iterable[str], sentence: str) -> None:
    if status not in allowed:
        raise Refused("conflict", sentence)


def moved(ids: Sequence[int], one: int, to: int) -> list[int]:
    """The ids in their new order, when one of them is put to a place, from 1 on."""
    others = [each for each in ids if each != one]
    if not 1 <= to <= len(ids):
        raise Refused("invalid", N_("Choose a place in the list."), field="to")
    return [*others[: to - 1], one, *others[to - 1 :]]
