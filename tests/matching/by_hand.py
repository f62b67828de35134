"""The objective and the presets once more, slowly, straight from the decoded file, to compare with."""

from datetime import date, datetime
from itertools import combinations
from math import log
from zoneinfo import ZoneInfo

NAMES = ("shared", "wishes", "answered")


def rules_of(data):
    given = data.get("rules", {})
    return {
        "sizes": given.get("sizes", [2, 3]),
        "hours": given.get("min_common_hours", 1),
        "working": given.get("working_hours", ["08:30", "18:30"]),
        "dates": given.get("dates", []),
        "together": [set(entry) for entry in given.get("together", [])],
        "never": [set(entry) for entry in given.get("never", [])],
        # The same group locked twice is locked.
        "locked": list(dict.fromkeys(frozenset(entry) for entry in given.get("locked", []))),
        "exclude": set(given.get("exclude", [])),
        "weights": given.get("weights", {"shared": 0.4, "wishes": 0.4, "answered": 0.2}),
    }


def common_minutes(data, group, day):
    """Minute by minute round the ring."""
    opens, closes = (int(t[:2]) * 60 + int(t[3:]) for t in rules_of(data)["working"])
    length = (closes - opens) % 1440
    minutes = set(range(1440))
    for city in group:
        zone = next(c["time_zone"] for c in data["cities"] if c["id"] == city)
        local = datetime.combine(date.fromisoformat(day), datetime.min.time(), ZoneInfo(zone))
        local = local.replace(hour=opens // 60, minute=opens % 60)
        start = opens - int(local.utcoffset().total_seconds()) // 60
        minutes &= {(start + minute) % 1440 for minute in range(length)}
    best = run = 0
    for minute in range(2880):
        run = run + 1 if minute % 1440 in minutes else 0
        best = max(best, min(run, 1440))
    return best


def utility(data, city, group):
    cities = {c["id"]: c for c in data["cities"]}
    owner = {p["id"]: p["city"] for p in data.get("practices", [])}
    named = {}
    for each in cities.values():
        for challenge in set(each["challenges"]):
            named[challenge] = named.get(challenge, 0) + 1
    rarity = {challenge: log(1 + len(cities) / count) for challenge, count in named.items()}
    mine = set(cities[city]["challenges"])
    partners = [other for other in group if other != city]
    value = {}
    if mine:
        likeness = []
        for other in partners:
            theirs = set(cities[other]["challenges"])
            likeness.append(sum(rarity[c] for c in mine & theirs) / sum(rarity[c] for c in mine | theirs))
        value["shared"] = sum(likeness) / len(likeness) if likeness else 0
        offered = {c for p in data.get("practices", []) if p["city"] in partners for c in p["challenges"]}
        value["answered"] = sum(rarity[c] for c in mine & offered) / sum(rarity[c] for c in mine)
    met = every = 0
    for wish in data.get("wishes", []):
        source = wish["teacher"] or owner.get(wish["practice"])
        if wish["city"] == city and source:
            every += 1 / wish["priority"]
            met += 1 / wish["priority"] if source in partners else 0
    if every:
        value["wishes"] = met / every
    weights = {name: rules_of(data)["weights"][name] for name in value}
    scale = sum(weights.values())
    return sum(weights[name] * value[name] for name in value) / scale if scale else 0


def permitted(data, group):
    """Whether limits and rules allow the group (a frozenset) by itself."""
    rules = rules_of(data)
    cities = {c["id"]: c for c in data["cities"]}
    if group in rules["locked"]:
        return True
    return (
        len(group) in rules["sizes"]
        and not group & rules["exclude"]
        and not any(len(group & entry) > 1 for entry in rules["never"])
        and not any(group & entry and not entry <= group for entry in rules["together"])
        and bool(set.intersection(*(set(cities[city]["languages"]) for city in group)))
        and all(common_minutes(data, group, day) >= rules["hours"] * 60 for day in rules["dates"])
        and all(sum(c in locked for locked in rules["locked"]) < cities[c]["capacity"] for c in group)
        and not any(len(group & locked) > 1 for locked in rules["locked"])
    )


def contradictory(data):
    rules = rules_of(data)
    for locked in rules["locked"]:
        if any(len(locked & entry) > 1 for entry in rules["never"]) or locked & rules["exclude"]:
            return True
        if any(locked & entry and not entry <= locked for entry in rules["together"]):
            return True
    return False


def groups_of(data):
    ids = sorted(c["id"] for c in data["cities"])
    every = (frozenset(g) for size in range(1, len(ids) + 1) for g in combinations(ids, size))
    return [group for group in every if permitted(data, group)]


def groupings(data, groups):
    """Every permitted grouping, by trying all sets of groups."""
    rules = rules_of(data)
    capacity = {c["id"]: c["capacity"] for c in data["cities"] if c["id"] not in rules["exclude"]}
    if contradictory(data):
        return

    def extend(chosen, at, seats):
        if all(seats.get(city, 0) for city in capacity) and all(g in chosen for g in rules["locked"]):
            yield list(chosen)
        for k in range(at, len(groups)):
            group = groups[k]
            if any(seats.get(city, 0) >= capacity[city] for city in group):
                continue
            if any(len(group & other) > 1 for other in chosen):
                continue
            more = {**seats, **{city: seats.get(city, 0) + 1 for city in group}}
            yield from extend([*chosen, group], k + 1, more)

    yield from extend([], 0, {})


def figures(data, grouping, groups):
    """(total, floor) of a grouping."""
    rules = rules_of(data)
    seats = [(city, utility(data, city, group)) for group in grouping for city in group]
    best = {}
    for city, value in seats:
        best[city] = max(best.get(city, 0), value)
    total = sum(value for _, value in seats) - 0.15 * (len(seats) - len(best))
    shares = []
    for city in (c["id"] for c in data["cities"]):
        personal = max((utility(data, city, g) for g in groups if city in g), default=0)
        if city not in rules["exclude"] and personal > 1e-9:
            shares.append(best.get(city, 0) / personal)
    return total, min(shares, default=1.0)


def presets(data):
    """(total, floor) of each preset by looking at every grouping; None when there is none."""
    groups = groups_of(data)
    worth = {(city, group): utility(data, city, group) for group in groups for city in group}
    excluded = rules_of(data)["exclude"]
    personal = {}
    for (city, _), value in worth.items():
        personal[city] = max(personal.get(city, 0), value)
    found = []
    for grouping in groupings(data, groups):
        best, total = {}, 0.0
        for group in grouping:
            for city in group:
                total += worth[city, group] - (0.15 if city in best else 0)
                best[city] = max(best.get(city, 0), worth[city, group])
        shares = [best[c] / p for c, p in personal.items() if p > 1e-9 and c not in excluded]
        found.append((total, min(shares, default=1.0), frozenset(grouping)))
    if not found:
        return None
    best = max(total for total, _, _ in found)

    def top(candidates):
        floor = max(floor for _, floor, _ in candidates)
        total = max(total for total, each, _ in candidates if each >= floor - 1e-9)
        return total, floor

    return {
        "best": top([each for each in found if each[0] >= best - 1e-9]),
        "balanced": top([each for each in found if each[0] >= best - 0.02 * max(best, 0) - 1e-9]),
        "floor": top(found),
        "groupings": found,
    }
