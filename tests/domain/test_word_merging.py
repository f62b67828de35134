"""Two corrections of one text: both people's words survive, or it is a conflict."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.domain.word_merging import merged

_words = st.lists(
    st.sampled_from(["the", "city", "has", "empty", "shops", "and", "three", "plans", ",", "."]), max_size=9
)
_own = st.lists(st.sampled_from(("Ana", "Ben", "Cleo")), max_size=2)


def _said(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


@st.composite
def _corrected(draw: st.DrawFn, base: list[str], new: tuple[str, ...]) -> list[str]:
    """`base` with some words taken out and some new ones put in."""
    result = list(base)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(result)))
        if draw(st.booleans()) and at < len(result):
            del result[at]
        else:
            result.insert(at, draw(st.sampled_from(new)))
    return result


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_both_peoples_words_survive(data: st.DataObject) -> None:
    base = data.draw(_words)
    one = data.draw(_corrected(base, ("Ana", "Anna")))
    other = data.draw(_corrected(base, ("Ben", "Benno")))
    both = merged(" ".join(base), " ".join(one), " ".join(other))
    if both is None:
        return
    for word in ("Ana", "Anna"):
        assert _said(both)[word] == one.count(word)
    for word in ("Ben", "Benno"):
        assert _said(both)[word] == other.count(word)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_nobody_elses_words_are_invented_or_lost(data: st.DataObject) -> None:
    base = " ".join(data.draw(_words))
    text = " ".join(data.draw(_words))
    assert merged(base, base, text) == text
    assert merged(base, text, base) == text
    assert merged(base, text, text) == text


def test_far_apart_both_stand() -> None:
    base = "Dublin has empty shops. Turin has none."
    assert merged(base, "Dublin has many empty shops. Turin has none.", base + " Agreed.") == (
        "Dublin has many empty shops. Turin has none. Agreed."
    )


def test_at_one_place_the_stored_words_come_first() -> None:
    assert merged("We agreed.", "We agreed. Turin pays.", "We agreed. Dublin pays.") == (
        "We agreed. Turin pays. Dublin pays."
    )
    assert merged("", "Ana", "Ben") == "Ana Ben"
    assert merged("", "The shops.", "No homes.") == "The shops. No homes."
    assert merged("We met", "We met.", "We met, all") == "We met., all", "only words are set apart"


def test_two_words_for_one_are_a_conflict() -> None:
    assert merged("in March", "in April", "in May") is None
    assert merged("by the end of May", "", "by the end of next May") is None


def test_typing_on_beside_somebody_else() -> None:
    """What each began from is what they sent last; the other's words are in between by now."""
    assert merged("Al", "Al Be", "Alpha") == "Alpha Be"
