"""Corrections stay with what they correct, also where points come and go; those that can't are told."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.domain.block_texts import texts_of
from facilitation.domain.corrections import place_of, taken_over
from facilitation.domain.documents import Block, BulletList, ListItem, Paragraph, Run, Table, plain
from facilitation.domain.errors import Refused


def _list(*items: str) -> BulletList:
    return BulletList(tuple(ListItem((Run(item),)) for item in items))


def _texts(block: Block) -> list[str]:
    return [plain(content) for _, content in texts_of(block)]


def test_corrections_follow_their_text() -> None:
    drafted, corrected = _list("Empty shop", "No money"), _list("Empty shops", "No money")
    made, lost = taken_over(drafted, corrected, _list("Rents", "Empty shop", "No money"))
    assert (_texts(made), lost) == (["Rents", "Empty shops", "No money"], [])


def test_a_correction_and_the_data_together() -> None:
    made, lost = taken_over(
        _list("Votes: 3, teh best"), _list("Votes: 3, the best"), _list("Votes: 4, teh best")
    )
    assert (_texts(made), lost) == (["Votes: 4, the best"], [])


def test_what_cannot_be_kept_is_told() -> None:
    made, lost = taken_over(_list("In March"), _list("In April"), _list("In May"))
    assert (_texts(made), lost) == (["In May"], ["In April"])
    made, lost = taken_over(_list("In March"), _list("In April"), Paragraph((Run("Gone"),)))
    assert (_texts(made), lost) == (["Gone"], ["In April"])


def test_each_correction_finds_its_own_point() -> None:
    """Not the place of another one that went: their words would be put into somebody else's mouth."""
    drafted = _list("Buses are late in the evening", "Trees die in summer")
    corrected = _list("Buses are late in the evening, said twice", "Trees die in every summer since 2019")
    made, lost = taken_over(drafted, corrected, _list("Trees die in summer"))
    assert _texts(made) == ["Trees die in every summer since 2019"]
    assert lost == ["Buses are late in the evening, said twice"]
    made, lost = taken_over(
        _list("Buses are late — Ana", "Trees — Luis"),
        _list("Buses are always late — Ana", "Trees — Luis"),
        _list("Bikes are late — Zoe", "Trees — Luis"),
    )
    assert (_texts(made), lost) == (["Bikes are late — Zoe", "Trees — Luis"], ["Buses are always late — Ana"])
    twice = _list("Yes", "Yes")
    made, lost = taken_over(twice, _list("Yes", "Yes, we can"), _list("Perhaps", "Yes", "Yes"))
    assert (sorted(_texts(made)), lost) == (["Perhaps", "Yes", "Yes, we can"], [])


def _table(*rows: tuple[str, str]) -> Table:
    cells = tuple(tuple((Run(text),) for text in row) for row in rows)
    return Table("Who", ((Run("City"),), (Run("People"),)), cells)


def test_a_row_moves_as_one() -> None:
    """A number in one row is not the same number in another."""
    drafted, corrected = _table(("Dublin", "3"), ("Turin", "5")), _table(("Dublin", "4"), ("Turin", "5"))
    made, lost = taken_over(drafted, corrected, _table(("Turin", "3"), ("Dublin", "3")))
    assert (_texts(made)[-4:], lost) == (["Turin", "3", "Dublin", "4"], [])
    made, lost = taken_over(drafted, corrected, _table(("Dublin", "9"), ("Turin", "3")))
    assert (_texts(made)[-4:], lost) == (["Dublin", "9", "Turin", "3"], ["4"])


def test_without_what_was_drafted_each_text_counts_as_a_correction() -> None:
    kept = _list("Ours", "Theirs")
    assert taken_over(None, kept, _list("Theirs", "New")) == (_list("Theirs", "New"), ["Ours"])
    assert taken_over(None, kept, _list("Theirs", "Ours"))[1] == []


_words = st.lists(st.sampled_from(["bus", "tree", "late", "the", "a"]), min_size=1, max_size=5).map(" ".join)
_lists = st.lists(_words, min_size=1, max_size=4)


@settings(max_examples=200, deadline=None)
@given(st.data(), _lists)
def test_no_corrected_word_is_ever_lost(data: st.DataObject, items: list[str]) -> None:
    new = [f"NEW{number}" for number in range(len(items))]
    corrected = [
        f"{text} {word}" if data.draw(st.booleans()) else text for text, word in zip(items, new, strict=True)
    ]
    fresh = data.draw(st.permutations(items + data.draw(_lists)))[: data.draw(st.integers(1, 5))]
    made, lost = taken_over(_list(*items), _list(*corrected), _list(*fresh))
    said = re.findall(r"NEW\d", " ".join([*_texts(made), *lost]))
    assert sorted(said) == sorted(re.findall(r"NEW\d", " ".join(corrected)))


def test_words_that_arrive_late_go_where_their_point_stands_now() -> None:
    now = _list("Bike lanes — Zoe", "Buses — Ana", "Trees — Luis")
    assert place_of(now, "items/0", "Buses — Ana") == "items/1"
    assert place_of(now, "items/2", "Trees") == "items/2", "Luis was added by somebody meanwhile"
    assert place_of(now, "items/7", "Trees — Luis") == "items/2"
    for path, was in (("items/0", "Lamps at night — Eva"), ("items/7", "Lamps")):
        with pytest.raises(Refused) as refused:
            place_of(now, path, was)
        assert refused.value.code == "conflict"
    assert place_of(Paragraph((Run("All new"),)), "text", "What was there") == "text"
