"""The rules of small groups: nobody alone, nobody twice, nobody left out, whichever way they are formed."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.domain import breakouts
from facilitation.domain.breakouts import Person
from facilitation.domain.errors import Refused

people = st.lists(
    st.tuples(
        st.sampled_from([None, "DUB", "TRN", "WAW", "SFO"]),
        st.sampled_from([(), ("en",), ("es",), ("pl", "en"), ("es", "en"), ("fr",), ("pl", "fr")]),
        st.sampled_from([None, 1, 2, 3]),
    ),
    max_size=60,
).map(lambda rows: tuple(Person(seat, *row) for seat, row in enumerate(rows, start=1)))
size = st.integers(breakouts.SIZE_LEAST, breakouts.SIZE_MOST)
seed = st.integers(0, 9)
few = settings(max_examples=50, deadline=None)
WAYS_TO_FORM = (breakouts.RANDOM, breakouts.LANGUAGE, breakouts.TANDEM, breakouts.CITY_MIX)


def _seats(groups: list[list[Person]]) -> list[int]:
    return sorted(one.seat for group in groups for one in group)


def _fair(groups: list[list[Person]], everybody: tuple[Person, ...]) -> None:
    assert _seats(groups) == sorted(one.seat for one in everybody)
    assert all(groups)
    assert len(everybody) < 2 or all(len(group) > 1 for group in groups), "somebody is alone"


@few
@given(people, size, seed, st.sampled_from(WAYS_TO_FORM))
def test_everybody_is_in_one_group_and_nobody_alone(
    everybody: tuple[Person, ...], size: int, seed: int, way: str
) -> None:
    groups = breakouts.formed(way, everybody, size, seed)
    _fair(groups, everybody)
    assert groups == breakouts.formed(way, reversed(everybody), size, seed), "the seed decides, not the order"


@few
@given(people, size, seed, st.sampled_from([breakouts.RANDOM, breakouts.CITY_MIX]))
def test_groups_are_even(everybody: tuple[Person, ...], size: int, seed: int, way: str) -> None:
    found = sorted(map(len, breakouts.formed(way, everybody, size, seed)), reverse=True)
    assert found == breakouts.sizes(len(everybody), size)
    assert not found or max(found) - min(found) <= 1


@few
@given(people, size, seed)
def test_a_city_mix_spreads_every_city(everybody: tuple[Person, ...], size: int, seed: int) -> None:
    groups = breakouts.formed(breakouts.CITY_MIX, everybody, size, seed)
    for city in {one.city for one in everybody}:
        found = [sum(one.city == city for one in group) for group in groups]
        assert max(found) - min(found) <= 1, city


@few
@given(people, seed)
def test_whoever_shares_a_language_with_others_sits_with_one_of_them(
    everybody: tuple[Person, ...], seed: int
) -> None:
    everybody = everybody[: breakouts.SIZE_MOST]  # no part is so large that it is halved
    for group in breakouts.formed(breakouts.LANGUAGE, everybody, breakouts.SIZE_MOST, seed):
        for person in group:
            assert _shares(person, group) or not _shares(person, everybody)


def _shares(person: Person, everybody: Sequence[Person]) -> bool:
    return any(set(person.languages) & set(one.languages) for one in everybody if one is not person)


@few
@given(people, size, seed)
def test_a_tandem_is_not_mixed_with_another(everybody: tuple[Person, ...], size: int, seed: int) -> None:
    counted = Counter(one.tandem for one in everybody)
    for group in breakouts.formed(breakouts.TANDEM, everybody, size, seed):
        assert len({one.tandem for one in group if counted[one.tandem] > 1}) <= 1


@few
@given(people, size, seed, st.data())
def test_groups_are_kept_and_merged_whole(
    everybody: tuple[Person, ...], size: int, seed: int, data: st.DataObject
) -> None:
    earlier = [[one.seat for one in group] for group in breakouts.formed("random", everybody, 2, seed)]
    gone = data.draw(st.sets(st.sampled_from(everybody))) if everybody else set()
    here = (*(one for one in everybody if one not in gone), Person(900, "DUB"), Person(901, "WAW"))
    for groups in (breakouts.kept(earlier, here), breakouts.merged(earlier, here, size)):
        _fair(groups, here)
        place = {one.seat: number for number, group in enumerate(groups) for one in group}
        for group in earlier:
            present = {place[seat] for seat in group if seat in place}
            assert len(present) <= 1, "a group was torn apart"


@pytest.mark.parametrize(
    ("count", "wanted", "found"),
    [
        (40, 5, [5] * 8),
        (41, 5, [6, *[5] * 7]),
        (43, 5, [5] * 7 + [4] * 2),
        (7, 2, [3, 2, 2]),
        (3, 2, [3]),
        (1, 5, [1]),
        (0, 5, []),
        (8, 5, [4, 4]),
        (500, 10, [10] * 50),
    ],
)
def test_sizes(count: int, wanted: int, found: list[int]) -> None:
    assert breakouts.sizes(count, wanted) == found


def test_pairs_become_fours() -> None:
    everybody = [Person(seat) for seat in range(11)]
    pairs = breakouts.formed(breakouts.RANDOM, everybody, 2, 1)
    assert sorted(map(len, pairs)) == [2, 2, 2, 2, 3]
    fours = breakouts.merged([[one.seat for one in pair] for pair in pairs], everybody, 4)
    assert sorted(map(len, fours)) == [3, 4, 4]


def test_a_latecomer_joins_where_they_belong() -> None:
    groups = [
        [Person(1, "DUB", ("en",), 1), Person(2, "TRN", ("it", "en"), 1)],
        [Person(3, "WAW", ("pl",), 2), Person(4, "WAW", ("pl",), 2), Person(5, "SFO", ("en",), 2)],
    ]
    late = Person(6, "WAW", ("pl",), 2)
    assert breakouts.place_for(late, groups, breakouts.RANDOM) == 0
    assert breakouts.place_for(late, groups, breakouts.LANGUAGE) == 1
    assert breakouts.place_for(late, groups, breakouts.TANDEM) == 1
    assert breakouts.place_for(Person(7, "DUB"), [groups[1], groups[0]], breakouts.CITY_MIX) == 1


def test_a_grouping_is_cleaned() -> None:
    assert breakouts.clean_grouping({}) == {"by": "city_mix", "size": 5}
    areas = [{"title": " Reasons ", "hint": ""}]
    cleaned = breakouts.clean_grouping({"by": "merge", "size": 4, "areas": areas, "more": 1})
    assert cleaned == {"by": "merge", "size": 4, "areas": [{"title": "Reasons", "hint": ""}]}
    for wrong in (
        "mix",
        {"by": "x"},
        {"size": 1},
        {"size": 21},
        {"size": True},
        {"areas": [1]},
        {"areas": 3},
    ):
        with pytest.raises(Refused) as refused:
            breakouts.clean_grouping(wrong)
        assert refused.value.field == "steps"


def test_writing_is_taken_a_little_longer() -> None:
    end = dt.datetime(2027, 3, 9, 13, 0, tzinfo=dt.UTC)
    assert breakouts.takes_writing("open", None, end) and breakouts.takes_writing("called", None, end)
    assert breakouts.takes_writing("ended", end, end + breakouts.GRACE)
    assert not breakouts.takes_writing("ended", end, end + breakouts.GRACE * 2)
    assert not breakouts.takes_writing("prepared", None, end)
