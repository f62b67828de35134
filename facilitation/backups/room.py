"""Writing where there may be no room, or no right to: what goes wrong is said in a sentence."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from facilitation.backups.place import UNUSABLE, Stopped

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def room(target: Path) -> Iterator[None]:
    """Whatever is written within goes to `target`. Raises Stopped."""
    full = f"There is no room left at {target}; make some, or choose another place."
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise Stopped(full) from error
        raise Stopped(f"{error.filename or target} cannot be used ({error.strerror}).") from error
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_FULL", "SQLITE_IOERR_WRITE")):
            raise Stopped(full) from error
        raise Stopped(f"The database cannot be used: {error}.", UNUSABLE) from error
