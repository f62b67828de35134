"""The port of the program that runs on a folder, kept there for the commands that are given beside it."""

from __future__ import annotations

import contextlib
from pathlib import Path

_NAME = "port"


def keep(instance: Path, port: int) -> None:
    """Say on which port the program of this folder listens."""
    with contextlib.suppress(OSError):  # an address in a printed link is not worth a start that fails
        (instance / _NAME).write_text(f"{port}\n")


def forget(instance: Path) -> None:
    with contextlib.suppress(OSError):
        (instance / _NAME).unlink(missing_ok=True)


def kept(instance: Path) -> int | None:
    """The port, or None where no program has said one, as far as the folder knows."""
    with contextlib.suppress(OSError, ValueError):
        return int((instance / _NAME).read_text())
    return None
