"""Canvases: what stands there when one is opened, who works on it, what is taken back and what stays."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from facilitation.domain import canvases
from facilitation.domain.canvases import FIELDS
from facilitation.domain.documents import to_json
from facilitation.domain.errors import Refused
from facilitation.queries.boards.boards import whole
from facilitation.queries.documents.transfer_plans import transfer_plan
from facilitation.queries.privacy.owners import Owners
from facilitation.queries.privacy.personal_data import data_of_person
from facilitation.queries.solutions.canvases import read_canvas, tells_more
from facilitation.store.boards import Board
from facilitation.store.canvases import Canvas, CanvasPrerequisite
from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from facilitation.store.documents import DocumentRow
from facilitation.store.operations import Operation
from facilitation.store.people import Seat
from facilitation.store.sessions import Session
from tests.laws.cases.practices import practice
from tests.world import World


@pytest.fixture
def told(world: World) -> dict[str, Any]:
    """A practice of Turin that tells reasons, a figure, a gain and two prerequisites."""
    number = practice(world, 0, title="Casa Bottega")
    by = "coordinator"
    text = {"field": "reasons", "text": "Shops stay closed.", "language": "en", "revision": 0}
    world.by(by, "practice_text.write", number | text)
    point = number | {"language": "en"}
    world.by(by, "practice_point.add", point | {"kind": "figure", "text": "collectives", "value": "8"})
    world.by(by, "practice_point.add", point | {"kind": "gain", "who": "Artists", "text": "a place"})
    for prerequisite, need in (("a legal frame", "non_negotiable"), ("rooted organisations", "")):
        line = {"kind": "prerequisite", "text": prerequisite, "need": need}
        world.by(by, "practice_point.add", point | line)
    return number


@pytest.fixture
def canvas(world: World, told: dict[str, Any]) -> dict[str, Any]:
    asked = {"session": world.here.session, "city": "DUB", **told}
    return dict(world.by("facilitator", "canvas.open", asked).result)


def _rows(world: World, canvas: dict[str, Any]) -> list[CanvasPrerequisite]:
    with world.database.reading() as orm:
        return read_canvas(orm, orm.get_one(Canvas, canvas["canvas"])).prerequisites


def _code(call: Any, *arguments: Any) -> str:
    with pytest.raises(Refused) as refused:
        call(*arguments)
    return refused.value.code


def _seat_of(world: World, code: str) -> int:
    """Somebody of another city takes the participant's role."""
    with world.database.writing() as orm:
        city = orm.scalars(
            select(City).where(City.programme_id == world.here.programme, City.code == code)
        ).one()
        seat = Seat(
            programme_id=world.here.programme,
            name=f"Of {code}",
            role="participant",
            city=city,
            created_at=world.clock(),
        )
        orm.add(seat)
        orm.flush()
        return seat.id


def test_what_the_practice_tells_stands_there(world: World, canvas: dict[str, Any]) -> None:
    with world.database.reading() as orm:
        board = orm.get_one(Board, canvas["board"])
        seen = whole(orm, board, "participants")
        assert orm.get_one(Session, world.here.session).canvases == [board.id]
    facts = seen["canvas"]["facts"]
    assert facts["title"] == "Casa Bottega" and facts["texts"]["reasons"]["text"] == "Shops stay closed."
    assert list(facts["texts"]) == ["reasons"], "what nobody said is left out"
    assert (facts["figures"][0]["value"], facts["gains"][0]["who"]) == ("8", "Artists")
    assert (seen["canvas"]["sharer"], seen["canvas"]["city"]) == ("TRN", "DUB")
    assert [(row["text"], row["kind"], row["answer"]) for row in seen["prerequisites"]] == [
        ("a legal frame", "non_negotiable", ""),
        ("rooted organisations", "", ""),
    ]
    assert list(seen["canvas"]["fields"]) == list(FIELDS)
    assert sorted(seen["canvas"]["fields"].values()) == [area["id"] for area in seen["areas"]]
    assert (seen["board"]["stage"], seen["board"]["layout"]) == ("write_openly", "canvas")


