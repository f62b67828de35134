"""The mandate of a participating office: how its text is known, and how a sheet's cell holds several."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

from facilitation.domain.errors import N_, Refused


def mandate_key(office: str) -> str:
    """By what an office's mandate is known among the texts about its city: 20 letters and digits."""
    return hashlib.blake2s(office.encode(), digest_size=10).hexdigest()


def as_cell(mandates: Mapping[str, str]) -> str:
    """Mandates by office as a sheet's cell: each begins a line with its office's name and a colon."""
    return "\n".join(f"{office}: {text}" for office, text in mandates.items() if text)


def of_cell(cell: str, offices: Sequence[str]) -> dict[str, str]:
    """What `as_cell` made, for a city of these offices. `Refused` where it begins with no office's name."""
    found: dict[str, list[str]] = {}
    lines: list[str] | None = None
    longest_first = sorted(offices, key=len, reverse=True)
    for line in cell.strip().splitlines():
        begins = next(filter(None, (_begins_with(one, line) for one in longest_first)), None)
        if begins is not None:
            office, line = begins
            lines = found.setdefault(office, [])
        if lines is None:
            raise Refused(
                "invalid",
                N_("“%(said)s” names no office of the city. Begin each mandate with its office and a colon."),
                field="mandates",
                said=line[:40],
            )
        lines.append(line)
    return {office: "\n".join(lines).strip() for office, lines in found.items()}


def _begins_with(office: str, line: str) -> tuple[str, str] | None:
    """(the office, what follows its colon) where the line is about it; French puts a space before colons."""
    found = re.match(rf"{re.escape(office)}\s*:", line, re.IGNORECASE)
    return (office, line[found.end() :].strip()) if found else None
