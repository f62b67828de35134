"""What a rehearsal found, as a table and one plain sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from facilitation.rehearsal.counts import Counts, percentile
from facilitation.rehearsal.crowd import Outcome
from facilitation.rehearsal.machine import Gauge

#: Up to these there is room to spare; beyond the second ones the machine is at its limit. The delay is
#: the time within which a change feels immediate; the CPU is that of one core, which is all that one
#: process can use.
EASY_MS, SLOW_MS = 250.0, 1000.0
EASY_CPU, FULL_CPU = 0.60, 0.90
DRIVER_FULL = 0.85
OTHERS = 0.2
SHARES = {"p50": 0.50, "p95": 0.95, "p99": 0.99}


@dataclass(frozen=True, slots=True)
class Report:
    """All there is to say about one rehearsal. `server` is None when its processes are not known."""

    people: int
    seconds: float
    counts: Counts
    outcome: Outcome
    server: Gauge | None
    driver: Gauge
    machine: float
    """What everything on the machine used together, in cores."""
    led: bool

    @property
    def sound(self) -> bool:
        """Whether nothing was lost, doubled, left unanswered or seen differently."""
        found = self.outcome
        return not (found.lost or found.doubled or found.unanswered or found.differing)

    @property
    def others(self) -> float:
        """What other programs used of this machine meanwhile, in cores; 0 where the server is not known."""
        if self.server is None or not self.server.seen:
            return 0.0
        return max(0.0, self.machine - self.server.cpu - self.driver.cpu)

    def lines(self) -> list[str]:
        """The table."""
        counts, found = self.counts, self.outcome
        rows = [
            ("People", f"{self.people}, for {self.seconds:.0f} s, networks lost: {counts.cuts}"),
            ("Posts", f"{counts.posts}"),
            ("Acknowledged", f"{counts.acknowledged}"),
            ("Refused", _refused(counts)),
            ("Delivered", f"{found.delivered} of {found.pairs} (notes x people)"),
            ("Lost", f"{found.lost}"),
            ("Doubled", f"{found.doubled}"),
            ("Differing copies", f"{found.differing}"),
            ("Everything asked", f"{counts.operations}, sent again: {counts.resent}"),
            ("Delivery", _times(counts.delivery_ms)),
            ("Acknowledgement", _times(counts.ack_ms)),
        ]
        if self.server is not None and self.server.seen:
            rows.append(("Server", _used(self.server)))
        else:
            rows.append(("Server", "not measured: its processes are not known here"))
        rows.append(("This rehearsal", _used(self.driver)))
        if self.others > OTHERS:
            rows.append(("Other programs", f"{self.others:.0%} of a core: the times are partly theirs"))
        if not self.led:
            rows.append(("Votes", "none: nobody led the board to the vote"))
        width = max(len(name) for name, _ in rows) + 2
        return [f"{name:<{width}}{value}" for name, value in rows]

    def verdict(self) -> str:
        """One sentence."""
        found = self.outcome
        if not self.sound:
            faults = [
                f"{number} {what}"
                for number, what in (
                    (found.lost, "acknowledged notes are lost"),
                    (found.doubled, "notes are there twice"),
                    (found.unanswered, "operations were never answered"),
                    (found.differing, "people see something else than the server has"),
                )
                if number
            ]
            return f"Something is wrong: {', '.join(faults)}."
        # Of a server elsewhere only the delays are known, and they are those of the way there, too.
        who = "This machine" if self.server is not None else "The server"
        carried = f"{who} carried {self.people} people"
        delay = max(percentile(times, 0.99) or 0.0 for times in (self.counts.delivery_ms, self.counts.ack_ms))
        cpu = self.server.cpu if self.server is not None else 0.0
        if cpu > FULL_CPU:
            return f"{carried}, at its limit because the server used {cpu:.0%} of its one core."
        if delay > EASY_MS and self.others > OTHERS:
            return f"{carried} beside other programs that kept it busy; end those to know what it can carry."
        if delay > SLOW_MS and self.driver.cpu > DRIVER_FULL:
            return f"{carried}; the simulated people used up a core themselves, so the times are theirs."
        if delay > SLOW_MS:
            return f"{carried}, at its limit because one change in a hundred took more than {delay:.0f} ms."
        if cpu > EASY_CPU or delay > EASY_MS:
            return f"{carried}; there is not much room for more."
        return f"{carried} with room to spare."


def _times(values: Sequence[float]) -> str:
    shares = [
        (name, percentile(values, share)) for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
    ]
    return "   ".join(f"{name} {value:.1f} ms" for name, value in shares if value is not None) or "-"


def _used(gauge: Gauge) -> str:
    return (
        f"{gauge.cpu:.0%} of a core on average, {gauge.peak_cpu:.0%} at most, "
        f"{gauge.peak_bytes / 1e6:.0f} MB at most"
    )


def _refused(counts: Counts) -> str:
    kinds = ", ".join(f"{number} {code}" for code, number in sorted(counts.refused.items()))
    if not kinds:
        return "0"
    remarks = [f"posts among them: {counts.posts_refused}"]
    if "closed" in counts.refused:
        remarks.append("closed: came when its stage was over")
    return f"{kinds} ({'; '.join(remarks)})"
