"""Agendas: place in the programme and questions in them, in another language, and of several sessions."""

from __future__ import annotations

from typing import Any

from facilitation.domain.documents import Document, Facts, Heading, NumberedList, Run, plain
from facilitation.queries.documents.agendas import agenda, agendas
from facilitation.queries.documents.minutes import minutes
from facilitation.queries.sessions.overviews import sessions_for_agendas
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from facilitation.translations import say
from tests.world import World

FACTS = {
    "number": "W3",
    "line": "Employment",
    "sub_axis": "Young people",
    "questions": ["What keeps young people here?"],
    "interpretation": ["fr", "pl"],
    "dial_in": "PIN 4711",
}


def _create(world: World, title: str, **more: Any) -> int:
    form = {"title": title, "type": "solution", "template": "solution", "minutes": 90}
    form["starts_at"] = "10:00" if "date" in more else None
    return world.by("organiser", "session.create", form | more).result["session"]


def _facts(document: Document) -> dict[str, str]:
    found = [fact for block in document.blocks if isinstance(block, Facts) for fact in block.rows]
    return {fact.label: plain(fact.value) for fact in found}


def _runs(part: Any) -> list[Run]:
    if isinstance(part, Run):
        return [part]
    if isinstance(part, tuple):
        return [run for one in part for run in _runs(one)]
    return [run for name in getattr(part, "__slots__", ()) for run in _runs(getattr(part, name))]


def test_head_and_questions(world: World) -> None:
    number = _create(world, "Workshop", date="2027-05-11")
    world.by("organiser", "session.change", {"session": number} | FACTS)
    with world.database.reading() as orm:
        session = orm.get_one(Session, number)
        document = agenda(orm, session, world.clock.now, str, 1)
        kept = minutes(orm, session, world.clock.now, str, 1)
    facts = _facts(document)
    assert (facts["Number"], facts["Thematic line"]) == ("W3", "Employment › Young people")
    assert facts["Languages"] == "English, interpreted into French and Polish"
    assert facts["By telephone"] == "PIN 4711"
    asked = [block for block in document.blocks if isinstance(block, NumberedList)]
    assert [plain(item.content) for item in asked[0].items] == FACTS["questions"]
    assert _facts(kept)["Number"] == "W3" and "Employment" in _facts(kept)["Thematic line"]
    assert "By telephone" not in _facts(kept)


def test_in_another_language_what_is_the_sessions_own_is_marked(world: World) -> None:
    number = _create(world, "Workshop", date="2027-05-11")
    world.by("organiser", "session.change", {"session": number} | FACTS)
    with world.database.reading() as orm:
        session = orm.get_one(Session, number)
        document = agenda(orm, session, world.clock.now, lambda text: say(text, "fr"), 1, "fr")
    assert document.language == "fr" and "mardi 11 mai 2027" in _facts(document).values()
    own = {run.language for run in _runs(document.blocks) if run.text in FACTS["questions"]}
    assert own == {"en"}


def test_several_stand_in_one_document_by_date_and_cancelled_ones_say_so(world: World) -> None:
    later = _create(world, "Later", date="2027-06-11")
    sooner = _create(world, "Sooner", date="2027-05-11")
    _create(world, "No date")
    over = _create(world, "Over", date="2027-03-01")
    world.by("organiser", "session.cancel", {"session": later, "reason": "The host is ill"})
    with world.database.reading() as orm:
        programme = orm.get_one(Programme, world.here.programme)
        chosen = sessions_for_agendas(orm, programme, None, world.clock.now)
        document = agendas(orm, programme, chosen, world.clock.now, str, 1, "en")
        named = sessions_for_agendas(orm, programme, [later, over], world.clock.now)
    titles = [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 1]
    assert titles == ["Workshop here", "Sooner", "[Cancelled] Later"]
    assert "The host is ill" in [run.text for run in _runs(document.blocks)]
    assert [session.id for session in named] == [over, later] and sooner not in named
