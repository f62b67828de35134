"""What a board proposes counts nowhere until the city confirms it, and nothing hidden is proposed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from facilitation.domain.documents import to_json
from facilitation.domain.errors import Refused
from facilitation.queries.boards import boards
from facilitation.queries.challenges.board_proposals import clusters_to_adopt, count_open, proposals_for
from facilitation.queries.challenges.challenges import heat_map
from facilitation.queries.challenges.counts import shared_challenges
from facilitation.queries.documents.minutes import minutes
from facilitation.queries.tandems.tandems import round_problem
from facilitation.store.boards import Board, Cluster, Note
from facilitation.store.challenges import ChallengeMention
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.sessions import Session
from tests.world import START, World


def _city(world: World, code: str) -> int:
    with world.database.reading() as orm:
        query = select(City.id).where(City.programme_id == world.here.programme, City.code == code)
        return orm.scalars(query).one()


def _adopted(world: World, title: str = "Rents") -> int:
    """A cluster with a note of Dublin and one of Turin that stands for a challenge."""
    world.stage("cluster")
    notes = [world.note(world.here.seats["participant"]), world.note(world.guest(world.here, title, "TRN"))]
    making = {"board": world.here.board, "notes": notes, "title": title}
    cluster = world.by("facilitator", "cluster.make", making).result["cluster"]
    world.by("facilitator", "challenge.adopt", {"cluster": cluster})
    return cluster


def _answer(world: World, what: str, *clusters: int, role: str = "participant", code: str = "DUB") -> Any:
    payload = {"city": _city(world, code), "clusters": list(clusters)}
    return world.by(role, f"naming.{what}", payload)


def _counted(world: World) -> dict[str, list[str]]:
    """By title the cities that name it, which heat-map, home page and tandems tell alike."""
    viewer = world.viewer(world.here.seats["observer"])
    with world.database.reading() as orm:
        rows = heat_map(orm, viewer).rows
        found = {row.title.text: [code for code, cell in row.cells.items() if cell.real] for row in rows}
        assert {row.title.text: row.named_by for row in rows} == {t: len(c) for t, c in found.items()}
        home = {one.title.text: one.named_by for one in shared_challenges(orm, viewer, "en")}
        assert home == {title: len(codes) for title, codes in found.items()}
        keys = {row.challenge.key: row.title.text for row in rows}
        problem = round_problem(orm, world.viewer(world.here.seats["coordinator"]), [])
    tandems = {title: [] for title in found}
    for city in problem["cities"]:
        for key in city["challenges"]:
            tandems[keys[key]].append(city["id"])
    assert {title: sorted(codes) for title, codes in found.items()} == tandems
    return {title: sorted(codes) for title, codes in found.items() if codes}


def _proposed(world: World) -> dict[str, list[str]]:
    """By title the cities that are hatched on the heat-map."""
    with world.database.reading() as orm:
        rows = heat_map(orm, world.viewer(world.here.seats["observer"])).rows
        found = {row.title.text: sorted(c for c, cell in row.cells.items() if cell.proposed) for row in rows}
    return {title: codes for title, codes in found.items() if codes}


def _waiting(world: World, role: str = "participant") -> dict[str, int]:
    with world.database.reading() as orm:
        return dict(count_open(orm, world.viewer(world.here.seats[role])))


def _minutes(world: World) -> str:
    with world.database.reading() as orm:
        session = orm.get_one(Session, world.here.session)
        return json.dumps(to_json(minutes(orm, session, START, str, 1)))


def _on_wall(world: World, cluster: int) -> dict[str, bool]:
    with world.database.reading() as orm:
        whole = boards.whole(orm, orm.get_one(Board, world.here.board), "projector")
    return next(row for row in whole["clusters"] if row["id"] == cluster).get("answers", {})


def test_a_proposal_counts_once_the_city_confirms_it(world: World) -> None:
    cluster = _adopted(world)
    assert _counted(world) == {} and _proposed(world) == {"Rents": ["DUB", "TRN"]}
    assert _waiting(world) == {"DUB": 1} and _waiting(world, "coordinator") == {"DUB": 1, "TRN": 1}
    assert "Proposed, not confirmed: " in _minutes(world) and "Confirmed by: " not in _minutes(world)
    _answer(world, "confirm", cluster)
    assert _counted(world) == {"Rents": ["DUB"]} and _proposed(world) == {"Rents": ["TRN"]}
    assert _waiting(world) == {} and _on_wall(world, cluster) == {"DUB": True}
    assert "Confirmed by: " in _minutes(world)
    with world.database.reading() as orm:
        mention = orm.scalars(select(ChallengeMention)).one()
        kept = (mention.origin, mention.session_id, mention.cluster_id, mention.role, mention.simulated)
    assert kept == ("board", world.here.session, cluster, "participant", False)


def test_a_coordinator_can_answer_for_a_city_and_it_is_recorded_as_theirs(world: World) -> None:
    cluster = _adopted(world)
    _answer(world, "confirm", cluster, role="coordinator", code="TRN")
    with world.database.reading() as orm:
        assert orm.scalars(select(ChallengeMention.role)).one() == "coordinator"
    assert _counted(world) == {"Rents": ["TRN"]}


def test_several_are_confirmed_declined_and_taken_back_at_once(world: World) -> None:
    one, other = _adopted(world, "Rents"), _adopted(world, "Jobs")
    _answer(world, "confirm", one, other)
    assert _counted(world) == {"Rents": ["DUB"], "Jobs": ["DUB"]}
    _answer(world, "decline", one, other)
    assert _counted(world) == {} and _proposed(world) == {"Rents": ["TRN"], "Jobs": ["TRN"]}
    assert _waiting(world) == {} and _on_wall(world, one) == {"DUB": False}
    _answer(world, "reopen", one, other)
    assert _proposed(world) == {"Rents": ["DUB", "TRN"], "Jobs": ["DUB", "TRN"]}
    assert _waiting(world) == {"DUB": 2} and _on_wall(world, one) == {}
    _answer(world, "confirm", one)
    with world.database.reading() as orm:
        told = proposals_for(
            orm, world.viewer(world.here.seats["support"]), orm.get_one(City, _city(world, "DUB")), "en"
        )
    assert [(len(told.open), [str(each.title) for each in told.answered])] == [(1, ["Rents"])]


def test_to_undo_the_adoption_takes_back_what_nobody_confirmed(world: World) -> None:
    cluster = _adopted(world)
    _answer(world, "confirm", cluster)
    world.by("facilitator", "undo", {"board": world.here.board})
    assert _counted(world) == {"Rents": ["DUB"]} and _proposed(world) == {}
    assert _waiting(world, "coordinator") == {}
    with pytest.raises(Refused) as refused:
        _answer(world, "confirm", cluster, role="coordinator", code="TRN")
    assert refused.value.code == "conflict"
    _answer(world, "reopen", cluster)
    assert _counted(world) == {}
    world.by("facilitator", "challenge.adopt", {"cluster": cluster})
    assert _proposed(world) == {"Rents": ["DUB", "TRN"]}


def test_an_answer_is_not_undone_on_the_board(world: World) -> None:
    """Nobody's `undo` takes from a city what it has said."""
    cluster = _adopted(world)
    _answer(world, "confirm", cluster, role="coordinator")
    with pytest.raises(Refused) as refused:
        world.by("coordinator", "undo", {"board": world.here.board})
    assert refused.value.code == "not_found"
    assert _counted(world) == {"Rents": ["DUB"]} and _on_wall(world, cluster) == {"DUB": True}


