"""Consent is respected by everything that is given out: each name here could leak, and is looked for."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from facilitation.domain.documents import to_json
from facilitation.domain.privacy import without_names
from facilitation.queries.documents.agendas import agenda
from facilitation.queries.documents.minutes import minutes
from facilitation.queries.people.people import seats_of
from facilitation.queries.sessions.sessions import attendance_for
from facilitation.store.consents import Consent, answers
from facilitation.store.documents import DocumentRow
from facilitation.store.sessions import Session
from tests.traces import draft, render_again
from tests.world import World

NAME = "Nadia Nameless"


@pytest.fixture
def nadia(world: World) -> int:
    """Somebody from Turin who was there, wrote, decided and was quoted; two others are from there, too."""
    seat = world.guest(world.here, NAME, "TRN")
    world.guest(world.here, "Second", "TRN")
    world.note(seat, "What Nadia wrote")
    for kind, text in (("quote", "Quoted-words"), ("decision", "Decided-words")):
        record = {"session": world.here.session, "kind": kind, "text": text, "speaker": NAME, "city": "TRN"}
        world.by("facilitator", "record.add", record)
    return seat


def _documents(world: World) -> str:
    with world.database.reading() as orm:
        session = orm.get_one(Session, world.here.session)
        made = [assemble(orm, session, world.clock(), str, 1) for assemble in (minutes, agenda)]
    return json.dumps([to_json(document) for document in made], ensure_ascii=False)


def _consent(world: World, seat: int, **given: bool) -> None:
    for purpose, yes in given.items():
        world.do("consent.give" if yes else "consent.withdraw", {"purpose": purpose}, seat)


def test_whoever_was_not_asked_is_counted_and_not_named(world: World, nadia: int) -> None:
    text = _documents(world)
    assert NAME not in text and "Nadia," not in text
    assert "What Nadia wrote — Turin" in text.replace('"}, {"text": "', "")
    assert "Quoted-words" in text and "Decided-words" in text
    assert '"label": "Participants", "value": [{"text": "3"}]' in text
    assert "Whoever has not agreed to be named is counted, not named." in text


def test_each_purpose_for_itself(world: World, nadia: int) -> None:
    _consent(world, nadia, listed=True)
    text = _documents(world)
    assert text.count(NAME) == 4, "in the list, beside the note, and with the decision at both its places"
    assert f'"by": "{NAME}' not in text, "to be named is not to be quoted"
    _consent(world, nadia, listed=False, quoted=True)
    text = _documents(world)
    assert text.count(NAME) == 1 and f'"by": "{NAME}", "role": "Turin"' in text
    _consent(world, nadia, quoted=False)
    assert NAME not in _documents(world)


def test_a_quote_without_a_name_hides_in_its_city_or_not_at_all(world: World, nadia: int) -> None:
    _consent(world, nadia, listed=True)
    assert '"by": "Turin"' not in _documents(world), "of two people from Turin it would say enough"
    world.guest(world.here, "Third", "TRN")
    assert '"by": "Turin"' in _documents(world)


def test_a_speaker_who_was_not_there_is_not_named(world: World, nadia: int) -> None:
    record = {"kind": "point", "text": "Called in", "speaker": "Someone Outside"}
    world.by("facilitator", "record.add", record | {"session": world.here.session})
    text = _documents(world)
    assert "Called in" in text and "Someone Outside" not in text


def test_a_name_that_several_bear_needs_them_all(world: World, nadia: int) -> None:
    namesake = world.guest(world.here, NAME, "SFO", "the-other-one")
    _consent(world, nadia, listed=True)
    assert f"Decided-words — {NAME}" not in _documents(world).replace('"}, {"text": "', "")
    _consent(world, namesake, listed=True)
    assert f"Decided-words — {NAME}" in _documents(world).replace('"}, {"text": "', "")


def test_whoever_leads_is_named_in_that_function_unless_they_said_no(world: World) -> None:
    facilitator = world.here.seats["facilitator"]
    world.do("session.attend", {"session": world.here.session}, facilitator)
    column = 1  # of the table of roles: it is called like the facilitator of this world
    assert _documents(world).count('"text": "Facilitator"') > column
    _consent(world, facilitator, listed=False)
    assert _documents(world).count('"text": "Facilitator"') == column


def test_a_no_reaches_documents_given_out_before(world: World, nadia: int) -> None:
    _consent(world, nadia, listed=True, quoted=True)
    draft(world, "minutes")
    _consent(world, nadia, quoted=False)
    with world.database.reading() as orm:
        [document] = orm.scalars(select(DocumentRow))
        content = json.dumps(document.content, ensure_ascii=False)
    assert f'"by": "{NAME}' not in content and content.count(NAME) == 4
    _consent(world, nadia, listed=False)
    assert render_again(world) == 2
    with world.database.reading() as orm:
        [document] = orm.scalars(select(DocumentRow))
        assert NAME not in json.dumps(document.content, ensure_ascii=False)
        assert len(document.renderings) == 4
        assert NAME not in next(one.body for one in document.renderings if one.format == "md").decode()


def test_lists_on_pages(world: World, nadia: int) -> None:
    with world.database.reading() as orm:
        session = orm.get_one(Session, world.here.session)
        for role, seen in (("facilitator", True), ("observer", False), ("participant", False)):
            viewer = world.viewer(world.here.seats[role])
            names = {person["name"] for person in attendance_for(orm, viewer, session)}
            assert (NAME in names) == seen, role
        own = {person["name"] for person in attendance_for(orm, world.viewer(nadia), session)}
        assert NAME in own, "one's own name is no secret to oneself"
        observer = world.viewer(world.here.seats["observer"])
        listed = {seat.role for seat in seats_of(orm, observer)}
        assert listed == {"organiser", "coordinator", "facilitator", "observer"}


def test_who_may_be_photographed_is_said_to_those_who_lead(world: World, nadia: int) -> None:
    _consent(world, nadia, photographed=True)
    with world.database.reading() as orm:
        people = attendance_for(
            orm, world.viewer(world.here.seats["facilitator"]), orm.get_one(Session, world.here.session)
        )
    assert [person["name"] for person in people if person["photographed"]] == [NAME]


def test_answers_are_kept_and_the_last_one_holds(world: World) -> None:
    seat = world.here.seats["participant"]
    _consent(world, seat, listed=True)
    _consent(world, seat, listed=True)
    _consent(world, seat, listed=False)
    world.by("organiser", "consent.record", {"seat": seat, "purpose": "listed", "given": True})
    with world.database.reading() as orm:
        rows = orm.scalars(select(Consent).where(Consent.seat_id == seat).order_by(Consent.id)).all()
        assert [row.given for row in rows] == [True, False, True], "the same answer again is none"
        assert [row.by_seat_id == seat for row in rows] == [True, True, False]
        assert answers(orm, [seat]) == {seat: {"listed": True}}


def test_taking_out_a_name_leaves_sentences_alone() -> None:
    content = [
        {"text": "Will"},
        {"text": " (Ashoka)"},
        {"text": "Will we meet?"},
        {"text": " — Will, Dublin"},
        {"text": " — Willa, Dublin"},
        {"type": "quote", "by": "Will, Dublin", "content": [{"text": "Will it work"}]},
    ]
    assert without_names(content, {"Will"}, "x") == [
        {"text": "x"},
        {"text": "Will we meet?"},
        {"text": " — x, Dublin"},
        {"text": " — Willa, Dublin"},
        {"type": "quote", "by": "x, Dublin", "content": [{"text": "Will it work"}]},
    ]
    assert without_names(content, {"Will"}, "x", quotes_only=True)[:5] == content[:5]


@pytest.mark.parametrize(
    ("said", "goes"),
    [
        ("Gil Pereira Souza", True),
        ("Gil Pereira", True),
        ("PEREIRA, Gil", True),
        ("Gil Pereira Souza, deputy", True),
        ("Gil Pereira (mobility office)", True),
        ("Ana and Gil Pereira", True),
        ("Gil Pereyra Souza", True),
        ("Gil", False),
        ("Dublin", False),
        ("Mobility office", False),
        ("Gillian Marsh", False),
    ],
)
def test_a_marked_name_goes_however_it_is_written_and_nobody_elses(said: str, goes: bool) -> None:
    content = [{"text": said, "marks": ["strong", "person"]}, {"text": " (Housing)"}, {"text": "."}]
    left = without_names(content, {"Gil Pereira Souza"}, "x", others={"Gil", "Dublin"})
    assert left == ([{"text": "x", "marks": ["strong"]}, {"text": "."}] if goes else content)
    quote = {"type": "quote", "by": said, "content": []}
    left = without_names(quote, {"Gil Pereira Souza"}, "x", others={"Gil", "Dublin"}, quotes_only=True)
    assert (left["by"] != said) == goes


def test_a_name_goes_from_documents_that_mark_none() -> None:
    content = [{"text": "Buses are often late — Gil, Dublin · Streets"}, {"text": "; Gil, deputy"}]
    left = without_names(content, {"Gil", "Gil, deputy"}, "x")
    assert left == [{"text": "Buses are often late — x, Dublin · Streets"}, {"text": "; x"}]


def test_a_name_behind_corrected_words_goes_too() -> None:
    """Correcting may have put what was said and who said it into one text."""
    for said, left in (
        ("Empty shops — Will, Dublin", "Empty shops — x, Dublin"),
        ("Empty shops — Will", "Empty shops — x"),
        ("Shops — Will they open? — Dublin", "Shops — Will they open? — Dublin"),
    ):
        assert without_names({"text": said}, {"Will"}, "x") == {"text": left}