def test_the_same_is_opened_once(world: World, canvas: dict[str, Any], told: dict[str, Any]) -> None:
    asked = {"session": world.here.session, "city": "DUB", **told}
    assert _code(world.by, "facilitator", "canvas.open", asked) == "conflict"
    assert _code(world.by, "facilitator", "canvas.open", asked | {"city": "TRN"}) == "invalid"
    world.by("facilitator", "canvas.open", asked | {"city": "WAW"})


def test_who_works_on_it(world: World, canvas: dict[str, Any]) -> None:
    """Both its cities, those of the session, guests of it; nobody of another city."""
    first = {"prerequisite": _rows(world, canvas)[0].id}
    turin, warsaw = _seat_of(world, "TRN"), _seat_of(world, "WAW")
    world.do("prerequisite.answer", first | {"answer": "have"}, turin)
    world.by("guest", "prerequisite.answer", first | {"answer": "can_get"})
    outside = world.guest(world.here, "Ida", None)
    world.do("prerequisite.answer", first | {"owner": "Housing office"}, outside)
    assert _code(world.do, "prerequisite.answer", first | {"answer": "missing"}, warsaw) == "not_allowed"
    other = world.by(
        "organiser", "session.create", {"title": "Two", "type": "solution", "template": "solution"}
    )
    asked = other.result | {"city": "WAW"}
    with world.database.reading() as orm:
        asked["practice"] = orm.get_one(Canvas, canvas["canvas"]).practice_id
    assert _code(world.do, "canvas.open", asked, _seat_of(world, "DUB")) == "not_allowed"
    there = world.do("canvas.open", asked, warsaw).result
    scope = {"canvas": there["canvas"], "scope": "whole"}
    assert _code(world.do, "canvas.scope", scope, outside) == "not_found"


def test_undo_takes_an_answer_back(world: World, canvas: dict[str, Any]) -> None:
    first = {"prerequisite": _rows(world, canvas)[0].id}
    world.by("participant", "prerequisite.answer", first | {"answer": "have", "due": "2027-09-01"})
    world.by("participant", "prerequisite.answer", first | {"answer": "missing", "due": None})
    world.by("participant", "undo", {"board": canvas["board"]})
    row = _rows(world, canvas)[0]
    assert (row.answer, row.due) == ("have", "2027-09-01")
    world.by("participant", "undo", {"board": canvas["board"]})
    assert (_rows(world, canvas)[0].answer, _rows(world, canvas)[0].due) == ("", "")
    world.by("guest", "canvas.scope", {"canvas": canvas["canvas"], "scope": "approach"})
    world.by("guest", "undo", {"board": canvas["board"]})
    with world.database.reading() as orm:
        assert orm.get_one(Canvas, canvas["canvas"]).scope == ""


def test_what_keeps_the_plan_a_draft(world: World, canvas: dict[str, Any]) -> None:
    first, second = ({"prerequisite": row.id} for row in _rows(world, canvas))
    number = {"canvas": canvas["canvas"]}

    def status() -> tuple[str, list[str]]:
        with world.database.reading() as orm:
            read = read_canvas(orm, orm.get_one(Canvas, canvas["canvas"]))
            return read.status, [one.text for one in read.held_up]

    assert status() == ("draft", [])
    world.by("guest", "canvas.scope", number | {"scope": "part", "text": "The homes"})
    world.by("guest", "prerequisite.answer", first | {"answer": "missing"})
    world.by("guest", "prerequisite.answer", second | {"answer": "missing"})
    assert status() == ("draft", ["a legal frame"]), "only what is non-negotiable holds it up"
    world.by("guest", "prerequisite.answer", first | {"owner": "Law department"})
    assert status() == ("in_review", [])


