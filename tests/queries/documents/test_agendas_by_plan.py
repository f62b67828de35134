"""The agenda goes by the plan: order, pinned starts, instructions, who leads if they may be named."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.domain.documents import Heading, Paragraph
from facilitation.queries.documents.agendas import agenda
from facilitation.queries.documents.minutes import minutes
from facilitation.store.sessions import Session
from tests.world import START, World


@pytest.fixture
def session(world: World) -> dict[str, Any]:
    """A session at 14:00 with a block that was removed, and one that is pinned."""
    made = {
        "title": "S",
        "type": "solution",
        "template": "check_in",
        "date": "2027-03-18",
        "starts_at": "14:00",
    }
    here = {"session": world.by("organiser", "session.create", made).result["session"]}
    gone = world.by("facilitator", "block.insert", here | {"title": "Gone", "minutes": 20}).result
    pinned = {"title": "Pinned", "minutes": 10, "starts_at": "14:30", "instruction": "Slowly, please."}
    world.by("facilitator", "block.insert", here | pinned | {"areas": [{"title": "All"}], "leads": "Mo, Una"})
    world.by("facilitator", "block.insert", here | {"title": "First", "minutes": 5, "after": 0})
    world.by("facilitator", "block.remove", here | gone)
    for name, listed in (("Mo", True), ("Una", False)):
        person = {"role": "moderator", "name": name, "listed": listed}
        world.by("facilitator", "session_person.add", here | person)
    return here


def _read(world: World, here: dict[str, Any], draft: Any) -> tuple[list[str], list[str]]:
    """(titles, paragraphs) of a document."""
    with world.database.reading() as orm:
        document = draft(orm, orm.get_one(Session, here["session"]), START, str, 1)
    titles = [block.text for block in document.blocks if isinstance(block, Heading)]
    said = [block for block in document.blocks if isinstance(block, Paragraph)]
    return titles, ["".join(run.text for run in block.content) for block in said]


def test_the_agenda_says_what_is_planned(world: World, session: dict[str, Any]) -> None:
    titles, said = _read(world, session, agenda)
    assert titles[-3:] == ["First", "Check-in", "Pinned"], "steps are no headings"
    times = [text for text in said if " · " in text]
    assert [text.split(" · ")[0] for text in times] == ["14:00", "14:05", "14:30"]
    assert "Slowly, please." in said
    assert "Led by Mo" in said, "Una has not agreed to be named"


def test_the_minutes_say_what_was_held(world: World, session: dict[str, Any]) -> None:
    world.by("facilitator", "session.start", session)
    titles, said = _read(world, session, minutes)
    assert [title for title in titles if title in ("First", "Check-in", "Pinned", "Gone")] == [
        "First",
        "Check-in",
        "Pinned",
    ]
    assert not any("Slowly" in text or "Led by" in text for text in said)
