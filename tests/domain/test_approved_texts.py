"""What approved minutes tell of their data: the words they became, and nothing that was left out."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.domain.approved_texts import ApprovedTexts, became, sources_of


def _paragraph(text: str) -> dict[str, Any]:
    return {"type": "paragraph", "content": [{"text": text}]}


def _points(*texts: str) -> dict[str, Any]:
    return {"type": "bullets", "items": [{"content": [{"text": text}]} for text in texts]}


def _approved(*blocks: tuple[str, dict[str, Any] | None, dict[str, Any]]) -> ApprovedTexts:
    return ApprovedTexts(sources_of(blocks), [content for _, _, content in blocks])


@pytest.mark.parametrize(
    ("before", "after", "words", "now"),
    [
        ("Emtpy shops — Ann, Turin", "Empty shops — Ann, Turin", "Emtpy shops", "Empty shops"),
        ("We write soon — Turin", "We write by May — Turin", "We write soon", "We write by May"),
        ("We write — Turin", "We write, all of us — Turin", "We write", "We write, all of us"),
        ("Answer: Half of it.", "Answer: A third.", "Half of it.", "A third."),
        ("Ann says no — Turin", "Somebody says no", "Ann says no", "Somebody says no"),
        ("Trust (2)", "Trust (2)", "Trust", "Trust"),
        ("Rude — Turin", "", "Rude", ""),
    ],
)
def test_the_words_that_something_became(before: str, after: str, words: str, now: str) -> None:
    assert became(before, after, before.index(words), len(words)) == now


def test_points_are_told_apart_by_what_stands_beside_them() -> None:
    drafted = _points("Rents — Dublin", "Rents — Turin", "Yes — Turin", "Yes, but later — Turin")
    texts = _approved(("notes", drafted, _points("Rent — Turin", "Yes, but later — Turin")))
    turin = texts.told("notes", "Rents", None, "Turin")
    assert turin is not None and (turin.words, turin.names("Turin")) == ("Rent", "Turin")
    assert texts.told("notes", "Rents", None, "Dublin") is None
    assert texts.told("notes", "Yes", None, "Turin") is None, "it is in another point, but not one itself"


def test_only_what_stands_is_told() -> None:
    blocks = [
        ("one", None, _paragraph("Kept")),
        ("two", _paragraph("Nora said it"), _paragraph("It was said")),
    ]
    texts = _approved(*blocks)
    assert texts.told("one", "Kept") is not None and texts.told("one", "Keep") is None
    assert texts.told("later", "Kept") is None
    assert texts.stands("one") and not texts.is_corrected("one") and texts.is_corrected("two")
    assert not texts.says("two", "Nora") and texts.says("two", "It")
    dropped = ApprovedTexts(sources_of(blocks), [blocks[1][2]])
    assert not dropped.stands("one") and dropped.stands("two")


def test_a_name_that_was_taken_out_is_named_no_more() -> None:
    texts = _approved(("notes", _points("Too slow — Ann, Turin"), _points("Too slow — Turin")))
    told = texts.told("notes", "Too slow", "Ann", "Turin")
    assert told is not None and (told.names("Ann"), told.names("Turin")) == ("", "Turin")
