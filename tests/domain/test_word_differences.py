"""Comparing words: what is said to be the same is the same, nothing is left out, and it always ends soon."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.domain.document_changes import ADDED, CHANGED, REMOVED, differences
from facilitation.domain.documents import Document, Paragraph, Run
from facilitation.domain.text_changes import changes
from facilitation.domain.word_differences import Effort, parts_of, shared, stretches
from facilitation.domain.word_merging import merged

_words = st.lists(st.sampled_from("abcdefg"), max_size=30)


@settings(max_examples=300, deadline=None)
@given(_words, _words, st.integers(0, 2_000))
def test_what_is_the_same_and_what_is_not(old: list[str], new: list[str], effort: int) -> None:
    """However little work it may be: cut at words that stand once, or taken to be different."""
    found = stretches(old, new, Effort(effort))
    assert [word for one in found for word in old[one.start : one.end]] == old
    assert [word for one in found for word in new[one.begin : one.stop]] == new
    for one in found:
        assert one.same == (old[one.start : one.end] == new[one.begin : one.stop])
    assert all(one.same != next_one.same for one, next_one in zip(found, found[1:], strict=False))


def test_two_of_many_changes_in_a_long_text_stand_together() -> None:
    words = [f"w{number}" for number in range(1_600)]
    one, other = list(words), list(words)
    one[3], one[1_500], other[800] = "Ana", "Anna", "Ben"
    both = merged(" ".join(words), " ".join(one), " ".join(other))
    assert both is not None and [both.split()[at] for at in (3, 800, 1_500)] == ["Ana", "Ben", "Anna"]


def test_words_that_repeat_hold_nobody_up() -> None:
    """By difflib alone each of these is the work of many minutes; what was written is kept in any case."""
    old, new = "a " * 5_000, "a b " * 2_500
    both = merged(old, old + "!", new)
    assert both is not None and (both.count("b"), both.count("!")) == (2_500, 1)
    assert merged(old, "a " * 2_500 + "! " + "a " * 2_500, new) is None, (
        "what can't be told apart is asked about"
    )
    pieces = changes(old + "end", new + "end")
    assert "".join(piece.text for piece in pieces if piece.kind != REMOVED) == new + "end"
    assert "".join(piece.text for piece in pieces if piece.kind != ADDED) == old + "end"
    before, after = (
        Document("en", "Workshop", tuple(Paragraph((Run(text * 60 + str(at)),)) for at in range(300)))
        for text in ("a b ", "a b c ")
    )
    assert len(differences(before, after)) == 300
    assert {one.kind for one in differences(before, after)} <= {ADDED, CHANGED, REMOVED}


def test_how_many_words_are_shared() -> None:
    assert shared("Buses are late", "Buses are very late, says Ana") == 1
    assert shared("Bikes are late, Zoe", "Buses are late, Ana") == 0.5
    assert shared("", "Ana") == shared("?", "!") == 1
    assert "".join(parts_of("A b,\n c!")) == "A b,\n c!"
