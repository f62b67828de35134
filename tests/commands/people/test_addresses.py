"""Changing one's e-mail address: proved by a link to the new one, told to the old one, alike if taken."""

from __future__ import annotations

import datetime as dt

import pytest

from facilitation.domain.errors import Refused
from facilitation.domain.mails import LINK
from facilitation.store.mails import Mail
from facilitation.store.people import Person
from facilitation.store.viewers import token_hash
from tests.world import World

NEW = "ana@city.example"
OLD = "participant@here.invalid"


def _ask(world: World, email: str = NEW) -> str:
    """The token of the link that came to the new address."""
    world.by("participant", "address.ask", {"email": email})
    with world.database.reading() as orm:
        mail = orm.query(Mail).order_by(Mail.id.desc()).first()
        assert (mail.address, mail.link.rpartition("/")[0]) == (email.lower(), "/account/address")
        return mail.link.rpartition("/")[2]


def _program(world: World, name: str, token: str, **more: str):
    return world.do(name, {"token_hash": token_hash(token)} | more, programme=world.here.programme)


def _refused(world: World, name: str, token: str, **more: str) -> str:
    with pytest.raises(Refused) as refused:
        _program(world, name, token, **more)
    return refused.value.code


def _email(world: World) -> str | None:
    with world.database.reading() as orm:
        return orm.get_one(Person, world.here.people["participant"]).email


def test_a_new_address_counts_once_it_is_proved_and_the_old_one_is_told(world: World) -> None:
    world.do("link.ask", {"email": OLD}, programme=world.here.programme)
    with world.database.reading() as orm:
        before = orm.query(Mail).one().link.rpartition("/")[2]
    token = _ask(world, NEW.title())
    assert _email(world) == OLD
    _program(world, "address.prove", token)
    assert _email(world) == NEW
    with world.database.reading() as orm:
        [told] = orm.query(Mail).all()
        assert told.address == OLD and NEW in told.text and LINK not in told.text and told.link is None
    assert _refused(world, "link.use", before) == "not_found", "a link that lies in the old mailbox"
    assert _refused(world, "address.prove", token) == "not_found"


def test_a_taken_address_is_asked_for_alike_and_only_its_holder_learns_of_it(world: World) -> None:
    taken, free = _ask(world, "organiser@here.invalid"), "nobody@city.example"
    with world.database.reading() as orm:
        text = orm.query(Mail).one().text
    assert _refused(world, "address.prove", taken) == "conflict"
    _ask(world, free)
    with world.database.reading() as orm:
        assert orm.query(Mail).order_by(Mail.id.desc()).first().text == text
    assert _email(world) == OLD


def test_only_the_last_link_is_good_for_an_hour_and_while_the_password_stands(world: World) -> None:
    first, second = _ask(world), _ask(world, "other@city.example")
    assert _refused(world, "address.prove", first) == "not_found"
    # It proves an address; it signs nobody in and sets no password.
    assert _refused(world, "link.use", second) == "not_found"
    assert _refused(world, "password.reset", second, password_hash="h" * 90) == "not_found"
    with world.database.writing() as orm:
        orm.get_one(Person, world.here.people["participant"]).password_hash = "p" * 90
    assert _refused(world, "address.prove", second) == "not_found", "whoever asked knew the password before"
    third = _ask(world)
    world.clock.now += dt.timedelta(hours=1)
    assert _refused(world, "address.prove", third) == "not_found"
    assert _email(world) == OLD


def test_links_that_are_kept_for_a_demonstration_stay(world: World) -> None:
    _program(world, "address.prove", _ask(world))
    assert _program(world, "link.use", "link-participant-here").result["epoch"] == 0
