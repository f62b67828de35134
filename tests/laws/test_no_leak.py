"""Law: what is hidden leaves the server by no way at all. Every text here could leak, and is looked for."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from facilitation.domain.calendars import Calendar
from facilitation.domain.documents import to_json
from facilitation.domain.errors import Refused
from facilitation.domain.permissions import ROLES
from facilitation.domain.visibility import AUDIENCES
from facilitation.exports.calendars import calendar_bytes
from facilitation.exports.documents.render import FORMATS, render
from facilitation.exports.session_data import session_sheets
from facilitation.live.audiences import Audiences, Member
from facilitation.live.broadcast import Broadcast
from facilitation.live.subjects import find
from facilitation.queries.boards.recaps import recap
from facilitation.queries.challenges.challenges import heat_map
from facilitation.queries.documents.agendas import agenda
from facilitation.queries.documents.minutes import minutes
from facilitation.queries.documents.parts import SessionDocument
from facilitation.queries.onboarding.catch_up import catch_up
from facilitation.queries.sessions import calendars
from facilitation.queries.sessions.sessions import sessions_of
from facilitation.store.boards import Note
from facilitation.store.operations import AuditEntry, Operation
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from tests.world import START, World

PRIVATE = "Unspoken-thing-81"
HIDDEN = "Rude-thing-82"
REMOVED = "Regretted-thing-83"
CLUSTER = "Telling-title-84"


@pytest.fixture
def secretive(world: World) -> World:
    """A board with a cluster, back at private writing; a hidden note; a removed one; hidden votes."""
    facilitator, guest = world.here.seats["facilitator"], world.here.seats["guest"]
    world.by("facilitator", "board.settings", {"board": world.here.board, "votes_hidden": True})
    hidden = world.note(guest, HIDDEN)
    world.by("facilitator", "note.hide", {"note": hidden})
    world.by("guest", "note.remove", {"note": world.note(guest, REMOVED)})
    world.cluster(facilitator, CLUSTER)
    world.stage("write")
    world.note(guest, PRIVATE)
    return world


def _readers(world: World) -> Iterator[tuple[str, int]]:
    for role in ROLES:
        if role != "guest":
            yield role, world.here.seats[role]
    yield "another guest", world.guest(world.here, "Other", "DUB", world.operation_id())


def _live(world: World, seat: int, audience: str) -> str:
    """Everything that a subscriber of the board may be sent: snapshot, catch-up and own part."""
    viewer = world.viewer(seat)
    with world.database.reading() as orm:
        kind, row = find(orm, viewer, f"board:{world.here.board}")
        return json.dumps(
            [
                kind.whole(orm, row, audience),
                [kind.since(orm, row, audience, revision) for revision in range(row.revision)],
                kind.personal(orm, row, [seat])[seat],
            ]
        )


def test_before_the_reveal_nobody_else_is_sent_the_text(secretive: World) -> None:
    for who, seat in _readers(secretive):
        for audience in AUDIENCES:
            sent = _live(secretive, seat, audience)
            assert "Unspoken" not in sent and CLUSTER not in sent, f"{who} as {audience}"
            assert REMOVED not in sent, f"{who} as {audience}"


def test_before_the_reveal_nobody_else_is_told_the_language(secretive: World) -> None:
    world = secretive
    with world.database.writing() as orm:
        orm.get(Programme, world.here.programme).languages = ["en", "es"]
    payload = {"board": world.here.board, "area": world.here.areas[0], "text": PRIVATE, "language": "es"}
    world.by("guest", "note.post", payload)
    for who, seat in _readers(world):
        for audience in AUDIENCES:
            assert '"language"' not in _live(world, seat, audience), f"{who} as {audience}"
    assert '"language": "es"' in _live(world, world.here.seats["guest"], "participants")
    world.stage("revealed")
    assert '"language": "es"' in _live(world, world.here.seats["observer"], "participants")


def test_a_hidden_note_does_not_live_on_as_a_title(secretive: World) -> None:
    """A cluster without a name is called by the beginning of its first note."""
    world = secretive
    world.stage("cluster")
    note = world.note(world.here.seats["guest"], "Insulting-thing-85")
    world.by("participant", "cluster.make", {"board": world.here.board, "notes": [note]})
    reader = world.here.seats["observer"]
    assert "Insulting" in _live(world, reader, "participants")
    world.by("facilitator", "note.hide", {"note": note})
    assert "Insulting" not in _live(world, reader, "participants")
    assert "Insulting" not in _live(world, reader, "projector")
    assert "Insulting" not in dict(_documents(world))["minutes.json"]


def test_no_change_of_settings_unmasks_anybody(world: World) -> None:
    """Written without names, a note stays so whatever is asked for afterwards."""
    settings = {"board": world.here.board}
    world.by("facilitator", "board.settings", settings | {"authors": "anonymous"})
    walt = world.guest(world.here, "Walt", "WAW")
    world.note(walt, "From Warsaw")
    for authors in ("city", "shown"):
        with pytest.raises(Refused):
            world.by("facilitator", "board.settings", settings | {"authors": authors})
    with pytest.raises(Refused):
        world.by("facilitator", "undo", settings)
    for audience in AUDIENCES:
        sent = _live(world, world.here.seats["observer"], audience)
        assert "Walt" not in sent and '"WAW"' not in sent, audience


def test_the_author_keeps_their_own_text(secretive: World) -> None:
    assert PRIVATE in _live(secretive, secretive.here.seats["guest"], "participants")


def test_hidden_notes_are_for_facilitators_only(secretive: World) -> None:
    secretive.stage("cluster")
    for who, seat in _readers(secretive):
        assert HIDDEN not in _live(secretive, seat, "participants"), who
        assert HIDDEN not in _live(secretive, seat, "projector"), who
    assert HIDDEN in _live(secretive, secretive.here.seats["facilitator"], "facilitators")


def test_frames_hold_no_hidden_text(secretive: World) -> None:
    world = secretive
    sent: dict[str, bytes] = {}

    def deliver(connection: str, packet: bytes, frame: bytes) -> None:
        sent[connection] = sent.get(connection, b"") + packet

    audiences = Audiences()
    readers = list(_readers(world))
    for who, seat in readers:
        for audience in AUDIENCES:
            audiences.join(f"board:{world.here.board}", Member(f"{who}/{audience}", seat, audience, 0))
    world.changes.clear()
    broadcast = Broadcast(world.database, audiences, deliver)
    note = world.note(world.here.seats["guest"], f"{PRIVATE} again")
    world.by("guest", "note.edit", {"note": note, "text": f"{PRIVATE} changed"})
    world.by("facilitator", "board.stage", {"board": world.here.board, "stage": "closed"})
    world.by("facilitator", "board.settings", {"board": world.here.board, "authors": "city"})
    broadcast.publish(world.changes)
    assert len(sent) == len(readers) * len(AUDIENCES)
    for connection, packets in sent.items():
        assert b"Unspoken" not in packets, connection


def test_closing_reveals_nothing(secretive: World) -> None:
    world = secretive
    world.stage("revealed")
    shown = world.note(world.here.seats["guest"], "Said-before-all-86")
    world.stage("write")
    unread = world.note(world.here.seats["guest"], f"{PRIVATE} too")
    world.by("guest", "note.edit", {"note": shown, "text": "Unspoken-second-thought-87"})
    world.stage("closed")
    for who, seat in _readers(world):
        assert "Unspoken-second" not in _live(world, seat, "participants"), who
        assert CLUSTER not in _live(world, seat, "participants"), who
    world.by("facilitator", "session.end", {"session": world.here.session})
    for name, text in [*_documents(world), *_elsewhere(world)]:
        assert "Unspoken-second" not in text and f"{PRIVATE} too" not in text, name
        assert not name.startswith("minutes") or "before-all-86" in text, f"{name} lost what was shown"
    with world.database.writing() as orm:
        orm.get_one(Note, unread).shown_text = orm.get_one(Note, unread).text
    assert f"{PRIVATE} too" in dict(_documents(world))["minutes.json"], "the law looks where it could leak"


def test_no_way_out_holds_hidden_things(secretive: World) -> None:
    world = secretive
    readers = list(_readers(world))
    note = world.note(world.here.seats["guest"])
    world.stage("vote")
    world.by("guest", "vote.cast", {"board": world.here.board, "on": f"note:{note}"})
    world.by("facilitator", "session.end", {"session": world.here.session})
    for name, text in [*_documents(world), *_elsewhere(world)]:
        for secret in (HIDDEN, REMOVED):
            assert secret not in text, name
    for who, seat in readers:
        for audience in AUDIENCES:
            shown = json.loads(_live(world, seat, audience))[0]["votes"]
            assert shown["counts"] == {} and shown["cast"] == 1, who
    minutes_text = dict(_documents(world))["minutes.json"]
    assert "Votes: 1" not in minutes_text and "A note" in minutes_text


def _documents(world: World) -> Iterator[tuple[str, str]]:
    """Every document about the session as text, in every format."""
    with world.database.reading() as orm:
        session = orm.get(Session, world.here.session)
        for kind, assemble in (("minutes", minutes), ("agenda", agenda)):
            document = assemble(orm, session, START + dt.timedelta(hours=1), str, 1)
            yield f"{kind}.json", json.dumps(to_json(document))
            for format in FORMATS:
                yield f"{kind}.{format}", _text(render(document, format).content, format)
        parts = SessionDocument(orm, session, START + dt.timedelta(hours=1), str)
        yield "minutes as data", repr(session_sheets(parts))


def _text(content: bytes, format: str) -> str:
    if format == "pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if format == "docx":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "\n".join(parts.read(name).decode("utf-8", "ignore") for name in parts.namelist())
    return content.decode()


def _elsewhere(world: World) -> Iterator[tuple[str, str]]:
    viewer = world.viewer(world.here.seats["observer"])
    with world.database.reading() as orm:
        cells = [row.cells for row in heat_map(orm, viewer).rows]
        yield "heat-map", repr(cells)
        yield "recap", repr(recap(orm, orm.get_one(Session, world.here.session)))
        missed = catch_up(orm, viewer, from_the_beginning=True).missed
        yield "catch-up", repr([(one.decisions, [each.title for each in one.challenges]) for one in missed])
        programme = orm.get(Programme, world.here.programme)
        found = sessions_of(orm, viewer)
        events = calendars.events(found, programme, "https://x.invalid", str)
        calendar = Calendar(name="All", prodid="-//x//", events=events)
        yield "calendar", calendar_bytes(calendar, str, "en").decode()
        yield "audit", repr([vars(entry) for entry in orm.scalars(select(AuditEntry))])
        yield "results", repr([row.result for row in orm.scalars(select(Operation))])


@pytest.mark.parametrize("authors", ["city", "anonymous"])
def test_a_city_of_one_is_a_name(world: World, authors: str) -> None:
    """Without names, a city shows only once three of its people are there; fully anonymous, never."""
    world.by("facilitator", "board.settings", {"board": world.here.board, "authors": authors})
    alone = world.guest(world.here, "Walt", "WAW")
    world.note(alone, "From Warsaw")
    reader = world.here.seats["observer"]
    assert '"WAW"' not in _live(world, reader, "participants")
    assert "Walt" not in _live(world, reader, "participants")
    for name in ("Wanda", "Wit"):
        world.guest(world.here, name, "WAW")
    assert ('"WAW"' in _live(world, reader, "participants")) == (authors == "city")
    for name, text in _documents(world):
        if name.startswith("minutes"):
            assert "From Warsaw — Walt" not in text
