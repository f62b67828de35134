"""The picture of who learns from whom: which lines are drawn, and that a document takes it."""

from __future__ import annotations

from facilitation.domain.commitments import CommitmentFacts
from facilitation.queries.solutions.learning import CITIES_MOST, edges_of, learning_figure, ring_of


def _facts(kind: str, city: str, other: str | None, status: str = "stated") -> CommitmentFacts:
    return CommitmentFacts(1, kind, city, other, "Trust", "en", None, status)


def test_who_gives_is_learnt_from_and_what_is_together_has_no_direction() -> None:
    edges = edges_of(
        [
            _facts("learn", "DUB", "TRN"),
            _facts("give", "TRN", "DUB"),
            _facts("together", "WAW", "DUB"),
            _facts("together", "DUB", "WAW"),
            _facts("learn", "DUB", None),
            _facts("learn", "WAW", "TRN", "dropped"),
        ]
    )
    assert [(one.one, one.other, one.together, len(one.commitments)) for one in edges] == [
        ("DUB", "TRN", False, 2),
        ("DUB", "WAW", True, 2),
    ]


def test_a_document_takes_the_figure() -> None:
    ring = ring_of(edges_of([_facts("learn", "DUB", "TRN"), _facts("learn", "TRN", "DUB")]))
    figure = learning_figure(ring, {"DUB": 1, "TRN": 2}, "Dublin and Turin learn from each other")
    assert figure is not None and figure.svg.count("<path") == 2
    assert ring.edges[0].path != ring.edges[1].path


def test_nothing_and_too_many_cities_are_not_drawn() -> None:
    assert learning_figure(ring_of([]), {}, "Nothing") is None
    many = [_facts("learn", f"A{number:02}", "TRN") for number in range(CITIES_MOST)]
    assert ring_of(edges_of(many)).edges == ()
