"""What `bench` measured, side by side: the figures, what spoils them, and whether all went well."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

OTHERS_PERCENT, DRIVER_PERCENT = 20, 85
"""Above the first, times are noise; above the second, the driver is the limit, not the server."""
COMPARED = {
    "del_p50": "Delivery p50, ms",
    "del_p99": "Delivery p99, ms",
    "ack_p50": "Acknowledgement p50, ms",
    "ack_p99": "Acknowledgement p99, ms",
    "us_per_delivery": "CPU per delivery, µs",
    "join_p50_ms": "One is in, p50, ms",
    "join_p95_ms": "One is in, p95, ms",
    "join_all_ms": "All are in, ms",
    "server_cpu_s": "CPU for all, s",
    "board_kb": "Board as sent, KB",
    "peak_rss_mb": "Peak memory, MB",
}
SHOWN = {
    "pages": "Pages read",
    "page_p50": "A page, p50, ms",
    "posts": "Notes posted",
    "lost": "Lost",
    "dup": "Doubled",
    "server_cpu_pct": "Server, % of its core",
    "driver_cpu_pct": "Driver, % of its core",
    "foreign_cpu_pct": "Other programs, % of a core",
}

Figures = dict[str, Any]
"""What the driver prints for one run: `benchmarks/README.md` names all of it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides under the same load: the floor and the program, or the program without and with readers."""

    floor: list[Figures]
    program: list[Figures]
    names: tuple[str, str] = ("T", "program")

    @property
    def sound(self) -> bool:
        """Whether everybody got in and nothing was lost, doubled, refused or left unanswered."""
        return all(_sound(run) for run in self.floor + self.program)

    def lines(self) -> Iterator[str]:
        """The table, of medians."""
        one, other = self.names
        yield f"{'':<28}{one:>10}{other:>10}{f'{other} / {one}':>16}"
        for name, title in COMPARED.items():
            if self._measured(name):
                # A time or an amount of nothing is one that could not be read here.
                floor, program = _median(self.floor, name) or None, _median(self.program, name) or None
                ratio = f"{program / floor:.2f}" if floor and program else "-"
                yield f"{title:<28}{_text(floor):>10}{_text(program):>10}{ratio:>16}"
        for name, title in SHOWN.items():
            if self._measured(name):
                floor, program = _median(self.floor, name), _median(self.program, name)
                yield f"{title:<28}{_text(floor):>10}{_text(program):>10}"

    def remarks(self) -> Iterator[str]:
        """A sentence for whatever spoils the figures, and for whatever went wrong."""
        runs = self.floor + self.program
        others = max(run["foreign_cpu_pct"] for run in runs)
        if others > OTHERS_PERCENT:
            yield f"Other programs used up to {others} % of a core: times are noise. End those, start again."
        if self._measured("posts") and any(run["driver_cpu_pct"] > DRIVER_PERCENT for run in runs):
            yield "The driver used up its own core: the limit measured is its, not the server's."
        for run in runs:
            if not _sound(run):
                acknowledged = (
                    f"{run['acks']} of {run['posts']} notes acknowledged, " if "acks" in run else ""
                )
                yield (
                    f"Something is wrong with {run['peer']}: {run['joined']} of {run['n']} people joined, "
                    f"{acknowledged}{run.get('lost', 0)} lost, {run.get('dup', 0)} doubled, "
                    f"{run['errors']} errors."
                )

    def _measured(self, name: str) -> bool:
        # In a load run the time until all are in is that of coming in group by group: of no interest.
        if name == "join_all_ms":
            return "join_p50_ms" in self.floor[0]
        return name in self.floor[0] or name in self.program[0]


def _sound(run: Figures) -> bool:
    wrong = (run.get("lost", 0), run.get("dup", 0), run["errors"], run["n"] - run["joined"])
    return not any(wrong) and run.get("acks") == run.get("posts")


def _median(runs: list[Figures], name: str) -> float | None:
    values = [run[name] for run in runs if run.get(name) is not None]
    return statistics.median(values) if values else None


def _text(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")
