"""The nine cities' solution workshops as attended: which cities met."""

from __future__ import annotations

import csv
from pathlib import Path

WORKSHOPS = Path(__file__).parent / "data" / "solution_workshops.csv"


def workshop_groups() -> list[tuple[str, ...]]:
    """The groups of city ids, in the order of their dates; one city is in two of them. The report calls none
    of them a tandem: caption them "as attended"."""
    with WORKSHOPS.open(encoding="utf-8", newline="") as file:
        return [tuple(row["cities"].split(";")) for row in csv.DictReader(file)]
