"""Cases of the commands of tandem formation."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitation.queries.tandems.tandems import tandem_for
from facilitation.store.people import Seat
from facilitation.store.proposals import ProposedTandem
from facilitation.store.tandems import Round
from tests.laws.cases.practices import practice
from tests.laws.cases.rights import COORDINATES, FOR_CITY, PROGRAM, Case
from tests.world import CITIES, World

_PROBLEM = {
    "cities": [
        {"id": "DUB", "name": "Dublin", "time_zone": "Europe/Dublin", "languages": ["en"]},
        {"id": "TRN", "name": "Turin", "time_zone": "Europe/Rome", "languages": ["en"]},
    ],
    "rules": {"dates": ["2027-05-11"]},
}

#: Dublin with Warsaw, Turin with San Francisco.
_GROUPS = [["DUB", "WAW"], ["SFO", "TRN"]]


def proposed(world: World, groups: list[list[str]] | None = None) -> dict[str, int]:
    """These groups, proposed to their cities: the round and the proposal."""
    parts = [part(group) for group in groups or _GROUPS]
    figures = {"total": 1.0, "bound": None, "gap": None, "floor": 0.5, "presets": {}}
    answer = {"status": "bounded", "preset": "best", "tandems": parts} | figures
    number = world.round(solved=False)
    world.do("round.store", {"round": number, "answer": answer}, programme=world.here.programme)
    done = world.by("coordinator", "round.propose", {"round": number}).result
    return {"round": number, "proposal": done["proposal"]}


def part(cities: list[str]) -> dict[str, Any]:
    return {
        "cities": cities,
        "utility": dict.fromkeys(cities, 0.4),
        "share": dict.fromkeys(cities, 0.9),
        "shared_challenges": [{"id": "jobs", "cities": cities, "named_by": 4, "of": 4}],
        "answers": [],
        "wishes_met": [],
        "wishes_unmet": [],
        "common_hours": [],
    }


def group_of(world: World, city: str) -> int:
    """The proposed tandem of a city in the proposal of now."""
    with world.database.reading() as orm:
        query = select(ProposedTandem).where(ProposedTandem.removed_at.is_(None))
        found = orm.scalars(query.order_by(ProposedTandem.id.desc()))
        return next(one.id for one in found if city in [member.code for member in one.cities])


def _asked(world: World, seat: int) -> dict[str, Any]:
    """A proposed tandem of the seat's city; Turin's for those who sit for none."""
    proposed(world)
    with world.database.reading() as orm:
        found = orm.get(Seat, seat)
        city = found.city.code if found is not None and found.city is not None else "TRN"
    return {"group": group_of(world, city), "city": city}


def _commented(world: World, seat: int) -> dict[str, Any]:
    asked = _asked(world, seat)
    world.by(
        "coordinator", "proposal.answer", asked | {"answer": "open", "comment": "We are asking the mayor"}
    )
    return asked


def _published(world: World) -> int:
    number = world.tandem()
    with world.database.reading() as orm:
        return tandem_for(orm, world.viewer(world.here.seats["coordinator"]), number).round_id


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
    "round.publish": Case(COORDINATES, lambda w, s: {"round": w.round(), "reason": "All agree"}),
    "round.take_back": Case(COORDINATES, lambda w, s: {"round": _published(w), "reason": "Too early"}),
    "round.propose": Case(COORDINATES, lambda w, s: {"round": w.round(), "note": "Please say yes or no"}),
    "proposal.answer": Case(FOR_CITY, lambda w, s: _asked(w, s) | {"answer": "no", "comment": "No time"}),
    "proposal.reply": Case(COORDINATES, lambda w, s: _commented(w, s) | {"text": "Take your time"}),
    "proposal.remind": Case(COORDINATES, lambda w, s: {"proposal": proposed(w)["proposal"]}),
    "proposal.withdraw": Case(
        COORDINATES, lambda w, s: {"proposal": proposed(w)["proposal"], "reason": "Two cities are missing"}
    ),
    "contact.share": Case(
        "no no no no yes yes no no", lambda w, s: {"shared": True, "phone": "+353 1 555 0100"}
    ),
    "tandem.schedule": Case(
        COORDINATES,
        lambda w, s: {
            "tandem": w.tandem(),
            "date": "2027-05-11",
            "starts_at": "10:00",
            "minutes": 90,
            "zone": "Europe/Dublin",
            "canvases": [{**practice(w, 0), "city": "DUB"}],
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
    "letters.write": Case(PROGRAM, lambda w, s: {"letters": []}),
    "round.found": Case(PROGRAM, lambda w, s: _seen(w, _pairs(w)) | {"findings": {"explained": 0}}),
}
