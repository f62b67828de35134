"""Each block of a draft has a name that no other has, and that it keeps when the draft is made again."""

from __future__ import annotations

from facilitation.domain.minutes import Keyed
from facilitation.queries.documents.minutes import keyed_minutes
from facilitation.queries.documents.parts import SessionDocument
from facilitation.store.sessions import Session
from tests.world import World


def keyed(world: World) -> list[Keyed]:
    with world.database.reading() as orm:
        row = orm.get_one(Session, world.here.session)
        return keyed_minutes(SessionDocument(orm, row, world.clock(), str))


def _held(world: World) -> dict[str, int]:
    """A cluster, a loose note, a record, a poll and a question of a Q&A; their ids."""
    session, guest = {"session": world.here.session}, world.here.seats["guest"]
    made = {"cluster": world.cluster(guest, "Mentoring"), "note": world.note(guest, "Alone")}
    said = {"kind": "decision", "text": "We meet in May"}
    made["record"] = world.by("facilitator", "record.add", session | said).result["record"]
    asked = session | {"kind": "questions", "question": "Ask the hosts", "open": True}
    made["poll"] = world.by("facilitator", "poll.add", asked).result["poll"]
    asked = {"poll": made["poll"], "text": "Who pays?"}
    made["question"] = world.by("guest", "question.ask", asked).result["question"]
    world.by("facilitator", "poll.show", {"poll": made["poll"]})
    return made


def test_each_block_says_what_it_was_made_from(world: World) -> None:
    made = _held(world)
    by_key = {one.key: repr(one.block) for one in keyed(world)}
    assert len(by_key) == len(keyed(world)), "no two blocks have the same name"
    assert "Alone" in by_key[f"loose:{_block(world)}/area:{world.here.areas[0]}/notes"]
    assert "Mentoring" in by_key[f"cluster:{made['cluster']}"]
    assert "We meet in May" in by_key[f"record:{made['record']}"]
    assert "Ask the hosts" in by_key[f"poll:{made['poll']}"]
    assert "Who pays?" in by_key[f"question:{made['question']}"]
    for key in ("facts", "attendance", "attendance:table", "agenda", "agenda:table", "next", "next:session"):
        assert key in by_key


def test_names_stay_whatever_else_is_said(world: World) -> None:
    made = _held(world)
    before = [one.key for one in keyed(world)]
    world.cluster(world.here.seats["participant"], "Housing")
    world.by("guest", "note.edit", {"note": made["note"], "text": "Not alone"})
    world.by("facilitator", "question.answer", {"question": made["question"], "text": "The city"})
    said = {"session": world.here.session, "kind": "quote", "text": "Well said"}
    world.by("facilitator", "record.add", said)
    after = keyed(world)
    assert [one.key for one in after if one.key in before] == before
    assert {one.key for one in after} > set(before)


def test_what_is_left_out_stands_on_the_first_page_neither(world: World) -> None:
    made = _held(world)
    left_out = {f"record:{made['record']}", f"cluster:{made['cluster']}"}
    with world.database.reading() as orm:
        row = orm.get_one(Session, world.here.session)
        parts = SessionDocument(orm, row, world.clock(), str)
        full, less = keyed_minutes(parts), keyed_minutes(parts, left_out)
    first = [repr([one.block for one in page if one.key.startswith("glance")]) for page in (full, less)]
    for words in ("We meet in May", "Mentoring"):
        assert [words in page for page in first] == [True, False], words


def _block(world: World) -> int:
    with world.database.reading() as orm:
        return orm.get_one(Session, world.here.session).blocks[0].id
