"""The parent's side: starts a child that reads or makes a file, and waits while everybody else goes on.

The waiting is on a socket, which the engine has made cooperative, so nothing here knows which engine it is.
A child is spawned, never forked: forking a process of 200 MB stops it for 30 ms.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from facilitation.domain.errors import N_, Refused
from facilitation.domain.sheet_letters import GUESSES
from facilitation.domain.sheets import SheetRow

ROOT = Path(__file__).resolve().parents[2]
#: How long a child may take, in seconds.
PATIENCE = 5.0
#: So many read at once; others wait for their turn as long as `PATIENCE`.
AT_ONCE = 2
#: Bytes of an answer.
ANSWER_MOST = 8_000_000
_turns = threading.BoundedSemaphore(AT_ONCE)
_log = logging.getLogger(__name__)

_TOO_HARD = N_(
    "Reading this file takes more time or memory than there is for it. "
    "Copy what you need into a new, plain file and choose that."
)


class Answer(msgspec.Struct):
    """What a child may say; anything else counts as no answer."""

    refused: tuple[str, str, str | None, dict[str, str | int]] | None = None
    fault: str | None = None
    rows: list[tuple[int, list[str]]] = []
    letters: str | None = None
    content: bytes = b""
    media_type: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Asking:
    """How a child is asked: its seconds, the turns to wait for, and what is said when all are taken."""

    patience: float
    turns: threading.BoundedSemaphore
    busy: str


class SentSheet(msgspec.Struct):
    """The rows of a sheet; `letters` is one of domain/sheet_letters.GUESSES where the file didn't say."""

    rows: list[SheetRow]
    letters: str | None


class SentPicture(msgspec.Struct):
    """A picture made anew, or the `fault` (a key of domain/emblems.FAULTS) why there is none."""

    content: bytes = b""
    media_type: str = ""
    width: int = 0
    height: int = 0
    fault: str | None = None


def read_sheet_apart(content: bytes) -> SentSheet:
    """The rows of a CSV or XLSX file. Raises `Refused`, with the field "file" where the file is at fault."""
    said = ask("sheet_child", content)
    if said is None:
        raise Refused("invalid", _TOO_HARD, field="file")
    rows = [SheetRow(number, tuple(cells)) for number, cells in said.rows]
    return SentSheet(rows, said.letters if said.letters in GUESSES else None)


def make_picture_apart(content: bytes) -> SentPicture:
    """The emblem that a file becomes, or why there is none. Raises `Refused` (busy) where others are read."""
    said = ask("picture_child", content)
    if said is None:
        return SentPicture(fault="unreadable")
    return SentPicture(said.content, said.media_type, said.width, said.height, said.fault)


def ask(module: str, content: bytes, asking: Asking | None = None) -> Answer | None:
    """What the child says of a file; None when it says nothing that can be understood."""
    # Looked up now: PATIENCE is another one where it is tried out.
    asking = asking or Asking(
        PATIENCE, _turns, N_("Others are sending files just now. Try again in a moment.")
    )
    if not asking.turns.acquire(timeout=asking.patience):
        raise Refused("busy", asking.busy, retry_after=5)
    try:
        answer = _answer_of(module, content, asking.patience)
    finally:
        asking.turns.release()
    try:
        said = msgspec.json.decode(answer, type=Answer)
    except msgspec.DecodeError:
        _log.warning("a file of %d bytes could not be read apart (%s)", len(content), module)
        return None
    if said.refused is not None:
        code, text, field, params = said.refused
        words: dict[str, Any] = dict(params)
        raise Refused(code, text, field=field, **words)
    return said


def _answer_of(module: str, content: bytes, patience: float) -> bytes:
    """What the child wrote until it ended, was too long about it, or wrote too much (then b"")."""
    until = time.monotonic() + patience
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            # The engine has made it non-blocking, which the child could not read from.
            os.set_blocking(theirs.fileno(), True)
            child = _spawn(module, theirs.fileno())
        try:
            return _talk(ours, content, until)
        except OSError:  # it has ended before it read everything, or time is up
            return b""
        finally:
            _end(child)


def _talk(ours: socket.socket, content: bytes, until: float) -> bytes:
    """Raises TimeoutError when time is up."""
    ours.settimeout(_left(until))
    ours.sendall(content)
    ours.shutdown(socket.SHUT_WR)
    pieces: list[bytes] = []
    length = 0
    while length <= ANSWER_MOST:
        ours.settimeout(_left(until))
        piece = ours.recv(1 << 16)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
        length += len(piece)
    return b""


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _spawn(module: str, channel: int) -> int:
    """Start the child with `channel` as its stdin and stdout; its process id."""
    # Nothing of our own environment goes along: settings and secrets are none of its business.
    environment = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
    arguments = [sys.executable, "-m", f"facilitation.readers.{module}"]
    actions = [(os.POSIX_SPAWN_DUP2, channel, 0), (os.POSIX_SPAWN_DUP2, channel, 1)]
    # What this process ignores or blocks, the child would ignore as well.
    signals = {signal.SIGALRM, signal.SIGXCPU, signal.SIGTERM, signal.SIGPIPE}
    return os.posix_spawn(
        sys.executable, arguments, environment, file_actions=actions, setsigdef=signals, setsigmask=()
    )


def _end(child: int) -> None:
    """End the child for certain, and wait for its end."""
    # ChildProcessError: the engine takes note of ended children, too, and was faster.
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(child, os.WNOHANG)[0] == 0:
            os.kill(child, signal.SIGKILL)
            time.sleep(0.002)
