"""Naming challenges for cities, withdrawing, and merging what is the same: nothing that was said is lost."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Refused
from facilitation.queries.challenges.challenges import HeatMap, Wanted, heat_map
from facilitation.queries.challenges.counts import shared_challenges
from facilitation.queries.tandems.tandems import challenge_titles, round_problem
from facilitation.store.boards import Note
from facilitation.store.challenges import Challenge, ChallengeMention, Practice
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.sessions import Session
from tests.world import World


def _city(world: World, code: str) -> int:
    with world.database.reading() as orm:
        query = select(City.id).where(City.programme_id == world.here.programme, City.code == code)
        return orm.scalars(query).one()


def _name(world: World, code: str, title: str, role: str = "coordinator", **more: Any) -> dict[str, int]:
    return world.by(role, "challenge.name", {"city": _city(world, code), "title": title} | more).result


def _map(world: World, wanted: Wanted | None = None) -> HeatMap:
    """The heat-map; what the programme's home counts is the same."""
    viewer = world.viewer(world.here.seats["observer"])
    with world.database.reading() as orm:
        found = heat_map(orm, viewer, "en", wanted)
        counted = {row.title: row.named_by for row in shared_challenges(orm, viewer, "en")}
    assert wanted or counted == {row.title: row.named_by for row in found.rows}
    return found


def _cells(world: World, wanted: Wanted | None = None) -> dict[str, dict[str, list[str]]]:
    """By title and city code: the remarks, or "3 notes"."""
    return {
        row.title.text: {
            code: [said.remark or f"{said.notes} notes" for said in cell.said]
            for code, cell in row.cells.items()
        }
        for row in _map(world, wanted).rows
    }


def _simulate(world: World, model: type, row_id: int) -> None:
    with world.database.writing() as orm:
        orm.get(model, row_id).simulated = True


def test_a_city_names_a_challenge_and_stands_on_the_map(world: World) -> None:
    _name(world, "DUB", "High rents", "participant", remark="For the young")
    _name(world, "TRN", "high  RENTS", remark="For everybody", kind="transversal")
    assert _cells(world) == {"High rents": {"DUB": ["For the young"], "TRN": ["For everybody"]}}
    row = _map(world).rows[0]
    assert (row.named_by, row.challenge.kind) == (2, "social"), "the second naming found the first challenge"
    said = row.cells["DUB"].said[0]
    assert (said.role, said.organisation, said.origin) == ("participant", None, "profile")