def test_what_changed_since_is_taken_over(world: World, canvas: dict[str, Any], told: dict[str, Any]) -> None:
    """What the room said stays; what the practice says anew comes, once somebody asks for it."""
    first, second = _rows(world, canvas)
    world.by("guest", "prerequisite.answer", {"prerequisite": second.id, "answer": "have"})
    world.by("guest", "prerequisite.change", {"prerequisite": first.id, "kind": "to_adapt"})
    reworded = {"point": first.origin_id, "revision": 1, "text": "national rules", "language": "en"}
    world.by("coordinator", "practice_point.change", reworded | {"need": "non_negotiable"})
    world.by("coordinator", "practice_point.remove", {"point": second.origin_id})
    fresh = told | {"kind": "prerequisite", "text": "money", "language": "en"}
    world.by("coordinator", "practice_point.add", fresh)
    with world.database.reading() as orm:
        assert tells_more(orm, orm.get_one(Canvas, canvas["canvas"]))
    assert world.by("guest", "canvas.refresh", {"canvas": canvas["canvas"]}).result["changed"]
    rows = {row.id: row for row in _rows(world, canvas)}
    assert (rows[first.id].text, rows[first.id].kind) == ("national rules", "to_adapt")
    assert (rows[second.id].answer, rows[second.id].origin_id) == ("have", None)
    assert sorted(row.text for row in rows.values()) == ["money", "national rules", "rooted organisations"]
    assert not world.by("guest", "canvas.refresh", {"canvas": canvas["canvas"]}).result["changed"]


def test_what_the_practice_takes_back_and_says_again_comes_again(
    world: World, canvas: dict[str, Any], told: dict[str, Any]
) -> None:
    """Else what can't be done without would be missing on the canvas, and the plan be no draft any more."""
    first, second = _rows(world, canvas)
    point, refresh = {"point": first.origin_id}, {"canvas": canvas["canvas"]}
    world.by("guest", "prerequisite.remove", {"prerequisite": second.id})
    for step, left in (("remove", []), ("restore", [first.text])):
        world.by("coordinator", f"practice_point.{step}", point)
        world.by("guest", "canvas.refresh", refresh)
        assert [row.text for row in _rows(world, canvas)] == left, "what the room removed stays removed"
    added = told | {"kind": "prerequisite", "text": "money", "language": "en", "need": "non_negotiable"}
    world.by("coordinator", "practice_point.add", added)
    world.by("guest", "canvas.refresh", refresh)
    world.by("guest", "undo", {"board": canvas["board"]})
    assert [row.text for row in _rows(world, canvas)] == [first.text]
    world.by("guest", "canvas.refresh", refresh)
    assert [row.text for row in _rows(world, canvas)] == [first.text, "money"]


@pytest.mark.parametrize("owner", ["-", "?", " . ", "…"])
def test_signs_are_nobody_who_sees_to_it(world: World, canvas: dict[str, Any], owner: str) -> None:
    first = {"prerequisite": _rows(world, canvas)[0].id}
    with pytest.raises(Refused) as refused:
        world.by("guest", "prerequisite.answer", first | {"owner": owner})
    assert (refused.value.code, refused.value.field) == ("invalid", "owner")


def test_order(world: World, canvas: dict[str, Any]) -> None:
    number = {"canvas": canvas["canvas"]}
    third = world.by("guest", "prerequisite.add", number | {"text": "third"}).result["prerequisite"]
    first, second = (row.id for row in _rows(world, canvas)[:2])
    world.by("guest", "prerequisite.move", {"prerequisite": third, "before": second})
    assert [row.id for row in _rows(world, canvas)] == [first, third, second]
    world.by("guest", "prerequisite.move", {"prerequisite": second, "before": first})
    world.by("guest", "prerequisite.move", {"prerequisite": first})
    assert [row.id for row in _rows(world, canvas)] == [second, third, first]


def test_order_after_many_moves(world: World, canvas: dict[str, Any]) -> None:
    number = {"canvas": canvas["canvas"]}
    world.by("guest", "prerequisite.add", number | {"text": "third"})
    for _ in range(70):
        first, second, third = (row.id for row in _rows(world, canvas))
        world.by("guest", "prerequisite.move", {"prerequisite": first, "before": third})
        assert [row.id for row in _rows(world, canvas)] == [second, first, third]
    world.by("guest", "undo", {"board": canvas["board"]})
    assert [row.id for row in _rows(world, canvas)] == [first, second, third]


