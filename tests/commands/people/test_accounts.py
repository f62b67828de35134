"""Links and passwords: spent once, bound to what they replace, and ending every session from before."""

from __future__ import annotations

import datetime as dt

import pytest

from facilitation.commands.execute import Call, Done
from facilitation.commands.people.links import fingerprint
from facilitation.domain.errors import Refused
from facilitation.domain.passwords import require_password
from facilitation.store.mails import Mail
from facilitation.store.people import Person, SignInLink
from facilitation.store.viewers import token_hash
from tests.world import World

EMAIL = "participant@here.invalid"


def _program(world: World, name: str, payload: dict) -> Done:
    return world.door.execute(Call(name, world.operation_id(), payload))


def _person(world: World) -> Person:
    with world.database.reading() as orm:
        return orm.get_one(Person, world.here.people["participant"])


def _token(world: World) -> str:
    """The token of the last mail's link."""
    with world.database.reading() as orm:
        return orm.query(Mail).order_by(Mail.id.desc()).first().link.rpartition("/")[2]


def _refused(world: World, name: str, payload: dict) -> str:
    with pytest.raises(Refused) as refused:
        _program(world, name, payload)
    return refused.value.code


def test_a_mailed_link_signs_in_once_and_for_an_hour(world: World) -> None:
    _program(world, "link.ask", {"email": f" {EMAIL.upper()} "})
    use = {"token_hash": token_hash(_token(world))}
    assert _program(world, "link.use", use).result["person"] == world.here.people["participant"]
    assert _refused(world, "link.use", use) == "not_found"
    _program(world, "link.ask", {"email": EMAIL})
    world.clock.now += dt.timedelta(hours=1)
    assert _refused(world, "link.use", {"token_hash": token_hash(_token(world))}) == "not_found"


def test_nobody_is_written_to_who_is_not_known_or_has_no_seat(world: World) -> None:
    for command in ("link.ask", "password.forget"):
        assert _program(world, command, {"email": "nobody@city.example"}).result == {}
    world.by("organiser", "seat.remove", {"seat": world.here.seats["participant"]})
    _program(world, "link.ask", {"email": EMAIL})
    with world.database.reading() as orm:
        assert orm.query(Mail).count() == 0


def test_a_reset_link_dies_with_the_password_it_replaces(world: World) -> None:
    _program(world, "password.forget", {"email": EMAIL})
    first = _token(world)
    _program(world, "password.forget", {"email": EMAIL})
    second = _token(world)
    # It signs nobody in, and a link that signs in sets no password.
    assert _refused(world, "link.use", {"token_hash": token_hash(first)}) == "not_found"
    other = {"token_hash": token_hash("link-participant-here"), "password_hash": "h" * 90}
    assert _refused(world, "password.reset", other) == "not_found"
    done = _program(world, "password.reset", {"token_hash": token_hash(first), "password_hash": "a" * 90})
    assert done.result == {"person": world.here.people["participant"], "epoch": 1}
    for token in (first, second):
        again = {"token_hash": token_hash(token), "password_hash": "b" * 90}
        assert _refused(world, "password.reset", again) == "not_found"
    assert _person(world).password_hash == "a" * 90


def test_a_reset_link_is_good_for_an_hour(world: World) -> None:
    _program(world, "password.forget", {"email": EMAIL})
    world.clock.now += dt.timedelta(hours=1)
    late = {"token_hash": token_hash(_token(world)), "password_hash": "a" * 90}
    assert _refused(world, "password.reset", late) == "not_found"


def test_two_changes_of_one_password_at_once_are_one(world: World) -> None:
    payload = {
        "person": world.here.people["participant"],
        "password_hash": "a" * 90,
        "instead_of": fingerprint(None),
    }
    _program(world, "password.set", payload)
    assert _refused(world, "password.set", payload | {"password_hash": "b" * 90}) == "conflict"
    assert (_person(world).password_hash, _person(world).epoch) == ("a" * 90, 1)


def test_a_mail_is_in_its_readers_language(world: World) -> None:
    world.by("participant", "account.change", {"name": "Ana", "locale": "es"})
    _program(world, "link.ask", {"email": EMAIL})
    with world.database.reading() as orm:
        mail = orm.query(Mail).one()
        assert "{link}" in mail.text and "Ana" in mail.text and "Programme here" in mail.text
        assert orm.query(SignInLink).filter(SignInLink.token_hash == mail.link).count() == 0


@pytest.mark.parametrize(
    "password",
    ["elevenchars", "x" * 201, "aaaaaaaaaaaa", "ana@city.example", "Ana.García López", "citycitycity"],
)
def test_a_poor_password_is_refused(password: str) -> None:
    with pytest.raises(Refused) as refused:
        require_password(password, ["Ana García López", "ana@city.example", "citycitycity"])
    assert refused.value.field == "password"


@pytest.mark.parametrize(
    "password", ["correct horse battery", "aa bb cc dd ee", "pässwörter sind lang", "1234567890ab"]
)
def test_how_a_password_is_composed_is_nobodys_business(password: str) -> None:
    assert require_password(password, ["Ana", "ana@city.example"]) == password
