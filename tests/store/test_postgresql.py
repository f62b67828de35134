"""The laws on PostgreSQL: twice is once for every command, copies fold, and a restart costs nothing."""

from __future__ import annotations

import random
import secrets

import pytest
from sqlalchemy import func, select

from facilitation.app import create_app
from facilitation.commands.catalogue import COMMANDS
from facilitation.commands.execute import Call, Done, run_batch
from facilitation.config import Config
from facilitation.store.boards import Board, Note
from facilitation.store.operations import Operation
from tests.commands.challenges import test_challenges as challenge_rules
from tests.laws import test_fold as fold_law
from tests.laws import test_twice as twice_law
from tests.laws.fold import Copy, settled
from tests.servers import PostgreSQL, until
from tests.web.conftest import Browser
from tests.world import World

pytestmark = pytest.mark.postgresql

STEPS = 80


def test_twice(on_postgresql: World) -> None:
    """Every command in one database, one after the other: a database of its own for each takes minutes."""
    for name in sorted(COMMANDS):
        if name not in twice_law.CLOSING:
            on_postgresql.stage("cluster")
            once = name in twice_law.SIGNS_IN
            (twice_law.test_what_signs_in_does_so_once if once else twice_law.test_twice)(on_postgresql, name)
    for name in twice_law.CLOSING:
        twice_law.test_twice(on_postgresql, name)


def test_a_nul_in_a_form_or_an_address_is_met_with_words(
    on_postgresql: World, caplog: pytest.LogCaptureFixture
) -> None:
    """PostgreSQL keeps none in a text, and compares with none."""
    url = on_postgresql.database.url.render_as_string(hide_password=False)
    config = Config.from_environment({"FACILITATION_SECRET_KEY": secrets.token_urlsafe(48)}, database_url=url)
    browser = Browser(
        create_app(config, on_postgresql.house, on_postgresql.door).test_client(), on_postgresql
    )
    for path, field in (
        ("/sign-in", "email"),
        ("/account/link", "email"),
        ("/account/forgotten", "email"),
        ("/join", "code"),
    ):
        answer = browser.post(path, **{field: "a\x00b@city.example", "password": "a\x00b"})
        assert answer.status_code in (303, 404, 422), path
    for path in (
        "/p/a%00b/",
        "/feeds/a%00b.ics",
        "/account/reset/a%00b",
        "/invitations/a%00b",
        "/emblems/a%00b.png",
    ):
        assert browser.get(path).status_code in (302, 404), path
    assert browser.post("/sign-in/link-organiser-here").status_code == 303
    for path in ("/p/here/people?q=%00", "/p/here/cities?q=a%00b", "/p/here/cities/a%00b"):
        assert browser.get(path).status_code in (200, 404), path
    assert browser.get("/p/here/audit?command=%00").status_code in (200, 404)
    assert not [record for record in caplog.records if record.exc_info]


def test_another_payload_is_a_conflict(on_postgresql: World) -> None:
    twice_law.test_another_payload_is_a_conflict(on_postgresql)


def test_challenges_are_counted_and_merged(on_postgresql: World) -> None:
    challenge_rules.test_a_merge_loses_nothing_and_is_undone_exactly(on_postgresql)


def test_fold_of_a_session(on_postgresql: World) -> None:
    fold_law.test_fold_of_a_session(on_postgresql)


def test_fold_of_a_long_day(on_postgresql: World) -> None:
    """One long random sequence, the same every time; catch-up from its middle as well."""
    world, chance = on_postgresql, random.Random(1848)
    readers = fold_law.Readers(world, f"board:{world.here.board}")
    names = [name for name in fold_law.NAMES if name != "session.end"]
    middle: dict[str, Copy] = {}
    for step in range(STEPS):
        fold_law._do(
            world,
            readers.publish,
            chance.choice(names),
            chance.choice(fold_law.ACTORS),
            chance.randrange(51),
            chance.randrange(51),
        )
        readers.publish()
        if step == STEPS - 25:
            middle = {name: Copy(copy.revision, copy.state) for name, copy in readers.copies.items()}
    with world.database.reading() as orm:
        revision = orm.get(Board, world.here.board).revision
    assert revision > STEPS // 4, "most of it was refused"
    readers.check()
    for name, start in middle.items():
        caught = readers.caught_up(name, start)
        if caught is not None:
            assert settled(caught.state) == settled(readers.copies[name].state), name


