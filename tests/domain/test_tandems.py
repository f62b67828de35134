"""What one grouping changes of another, and names as a sentence has them."""

from facilitation.domain.tandems import difference, in_words


def test_a_difference_names_the_cities_that_sit_with_others() -> None:
    change = difference([["A", "B"], ["C", "D", "E"], ["F", "G"]], [["B", "A"], ["C", "D"], ["E", "F", "G"]])
    assert change.stays == (frozenset("AB"),)
    assert change.comes == (frozenset("CD"), frozenset("EFG"))
    assert change.goes == (frozenset("CDE"), frozenset("FG"))
    assert change.touched == frozenset("CDEFG")


def test_nothing_changes_and_everything_is_new() -> None:
    groups = [["A", "B"], ["A", "C"]]
    assert difference(groups, groups[::-1]).touched == frozenset()
    assert difference([], groups).touched == frozenset("ABC")


def test_names_in_words() -> None:
    assert [in_words(names, "and") for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]
