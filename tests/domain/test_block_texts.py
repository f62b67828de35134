"""The texts of blocks: each is found, each can be corrected, marks stay where nobody touched them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.domain.block_texts import cleaned, rewritten, text_at, texts_of, with_text
from facilitation.domain.documents import (
    PERSON,
    Block,
    BulletList,
    Callout,
    Fact,
    Facts,
    Heading,
    ListItem,
    NumberedList,
    Paragraph,
    Quote,
    Run,
    Table,
    block_from_json,
    block_to_json,
    person,
    plain,
)
from facilitation.domain.errors import Refused

_WORDS = (Run("Turin "), Run("pays", ("strong",)), Run(" more."))
BLOCKS: tuple[Block, ...] = (
    Heading(1, "Agenda"),
    Paragraph(_WORDS),
    BulletList((ListItem(_WORDS, NumberedList((ListItem((Run("Below"),)),))), ListItem((Run("Next"),)))),
    Table("Who", ((Run("City"),), (Run("People"),)), (((Run("Turin"),), (Run("3"),)),)),
    Quote(_WORDS, "Ana", "Turin"),
    Callout("decision", (Paragraph(_WORDS), BulletList((ListItem(_WORDS),)))),
    Facts((Fact("Date", (Run("Tuesday"),)),)),
)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: type(block).__name__)
def test_every_text_can_be_corrected_alone(block: Block) -> None:
    paths = dict(texts_of(block))
    for path in paths:
        changed = with_text(block, path, "Something else")
        assert plain(text_at(changed, path)) == "Something else"
        others = {other: plain(text) for other, text in texts_of(changed) if other != path}
        assert others == {other: plain(text) for other, text in paths.items() if other != path}
        assert block_from_json(block_to_json(changed)) == changed


def test_a_text_that_is_gone_is_a_conflict() -> None:
    for path in ("items/7", "rows/1/0", "nothing"):
        with pytest.raises(Refused) as refused:
            with_text(BLOCKS[2], path, "Words")
        assert refused.value.code == "conflict"


def test_a_heading_needs_words() -> None:
    for nothing in ("", " ", "\u200b", "\ufffe"):
        with pytest.raises(Refused) as refused:
            with_text(Heading(1, "Agenda"), "text", nothing)
        assert (refused.value.code, refused.value.field) == ("invalid", "text")
    with pytest.raises(Refused):
        cleaned(BLOCKS[1], "text", "x" * 10_001)


def test_marks_stay_with_their_words() -> None:
    assert rewritten(_WORDS, "Turin city pays more.") == (
        Run("Turin city "),
        Run("pays", ("strong",)),
        Run(" more."),
    )
    linked = (Run("See "), Run("the page", href="https://a.example/"))
    assert rewritten(linked, "See the page today") == (*linked, Run(" today"))


def test_a_name_stays_apart_whatever_is_corrected_around_it() -> None:
    said = (Run("Buses are late"), Run(" — "), person("Gil Wells"), Run(", "), Run("Dublin"))
    for text, name in (
        ("Buses are often late — Gil Wells, Dublin", "Gil Wells"),
        ("Buses are late — Dr Gil Wells himself, Dublin", "Gil Wells"),
        ("Buses are late — Gil B. Wells, Dublin", "Gil B. Wells"),
        ("Buses are late — Gill Wells, Dublin", "Gill Wells"),
    ):
        made = rewritten(said, text)
        assert plain(made) == text
        assert [run.text for run in made if PERSON in run.marks] == [name]
    assert rewritten((person("Gil"),), "Gil corrected") == (person("Gil"), Run(" corrected"))
    passed_over = rewritten(said, "Buses are late, says everybody")
    assert not any(PERSON in run.marks for run in passed_over), (
        "words that stand for more than a name are none"
    )


def test_corrected_simulated_words_stay_marked() -> None:
    said = (Run("Turin: "), Run("We hav empty shops", ("simulated",)))
    fixed = rewritten(said, "Turin: We have empty shops")
    assert fixed == (Run("Turin: "), Run("We have empty shops", ("simulated",)))


@settings(max_examples=150, deadline=None)
@given(st.text("ab .,", max_size=20), st.text("ab .,", max_size=20))
def test_the_text_is_what_was_written(before: str, after: str) -> None:
    simulated = (Run(before, ("simulated",)),) if before else ()
    made = rewritten(simulated, after)
    assert plain(made) == after
    assert all("simulated" in run.marks for run in made) or not before
