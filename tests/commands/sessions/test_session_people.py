"""Roles at one session: they grant nothing but recording there, and nobody is named without agreeing."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlalchemy import select

from facilitation.domain.documents import to_json
from facilitation.domain.errors import Refused
from facilitation.domain.sessions import PERSON_ROLES, RECORDING
from facilitation.queries.documents.agendas import agenda
from facilitation.queries.documents.minutes import minutes
from facilitation.queries.privacy.personal_data import data_of_person
from facilitation.queries.sessions.session_people import roles_for
from facilitation.store.people import Person
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session, SessionPerson
from tests.world import START, World

SALLY = {"name": "Sally Speaker", "organisation": "Fair Trade Hub", "email": "sally@hub.example"}


def _add(world: World, role: str, session: int | None = None, **who: object) -> int:
    payload = {"session": session or world.here.session, "role": role} | who
    return world.by("facilitator", "session_person.add", payload).result["person"]


def _another_session(world: World) -> int:
    form = {"title": "Another", "type": "final", "template": "check_in"}
    number = world.by("organiser", "session.create", form).result["session"]
    world.by("organiser", "session.start", {"session": number})
    return number


def _may(world: World, seat: int, name: str, payload: dict) -> bool:
    try:
        world.do(name, payload, seat)
    except Refused as refused:
        assert refused.code == "not_allowed"
        return False
    return True


@pytest.mark.parametrize("role", PERSON_ROLES)
def test_rapporteurs_and_scribes_may_record_there_and_nowhere_else(world: World, role: str) -> None:
    elsewhere = _another_session(world)
    for who in ("observer", "participant", "guest"):
        seat = world.here.seats[who]
        _add(world, role, seat=seat)
        for session, expected in ((world.here.session, role in RECORDING), (elsewhere, False)):
            record = {"session": session, "kind": "point", "text": "Heard here"}
            draft = {"session": session, "kind": "minutes"}
            if who == "guest" and session == elsewhere:
                continue  # a guest doesn't even find it
            assert _may(world, seat, "record.add", record) is expected, (who, session)
            assert _may(world, seat, "document.draft", draft) is expected, (who, session)
        here = {"session": world.here.session}
        for name, payload in (
            ("session.end", here),
            ("timer.start", here | {"seconds": 60}),
            ("session_person.add", here | {"role": "scribe", "seat": seat}),
            ("board.stage", {"board": world.here.board, "stage": "vote"}),
        ):
            assert not _may(world, seat, name, payload), (who, name)


def test_with_the_role_goes_the_right(world: World) -> None:
    seat = world.here.seats["observer"]
    record = {"session": world.here.session, "kind": "point", "text": "Heard here"}
    person = _add(world, "scribe", seat=seat)
    assert _may(world, seat, "record.add", record)
    world.by("coordinator", "session_person.change", {"person": person, "role": "speaker"})
    assert not _may(world, seat, "record.add", record)
    world.by("coordinator", "session_person.change", {"person": person, "role": "rapporteur"})
    assert _may(world, seat, "record.add", record)
    world.by("coordinator", "session_person.remove", {"person": person})
    assert not _may(world, seat, "record.add", record)


@pytest.mark.parametrize(
    ("payload", "code", "field"),
    [
        ({"role": "king", "name": "A"}, "invalid", "role"),
        ({"role": "speaker"}, "invalid", "name"),
        ({"role": "speaker", "name": "A", "email": "no address"}, "invalid", "email"),
        ({"role": "speaker", "name": "A", "organisation": "o" * 121}, "invalid", "organisation"),
        ({"role": "speaker", "seat": 10_000}, "not_found", None),
    ],
)
def test_what_is_no_role_or_nobody_is_refused(world: World, payload: dict, code: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        _add(world, **payload)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_nobody_from_elsewhere_gets_a_role(world: World) -> None:
    other = _another_session(world)
    for seat, session in ((world.there.seats["observer"], None), (world.here.seats["guest"], other)):
        with pytest.raises(Refused) as refused:
            _add(world, "speaker", session, seat=seat)
        assert refused.value.code == "not_found"
    person = _add(world, "speaker", **SALLY)
    with pytest.raises(Refused, match="already"):
        _add(world, "speaker", **SALLY)
    seated = _add(world, "moderator", seat=world.here.seats["support"])
    with pytest.raises(Refused, match="change their name themselves"):
        world.by("organiser", "session_person.change", {"person": seated, "name": "Somebody Else"})
    with pytest.raises(Refused) as refused:
        world.do("session_person.remove", {"person": person}, world.there.seats["organiser"])
    assert refused.value.code == "not_found"


# -- named with their consent only -------------------------------------------------------------------------


def _documents(world: World) -> str:
    with world.database.reading() as orm:
        session = orm.get_one(Session, world.here.session)
        made = [to_json(make(orm, session, START, str, 1)) for make in (agenda, minutes)]
    return json.dumps(made, ensure_ascii=False)


def test_documents_name_who_agreed(world: World) -> None:
    _add(world, "moderator", seat=world.here.seats["organiser"])
    person = _add(world, "speaker", **SALLY)
    _add(world, "rapporteur", seat=world.here.seats["participant"])
    said = {"session": world.here.session, "kind": "point", "text": "Buy locally", "speaker": "Sally Speaker"}
    world.by("facilitator", "record.add", said)
    text = _documents(world)
    assert "Moderation" in text and "Organiser" in text, "who leads acts for the programme"
    assert "Sally" not in text and "Rapporteurs" not in text, "nobody asked them"
    world.by("facilitator", "session_person.change", {"person": person, "listed": True})
    world.by("participant", "consent.give", {"purpose": "listed"})
    text = _documents(world)
    assert text.count("Sally Speaker") == 3, "agenda, minutes, and beside what she said"
    assert "Fair Trade Hub" in text and "sally@hub.example" not in text
    assert "Rapporteurs" in text and "Participant" in text


def test_only_who_leads_reads_unnamed_names_and_addresses(world: World) -> None:
    _add(world, "speaker", **SALLY)
    _add(world, "scribe", seat=world.here.seats["support"])

    def read(role: str) -> list[tuple[str | None, str | None]]:
        viewer = world.viewer(world.here.seats[role])
        with world.database.reading() as orm:
            held = roles_for(orm, viewer, orm.get_one(Session, world.here.session))
            return [(one.name, one.email) for one in held]

    assert read("coordinator") == [("Sally Speaker", "sally@hub.example"), ("Support", None)]
    assert read("support") == [(None, None), ("Support", None)]
    assert read("observer") == read("guest") == [(None, None), (None, None)]


# -- leaving -----------------------------------------------------------------------------------------------


def _entered(world: World) -> list[tuple]:
    with world.database.reading() as orm:
        rows = orm.scalars(select(SessionPerson).order_by(SessionPerson.id))
        return [(one.role, one.name, one.organisation, one.email) for one in rows]


def test_retention_forgets_who_was_entered_without_a_seat(world: World) -> None:
    _add(world, "speaker", **SALLY)
    with world.database.writing() as orm:
        orm.get_one(Programme, world.here.programme).retention_until = START.date()
    world.do("retention.clean", {}, programme=world.here.programme)
    assert _entered(world) == [("speaker", *SALLY.values())], "not yet"
    world.clock.now += dt.timedelta(days=1)
    world.do("retention.clean", {}, programme=world.here.programme)
    assert _entered(world) == [("speaker", "removed person", "", None)]


def test_ones_own_data_tell_of_ones_roles(world: World) -> None:
    _add(world, "scribe", seat=world.here.seats["support"])
    with world.database.reading() as orm:
        person = orm.get_one(Person, world.here.people["support"])
    _add(world, "speaker", **SALLY | {"email": person.email})
    with world.database.reading() as orm:
        told = data_of_person(orm, person.id, START)
    [seat] = told["seats"]
    assert seat["elsewhere"]["roles_at_sessions"][0]["role"] == "scribe"
    [entered] = told["roles_at_sessions_entered_by_others"]
    assert (entered["role"], entered["name"], entered["session"]) == (
        "speaker",
        "Sally Speaker",
        "Workshop here",
    )
