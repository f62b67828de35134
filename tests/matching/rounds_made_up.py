"""Small rounds for the tests: cities of one letter, and hypothesis strategies for random ones."""

from hypothesis import strategies as st

LETTERS = "ABCDEFG"
NEAR = ("Europe/Madrid", "Africa/Abidjan", "America/Toronto")
FAR = (*NEAR, "Asia/Singapore", "Pacific/Auckland", "Pacific/Pitcairn", "America/Los_Angeles")
TAGS = ("a", "b", "c", "d", "e")


def city(name, *challenges, zone="UTC", languages=("en",), capacity=1):
    return {
        "id": name,
        "name": name,
        "time_zone": zone,
        "languages": list(languages),
        "challenges": list(challenges),
        "capacity": capacity,
    }


def wish(of, teacher, priority=1):
    return {"city": of, "practice": None, "teacher": teacher, "priority": priority, "text": ""}


def a_round(cities, wishes=(), practices=(), **rules):
    return {"cities": list(cities), "practices": list(practices), "wishes": list(wishes), "rules": rules}


def plain(names, **rules):
    """Cities that only differ by name."""
    return a_round([city(name, "a") for name in names], **rules)


@st.composite
def random_rounds(draw):
    """Rounds of up to six cities with everything the file form knows."""
    names = draw(st.permutations(LETTERS[: draw(st.integers(2, 6))]))
    zones = draw(st.sampled_from([NEAR, NEAR, FAR]))
    cities = [
        city(
            name,
            *draw(st.sets(st.sampled_from(TAGS), max_size=4)),
            zone=draw(st.sampled_from(zones)),
            languages=draw(st.sampled_from([["en"], ["en", "fr"], ["en", "es"], ["fr", "es"]])),
            capacity=draw(st.sampled_from([1, 1, 2])),
        )
        for name in names
    ]
    owners = draw(st.lists(st.sampled_from(names), max_size=5))
    practices = [
        {
            "id": f"P{at}",
            "city": owner,
            "title": "",
            "challenges": sorted(draw(st.sets(st.sampled_from(TAGS)))),
        }
        for at, owner in enumerate(owners)
    ]
    wishes = []
    for of, teacher, priority in draw(
        st.lists(
            st.tuples(st.sampled_from(names), st.sampled_from([*names, None]), st.integers(1, 3)), max_size=6
        )
    ):
        if teacher != of:
            wishes.append(wish(of, teacher, priority))
    for of, practice in draw(
        st.lists(st.tuples(st.sampled_from(names), st.sampled_from([*practices, None])), max_size=3)
    ):
        if practice and practice["city"] != of:
            wishes.append({**wish(of, None), "practice": practice["id"]})
    some = st.lists(st.sampled_from(names), min_size=2, max_size=3, unique=True)
    rules = {
        "sizes": draw(st.sampled_from([[2, 3], [2, 3], [2], [3], [2, 4]])),
        "min_common_hours": draw(st.sampled_from([0, 1, 2.5])),
        "dates": draw(st.sampled_from([[], ["2027-03-17"], ["2027-01-15", "2027-07-15"]])),
        "never": draw(st.lists(some, max_size=2)),
        "together": draw(st.lists(some, max_size=1)),
        "locked": draw(st.one_of(st.just([]), st.lists(some, max_size=2))),
        "exclude": draw(st.one_of(st.just([]), st.lists(st.sampled_from(names), max_size=1))),
        "weights": draw(
            st.sampled_from(
                [
                    {"shared": 0.4, "wishes": 0.4, "answered": 0.2},
                    {"shared": 0.7, "wishes": 0.15, "answered": 0.15},
                    {"shared": 0, "wishes": 1, "answered": 0},
                ]
            )
        ),
    }
    return a_round(cities, wishes, practices, **rules)
