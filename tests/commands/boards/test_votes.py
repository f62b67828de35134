"""Votes: budgets, taking back, and what becomes of votes when the thing they lie on goes or comes back."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.domain.errors import Refused
from facilitation.live.subjects import find
from tests.world import World


def _board(world: World, seat: int) -> dict[str, Any]:
    viewer = world.viewer(seat)
    with world.database.reading() as orm:
        kind, row = find(orm, viewer, f"board:{world.here.board}")
        return kind.whole(orm, row, "participants") | {"mine": kind.personal(orm, row, [seat])[seat]}


def _counts(world: World) -> dict[str, int]:
    return _board(world, world.here.seats["guest"])["votes"]["counts"]


def _left(world: World, role: str) -> int:
    return _board(world, world.here.seats[role])["mine"]["votes_left"]


def _cast(world: World, role: str, on: str) -> int:
    return world.by(role, "vote.cast", {"board": world.here.board, "on": on}).result["vote"]


def _refusal(world: World, role: str, name: str, payload: dict[str, Any]) -> str:
    with pytest.raises(Refused) as refused:
        world.by(role, name, payload)
    return refused.value.code


@pytest.fixture
def voting(world: World) -> World:
    shown = {"board": world.here.board, "votes_per_person": 2, "votes_hidden": False}
    world.by("facilitator", "board.settings", shown)
    return world


def test_counts_are_hidden_until_somebody_shows_them(world: World) -> None:
    seat = world.here.seats["guest"]
    note = world.note(seat)
    world.stage("vote")
    _cast(world, "guest", f"note:{note}")
    hidden = _board(world, seat)
    assert hidden["votes"] == {"shown": False, "counts": {}, "cast": 1, "voters": 1}
    assert [vote["on"] for vote in hidden["mine"]["votes"]] == [f"note:{note}"], "one's own are one's own"
    world.stage("discuss")
    assert _counts(world) == {}
    world.by("facilitator", "board.settings", {"board": world.here.board, "votes_hidden": False})
    assert _counts(world) == {f"note:{note}": 1}


def test_people_who_voted_are_counted_once_however_many_votes_they_gave(voting: World) -> None:
    world = voting
    note = world.note(world.here.seats["guest"])
    assert _board(world, world.here.seats["guest"])["votes"]["voters"] == 0
    world.stage("vote")
    first, _ = (_cast(world, "guest", f"note:{note}") for _ in range(2))
    last = _cast(world, "participant", f"note:{note}")
    votes = _board(world, world.here.seats["guest"])["votes"]
    assert (votes["cast"], votes["voters"]) == (3, 2)
    world.by("guest", "vote.withdraw", {"vote": first})
    assert _board(world, world.here.seats["guest"])["votes"]["voters"] == 2
    world.by("participant", "vote.withdraw", {"vote": last})
    assert _board(world, world.here.seats["guest"])["votes"]["voters"] == 1


def test_a_withdrawn_vote_comes_back_only_while_the_budget_reaches(voting: World) -> None:
    world, undo = voting, {"board": voting.here.board}
    notes = [world.note(world.here.seats["facilitator"]) for _ in range(2)]
    world.stage("vote")
    withdrawn = _cast(world, "guest", f"note:{notes[0]}")
    world.by("guest", "vote.withdraw", {"vote": withdrawn})
    world.by("guest", "undo", undo)
    assert _counts(world) == {f"note:{notes[0]}": 1} and _left(world, "guest") == 1
    world.by("guest", "vote.withdraw", {"vote": withdrawn})
    world.by("facilitator", "board.settings", {"board": world.here.board, "votes_per_person": 1})
    _cast(world, "guest", f"note:{notes[1]}")
    world.by("guest", "undo", undo)  # the one just cast
    _cast(world, "guest", f"note:{notes[1]}")
    world.by("facilitator", "board.settings", {"board": world.here.board, "votes_per_person": 5})
    assert _left(world, "guest") == 4


def test_undoing_a_withdrawal_asks_for_a_free_vote_and_an_open_stage(voting: World) -> None:
    world, board = voting, voting.here.board
    notes = [world.note(world.here.seats["facilitator"]) for _ in range(2)]
    world.stage("vote")
    _cast(world, "guest", f"note:{notes[0]}")
    second = _cast(world, "guest", f"note:{notes[1]}")
    world.by("guest", "vote.withdraw", {"vote": second})
    world.by("facilitator", "board.settings", {"board": board, "votes_per_person": 1})
    assert _refusal(world, "guest", "undo", {"board": board}) == "conflict"
    world.by("facilitator", "board.settings", {"board": board, "votes_per_person": 2})
    world.stage("discuss")
    assert _refusal(world, "guest", "undo", {"board": board}) == "closed"
    world.stage("vote")
    world.by("facilitator", "note.hide", {"note": notes[1]})
    assert _refusal(world, "guest", "undo", {"board": board}) == "not_found"
    world.by("facilitator", "note.restore", {"note": notes[1]})
    world.by("guest", "undo", {"board": board})
    assert _left(world, "guest") == 0


@pytest.mark.parametrize("gone", ["note.hide", "note.remove"])
def test_votes_on_what_is_gone_are_given_back_and_return_with_it(voting: World, gone: str) -> None:
    world = voting
    note, other = (world.note(world.here.seats["facilitator"]) for _ in range(2))
    world.stage("vote")
    for role in ("guest", "participant"):
        _cast(world, role, f"note:{note}")
        _cast(world, role, f"note:{note}")
    assert _left(world, "guest") == 0
    world.by("facilitator", gone, {"note": note})
    assert _counts(world) == {} and _left(world, "guest") == 2
    _cast(world, "guest", f"note:{other}")
    world.by("facilitator", "note.restore", {"note": note})
    # The guest has spent one of the two elsewhere: one returns. Nobody has more than the budget.
    assert _counts(world) == {f"note:{note}": 3, f"note:{other}": 1}
    assert _left(world, "guest") == 0 and _left(world, "participant") == 0


def test_undoing_a_removal_brings_the_votes_back(voting: World) -> None:
    world = voting
    note = world.note(world.here.seats["facilitator"])
    world.stage("vote")
    _cast(world, "guest", f"note:{note}")
    world.by("facilitator", "note.remove", {"note": note})
    assert _left(world, "guest") == 2
    world.by("facilitator", "undo", {"board": world.here.board})
    assert _counts(world) == {f"note:{note}": 1} and _left(world, "guest") == 1


def test_a_cluster_that_goes_with_its_last_note_gives_its_votes_back(voting: World) -> None:
    world = voting
    seat = world.here.seats["facilitator"]
    note = world.note(seat)
    cluster = world.do(
        "cluster.make", {"board": world.here.board, "notes": [note], "title": "Lone"}, seat
    ).result["cluster"]
    world.stage("vote")
    _cast(world, "guest", f"cluster:{cluster}")
    world.by("facilitator", "cluster.take_out", {"note": note})
    assert _counts(world) == {} and _left(world, "guest") == 2
    world.by("facilitator", "undo", {"board": world.here.board})
    assert _counts(world) == {f"cluster:{cluster}": 1}


def test_merged_clusters_carry_their_votes_and_undo_parts_them_again(voting: World) -> None:
    world = voting
    seat = world.here.seats["facilitator"]
    one, other = world.cluster(seat, "One"), world.cluster(seat, "Other")
    world.stage("vote")
    _cast(world, "guest", f"cluster:{one}")
    _cast(world, "participant", f"cluster:{other}")
    before = _board(world, world.here.seats["guest"])
    world.by("facilitator", "cluster.merge", {"cluster": one, "into": other})
    merged = _board(world, world.here.seats["guest"])
    assert [cluster["id"] for cluster in merged["clusters"]] == [other]
    assert {note["cluster"] for note in merged["notes"]} == {other}
    assert merged["votes"]["counts"] == {f"cluster:{other}": 2} and merged["mine"]["votes_left"] == 1
    world.by("facilitator", "undo", {"board": world.here.board})
    after = _board(world, world.here.seats["guest"])
    assert after["votes"] == before["votes"] and after["mine"] == before["mine"]
    assert [(c["id"], c["title"]) for c in after["clusters"]] == [(one, "One"), (other, "Other")]
    assert [note["cluster"] for note in after["notes"]] == [note["cluster"] for note in before["notes"]]


def test_votes_on_notes_outlive_grouping(voting: World) -> None:
    world = voting
    note = world.note(world.here.seats["facilitator"])
    world.stage("vote")
    _cast(world, "guest", f"note:{note}")
    world.stage("cluster")
    world.by("guest", "cluster.make", {"board": world.here.board, "notes": [note], "title": "Grouped"})
    world.stage("vote")
    assert _counts(world) == {f"note:{note}": 1} and _left(world, "guest") == 1


def test_stepping_back_from_voting_loses_nothing(voting: World) -> None:
    world = voting
    note = world.note(world.here.seats["guest"])
    cluster = world.cluster(world.here.seats["facilitator"])
    world.stage("vote")
    _cast(world, "guest", f"note:{note}")
    _cast(world, "guest", f"cluster:{cluster}")
    before = _board(world, world.here.seats["guest"])
    for stage in ("cluster", "revealed", "write", "vote"):
        world.stage(stage)
    after = _board(world, world.here.seats["guest"])
    assert (after["votes"], after["mine"]["votes"]) == (before["votes"], before["mine"]["votes"])
    assert [note["text"] for note in after["notes"]] == [note["text"] for note in before["notes"]]


def test_a_lowered_budget_leaves_what_was_cast(voting: World) -> None:
    world, board = voting, voting.here.board
    notes = [world.note(world.here.seats["facilitator"]) for _ in range(2)]
    world.stage("vote")
    votes = [_cast(world, "guest", f"note:{note}") for note in notes]
    world.by("facilitator", "board.settings", {"board": board, "votes_per_person": 1})
    assert len(_counts(world)) == 2 and _left(world, "guest") == 0
    world.by("guest", "vote.withdraw", {"vote": votes[0]})
    cast = {"board": board, "on": f"note:{notes[0]}"}
    assert _refusal(world, "guest", "vote.cast", cast) == "conflict"
    world.by("guest", "vote.withdraw", {"vote": votes[1]})
    world.by("guest", "vote.cast", cast)
    assert _left(world, "guest") == 0


def test_counts_stay_hidden_until_they_are_shown(voting: World) -> None:
    world, board = voting, voting.here.board
    world.by("facilitator", "board.settings", {"board": board, "votes_hidden": True})
    note = world.note(world.here.seats["facilitator"])
    world.stage("vote")
    _cast(world, "guest", f"note:{note}")
    hidden = _board(world, world.here.seats["participant"])["votes"]
    assert hidden == {"shown": False, "counts": {}, "cast": 1, "voters": 1}
    world.by("facilitator", "board.settings", {"board": board, "votes_hidden": False})
    assert _counts(world) == {f"note:{note}": 1}


def test_votes_of_the_other_kind_can_still_be_withdrawn(voting: World) -> None:
    world, board = voting, voting.here.board
    note = world.note(world.here.seats["facilitator"])
    world.stage("vote")
    vote = _cast(world, "guest", f"note:{note}")
    world.by("facilitator", "board.settings", {"board": board, "vote_on": "clusters"})
    assert _refusal(world, "guest", "vote.cast", {"board": board, "on": f"note:{note}"}) == "invalid"
    world.by("guest", "vote.withdraw", {"vote": vote})
    assert _left(world, "guest") == 2
