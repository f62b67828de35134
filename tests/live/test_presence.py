"""Presence keeps silent where telling who is there would tell who wrote."""

from __future__ import annotations

from facilitation.live.presence import Presence
from facilitation.queries.sessions.sessions import is_anonymous
from tests.world import World


def _anonymous(world: World) -> bool:
    with world.database.reading() as orm:
        return is_anonymous(orm, world.here.session)


def test_nobody_is_told_who_is_at_a_fully_anonymous_board(world: World) -> None:
    told: list[dict] = []
    presence = Presence(lambda subject, payload: told.append(payload), lambda subject: _anonymous(world))
    subject = f"session:{world.here.session}"
    settings = {"board": world.here.board}
    world.by("facilitator", "board.settings", settings | {"authors": "anonymous"})
    presence.come(subject, "one", 1, "Anna", "DUB")
    presence.typing(subject, "one", True)
    presence.tick()
    assert told == []
    assert presence.here(subject, silent=True)["came"] == []
    world.by("facilitator", "board.settings", settings | {"authors": "shown"})
    presence.tick()
    assert [person["name"] for person in told[0]["came"]] == ["Anna"]
