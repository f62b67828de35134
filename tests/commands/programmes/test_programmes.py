"""The edition's settings by command: addresses that go on working, phases, and the steps of the setup."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Refused
from facilitation.queries.programmes.programmes import programme_by_slug, setup_states
from facilitation.store.programmes import Programme
from tests.world import World


def _change(world: World, **named: object) -> None:
    world.by("organiser", "programme.change", named)


def test_a_former_address_leads_on(world: World) -> None:
    _change(world, slug="second")
    _change(world, slug="third")
    with world.database.reading() as orm:
        assert {programme_by_slug(orm, slug).id for slug in ("here", "second", "third")} == {
            world.here.programme
        }
    _change(world, slug="here")
    with world.database.reading() as orm:
        assert programme_by_slug(orm, "here").slug == "here"
        assert programme_by_slug(orm, "third").slug == "here"


@pytest.mark.parametrize("slug", ["there", "was-theirs", "", "a", "Über uns", "a--b", "-a", "x" * 61, "a/b"])
def test_an_address_must_be_free_and_plain(world: World, slug: str) -> None:
    theirs = world.there.seats["organiser"]
    world.do("programme.change", {"slug": "was-theirs"}, theirs)
    world.do("programme.change", {"slug": "there"}, theirs)
    with pytest.raises(Refused) as refused:
        _change(world, slug=slug)
    assert refused.value.field == "slug"


@pytest.mark.parametrize(
    ("named", "field"),
    [
        ({"title": " "}, "title"),
        ({"languages": []}, "languages"),
        ({"languages": ["xx"]}, "languages"),
        ({"host_zone": "Mars/Base"}, "host_zone"),
        ({"phases": [{"kind": "party"}]}, "phases"),
        (
            {"phases": [{"kind": "call", "starts_on": "2027-02-02", "ends_on": "2027-02-01"}]},
            "call_ends_on",
        ),
        ({"privacy_notice": "x" * 10_001}, "privacy_notice"),
    ],
)
def test_a_refusal_names_the_field_and_changes_nothing(world: World, named: dict, field: str) -> None:
    with pytest.raises(Refused) as refused:
        _change(world, aims="New aims", **named)
    assert refused.value.field == field
    with world.database.reading() as orm:
        assert orm.get(Programme, world.here.programme).aims == ""


def test_phases_get_their_days_in_their_order(world: World) -> None:
    _change(world, phases=[{"kind": "tandems", "starts_on": "2027-05-01"}, {"kind": "call"}])
    _change(world, phases=[{"kind": "tandems", "starts_on": "2027-06-01", "ends_on": "2027-06-30"}])
    with world.database.reading() as orm:
        phases = orm.get(Programme, world.here.programme).phases
        assert [phase.kind for phase in phases] == ["call", "tandems"]
        assert str(phases[1].starts_on) == "2027-06-01"


def _states(world: World, role: str = "organiser") -> dict[str, str]:
    with world.database.reading() as orm:
        viewer = world.viewer(world.here.seats[role])
        programme = orm.scalars(select(Programme).where(Programme.id == world.here.programme)).one()
        return {one.step: one.state for one in setup_states(orm, viewer, programme)}


def test_the_setup_counts_what_is_there(world: World) -> None:
    assert _states(world) == {}, "nobody set this one up step by step"
    with world.database.writing() as orm:
        orm.get(Programme, world.here.programme).setup = []
    world.database.forget()
    assert _states(world) == {"programme": "open", "cities": "done", "people": "done", "workshop": "done"}
    assert _states(world, "coordinator") == {}
    _change(world, title="Learning 2027")
    assert _states(world)["programme"] == "done"
    world.by("organiser", "setup.pass", {"step": "all"})
    assert _states(world) == {}
