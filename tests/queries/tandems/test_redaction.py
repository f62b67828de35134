from __future__ import annotations

import json

import pytest

from facilitation.domain.permissions import (
    COORDINATOR,
    GUEST,
    OBSERVER,
    ORGANISER,
    PARTICIPANT,
    SUPPORT,
    Viewer,
)
from facilitation.domain.permissions import system as program
from facilitation.queries.tandems.redaction import LeftOut, answer_for, redacted
from facilitation.queries.tandems.tandems import round_for
from facilitation.store.challenges import Practice, Wish
from facilitation.store.cities import City
from facilitation.store.tandems import Round
from tests.world import World

PROBLEM = {
    "cities": [{"id": code} for code in ("DUB", "TRN", "WAW")],
    "practices": [{"id": "P1", "city": "TRN", "title": "Markets", "challenges": []}],
    "wishes": [
        {"city": "DUB", "practice": "P1", "teacher": None, "priority": 2, "text": "met-of-dublin"},
        {"city": "TRN", "practice": None, "teacher": "WAW", "priority": 1, "text": "unmet-of-turin"},
        {"city": "DUB", "practice": None, "teacher": "WAW", "priority": 1, "text": "unmet-of-dublin"},
        {"city": "TRN", "practice": None, "teacher": "DUB", "priority": 1, "text": "met-of-turin"},
        {"city": "WAW", "practice": None, "teacher": None, "priority": 1, "text": "words-of-warsaw"},
    ],
}
ANSWER = {
    "status": "optimal",
    "total": 1.2,
    "tandems": [
        {
            "cities": ["DUB", "TRN"],
            "utility": {"DUB": 0.5, "TRN": 0.7},
            "wishes_met": [{"city": "DUB", "wish": 0}, {"city": "TRN", "wish": 3}],
            "wishes_unmet": [{"city": "TRN", "wish": 1}, {"city": "DUB", "wish": 2}],
        }
    ],
}
SHOWN = {("DUB", "P1", None): "words of today", ("DUB", None, "WAW"): "agreed, but not met"}


def viewer(role: str, city: str | None = None) -> Viewer:
    return Viewer(programme=1, role=role, seat=1, city=city)


def _texts(problem: dict) -> list[str]:
    return [wish["text"] for wish in problem["wishes"]]


@pytest.mark.parametrize("role", [ORGANISER, COORDINATOR])
def test_coordinators_see_all_of_it(role: str) -> None:
    problem, answer, left = redacted(viewer(role), PROBLEM, ANSWER, {})
    assert problem == PROBLEM and answer == ANSWER
    assert left == [LeftOut()]


@pytest.mark.parametrize("role", [PARTICIPANT, SUPPORT])
def test_a_city_sees_its_own_wishes_and_the_count_of_the_others(role: str) -> None:
    problem, answer, left = redacted(viewer(role, "TRN"), PROBLEM, ANSWER, {})
    assert _texts(problem) == ["unmet-of-turin", "met-of-turin"]
    assert answer["tandems"][0]["wishes_met"] == [{"city": "TRN", "wish": 1}]
    assert answer["tandems"][0]["wishes_unmet"] == [{"city": "TRN", "wish": 0}]
    assert left == [LeftOut(met=1, unmet=1)] and left[0].total == 2


@pytest.mark.parametrize(
    "who",
    [viewer(PARTICIPANT, "WAW"), viewer(OBSERVER), viewer(OBSERVER, "TRN"), viewer(GUEST, "DUB"), program(1)],
)
def test_others_see_met_wishes_that_the_city_agreed_to_show(who: Viewer) -> None:
    problem, answer, left = redacted(who, PROBLEM, ANSWER, SHOWN)
    of_others = [wish for wish in problem["wishes"] if wish["city"] != "WAW"]
    assert [wish["text"] for wish in of_others] == ["words of today"]
    assert "priority" not in of_others[0]
    [met] = answer["tandems"][0]["wishes_met"]
    assert problem["wishes"][met["wish"]]["text"] == "words of today"
    assert answer["tandems"][0]["wishes_unmet"] == []
    assert left == [LeftOut(met=1, unmet=2)]
    assert answer["tandems"][0]["utility"] == ANSWER["tandems"][0]["utility"]


def test_nothing_given_is_changed() -> None:
    before = json.dumps([PROBLEM, ANSWER])
    redacted(viewer(OBSERVER), PROBLEM, ANSWER, SHOWN)
    assert json.dumps([PROBLEM, ANSWER]) == before


def test_a_round_without_an_answer_is_redacted_too() -> None:
    problem, answer, left = redacted(viewer(OBSERVER), PROBLEM, None, SHOWN)
    assert problem["wishes"] == [] and answer is None and left == []


