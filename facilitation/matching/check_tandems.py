"""Checks a proof of tandems: `python3 check_tandems.py proof.json`. Needs nothing but Python 3.9 or newer.

It recomputes limits, rules, utilities, shares and total, goes through every permitted group, and derives from
the dual prices in the file how much any grouping could be worth. Exit status: 0 "proven" or "checked, not
proven", 1 when something in the file is wrong, 2 when there is no file to read.

The bound, by weak duality. Let x(g) be 1 for the groups of a grouping and 0 for all others. Then
    total = 0.15 * cities + sum of v(g) x(g)         where v(g) = utilities of its members - 0.15 * its size
         <= 0.15 * cities + what all prices can bring in + sum of max(0, v(g) - the prices that g pays)
for any prices of 0 or more. A city pays `most` for each of its groups, and sits in at most `capacity` of
them; it gets `least` for each group that is good enough for it, and needs one; two cities pay for meeting,
which they do once at most; three cities with one seat each pay for a group that holds two of them: there is
at most one. A locked group is always held and adds what it is.
"""
# ruff: noqa: B905, UP017 - so old a Python knows neither zip's strict nor datetime's UTC

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone
from itertools import combinations
from math import ceil, isfinite, log
from typing import Any

try:
    from zoneinfo import ZoneInfo
except ImportError:
    sys.exit("Python 3.9 or newer is needed.")

DAY, SEAT, TINY, SAME = 1440, 0.15, 1e-9, 1e-6
Group = tuple  # of city ids, in alphabetical order


class Wrong(Exception):
    """The sentence that says what is wrong with the file."""


