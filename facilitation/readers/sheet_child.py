"""The process that reads a sheet: `python -m facilitation.readers.sheet_child < file`."""

from __future__ import annotations

import sys
from typing import Any

from facilitation.domain.sheet_letters import guessed
from facilitation.domain.sheets import read_sheet
from facilitation.readers.child import answer

MEMORY = 256 << 20


def _read(content: bytes) -> dict[str, Any]:
    rows = read_sheet(content)
    return {"rows": [[row.number, row.cells] for row in rows], "letters": guessed(content)}


if __name__ == "__main__":
    sys.exit(answer(_read, memory=MEMORY))