def test_what_two_write_in_one_field(world: World, canvas: dict[str, Any]) -> None:
    """Both stand, or who comes second is asked; two owners are no third."""
    number, one = {"canvas": canvas["canvas"]}, {"prerequisite": _rows(world, canvas)[0].id}

    def scope() -> str:
        with world.database.reading() as orm:
            return orm.get_one(Canvas, canvas["canvas"]).scope_text

    world.by("guest", "canvas.scope", number | {"text": "The homes.", "was": ""})
    world.by("participant", "canvas.scope", number | {"text": "The homes. No shops.", "was": "The homes."})
    world.by("guest", "canvas.scope", number | {"text": "The new homes.", "was": "The homes."})
    assert scope() == "The new homes. No shops."
    both = {"was": "The new homes. No shops."}
    world.by("guest", "canvas.scope", number | both | {"text": "The old homes. No shops."})
    late = number | both | {"text": "The first homes. No shops."}
    assert _code(world.by, "facilitator", "canvas.scope", late) == "conflict"
    world.by("facilitator", "canvas.scope", number | {"text": "All.", "was": scope()})
    assert scope() == "All."
    world.by("guest", "canvas.scope", number | {"text": "Nothing."})
    assert scope() == "Nothing.", "a client that doesn't say what it began from asks for no more"
    world.by("guest", "prerequisite.change", one | {"text": "a clear legal frame", "was": "a legal frame"})
    world.by(
        "participant", "prerequisite.change", one | {"text": "a legal frame, soon", "was": "a legal frame"}
    )
    assert _rows(world, canvas)[0].text == "a clear legal frame, soon"
    both = {"was": "a clear legal frame, soon"}
    world.by("guest", "prerequisite.change", one | both | {"text": "a clear social frame, soon"})
    late = one | both | {"text": "a clear new frame, soon"}
    assert _code(world.by, "facilitator", "prerequisite.change", late) == "conflict"
    world.by("guest", "prerequisite.answer", one | {"owner": "Housing office", "was": ""})
    late = one | {"owner": "Law department", "was": ""}
    assert _code(world.by, "participant", "prerequisite.answer", late) == "conflict"
    world.by("participant", "prerequisite.answer", late | {"was": "Housing office"})
    assert _rows(world, canvas)[0].owner == "Law department"


def test_undo_takes_nobody_elses_answer_away(
    world: World, canvas: dict[str, Any], told: dict[str, Any]
) -> None:
    board = {"board": canvas["board"]}
    added = world.by(
        "participant", "prerequisite.add", {"canvas": canvas["canvas"], "text": "A partner"}
    ).result
    world.by("facilitator", "prerequisite.answer", added | {"answer": "missing", "owner": "Housing office"})
    assert _code(world.by, "participant", "undo", board) == "conflict"
    fresh = {"kind": "prerequisite", "text": "money", "language": "en"}
    world.by("coordinator", "practice_point.add", told | fresh)
    world.by("guest", "canvas.refresh", {"canvas": canvas["canvas"]})
    money = next(row.id for row in _rows(world, canvas) if row.text == "money")
    world.by("facilitator", "prerequisite.answer", {"prerequisite": money, "due": "2027-09-01"})
    assert _code(world.by, "guest", "undo", board) == "conflict"
    world.by("facilitator", "undo", board)
    world.by("guest", "undo", board)
    assert "money" not in [row.text for row in _rows(world, canvas)]


