"""Law: what those who lead hide is gone from everything that was made of it, also after the end."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from facilitation.domain.block_texts import texts_of
from facilitation.domain.documents import BulletList, block_from_json, block_to_json, plain
from facilitation.domain.errors import Refused
from facilitation.queries.documents.correcting import whole
from facilitation.store.boards import Cluster, Note
from facilitation.store.documents import DocumentRow, Rendering
from facilitation.store.minutes import Minutes, MinutesBlock
from tests.commands.documents.held import work
from tests.laws.cases.minutes import compared_with, drafted_minutes
from tests.world import World

SECRET = "Unspeakable words"


def _end(world: World) -> dict[str, int]:
    session = {"session": world.here.session}
    world.by("facilitator", "session.end", session)
    return session


def _hide(world: World, note: int) -> None:
    world.by("facilitator", "note.hide", {"note": note})


def _title(world: World, cluster: int) -> str:
    with world.database.reading() as orm:
        return orm.get_one(Cluster, cluster).title


def _texts(row: MinutesBlock) -> dict[str, str]:
    return {path: plain(content) for path, content in texts_of(block_from_json(row.content))}


@pytest.mark.parametrize("end", [False, True])
def test_a_title_that_is_a_notes_own_beginning_goes_with_it(world: World, end: bool) -> None:
    notes = [world.note(world.here.seats["participant"], text) for text in (SECRET, "Kind words")]
    world.stage("cluster")
    made = {"board": world.here.board, "notes": notes}
    cluster = world.by("facilitator", "cluster.make", made).result["cluster"]
    assert _title(world, cluster) == SECRET
    if end:
        _end(world)
    _hide(world, notes[0])
    assert _title(world, cluster) == "Kind words"


def test_a_name_that_somebody_gave_stays(world: World) -> None:
    notes = [world.note(world.here.seats["participant"], text) for text in (SECRET, "Kind words")]
    world.stage("cluster")
    made = {"board": world.here.board, "notes": notes, "title": "Language"}
    cluster = world.by("facilitator", "cluster.make", made).result["cluster"]
    _hide(world, notes[0])
    assert _title(world, cluster) == "Language"


def test_drafts_that_the_worker_made_are_withdrawn_and_made_anew(world: World) -> None:
    notes = [world.note(world.here.seats["participant"], text) for text in (SECRET, "Kind words")]
    world.stage("discuss")
    _end(world)
    work(world, "minutes.draft")
    with world.database.reading() as orm:
        assert SECRET in str(orm.scalars(select(DocumentRow)).one().content)
    _hide(world, notes[0])
    with world.database.reading() as orm:
        assert orm.scalars(select(DocumentRow)).first() is None
        assert orm.scalars(select(Rendering)).first() is None
    work(world, "minutes.draft")
    with world.database.reading() as orm:
        anew = str(orm.scalars(select(DocumentRow)).one().content)
        assert SECRET not in anew and "Kind words" in anew


def test_what_was_hidden_after_the_approval_is_in_no_later_version(world: World) -> None:
    notes = [world.note(world.here.seats["participant"], text) for text in (SECRET, "Kind words")]
    world.stage("cluster")
    world.by("facilitator", "cluster.make", {"board": world.here.board, "notes": notes[:1]})
    world.stage("discuss")
    minutes = world.by("facilitator", "minutes.open", _end(world)).result
    work(world)
    approval = minutes | {"words": "Yes."}
    world.by("organiser", "minutes.approve", approval)
    _hide(world, notes[0])
    world.by("facilitator", "minutes.reopen", minutes)
    with world.database.reading() as orm:
        row = orm.get_one(Minutes, minutes["minutes"])
        for audience in ("participants", "facilitators"):
            assert SECRET not in str(whole(orm, row, audience))
    work(world)
    world.by("organiser", "minutes.approve", approval)
    with world.database.reading() as orm:
        query = select(DocumentRow).where(DocumentRow.status == "approved").order_by(DocumentRow.version)
        first, second = orm.scalars(query)
        assert SECRET in str(first.content), "it stays as it was given out"
        assert SECRET not in str(second.content) + str(second.sources)


def test_undo_brings_back_nothing_of_a_hidden_note(world: World) -> None:
    """Also not where its author had changed it since, and at no other place of the list."""
    note = world.note(world.here.seats["participant"], f"We like trams. {SECRET}")
    world.note(world.here.seats["participant"], "We like trams from here.")
    world.stage("discuss")
    minutes = world.by("facilitator", "minutes.open", {"session": world.here.session}).result
    work(world)
    with world.database.reading() as orm:
        rows = orm.scalars(select(MinutesBlock).order_by(MinutesBlock.position)).all()
        said = next(row.id for row in rows if SECRET in str(row.content) and row.content["type"] != "figure")
        was = _texts(orm.get_one(MinutesBlock, said))["items/0"]
    path = {"block": said, "path": "items/0"}
    text = was.replace(f" {SECRET}", "")
    world.by("facilitator", "minutes.write", path | {"was": was, "text": text})
    with world.database.writing() as orm:
        row = orm.get_one(Note, note)
        row.text = row.shown_text = "We like trams."
    _hide(world, note)
    with pytest.raises(Refused):
        world.by("facilitator", "minutes.undo", minutes)
    with world.database.reading() as orm:
        assert SECRET not in str([row.content for row in orm.scalars(select(MinutesBlock))])


def test_undo_follows_what_it_takes_back_to_where_it_stands(world: World) -> None:
    minutes, _ = drafted_minutes(world)

    def data(*items: str) -> None:
        stored = compared_with("Agenda", "The first words.", "The last words.")
        stored["blocks"].append({"key": "notes", "block": block_to_json(BulletList(items))})
        world.do("minutes.compared", minutes | stored, programme=world.here.programme)
        world.by("rapporteur", "minutes.take_over_all", minutes)

    def said() -> Any:
        with world.database.reading() as orm:
            row = orm.scalars(select(MinutesBlock).where(MinutesBlock.key == "notes")).one()
            return row.id, list(_texts(row).values())

    data("Roads are fine", "Trams are late")
    written = {"block": said()[0], "path": "items/1", "was": "Trams are late", "text": "Trams are early"}
    world.by("facilitator", "minutes.write", written)
    data("Roads are fine", "Trains are early", "Trams are late")
    assert said()[1] == ["Roads are fine", "Trains are early", "Trams are early"]
    world.by("facilitator", "minutes.undo", minutes)
    assert said()[1] == ["Roads are fine", "Trains are early", "Trams are late"]


def test_after_the_end_only_what_was_hidden_comes_back(world: World) -> None:
    seat = world.here.seats["participant"]
    hidden, regretted = world.note(seat, "Hidden"), world.note(seat, "Regretted")
    world.do("note.remove", {"note": regretted}, seat)
    _end(world)
    _hide(world, hidden)
    world.by("facilitator", "note.restore", {"note": hidden})
    with pytest.raises(Refused) as refused:
        world.by("facilitator", "note.restore", {"note": regretted})
    assert refused.value.code == "not_found"
