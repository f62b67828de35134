"""Practices by command: changed, withdrawn and restored, their versions, their contacts, what counts them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Refused
from facilitation.queries.practices.gallery import Wanted, gallery
from facilitation.queries.practices.pages import practice_for, practice_page, versions_of
from facilitation.queries.tandems.tandems import round_problem
from facilitation.store.challenges import Challenge, Practice, Wish
from facilitation.store.people import Seat
from facilitation.store.practices import PracticeTopic
from tests.commands.practices.made import (
    add_challenge,
    add_practice,
    add_topic,
    change_practice,
    city_of,
    row_of,
    viewer_of,
)
from tests.world import World


def _titles(world: World, role: str = "observer") -> list[str]:
    with world.database.reading() as orm:
        return [card.practice.title for card in gallery(orm, viewer_of(world, role), Wanted(), "en").cards]


def _problem(world: World) -> list[dict[str, Any]]:
    with world.database.reading() as orm:
        return round_problem(orm, viewer_of(world, "coordinator"), [])["practices"]


def test_a_city_writes_down_what_it_offers(world: World) -> None:
    rents = add_challenge(world, "Rents")
    practice = add_practice(
        world,
        "participant",
        description="The city holds the land.",
        stage="pilot",
        challenges=[rents, rents],
        topics=[add_topic(world)],
        links=[{"url": "https://city.example", "label": "Report"}],
    )
    row = row_of(world, practice)
    assert (row.key, row.origin, row.role, row.simulated) == ("land_trust", "profile", "participant", False)
    assert _problem(world) == [
        {"id": "land_trust", "city": "DUB", "title": "Land trust", "challenges": ["rents"]}
    ]
    with world.database.reading() as orm:
        page = practice_page(orm, viewer_of(world, "observer"), practice, "en")
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
        add_practice(world, **more)
    assert (refused.value.code, refused.value.field) == ("invalid", field)
    assert _titles(world) == []


def test_challenges_of_another_programme_are_none_of_ours(world: World) -> None:
    with world.database.writing() as orm:
        other = Challenge(programme_id=world.there.programme, key="x", kind="social", title="X")
        orm.add(other)
        orm.flush()
        number = other.id
    with pytest.raises(Refused) as refused:
        add_practice(world, challenges=[number])
    assert refused.value.field == "challenges"


def test_a_title_stands_once_in_a_city(world: World) -> None:
    first = add_practice(world)
    with pytest.raises(Refused) as refused:
        add_practice(world, title="LAND  trúst")
    assert refused.value.field == "title" and "already" in str(refused.value)
    add_practice(world, code="TRN")
    second = add_practice(world, title="Other")
    with pytest.raises(Refused):
        change_practice(world, second, title="Land trust")
    world.by("participant", "practice.withdraw", {"practice": first})
    with pytest.raises(Refused) as refused:
        add_practice(world)
    assert "Restore" in str(refused.value)
    assert sorted(row["id"] for row in _problem(world)) == ["land_trust_2", "other"]


def test_nobody_writes_over_what_they_have_not_seen(world: World) -> None:
    practice = add_practice(world)
    change_practice(world, practice, "participant", description="First")
    with pytest.raises(Refused) as refused:
        change_practice(world, practice, "support", description="Second")
    assert refused.value.code == "conflict"
    change_practice(world, practice, "support", revision=2, description="Second")
    assert (row_of(world, practice).description, row_of(world, practice).revision) == ("Second", 3)
    change_practice(world, practice, "support", revision=3, description="Second")
    assert row_of(world, practice).revision == 3, "what changes nothing is no version"


def test_withdrawn_it_is_nowhere_but_for_those_who_wished_for_it(world: World) -> None:
    practice = add_practice(world, contact_name="Ana", contact_email="ana@city.example", contact_agreed=True)
    other = add_practice(world, code="TRN", title="Elsewhere")
    with world.database.writing() as orm:
        wish = {"programme_id": world.here.programme, "practice_id": other}
        orm.add(Wish(city_id=city_of(world), **wish))
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
            practice_for(orm, viewer_of(world, role), practice)
        except Refused:
            return False
    return True


def test_earlier_versions_come_back(world: World) -> None:
    rents, topic = add_challenge(world, "Rents"), add_topic(world)
    practice = add_practice(world, "participant", challenges=[rents], topics=[topic], stage="idea")
    change_practice(world, practice, "support", title="Land bank", stage="running")
    with world.database.reading() as orm:
        versions = versions_of(orm, viewer_of(world, "coordinator"), orm.get_one(Practice, practice))
    assert [(one.number, one.role, one.facts["title"], name) for one, name in versions] == [
        (2, "support", "Land bank", "Support"),
        (1, "participant", "Land trust", "Participant"),
    ]
    world.by("participant", "practice.bring_back", {"practice": practice, "number": 1})
    row = row_of(world, practice)
    assert (row.title, row.stage, row.revision) == ("Land trust", "idea", 3)
    with world.database.reading() as orm:
        page = practice_page(orm, viewer_of(world, "participant"), practice, "en")
        assert [one.challenge.id for one in page.answered] == [rents]
        assert orm.scalars(select(PracticeTopic.topic_id)).all() == [topic]
    with pytest.raises(Refused) as refused:
        world.by("participant", "practice.bring_back", {"practice": practice, "number": 9})
    assert refused.value.code == "not_found"


def test_a_practice_of_before_there_were_versions_keeps_what_it_was(world: World) -> None:
    with world.database.writing() as orm:
        row = Practice(
            programme_id=world.here.programme,
            city_id=city_of(world),
            key="p",
            title="Old",
            stage="in progress",
        )
        orm.add(row)
        orm.flush()
        practice = row.id
    change_practice(world, practice, revision=0, title="New")
    with world.database.reading() as orm:
        versions = versions_of(orm, viewer_of(world, "coordinator"), orm.get_one(Practice, practice))
    assert [(one.number, one.facts["title"], one.at is None) for one, _ in versions] == [
        (2, "New", False),
        (1, "Old", True),
    ]


def test_what_a_merged_challenge_is_answered_by(world: World) -> None:
    rents, housing = add_challenge(world, "Rents", "DUB"), add_challenge(world, "Housing")
    practice = add_practice(world, challenges=[rents, housing])
    world.by("coordinator", "challenge.merge", {"challenge": rents, "into": housing})
    assert _problem(world)[0]["challenges"] == ["housing"]
    with world.database.reading() as orm:
        page = practice_page(orm, viewer_of(world, "observer"), practice, "en")
    assert [(one.challenge.id, [city.code for city in one.cities]) for one in page.answered] == [
        (housing, ["DUB", "TRN"])
    ]


def test_simulated_people_play_beside_what_is_real(world: World) -> None:
    real = add_practice(world)
    with world.database.writing() as orm:
        orm.get_one(Seat, world.here.seats["participant"]).simulated = True
    for name, more in (("practice.withdraw", {}), ("practice.bring_back", {"number": 1})):
        with pytest.raises(Refused) as refused:
            world.by("participant", name, {"practice": real} | more)
        assert refused.value.code == "conflict"
    played = add_practice(world, "participant", title="In play")
    assert row_of(world, played).simulated and not row_of(world, real).simulated
    assert [row["title"] for row in _problem(world)] == ["Land trust"]
    assert set(_titles(world)) == {"Land trust", "In play"}
