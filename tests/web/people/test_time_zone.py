"""Somebody's own time zone: checked, never guessed, and before their city's where a page shows their time."""

from __future__ import annotations

import re

from facilitation.store.people import Person
from tests.world import World


def _zone(world: World, role: str) -> str | None:
    with world.database.reading() as orm:
        return orm.get_one(Person, world.here.people[role]).time_zone


def _at_nine(world: World) -> int:
    """A session to come, at nine by Dublin's clocks (the host's)."""
    form = {"title": "At nine", "type": "final", "template": "check_in", "for_whom": "all"}
    when = {"date": "2027-06-01", "starts_at": "09:00", "minutes": 60}
    return world.by("organiser", "session.create", form | when).result["session"]


def _text(answer) -> str:
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def test_a_zone_is_one_of_the_database_or_none(browse, world: World) -> None:
    browser = browse("observer")
    assert _zone(world, "observer") is None, "nobody asked"
    assert browser.post("/account", name="Ola", time_zone="europe/warsaw").status_code == 303
    assert _zone(world, "observer") == "Europe/Warsaw"
    assert '"Europe/Warsaw" selected' in _text(browser.get("/account"))
    wrong = browser.post("/account", name="Ola", time_zone="Mars/Olympus")
    assert wrong.status_code == 422 and 'id="error-time_zone"' in wrong.get_data(as_text=True)
    world.by("observer", "account.change", {"name": "Ola"})
    assert _zone(world, "observer") == "Europe/Warsaw", "who doesn't name it leaves it as it is"
    assert browser.post("/account", name="Ola", time_zone="").status_code == 303
    assert _zone(world, "observer") is None


def test_times_are_shown_by_ones_own_clocks_first(browse, world: World) -> None:
    number = _at_nine(world)
    paths = ("/p/here/sessions", "/p/here/")
    for role in ("participant", "observer"):  # of Dublin, and of no city: the host's clocks
        for path in paths:
            assert "09:00 in Dublin" in _text(browse(role).get(path)), (role, path)
        world.by(role, "account.change", {"name": "Me", "time_zone": "Asia/Seoul"})
        for path in paths:
            page = _text(browse(role).get(path))
            own, hosts = page.index("17:00 in Seoul"), page.index("(09:00 in Dublin)")
            assert own < hosts, (role, path)
        page = _text(browse(role).get(f"/p/here/sessions/{number}"))
        assert "For you: 17:00 in Seoul" in page and "09:00 in Dublin" in page
    world.by("observer", "account.change", {"name": "Me", "time_zone": "Pacific/Honolulu"})
    page = _text(browse("observer").get(f"/p/here/sessions/{number}"))
    assert "For you: Monday, 31 May 2027, 22:00 in Honolulu" in page, "it is another day there"
