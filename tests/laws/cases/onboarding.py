"""Cases of the commands of city profiles, onboarding calls and reminders."""

from __future__ import annotations

from tests.laws.cases.rights import Case

CASES: dict[str, Case] = {}

MAY: dict[str, str] = {}
