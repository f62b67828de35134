"""Law: in an archived programme every command is refused, except those that stand open there."""

from __future__ import annotations

import pytest
from flask import Flask

from facilitation.commands.catalogue import COMMANDS
from facilitation.commands.execute import Call
from facilitation.domain.errors import Refused
from facilitation.domain.programmes import ARCHIVED
from facilitation.store.programmes import Programme
from tests.laws.cases import CASES, ROLES
from tests.laws.test_stranger import _paths
from tests.world import World

#: Why each of them may still come.
STAYS_OPEN = {
    **dict.fromkeys(
        ("link.use", "link.ask", "link.give", "password.forget", "password.reset", "password.set"),
        "who reads has to sign in",
    ),
    "sign_out.everywhere": "and out",
    "account.change": "it is the person’s, not the programme’s",
    "address.ask": "as above",
    "address.prove": "as above",
    **dict.fromkeys(
        ("feed.renew", "feed.rotate", "feed.revoke"), "a feed’s address that got about must be ended"
    ),
    **dict.fromkeys(("feed.store", "feed.fetched"), "feeds go on being read"),
    **dict.fromkeys(
        ("consent.give", "consent.withdraw", "consent.record"), "what one allows is asked at any time"
    ),
    "wish.show": "a city can take back at any time that others see its wish",
    **dict.fromkeys(
        ("account.erase", "guest.erase", "seat.erase", "retention.erase", "retention.clean")
        + ("registration.forget", "time_answer.withdraw"),
        "whoever wants to go can go, and what is past its date goes",
    ),
    "document.renew": "a name is taken out",
    **dict.fromkeys(
        (
            "document.store",
            "agendas.store",
            "emblem.store",
            "emblem.refuse",
            "round.store",
            "round.fail",
            "mail.tell",
        ),
        "the worker finishes what was asked for before",
    ),
    "programme.start": "the next edition begins from it",
    "programme.unarchive": "it takes it back",
}


def _archive(world: World) -> None:
    with world.database.writing() as orm:
        orm.get_one(Programme, world.here.programme).archived_at = world.clock()


def test_what_stays_open_says_why() -> None:
    assert {name for name, command in COMMANDS.items() if command.in_archive} == STAYS_OPEN.keys()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_commands(world: World, name: str) -> None:
    may = CASES[name].rights()
    role = next((role for role in ROLES if may[role] != "no"), None)
    seat = world.here.seats[role] if role else None
    payload = CASES[name].payload(world, seat or world.here.seats["participant"])
    _archive(world)
    call = Call(name, world.operation_id(), payload, seat, None if role else world.here.programme)
    if name in STAYS_OPEN:
        world.door.execute(call)
        return
    with pytest.raises(Refused) as refused:
        world.door.execute(call)
    assert (refused.value.code, refused.value.message.text) == ("closed", ARCHIVED)


@pytest.mark.parametrize("name", ["invitation.accept", "merge.accept"])
def test_a_link_into_an_archived_programme(world: World, name: str) -> None:
    """Whoever opens it has no seat there yet: the program acts, in no programme."""
    payload = CASES[name].payload(world, world.here.seats["participant"])
    _archive(world)
    with pytest.raises(Refused) as refused:
        world.do(name, payload)
    assert refused.value.message.text == ARCHIVED
    with world.database.writing() as orm:
        orm.get_one(Programme, world.here.programme).archived_at = None
    world.do(name, payload)


def test_everything_can_be_read(app: Flask, world: World, browse) -> None:
    """Pages, exports, feeds and one's own data."""
    browser = browse("organiser")
    paths = _paths(app, world)
    _archive(world)
    for (endpoint, method), path in sorted(paths.items()):
        if method != "GET":
            continue
        query = f"{path}?programme={world.here.slug}" if endpoint.startswith("api.") else path
        status = browser.get(query).status_code
        assert status == 200 or endpoint == "documents.download", f"{path} ({endpoint}) answered {status}"
    refused = browser.post("/p/here/setup/later", step="all")
    assert refused.status_code == 409
    assert "This programme is archived" in refused.get_data(as_text=True)


def test_back_from_the_archive(world: World) -> None:
    world.by("facilitator", "session.end", {"session": world.here.session})
    world.by("organiser", "programme.archive", {})
    note = {"title": "Later", "type": "challenge", "template": "challenges"}
    with pytest.raises(Refused):
        world.by("organiser", "session.create", note)
    world.do("session.create", note, world.there.seats["organiser"])  # another programme is none the worse
    world.by("organiser", "programme.unarchive", {})
    world.by("organiser", "session.create", note)


def test_not_while_a_session_runs(world: World) -> None:
    with pytest.raises(Refused) as refused:
        world.by("organiser", "programme.archive", {})
    assert "Workshop here" in str(refused.value)
