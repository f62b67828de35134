"""The port of the program that runs on a folder, kept there for the commands that are given beside it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

_NAME = "port"
_DIGITS_MOST = 5


def keep(instance: Path, port: int) -> None:
    """Say on which port the program of this folder listens."""
    aside = instance / f"{_NAME}.{os.getpid()}.new"
    with contextlib.suppress(OSError):  # an address in a printed link is not worth a start that fails
        aside.write_text(f"{port}\n")
        aside.replace(instance / _NAME)


def forget(instance: Path, port: int) -> None:
    """Take it back, unless another program of the same folder has said its own since."""
    with contextlib.suppress(OSError):
        if kept(instance) == port:
            (instance / _NAME).unlink(missing_ok=True)


def kept(instance: Path) -> int | None:
    """The port, or None where no program has said one, as far as the folder knows."""
    file = instance / _NAME
    with contextlib.suppress(OSError, UnicodeError):
        said = file.read_text().strip() if file.is_file() else ""
        if said.isascii() and said.isdigit() and len(said) <= _DIGITS_MOST and 0 < int(said) < 2**16:
            return int(said)
    return None
