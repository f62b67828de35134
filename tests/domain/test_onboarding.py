"""Onboarding's rules: who reads the notes of a call, how far a city is, what changed in a text."""

from __future__ import annotations

import pytest

from facilitation.domain.onboarding import (
    DONE,
    LATER,
    OPEN,
    PART,
    counted,
    filled_sections,
    may_read_notes,
    people_standing,
)
from facilitation.domain.permissions import ROLES, Viewer
from facilitation.domain.text_changes import ADDED, REMOVED, changes

PREPARE = {"organiser", "coordinator", "facilitator", "rapporteur"}
OWN = {"participant", "support"}


@pytest.mark.parametrize("role", ROLES)
def test_who_reads_the_notes_of_dublins_call(role: str) -> None:
    for city, held, readers in (
        ("DUB", False, PREPARE),
        ("DUB", True, PREPARE | OWN),
        ("TRN", True, PREPARE),
        (None, True, PREPARE),
    ):
        viewer = Viewer(programme=1, role=role, seat=1, city=city)
        assert may_read_notes(viewer, "DUB", held) == (role in readers), (city, held)


def test_how_far_a_city_is() -> None:
    assert [counted(*of).state for of in ((0, 0), (0, 5), (2, 5), (5, 5))] == [LATER, OPEN, PART, DONE]
    assert [people_standing(*of).state for of in ((0, 0), (0, 1), (2, 1), (2, 0))] == [OPEN, PART, PART, DONE]
    assert filled_sections({"about", "gossip"}, offices=True, practices=False) == {"about", "offices"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "Two offices"),
        ("Two offices", ""),
        ("Two offices, one desk.", "Three offices,\none desk!"),
        ("a b c", "c b a"),
        ("Über uns", "Über euch"),
    ],
)
def test_the_pieces_make_both_texts(before: str, after: str) -> None:
    pieces = changes(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != REMOVED) == after
    assert "".join(piece.text for piece in pieces if piece.kind != ADDED) == before