def test_what_was_confirmed_can_be_withdrawn_and_restored_like_every_naming(world: World) -> None:
    cluster = _adopted(world)
    _answer(world, "confirm", cluster)
    with world.database.reading() as orm:
        mention = {"mention": orm.scalars(select(ChallengeMention.id)).one()}
    world.by("participant", "challenge.remark", mention | {"remark": "Twice the wage", "urgency": 1})
    world.by("participant", "challenge.unname", mention)
    assert _counted(world) == {} and _proposed(world) == {"Rents": ["TRN"]}
    assert _on_wall(world, cluster) == {"DUB": False}
    world.by("participant", "challenge.restore", mention)
    assert _counted(world) == {"Rents": ["DUB"]} and _on_wall(world, cluster) == {"DUB": True}
    with world.database.reading() as orm:
        row = orm.scalars(select(ChallengeMention)).one()
        assert (row.remark, row.urgency, row.origin, row.session_id) == (
            "Twice the wage",
            1,
            "board",
            world.here.session,
        )


def test_two_clusters_of_one_challenge_ask_once(world: World) -> None:
    first = _adopted(world)
    with world.database.reading() as orm:
        rents = orm.get_one(Cluster, first).challenge_id
    second = world.cluster(world.here.seats["participant"], "Too dear")
    world.by("facilitator", "challenge.adopt", {"cluster": second, "challenge": rents})
    assert _waiting(world) == {"DUB": 1}
    _answer(world, "confirm", second)
    assert _waiting(world) == {} and _on_wall(world, first) == {"DUB": True}
    with world.database.reading() as orm:
        assert len(orm.scalars(select(ChallengeMention)).all()) == 1
        said = heat_map(orm, world.viewer(world.here.seats["observer"])).rows[0].cells["DUB"].said
    assert [(one.notes, one.proposed) for one in said] == [(2, False)]


