"""Clusters: notes keep the area they come from, nobody's work is taken back, hidden notes stay out."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.domain.errors import Refused
from facilitation.queries.boards.harvest import harvest
from facilitation.store.boards import Cluster, Note
from facilitation.store.sessions import Session
from tests.world import World


def _note_in(world: World, area: int, role: str = "participant", text: str = "A note") -> int:
    payload = {"board": world.here.board, "area": world.here.areas[area], "text": text}
    return world.by(role, "note.post", payload).result["note"]


def _group(world: World, notes: list[int], role: str = "participant", **named: Any) -> int:
    payload = {"board": world.here.board, "notes": notes, **named}
    return world.by(role, "cluster.make", payload).result["cluster"]


def _row(world: World, model: type, row_id: int) -> Any:
    with world.database.reading() as orm:
        row = orm.get(model, row_id)
        orm.expunge(row)
        return row


def test_a_note_returns_to_the_area_it_was_written_in(world: World) -> None:
    first, second = _note_in(world, 0), _note_in(world, 1)
    cluster = _group(world, [first, second], title="Both")
    assert _row(world, Cluster, cluster).area_id == world.here.areas[0]
    world.by("guest", "cluster.take_out", {"note": second})
    note = _row(world, Note, second)
    assert (note.cluster_id, note.area_id) == (None, world.here.areas[1])


def test_moving_within_its_cluster_keeps_the_origin_and_moving_out_takes_the_new_area(world: World) -> None:
    first, second = _note_in(world, 0), _note_in(world, 1)
    cluster = _group(world, [first, second], title="Both")
    inside = {"note": second, "area": world.here.areas[0], "position": 5.0}
    world.by("participant", "note.move", inside)
    note = _row(world, Note, second)
    assert (note.cluster_id, note.area_id, note.position) == (cluster, world.here.areas[1], 5.0)
    world.by("participant", "note.move", {"note": second, "area": world.here.areas[1]})
    note = _row(world, Note, second)
    assert (note.cluster_id, note.area_id) == (None, world.here.areas[1])
    world.by("participant", "note.move", {"note": first, "area": world.here.areas[1]})
    assert _row(world, Cluster, cluster).removed, "nothing is left in it"
    world.by("participant", "undo", {"board": world.here.board})
    assert not _row(world, Cluster, cluster).removed
    assert _row(world, Note, first).area_id == world.here.areas[0]


def test_the_harvest_names_the_origin(world: World) -> None:
    _group(world, [_note_in(world, 0, text="Social"), _note_in(world, 1, text="Transversal")], title="Both")
    _note_in(world, 1, text="Loose")
    with world.database.reading() as orm:
        found = harvest(orm, orm.get(Session, world.here.session))[0]
    assert [(note.text, note.area) for note in found.clusters[0].notes] == [
        ("Social", "Social challenges"),
        ("Transversal", "Transversal challenges"),
    ]
    assert [(note.text, note.area) for note in found.loose] == [("Loose", "Transversal challenges")]


def test_a_cluster_on_which_others_built_cannot_be_undone(world: World) -> None:
    cluster = _group(world, [_note_in(world, 0)], role="participant")
    world.by("guest", "cluster.add", {"cluster": cluster, "notes": [_note_in(world, 1, "guest")]})
    with pytest.raises(Refused) as refused:
        world.by("participant", "undo", {"board": world.here.board})
    assert refused.value.code == "conflict" and not _row(world, Cluster, cluster).removed


def test_a_cluster_that_others_renamed_cannot_be_undone(world: World) -> None:
    cluster = _group(world, [_note_in(world, 0)], role="participant")
    world.by("guest", "cluster.rename", {"cluster": cluster, "title": "Found together"})
    with pytest.raises(Refused) as refused:
        world.by("participant", "undo", {"board": world.here.board})
    assert refused.value.code == "conflict" and not _row(world, Cluster, cluster).removed


def test_hidden_notes_are_not_there_for_participants(world: World) -> None:
    hidden = _note_in(world, 0, "guest", "Rude")
    world.by("facilitator", "note.hide", {"note": hidden})
    tries = {
        "cluster.make": {"board": world.here.board, "notes": [hidden]},
        "note.move": {"note": hidden, "area": world.here.areas[1]},
        "cluster.take_out": {"note": hidden},
    }
    for name, payload in tries.items():
        with pytest.raises(Refused) as refused:
            world.by("participant", name, payload)
        assert refused.value.code in ("invalid", "not_found"), name
    with pytest.raises(Refused) as refused:  # its text would become the title that everybody reads
        world.by("facilitator", "cluster.make", tries["cluster.make"])
    assert refused.value.code == "invalid"


def test_a_cluster_goes_and_comes_with_its_last_visible_note(world: World) -> None:
    note = _note_in(world, 0, "guest", "Telling")
    cluster = _group(world, [note])
    assert _row(world, Cluster, cluster).title == "Telling"
    world.by("facilitator", "note.hide", {"note": note})
    assert _row(world, Cluster, cluster).removed, "its title would still tell what is hidden"
    world.by("facilitator", "note.restore", {"note": note})
    assert not _row(world, Cluster, cluster).removed


def test_a_removed_note_comes_back_to_where_the_others_were_merged(world: World) -> None:
    note = _note_in(world, 0)
    one, other = _group(world, [note, _note_in(world, 0)]), _group(world, [_note_in(world, 0)])
    world.by("participant", "note.remove", {"note": note})
    world.by("participant", "cluster.merge", {"cluster": one, "into": other})
    world.by("facilitator", "note.restore", {"note": note})
    assert _row(world, Note, note).cluster_id == other
    assert _row(world, Cluster, one).removed


def test_adopting_a_challenge_can_be_taken_back(world: World) -> None:
    cluster = world.cluster(world.here.seats["facilitator"])
    world.by("facilitator", "challenge.adopt", {"cluster": cluster, "kind": "social"})
    assert _row(world, Cluster, cluster).challenge_id is not None
    world.by("facilitator", "undo", {"board": world.here.board})
    assert _row(world, Cluster, cluster).challenge_id is None
