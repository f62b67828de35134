"""For every command of the catalogue a payload that must succeed, and what every role may do with it.

A command without a case here fails the laws: whoever adds one states who may use it.
"""

from __future__ import annotations

from tests.laws.cases import assessments, onboarding, people, privacy, programmes, workshops
from tests.laws.cases.rights import ROLES, Case

_PARTS = (workshops, people, programmes, onboarding, assessments, privacy)

CASES: dict[str, Case] = {name: case for part in _PARTS for name, case in part.CASES.items()}
#: In the order of ROLES.
MAY: dict[str, str] = {name: may for part in _PARTS for name, may in part.MAY.items()}
#: Commands whose subject is the actor's own by nature: nobody else can own it for them.
ABOUT_ONESELF = frozenset({"undo", "ready.set", "hand.raise", "hand.lower"})

__all__ = ["ABOUT_ONESELF", "CASES", "MAY", "ROLES"]
