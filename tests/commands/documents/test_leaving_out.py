"""Points of minutes are left out one by one, with what repeats them and the headings that led to them."""

from __future__ import annotations

import pytest

from facilitation.domain.documents import from_json
from facilitation.domain.errors import Refused
from facilitation.queries.documents.correcting import whole
from facilitation.store.documents import DocumentRow
from facilitation.store.minutes import Minutes
from tests.commands.documents.held import block, held, said, work, written
from tests.world import World

_NOTES = "loose:*/notes"


def _path(world: World, words: str, key: str = _NOTES) -> dict[str, object]:
    path = next(path for path, text in said(world, key).items() if words in text)
    return {"block": block(world, key).id, "path": path}


def _read(world: World, minutes: dict[str, int]) -> str:
    """What those who were there read in the review."""
    with world.database.reading() as orm:
        return str(whole(orm, orm.get_one(Minutes, minutes["minutes"]), "participants")["blocks"])


def _approved(world: World, minutes: dict[str, int]) -> str:
    done = world.by("organiser", "minutes.approve", minutes | {"words": "Yes."}).result
    with world.database.reading() as orm:
        content = orm.get_one(DocumentRow, done["document"]).content
    from_json(content)
    return str(content)


def test_one_note_is_left_out_and_restored(world: World) -> None:
    minutes = held(world, clusters=False)
    world.by("facilitator", "minutes.review", minutes | {"until": "2027-04-01"})
    angry = _path(world, "Angry words")
    assert "Angry words" in _read(world, minutes)
    world.by("facilitator", "minutes.leave_out", angry)
    assert "Angry words" not in _read(world, minutes) and "Rents too high" in _read(world, minutes)
    written(world, _NOTES, str(angry["path"]), "Angry words, softened")
    assert "softened" not in _read(world, minutes)
    world.by("rapporteur", "minutes.restore", angry)
    assert "Angry words, softened" in _read(world, minutes)
    world.by("facilitator", "minutes.leave_out", angry)
    document = _approved(world, minutes)
    assert "Angry words" not in document and "Rents too high" in document
    with pytest.raises(Refused):
        world.by("facilitator", "minutes.leave_out", angry | {"path": "items/9"})


def test_the_last_one_takes_its_headings_along(world: World) -> None:
    minutes = held(world, clusters=False)
    for words in ("Rents too high", "Angry words", "Emtpy after five"):
        world.by("facilitator", "minutes.leave_out", _path(world, words))
    document = _approved(world, minutes)
    assert "Loose notes" not in document and "Decided" in document
    world.by("facilitator", "minutes.reopen", minutes)
    world.by("facilitator", "minutes.restore", {"block": block(world, _NOTES).id})
    document = _approved(world, minutes)
    assert "Loose notes" in document and "Emtpy after five" in document and "Angry" not in document


def test_undo_brings_them_all_back(world: World) -> None:
    minutes = held(world, clusters=False)
    world.by("facilitator", "minutes.leave_out", {"block": block(world, _NOTES).id})
    assert block(world, "loose:*").left_out
    world.by("facilitator", "minutes.undo", minutes)
    assert not block(world, "loose:*").left_out and not block(world, _NOTES).left_out


def test_an_emptied_line_is_no_point_of_the_document(world: World) -> None:
    minutes = held(world, clusters=False)
    written(world, _NOTES, str(_path(world, "Angry words")["path"]), "")
    written(world, "glance:commitments/1", "text", " ")
    document = _approved(world, minutes)
    assert "{'content': []}" not in document and "Who does what by when" not in document


def test_what_is_left_out_leaves_the_first_page(world: World) -> None:
    minutes = held(world, clusters=False)
    note = world.note(world.here.seats["guest"], "Names a neighbour")
    world.stage("vote")
    world.by("guest", "vote.cast", {"board": world.here.board, "on": f"note:{note}"})
    world.by("facilitator", "minutes.compare", minutes)
    work(world)
    world.by("facilitator", "minutes.take_over_all", minutes)
    assert "Names a neighbour" in str(block(world, "glance:clusters/1").content)
    world.by("facilitator", "minutes.leave_out", _path(world, "Names a neighbour"))
    world.by("facilitator", "minutes.leave_out", {"block": block(world, "record:*").id})
    world.by("facilitator", "minutes.review", minutes | {"until": "2027-04-01"})
    for words in ("neighbour", "We meet in Mai"):
        assert words not in _read(world, minutes), words
    world.by("facilitator", "minutes.restore", {"block": block(world, "record:*").id})
    world.by("facilitator", "minutes.restore", _path(world, "Names a neighbour"))
    shown = _read(world, minutes)
    assert shown.count("We meet in Mai") == 2 and shown.count("Names a neighbour") == 4
    assert "Turin hosts" in _approved(world, minutes)


def test_a_note_that_the_data_word_otherwise_stays_left_out(world: World) -> None:
    minutes = held(world, clusters=False)
    world.by("facilitator", "minutes.leave_out", _path(world, "Angry words"))
    note = world.note(world.here.seats["guest"], "One more")
    world.by("guest", "note.edit", {"note": note - 1, "text": "Empty after five"})
    world.by("guest", "note.edit", {"note": note - 2, "text": "Angry words!"})
    world.by("facilitator", "minutes.compare", minutes)
    work(world)
    world.by("facilitator", "minutes.take_over_all", minutes)
    world.by("facilitator", "minutes.review", minutes | {"until": "2027-04-01"})
    assert "Angry" not in _read(world, minutes) and "One more" in _read(world, minutes)


def test_who_corrects_is_told_which(world: World) -> None:
    minutes = held(world, clusters=False)
    angry = _path(world, "Angry words")
    world.by("facilitator", "minutes.leave_out", angry)
    with world.database.reading() as orm:
        rows = whole(orm, orm.get_one(Minutes, minutes["minutes"]), "facilitators")["blocks"]
    shown = next(row for row in rows if row["id"] == angry["block"])
    assert shown["points_left_out"] == [angry["path"]] and "Angry words" in str(shown["block"])
