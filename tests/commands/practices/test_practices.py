"""Practices by command: changed, withdrawn and restored, their versions, their contacts, what counts them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Refused
from facilitation.domain.permissions import Viewer
from facilitation.queries.practices.contacts import contacts_shown
from facilitation.queries.practices.gallery import Wanted, gallery, practices_in_full
from facilitation.queries.practices.pages import practice_for, practice_page, versions_of
from facilitation.queries.privacy.personal_data import data_of_person
from facilitation.queries.tandems.tandems import round_problem
from facilitation.store.challenges import Challenge, Practice, Wish
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.practices import PracticeContact, PracticeTopic
from facilitation.store.programmes import Programme
from facilitation.store.topics import Topic, TopicLabel
from tests.traces import EMAIL, found, leave_traces
from tests.world import World


def _city(world: World, code: str = "DUB") -> int:
    with world.database.reading() as orm:
        query = select(City.id).where(City.programme_id == world.here.programme, City.code == code)
        return orm.scalars(query).one()


def _add(world: World, role: str = "coordinator", code: str = "DUB", **more: Any) -> int:
    facts = {"title": "Land trust", "language": "en", "city": _city(world, code)}
    return world.by(role, "practice.add", facts | more).result["practice"]


def _change(world: World, practice: int, role: str = "coordinator", revision: int = 1, **more: Any) -> None:
    facts = {"practice": practice, "revision": revision, "title": "Land trust", "language": "en"}
    world.by(role, "practice.change", facts | more)


def _viewer(world: World, role: str) -> Viewer:
    return world.viewer(world.here.seats[role])


def _row(world: World, practice: int) -> Practice:
    with world.database.reading() as orm:
        return orm.get_one(Practice, practice)


def _titles(world: World, role: str = "observer") -> list[str]:
    with world.database.reading() as orm:
        return [card.practice.title for card in gallery(orm, _viewer(world, role), Wanted(), "en").cards]


def _problem(world: World) -> list[dict[str, Any]]:
    with world.database.reading() as orm:
        return round_problem(orm, _viewer(world, "coordinator"), [])["practices"]


def _challenge(world: World, title: str, code: str = "TRN") -> int:
    named = {"city": _city(world, code), "title": title}
    return world.by("coordinator", "challenge.name", named).result["challenge"]


def _topic(world: World, key: str = "housing") -> int:
    with world.database.writing() as orm:
        topic = Topic(programme_id=world.here.programme, key=key, position=1)
        topic.labels = {"en": TopicLabel(language="en", label=key.title())}
        orm.add(topic)
        orm.flush()
        return topic.id


def test_a_city_writes_down_what_it_offers(world: World) -> None:
    rents = _challenge(world, "Rents")
    practice = _add(
        world,
        "participant",
        description="The city holds the land.",
        stage="pilot",
        challenges=[rents, rents],
        topics=[_topic(world)],
        links=[{"url": "https://city.example", "label": "Report"}],
    )
    row = _row(world, practice)
    assert (row.key, row.origin, row.role, row.simulated) == ("land_trust", "profile", "participant", False)
    assert _problem(world) == [
        {"id": "land_trust", "city": "DUB", "title": "Land trust", "challenges": ["rents"]}
    ]
    with world.database.reading() as orm:
        page = practice_page(orm, _viewer(world, "observer"), practice, "en")
    assert [tag.title.text for tag in page.topics] == ["Housing"]
    assert [(one.challenge.id, [city.code for city in one.cities]) for one in page.answered] == [
        (rents, ["TRN"])
    ]
    assert not page.may_change and not page.mine


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"description": "x" * 10_001}, "description"),
        ({"language": "klingonish"}, "language"),
        ({"stage": "best"}, "stage"),
        ({"challenges": [987_654]}, "challenges"),
        ({"challenges": list(range(41))}, "challenges"),
        ({"topics": [987_654]}, "topics"),
        ({"links": [{"url": "http://city.example"}]}, "links"),
        ({"contact_name": "Ana"}, "contact_email"),
        ({"contact_email": "ana@city.example"}, "contact_name"),
        ({"contact_name": "Ana", "contact_phone": "none"}, "contact_phone"),
        ({"source": "x" * 301}, "source"),
    ],
)
def test_refusals_name_the_field(world: World, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        _add(world, **more)
    assert (refused.value.code, refused.value.field) == ("invalid", field)
    assert _titles(world) == []


def test_challenges_of_another_programme_are_none_of_ours(world: World) -> None:
    with world.database.writing() as orm:
        other = Challenge(programme_id=world.there.programme, key="x", kind="social", title="X")
        orm.add(other)
        orm.flush()
        number = other.id
    with pytest.raises(Refused) as refused:
        _add(world, challenges=[number])
    assert refused.value.field == "challenges"


def test_a_title_stands_once_in_a_city(world: World) -> None:
    first = _add(world)
    with pytest.raises(Refused) as refused:
        _add(world, title="LAND  trúst")
    assert refused.value.field == "title" and "already" in str(refused.value)
    _add(world, code="TRN")
    second = _add(world, title="Other")
    with pytest.raises(Refused):
        _change(world, second, title="Land trust")
    world.by("participant", "practice.withdraw", {"practice": first})
    with pytest.raises(Refused) as refused:
        _add(world)
    assert "Restore" in str(refused.value)
    assert sorted(row["id"] for row in _problem(world)) == ["land_trust_2", "other"]


def test_nobody_writes_over_what_they_have_not_seen(world: World) -> None:
    practice = _add(world)
    _change(world, practice, "participant", description="First")
    with pytest.raises(Refused) as refused:
        _change(world, practice, "support", description="Second")
    assert refused.value.code == "conflict"
    _change(world, practice, "support", revision=2, description="Second")
    assert (_row(world, practice).description, _row(world, practice).revision) == ("Second", 3)
    _change(world, practice, "support", revision=3, description="Second")
    assert _row(world, practice).revision == 3, "what changes nothing is no version"


def test_withdrawn_it_is_nowhere_but_for_those_who_wished_for_it(world: World) -> None:
    practice = _add(world, contact_name="Ana", contact_email="ana@city.example", contact_agreed=True)
    other = _add(world, code="TRN", title="Elsewhere")
    with world.database.writing() as orm:
        wish = {"programme_id": world.here.programme, "practice_id": other}
        orm.add(Wish(city_id=_city(world), **wish))
    for one in (practice, other):
        world.by("coordinator", "practice.withdraw", {"practice": one})
        world.by("coordinator", "practice.withdraw", {"practice": one})
    assert _titles(world) == [] and _problem(world) == []
    reads = {
        (role, one)
        for role in ("coordinator", "participant", "observer", "facilitator")
        for one in (practice, other)
        if _reads(world, role, one)
    }
    assert reads == {
        ("coordinator", practice),
        ("coordinator", other),
        ("participant", practice),
        ("participant", other),
    }
    for change in ("practice.change", "practice.bring_back"):
        payload = {"practice": practice, "revision": 1, "title": "X", "language": "en", "number": 1}
        names = {"practice.change": ("practice", "revision", "title", "language")}
        chosen = names.get(change, ("practice", "number"))
        with pytest.raises(Refused) as refused:
            world.by("coordinator", change, {name: payload[name] for name in chosen})
        assert refused.value.code == "conflict"
    world.by("participant", "practice.restore", {"practice": practice})
    assert _titles(world) == ["Land trust"] and [row["id"] for row in _problem(world)] == ["land_trust"]


def _reads(world: World, role: str, practice: int) -> bool:
    with world.database.reading() as orm:
        try:
            practice_for(orm, _viewer(world, role), practice)
        except Refused:
            return False
    return True


def test_earlier_versions_come_back(world: World) -> None:
    rents, topic = _challenge(world, "Rents"), _topic(world)
    practice = _add(world, "participant", challenges=[rents], topics=[topic], stage="idea")
    _change(world, practice, "support", title="Land bank", stage="running")
    with world.database.reading() as orm:
        versions = versions_of(orm, _viewer(world, "coordinator"), orm.get_one(Practice, practice))
    assert [(one.number, one.role, one.facts["title"], name) for one, name in versions] == [
        (2, "support", "Land bank", "Support"),
        (1, "participant", "Land trust", "Participant"),
    ]
    world.by("participant", "practice.bring_back", {"practice": practice, "number": 1})
    row = _row(world, practice)
    assert (row.title, row.stage, row.revision) == ("Land trust", "idea", 3)
    with world.database.reading() as orm:
        page = practice_page(orm, _viewer(world, "participant"), practice, "en")
        assert [one.challenge.id for one in page.answered] == [rents]
        assert orm.scalars(select(PracticeTopic.topic_id)).all() == [topic]
    with pytest.raises(Refused) as refused:
        world.by("participant", "practice.bring_back", {"practice": practice, "number": 9})
    assert refused.value.code == "not_found"


def test_a_practice_of_before_there_were_versions_keeps_what_it_was(world: World) -> None:
    with world.database.writing() as orm:
        row = Practice(
            programme_id=world.here.programme, city_id=_city(world), key="p", title="Old", stage="in progress"
        )
        orm.add(row)
        orm.flush()
        practice = row.id
    _change(world, practice, revision=0, title="New")
    with world.database.reading() as orm:
        versions = versions_of(orm, _viewer(world, "coordinator"), orm.get_one(Practice, practice))
    assert [(one.number, one.facts["title"], one.at is None) for one, _ in versions] == [
        (2, "New", False),
        (1, "Old", True),
    ]


def test_what_a_merged_challenge_is_answered_by(world: World) -> None:
    rents, housing = _challenge(world, "Rents", "DUB"), _challenge(world, "Housing")
    practice = _add(world, challenges=[rents, housing])
    world.by("coordinator", "challenge.merge", {"challenge": rents, "into": housing})
    assert _problem(world)[0]["challenges"] == ["housing"]
    with world.database.reading() as orm:
        page = practice_page(orm, _viewer(world, "observer"), practice, "en")
    assert [(one.challenge.id, [city.code for city in one.cities]) for one in page.answered] == [
        (housing, ["DUB", "TRN"])
    ]


def test_simulated_people_play_beside_what_is_real(world: World) -> None:
    real = _add(world)
    with world.database.writing() as orm:
        orm.get_one(Seat, world.here.seats["participant"]).simulated = True
    for name, more in (("practice.withdraw", {}), ("practice.bring_back", {"number": 1})):
        with pytest.raises(Refused) as refused:
            world.by("participant", name, {"practice": real} | more)
        assert refused.value.code == "conflict"
    played = _add(world, "participant", title="In play")
    assert _row(world, played).simulated and not _row(world, real).simulated
    assert [row["title"] for row in _problem(world)] == ["Land trust"]
    assert set(_titles(world)) == {"Land trust", "In play"}


# -- whom to ask --------------------------------------------------------------------------------------------


def _contact(world: World, practice: int) -> PracticeContact | None:
    with world.database.reading() as orm:
        query = select(PracticeContact).where(PracticeContact.practice_id == practice)
        return orm.scalars(query).one_or_none()


def _seen_by(world: World, practice: int) -> set[str]:
    seen = set()
    with world.database.reading() as orm:
        row = orm.get_one(Practice, practice, populate_existing=True)
        for role in ("coordinator", "facilitator", "participant", "support", "observer", "rapporteur"):
            if contacts_shown(orm, _viewer(world, role), [row]):
                seen.add(role)
            full, _ = practices_in_full(orm, _viewer(world, role), "en")
            assert (full[0].contact is not None) == (role in seen), "a sheet tells no more than the page"
    return seen


CITY = {"coordinator", "participant", "support"}
EVERYBODY = CITY | {"facilitator", "observer", "rapporteur"}


def test_a_contact_without_a_seat_is_shown_once_somebody_says_that_they_agree(world: World) -> None:
    ana = {"contact_name": "Ana", "contact_email": "ana@city.example"}
    practice = _add(world, "participant", **ana)
    assert _seen_by(world, practice) == CITY
    _change(world, practice, "participant", **ana, contact_agreed=True)
    assert _seen_by(world, practice) == EVERYBODY
    _change(world, practice, "participant", contact_name="Bea", contact_email="bea@city.example")
    assert _seen_by(world, practice) == CITY, "Ana agreed, Bea did not"
    _change(world, practice, "participant")
    assert _contact(world, practice) is None, "nothing is kept of who was taken off"


def test_somebody_with_a_seat_agrees_for_themselves(world: World) -> None:
    support = {"contact_name": "Sue", "contact_email": "support@here.invalid"}
    practice = _add(world, "participant", **support, contact_agreed=True)
    contact = _contact(world, practice)
    assert contact.seat_id == world.here.seats["support"] and _seen_by(world, practice) == CITY
    for role in ("participant", "coordinator", "organiser"):
        with pytest.raises(Refused) as refused:
            world.by(role, "practice_contact.agree", {"contact": contact.id, "agrees": True})
        assert refused.value.code == "not_allowed"
    world.by("support", "practice_contact.agree", {"contact": contact.id, "agrees": True})
    assert _seen_by(world, practice) == EVERYBODY
    _change(world, practice, "participant", **support, description="More of it")
    assert _seen_by(world, practice) == EVERYBODY, "what they agreed to stands while it is the same"
    _change(
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
    practice = _add(world, "participant", **own)
    assert _seen_by(world, practice) == EVERYBODY
    world.by(
        "participant", "practice_contact.agree", {"contact": _contact(world, practice).id, "agrees": False}
    )
    assert _seen_by(world, practice) == CITY


def test_an_address_tells_a_city_nothing_of_who_else_has_a_seat(world: World) -> None:
    observer = {"contact_name": "Oda", "contact_email": "observer@here.invalid"}
    assert _contact(world, _add(world, "participant", **observer)).seat_id is None
    by_coordinator = _add(world, title="Known", **observer)
    assert _contact(world, by_coordinator).seat_id == world.here.seats["observer"]


def test_who_is_erased_is_nobodys_contact(world: World) -> None:
    traced = leave_traces(world)
    seated = _add(world, contact_name="Otti", contact_email=EMAIL, contact_phone="+353 555 019")
    with world.database.reading() as orm:
        told = data_of_person(orm, traced.person, world.clock())
    assert [row["phone"] for row in told["seats"][0]["elsewhere"]["contact_of_practices"]] == ["+353 555 019"]
    unseated = _add(world, "support", title="By another", contact_name="Otti", contact_email="x@y.example")
    with world.database.writing() as orm:
        by_hand = orm.scalars(select(PracticeContact).where(PracticeContact.practice_id == unseated)).one()
        by_hand.email = EMAIL
    with world.database.reading() as orm:
        told = data_of_person(orm, traced.person, world.clock())
    assert [row["practice"] for row in told["contact_of_practices_entered_by_others"]] == ["By another"]
    world.by("organiser", "seat.erase", {"seat": traced.seat})
    assert _contact(world, seated) is None and _contact(world, unseated) is None
    assert found(world, traced.secrets | {"+353 555 019", "Otti"}) == []
    assert _row(world, seated).title == "Land trust", "the practice is the city's and stays"


def test_contacts_go_with_the_retention_date(world: World) -> None:
    practice = _add(world, contact_name="Ana", contact_email="ana@city.example")
    with world.database.writing() as orm:
        programme = orm.get_one(Programme, world.here.programme)
        programme.retention_until = world.clock().date() - dt.timedelta(days=1)
    world.do("retention.clean", {}, programme=world.here.programme)
    assert _contact(world, practice) is None and found(world, {"ana@city.example"}) == []


# -- the next edition ---------------------------------------------------------------------------------------


def test_practices_come_into_the_next_edition_without_their_contacts(world: World) -> None:
    rents, topic = _challenge(world, "Rents"), _topic(world)
    facts = {"challenges": [rents], "topics": [topic], "contact_name": "Ana", "contact_email": "a@b.example"}
    _add(world, **facts, contact_agreed=True, links=[{"url": "https://city.example"}])
    world.by("coordinator", "practice.withdraw", {"practice": _add(world, title="Withdrawn")})
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
