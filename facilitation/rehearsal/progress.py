"""A live bar on standard error; where that is no terminal, a line now and then."""

from __future__ import annotations

import sys
import time

WIDTH = 28
LINE_EVERY = 15.0


class Progress:
    """Shows how far something is."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._last: tuple[str, float] = ("", 0.0)

    def show(self, what: str, share: float, detail: str = "") -> None:
        """`share` runs from 0 to 1."""
        share = min(1.0, max(0.0, share))
        if self._terminal:
            full = round(share * WIDTH)
            bar = "█" * full + "░" * (WIDTH - full)
            sys.stderr.write(f"\r\x1b[K{what:<10} {bar} {share:>4.0%}  {detail}")
            sys.stderr.flush()
            return
        named, at = self._last
        if what != named or time.monotonic() - at >= LINE_EVERY:
            self._last = (what, time.monotonic())
            print(f"{what} {share:.0%}  {detail}".rstrip(), file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line."""
        if self._terminal:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
