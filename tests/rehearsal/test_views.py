"""A client's copy: snapshot and frames fold to the next snapshot, gaps are noticed, packets are read."""

import pytest

from facilitation.rehearsal import packets
from facilitation.rehearsal.counts import percentile
from facilitation.rehearsal.views import View, copy_of


def note(note_id: int, text: str = "x") -> dict:
    return {"id": note_id, "text": text}


def frame(since: int, to: int, put: dict | None = None, drop: dict | None = None, **more: object) -> dict:
    return {"subject": "board:1", "from": since, "to": to, "put": put or {}, "drop": drop or {}, **more}


def snapshot(revision: int, *notes: dict, **mine: object) -> dict:
    put = {"board": {"id": 1, "stage": "cluster"}, "areas": [], "clusters": [], "notes": list(notes)}
    return {"ok": True, "revision": revision, "snapshot": {**put, "mine": {"notes": [], **mine}}}


def subscribed(answer: dict, newcomers: list | None = None) -> View:
    view = View("board:1", lambda ids, live: newcomers.append((ids, live)) if newcomers is not None else None)
    view.ask()
    assert view.answered(answer)
    return view


def test_frames_fold_to_the_next_snapshot():
    view = subscribed(snapshot(3, note(1), note(2)))
    assert view.receive(frame(3, 4, {"notes": [note(3)]}, mine={"notes": [note(3)], "votes_left": 5}))
    assert view.receive(frame(4, 6, {"notes": [note(2, "y")]}, {"notes": [1]}))
    assert view.receive(frame(6, 7, {"board": {"id": 1, "stage": "vote"}}))
    later = snapshot(7, note(2, "y"), note(3), votes_left=5)
    later["snapshot"]["board"]["stage"] = "vote"
    later["snapshot"]["mine"]["notes"] = [note(3)]
    assert view.state() == copy_of("board:1", later).state()
    assert view.revision == 7
    assert view.stage == "vote"


def test_what_is_dropped_is_no_longer_ones_own():
    view = subscribed(snapshot(1, note(1)))
    view.receive(frame(1, 2, {"notes": [note(2)]}, mine={"notes": [note(2)]}))
    view.receive(frame(2, 3, drop={"notes": [2]}))
    assert view.own_notes == {}


def test_a_gap_is_noticed_and_repaired():
    view = subscribed(snapshot(3))
    assert not view.receive(frame(4, 5, {"notes": [note(5)]}))
    assert view.notes == {}
    assert view.ask() == {"subject": "board:1", "revision": 3}
    # What comes while the answer is awaited is kept; what the answer holds already is not applied again.
    assert view.receive(frame(4, 5, {"notes": [note(5, "old")]}))
    assert view.receive(frame(5, 6, {"notes": [note(6)]}))
    answer = {"ok": True, "from": 3, "revision": 5, "put": {"notes": [note(4), note(5)]}, "drop": {}}
    assert view.answered(answer)
    assert view.notes == {4: note(4), 5: note(5), 6: note(6)}
    assert view.revision == 6


def test_a_gap_behind_the_answer_asks_again():
    view = View("board:1")
    view.ask()
    view.receive(frame(5, 6))
    assert not view.answered(snapshot(3))
    assert view.revision == 3


def test_newcomers_are_told_once_and_whether_they_came_live():
    newcomers: list = []
    view = subscribed(snapshot(1, note(1)), newcomers)
    view.receive(frame(1, 2, {"notes": [note(1, "edited"), note(2)]}))
    view.receive(frame(1, 2, {"notes": [note(2)]}))
    assert newcomers == [([1], False), ([2], True)]


def test_an_overlay_may_come_alone():
    view = subscribed(snapshot(2))
    assert view.receive(frame(2, 2, mine={"votes_left": 1}))
    assert view.mine["votes_left"] == 1


def test_packets():
    assert packets.event("command", {"a": 1}, 7) == '427["command",{"a":1}]'
    assert packets.event("presence", {}) == '42["presence",{}]'
    assert packets.connect({"seat": "t"}) == '40{"seat":"t"}'
    assert packets.read('4312[{"ok":true}]') == packets.Packet(packets.ACK, [{"ok": True}], 12)
    assert packets.read('42["frame",{}]') == packets.Packet(packets.EVENT, ["frame", {}])
    assert packets.read('44{"message":"no"}').kind == packets.REFUSED
    assert packets.read("2").kind == packets.PING
    for nonsense in ("", "9", "43x", "42{", "4"):
        with pytest.raises(ValueError):
            packets.read(nonsense)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([], 0.5, None), ([7.0], 0.99, 7.0), ([4, 1, 3, 2], 0.5, 2), (range(1, 101), 0.95, 95)],
)
def test_percentile(values, share, expected):
    assert percentile(list(values), share) == expected
