"""A draft is complete: of forty planted facts it tells at least thirty-eight, and nothing that is not so."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from facilitation.domain.block_texts import texts_of
from facilitation.domain.documents import (
    PERSON,
    Block,
    BulletList,
    Callout,
    Document,
    Facts,
    Figure,
    Heading,
    NumberedList,
    Paragraph,
    Quote,
    Table,
    plain,
)
from facilitation.exports.documents.markdown import markdown
from tests.queries.documents.planted import FACTS, SECRETS, planted_workshop
from tests.queries.documents.test_minutes import drafted
from tests.world import World


def lines(blocks: tuple[Block, ...]) -> list[str]:
    """Everything that blocks say, a line for each passage, point and row."""
    found: list[str] = []
    for block in blocks:
        match block:
            case Heading():
                found.append(block.text)
            case Paragraph():
                found.append(plain(block.content))
            case BulletList() | NumberedList():
                found += [plain(item.content) for item in block.items]
            case Table():
                found += [" | ".join(map(plain, row)) for row in block.rows]
            case Facts():
                found += [f"{row.label}: {plain(row.value)}" for row in block.rows]
            case Quote():
                found.append(f"{plain(block.content)} {block.by}, {block.role}")
            case Callout():
                found += lines(block.blocks)
            case Figure():
                found += [block.alt, block.caption]
    return found


@pytest.fixture
def draft(world: World) -> Document:
    return drafted(world, planted_workshop(world))


def test_of_forty_planted_facts_a_draft_tells_all(draft: Document) -> None:
    assert len(FACTS) == 40
    said = lines(draft.blocks)
    missing = [
        fact for fact, words in FACTS.items() if not any(all(word in line for word in words) for line in said)
    ]
    assert not missing, "\n".join([*missing, *said])


def test_a_draft_tells_nothing_that_is_not_so(draft: Document) -> None:
    everything = repr(draft) + markdown(draft)
    assert not [secret for secret in SECRETS if secret in everything]


def test_every_name_in_a_draft_is_marked_as_one(draft: Document) -> None:
    """So it is found again when it has to go, also after corrections (domain/privacy.without_names)."""
    names = {"Ann", "Bruno", "Dana", "Nora"}
    marked: Counter[str] = Counter()
    bare = []
    for block in draft.blocks:
        for _, content in texts_of(block):
            for run in content:
                if run.text in names and PERSON in run.marks:
                    marked[run.text] += 1
                elif not isinstance(block, Quote) and any(
                    re.search(rf"\b{name}\b", run.text) for name in names
                ):
                    bare.append(run.text)
    assert not bare
    assert set(marked) == names