@pytest.mark.parametrize(
    "change",
    [{"language": "x" * 200}, {"board": 2**70}, {"area": 2**70}, {"text": "a\x00b"}, {"language": "\x00"}],
)
def test_what_postgresql_cannot_keep_harms_nobody_else(on_postgresql: World, change: dict) -> None:
    world = on_postgresql
    payload = {"board": world.here.board, "area": world.here.areas[0], "text": "Fine"}
    guest = world.here.seats["guest"]
    calls = [
        Call("note.post", world.operation_id(), payload, guest),
        Call("note.post", world.operation_id(), payload | change, guest),
    ]
    outcomes, _ = run_batch(world.house, calls)
    assert isinstance(outcomes[0], Done)
    assert isinstance(outcomes[1], Done) or outcomes[1].code in ("invalid", "not_found"), outcomes[1]


def test_a_restart_in_between(on_postgresql: World, cluster: PostgreSQL) -> None:
    world = on_postgresql
    payload = {"board": world.here.board, "area": world.here.areas[0], "text": "Before and after"}
    calls = [Call("note.post", world.operation_id(), payload, world.here.seats["guest"]) for _ in range(3)]
    first = world.door.execute(calls[0])
    cluster.stop()
    try:
        outcomes, changes = run_batch(world.house, calls)
        assert [outcome.code for outcome in outcomes] == ["busy"] * 3 and changes == []
        assert all(outcome.retry_after for outcome in outcomes)
    finally:
        cluster.start()
    outcomes, _ = run_batch(world.house, calls)
    # One that nobody notices: the connections kept from before are tried before they are used.
    cluster.restart()
    assert run_batch(world.house, calls)[0] == outcomes
    assert outcomes[0] == first and all(isinstance(outcome, Done) for outcome in outcomes)
    with world.database.reading() as orm:
        assert orm.scalar(select(func.count()).where(Note.text == "Before and after")) == 3
        ids = [call.operation_id for call in calls]
        kept = select(func.count()).select_from(Operation).where(Operation.operation_id.in_(ids))
        assert orm.scalar(kept) == 3


def test_while_it_is_away_pages_and_health_say_so(on_postgresql: World, cluster: PostgreSQL) -> None:
    world = on_postgresql
    settings = {"FACILITATION_SECRET_KEY": "Uu3vXq8nW5rT1yKp7LmZ0cBd4FgHj6Ss9AaEeIoOxYz2"}
    url = world.database.url.render_as_string(hide_password=False)
    client = create_app(Config.from_environment(settings, database_url=url), world.house, world.door)
    browser = client.test_client()
    assert browser.get("/healthz").json == {"ok": True}
    cluster.stop()
    try:
        assert (browser.get("/healthz").status_code, browser.get("/healthz").json) == (503, {"ok": False})
        assert browser.get("/healthz?writing=1").status_code == 503
        page = browser.get("/p/here/")
        assert page.status_code == 503 and int(page.headers["Retry-After"]) > 0
        assert "can’t reach its database" in page.get_data(as_text=True)
        bearer = {"Authorization": f"Bearer {world.here.guest_token}"}
        answer = browser.get(f"/api/v1/boards/{world.here.board}", headers=bearer)
        assert (answer.status_code, answer.json["code"]) == (503, "busy")
    finally:
        cluster.start()
    until(lambda: browser.get("/healthz?writing=1").status_code == 200, "writing again", 10)
