"""The pictures of a grouping, together: the graph, needs and offers, and the hours in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from facilitation.queries.tandems.graph import Graph, graph
from facilitation.queries.tandems.hours import CommonHours, common_hours
from facilitation.queries.tandems.needs import NeedsMap, needs_map

Form = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of one answer; `hidden` wishes are left out of all of them.

    `hours` stands beside the answer's tandems, one entry for each.
    """

    graph: Graph
    needs: NeedsMap
    hours: tuple[tuple[CommonHours, ...], ...]
    hidden: int


def pictures(problem: Form, answer: Form, hidden: int = 0) -> Pictures:
    """The pictures of a grouping, whether the solver found it or a hand made it."""
    tandems = answer.get("tandems") or ()
    return Pictures(
        graph=graph(problem, answer),
        needs=needs_map(problem, answer),
        hours=tuple(common_hours(problem, tandem) for tandem in tandems),
        hidden=hidden,
    )
