"""The first organiser's link, which a database gives once, and those that are made on the machine."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from facilitation import running_port
from facilitation.app import create_app
from facilitation.commands.door import DirectDoor
from facilitation.commands.house import House, house_of
from facilitation.config import Config
from facilitation.demo import first
from facilitation.jobs import links
from facilitation.jobs.retention import purge
from facilitation.store.migrate import prepared
from facilitation.store.operations import AuditEntry
from facilitation.store.people import Seat
from tests.world import World

SECRET = "Uu3vXq8nW5rT1yKp7LmZ0cBd4FgHj6Ss9AaEeIoOxYz2"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    settings = {"FACILITATION_EXTERNAL_URL": "https://localhost", "FACILITATION_SECRET_KEY": SECRET}
    made = Config.from_environment(settings, database_url=str(tmp_path / "empty.sqlite3"), instance=tmp_path)
    with prepared(made, print):
        pass
    return made


def _use(house: House, config: Config, path: str) -> int:
    client = create_app(config, house, DirectDoor(house)).test_client()
    page = client.get(path, base_url=config.url).get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    client.post(path, data={"csrf_token": token}, base_url=config.url)
    return client.get("/account", base_url=config.url).status_code


def test_a_first_link_is_given_once_in_a_databases_life(config: Config) -> None:
    link = first.load(config)["sign_in"]["organiser"]
    assert first.load(config) == {}, "also while nobody has used it"
    house = house_of(config)
    assert _use(house, config, link) == 200
    later = house.clock() + dt.timedelta(days=400)
    purge(house.database, DirectDoor(house), later)
    assert first.load(config) == {}, "the link is not remembered any more, and it is not missed"
    house.database.dispose()


def _run(world: World, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    database = str(world.database.url.database)
    status = links.main([*arguments, "--database", database, "--instance", str(Path(database).parent)])
    said = capsys.readouterr()
    return status, said.out.strip(), said.err


def _lines(world: World) -> list[tuple]:
    """Of each programme, whose links were made there."""
    query = select(AuditEntry.programme_id, AuditEntry.subject, AuditEntry.role)
    with world.database.reading() as orm:
        return [tuple(row) for row in orm.execute(query.where(AuditEntry.name == "link.give"))]


def test_a_link_for_somebody_who_cant_get_in(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    both = Seat(
        programme_id=world.there.programme,
        person_id=world.here.people["organiser"],
        name="Both",
        role="observer",
        created_at=world.clock(),
    )
    with world.database.writing() as orm:
        orm.add(both)
        orm.flush()
    status, link, said = _run(world, capsys, " Organiser@HERE.invalid", "--port", "8123")
    assert status == 0 and link.startswith("http://127.0.0.1:8123/sign-in/") and "once" in said
    token = link.rpartition("/")[2]
    assert _lines(world) == [
        (world.there.programme, f"seats:{both.id}", "system"),
        (world.here.programme, f"seats:{world.here.seats['organiser']}", "system"),
    ]
    world.clock.now = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=59)
    config = Config.from_environment({}, database_url=str(world.database.url))
    client, other = (create_app(config, world.house, world.door).test_client() for _ in range(2))
    assert client.get(f"/sign-in/{token}").status_code == 303
    page = client.get("/p/here/audit").get_data(as_text=True)
    assert "Make a sign-in link on the server" in page and token not in page
    assert other.get(f"/sign-in/{token}").status_code == 404


def test_the_port_is_that_of_the_running_program(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(str(world.database.url.database)).parent
    running_port.keep(folder, 8345)
    _, link, _ = _run(world, capsys, "organiser@here.invalid")
    assert link.startswith("http://127.0.0.1:8345/")
    running_port.forget(folder, 8346)
    assert running_port.kept(folder) == 8345, "another program's is left alone"
    for said in ("99999999", "-5", "1_0", "", "eight"):
        (folder / "port").write_text(said)
        assert running_port.kept(folder) is None
    running_port.keep(folder, 8345)
    running_port.forget(folder, 8345)
    _, link, _ = _run(world, capsys, "organiser@here.invalid")
    assert link.startswith("http://127.0.0.1:8000/")


@pytest.mark.parametrize("arguments", [("nobody@city.example",), ("",), ()])
def test_for_nobody_there_is_a_sentence(
    world: World, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    status, link, said = _run(world, capsys, *arguments)
    assert (status, link) == (1, "") and said.count("\n") == 1 and _lines(world) == []


def test_whoever_was_removed_gets_none(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.by("organiser", "seat.remove", {"seat": world.here.seats["participant"]})
    assert _run(world, capsys, "participant@here.invalid")[0] == 1


def test_the_first_organiser_has_no_address_yet(
    config: Config, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first.load(config)
    monkeypatch.setenv("FACILITATION_EXTERNAL_URL", config.url)
    monkeypatch.setenv("FACILITATION_SECRET_KEY", SECRET)
    assert links.main(["--database", str(config.database_path)]) == 0
    link = capsys.readouterr().out.strip()
    house = house_of(config)
    assert link.startswith("https://localhost/sign-in/")
    assert _use(house, config, link.removeprefix(config.url)) == 200
    house.database.dispose()


def test_without_a_database_nothing_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "none.sqlite3"
    assert links.main(["a@b.example", "--database", str(path)]) == 4
    assert "no database" in capsys.readouterr().err and not path.exists()
