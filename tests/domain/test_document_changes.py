"""Differences between versions: a passage is added, removed, or the same one with other words."""

from __future__ import annotations

from facilitation.domain.document_changes import ADDED, CHANGED, REMOVED, differences
from facilitation.domain.documents import Block, Document, Heading, Paragraph, Run


def _document(*blocks: Block) -> Document:
    return Document(language="en", title="Workshop", blocks=blocks)


def _said(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def test_passage_by_passage_word_by_word() -> None:
    before = _document(
        Heading(1, "Agenda"), _said("Dublin has empty shops."), _said("Gone."), _said("Stays.")
    )
    after = _document(
        Heading(1, "Agenda"), _said("Dublin has many empty shops."), _said("Stays."), _said("New.")
    )
    found = differences(before, after)
    assert [(one.kind, one.under) for one in found] == [
        (CHANGED, "Agenda"),
        (REMOVED, "Agenda"),
        (ADDED, "Agenda"),
    ]
    assert [(piece.kind, piece.text) for piece in found[0].texts[0]] == [
        ("kept", "Dublin has "),
        ("added", "many "),
        ("kept", "empty shops."),
    ]
    assert differences(after, after) == []
