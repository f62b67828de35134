"""A rehearsal of a session: a marked copy that leaves the session alone, and that goes without a trace."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Refused
from facilitation.domain.visibility import FACILITATORS
from facilitation.live.subjects import find
from facilitation.queries.cities import cities
from facilitation.queries.documents import documents
from facilitation.queries.programmes import programmes
from facilitation.queries.sessions import calendars, sessions
from facilitation.store.boards import Area, Board
from facilitation.store.documents import DocumentRow
from facilitation.store.jobs import Job
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Block, Session
from tests.world import World


@pytest.fixture
def original(world: World) -> int:
    """A planned session with several boards."""
    created = {"title": "Carry it home", "type": "solution", "template": "solution", "cities": ["DUB"]}
    when = {"date": "2027-04-01", "starts_at": "10:00", "minutes": 90}
    return world.by("facilitator", "session.create", created | when).result["session"]


def _rehearse(world: World, session: int) -> int:
    return world.by("facilitator", "rehearsal.open", {"session": session}).result["session"]


def _remove(world: World, session: int) -> None:
    world.by("facilitator", "rehearsal.remove", {"session": session})


def _furniture(world: World, session: int) -> list[Any]:
    """Blocks, boards and areas of a session without what names this one."""
    with world.database.reading() as orm:
        furniture: list[Any] = []
        for block in orm.scalars(select(Block).where(Block.session_id == session).order_by(Block.position)):
            board = orm.get(Board, block.board_id) if block.board_id else None
            parts = [block.title, block.method, block.question, block.minutes]
            if board:
                parts += [board.title, board.question, board.stage, board.layout, board.settings]
                parts += [(area.title, area.hint, area.position, area.place) for area in board.areas]
            furniture.append(parts)
        return furniture


def _rows(world: World, session: int) -> list[str]:
    """Everything that a session is made of."""
    with world.database.reading() as orm:
        boards = list(orm.scalars(select(Board.id).where(Board.session_id == session)))
        tables = [
            select(Session.__table__).where(Session.id == session),
            select(Block.__table__).where(Block.session_id == session),
            select(Board.__table__).where(Board.session_id == session),
            select(Area.__table__).where(Area.board_id.in_(boards)),
        ]
        return [repr(orm.execute(query).all()) for query in tables]


def test_a_rehearsal_is_furnished_like_its_session_and_leaves_it_alone(world: World, original: int) -> None:
    before = _rows(world, original)
    copy = _rehearse(world, original)
    assert _furniture(world, copy) == _furniture(world, original) != []
    world.by("facilitator", "session.start", {"session": copy})
    world.by("facilitator", "session.step", {"session": copy})
    _remove(world, copy)
    assert _rows(world, original) == before
    with world.database.reading() as orm:
        session = orm.get(Session, copy)
        assert (session.simulated, session.rehearsal_of) == (True, original)
        assert session.date == world.clock.now.date(), "it was held on that day, whatever is planned"
        job = orm.scalars(select(Job).where(Job.kind == "rehearsal.accompany")).one()
        assert job.payload == {"session": copy, "people": 12}


def test_a_used_board_is_rehearsed_from_the_beginning(world: World) -> None:
    world.note(world.here.seats["guest"], "Really said")
    world.stage("closed")
    copy = _rehearse(world, world.here.session)
    with world.database.reading() as orm:
        board = orm.scalars(select(Board).where(Board.session_id == copy)).first()
        assert (board.stage, board.hides_text, board.notes_made) == ("write_openly", False, 0)


def test_a_rehearsal_is_in_no_calendar_and_in_nobodys_next(world: World, original: int) -> None:
    copy = _rehearse(world, original)
    world.by("facilitator", "session.start", {"session": copy})
    with world.database.writing() as orm:
        orm.get(Session, copy).date = dt.date(2027, 4, 1)
    for role in ("participant", "facilitator"):
        viewer = world.viewer(world.here.seats[role])
        with world.database.reading() as orm:
            home = programmes.home(orm, viewer, dt.date(2027, 3, 9))
            feed = calendars.agenda_of(orm, orm.get(Seat, viewer.seat))
            everything = [*feed, *sessions.sessions_of(orm, viewer)]
            events = calendars.events(
                everything, orm.get(Programme, world.here.programme), "https://x.invalid", str
            )
            shown = [*home.running, *home.coming, *cities.city_page(orm, viewer, "DUB").sessions]
            listed = [session.id for session in sessions.sessions_of(orm, viewer)]
        assert [event.title for event in events] and not any("Rehearsal" in one.title for one in events)
        assert copy not in [session.id for session in shown]
        assert (copy in listed) == (role == "facilitator")


def test_what_is_rehearsed_goes_neither_on_the_heat_map_nor_into_minutes(world: World) -> None:
    copy = _rehearse(world, world.here.session)
    session = {"session": copy}
    world.by("facilitator", "session.start", session)
    with world.database.reading() as orm:
        board = orm.get(Board, orm.get(Session, copy).board_id)
        area = board.areas[0].id
    world.by("facilitator", "board.stage", {"board": board.id, "stage": "cluster"})
    posted = world.by("facilitator", "note.post", {"board": board.id, "area": area, "text": "Played"})
    making = {"board": board.id, "notes": [posted.result["note"]], "title": "Played"}
    cluster = world.by("facilitator", "cluster.make", making).result["cluster"]
    with pytest.raises(Refused) as refused:
        world.by("facilitator", "challenge.adopt", {"cluster": cluster, "kind": "social"})
    assert refused.value.code == "closed"
    assert "job" not in world.by("facilitator", "session.end", session).result


def test_a_removed_rehearsal_is_found_nowhere(world: World) -> None:
    copy = _rehearse(world, world.here.session)
    session = {"session": copy}
    world.by("facilitator", "session.start", session)
    content = {"kind": "minutes", "title": "Played", "language": "en", "simulated": True}
    payload = session | content | {"content": {}, "renderings": []}
    document = world.do("document.store", payload, programme=world.here.programme).result["document"]
    with world.database.reading() as orm:
        board, code = orm.get(Session, copy).board_id, orm.get(Session, copy).code.code
        assert sessions.session_by_code(orm, code, world.clock()) is not None
    lead = world.viewer(world.here.seats["facilitator"])
    _remove(world, copy)
    with world.database.reading() as orm:
        for look in (
            lambda: sessions.session_for(orm, lead, copy),
            lambda: find(orm, lead, f"session:{copy}"),
            lambda: find(orm, lead, f"board:{board}"),
            lambda: documents.document_for(orm, lead, document),
        ):
            with pytest.raises(Refused) as refused:
                look()
            assert refused.value.code == "not_found"
        assert copy not in [row.id for row in sessions.sessions_of(orm, lead)]
        assert sessions.session_by_code(orm, code, world.clock()) is None
        assert documents.documents_of(orm, lead) == []
        assert documents.documents_of(orm, lead, copy) == []
        assert orm.get(DocumentRow, document) is not None, "it is hidden, not lost"
    for name, payload in (
        ("session.start", session),
        ("session.attend", session),
        ("rehearsal.remove", session),
        ("board.stage", {"board": board, "stage": "write"}),
        ("seat.take", session | {"name": "Late", "city": "DUB", "token_hash": "l" * 64}),
    ):
        seat = None if name == "seat.take" else world.here.seats["facilitator"]
        with pytest.raises(Refused) as refused:
            world.do(name, payload, seat, None if seat else world.here.programme)
        assert refused.value.code == "not_found", name


def test_only_rehearsals_are_removed_and_none_is_rehearsed(world: World) -> None:
    with pytest.raises(Refused) as refused:
        _remove(world, world.here.session)
    assert refused.value.code == "not_allowed"
    copy = _rehearse(world, world.here.session)
    with pytest.raises(Refused) as refused:
        _rehearse(world, copy)
    assert refused.value.code == "conflict"


def test_few_rehearsals_run_at_once(world: World) -> None:
    _rehearse(world, world.here.session)
    _rehearse(world, world.here.session)
    with pytest.raises(Refused) as refused:
        _rehearse(world, world.here.session)
    assert refused.value.code == "conflict"
    # Who joins after all are told apart from the simulated.
    viewer = world.viewer(world.here.seats["facilitator"])
    with world.database.reading() as orm:
        row = sessions.session_for(orm, viewer, world.here.session)
        assert sessions.whole(orm, row, FACILITATORS)["session"]["rehearsal"] is False
