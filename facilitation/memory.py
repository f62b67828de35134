"""What the live process tells the C library's allocator, so that memory taken for a moment is given back."""

from __future__ import annotations

import ctypes
import os

LARGE_BLOCK = 8 * 1024 * 1024
"""Memory asked for in pieces of at least so many bytes goes back to the system as soon as it is freed."""

# Numbers of mallopt(3).
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3


def give_back_large_blocks() -> None:
    """Stop glibc from keeping large blocks in the heap of the thread that freed them.

    By itself it raises the size from which on it gives memory back, up to 32 MB, whenever such a block is
    freed; so each thread that hashes passwords kept 19 MB. Other C libraries have no `mallopt` and give large
    blocks back anyway.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if os.name == "posix" else None
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, LARGE_BLOCK)
        # Twice as much, as glibc has it where it chooses by itself.
        mallopt(_M_TRIM_THRESHOLD, 2 * LARGE_BLOCK)
