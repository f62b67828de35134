"""Removing a programme that was started by mistake, and going as the only member of one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from facilitation.domain.errors import Refused
from facilitation.queries.people.people import closed_with, sole_organiser_of
from facilitation.queries.programmes.programmes import programme_by_slug, programmes_of_person
from facilitation.store.people import Person, Seat
from facilitation.store.programmes import Programme
from tests.laws.cases import CASES
from tests.world import World


def _started(world: World) -> tuple[dict[str, int], int]:
    """A programme just started, with everything taken over; and its organiser's seat."""
    payload = CASES["programme.remove"].payload(world, 0)
    with world.database.reading() as orm:
        query = orm.query(Seat).filter_by(programme_id=payload["programme"])
        return payload, query.one().id


def test_an_empty_one_goes_and_frees_its_address(world: World) -> None:
    payload, _ = _started(world)
    with world.database.reading() as orm:
        slug = orm.get_one(Programme, payload["programme"]).slug
    world.do("programme.remove", payload, programme=payload["programme"])
    with world.database.reading() as orm:
        assert programme_by_slug(orm, slug) is None
        assert [one.slug for one in programmes_of_person(orm, payload["person"])] == [world.here.slug]
    again = world.by("organiser", "programme.start", {"title": "Again", "slug": slug}).result
    assert again["slug"] == slug


def _session(world: World, seat: int) -> None:
    world.do("session.create", {"title": "Kept", "type": "challenge", "template": "challenges"}, seat)


def _naming(world: World, seat: int) -> None:
    city = world.do("city.add", {"name": "Nairobi", "time_zone": "Africa/Nairobi"}, seat).result["city"]
    world.do("challenge.name", {"city": city, "title": "Rents"}, seat)


def _invitation(world: World, seat: int) -> None:
    person = {"email": "ana@city.example", "name": "Ana", "role": "participant"}
    world.do("invitation.send", {"people": [person]}, seat)


@pytest.mark.parametrize("used", [_session, _naming, _invitation])
def test_one_with_something_in_it_stays(world: World, used: Callable[[World, int], None]) -> None:
    payload, seat = _started(world)
    used(world, seat)
    with pytest.raises(Refused) as refused:
        world.do("programme.remove", payload, programme=payload["programme"])
    assert refused.value.code == "conflict"
    assert "rchive" in refused.value.message.text


def test_the_only_one_stays(world: World) -> None:
    payload, _ = _started(world)
    with world.database.writing() as orm:
        orm.get_one(Seat, world.here.seats["organiser"]).removed_at = world.clock()
    with pytest.raises(Refused) as refused:
        world.do("programme.remove", payload, programme=payload["programme"])
    assert "only programme" in refused.value.message.text


def test_whose_epoch_is_past_removes_nothing(world: World) -> None:
    payload, _ = _started(world)
    with pytest.raises(Refused) as refused:
        stale = payload | {"epoch": payload["epoch"] - 1}
        world.do("programme.remove", stale, programme=payload["programme"])
    assert refused.value.code == "not_found"


def test_somebody_alone_in_a_programme_can_go(world: World) -> None:
    """It is archived with them; of a programme with others in it, somebody else has to take over first."""
    payload, seat = _started(world)
    with world.database.writing() as orm:
        orm.get_one(Seat, world.here.seats["organiser"]).person_id = None  # alone in the new one only
        person = orm.get_one(Person, payload["person"])
        person.email = "alone@city.example"
        assert [one.id for one in closed_with(orm, person.id)] == [payload["programme"]]
        assert sole_organiser_of(orm, person.id) == []
    going = {name: payload[name] for name in ("person", "epoch")}
    world.do("account.erase", going, programme=payload["programme"])
    with world.database.reading() as orm:
        assert orm.get_one(Programme, payload["programme"]).archived_at is not None
        assert orm.get_one(Seat, seat).erased_at is not None


def test_the_only_organiser_of_others_hands_over_first(world: World) -> None:
    with world.database.reading() as orm:
        person = orm.get_one(Seat, world.here.seats["organiser"]).person
        payload = {"person": person.id, "epoch": person.epoch}
        assert [one.id for one in sole_organiser_of(orm, person.id)] == [world.here.programme]
        assert closed_with(orm, person.id) == []
    with pytest.raises(Refused) as refused:
        world.do("account.erase", payload, programme=world.here.programme)
    assert "Make somebody else organiser first" in refused.value.message.text
