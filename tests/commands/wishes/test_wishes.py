"""Wishes are stated, changed, ranked, taken back and restored; what can't be meant is refused in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from facilitation.domain.errors import Refused
from facilitation.store.challenges import Practice, Wish
from facilitation.store.people import Seat
from tests.laws.cases.wishes import city_id
from tests.world import World


@pytest.fixture
def practice(world: World) -> int:
    """A practice of Turin's."""
    with world.database.writing() as orm:
        row = Practice(
            programme_id=world.here.programme,
            city_id=city_id(world, "TRN"),
            key="P1",
            title="Markets",
            origin="profile",
        )
        orm.add(row)
        orm.flush()
        return row.id


def add(world: World, role: str = "participant", **meant: Any) -> int:
    payload = {"city": city_id(world, "DUB"), "language": "en"} | meant
    return world.by(role, "wish.add", payload).result["wish"]


def kept(world: World, wish: int) -> Wish:
    with world.database.reading() as orm:
        row = orm.get_one(Wish, wish)
        _ = row.practice, row.teacher, row.city
        return row


def test_a_wish_says_what_from_whom_how_important_and_who_said_it(world: World, practice: int) -> None:
    world.clock.now += dt.timedelta(hours=1)
    first = kept(world, add(world, practice=practice, priority=2, text=" Mercados ", language="Spanish"))
    assert (first.practice_id, first.teacher_id, first.priority) == (practice, None, 2)
    assert (first.text, first.language, first.origin) == ("Mercados", "es", "profile")
    assert (first.role, first.said_at, first.shown) == ("participant", world.clock.now, False)
    second = kept(world, add(world, "coordinator", teacher=city_id(world, "WAW"), shown=True))
    assert (second.role, second.text, second.language, second.shown) == ("coordinator", "", None, True)
    assert kept(world, add(world, "support", text="Anything about rents")).role == "support"