def test_taken_away_and_brought_back(world: World, canvas: dict[str, Any], told: dict[str, Any]) -> None:
    here = {"session": world.here.session, "canvas": canvas["canvas"]}
    first = {"prerequisite": _rows(world, canvas)[0].id}
    world.by("guest", "prerequisite.answer", first | {"answer": "have"})
    assert _code(world.do, "canvas.remove", here, _seat_of(world, "TRN")) == "not_allowed"
    world.by("participant", "canvas.remove", here)
    assert _code(world.by, "guest", "prerequisite.answer", first | {"answer": "missing"}) == "not_found"
    with world.database.reading() as orm:
        assert orm.get_one(Session, world.here.session).canvases == []
    world.by("participant", "canvas.restore", here)
    assert _rows(world, canvas)[0].answer == "have"
    world.by("participant", "canvas.remove", here)
    asked = {"session": world.here.session, "city": "DUB", **told}
    world.by("facilitator", "canvas.open", asked)
    assert _code(world.by, "participant", "canvas.restore", here) == "conflict"


def test_no_more_are_brought_back_than_lie_side_by_side(
    world: World, canvas: dict[str, Any], told: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canvases, "CANVASES_MOST", 1)
    here = {"session": world.here.session}
    world.by("facilitator", "canvas.remove", here | {"canvas": canvas["canvas"]})
    world.by("facilitator", "canvas.open", here | told | {"city": "WAW"})
    refused = _code(world.by, "facilitator", "canvas.restore", here | {"canvas": canvas["canvas"]})
    assert refused == "too_large"


def test_it_goes_and_comes_with_its_session(world: World, told: dict[str, Any]) -> None:
    made = {"title": "Planned", "type": "solution", "template": "solution", "cities": ["DUB", "TRN"]}
    session = {"session": world.by("organiser", "session.create", made).result["session"]}
    kept, gone = (
        world.by("facilitator", "canvas.open", session | told | {"city": city}).result
        for city in ("DUB", "WAW")
    )
    world.by("facilitator", "canvas.remove", session | {"canvas": gone["canvas"]})
    world.by("facilitator", "session.remove", session)
    world.by("facilitator", "session.bring_back", session)
    with world.database.reading() as orm:
        assert not orm.get_one(Board, kept["board"]).removed
        assert orm.get_one(Board, gone["board"]).removed
    copy = world.by("facilitator", "session.duplicate", session).result["session"]
    with world.database.reading() as orm:
        assert orm.get_one(Session, copy).canvases == [], (
            "a copy is another meeting: it has canvases of its own"
        )


def test_a_closed_board_takes_no_answers(world: World, canvas: dict[str, Any]) -> None:
    first = {"prerequisite": _rows(world, canvas)[0].id, "answer": "have"}
    world.by("facilitator", "board.lock", {"board": canvas["board"], "locked": True})
    assert _code(world.by, "guest", "prerequisite.answer", first) == "closed"
    world.by("facilitator", "prerequisite.answer", first)
    world.by("facilitator", "session.end", {"session": world.here.session})
    assert _code(world.by, "facilitator", "prerequisite.answer", first) == "closed"


def test_an_owner_is_named_only_if_they_agreed(world: World, canvas: dict[str, Any]) -> None:
    programme = world.here.programme
    with world.database.reading() as orm:
        owners = Owners(orm, programme)
        assert owners.name("Housing office") == "Housing office", "an office is nobody's name"
        assert owners.name("Participant") == "" and owners.name("participant") == ""
    world.by("participant", "consent.give", {"purpose": "listed"})
    with world.database.reading() as orm:
        assert Owners(orm, programme).name("Participant") == "Participant"


def test_an_owner_leaves_with_their_name(world: World, canvas: dict[str, Any]) -> None:
    first, second = ({"prerequisite": row.id} for row in _rows(world, canvas))
    world.by("guest", "prerequisite.answer", first | {"owner": "Participant"})
    world.by("guest", "prerequisite.answer", second | {"owner": "Housing office"})
    seat = world.here.seats["participant"]
    with world.database.reading() as orm:
        told = data_of_person(orm, world.here.people["participant"], world.clock())
    assert "'who_sees_to_it': 'Participant'" in str(told) and "Housing office" not in str(told)
    world.by("organiser", "seat.erase", {"seat": seat})
    assert [row.owner for row in _rows(world, canvas)] == ["", "Housing office"]
    world.by("guest", "undo", {"board": canvas["board"]})
    assert [row.owner for row in _rows(world, canvas)] == ["", ""], "an office is nobody's name"
    assert _code(world.by, "guest", "undo", {"board": canvas["board"]}) == "not_found"


