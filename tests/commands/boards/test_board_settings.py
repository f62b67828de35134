"""Settings of a board and the language of its notes: promises are kept, and what is refused says where."""

from __future__ import annotations

import io
import itertools
import zipfile

import pytest
from sqlalchemy import select

from facilitation.domain.boards import AUTHORS
from facilitation.domain.errors import Refused
from facilitation.domain.visibility import AUDIENCES, PARTICIPANTS
from facilitation.exports.documents.render import render
from facilitation.live.subjects import find
from facilitation.queries.boards.boards import whole
from facilitation.queries.boards.recaps import recap
from facilitation.queries.documents.minutes import minutes
from facilitation.store.boards import Board, Note
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from tests.world import World


def _set(world: World, **named: object) -> dict:
    return world.by("facilitator", "board.settings", {"board": world.here.board, **named}).result["settings"]


@pytest.mark.parametrize(("before", "after"), list(itertools.product(AUTHORS, AUTHORS)))
def test_authors_are_never_shown_more_once_something_was_written(
    world: World, before: str, after: str
) -> None:
    _set(world, authors=before)
    assert _set(world, authors=after)["authors"] == after, "an empty board promises nothing yet"
    _set(world, authors=before)
    # Also what was removed again can come back: it was written under the promise.
    world.by("guest", "note.remove", {"note": world.note(world.here.seats["guest"], "In confidence")})
    if AUTHORS.index(after) >= AUTHORS.index(before):
        assert _set(world, authors=after)["authors"] == after
        return
    with pytest.raises(Refused) as refused:
        _set(world, authors=after, votes_per_person=3)
    assert (refused.value.code, refused.value.field) == ("conflict", "authors")
    kept = _set(world, vote_on="notes")
    assert (kept["authors"], kept["votes_per_person"]) == (before, 5), "the refused change left nothing"


@pytest.mark.parametrize(
    ("field", "value"), [("authors", "nobody"), ("votes_per_person", 0), ("vote_on", "people")]
)
def test_a_refusal_names_its_field(world: World, field: str, value: object) -> None:
    with pytest.raises(Refused) as refused:
        _set(world, **{field: value})
    assert (refused.value.code, refused.value.field) == ("invalid", field)


def _speaking(world: World, *languages: str) -> None:
    with world.database.writing() as orm:
        orm.get(Programme, world.here.programme).languages = list(languages)


def _post(world: World, language: str | None) -> int:
    payload = {"board": world.here.board, "area": world.here.areas[0], "text": "Hola", "language": language}
    return world.by("guest", "note.post", payload).result["note"]


def test_a_note_is_in_one_of_the_programmes_languages(world: World) -> None:
    _speaking(world, "es", "fr")
    for language in ("es", "fr", "en", None):  # "en" is the session's own
        note = _post(world, language)
        with world.database.reading() as orm:
            assert orm.scalar(select(Note.language).where(Note.id == note)) == language
    with pytest.raises(Refused) as refused:
        _post(world, "xx")
    assert (refused.value.code, refused.value.field) == ("invalid", "language")


def test_the_language_goes_with_the_text_and_only_with_it(world: World) -> None:
    _speaking(world, "en", "es")
    note = _post(world, "es")
    reader, author = world.here.seats["participant"], world.here.seats["guest"]

    def shown() -> dict:
        with world.database.reading() as orm:
            kind, row = find(orm, world.viewer(reader), f"board:{world.here.board}")
            return next(n for n in kind.whole(orm, row, "participants")["notes"] if n["id"] == note)

    def own() -> dict:
        with world.database.reading() as orm:
            kind, row = find(orm, world.viewer(author), f"board:{world.here.board}")
            return kind.personal(orm, row, [author])[author]["notes"][0]

    assert shown()["language"] == "es"
    world.stage("write")
    assert shown()["text"] is None and "language" not in shown()
    assert own() == {"id": note, "text": "Hola", "language": "es"}


def _cluster(world: World, notes: list[int], **named: object) -> int:
    payload = {"board": world.here.board, "notes": notes} | named
    return world.by("facilitator", "cluster.make", payload).result["cluster"]


def test_a_clusters_title_says_its_language(world: World) -> None:
    _speaking(world, "es", "fr")
    notes = [_post(world, "es"), _post(world, "fr")]

    def shown() -> list[tuple[str, str | None]]:
        with world.database.reading() as orm:
            board = orm.get_one(Board, world.here.board)
            clusters = whole(orm, board, PARTICIPANTS)["clusters"]
            return [(one["title"], one.get("language")) for one in clusters]

    first = _cluster(world, notes)
    assert shown() == [("Hola", "es")], "the first note's words are in its language"
    _cluster(world, notes[1:], title="Logement", language="fr")
    assert shown()[1] == ("Logement", "fr")
    world.by("facilitator", "cluster.rename", {"cluster": first, "title": "Housing", "language": "en"})
    assert shown()[0] == ("Housing", "en")
    world.by("facilitator", "undo", {"board": world.here.board})
    assert shown()[0] == ("Hola", "es"), "both come back"
    with pytest.raises(Refused) as refused:
        _cluster(world, notes, title="Hallo", language="de")
    assert (refused.value.code, refused.value.field) == ("invalid", "language")


def test_the_language_of_a_title_is_hidden_with_it(world: World) -> None:
    _speaking(world, "es")
    _cluster(world, [_post(world, "es")])
    with world.database.writing() as orm:
        orm.get_one(Board, world.here.board).hides_text = True
    with world.database.reading() as orm:
        for audience in AUDIENCES:
            [cluster] = whole(orm, orm.get_one(Board, world.here.board), audience)["clusters"]
            assert cluster["title"] is None and "language" not in cluster, audience


def test_a_record_says_its_language(world: World) -> None:
    _speaking(world, "es")
    for language in ("es", None):
        said = {"session": world.here.session, "kind": "decision", "text": "Sí", "language": language}
        world.by("facilitator", "record.add", said)
    with world.database.reading() as orm:
        told = recap(orm, orm.get_one(Session, world.here.session)).decisions
    assert told == [("Sí", "es"), ("Sí", "en")], "without one it is in the session's own"
    note = _post(world, "es")
    with world.database.reading() as orm:
        document = minutes(orm, orm.get_one(Session, world.here.session), world.clock(), str, 1)
    shown = render(document, "html").content.decode()
    assert shown.count('<span lang="es">Sí</span>') == 2 and '<span lang="es">Hola</span>' in shown, note
    with zipfile.ZipFile(io.BytesIO(render(document, "docx").content)) as parts:
        assert parts.read("word/document.xml").decode().count('<w:lang w:val="es"/>') == 3
    assert b"%PDF" in render(document, "pdf").content
    with pytest.raises(Refused) as refused:
        world.by("facilitator", "record.add", said | {"language": "de"})
    assert (refused.value.code, refused.value.field) == ("invalid", "language")
