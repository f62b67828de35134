"""The child's side: sets its own limits, reads one file from stdin, answers in JSON on stdout, and is gone.

It loads only what reading needs, so it starts in a few hundredths of a second. It is given neither settings
nor secrets.
"""

from __future__ import annotations

import contextlib
import gc
import json
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any

from facilitation.domain.errors import Refused

#: Seconds, of computing and by the clock. The one who waits has less patience; this is for when nobody waits.
CPU_SECONDS = 5
LIFE_SECONDS = 8


def answer(
    read: Callable[[bytes], dict[str, Any]],
    *,
    memory: int,
    seconds: int = CPU_SECONDS,
    life: int = LIFE_SECONDS,
) -> int:
    """Answer with what `read` makes of the file on stdin; `memory` is in bytes, `seconds` are of computing,
    `life` is in seconds by the clock.

    A refusal is an answer, too. Without any answer, the file took more time or memory than there is, or the
    reader failed on it: then a traceback stands on stderr.
    """
    _limit(memory, seconds, life)
    gc.disable()  # nothing lives long enough here, and looking for cycles doubles the time
    content = sys.stdin.buffer.read()
    try:
        said = read(content)
    except Refused as refused:
        message = refused.message
        said = {"refused": [refused.code, message.text, refused.field, message.params]}
    except (MemoryError, RecursionError):
        return 1
    sys.stdout.buffer.write(json.dumps(said).encode())
    return 0


def _limit(memory: int, seconds: int, life: int) -> None:
    signal.alarm(life)
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        # macOS knows no bound of the address space; there time is the only one.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
