"""Makes an environment of its own for each reader of calendars: `python3 tests/exports/readers/install.py`.

They must not share one: recurring-ical-events brings an icalendar of its own choice, and none of them is the
version that the program writes with.
"""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
READERS = ("icalendar", "vobject", "recurring")


def python(reader: str) -> Path:
    """The interpreter of a reader's environment."""
    return FOLDER / ".env" / reader / "bin" / "python"


def is_installed(reader: str) -> bool:
    """Whether its environment holds what its list asks for now."""
    made = FOLDER / ".env" / reader / "made-from"
    return made.is_file() and made.read_text() == _digest(reader)


def main() -> int:
    for reader in READERS:
        if is_installed(reader):
            continue
        place = FOLDER / ".env" / reader
        venv.create(place, clear=True, with_pip=True)
        command = [python(reader), "-m", "pip", "install", "--quiet", "-r", FOLDER / f"{reader}.txt"]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        (place / "made-from").write_text(_digest(reader))
    return 0


def _digest(reader: str) -> str:
    return hashlib.sha256((FOLDER / f"{reader}.txt").read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
