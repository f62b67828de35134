"""Self-assessments by command: wording stands once it was rated, and no answer is lost silently."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from facilitation.domain.assessments import mean_of, quartiles_of, starting_languages, starting_set
from facilitation.domain.errors import Refused
from facilitation.queries.onboarding.assessments import answer_sheet, progress, questionnaire, wording
from facilitation.store.assessments import AssessmentArea, Rating, Statement
from facilitation.store.cities import City
from facilitation.store.programmes import Programme
from tests.laws.cases.assessments import area, city_of
from tests.world import World


def _statements(world: World) -> list[int]:
    with world.database.reading() as orm:
        return list(orm.scalars(select(Statement.id).order_by(Statement.area_id, Statement.position)))


def _asked(world: World) -> list[tuple[str, list[str]]]:
    with world.database.reading() as orm:
        found = questionnaire(orm, world.viewer(world.here.seats["observer"]))
        return [(one.area.title, [statement.text for statement in one.statements]) for one in found]


def _dublin(world: World) -> dict[str, Any]:
    return city_of(world, world.here.seats["participant"])


def _give(
    world: World, role: str, statement: int, rating: int | None, comment: str = "", seen: int = 0
) -> Any:
    answer = {"statement": statement, "rating": rating, "comment": comment, "seen": seen}
    return world.by(role, "rating.give", _dublin(world) | {"answers": [answer]}).result["versions"]


@pytest.mark.parametrize(("languages", "first"), [(["es", "en"], "Marco legal"), (["pt"], "Legal and")])
def test_the_starting_set_speaks_the_programmes_first_language(
    world: World, languages: list[str], first: str
) -> None:
    with world.database.writing() as orm:
        orm.get_one(Programme, world.here.programme).languages = languages
    world.by("organiser", "assessment.take_set", {})
    asked = _asked(world)
    assert len(asked) == 8 and asked[0][0].startswith(first)
    assert all(3 <= len(statements) <= 5 for _, statements in asked)
    with pytest.raises(Refused, match="areas already"):
        world.by("organiser", "assessment.take_set", {})
    with world.database.reading() as orm:
        written_in = orm.scalars(select(Statement.language).distinct()).all()
    assert written_in == [languages[0] if languages[0] in starting_languages() else "en"]


def test_the_set_is_the_same_in_every_language() -> None:
    shapes = {tuple(len(one.statements) for one in starting_set(language)) for language in ("en", "es", "fr")}
    assert len(shapes) == 1 and starting_languages() == {"en", "es", "fr"}


def test_words_are_open_until_the_first_answer(world: World) -> None:
    data = area(world)["area"]
    add = {"area": data}
    first, second, third = (
        world.by("coordinator", "statement.add", add | {"text": text}).result["statement"]
        for text in ("One", "Two", "Three")
    )
    world.by("coordinator", "statement.move", {"statement": third, "place": 0})
    world.by("coordinator", "statement.change", {"statement": first, "text": "  One \n and only "})
    world.by("coordinator", "statement.remove", {"statement": second})
    world.by("coordinator", "assessment_area.move", {"area": data, "place": 0})
    assert _asked(world) == [("Data", ["Three", "One and only"]), ("Planning", [])]
    world.by("coordinator", "statement.restore", {"statement": second})
    assert _asked(world)[0] == ("Data", ["Three", "One and only", "Two"])

    _give(world, "participant", first, 3)
    for name, payload in {
        "statement.change": {"statement": third, "text": "Else"},
        "statement.move": {"statement": third, "place": 1},
        "statement.remove": {"statement": third},
        "assessment_area.change": {"area": data, "title": "Else"},
        "assessment_area.move": {"area": data, "place": 1},
        "assessment_area.remove": {"area": data},
    }.items():
        with pytest.raises(Refused, match="wording stands"):
            world.by("organiser", name, payload)
    world.by("organiser", "statement.add", add | {"text": "Four"})
    assert _asked(world)[0][1][-1] == "Four"
    with world.database.reading() as orm:
        assert wording(orm, world.viewer(world.here.seats["coordinator"])).fixed


@pytest.mark.parametrize(
    ("name", "payload", "field"),
    [
        ("assessment_area.add", {"title": " "}, "title"),
        ("assessment_area.add", {"title": "x" * 121}, "title"),
        ("statement.add", {"text": "x" * 301}, "text"),
    ],
)
def test_a_refusal_names_the_field(world: World, name: str, payload: dict, field: str) -> None:
    payload = payload | (area(world) if "text" in payload else {})
    with pytest.raises(Refused) as refused:
        world.by("coordinator", name, payload)
    assert (refused.value.code, refused.value.field) == ("invalid", field)


def test_no_answer_is_an_answer_but_no_zero(world: World) -> None:
    world.by("organiser", "assessment.take_set", {})
    one, two, *_ = _statements(world)
    dublin = _dublin(world)["city"]
    viewer = world.viewer(world.here.seats["observer"])
    with world.database.reading() as orm:
        assert progress(orm, viewer)[dublin] == (0, 32)
    _give(world, "participant", one, None, "We can't say")
    _give(world, "support", two, 0)
    with world.database.reading() as orm:
        counts = progress(orm, viewer)
        assert counts[dublin] == (2, 32) and len(counts) == 4
        assert progress(orm, world.viewer(world.here.seats["guest"])) == {}
        ratings = dict(orm.execute(select(Rating.statement_id, Rating.rating)).all())
        assert ratings == {one: None, two: 0}
    assert (mean_of([]), mean_of([0, 5])) == (None, 2.5)
    assert quartiles_of([4, 9]) is None
    assert quartiles_of([0, 4, 8]).median == 4


def test_two_people_at_once_lose_nothing(world: World) -> None:
    world.by("organiser", "assessment.take_set", {})
    statement = _statements(world)[0]
    _give(world, "participant", statement, 7, "First")
    with pytest.raises(Refused) as refused:
        _give(world, "support", statement, 4, "Second")
    assert refused.value.code == "conflict" and refused.value.field == f"statement-{statement}"
    assert "Participant" in str(refused.value.message) and "7" in str(refused.value.message)
    assert _give(world, "support", statement, 7, "First") == {str(statement): 1}, "the same is no quarrel"
    assert _give(world, "support", statement, 4, "Second", seen=1) == {str(statement): 2}
    # One's own later word needs not have seen the version that one's own lost acknowledgement named.
    assert _give(world, "support", statement, 6, "Second thoughts") == {str(statement): 3}
    world.clock.now += dt.timedelta(minutes=2)
    assert _give(world, "support", statement, 5, "Third") == {str(statement): 4}
    assert _give(world, "support", statement, 5) == {str(statement): 5}, "a comment is never lost"
    with world.database.reading() as orm:
        sheet = answer_sheet(orm, world.viewer(world.here.seats["participant"]), "DUB")
        answer = sheet.answers[statement]
        assert (answer.rating, answer.comment, answer.role) == (5, "", "support")
        former = [(one.rating, one.comment, one.seat.name, one.version) for one in answer.former]
        assert former == [
            (5, "Third", "Support", 4),
            (6, "Second thoughts", "Support", 3),
            (7, "First", "Participant", 1),
        ]


def test_what_cannot_be_an_answer(world: World) -> None:
    world.by("organiser", "assessment.take_set", {})
    statement = _statements(world)[0]
    for rating in (-1, 11):
        with pytest.raises(Refused) as refused:
            _give(world, "participant", statement, rating)
        assert (refused.value.code, refused.value.field) == ("invalid", f"statement-{statement}")
    with pytest.raises(Refused, match="at most"):
        _give(world, "participant", statement, 5, "x" * 1001)
    for answers in ([{"statement": 10**9, "rating": 1}], [{"statement": statement, "rating": 1}] * 2):
        with pytest.raises(Refused) as refused:
            world.by("participant", "rating.give", _dublin(world) | {"answers": answers})
        assert refused.value.code == "not_found"


def test_handing_in_closes_and_reopening_opens(world: World) -> None:
    world.by("organiser", "assessment.take_set", {})
    statement, about = _statements(world)[0], _dublin(world)
    with pytest.raises(Refused, match="at least one"):
        world.by("participant", "assessment.submit", about)
    _give(world, "participant", statement, 7)
    world.by("support", "assessment.submit", about)
    with pytest.raises(Refused, match="handed in"):
        _give(world, "participant", statement, 8)
    world.by("participant", "assessment.reopen", about)
    _give(world, "participant", statement, 8)
    with world.database.reading() as orm:
        sheet = answer_sheet(orm, world.viewer(world.here.seats["support"]), "DUB")
        assert not sheet.handed_in and (sheet.answered, sheet.total) == (1, 32)


def test_a_second_round_leaves_the_first_as_it_was(world: World) -> None:
    world.by("organiser", "assessment.take_set", {})
    statement, about = _statements(world)[0], _dublin(world)
    with pytest.raises(Refused, match="No city has answered"):
        world.by("organiser", "assessment.next_round", {"number": 2})
    _give(world, "participant", statement, 7)
    world.by("organiser", "assessment.next_round", {"number": 2})
    with pytest.raises(Refused, match="changed this first"):
        world.by("organiser", "assessment.next_round", {"number": 2})
    with pytest.raises(Refused, match="round of the self-assessment is over"):
        _give(world, "participant", statement, 1)
    answer = {"statement": statement, "rating": 9}
    world.by("participant", "rating.give", about | {"round": 2, "answers": [answer]})
    with world.database.reading() as orm:
        rows = orm.execute(select(Rating.round, Rating.rating).order_by(Rating.round)).all()
        assert rows == [(1, 7), (2, 9)]
        assert progress(orm, world.viewer(world.here.seats["organiser"]))[about["city"]] == (1, 32)
        with pytest.raises(Refused, match="wording stands"):
            world.by("organiser", "statement.remove", {"statement": statement})


def test_a_rated_city_stays(world: World) -> None:
    cork = world.by("coordinator", "city.add", {"name": "Cork", "time_zone": "Europe/Dublin"}).result["city"]
    statement = world.by("coordinator", "statement.add", area(world) | {"text": "One"}).result["statement"]
    given = {"city": cork, "round": 1, "answers": [{"statement": statement, "rating": 1}]}
    world.by("coordinator", "rating.give", given)
    with pytest.raises(Refused, match="belong to it"):
        world.by("coordinator", "city.remove", {"city": cork})
    with world.database.reading() as orm:
        assert orm.get(City, cork) and orm.scalars(select(AssessmentArea)).all()
