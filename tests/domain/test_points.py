"""Points of lists are left out one by one, and stay so when the data word them otherwise."""

from __future__ import annotations

from facilitation.domain.documents import BulletList, Callout, ListItem, Paragraph, Run, Table, inline
from facilitation.domain.points import as_read, carried, points_of


def _list(*texts: str) -> BulletList:
    return BulletList(tuple(ListItem(inline(text)) for text in texts))


def test_left_out_and_emptied_points_are_not_read() -> None:
    points = _list("One", "Two", " ", "Four")
    assert as_read(points, ["items/1"]) == _list("One", "Four")
    assert as_read(points, ["items/0", "items/1", "items/3"]) is None
    assert as_read(Paragraph((Run(" "),))) is None
    table = Table("", (inline("Who"),), ((inline(""),),))
    assert as_read(table) is table, "a table keeps its empty cells"


def test_what_hangs_below_a_point_goes_with_it_or_alone() -> None:
    points = BulletList((ListItem(inline("Above"), _list("Below", "Beside")), ListItem(inline("Last"))))
    assert as_read(points, ["items/0"]) == _list("Last")
    left = as_read(points, ["items/0/0"])
    assert left == BulletList((ListItem(inline("Above"), _list("Beside")), ListItem(inline("Last"))))
    set_apart = Callout("note", (Paragraph(inline("First")), points))
    read = as_read(set_apart, ["blocks/1/items/0"])
    assert read == Callout("note", (Paragraph(inline("First")), _list("Last")))
    assert "blocks/1/items/0/1" in points_of(set_apart)


def test_points_left_out_are_found_again_in_the_data() -> None:
    before = _list("Rents", "Angry words about Ana", "Buses")
    assert carried(before, _list("New", "Buses", "Rents", "Angry words about Ana"), ["items/1"]) == [
        "items/3"
    ]
    assert carried(before, _list("Rents", "Angry words about her", "Buses"), ["items/1"]) == ["items/1"]
    assert carried(before, _list("Rents", "Buses"), ["items/1"]) == []
    twice = _list("Same", "Same")
    assert carried(twice, twice, ["items/1"]) == ["items/1"]
