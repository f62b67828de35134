"""Cities without wishes are reminded: each person in their language and by their clocks, once a day."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Refused
from facilitation.store.mails import Mail
from facilitation.store.people import Person
from tests.laws.cases.wishes import city_id
from tests.world import World


def _mails(world: World) -> dict[str, Mail]:
    with world.database.reading() as orm:
        return {mail.address: mail for mail in orm.scalars(select(Mail).order_by(Mail.id))}


def _remind(world: World, *codes: str) -> dict[str, int]:
    return world.by(
        "coordinator", "wishes.remind", {"cities": [city_id(world, code) for code in codes]}
    ).result


def test_each_is_told_until_when_by_their_own_clocks(world: World) -> None:
    with world.database.writing() as orm:
        orm.get_one(Person, world.here.people["support"]).time_zone = "America/Toronto"
    world.by("coordinator", "wishes.set_terms", {"date": "2027-04-02", "time": "18:00"})
    assert _remind(world, "DUB") == {"reminded": 2, "cities": 1}
    mails = _mails(world)
    assert set(mails) == {"participant@here.invalid", "support@here.invalid"}
    own = mails["participant@here.invalid"]
    assert own.subject == "Dublin: what do you want to learn, and from whom?"
    assert "until Friday, 2 April 2027, 18:00 (Dublin)" in own.text
    assert "until Friday, 2 April 2027, 13:00 (Toronto)" in mails["support@here.invalid"].text
    assert own.link == "/p/here/wishes"


def test_without_a_deadline_none_is_told(world: World) -> None:
    _remind(world, "DUB")
    assert "until" not in _mails(world)["participant@here.invalid"].text


def test_a_city_with_a_wish_is_left_alone_and_so_is_one_without_people(world: World) -> None:
    with pytest.raises(Refused, match="Nobody of Turin can be reached by mail"):
        _remind(world, "TRN")
    assert _remind(world, "DUB", "TRN", "WAW") == {"reminded": 2, "cities": 1}
    with pytest.raises(Refused, match="today already"):
        _remind(world, "DUB")
    with pytest.raises(Refused, match="Nobody was reminded"):
        _remind(world, "DUB", "TRN")
    world.clock.now += dt.timedelta(days=1)
    assert _remind(world, "DUB")["reminded"] == 2
    world.by("participant", "wish.add", {"city": city_id(world, "DUB"), "text": "Rents"})
    with pytest.raises(Refused, match="has stated wishes already"):
        _remind(world, "DUB")
    with pytest.raises(Refused, match="at least one city"):
        _remind(world)


def test_nobody_is_reminded_of_what_is_over(world: World) -> None:
    world.by("coordinator", "wishes.set_terms", {"date": "2027-03-08", "time": "18:00"})
    with pytest.raises(Refused, match="Reopen it first"):
        _remind(world, "DUB")
    assert _mails(world) == {}
