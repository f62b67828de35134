"""A city's copy of a proof: its own wishes, and the others' utilities as stated numbers. Pure Python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def redacted_proof(proof: Mapping[str, Any], city: str) -> dict[str, Any]:
    """The copy of a proof (from `proof.make_proof`) that a city may have. KeyError for an unknown city.

    It holds the wishes of that city alone, the rules that name it, what everybody may see of the others
    (names, zones, languages, challenges, practices) and their utilities in the answer's groups, marked
    unchecked. Personal bests and shares of others, blocking groups, alternatives and dual prices are left
    out: wishes can be read from them.
    """
    raise NotImplementedError
