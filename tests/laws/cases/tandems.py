"""Cases of the commands of tandem formation."""

from __future__ import annotations

from tests.laws.cases.rights import COORDINATES, PROGRAM, Case

_PROBLEM = {
    "cities": [
        {"id": "DUB", "name": "Dublin", "time_zone": "Europe/Dublin", "languages": ["en"]},
        {"id": "TRN", "name": "Turin", "time_zone": "Europe/Rome", "languages": ["en"]},
    ],
    "rules": {"dates": ["2027-05-11"]},
}

CASES: dict[str, Case] = {
    "round.solve": Case(COORDINATES, lambda w, s: {"problem": _PROBLEM, "preset": "best"}),
    "round.store": Case(
        PROGRAM,
        lambda w, s: {
            "round": w.round(solved=False),
            "answer": {"status": "optimal", "tandems": []},
        },
    ),
    "round.fail": Case(PROGRAM, lambda w, s: {"round": w.round(solved=False), "reason": "Out of memory"}),
    "round.publish": Case(COORDINATES, lambda w, s: {"round": w.round()}),
    "tandem.schedule": Case(
        COORDINATES,
        lambda w, s: {
            "tandem": w.tandem(),
            "date": "2027-05-11",
            "starts_at": "10:00",
            "minutes": 90,
            "zone": "Europe/Dublin",
        },
    ),
}
