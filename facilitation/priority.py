"""Who goes first where the program's processes share a core: boards, then what is written, then pages.

Linux weighs niceness only among the processes of one session, so they have to share one: see supervisor.py.
"""

from __future__ import annotations

import os

#: Beside the live process's 0. Only reads, so nobody waits for what it holds: a tenth of a core both want.
READER = 10
#: Writes, so it must not be kept from ending a transaction that others wait for: a quarter.
WORKER = 5


def stand_back(niceness: int) -> None:
    """Let processes of less niceness go first from now on: one of READER and WORKER."""
    os.nice(niceness)
