"""What the report of a rehearsed session would notice: each thing lost, doubled, left out or unmarked."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from facilitation.rehearsal.findings import Findings, compare
from facilitation.rehearsal.ledger import Ledger
from facilitation.rehearsal.outbox import Operation
from facilitation.rehearsal.views import View, copy_of

#: (name, payload, result) of what was acknowledged.
Done = tuple[str, dict[str, Any], dict[str, Any]]


def _operation(name: str, payload: dict[str, Any]) -> Operation:
    loop = asyncio.new_event_loop()
    try:
        return Operation(name, payload, loop.create_future())
    finally:
        loop.close()


def _ledger_of(done: Iterable[Done]) -> Ledger:
    ledger = Ledger()
    for name, payload, result in done:
        ledger.answered(_operation(name, payload), result, 0.0)
    return ledger


MINUTES = "# Minutes\n\n#### Flats\n\n**Votes: 2 · Notes: 2 · Dublin**\n\n- Too dear\n- None left\n"
NOTES = {1: "Too dear", 2: "None left", 3: "No data"}


def _ledger() -> Ledger:
    """Three notes, two of them put together, two votes: all acknowledged."""
    done: list[Done] = [
        ("note.post", {"board": 7, "area": 1, "text": text}, {"note": note}) for note, text in NOTES.items()
    ]
    done.append(("cluster.make", {"board": 7, "notes": [1, 2], "title": "Flats"}, {"cluster": 5}))
    done += [("vote.cast", {"board": 7, "on": "cluster:5"}, {"vote": vote}) for vote in (1, 2)]
    return _ledger_of(done)


def _board(**changes: Any) -> View:
    rows = {
        note: {"id": note, "text": text, "cluster": None, "simulated": True} for note, text in NOTES.items()
    }
    rows[1]["cluster"] = rows[2]["cluster"] = 5
    put = {
        "board": {"id": 7, "stage": "closed"},
        "notes": list(rows.values()),
        "clusters": [{"id": 5, "title": "Flats"}],
        "votes": {"shown": True, "counts": {"cluster:5": 2}, "cast": 2},
    }
    return copy_of("board:7", {"ok": True, "revision": 1, "snapshot": put | changes})


def _room(simulated: bool = True) -> View:
    put = {"session": {"id": 1, "simulated": simulated}, "people": []}
    return copy_of("session:1", {"ok": True, "revision": 1, "snapshot": put})


def _found(board: View, minutes: str = MINUTES, ledger: Ledger | None = None) -> Findings:
    return compare(ledger or _ledger(), _room(), {7: board}, minutes)


def test_what_is_there_is_found_in_order() -> None:
    found = _found(_board())
    assert found.faults == []
    assert (found.notes, found.clusters, found.votes) == (3, 1, 2)


def test_what_was_acknowledged_and_is_gone_is_lost() -> None:
    one_less = [row for row in _board().notes.values() if row["id"] != 3]
    assert _found(_board(notes=one_less)).lost == ["note 3 on board 7 is lost: No data"]
    reworded = [row | {"text": "No"} if row["id"] == 3 else row for row in _board().notes.values()]
    assert len(_found(_board(notes=reworded)).lost) == 1
    astray = [row | {"cluster": None} for row in _board().notes.values()]
    assert len(_found(_board(notes=astray)).lost) == 2
    fewer = {"shown": True, "counts": {"cluster:5": 1}, "cast": 1}
    assert _found(_board(votes=fewer)).lost == ["board 7 has 1 votes; 2 were acknowledged"]
    assert "cluster 5 is lost: Flats" in _found(_board(clusters=[])).lost


def test_what_nobody_asked_for_is_doubled() -> None:
    twice = [*_board().notes.values(), {"id": 4, "text": "No data", "cluster": None, "simulated": True}]
    assert _found(_board(notes=twice)).doubled == ["nobody was told of note 4 on board 7"]
    # Whoever asked for it has left before the answer came: that is told, and it isn't doubled.
    ledger = _ledger()
    ledger.asked(_operation("note.post", {"board": 7, "text": "No data"}))
    found = _found(_board(notes=twice), ledger=ledger)
    assert (found.doubled, found.unfitting) == ([], ["1 operations were never answered"])


def test_what_the_minutes_leave_out_is_told() -> None:
    assert len(_found(_board(), MINUTES.replace("Votes: 2", "Votes: 1")).left_out) == 1
    assert len(_found(_board(), "# Minutes").left_out) == 1
    hidden = {"shown": False, "counts": {}, "cast": 2}
    assert "the votes of board 7 were never shown" in _found(_board(votes=hidden)).left_out


def test_marks_and_refusals_are_told() -> None:
    bare = [row | {"simulated": False} for row in _board().notes.values()]
    assert len(_found(_board(notes=bare)).unmarked) == 3
    assert len(compare(_ledger(), _room(simulated=False), {7: _board()}, MINUTES).unmarked) == 1
    ledger = _ledger()
    ledger.declined(_operation("vote.cast", {}), "closed")
    ledger.declined(_operation("note.post", {}), "invalid")
    assert _found(_board(), ledger=ledger).unfitting == ["note.post was refused as “invalid” 1 times"]


POLL = {"id": 3, "question": "How useful was it?", "answered": 2}
ASKED = {"id": 8, "text": "Who pays?", "votes": 1}
GROUP = {
    "id": 4,
    "title": "Group 1",
    "points": [{"id": 1, "text": "Flats first"}, {"id": 2, "text": "Hear others"}],
}
SAID = "How useful was it? Who pays? Flats first. Hear others"


def _in_groups() -> Ledger:
    """A group collects a point, rewords it and adds one; two answers; a question with support."""
    done: list[Done] = [
        ("breakout.collect", {"breakout": 4}, {"added": 1}),
        ("point.change", {"point": 1, "text": "Flats first"}, {"point": 1}),
        ("point.add", {"breakout": 4, "text": "Hear others"}, {"point": 2}),
        ("poll.answer", {"poll": 3, "value": 4}, {"answer": 6}),
        ("poll.answer", {"poll": 3, "value": 5}, {"answer": 7}),
        ("question.ask", {"poll": 9, "text": "Who pays?"}, {"question": 8}),
        ("question.upvote", {"question": 8}, {"support": 2}),
    ]
    return _ledger_of(done)


def _after(**changes: Any) -> Findings:
    put = {
        "session": {"id": 1, "simulated": True},
        "breakouts": [GROUP],
        "polls": [POLL, {"id": 9, "question": "", "answered": 1}],
        "questions": [ASKED],
    }
    said = changes.pop("minutes", SAID)
    room = copy_of("session:1", {"ok": True, "revision": 1, "snapshot": put | changes})
    return compare(_in_groups(), room, {}, said)


def test_points_answers_and_questions_are_found() -> None:
    found = _after()
    assert found.faults == []
    assert (found.groups, found.points, found.answers) == (1, 2, 3)


def test_points_answers_and_questions_that_are_gone_are_told() -> None:
    assert len(_after(breakouts=[GROUP | {"points": [{"id": 1, "text": "Flats first"}]}]).lost) == 2
    reworded = [{"id": 1, "text": "Flats"}, {"id": 2, "text": "Hear others"}]
    assert len(_after(breakouts=[GROUP | {"points": reworded}]).lost) == 1
    more = [*GROUP["points"], {"id": 5, "text": "Flats first"}]
    assert len(_after(breakouts=[GROUP | {"points": more}]).doubled) == 1
    assert len(_after(polls=[POLL | {"answered": 1}]).lost) == 1
    assert len(_after(questions=[]).lost) == 1
    assert len(_after(questions=[ASKED | {"votes": 2}]).lost) == 1
    assert len(_after(minutes="").left_out) == 4