def test_the_same_said_again_changes_the_remark_and_brings_it_back(world: World) -> None:
    first = _name(world, "DUB", "High rents", remark="Once")
    assert _name(world, "DUB", "High rents", remark="Twice") == first
    assert _cells(world) == {"High rents": {"DUB": ["Twice"]}}
    world.by("support", "challenge.unname", {"mention": first["mention"]})
    assert _cells(world) == {"High rents": {}} and _map(world).rows[0].named_by == 0
    assert _name(world, "DUB", "High rents", remark="Again") == first
    assert _cells(world) == {"High rents": {"DUB": ["Again"]}}
    elsewhere = _name(world, "DUB", "High rents", remark="Aloud", origin="call")
    assert elsewhere["mention"] != first["mention"], "said at another place it stands beside"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": " "}, "title"),
        ({"kind": "other"}, "kind"),
        ({"origin": "dream"}, "origin"),
        ({"origin": "document"}, "source"),
        ({"origin": "session"}, "session"),
        ({"remark": "x" * 501}, "remark"),
        ({"language": "xx"}, "language"),
    ],
)
def test_refusals_name_the_field(world: World, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        _name(world, "DUB", **({"title": "High rents"} | more))
    assert (refused.value.code, refused.value.field) == ("invalid", field)
    assert _cells(world) == {}


def test_a_session_of_another_programme_is_no_place(world: World) -> None:
    with pytest.raises(Refused) as refused:
        _name(world, "DUB", "High rents", origin="session", session=world.there.session)
    assert refused.value.field == "session"


def test_simulated_namings_count_nowhere(world: World) -> None:
    _simulate(world, Seat, world.here.seats["participant"])
    _name(world, "DUB", "High rents", "participant", remark="In play")
    row = _map(world).rows[0]
    assert row.cells["DUB"].said[0].simulated and row.named_by == 0
    _name(world, "DUB", "High rents", remark="In earnest")
    _name(world, "DUB", "High rents", "participant", remark="In play again")
    assert _cells(world)["High rents"]["DUB"] == ["In play again", "In earnest"], "each beside the other"
    real = _map(world).rows[0].cells["DUB"].said[1].mention
    for command in ("challenge.unname", "challenge.restore", "challenge.remark"):
        with pytest.raises(Refused) as refused:
            world.by("participant", command, {"mention": real})
        assert refused.value.code == "conflict", "what was really said is not changed in play"
    assert _map(world).rows[0].named_by == 1
    _simulate(world, Session, world.here.session)
    said_there = {"origin": "session", "session": world.here.session, "remark": "There"}
    _name(world, "TRN", "High rents", **said_there)
    assert _map(world).rows[0].named_by == 1
    with world.database.reading() as orm:
        problem = round_problem(orm, world.viewer(world.here.seats["coordinator"]), [])
    named = {city["id"]: city["challenges"] for city in problem["cities"]}
    assert named == {"DUB": ["high_rents"], "TRN": [], "SFO": [], "WAW": []}


def test_what_is_hidden_or_was_never_shown_counts_nowhere(world: World) -> None:
    world.stage("cluster")
    notes = [world.note(world.here.seats["participant"]), world.note(world.guest(world.here, "Ida", "TRN"))]
    making = {"board": world.here.board, "notes": notes, "title": "Rents"}
    cluster = world.by("facilitator", "cluster.make", making).result["cluster"]
    world.by("facilitator", "challenge.adopt", {"cluster": cluster})
    assert _cells(world) == {"Rents": {"DUB": ["1 notes"], "TRN": ["1 notes"]}}
    world.by("facilitator", "note.hide", {"note": notes[0]})
    assert _cells(world) == {"Rents": {"TRN": ["1 notes"]}}
    world.stage("write")
    assert _cells(world) == {"Rents": {"TRN": ["1 notes"]}}, "everybody saw it"
    with world.database.writing() as orm:
        orm.get_one(Note, notes[1]).shown_text = None
    assert _cells(world) == {"Rents": {}}


def _two(world: World) -> tuple[int, int]:
    """Two challenges: on a board, named by two cities, answered by a practice."""
    seat = world.here.seats["participant"]
    world.stage("cluster")
    cluster = world.cluster(seat, "Rents")
    world.by("facilitator", "challenge.adopt", {"cluster": cluster})
    rents = _name(world, "TRN", "Rents", remark="Too high")["challenge"]
    housing = _name(world, "TRN", "Housing", remark="Too little")["challenge"]
    _name(world, "WAW", "Housing", remark="None")
    with world.database.writing() as orm:
        answer = Practice(
            programme_id=world.here.programme, city_id=_city(world, "SFO"), key="land", title="Land trust"
        )
        answer.challenges = [orm.get(Challenge, rents), orm.get(Challenge, housing)]
        orm.add(answer)
    return rents, housing


def _everything(world: World) -> list[str]:
    with world.database.reading() as orm:
        tables = (Challenge.__table__, ChallengeMention.__table__)
        return sorted(repr(row) for table in tables for row in orm.execute(select(table)).all())


def test_a_merge_loses_nothing_and_is_undone_exactly(world: World) -> None:
    rents, housing = _two(world)
    before, rows = _cells(world), _everything(world)
    assert before == {
        "Rents": {"DUB": ["1 notes"], "TRN": ["Too high"]},
        "Housing": {"TRN": ["Too little"], "WAW": ["None"]},
    }
    world.by("coordinator", "challenge.merge", {"challenge": rents, "into": housing})
    together = {"DUB": ["1 notes"], "TRN": ["Too high", "Too little"], "WAW": ["None"]}
    assert _cells(world) == {"Housing": together}
    said = {one.remark: one.said_as for one in _map(world).rows[0].cells["TRN"].said}
    assert said["Too little"] is None and said["Too high"].text == "Rents"
    with world.database.reading() as orm:
        coordinator = world.viewer(world.here.seats["coordinator"])
        problem = round_problem(orm, coordinator, [])
        titles = challenge_titles(orm, coordinator, "en")
    assert problem["practices"][0]["challenges"] == ["housing"]
    assert {city["id"]: city["challenges"] for city in problem["cities"]}["TRN"] == ["housing"]
    assert str(titles["rents"]) == "Housing", "rounds of before the merge are explained as well"
    world.by("coordinator", "challenge.unmerge", {"challenge": rents})
    assert _cells(world) == before and _everything(world) == rows


def test_what_is_said_of_a_merged_challenge_is_said_of_the_other(world: World) -> None:
    rents, housing = _two(world)
    world.by("coordinator", "challenge.merge", {"challenge": rents, "into": housing})
    assert _name(world, "SFO", "rents")["challenge"] == housing
    more = world.cluster(world.here.seats["participant"], "Rents")
    adopted = world.by("facilitator", "challenge.adopt", {"cluster": more, "challenge": rents})
    assert adopted.result["challenge"] == housing


def test_merges_make_no_circle(world: World) -> None:
    rents, housing = _two(world)
    land = _name(world, "SFO", "Land")["challenge"]
    world.by("coordinator", "challenge.merge", {"challenge": rents, "into": housing})
    world.by("coordinator", "challenge.merge", {"challenge": housing, "into": land})
    assert set(_cells(world)) == {"Land"}
    for challenge, into in ((land, rents), (land, land), (rents, land)):
        with pytest.raises(Refused):
            world.by("coordinator", "challenge.merge", {"challenge": challenge, "into": into})
    world.by("coordinator", "challenge.unmerge", {"challenge": housing})
    assert _cells(world).keys() == {"Housing", "Land"}, "what had been merged into it stays with it"


def test_titles_by_language(world: World) -> None:
    rents = _name(world, "DUB", "Rents")["challenge"]
    _name(world, "DUB", "Housing")
    change = {"challenge": rents, "kind": "transversal"}
    world.by("coordinator", "challenge.change", change | {"titles": {"en": "High rents", "es": "Alquileres"}})
    assert _name(world, "TRN", "alquileres", language="es")["challenge"] == rents
    with world.database.reading() as orm:
        rows = heat_map(orm, world.viewer(world.here.seats["observer"]), "es").rows
        shown = {(row.title.text, row.title.language, row.challenge.kind) for row in rows}
    assert shown == {("Alquileres", "es", "transversal"), ("Housing", "en", "social")}
    for titles, field in (({"en": "housing"}, "title_en"), ({"es": "Alquileres"}, "title_en")):
        with pytest.raises(Refused) as refused:
            world.by("coordinator", "challenge.change", change | {"titles": titles})
        assert refused.value.field == field
    world.by("coordinator", "challenge.change", change | {"titles": {"en": "High rents", "es": " "}})
    with world.database.reading() as orm:
        assert orm.get(Challenge, rents).titles == {}
