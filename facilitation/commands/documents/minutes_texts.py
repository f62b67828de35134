"""Handlers of the words of minutes: corrected as they are typed, in every place where they stand."""

from __future__ import annotations

from typing import Any

import msgspec

from facilitation.commands.documents.minutes_blocks import UNDOABLE, require_there, taking_part
from facilitation.commands.work import Work
from facilitation.domain.block_texts import cleaned, text_at, with_runs, with_text
from facilitation.domain.corrections import place_of
from facilitation.domain.documents import Inline, Paragraph, block_from_json, block_to_json, plain
from facilitation.domain.errors import Refused
from facilitation.domain.first_page import repeated, takes_part
from facilitation.domain.word_merging import merged, together
from facilitation.store.minutes import MinutesBlock

#: What `undo` keeps of a correction names its text by this and the path.
WORDS_AT = "words:"


class WriteText(msgspec.Struct):
    """`path` names the text within the block (domain/block_texts); `was` is what the writer began from."""

    block: int
    path: str
    text: str
    was: str


def write(work: Work, block: MinutesBlock, payload: WriteText) -> dict[str, Any]:
    """Correct a text. What somebody else wrote there meanwhile stays as well, or it is a conflict."""
    require_there(block)
    work.undoable = UNDOABLE
    correct(work, block, payload.path, payload.was, payload.text)
    return {"block": block.id}


def correct(work: Work, block: MinutesBlock, path: str, was: str | None, text: str) -> None:
    """Put `text` where somebody read `was` (None: what stands there); Refused (conflict) if both can't be."""
    content = block_from_json(block.content)
    text = cleaned(content, path, text)
    if was is not None:
        was = cleaned(content, path, was)
        path = place_of(content, path, was)
    stored = plain(text_at(content, path))
    both = together(stored if was is None else was, stored, text)
    if both != stored:
        put_words(work, block, path, cleaned(content, path, both))


def put_words(work: Work, block: MinutesBlock, path: str, words: str | Inline) -> None:
    """Put words, or runs, at a path of a block, and wherever the minutes repeat them."""
    content = block_from_json(block.content)
    before = text_at(content, path)
    made = with_text(content, path, words) if isinstance(words, str) else with_runs(content, path, words)
    after = plain(text_at(made, path))
    if takes_part(block.key):
        rows, passages = taking_part(work, block.minutes)
        for key, other in repeated(passages, block.key, path, plain(before), after).items():
            rows[key].content = block_to_json(other)
    block.content = block_to_json(made)
    work.note(block, f"{WORDS_AT}{path}", block_to_json(Paragraph(before))["content"], after)


def words_back(
    block: MinutesBlock, path: str, before: list[dict[str, Any]], after: str
) -> tuple[str, str | Inline] | None:
    """Where `after` stands now, and what it reads once it is `before` again.

    None where others have written over it, or where it stands no more.
    """
    content = block_from_json(block.content)
    try:
        path = place_of(content, path, after)
        stored = plain(text_at(content, path))
    except Refused:
        return None
    paragraph = block_from_json({"type": "paragraph", "content": before})
    assert isinstance(paragraph, Paragraph)
    words = paragraph.content if stored == after else merged(after, stored, plain(paragraph.content))
    return None if words is None else (path, words)
