"""Names of simulated people don't say what they are: wherever one stands alone, the mark stands beside it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from facilitation.domain.documents import to_json
from facilitation.domain.visibility import AUDIENCES
from facilitation.queries.documents.minutes import minutes
from facilitation.queries.sessions.sessions import session_for, whole
from facilitation.store.sessions import Session
from tests.world import World

NAME = "Giulia"


@pytest.fixture
def simulated(world: World) -> int:
    """Somebody simulated among real people."""
    taken = {"session": world.here.session, "name": NAME, "city": "TRN", "token_hash": "g" * 64}
    done = world.do("seat.take", taken | {"simulated": True}, programme=world.here.programme)
    return done.result["seat"]


def _marked(runs: Any) -> list[str]:
    """The texts of all runs of a document, that bear the mark."""
    if isinstance(runs, list):
        return [text for one in runs for text in _marked(one)]
    if not isinstance(runs, dict):
        return []
    own = [runs["text"]] if "simulated" in (runs.get("marks") or ()) else []
    return own + [text for value in runs.values() for text in _marked(value)]


def test_a_raised_hand(world: World, simulated: int) -> None:
    world.do("hand.raise", {"session": world.here.session}, simulated)
    world.by("guest", "hand.raise", {"session": world.here.session})
    with world.database.reading() as orm:
        session = session_for(orm, world.viewer(world.here.seats["facilitator"]), world.here.session)
        for audience in AUDIENCES:
            hands = {hand["name"]: hand for hand in whole(orm, session, audience)["hands"]}
            assert hands[NAME]["simulated"] is True and "simulated" not in hands["Gil"]


def test_minutes(world: World, simulated: int) -> None:
    """In the list of who was there, beside notes, and where a real scribe wrote down what they said."""
    world.note(simulated, "Written in play")
    said = {"kind": "quote", "text": "Said in play", "speaker": NAME, "city": "TRN"}
    world.by("facilitator", "record.add", {"session": world.here.session} | said)
    with world.database.reading() as orm:
        session = orm.get_one(Session, world.here.session)
        content = json.loads(json.dumps(to_json(minutes(orm, session, world.clock(), str, 1))))
    assert {NAME, "Written in play", "Said in play"} <= set(_marked(content))
