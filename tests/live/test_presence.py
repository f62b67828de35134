"""Presence keeps silent where telling who is there would tell who wrote."""

from __future__ import annotations

from facilitation.live.presence import Presence
from facilitation.live.walls import Walls
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


def test_those_who_lead_learn_of_projectors_and_their_sound() -> None:
    told: list[dict] = []
    walls = Walls(lambda subject, payload: told.append(payload["projector"]))
    subject = "session:7"
    walls.come(subject, "wall")
    walls.tick()
    walls.sound(subject, "phone", True)  # no projector
    walls.tick()
    walls.sound(subject, "wall", True)
    walls.tick()
    walls.tick()
    assert walls.here(subject)["projector"] == {"count": 1, "sound": True}
    walls.go(subject, "wall")
    walls.go(subject, "phone")
    walls.tick()
    assert told == [
        {"count": 1, "sound": False},
        {"count": 1, "sound": True},
        {"count": 0, "sound": False},
    ]
    walls.tick()
    assert len(told) == 3 and walls.here(subject)["projector"]["count"] == 0