@pytest.mark.parametrize("how", ["anonymous", "city", "hidden", "private", "removed", "taken out"])
def test_nothing_that_hides_its_city_is_proposed(world: World, how: str) -> None:
    """Nor can it be confirmed by somebody who guesses."""
    cluster = _adopted(world)
    with world.database.reading() as orm:
        notes = orm.scalars(select(Note.id).where(Note.cluster_id == cluster)).all()
    if how in ("anonymous", "city"):
        world.by("facilitator", "board.settings", {"board": world.here.board, "authors": how})
    elif how == "private":
        with world.database.writing() as orm:
            for note in notes:
                orm.get_one(Note, note).shown_text = None
    else:
        for note in notes:
            if how == "hidden":
                world.by("facilitator", "note.hide", {"note": note})
            elif how == "removed":
                world.by("facilitator", "note.remove", {"note": note})
            else:
                world.by("facilitator", "cluster.take_out", {"note": note})
    assert _proposed(world) == {} and _waiting(world, "coordinator") == {}
    with pytest.raises(Refused) as refused:
        _answer(world, "confirm", cluster)
    assert refused.value.code == "conflict"
    assert _counted(world) == {}


def test_a_merged_challenge_is_proposed_as_what_it_stands_for(world: World) -> None:
    cluster = _adopted(world)
    into = world.by("coordinator", "challenge.name", {"city": _city(world, "WAW"), "title": "Housing"})
    with world.database.reading() as orm:
        rents = orm.get_one(Cluster, cluster).challenge_id
    merge = {"challenge": rents, "into": into.result["challenge"]}
    world.by("coordinator", "challenge.merge", merge)
    assert _proposed(world) == {"Housing": ["DUB", "TRN"]}
    _answer(world, "confirm", cluster)
    assert _counted(world) == {"Housing": ["DUB", "WAW"]}
    world.by("coordinator", "challenge.unmerge", {"challenge": rents})
    assert _counted(world) == {"Housing": ["WAW"], "Rents": ["DUB"]}
    assert _proposed(world) == {"Rents": ["TRN"]}


def test_several_clusters_are_adopted_by_one_press_or_none(world: World) -> None:
    world.stage("cluster")
    seat = world.here.seats["participant"]
    rents, jobs = world.cluster(seat, "Rents"), world.cluster(seat, "Trust")
    board = {"board": world.here.board}
    for clusters in ([], [{"cluster": rents}, {"cluster": 0}], [{"cluster": rents, "kind": "odd"}]):
        with pytest.raises(Refused):
            world.by("facilitator", "challenge.adopt_several", board | {"clusters": clusters})
    assert _proposed(world) == {}
    several = [{"cluster": rents, "kind": "social"}, {"cluster": jobs, "kind": "transversal"}]
    world.by("facilitator", "challenge.adopt_several", board | {"clusters": several})
    assert _proposed(world) == {"Rents": ["DUB"], "Trust": ["DUB"]}
    with world.database.reading() as orm:
        rows = heat_map(orm, world.viewer(world.here.seats["observer"])).rows
        assert {row.title.text: row.challenge.kind for row in rows} == {
            "Rents": "social",
            "Trust": "transversal",
        }
    world.by("facilitator", "undo", board)
    assert _proposed(world) == {}, "one step, taken back as one"


def test_clusters_of_a_board_before_its_reveal_cannot_be_chosen(world: World) -> None:
    _adopted(world)
    facilitator = world.viewer(world.here.seats["facilitator"])

    def listed() -> int:
        with world.database.reading() as orm:
            session = orm.get_one(Session, world.here.session)
            return sum(len(one.clusters) for one in clusters_to_adopt(orm, facilitator, session, "en"))

    assert listed() == 1
    world.stage("write")
    assert listed() == 0


def test_what_simulated_people_confirm_counts_nowhere(world: World) -> None:
    cluster = _adopted(world)
    with world.database.writing() as orm:
        orm.get_one(Seat, world.here.seats["support"]).simulated = True
    _answer(world, "confirm", cluster, role="support")
    assert _counted(world) == {}
    _answer(world, "confirm", cluster)
    assert _counted(world) == {"Rents": ["DUB"]}, "the city itself says so"
    with pytest.raises(Refused) as refused:
        _answer(world, "decline", cluster, role="support")
    assert refused.value.code == "conflict"


def test_what_is_said_in_a_simulated_session_counts_nowhere(world: World) -> None:
    cluster = _adopted(world)
    with world.database.writing() as orm:
        orm.get_one(Session, world.here.session).simulated = True
    assert _waiting(world, "coordinator") == {}
    _answer(world, "confirm", cluster)
    assert _counted(world) == {}
