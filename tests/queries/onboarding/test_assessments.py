"""What whom a self-assessment shows: comments stay with the city, drafts too, and "no answer" is a gap."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select

from facilitation.domain.errors import Refused
from facilitation.domain.permissions import GUEST, ROLES
from facilitation.queries.cities.cities import city_for
from facilitation.queries.onboarding.assessment_results import answers_given, city_profile, results, states
from facilitation.queries.onboarding.assessments import answer_sheet
from facilitation.store.assessments import Statement
from facilitation.store.cities import City
from tests.world import World

COMMENT = "Told-in-trust-91"


@pytest.fixture
def rated(world: World) -> World:
    """Dublin and Turin have handed in, Warsaw has only begun."""
    world.by("organiser", "assessment.take_set", {})
    one, two = _statements(world)[:2]
    for code, ratings in {"DUB": (2, None), "TRN": (8, 4), "WAW": (1, 1)}.items():
        about = {"city": _city(world, code), "round": 1}
        answers = [
            {"statement": statement, "rating": rating, "comment": f"{COMMENT} of {code}"}
            for statement, rating in zip((one, two), ratings, strict=True)
        ]
        world.by("coordinator", "rating.give", about | {"answers": answers})
        if code != "WAW":
            world.by("coordinator", "assessment.submit", about)
    return world


def _statements(world: World) -> list[int]:
    with world.database.reading() as orm:
        return list(orm.scalars(select(Statement.id).order_by(Statement.id)))


def _city(world: World, code: str) -> int:
    with world.database.reading() as orm:
        return orm.scalars(
            select(City.id).where(City.programme_id == world.here.programme, City.code == code)
        ).one()


@pytest.mark.parametrize("role", [role for role in ROLES if role != GUEST])
def test_comments_stay_with_the_city(rated: World, role: str) -> None:
    viewer = rated.viewer(rated.here.seats[role])
    with rated.database.reading() as orm:
        told = {one.dot.city.code for one in answers_given(orm, viewer) if one.comment is not None}
        readers = {"organiser": {"DUB", "TRN"}, "coordinator": {"DUB", "TRN"}}
        assert told == readers.get(role, {"DUB"} if role in ("participant", "support") else set())
        for code in ("DUB", "TRN", "WAW"):
            if role in readers or (viewer.city == code):
                assert COMMENT in {
                    one.comment.split(" of ")[0] for one in answer_sheet(orm, viewer, code).answers.values()
                }
            else:
                with pytest.raises(Refused):
                    answer_sheet(orm, viewer, code)


def test_what_is_not_handed_in_is_nobody_elses(rated: World) -> None:
    with rated.database.reading() as orm:
        participant = rated.viewer(rated.here.seats["participant"])
        found = results(orm, participant)
        assert found.handed_in == 2
        dots = [dot for area in found.areas for spread in area.spreads for dot in spread.dots]
        assert {dot.city.code for dot in dots} == {"DUB", "TRN"}
        waw = city_for(orm, participant, "WAW")
        assert city_profile(orm, participant, waw).rounds == []
        coordinator = rated.viewer(rated.here.seats["coordinator"])
        draft = city_profile(orm, coordinator, waw).rounds[0]
        assert draft.means[0].mean == 1 and not draft.handed_in
        assert [(one.city.code, one.state, one.answered) for one in states(orm, participant)] == [
            ("DUB", "submitted", 2),
            ("SFO", "open", None),
            ("TRN", "submitted", None),
            ("WAW", "begun", None),
        ]


def test_observers_see_the_overview_only_and_guests_nothing(rated: World) -> None:
    with rated.database.reading() as orm:
        observer = rated.viewer(rated.here.seats["observer"])
        dublin = city_for(orm, observer, "DUB")
        assert results(orm, observer).handed_in == 2 and city_profile(orm, observer, dublin) is None
        guest = rated.viewer(rated.here.seats["guest"])
        assert city_profile(orm, guest, dublin) is None
        for read in (results, states, answers_given):
            with pytest.raises(Refused):
                read(orm, guest)
        stranger = rated.viewer(rated.there.seats["organiser"])
        assert city_profile(orm, stranger, dublin) is None and results(orm, stranger).handed_in == 0


def test_no_answer_is_left_out(rated: World) -> None:
    with rated.database.reading() as orm:
        viewer = rated.viewer(rated.here.seats["facilitator"])
        first, second = results(orm, viewer).areas[0].spreads[:2]
        assert [(dot.city.code, dot.rating) for dot in first.dots] == [("DUB", 2), ("TRN", 8)]
        assert first.quartiles is None, "two ratings have no quartiles"
        assert second.ratings == [4] and [dot.city.code for dot in second.without] == ["DUB"]
        means = city_profile(orm, viewer, city_for(orm, viewer, "DUB")).rounds[0].means
        assert (means[0].mean, means[0].answered, means[0].total) == (2, 1, 4)
        assert means[1].mean is None and means[1].answered == 0


def test_many_cities_take_as_few_statements_of_sql(rated: World) -> None:
    counted: list[str] = []
    viewer = rated.viewer(rated.here.seats["facilitator"])

    def count(*args) -> None:
        counted.append(args[2])

    event.listen(rated.database.engine, "before_cursor_execute", count)
    with rated.database.reading() as orm:
        states(orm, viewer)
        results(orm, viewer)
    assert len(counted) <= 14, counted
