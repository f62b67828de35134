"""Polls of times: opening, answering, changing, taking; and that answers go with whoever gave them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from facilitation.domain.errors import Refused
from facilitation.domain.privacy import TIME_ANSWERS_KEPT
from facilitation.jobs.retention import purge
from facilitation.queries.privacy.personal_data import data_of_person
from facilitation.store.fair_times import TimeAnswer, TimePoll
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from tests.traces import found
from tests.world import World

TUESDAY = {"date": "2027-06-15", "starts_at": "14:00"}
WEDNESDAY = {"date": "2027-06-16", "starts_at": "10:00"}
NAME = "Perpetua Quillfeather"


@pytest.fixture
def poll(world: World) -> int:
    planned = {"title": "To be timed", "type": "challenge", "template": "challenges"}
    session = world.by("facilitator", "session.create", planned).result["session"]
    asked = {"session": session, "times": [WEDNESDAY, TUESDAY], "zone": "Europe/Rome", "minutes": 60}
    return world.by("facilitator", "time_poll.open", asked).result["poll"]


def _times(world: World, poll: int) -> list[int]:
    with world.database.reading() as orm:
        return [time.id for time in orm.get_one(TimePoll, poll).times]


def _answer(world: World, poll: int, choices: list[str], token: str = "a", **more: Any) -> int:
    said = [
        {"time": time, "choice": choice} for time, choice in zip(_times(world, poll), choices, strict=False)
    ]
    payload = {"poll": poll, "name": NAME, "choices": said, "token_hash": token * 64} | more
    return world.do("time_answer.give", payload, programme=world.here.programme).result["answer"]


def _answers(world: World, poll: int) -> list[tuple[str, dict[int, str]]]:
    with world.database.reading() as orm:
        return [(answer.name, answer.said()) for answer in orm.get_one(TimePoll, poll).answers]


def test_times_are_instants_in_order(world: World, poll: int) -> None:
    with world.database.reading() as orm:
        starts = [time.starts for time in orm.get_one(TimePoll, poll).times]
    assert starts == [dt.datetime(2027, 6, 15, 12, tzinfo=dt.UTC), dt.datetime(2027, 6, 16, 8, tzinfo=dt.UTC)]


def test_an_answer_is_changed_and_taken_back(world: World, poll: int) -> None:
    one, other = _times(world, poll)
    number = _answer(world, poll, ["preferred", "possible"])
    assert _answers(world, poll) == [(NAME, {one: "preferred", other: "possible"})]
    assert _answer(world, poll, ["never"], name="Perpetua") == number
    assert _answers(world, poll) == [("Perpetua", {one: "never", other: "never"})]
    gone = {"poll": poll, "token_hash": "a" * 64}
    world.do("time_answer.withdraw", gone, programme=world.here.programme)
    assert _answers(world, poll) == [] and found(world, {NAME}) == []


def test_another_polls_token_changes_nothing_here(world: World, poll: int) -> None:
    _answer(world, poll, ["preferred"])
    gone = {"poll": poll, "token_hash": "b" * 64}
    with pytest.raises(Refused) as refused:
        world.do("time_answer.withdraw", gone, programme=world.here.programme)
    assert refused.value.code == "not_found"


def test_a_time_is_taken_and_the_poll_closes(world: World, poll: int) -> None:
    one, _ = _times(world, poll)
    world.by("facilitator", "time_poll.take", {"poll": poll, "time": one})
    with world.database.reading() as orm:
        row = orm.get_one(TimePoll, poll)
        session = orm.get_one(Session, row.session_id)
        when = (session.date.isoformat(), session.starts_at, session.zone, session.minutes)
        assert when == ("2027-06-15", "14:00", "Europe/Rome", 60)
        assert row.closed_at == world.clock() and row.taken_id == one
    with pytest.raises(Refused) as refused:
        _answer(world, poll, ["never"])
    assert refused.value.code == "closed"
    world.by("facilitator", "time_poll.reopen", {"poll": poll})
    assert _answer(world, poll, ["possible"])


def test_what_was_said_of_a_dropped_time_goes_with_it(world: World, poll: int) -> None:
    one, other = _times(world, poll)
    _answer(world, poll, ["preferred", "never"])
    world.by("facilitator", "time_poll.drop_time", {"poll": poll, "time": one})
    assert _answers(world, poll) == [(NAME, {other: "never"})]
    with pytest.raises(Refused, match="at least one time"):
        world.by("facilitator", "time_poll.drop_time", {"poll": poll, "time": other})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"times": []}, "times"),
        ({"times": [TUESDAY] * 41}, None),
        ({"times": [TUESDAY | {"starts_at": "noon"}]}, "starts_at"),
        ({"times": [TUESDAY | {"date": "2020-01-01"}]}, "date"),
        ({"times": [{"date": "2027-03-28", "starts_at": "02:30"}]}, "starts_at"),
        ({"times": [{"date": "2027-10-31", "starts_at": "02:30"}]}, "fold"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"minutes": 0}, "minutes"),
    ],
)
def test_polls_that_cant_be_meant(world: World, poll: int, change: dict[str, Any], field: str | None) -> None:
    with world.database.reading() as orm:
        session = orm.get_one(TimePoll, poll).session_id
    asked = {"session": session, "times": [TUESDAY], "zone": "Europe/Rome", "minutes": 60} | change
    if field is None:  # the same time forty-one times is one time
        assert len(_times(world, world.by("facilitator", "time_poll.open", asked).result["poll"])) == 1
        return
    with pytest.raises(Refused) as refused:
        world.by("facilitator", "time_poll.open", asked)
    assert (refused.value.code, refused.value.field) == ("invalid", field)


def test_too_many_times(world: World, poll: int) -> None:
    times = [{"date": "2027-06-15", "starts_at": f"{8 + at // 4:02d}:{at % 4 * 15:02d}"} for at in range(41)]
    with world.database.reading() as orm:
        asked = {"session": orm.get_one(TimePoll, poll).session_id, "zone": "Europe/Rome", "minutes": 60}
    with pytest.raises(Refused, match="At most 40 times"):
        world.by("facilitator", "time_poll.open", asked | {"times": times})


# -- whoever gave an answer ----------------------------------------------------------------------------


def test_own_data_tell_an_answer(world: World, poll: int) -> None:
    seat = world.here.seats["participant"]
    _answer(world, poll, ["preferred"], seat=seat, city="DUB")
    with world.database.reading() as orm:
        told = data_of_person(orm, world.here.people["participant"], world.clock())
    [answer] = told["seats"][0]["elsewhere"]["answers_to_polls_of_times"]
    assert answer["name"] == NAME and answer["city"] == "Dublin" and "preferred" in str(answer["choices"])
    assert "token_hash" not in answer


def test_erasing_somebody_leaves_the_count_without_them(world: World, poll: int) -> None:
    seat = world.here.seats["participant"]
    one, other = _times(world, poll)
    _answer(world, poll, ["preferred", "never"], seat=seat)
    _answer(world, poll, ["possible"], token="c", name="Participant")  # by the link, under their seat's name
    world.by("organiser", "seat.erase", {"seat": seat})
    assert found(world, {NAME, "a" * 64}) == []
    removed = "removed person"
    assert _answers(world, poll) == [
        (removed, {one: "preferred", other: "never"}),
        (removed, {one: "possible", other: "never"}),
    ]


def test_answers_are_deleted_some_time_after_the_poll_is_closed(world: World, poll: int) -> None:
    _answer(world, poll, ["preferred"])
    world.by("facilitator", "time_poll.close", {"poll": poll})
    for days, left in ((TIME_ANSWERS_KEPT.days - 1, 1), (TIME_ANSWERS_KEPT.days + 1, 0)):
        with world.database.writing() as orm:
            orm.get_one(TimePoll, poll).closed_at = world.clock() - dt.timedelta(days=days)
        purge(world.database, world.door, world.clock())
        with world.database.reading() as orm:
            assert orm.query(TimeAnswer).count() == left
    assert found(world, {NAME}) == []


def test_answers_go_with_their_programmes_retention(world: World, poll: int) -> None:
    _answer(world, poll, ["preferred"])
    with world.database.writing() as orm:
        programme = orm.get_one(Programme, world.here.programme)
        programme.retention_until = world.clock().date() - dt.timedelta(days=1)
    purge(world.database, world.door, world.clock())
    assert found(world, {NAME}) == []


def test_a_removed_poll_leaves_nothing(world: World, poll: int) -> None:
    _answer(world, poll, ["preferred"])
    world.by("facilitator", "time_poll.remove", {"poll": poll})
    with world.database.reading() as orm:
        assert orm.query(TimeAnswer).count() == orm.query(TimePoll).count() == 0
    assert found(world, {NAME}) == []
