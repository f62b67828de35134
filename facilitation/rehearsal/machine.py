"""What a process uses of this machine, read from /proc."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Gauge:
    """CPU and memory of some processes between its making (or `restart`) and `read`.

    A process that has ended counts with what was seen of it last; where there is no /proc, nothing is seen.
    """

    pids: list[int]
    peak_cpu: float = 0.0
    """The busiest stretch between two readings, in cores."""
    peak_bytes: int = 0
    _seconds: dict[int, float] = field(default_factory=dict)
    _began: float = 0.0
    _at_begin: float = 0.0
    _last: tuple[float, float] = (0.0, 0.0)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Measure from now on."""
        self._began = time.monotonic()
        self._at_begin = self._used()
        self._last = (self._began, self._at_begin)
        self.peak_cpu = 0.0

    def read(self) -> None:
        """Look again; call it about once a second."""
        now, used = time.monotonic(), self._used()
        before, used_before = self._last
        if now - before >= 0.5:
            self.peak_cpu = max(self.peak_cpu, (used - used_before) / (now - before))
            self._last = (now, used)
        self.peak_bytes = max(self.peak_bytes, sum(_resident(pid) for pid in self.pids))

    @property
    def seen(self) -> bool:
        return self.peak_bytes > 0

    @property
    def cpu(self) -> float:
        """The mean since the beginning, in cores."""
        at, used = self._last
        return (used - self._at_begin) / (at - self._began) if at > self._began else 0.0

    def _used(self) -> float:
        for pid in self.pids:
            self._seconds[pid] = max(self._seconds.get(pid, 0.0), _cpu_seconds(pid))
        return sum(self._seconds.values())


class Neighbours:
    """What everything on this machine together uses, between its making and `cpu`."""

    def __init__(self) -> None:
        self._began, self._at_begin = time.monotonic(), _all_seconds()

    @property
    def cpu(self) -> float:
        """The mean, in cores; 0 where it can't be known."""
        seconds = time.monotonic() - self._began
        return (_all_seconds() - self._at_begin) / seconds if seconds > 0 else 0.0


def _all_seconds() -> float:
    try:
        first = Path("/proc/stat").read_text().splitlines()[0].split()
    except (OSError, IndexError):
        return 0.0
    user, nice, system, _idle, _waiting, *interrupts = (int(number) for number in first[1:8])
    return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK")


def _cpu_seconds(pid: int) -> float:
    try:
        # The name in brackets may hold spaces; what follows it does not.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/statm").read_text().split()
    except OSError:
        return 0
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")
