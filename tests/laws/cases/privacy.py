"""Cases of the commands of consent, one's own data, erasure and retention."""

from __future__ import annotations

from tests.laws.cases.rights import Case

CASES: dict[str, Case] = {}

MAY: dict[str, str] = {}
