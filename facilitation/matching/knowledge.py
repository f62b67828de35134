"""Whether a round rests on anything: where no city said what it needs or wishes, any grouping is as good."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def knows_nothing(problem: Mapping[str, Any]) -> bool:
    """Whether no city of a round in the pinned form has a challenge or a wish that counts.

    Then every utility is 0 by definition (TANDEMS: "with no data at all the utility is 0"), so that the total
    of any grouping that the limits allow is the same.
    """
    named = any(city.get("challenges") for city in problem.get("cities") or ())
    wished = any(wish.get("practice") or wish.get("teacher") for wish in problem.get("wishes") or ())
    return not named and not wished