class Round:
    """The question: who may sit with whom, and what it is worth to each."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.cities = {city["id"]: city for city in sorted(data["cities"], key=lambda city: city["id"])}
        if len(self.cities) < len(data["cities"]):
            raise Wrong("two cities have one id")
        rules = {"sizes": [2, 3], "min_common_hours": 1, "working_hours": ["08:30", "18:30"], **data["rules"]}
        self.sizes, self.dates = (
            set(rules["sizes"]),
            [date.fromisoformat(day) for day in rules.get("dates", [])],
        )
        self.opens, closes = (int(at[:2]) * 60 + int(at[3:]) for at in rules["working_hours"])
        self.length = closes - self.opens if closes > self.opens else closes - self.opens + DAY
        if not 0 <= rules["min_common_hours"] <= 24:
            raise Wrong("the common hours are no number from 0 to 24")
        self.needed = ceil(rules["min_common_hours"] * 60 - TINY)
        self.locked = list(dict.fromkeys(group_of(entry) for entry in rules.get("locked", [])))
        self.together = [set(entry) for entry in rules.get("together", [])]
        self.exclude = set(rules.get("exclude", []))
        self.seated = [city for city in self.cities if city not in self.exclude]
        self.capacity = {city: self.cities[city].get("capacity", 1) for city in self.cities}
        if any(type(seats) is not int or seats not in (1, 2) for seats in self.capacity.values()):
            raise Wrong("a capacity is neither 1 nor 2")
        self.seats_locked = {city: sum(city in group for group in self.locked) for city in self.cities}
        self.apart: dict[str, set[str]] = {city: set() for city in self.cities}
        for entry in [*rules.get("never", []), *self.locked]:
            for one, other in combinations(entry, 2):
                self.apart[one].add(other)
                self.apart[other].add(one)
        self.never = [set(entry) for entry in rules.get("never", [])]
        self.weights = {"shared": 0.4, "wishes": 0.4, "answered": 0.2, **rules.get("weights", {})}
        if not all(isfinite(weight) and weight >= 0 for weight in self.weights.values()):
            raise Wrong("a weight is below 0 or no number")
        self.clocks = {}
        for city, entry in self.cities.items():
            zone = ZoneInfo(entry["time_zone"])
            opens = time(self.opens // 60 % 24, self.opens % 60)
            offsets = [datetime.combine(day, opens, zone).utcoffset() or timedelta() for day in self.dates]
            starts = (self.opens - int(offset.total_seconds() // 60) for offset in offsets)
            self.clocks[city] = tuple(start % DAY for start in starts)
        self.windows_known: dict[frozenset[tuple[int, ...]], list[tuple[int, int]]] = {}
        self.needs = {city: set(entry["challenges"]) for city, entry in self.cities.items()}
        named = [challenge for needs in self.needs.values() for challenge in needs]
        self.named_by = {challenge: named.count(challenge) for challenge in sorted(set(named))}
        self.rarity = {c: log(1 + len(self.cities) / count) for c, count in self.named_by.items()}
        self.practices = data["practices"]
        self.offers: dict[str, set[str]] = {city: set() for city in self.cities}
        for practice in self.practices:
            self.offers[practice["city"]] |= set(practice["challenges"])
        owner = {practice["id"]: practice["city"] for practice in self.practices}
        self.wishes = [(w["city"], w.get("teacher") or owner.get(w.get("practice"))) for w in data["wishes"]]
        self.wish_weight: dict[str, dict[str, float]] = {}
        for wish, (city, source) in zip(data["wishes"], self.wishes):
            if source is not None:
                if wish["priority"] not in (1, 2, 3) or owner.get(wish.get("practice"), source) != source:
                    raise Wrong(f"a wish of {city} can't be meant")
                table = self.wish_weight.setdefault(city, {})
                table[source] = table.get(source, 0.0) + 1 / wish["priority"]
        self.alike = {
            (one, other): self.ratio(self.needs[one] & self.needs[other], self.needs[one] | self.needs[other])
            for one in self.cities
            for other in self.cities
        }

    def ratio(self, some: Iterable[str], of: Iterable[str]) -> float:
        whole = sum(self.rarity[c] for c in of)
        return sum(self.rarity[c] for c in some) / whole if whole else 0.0

    def utility(self, city: str, group: Group) -> float:
        partners = [other for other in group if other != city]
        wishes, value = self.wish_weight.get(city, {}), {}
        if self.needs[city]:
            offered = set().union(*(self.offers[other] for other in partners))
            value["shared"] = sum(self.alike[city, other] for other in partners) / max(1, len(partners))
            value["answered"] = self.ratio(self.needs[city] & offered, self.needs[city])
        if wishes:
            value["wishes"] = sum(wishes.get(other, 0.0) for other in partners) / sum(wishes.values())
        weight = sum(self.weights[part] for part in value)
        return sum(self.weights[part] * value[part] for part in value) / weight if weight else 0.0

    def windows(self, group: Group) -> list[tuple[int, int]]:
        """(first minute of the UTC day, minutes) of the longest working time in common, for each date."""
        clocks = frozenset(self.clocks[city] for city in group)
        if clocks not in self.windows_known:
            found = []
            for starts in zip(*clocks):
                minutes = (1 << DAY) - 1  # those at which all work, as bits of the UTC day taken as a ring
                for start in starts:
                    span = (1 << self.length) - 1 << start
                    minutes &= span | span >> DAY
                ring = f"{minutes:0{DAY}b}"[::-1] * 2
                longest = min(DAY, max(map(len, ring.replace("0", " ").split()), default=0))
                found.append((ring.find("1" * longest), longest))
            self.windows_known[clocks] = found
        return self.windows_known[clocks]

    def in_time(self, group: Group) -> bool:
        return all(minutes >= self.needed for _, minutes in self.windows(group))

    def languages(self, group: Group) -> set[str]:
        return set.intersection(*(set(self.cities[city]["languages"]) for city in group))

    def faults(self, group: Group) -> Iterator[str]:
        """What forbids a group by itself; a locked group is excused from size, hours and language."""
        if group not in self.locked:
            if len(group) not in self.sizes:
                yield f"is a group of {len(group)}"
            if not self.in_time(group):
                yield "has too few common working hours"
            if not self.languages(group):
                yield "has no common language"
            if any(self.seats_locked[city] >= self.capacity[city] for city in group):
                yield "holds a city whose seats are locked"
            if any(len(set(group) & set(other)) > 1 for other in self.locked):
                yield "holds two cities of one locked group"
        if any(len(entry & set(group)) > 1 for entry in self.never):
            yield "holds cities that are 'never together'"
        if any(entry & set(group) and not entry <= set(group) for entry in self.together):
            yield "tears cities apart that are 'always together'"
        if self.exclude & set(group):
            yield "holds a city that gets no seat"

    def permitted(self) -> list[Group]:
        """Every permitted group."""
        free = [c for c in self.seated if self.seats_locked[c] < self.capacity[c]]
        found, largest = [], max(self.sizes)

        def extend(group: Group, following: int) -> None:
            for at in range(following, len(free)):
                if self.apart[free[at]].isdisjoint(group):
                    larger = (*group, free[at])
                    if self.languages(larger) and self.in_time(larger):
                        if len(larger) in self.sizes and not any(
                            entry & set(larger) and not entry <= set(larger) for entry in self.together
                        ):
                            found.append(larger)
                        if len(larger) < largest:
                            extend(larger, at + 1)

        extend((), 0)
        return sorted({*found, *self.locked})


class Proof:
    """The round, the answer's groups valued anew, and what follows from the prices."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data, self.answer, self.round = data, data["answer"], Round(data["round"])
        self.copy_for = data.get("copy_for")
        self.groups = [group_of(tandem["cities"]) for tandem in self.answer["tandems"]]
        self.worth = {}  # group -> utilities of its members, in their order
        if self.copy_for is None:
            self.worth = {g: [self.round.utility(c, g) for c in g] for g in self.round.permitted()}
        self.best = dict.fromkeys(self.round.seated, 0.0)
        for group, utilities in self.worth.items():
            for city, utility in zip(group, utilities):
                self.best[city] = max(utility, self.best.get(city, 0.0))

    def value(self, groups: Sequence[Group]) -> tuple[float, float, dict[str, float | None]]:
        """(total, floor, share of each city) of a grouping; Wrong when it breaks a limit or a rule."""
        seats = [city for group in groups for city in group]
        for group in groups:
            for fault in self.round.faults(group):
                raise Wrong(f"the group {' + '.join(group)} {fault}")
        for city in self.round.seated:
            if not 1 <= seats.count(city) <= self.round.capacity[city]:
                raise Wrong(f"{city} has {seats.count(city)} seats and can take {self.round.capacity[city]}")
        if any(len(set(one) & set(other)) > 1 for one, other in combinations(groups, 2)):
            raise Wrong("two cities share more than one group")
        if not set(self.round.locked) <= set(groups):
            raise Wrong("a locked group is missing")
        if self.copy_for is not None:
            return self.answer["total"], self.answer["floor"] or 0.0, {}
        had = {city: 0.0 for city in self.round.seated}
        for group in groups:
            for city, utility in zip(group, self.worth[group]):
                had[city] = max(had[city], utility)
        shares = {c: had[c] / best if best > TINY else None for c, best in self.best.items()}
        total = sum(sum(self.worth[group]) for group in groups) - SEAT * (len(seats) - len(had))
        return total, min((s for s in shares.values() if s is not None), default=1.0), shares

    def bound(self, prices: dict[str, Any], floor: float, worth: bool = True) -> float:
        """No grouping whose floor is `floor` or more has a higher total; without `worth`: a number below 0
        says that there is no such grouping at all."""
        rnd = self.round
        seats, pairs, triples = prices["seats"], prices["pairs"], prices["triples"]
        numbers = [p for both in seats.values() for p in both] + [p for *_, p in [*pairs, *triples]]
        if not all(isinstance(p, (int, float)) and isfinite(p) and p >= 0 for p in numbers):
            raise Wrong("a dual price is below 0 or no number")
        most = {city: seats[city][0] if city in seats else 0.0 for city in rnd.cities}
        least = {city: seats[city][1] if city in seats else 0.0 for city in rnd.seated}
        for *cities, _ in triples:
            if any(rnd.capacity[city] > 1 for city in cities) or len(set(cities)) != 3:
                raise Wrong("a price is asked of three cities that don't have one seat each")
        pay_pair: dict[frozenset[str], float] = {}
        pay_triple = [(set(cities), price) for *cities, price in triples if price]
        for one, other, price in pairs:
            pay_pair[frozenset((one, other))] = pay_pair.get(frozenset((one, other)), 0.0) + price
        share = {(g, c): self.share(c, u) for g, us in self.worth.items() for c, u in zip(g, us)}
        safe = {c for g in rnd.locked for c in g if share[g, c] >= floor - TINY}  # good by a locked group
        single = {c for c in rnd.seated if rnd.capacity[c] - rnd.seats_locked[c] == 1 and c not in safe}
        sum_ = sum(rnd.capacity[c] * most[c] for c in rnd.seated) - sum(least.values())
        sum_ += sum(price for *_, price in [*pairs, *triples]) + (SEAT * len(rnd.seated) if worth else 0.0)
        for group, utilities in self.worth.items():
            good = [share[group, city] >= floor - TINY for city in group]
            locked = group in rnd.locked
            if not locked and any(city in single and not ok for city, ok in zip(group, good)):
                continue  # its last seat, and not good enough: no such grouping holds this group
            left = sum(utilities) - SEAT * len(group) if worth else 0.0
            left += sum((least[c] if ok else 0.0) - most[c] for c, ok in zip(group, good))
            if pay_pair:
                left -= sum(pay_pair.get(frozenset(pair), 0.0) for pair in combinations(group, 2))
            left -= sum(price for three, price in pay_triple if len(three.intersection(group)) > 1)
            sum_ += left if locked else max(0.0, left)
        if not abs(sum_ - prices["bound"]) <= SAME:  # nor is it when the file says that it is no number
            raise Wrong(f"the prices give the bound {sum_:.6f}, the file says {prices['bound']}")
        return sum_

    def share(self, city: str, utility: float) -> float:
        best = self.best[city]
        return utility / best if best > TINY else float("inf")

    def next_floor(self, floor: float) -> float | None:
        """The lowest floor above this one that any grouping could have; None where there is none."""
        above = [
            self.share(city, utility)
            for group, utilities in self.worth.items()
            for city, utility in zip(group, utilities)
            if floor + TINY < self.share(city, utility) <= 1 + TINY
        ]
        return min(above, default=None)

    # --- what the file says of the grouping -------------------------------------------------------------

    def check_groups(self) -> float:
        """The total, once all that the file says of its groups has come out the same; Wrong."""
        answer = self.answer
        if not self.groups:
            raise Wrong("the answer has no groups")
        total, floor, shares = self.value(self.groups)
        stated = []
        for tandem, group in zip(answer["tandems"], self.groups):
            utility, name = tandem["utility"], " + ".join(group)
            if set(utility) != set(group):
                raise Wrong(f"the utilities of {name} are of other cities")
            for city in group:
                if self.copy_for in (None, city):
                    same(utility[city], self.round.utility(city, group), f"the utility of {city} in {name}")
            stated += utility.values()
            if self.copy_for is None and set(tandem["share"]) != set(group):
                raise Wrong(f"the shares of {name} are of other cities")
            for city, share in tandem["share"].items():
                if self.copy_for is None and (share is not None or shares[city] is not None):
                    same(share, shares[city], f"the share of {city}")
            self.check_explanation(tandem, group, name)
        seats = sum(map(len, self.groups))
        same(answer["total"], sum(stated) - SEAT * (seats - len(self.round.seated)), "the total")
        if self.copy_for is not None:
            return total
        same(answer["total"], total, "the total")
        same(answer["floor"], floor, "the floor", missing=answer["status"] != "optimal")
        for city in self.round.seated:
            same(answer["personal_best"].get(city), self.best[city], f"the personal best of {city}")
        for other in answer["alternatives"]:
            their_total, their_floor, _ = self.value([group_of(group) for group in other["tandems"]])
            same(other["total"], their_total, "an alternative's total")
            same(other["floor"], their_floor, "an alternative's floor")
        had = {c: max(u for g in self.groups for d, u in zip(g, self.worth[g]) if c == d) for c in shares}
        blocking = {g for g, us in self.worth.items() if all(u > had[c] + TINY for c, u in zip(g, us))}
        said = {group_of(group) for group in answer["blocking_groups"]}
        if said != blocking and (said or answer["status"] == "optimal"):
            raise Wrong("the blocking groups are others")
        return total

    def check_explanation(self, tandem: dict[str, Any], group: Group, name: str) -> None:
        rnd = self.round
        mine = [(c, at) for at, (c, source) in enumerate(rnd.wishes) if c in group and source is not None]
        for field, met in (("wishes_met", True), ("wishes_unmet", False)):
            entries = sorted((entry["city"], entry["wish"]) for entry in tandem[field])
            if entries != sorted((c, at) for c, at in mine if (rnd.wishes[at][1] in group) == met):
                raise Wrong(f"{field} of {name} are others")
        count = len(rnd.cities)
        naming = {c: tuple(city for city in group if c in rnd.needs[city]) for c in rnd.rarity}
        shared = {(c, who, rnd.named_by[c], count) for c, who in naming.items() if len(who) > 1}
        said = tandem["shared_challenges"]
        if {(e["id"], tuple(e["cities"]), e["named_by"], e["of"]) for e in said} != shared:
            raise Wrong(f"the shared challenges of {name} are others")
        answers = {
            (city, challenge, practice["id"], practice["city"])
            for practice in rnd.practices
            if practice["city"] in group
            for city in group
            if city != practice["city"]
            for challenge in rnd.needs[city].intersection(practice["challenges"])
        }
        said_answers = {(e["city"], e["challenge"], e["practice"], e["from"]) for e in tandem["answers"]}
        if said_answers != answers:
            raise Wrong(f"the answered needs of {name} are others")
        told = [(entry["date"], entry["hours"] * 60) for entry in tandem["common_hours"]]
        windows = list(zip(rnd.dates, rnd.windows(group)))
        if [(day, round(minutes)) for day, minutes in told] != [(d.isoformat(), m) for d, (_, m) in windows]:
            raise Wrong(f"the common hours of {name} are others")
        for entry, (day, (first, minutes)) in zip(tandem["common_hours"], windows):
            starts = datetime.combine(day, time(), timezone.utc) + timedelta(minutes=first)
            both = {"from": starts, "to": starts + timedelta(minutes=minutes)} if minutes else {}
            for end in ("from", "to"):
                if entry[end] != (f"{both[end]:%Y-%m-%dT%H:%MZ}" if both else None):
                    raise Wrong(f"the common hours of {name} are at another time")
                for city, local in entry.get("local", {}).items():
                    zone = ZoneInfo(rnd.cities[city]["time_zone"])
                    here = both[end].astimezone(zone).isoformat(timespec="minutes") if both else None
                    if local[end] != here or local["clock_change"] != clock_change(zone, day):
                        raise Wrong(f"the common hours of {name} are at another time in {city}")

    def check_figures(self, total: float) -> None:
        """The answer's bound, gap and status against each other."""
        answer, bound = self.answer, self.answer["bound"]
        if answer["status"] not in ("optimal", "bounded"):
            raise Wrong(f"the status is {answer['status']!r}")
        if answer["status"] == "optimal":
            same(bound, total, "the bound of a grouping that is called the best")
            own = answer["presets"][answer["preset"]]
            same(own["total"], total, "the preset's total")
            same(own["floor"], answer["floor"], "the preset's floor")
        if bound is not None and bound < total - TINY:
            raise Wrong(f"the bound {bound} lies below the total {total}")
        gap = None if bound is None else (bound - total) / bound if bound else 0.0
        if gap is not None or answer["gap"] is not None:
            same(answer["gap"], gap, "the gap")

    # --- what follows -----------------------------------------------------------------------------------

    def claims(self, total: float) -> Iterator[tuple[bool, str]]:
        """(whether it is proven, the sentence) for everything the preset claims."""
        duals, preset = self.data["duals"], self.answer["preset"]
        floor = self.value(self.groups)[1]
        at = 0.0 if preset == "best" else floor
        bound = self.bound(duals["total"], at)
        if self.answer["status"] == "bounded" and (self.answer["bound"] or 0.0) > bound + SAME:
            raise Wrong(f"the bound is {self.answer['bound']}, but the prices give {bound:.6f}")
        where = "" if preset == "best" else f" whose floor is {floor:.4f} or more"
        if bound <= total + SAME:
            yield True, f"No grouping{where} has a higher total than {total:.6f}."
        else:
            more = f" ({100 * (bound - total) / bound:.3f} % more)" if bound > 0 else ""
            yield False, f"A grouping{where} might have a total up to {bound:.6f}{more}."
        witness = 0.0
        if preset == "balanced":
            top = self.bound(duals["best"], 0.0)
            witness = self.value([group_of(group) for group in duals["best"]["tandems"]])[0]
            fits = total >= enough(top) - SAME
            yield fits, f"The total is {'' if fits else 'perhaps not '}98 % of the best total or more."
        if preset != "best":
            higher = self.next_floor(floor)
            if higher is None:
                yield True, "No floor can be higher."
                return
            prices, done = duals["higher"], False
            if prices is not None:
                above = self.bound(prices, higher, worth=prices["worth"])
                short = preset == "balanced" and above < enough(witness) - TINY
                done = short if prices["worth"] else above < -SAME
            text = (
                "No grouping the preset allows has a higher floor than" if done else "The floor may go above"
            )
            yield done, f"{text} {floor:.4f}."