def test_a_plan_is_a_draft_again_when_its_owner_goes(world: World, canvas: dict[str, Any]) -> None:
    first, second = ({"prerequisite": row.id} for row in _rows(world, canvas))
    world.by("guest", "prerequisite.answer", first | {"answer": "missing", "owner": "Participant"})
    world.by("guest", "prerequisite.answer", second | {"answer": "have"})
    for one in (first, second):
        world.by("facilitator", "prerequisite.change", one | {"kind": "non_negotiable"})
    world.by("guest", "canvas.scope", {"canvas": canvas["canvas"], "scope": "whole"})

    def status() -> str:
        with world.database.reading() as orm:
            return read_canvas(orm, orm.get_one(Canvas, canvas["canvas"])).status

    assert status() == "in_review"
    world.by("organiser", "seat.erase", {"seat": world.here.seats["participant"]})
    assert status() == "draft"


def test_undo_brings_no_erased_owner_back_who_had_made_room_before(
    world: World, canvas: dict[str, Any]
) -> None:
    first = {"prerequisite": _rows(world, canvas)[0].id}
    for owner in ("Participant, deputy", "Office X"):
        world.by("facilitator", "prerequisite.answer", first | {"owner": owner})
    world.by("organiser", "seat.erase", {"seat": world.here.seats["participant"]})
    assert _code(world.by, "facilitator", "undo", {"board": canvas["board"]}) == "not_found"
    with world.database.reading() as orm:
        kept = [one.undo for one in orm.scalars(select(Operation).where(Operation.undo.is_not(None)))]
    assert "Participant" not in str(kept) and _rows(world, canvas)[0].owner == "Office X"


@pytest.mark.parametrize("way", ["withdrawn", "erased"])
def test_an_owner_leaves_a_plan_that_was_given_out(world: World, canvas: dict[str, Any], way: str) -> None:
    guest = world.guest(world.here, "Zoe Pereira Souza", "TRN")
    world.do("consent.give", {"purpose": "listed"}, guest)
    owner = {"prerequisite": _rows(world, canvas)[0].id, "owner": "Zoe Pereira"}
    world.by("facilitator", "prerequisite.answer", owner)
    with world.database.reading() as orm:
        row = orm.get_one(Canvas, canvas["canvas"])
        plan = transfer_plan(orm, row, world.clock(), str, 1)
    world.by("facilitator", "prerequisite.answer", owner | {"owner": "Office X"})
    stored = {"title": plan.title, "language": "en", "status": plan.status, "simulated": False}
    stored |= {"canvas": canvas["canvas"], "content": to_json(plan), "renderings": []}
    world.do("plan.store", stored, programme=world.here.programme)
    assert "Zoe Pereira" in json.dumps(stored)
    if way == "withdrawn":
        world.do("consent.withdraw", {"purpose": "listed"}, guest)
    else:
        world.by("organiser", "seat.erase", {"seat": guest})
    with world.database.reading() as orm:
        [document] = orm.scalars(select(DocumentRow))
        assert "Zoe" not in json.dumps(document.content)


def test_a_withdrawn_practice_gets_no_canvas(world: World, told: dict[str, Any]) -> None:
    world.by("coordinator", "practice.withdraw", told)
    asked = {"session": world.here.session, "city": "DUB", **told}
    assert _code(world.by, "facilitator", "canvas.open", asked) == "conflict"
    with world.database.reading() as orm:
        strangers = orm.scalars(select(Practice.id).where(Practice.programme_id == world.there.programme))
        assert strangers.first() is None
    asked["practice"] = 10**6
    assert _code(world.by, "facilitator", "canvas.open", asked) == "not_found"
