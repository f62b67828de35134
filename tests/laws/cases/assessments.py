"""Cases of the commands of self-assessments."""

from __future__ import annotations

from tests.laws.cases.rights import Case

CASES: dict[str, Case] = {}

MAY: dict[str, str] = {}
