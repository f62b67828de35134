"""A proof that travels: the round, its answer and dual prices in one file (numpy, scipy; for the worker).

`check_tandems.py` beside this module checks such a file anywhere, with nothing but Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from facilitation.domain.errors import Message
from facilitation.matching.rounds import Round

FORM = "tandem proof 1"


class NoProofError(ValueError):
    """There is nothing to prove: no grouping, or one that breaks a rule. `message` says so."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


def make_proof(round_: Round, answer: Mapping[str, Any], seconds: float | None = None) -> dict[str, Any]:
    """The proof of an answer in the pinned form, made by the solver or by hand, as a JSON object.

    {"form": FORM, "round": the file form, "answer": the pinned form, "duals": ...}. NoProofError without a
    grouping, or with one that breaks a rule.
    """
    raise NotImplementedError
