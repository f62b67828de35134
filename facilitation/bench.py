"""`run.py bench`: the live engine, or with "tandems" as the first word the solver of tandems."""

from __future__ import annotations

from collections.abc import Sequence

from facilitation.matching import benchmark
from facilitation.rehearsal import bench


def main(argv: Sequence[str]) -> int:
    """Measure; the exit status is that of the one that measures."""
    if argv and argv[0] == "tandems":
        return benchmark.main(argv[1:])
    return bench.main(argv)
