"""Minutes tell what the room did, as everybody was shown it, and nothing that is not so."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest

from facilitation.domain.documents import (
    BulletList,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
    from_json,
    plain,
    to_json,
)
from facilitation.domain.privacy import without_names
from facilitation.exports.documents.html import page
from facilitation.queries.documents.agendas import agenda
from facilitation.queries.documents.minutes import minutes
from facilitation.store.cities import City
from facilitation.store.sessions import Record, Session
from facilitation.translations import say
from tests.world import World

SUMMER = dt.datetime(2027, 6, 1, 12, 3, tzinfo=dt.UTC)


def drafted(world: World, session: int | None = None, assemble=minutes) -> Document:
    with world.database.reading() as orm:
        row = orm.get_one(Session, session or world.here.session)
        return assemble(orm, row, world.clock(), lambda text: say(text, row.language), 1)


def planned(world: World, **plan: object) -> int:
    created = {"title": "Two steps", "type": "challenge", "template": "challenges_private", **plan}
    return world.by("facilitator", "session.create", created).result["session"]


def held(world: World, session: int) -> None:
    """Start it in summer, stay 20 minutes with the first step, and end it after 50."""
    for minutes_later, command in ((0, "start"), (20, "step"), (50, "end")):
        world.clock.now = SUMMER + dt.timedelta(minutes=minutes_later)
        world.by("facilitator", f"session.{command}", {"session": session})


def lines(document: Document) -> list[str]:
    """Everything that the document says, a line for each passage, point and row."""
    found: list[str] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            found.append(block.text)
        elif isinstance(block, Paragraph):
            found.append(plain(block.content))
        elif isinstance(block, BulletList):
            found += [plain(item.content) for item in block.items]
        elif isinstance(block, Facts):
            found += [f"{row.label}: {plain(row.value)}" for row in block.rows]
        elif isinstance(block, Table):
            found.append(block.caption)
            found += [" | ".join(map(plain, row)) for row in (block.header, *block.rows)]
    return found


def _workshop(world: World) -> None:
    """Written privately, revealed, grouped, voted on, and back at private writing when it ends."""
    facilitator, guest = world.here.seats["facilitator"], world.here.seats["guest"]
    world.stage("write")
    first, second = world.note(guest, "Mentors wanted"), world.note(facilitator, "Too many forms")
    world.stage("cluster")
    world.by("facilitator", "board.settings", {"board": world.here.board, "votes_hidden": False})
    made = {"board": world.here.board, "notes": [first], "title": "Mentoring"}
    cluster = world.by("facilitator", "cluster.make", made).result["cluster"]
    world.stage("vote")
    for on in (f"cluster:{cluster}", f"note:{second}"):
        world.by("guest", "vote.cast", {"board": world.here.board, "on": on})
    world.stage("write")
    world.by("guest", "note.edit", {"note": first, "text": "Mentors unwanted, between us"})
    world.note(guest, "For my eyes only")
    world.by("facilitator", "session.end", {"session": world.here.session})


def test_what_was_shown_stays_in_the_minutes_when_the_board_is_private_again(world: World) -> None:
    _workshop(world)
    said = lines(drafted(world))
    assert "Mentoring" in said and "Votes: 1 · Notes: 1 · Dublin" in said
    assert any(line.startswith("Mentors wanted") for line in said)
    assert any(line.startswith("Too many forms") and "Votes: 1" in line for line in said)
    assert "Notes written privately and never revealed: 1" in said
    for secret in ("between us", "For my eyes only"):
        assert not any(secret in line for line in said)


def test_where_nobody_voted_nothing_is_said_of_votes(world: World) -> None:
    world.cluster(world.here.seats["guest"], "Mentoring")
    other = world.cluster(world.here.seats["guest"], "Housing")
    said = lines(drafted(world))
    assert "Notes: 1 · Dublin" in said
    assert not any("Votes" in line for line in said)
    world.by("facilitator", "board.settings", {"board": world.here.board, "votes_hidden": False})
    world.stage("vote")
    world.by("guest", "vote.cast", {"board": world.here.board, "on": f"cluster:{other}"})
    said = lines(drafted(world))
    assert "Votes: 1 · Notes: 1 · Dublin" in said and "Notes: 1 · Dublin" in said


def test_minutes_tell_the_real_times_beside_the_plan(world: World) -> None:
    session = planned(world, date="2027-06-01", starts_at="13:00", minutes=60)
    held(world, session)
    said = lines(drafted(world, session))
    assert "Date: Tuesday, 1 June 2027" in said
    assert "Time: 13:03–13:53 (Dublin, UTC+1)" in said and "Planned: 13:00–14:00" in said
    table = said.index("Agenda with the real times (Dublin, UTC+1)")
    assert [line.partition(" | ")[0] for line in said[table + 2 : table + 4]] == [
        "13:03–13:23",
        "13:23–13:53",
    ]


def test_a_plan_for_another_day_is_told_with_its_day(world: World) -> None:
    session = planned(world, date="2027-05-31", starts_at="13:00", minutes=60)
    held(world, session)
    document = drafted(world, session)
    assert "Planned: Monday, 31 May 2027, 13:00–14:00" in lines(document)
    assert document.dated == dt.date(2027, 6, 1)


def test_a_session_without_a_plan_was_held_when_it_was_held(world: World) -> None:
    session = planned(world)
    held(world, session)
    with world.database.writing() as orm:  # as it was stored before a start set the date
        row = orm.get_one(Session, session)
        row.date = row.starts_at = None
    said = lines(drafted(world, session))
    assert "Date: Tuesday, 1 June 2027" in said and "Time: 13:03–13:53 (Dublin, UTC+1)" in said
    assert not any(line.startswith("Planned: ") for line in said)


def test_every_date_of_a_document_has_one_form(world: World) -> None:
    session = planned(world, date="2027-06-01", starts_at="13:00", minutes=60)
    planned(world, date="2027-09-03", starts_at="12:00", title="Next time")
    held(world, session)
    for assemble in (minutes, agenda):
        text = page(drafted(world, session, assemble))
        dates = re.findall(r"(?:\w+, )?\d{1,2} \w+ 20\d\d|\w+ \d{1,2}, 20\d\d", text)
        assert len(dates) >= 3 and "Tuesday, 1 June 2027" in dates
        assert all(re.fullmatch(r"\w+day, \d{1,2} \w+ 2027", date) for date in dates), dates


def test_the_agenda_of_a_coming_session_does_not_say_who_took_part(world: World) -> None:
    session = planned(world, date="2027-06-01", starts_at="13:00", cities=["DUB", "SFO"])
    world.by("facilitator", "consent.give", {"purpose": "listed"})
    world.by("facilitator", "session.attend", {"session": session})
    document = drafted(world, session, agenda)
    labels = [fact.label for block in document.blocks if isinstance(block, Facts) for fact in block.rows]
    assert labels == ["Type of session", "Date", "Time", "Cities"]
    said = lines(document)
    assert "Time: 13:00 (Dublin, UTC+1)" in said
    assert "San Francisco | Tuesday, 1 June 2027 | 05:00 | UTC-7" in said
    assert "Times are by the clocks of Dublin, UTC+1." in said
    assert "Facilitator" in " ".join(lines(drafted(world, session))), "the minutes do say it"


@pytest.mark.parametrize("assemble", [minutes, agenda])
def test_a_citys_time_bears_its_name_in_documents(world: World, assemble) -> None:
    session = planned(world, date="2027-06-01", starts_at="13:00", cities=["SFO"])
    with world.database.writing() as orm:
        row = orm.get_one(Session, session)
        row.zone = "America/Los_Angeles"
        orm.get_one(City, row.cities[0].id).name = "Oakland"
    assert "Time: 13:00 (Oakland, UTC-7)" in lines(drafted(world, session, assemble))


def test_where_a_document_comes_from_is_said_in_words(world: World) -> None:
    text = page(drafted(world))
    assert "Drafted from the programme&#39;s records on Tuesday, 9 March 2027 at 13:00 (UTC)." in text
    assert "session:" not in text and "revision" not in text


def test_a_name_that_has_to_go_takes_no_votes_along(world: World) -> None:
    seat = world.guest(world.here, "Nadia Nameless", None)
    world.do("consent.give", {"purpose": "listed"}, seat)
    note = world.note(seat, "What Nadia wrote")
    world.by("facilitator", "board.settings", {"board": world.here.board, "votes_hidden": False})
    world.stage("vote")
    world.by("guest", "vote.cast", {"board": world.here.board, "on": f"note:{note}"})
    content = to_json(drafted(world))
    assert "What Nadia wrote — Nadia Nameless (Votes: 1)" in lines(from_json(content))
    left = without_names(content, {"Nadia Nameless"}, "somebody")
    assert "What Nadia wrote — somebody (Votes: 1)" in lines(from_json(left))


def test_a_corrected_record_stands_at_its_place_and_one_taken_back_nowhere(world: World) -> None:
    session = {"session": world.here.session}
    first, second, third = (
        world.by("facilitator", "record.add", session | {"kind": "decision", "text": text}).result["record"]
        for text in ("We meet in May", "Nobody said this", "Of no part")
    )
    with world.database.reading() as orm:
        revision = orm.get_one(Record, first).revision
        blocks = orm.get_one(Session, world.here.session).blocks
        assert orm.get_one(Record, first).block_id == blocks[0].id
    change = {"record": first, "revision": revision, "text": "We meet in June"}
    world.by("rapporteur", "record.change", change)
    world.by("rapporteur", "record.remove", {"record": second})
    world.by("facilitator", "session.end", session)
    with world.database.reading() as orm:
        revision = orm.get_one(Record, third).revision
    world.by("rapporteur", "record.change", {"record": third, "revision": revision, "block": None})
    text = json.dumps(to_json(drafted(world)))
    assert (text.count("We meet in June"), text.count("Of no part")) == (2, 2), (
        "on the first page, and where it was said"
    )
    assert "May" not in text and "Nobody said this" not in text and "Also recorded" in text
    world.by("facilitator", "record.restore", {"record": second})
    assert "Nobody said this" in json.dumps(to_json(drafted(world)))
