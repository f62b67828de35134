"""Whom to ask about a practice: shown to those who may see it, once somebody has agreed."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Refused
from facilitation.queries.practices.contacts import contacts_shown
from facilitation.queries.practices.gallery import practices_in_full
from facilitation.queries.privacy.personal_data import data_of_person
from facilitation.store.challenges import Practice
from facilitation.store.practices import PracticeContact
from facilitation.store.programmes import Programme
from tests.commands.practices.made import (
    add_challenge,
    add_practice,
    add_topic,
    change_practice,
    row_of,
    viewer_of,
)
from tests.traces import EMAIL, found, leave_traces
from tests.world import World


def _contact(world: World, practice: int) -> PracticeContact | None:
    with world.database.reading() as orm:
        query = select(PracticeContact).where(PracticeContact.practice_id == practice)
        return orm.scalars(query).one_or_none()


def _seen_by(world: World, practice: int) -> set[str]:
    seen = set()
    with world.database.reading() as orm:
        row = orm.get_one(Practice, practice, populate_existing=True)
        for role in ("coordinator", "facilitator", "participant", "support", "observer", "rapporteur"):
            if contacts_shown(orm, viewer_of(world, role), [row]):
                seen.add(role)
            full, _ = practices_in_full(orm, viewer_of(world, role), "en")
            assert (full[0].contact is not None) == (role in seen), "a sheet tells no more than the page"
    return seen


CITY = {"coordinator", "participant", "support"}
EVERYBODY = CITY | {"facilitator", "observer", "rapporteur"}


def test_a_contact_without_a_seat_is_shown_once_somebody_says_that_they_agree(world: World) -> None:
    ana = {"contact_name": "Ana", "contact_email": "ana@city.example"}
    practice = add_practice(world, "participant", **ana)
    assert _seen_by(world, practice) == CITY
    change_practice(world, practice, "participant", **ana, contact_agreed=True)
    assert _seen_by(world, practice) == EVERYBODY
    change_practice(world, practice, "participant", contact_name="Bea", contact_email="bea@city.example")
    assert _seen_by(world, practice) == CITY, "Ana agreed, Bea did not"
    change_practice(world, practice, "participant")
    assert _contact(world, practice) is None, "nothing is kept of who was taken off"


def test_somebody_with_a_seat_agrees_for_themselves(world: World) -> None:
    support = {"contact_name": "Sue", "contact_email": "support@here.invalid"}
    practice = add_practice(world, "participant", **support, contact_agreed=True)
    contact = _contact(world, practice)
    assert contact.seat_id == world.here.seats["support"] and _seen_by(world, practice) == CITY
    for role in ("participant", "coordinator", "organiser"):
        with pytest.raises(Refused) as refused:
            world.by(role, "practice_contact.agree", {"contact": contact.id, "agrees": True})
        assert refused.value.code == "not_allowed"
    world.by("support", "practice_contact.agree", {"contact": contact.id, "agrees": True})
    assert _seen_by(world, practice) == EVERYBODY
    change_practice(world, practice, "participant", **support, description="More of it")
    assert _seen_by(world, practice) == EVERYBODY, "what they agreed to stands while it is the same"
    change_practice(
        world,
        practice,
        "participant",
        2,
        **support | {"contact_phone": "+353 1 2222"},
        description="More of it",
    )
    assert _seen_by(world, practice) == CITY, "they did not agree to that number"
    world.by("support", "practice_contact.leave", {"contact": contact.id})
    assert _contact(world, practice) is None


def test_who_writes_themselves_down_agrees_by_that(world: World) -> None:
    own = {"contact_name": "Pat", "contact_email": "participant@here.invalid", "contact_agreed": True}
    practice = add_practice(world, "participant", **own)
    assert _seen_by(world, practice) == EVERYBODY
    world.by(
        "participant", "practice_contact.agree", {"contact": _contact(world, practice).id, "agrees": False}
    )
    assert _seen_by(world, practice) == CITY


def test_an_address_tells_a_city_nothing_of_who_else_has_a_seat(world: World) -> None:
    observer = {"contact_name": "Oda", "contact_email": "observer@here.invalid"}
    assert _contact(world, add_practice(world, "participant", **observer)).seat_id is None
    by_coordinator = add_practice(world, title="Known", **observer)
    assert _contact(world, by_coordinator).seat_id == world.here.seats["observer"]


def test_who_is_erased_is_nobodys_contact(world: World) -> None:
    traced = leave_traces(world)
    seated = add_practice(world, contact_name="Otti", contact_email=EMAIL, contact_phone="+353 555 019")
    with world.database.reading() as orm:
        told = data_of_person(orm, traced.person, world.clock())
    assert [row["phone"] for row in told["seats"][0]["elsewhere"]["contact_of_practices"]] == ["+353 555 019"]
    unseated = add_practice(
        world, "support", title="By another", contact_name="Otti", contact_email="x@y.example"
    )
    with world.database.writing() as orm:
        by_hand = orm.scalars(select(PracticeContact).where(PracticeContact.practice_id == unseated)).one()
        by_hand.email = EMAIL
    with world.database.reading() as orm:
        told = data_of_person(orm, traced.person, world.clock())
    assert [row["practice"] for row in told["contact_of_practices_entered_by_others"]] == ["By another"]
    world.by("organiser", "seat.erase", {"seat": traced.seat})
    assert _contact(world, seated) is None and _contact(world, unseated) is None
    assert found(world, traced.secrets | {"+353 555 019", "Otti"}) == []
    assert row_of(world, seated).title == "Land trust", "the practice is the city's and stays"


def test_contacts_go_with_the_retention_date(world: World) -> None:
    practice = add_practice(world, contact_name="Ana", contact_email="ana@city.example")
    with world.database.writing() as orm:
        programme = orm.get_one(Programme, world.here.programme)
        programme.retention_until = world.clock().date() - dt.timedelta(days=1)
    world.do("retention.clean", {}, programme=world.here.programme)
    assert _contact(world, practice) is None and found(world, {"ana@city.example"}) == []


# -- the next edition ---------------------------------------------------------------------------------------


def test_practices_come_into_the_next_edition_without_their_contacts(world: World) -> None:
    rents, topic = add_challenge(world, "Rents"), add_topic(world)
    facts = {"challenges": [rents], "topics": [topic], "contact_name": "Ana", "contact_email": "a@b.example"}
    add_practice(world, **facts, contact_agreed=True, links=[{"url": "https://city.example"}])
    world.by("coordinator", "practice.withdraw", {"practice": add_practice(world, title="Withdrawn")})
    for parts, titles in ((["practices"], []), (["cities", "challenges", "practices"], ["Land trust"])):
        made = {"title": f"Next {len(parts)}", "parts": parts}
        programme = world.by("organiser", "programme.start", made).result["programme"]
        with world.database.reading() as orm:
            rows = orm.scalars(select(Practice).where(Practice.programme_id == programme)).all()
            assert [row.title for row in rows] == titles
            for row in rows:
                assert (row.city.programme_id, row.links[0]["url"]) == (programme, "https://city.example")
                assert [(one.key, one.programme_id) for one in row.challenges] == [("rents", programme)]
                contacts = select(PracticeContact).where(PracticeContact.practice_id == row.id)
                assert orm.scalars(contacts).all() == []
