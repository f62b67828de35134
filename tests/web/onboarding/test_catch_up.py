"""What somebody missed, as query and page: decisions and challenges, and no text that is hidden."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Refused
from facilitation.queries.onboarding.catch_up import catch_up, count_missed
from facilitation.store.boards import Board, Note
from tests.laws.cases.onboarding import city_of, planned
from tests.world import World

SECRETS = ("hidden note", "private note", "removed note", "frank note of the call", "cluster not adopted")


def _eventful(world: World) -> None:
    """A session with all that could leak, and what may be told."""
    facilitator = world.here.seats["facilitator"]
    cluster = world.cluster(facilitator, "Waiting for homes")
    world.cluster(facilitator, "cluster not adopted")
    world.by("facilitator", "challenge.adopt", {"cluster": cluster, "kind": "social"})
    world.by("facilitator", "note.hide", {"note": world.note(facilitator, "hidden note")})
    world.by("facilitator", "note.remove", {"note": world.note(facilitator, "removed note")})
    record = {"session": world.here.session, "kind": "decision", "text": "We meet again in May"}
    world.by("rapporteur", "record.add", record)
    world.by(
        "rapporteur", "call.note", planned(world, 0) | {"text": "frank note of the call", "language": "en"}
    )
    with world.database.writing() as orm:
        orm.add(
            Note(
                board=orm.get_one(Board, world.here.board),
                area_id=world.here.areas[0],
                seat_id=facilitator,
                position=9,
                text="private note",
                created_at=world.clock(),
            )
        )
    world.clock.now += dt.timedelta(hours=1)
    world.by(
        "coordinator", "call.hold", {"city": city_of(world, world.here.seats["participant"]), "held": True}
    )
    world.by("facilitator", "session.end", {"session": world.here.session})


def test_what_was_missed_without_a_word_that_is_hidden(world: World, browse) -> None:
    world.stage("cluster")
    _eventful(world)
    with world.database.reading() as orm:
        viewer = world.viewer(world.here.seats["participant"])
        told = catch_up(orm, viewer, from_the_beginning=False)
        assert [one.session.id for one in told.missed] == [world.here.session]
        assert [record.text for record in told.missed[0].decisions] == ["We meet again in May"]
        assert [challenge.title for challenge in told.missed[0].challenges] == ["Waiting for homes"]
        assert count_missed(orm, viewer) == 1
        with pytest.raises(Refused):
            catch_up(orm, world.viewer(world.here.seats["guest"]), from_the_beginning=True)
    for role in ("participant", "support", "observer", "organiser"):
        page = browse(role).get("/p/here/catch-up").get_data(as_text=True)
        assert "We meet again in May" in page and "Waiting for homes" in page
        for secret in SECRETS:
            assert secret not in page, f"{role} was told: {secret}"


@pytest.mark.parametrize("shown", [True, False])
def test_a_title_is_told_if_everybody_was_shown_its_notes(world: World, shown: bool) -> None:
    """Also when the board has gone back to private writing since."""
    world.stage("cluster")
    _eventful(world)
    with world.database.writing() as orm:
        orm.get_one(Board, world.here.board).hides_text = True
        for note in [] if shown else orm.scalars(select(Note)):
            note.shown_text = None
    with world.database.reading() as orm:
        viewer = world.viewer(world.here.seats["participant"])
        told = catch_up(orm, viewer, from_the_beginning=True).missed[0].challenges
        assert [one.title for one in told] == ["Waiting for homes"] * shown
