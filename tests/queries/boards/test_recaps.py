"""What somebody who comes late is told: what everybody may see, counted, and nothing that is hidden."""

from __future__ import annotations

import datetime as dt

import pytest

from facilitation.queries.boards.recaps import LATE_AFTER, Recap, comes_late, recap
from facilitation.store.sessions import Session
from tests.world import START, World


def _recap(world: World, session: int | None = None) -> Recap:
    with world.database.reading() as orm:
        return recap(orm, orm.get(Session, session or world.here.session))


def _late(world: World, seat: int, session: int | None = None) -> bool:
    with world.database.reading() as orm:
        row = orm.get(Session, session or world.here.session)
        return comes_late(orm, row, world.viewer(seat), world.clock())


def test_clusters_with_most_votes_come_first(world: World) -> None:
    world.by("facilitator", "board.settings", {"board": world.here.board, "votes_hidden": False})
    guest = world.here.seats["guest"]
    clusters = [world.cluster(guest, f"Cluster {number}") for number in range(5)]
    loose = world.note(guest, "Loose")
    world.stage("vote")
    for on in (f"cluster:{clusters[3]}", f"cluster:{clusters[3]}", f"cluster:{clusters[1]}", f"note:{loose}"):
        world.by("guest", "vote.cast", {"board": world.here.board, "on": on})
    told = _recap(world).now
    assert told is not None and told.notes == 6 and told.more_clusters == 2
    assert [(one.title, one.votes) for one in told.clusters[:2]] == [("Cluster 3", 2), ("Cluster 1", 1)]


def test_votes_that_are_kept_hidden_are_not_told(world: World) -> None:
    cluster = world.cluster(world.here.seats["guest"])
    world.by("facilitator", "board.settings", {"board": world.here.board, "votes_hidden": True})
    world.stage("vote")
    world.by("guest", "vote.cast", {"board": world.here.board, "on": f"cluster:{cluster}"})
    assert [one.votes for one in _recap(world).now.clusters] == [None]


def test_nothing_hidden_is_told(world: World) -> None:
    guest = world.here.seats["guest"]
    hidden = world.note(guest, "Rude")
    world.by("facilitator", "note.hide", {"note": hidden})
    world.cluster(guest, "Telling")
    assert _recap(world).now.notes == 1
    world.stage("write")
    world.note(guest, "Unspoken")
    told = _recap(world)
    assert (told.now.revealed, told.now.notes, told.now.clusters) == (False, 2, [])
    assert all(word not in repr(told) for word in ("Rude", "Telling", "Unspoken", "Gil"))


def test_a_step_that_is_done_stays_revealed(world: World) -> None:
    """Its board is private again: the minutes tell what everybody saw there, and so does this."""
    guest = world.here.seats["guest"]
    world.cluster(guest, "Telling")
    world.stage("write")
    world.note(guest, "Unspoken")
    added = {"session": world.here.session, "template": "check_in"}
    world.by("facilitator", "block.add", added)
    world.by("facilitator", "session.step", {"session": world.here.session})
    (done,) = _recap(world).done
    assert (done.revealed, done.notes, [one.title for one in done.clusters]) == (True, 2, ["Telling"])
    assert "Unspoken" not in repr(done)


def test_steps_done_decisions_and_what_is_asked_now(world: World) -> None:
    created = {"title": "Two", "type": "challenge", "template": "challenges_private"}
    session = world.by("facilitator", "session.create", created).result["session"]
    world.by("facilitator", "session.start", {"session": session})
    record = {"session": session, "text": "We meet again."}
    world.by("facilitator", "record.add", record | {"kind": "decision"})
    world.by("facilitator", "record.add", record | {"kind": "quote", "text": "Between us"})
    first = _recap(world, session)
    assert (first.done, first.decisions) == ([], [("We meet again.", "en")])
    world.by("facilitator", "session.step", {"session": session})
    second = _recap(world, session)
    assert [step.title for step in second.done] == [first.now.title]
    assert second.now.title != first.now.title
    world.by("facilitator", "session.back", {"session": session})
    assert _recap(world, session).now.title == first.now.title


@pytest.mark.parametrize(("more", "late"), [(0, False), (1, True)])
def test_late_is_who_comes_after_two_minutes(world: World, more: int, late: bool) -> None:
    early = world.here.seats["guest"]
    world.clock.now = START + LATE_AFTER + dt.timedelta(seconds=more)
    comer = world.guest(world.here, "Comer", "SFO")
    assert (_late(world, comer), _late(world, early)) == (late, False)
    # A member has no attendance until the socket is there: now counts.
    assert _late(world, world.here.seats["participant"]) == late


def test_late_is_who_comes_after_the_first_step(world: World) -> None:
    created = {"title": "Two", "type": "challenge", "template": "challenges_private"}
    session = world.by("facilitator", "session.create", created).result["session"]
    world.by("facilitator", "session.start", {"session": session})
    world.by("participant", "session.attend", {"session": session})
    world.clock.now = START + dt.timedelta(seconds=30)
    world.by("facilitator", "session.step", {"session": session})
    world.clock.now = START + dt.timedelta(seconds=60)
    assert _late(world, world.here.seats["support"], session)
    assert not _late(world, world.here.seats["participant"], session)


def test_nobody_is_late_for_what_is_not_running(world: World) -> None:
    world.clock.now = START + dt.timedelta(hours=1)
    created = {"title": "Planned", "type": "challenge", "template": "challenges"}
    planned = world.by("facilitator", "session.create", created).result["session"]
    assert not _late(world, world.here.seats["participant"], planned)
    world.by("facilitator", "session.end", {"session": world.here.session})
    assert not _late(world, world.here.seats["participant"])
