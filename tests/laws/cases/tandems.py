"""Cases of the commands of tandem formation."""

from __future__ import annotations

from facilitation.store.tandems import Round
from tests.laws.cases.rights import COORDINATES, PROGRAM, Case
from tests.world import CITIES, World

_PROBLEM = {
    "cities": [
        {"id": "DUB", "name": "Dublin", "time_zone": "Europe/Dublin", "languages": ["en"]},
        {"id": "TRN", "name": "Turin", "time_zone": "Europe/Rome", "languages": ["en"]},
    ],
    "rules": {"dates": ["2027-05-11"]},
}


def _pairs(w: World) -> int:
    """A scenario of two tandems that a hand made."""
    problem = {
        "cities": [
            {"id": code, "name": name, "time_zone": zone, "languages": ["en"], "challenges": ["jobs"]}
            for code, name, _, zone in CITIES
        ],
        "rules": {"sizes": [2, 3]},
    }
    codes = sorted(city["id"] for city in problem["cities"])
    payload = {"problem": problem, "tandems": [codes[:2], codes[2:]], "name": "By hand"}
    return w.by("coordinator", "round.group", payload).result["round"]


def _version(w: World, number: int) -> int:
    with w.database.reading() as orm:
        return orm.get_one(Round, number).version


def _seen(w: World, number: int) -> dict[str, int]:
    return {"round": number, "version": _version(w, number)}


def _moved(w: World) -> int:
    number = _pairs(w)
    move = {"city": sorted(code for code, *_ in CITIES)[0], "leaves": 0, "joins": 1}
    w.by("coordinator", "round.move", _seen(w, number) | move)
    return number


def _undone(w: World) -> int:
    number = _moved(w)
    w.by("coordinator", "round.undo", _seen(w, number))
    return number


_FIRST, _SECOND = sorted(code for code, *_ in CITIES)[:2]
_SETTINGS = {
    "sizes": [2],
    "min_common_hours": 2.0,
    "working_hours": ["09:00", "17:00"],
    "dates": ["2027-05-11"],
    "weights": {"shared": 0.2, "wishes": 0.6, "answered": 0.2},
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
    "round.group": Case(
        COORDINATES, lambda w, s: {"problem": _PROBLEM, "tandems": [["DUB", "TRN"]], "name": "As attended"}
    ),
    "round.rename": Case(COORDINATES, lambda w, s: {"round": _pairs(w), "name": "Neighbours first"}),
    "round.duplicate": Case(COORDINATES, lambda w, s: {"round": _pairs(w), "name": "A second try"}),
    "round.remove": Case(COORDINATES, lambda w, s: {"round": _pairs(w)}),
    "round.move": Case(
        COORDINATES, lambda w, s: _seen(w, _pairs(w)) | {"city": _FIRST, "leaves": 0, "joins": 1}
    ),
    "round.regroup": Case(
        COORDINATES, lambda w, s: _seen(w, _pairs(w)) | {"tandems": [sorted(code for code, *_ in CITIES)]}
    ),
    "round.rule": Case(
        COORDINATES, lambda w, s: _seen(w, _pairs(w)) | {"kind": "never", "cities": [_FIRST, _SECOND]}
    ),
    "round.settings": Case(COORDINATES, lambda w, s: _seen(w, _pairs(w)) | _SETTINGS),
    "round.languages": Case(
        COORDINATES, lambda w, s: _seen(w, _pairs(w)) | {"city": _FIRST, "languages": ["fr"]}
    ),
    "round.take_over": Case(COORDINATES, lambda w, s: _seen(w, _pairs(w)) | {"problem": _PROBLEM}),
    "round.again": Case(COORDINATES, lambda w, s: _seen(w, _pairs(w)) | {"preset": "best"}),
    "round.undo": Case(COORDINATES, lambda w, s: _seen(w, _moved(w))),
    "round.redo": Case(COORDINATES, lambda w, s: _seen(w, _undone(w))),
    "round.why": Case(COORDINATES, lambda w, s: _seen(w, _pairs(w)) | {"cities": [_FIRST, _SECOND]}),
    "round.weighed": Case(
        PROGRAM,
        lambda w, s: (
            _seen(w, _pairs(w))
            | {"answer": {"tandems": []}, "solved": {"tandems": []}, "personal_best": {}, "findings": {}}
        ),
    ),
    "round.found": Case(PROGRAM, lambda w, s: _seen(w, _pairs(w)) | {"findings": {"explained": 0}}),
}