@pytest.fixture
def wished(world: World) -> int:
    """A published round in which Dublin's wish for Turin's practice is met; the round's id."""
    with world.database.writing() as orm:
        cities = {
            city.code: city for city in orm.query(City).filter(City.programme_id == world.here.programme)
        }
        practice = Practice(
            programme_id=world.here.programme, city=cities["TRN"], key="P1", title="Markets", origin="profile"
        )
        orm.add(practice)
        of = {"programme_id": world.here.programme, "city": cities["DUB"], "origin": "profile"}
        orm.add(Wish(**of, practice=practice, text="met-of-dublin"))
        orm.add(Wish(**of, teacher=cities["WAW"], text="unmet-of-dublin", shown=True))
        round_ = Round(
            programme_id=world.here.programme,
            preset="best",
            status="published",
            problem=PROBLEM,
            answer=ANSWER,
            created_at=world.clock(),
            published_at=world.clock(),
        )
        orm.add(round_)
        orm.flush()
        return round_.id


def _seen(world: World, round_id: int, role: str) -> list[str]:
    who = world.viewer(world.here.seats[role])
    with world.database.reading() as orm:
        return _texts(answer_for(orm, who, orm.get_one(Round, round_id)).problem)


def _change(world: World, round_id: int | None = None, **values: object) -> None:
    with world.database.writing() as orm:
        row = orm.get_one(Round, round_id) if round_id else orm.query(Wish).order_by(Wish.id).first()
        for name, value in values.items():
            setattr(row, name, value)


def test_a_wish_is_shown_from_the_city_s_yes_until_its_no(world: World, wished: int) -> None:
    assert _seen(world, wished, "observer") == []
    _change(world, shown=True)
    assert _seen(world, wished, "observer") == ["met-of-dublin"]
    _change(world, text="put more carefully")
    assert _seen(world, wished, "observer") == ["put more carefully"]
    assert _seen(world, wished, "coordinator")[0] == "met-of-dublin"
    _change(world, withdrawn_at=world.clock())
    assert _seen(world, wished, "observer") == []
    _change(world, withdrawn_at=None, shown=False)
    assert _seen(world, wished, "observer") == []


@pytest.mark.parametrize("status", ["solved", "replaced", "proposed"])
def test_before_and_after_the_publication_others_see_none(world: World, wished: int, status: str) -> None:
    _change(world, shown=True)
    _change(world, wished, status=status)
    assert _seen(world, wished, "observer") == []
    assert _seen(world, wished, "participant") == ["met-of-dublin", "unmet-of-dublin"]


def test_the_count_of_hidden_wishes_is_told(world: World, wished: int) -> None:
    with world.database.reading() as orm:
        who = world.viewer(world.here.seats["observer"])
        seen = answer_for(orm, who, round_for(orm, who, wished))
        assert seen.hidden == 5 and not seen.whole and seen.left_out == [LeftOut(met=2, unmet=2)]
        assert answer_for(orm, world.viewer(world.here.seats["organiser"]), round_for(orm, who, wished)).whole


BETWEEN = {
    "messages": ["DUB + TRN are 'never together'."],
    "blocking_groups": [["TRN", "WAW"]],
    "alternatives": [{"total": 1.1, "floor": 0.1, "tandems": [["TRN", "WAW"]]}],
    "personal_best": {"DUB": 0.9, "TRN": 0.8},
}
RULES = {"never": [["DUB", "TRN"]], "together": [["TRN", "WAW"]], "sizes": [2]}


@pytest.mark.parametrize("role", [PARTICIPANT, SUPPORT, OBSERVER, "facilitator", "rapporteur"])
def test_others_cannot_read_between_the_lines(role: str) -> None:
    """Whom coordinators want apart, and who would rather sit elsewhere, tell of wishes and of judgements."""
    own = viewer(role, "DUB" if role in (PARTICIPANT, SUPPORT) else None)
    problem, answer, _ = redacted(own, PROBLEM | {"rules": RULES}, ANSWER | BETWEEN, SHOWN)
    assert answer is not None and problem["rules"] == {"sizes": [2]}
    assert answer["messages"] == answer["blocking_groups"] == answer["alternatives"] == []
    assert answer["personal_best"] == ({"DUB": 0.9} if own.city else {})


def test_coordinators_read_them() -> None:
    problem, answer, _ = redacted(viewer(COORDINATOR), PROBLEM | {"rules": RULES}, ANSWER | BETWEEN, {})
    assert problem["rules"] == RULES and answer is not None
    assert {name: answer[name] for name in BETWEEN} == BETWEEN