@pytest.mark.parametrize(
    ("meant", "field", "said"),
    [
        ({"text": " \u200b "}, "text", "Choose a practice or a city"),
        ({"teacher": "DUB"}, "teacher", "can’t wish to learn from itself"),
        ({"practice": "P1", "teacher": "WAW"}, "teacher", "“Markets” is a practice of Turin, not of Warsaw"),
        ({"teacher": "TRN", "priority": 4}, "priority", "1, 2 or 3"),
        ({"teacher": 987654}, "teacher", "Choose a city of this programme"),
        ({"practice": 987654}, "practice", "Choose a practice of this programme"),
        ({"text": "x" * 1001}, "text", "at most 1000 fit"),
        ({"text": "Hi", "language": "Klingonish"}, "language", "Choose a language"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_field(
    world: World, practice: int, meant: dict[str, Any], field: str, said: str
) -> None:
    if isinstance(meant.get("teacher"), str):
        meant = meant | {"teacher": city_id(world, meant["teacher"])}
    if meant.get("practice") == "P1":
        meant = meant | {"practice": practice}
    with pytest.raises(Refused, match=said) as refused:
        add(world, **meant)
    assert (refused.value.code, refused.value.field) == ("invalid", field)
    with world.database.reading() as orm:
        assert orm.query(Wish).count() == 0


def test_another_programmes_practices_and_cities_are_none(world: World, practice: int) -> None:
    with world.database.reading() as orm:
        theirs = orm.query(Seat).filter(Seat.programme_id == world.there.programme, Seat.city_id > 0).first()
    with pytest.raises(Refused, match="Choose a city of this programme"):
        add(world, teacher=theirs.city_id)


def test_a_city_cannot_wish_for_its_own_practice(world: World, practice: int) -> None:
    with pytest.raises(Refused, match="Turin can’t wish to learn from itself") as refused:
        world.by("coordinator", "wish.add", {"city": city_id(world, "TRN"), "practice": practice})
    assert refused.value.field == "practice"


def test_the_same_wish_twice_is_refused_also_said_otherwise(world: World, practice: int) -> None:
    turin = city_id(world, "TRN")
    add(world, practice=practice)
    for same in ({"practice": practice, "teacher": turin}, {"practice": practice, "text": "Words"}):
        with pytest.raises(Refused, match="on the city’s list already"):
            add(world, **same)
    other = add(world, teacher=turin)
    words = add(world, text="Rents")
    with pytest.raises(Refused, match="list already"):
        add(world, text="RENTS ")
    for wish, meant in ((other, {"practice": practice}), (words, {"teacher": turin})):
        with pytest.raises(Refused, match="list already"):
            world.by("participant", "wish.change", {"wish": wish} | meant)
    # Another city may wish for it too.
    world.by("coordinator", "wish.add", {"city": city_id(world, "WAW"), "practice": practice})


def test_a_withdrawn_wish_is_restored_if_it_can_still_be_meant(world: World, practice: int) -> None:
    wish = add(world, practice=practice, shown=True)
    world.by("participant", "wish.withdraw", {"wish": wish})
    assert kept(world, wish).withdrawn_at == world.clock.now
    with pytest.raises(Refused, match="withdrawn"):
        world.by("participant", "wish.rank", {"wish": wish, "priority": 2})
    again = add(world, practice=practice)
    with pytest.raises(Refused, match="list already"):
        world.by("participant", "wish.restore", {"wish": wish})
    world.by("participant", "wish.withdraw", {"wish": again})
    world.by("support", "wish.restore", {"wish": wish})
    assert kept(world, wish).withdrawn_at is None
    assert kept(world, wish).shown


def test_a_city_states_as_many_as_the_programme_allows(world: World) -> None:
    world.by("coordinator", "wishes.set_terms", {"most": 2})
    first, _ = add(world, text="One"), add(world, text="Two")
    with pytest.raises(Refused, match="A city can state 2 wishes") as refused:
        add(world, text="Three")
    assert refused.value.code == "conflict"
    world.by("participant", "wish.withdraw", {"wish": first})
    add(world, text="Three")
    with pytest.raises(Refused, match="A city can state 2"):
        world.by("participant", "wish.restore", {"wish": first})
    for most in (0, 51):
        with pytest.raises(Refused, match="from 1 to 50"):
            world.by("coordinator", "wishes.set_terms", {"most": most})


def test_whoever_changes_a_wish_answers_for_it(world: World, practice: int) -> None:
    wish = add(world, text="Rents", priority=1)
    with world.database.writing() as orm:
        orm.get_one(Wish, wish).source = "Report, page 9"
    payload = {"wish": wish, "practice": practice, "text": "Rents", "language": "en", "priority": 3}
    world.by("coordinator", "wish.change", payload)
    row = kept(world, wish)
    assert (row.practice_id, row.priority, row.role, row.source) == (
        practice,
        3,
        "coordinator",
        "Report, page 9",
    )
    world.by("participant", "wish.change", payload | {"text": "Rents and fees"})
    row = kept(world, wish)
    assert (row.role, row.source) == ("participant", "")
    world.by("participant", "wish.rank", {"wish": wish, "priority": 1})
    assert kept(world, wish).priority == 1


def test_after_the_deadline_only_coordinators_change_wishes(world: World) -> None:
    wish = add(world, text="Rents")
    gone = add(world, text="Fees")
    world.by("participant", "wish.withdraw", {"wish": gone})
    # 13:00 UTC is 13:00 in Dublin in March; the deadline is half an hour later.
    world.by("coordinator", "wishes.set_terms", {"date": "2027-03-09", "time": "13:30"})
    add(world, text="Still in time")
    world.clock.now += dt.timedelta(minutes=30)
    late = (
        ("wish.add", {"city": city_id(world, "DUB"), "text": "Late", "language": "en"}),
        ("wish.change", {"wish": wish, "text": "Later", "language": "en"}),
        ("wish.rank", {"wish": wish, "priority": 3}),
        ("wish.withdraw", {"wish": wish}),
        ("wish.restore", {"wish": gone}),
    )
    for name, payload in late:
        with pytest.raises(Refused, match="The time for wishes has ended") as refused:
            world.by("participant", name, payload)
        assert refused.value.code == "closed", name
    # It's no change of a wish whether others may see it.
    world.by("participant", "wish.show", {"wish": wish, "shown": True})
    for name, payload in late:
        world.by("coordinator", name, payload)


def test_one_city_can_have_longer_and_all_can_have_it_again(world: World) -> None:
    dublin = city_id(world, "DUB")
    with pytest.raises(Refused, match="no deadline"):
        world.by("coordinator", "wishes.extend", {"city": dublin, "date": "2027-03-12", "time": "18:00"})
    world.by("coordinator", "wishes.set_terms", {"date": "2027-03-08", "time": "18:00"})
    with pytest.raises(Refused):
        add(world, text="Late")
    with pytest.raises(Refused, match="later time than the deadline of all"):
        world.by("coordinator", "wishes.extend", {"city": dublin, "date": "2027-03-08", "time": "18:00"})
    world.by("coordinator", "wishes.extend", {"city": dublin, "date": "2027-03-12", "time": "18:00"})
    add(world, text="In the longer time")
    world.by("coordinator", "wishes.extend", {"city": dublin})
    with pytest.raises(Refused, match="ended"):
        add(world, text="Late")
    world.by("coordinator", "wishes.set_terms", {"date": None})
    add(world, text="Reopened for all")


@pytest.mark.parametrize(
    ("when", "field"),
    [
        ({"date": "2027-03-12"}, "time"),
        ({"time": "18:00"}, "date"),
        ({"date": "2027-03-12", "time": "25:00"}, "time"),
        ({"date": "2027-03-28", "time": "01:30"}, "time"),  # the clocks skip it in Dublin
        ({"date": "2027-10-31", "time": "01:30"}, "fold"),  # and show it twice
    ],
)
def test_a_deadline_that_is_no_moment_is_refused(world: World, when: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        world.by("coordinator", "wishes.set_terms", when)
    assert (refused.value.code, refused.value.field) == ("invalid", field)


def test_in_play_nobody_touches_what_was_really_said(world: World) -> None:
    wish = add(world, text="Rents")
    with world.database.writing() as orm:
        orm.get_one(Seat, world.here.seats["support"]).simulated = True
    played = add(world, "support", text="Rents")
    assert kept(world, played).simulated and not kept(world, wish).simulated
    for name, payload in (
        ("wish.change", {"wish": wish, "text": "Mine"}),
        ("wish.rank", {"wish": wish, "priority": 3}),
        ("wish.withdraw", {"wish": wish}),
        ("wish.show", {"wish": wish, "shown": True}),
    ):
        with pytest.raises(Refused, match="A real person said this"):
            world.by("support", name, payload)


def test_in_an_archived_programme_a_city_can_only_take_back_that_a_wish_is_shown(world: World) -> None:
    wish = add(world, text="Rents", shown=True)
    world.by("facilitator", "session.end", {"session": world.here.session})
    world.by("organiser", "programme.archive", {})
    world.by("participant", "wish.show", {"wish": wish, "shown": False})
    assert not kept(world, wish).shown
    with pytest.raises(Refused) as refused:
        world.by("participant", "wish.show", {"wish": wish, "shown": True})
    assert refused.value.code == "closed"
