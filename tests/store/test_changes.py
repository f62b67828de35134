"""Revisions: what stamps them, what raises them, and what no handler may do to live rows."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from facilitation.store.base import Base, Live, LiveSubject
from facilitation.store.boards import Area, Board, Cluster, Note, Vote
from facilitation.store.breakouts import Breakout, BreakoutMember, BreakoutPoint, BreakoutRound
from facilitation.store.canvases import Canvas, CanvasPrerequisite
from facilitation.store.minutes import Amendment, Minutes, MinutesBlock
from facilitation.store.people import Seat
from facilitation.store.polls import Poll, PollAnswer, PollQuestion, QuestionSupport, SpeakingTurn
from facilitation.store.sessions import Attendance, Block, Record, Session
from tests.world import World

_LIVE = (mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Live))
LIVE = tuple(sorted(_LIVE, key=lambda model: model.__name__))


def _board(world: World) -> tuple[int, int]:
    with world.database.reading() as orm:
        board = orm.get(Board, world.here.board)
        return board.revision, board.visibility_revision


def test_these_are_the_live_rows() -> None:
    of_a_board = {Area, Cluster, Note, Vote, Canvas, CanvasPrerequisite}
    of_a_room = {Attendance, Block, Record}
    of_groups = {Breakout, BreakoutMember, BreakoutPoint, BreakoutRound}
    of_polls = {Poll, PollAnswer, PollQuestion, QuestionSupport, SpeakingTurn}
    of_minutes = {Amendment, Minutes, MinutesBlock}
    assert set(LIVE) == {Board, Session} | of_a_board | of_a_room | of_groups | of_polls | of_minutes
    assert {model for model in LIVE if issubclass(model, LiveSubject)} == {Board, Minutes, Session}


@pytest.mark.parametrize("model", LIVE, ids=lambda model: model.__name__)
@pytest.mark.parametrize("make", [update, delete], ids=["update", "delete"])
def test_bulk_changes_of_live_rows_raise(world: World, model: type, make: object) -> None:
    statement = make(model).where(model.id == 1)
    if make is update:
        statement = statement.values(revision=0)
    with pytest.raises(RuntimeError, match="bulk"), world.database.writing() as orm:
        orm.execute(statement)


def test_in_bulk_only_what_no_reader_is_sent_is_changed(world: World) -> None:
    kept, other = (
        world.note(world.here.seats["guest"], "Kept"),
        world.note(world.here.seats["guest"], "Other"),
    )
    world.changes.clear()
    with world.database.writing() as orm:
        rows = [orm.get_one(Note, note) for note in (kept, other)]
        orm.change_unseen(Note, Note.id == other, shown_text=Note.text + "!")
        assert [row.shown_text for row in rows] == ["Kept", "Other!"], "a row that was read knows of it"
        assert orm.changes == {}
        with pytest.raises(RuntimeError, match="bulk"):
            orm.change_unseen(Note, Note.id == kept, text="Unheard of")


def test_other_rows_may_be_changed_in_bulk(world: World) -> None:
    with world.database.writing() as orm:
        orm.execute(update(Seat).where(Seat.id == world.here.seats["guest"]).values(name="Renamed"))
    with world.database.reading() as orm:
        assert orm.get(Seat, world.here.seats["guest"]).name == "Renamed"


def test_deleting_a_live_row_raises(world: World) -> None:
    note = world.note(world.here.seats["guest"])
    for model, number in ((Note, note), (Area, world.here.areas[0]), (Board, world.here.board)):
        with pytest.raises(RuntimeError, match="removed"), world.database.writing() as orm:
            orm.delete(orm.get(model, number))
    with world.database.reading() as orm:
        assert orm.get(Note, note) is not None


def test_each_transaction_is_one_revision_and_stamps_what_it_changed(world: World) -> None:
    seat = world.here.seats["guest"]
    first, second = world.note(seat), world.note(seat)
    before, _ = _board(world)
    with world.database.writing() as orm:
        orm.get(Note, first).text = "Changed"
        orm.flush()
        orm.get(Note, second).text = "Changed too"
        orm.flush()
        orm.get(Note, first).text = "Changed again"
    with world.database.reading() as orm:
        assert orm.get(Board, world.here.board).revision == before + 1
        assert {orm.get(Note, note).revision for note in (first, second)} == {before + 1}
        untouched = orm.scalars(select(Area.revision).where(Area.board_id == world.here.board)).all()
        assert max(untouched) <= before


def test_what_stays_as_it_was_is_no_change(world: World) -> None:
    note = world.note(world.here.seats["guest"], "Same")
    before = _board(world)
    with world.database.writing() as orm:
        orm.get(Note, note).text = "Same"
        assert orm.changes == {}
    assert _board(world) == before


def test_what_is_rolled_back_has_no_revision(world: World) -> None:
    note = world.note(world.here.seats["guest"], "Kept")
    before = _board(world)
    with pytest.raises(ZeroDivisionError), world.database.writing() as orm:
        orm.get(Note, note).text = "Lost"
        orm.flush()
        raise ZeroDivisionError
    assert _board(world) == before
    with world.database.reading() as orm:
        assert orm.get(Note, note).text == "Kept"


def test_subjects_do_not_count_each_others_changes(world: World) -> None:
    before = _board(world)
    world.do("session.attend", {"session": world.here.session}, world.here.seats["participant"])
    assert _board(world) == before


@pytest.mark.parametrize(
    ("column", "value"),
    [("stage", "closed"), ("hides_text", True), ("settings", {"authors": "anonymous"}), ("crowded", ["DUB"])],
)
def test_what_changes_who_sees_what_sets_the_visibility_revision(
    world: World, column: str, value: object
) -> None:
    before, _ = _board(world)
    with world.database.writing() as orm:
        board = orm.get(Board, world.here.board)
        assert getattr(board, column) != value, "the case must change something"
        setattr(board, column, value)
        orm.flush()
        assert orm.changes[board.subject].visibility
    assert _board(world) == (before + 1, before + 1)


@pytest.mark.parametrize(("column", "value"), [("locked", True), ("notes_made", 9), ("title", "Other")])
def test_what_does_not_leaves_it(world: World, column: str, value: object) -> None:
    before, visibility = _board(world)
    with world.database.writing() as orm:
        setattr(orm.get(Board, world.here.board), column, value)
        orm.flush()
        assert not orm.changes[f"board:{world.here.board}"].visibility
    assert _board(world) == (before + 1, visibility)


def test_a_fresh_subject_begins_at_one(world: World) -> None:
    with world.database.writing() as orm:
        board = Board(
            programme_id=world.here.programme,
            session_id=world.here.session,
            title="Fresh",
            settings={},
            crowded=[],
        )
        board.areas.append(Area(title="Only", position=1))
        orm.add(board)
        orm.flush()
        assert (board.revision, board.visibility_revision, board.areas[0].revision) == (1, 1, 1)
        assert orm.changes == {}, "nobody can be subscribed to it yet"


def test_a_counter_is_written_by_the_commit_alone_and_gone_with_what_failed(world: World) -> None:
    with world.database.writing() as orm:
        orm.count(orm.get_one(Board, world.here.board), notes_made=7)
    with pytest.raises(ZeroDivisionError), world.database.writing() as orm:
        orm.count(orm.get_one(Board, world.here.board), notes_made=8)
        raise ZeroDivisionError
    with world.database.writing() as orm:
        assert orm.get_one(Board, world.here.board).notes_made == 7
    with world.database.reading() as orm:
        assert orm.get_one(Board, world.here.board).notes_made == 7
