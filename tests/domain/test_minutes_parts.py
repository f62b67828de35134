"""How the parts of minutes move past each other, and which headings lead to nothing."""

from __future__ import annotations

from facilitation.domain.documents import Heading, Paragraph, inline
from facilitation.domain.minutes_parts import (
    DOWN,
    UP,
    Placed,
    behind,
    headings_above,
    is_empty,
    part_of,
    without_emptied,
)

#: 1 A (2; 3 a: 4, 5), 6 B (7 intro; 8 b: 9, 10 a record), 11 C
_ROWS = [
    Placed(1, 1, True),
    Placed(2, None, True),
    Placed(3, 2, True),
    Placed(4, None, True),
    Placed(5, None, True),
    Placed(6, 1, True),
    Placed(7, None, True),
    Placed(8, 2, True),
    Placed(9, None, True),
    Placed(10, None, True, "record:4"),
    Placed(11, 1, True),
]


def _without(*out: int) -> list[Placed]:
    return [Placed(row.id, row.level, row.id not in out, row.key) for row in _ROWS]


def _part(rows: list[Placed], id_: int) -> list[int]:
    return [row.id for row in part_of(rows, id_ - 1)]


def test_a_heading_leads_a_part() -> None:
    assert _part(_ROWS, 1) == [1, 2, 3, 4, 5] and _part(_ROWS, 3) == [3, 4, 5] and _part(_ROWS, 4) == [4]
    assert _part(_ROWS, 8) == [8, 9], "what was recorded closes the chapter"
    assert _part(_ROWS, 6) == [6, 7, 8, 9, 10]
    assert _part(_without(6, 7, 8, 9, 10), 3) == [3, 4, 5], "what is out is no part of what stands"
    assert _part(_without(3), 1) == [1, 2, 3, 4, 5], "what stands below a heading that is out reads on"


def test_parts_go_past_parts() -> None:
    assert behind(_ROWS, 6, UP) is None and behind(_ROWS, 1, DOWN) == 10
    assert behind(_ROWS, 3, DOWN) == 7, "into the next chapter, behind what introduces it"
    assert behind(_ROWS, 8, UP) == 5 and behind(_ROWS, 11, DOWN) == 11
    assert behind(_ROWS, 4, UP) == 2 and behind(_ROWS, 4, DOWN) == 5 and behind(_ROWS, 1, UP) is None


def test_headings_that_lead_to_nothing() -> None:
    assert headings_above(_ROWS, 4) == [3, 1] and headings_above(_ROWS, 10) == [6]
    assert not is_empty(_ROWS, 3) and is_empty(_without(4, 5), 3)
    assert is_empty(_without(9), 8), "what was recorded is not what it leads to"
    assert not is_empty(_without(4, 5), 1) and is_empty(_without(2, 4, 5), 1)


def test_emptied_passages_take_their_heading_along() -> None:
    gone, kept = Heading(1, "Gone"), Heading(1, "Kept")
    text = Paragraph(inline("Text"))
    told = [("a", gone, True), ("b", text, False), ("c", kept, True), ("d", text, True), ("e", gone, False)]
    assert without_emptied(told) == [kept, text]
    alone = [("a", kept, True), ("hand:1", Heading(1, "Next"), True)]
    assert len(without_emptied(alone)) == 2, "a heading that never led to anything stays"