def clock_change(zone: ZoneInfo, day: date) -> bool:
    """Whether the clocks of a zone change within seven days of a date, counted in UTC."""
    midnight = datetime.combine(day, time(), timezone.utc)
    days = (midnight + timedelta(days=ahead) for ahead in range(-7, 9))
    return len({at.astimezone(zone).utcoffset() for at in days}) > 1


def enough(best: float) -> float:
    """The total that balanced asks for, of a best total."""
    return 0.98 * best if best > 0 else best


def group_of(cities: Sequence[str]) -> Group:
    if len(set(cities)) < len(cities):
        raise Wrong(f"a city stands twice in the group {' + '.join(cities)}")
    return tuple(sorted(cities))


def same(said: Any, found: Any, what: str, missing: bool = False) -> None:
    if missing and said is None:
        return
    if not isinstance(said, (int, float)) or not abs(said - found) <= TINY * 10:
        raise Wrong(f"{what} is {said} in the file; it comes out as {found}")


def check(data: dict[str, Any]) -> list[str]:
    """The lines to print; Wrong."""
    if data.get("form") != "tandem proof 1":
        raise Wrong("this is no proof of tandems")
    proof = Proof(data)
    total = proof.check_groups()
    proof.check_figures(proof.answer["total"])
    cities, groups = len(proof.round.seated), len(proof.groups)
    if proof.copy_for is not None:
        if any(city != proof.copy_for for city, _ in proof.round.wishes):
            raise Wrong("a city's copy holds wishes of others")
        return [
            f"Checked for {proof.copy_for}: its wishes and utility, what {groups} groups share, and the sum.",
            "Unchecked: the others' utilities, all shares and the floor, stated as numbers; the bound.",
            "checked, not proven (a city's copy)",
        ]
    lines = [
        f"Checked: {cities} cities in {groups} of {len(proof.worth)} permitted groups, total {total:.6f}."
    ]
    claims = list(proof.claims(total))
    lines += [("Proven: " if proven else "Not proven: ") + sentence for proven, sentence in claims]
    return [*lines, "proven" if all(proven for proven, _ in claims) else "checked, not proven"]


def main(argv: Sequence[str]) -> int:
    try:
        with open(argv[0], encoding="utf-8") as file:
            data = json.load(file)
    except (IndexError, OSError, ValueError, RecursionError) as error:
        print(f"check_tandems: there is no proof to read: {error}", file=sys.stderr)
        return 2
    try:
        print("\n".join(check(data)))
    except Wrong as wrong:
        print(f"wrong: {wrong}.")
        return 1
    except (
        TypeError,
        ValueError,
        AttributeError,
        LookupError,
        RecursionError,
        ArithmeticError,
        OSError,
    ) as error:
        print(f"wrong: the file is damaged ({type(error).__name__}: {error}).")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
