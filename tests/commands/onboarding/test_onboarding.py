"""Profiles, calls and reminders: nothing is written over unseen, nobody is reminded twice a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Refused
from facilitation.queries.cities.cities import city_for
from facilitation.queries.cities.profiles import profile_of, versions_of
from facilitation.store.jobs import Job
from facilitation.store.mails import Mail
from facilitation.store.onboarding import CallQuestion, CityText, CityTextVersion, OnboardingCall, Reminder
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from tests.laws.cases.onboarding import city_of, planned
from tests.world import World


def _dublin(world: World) -> int:
    return city_of(world, world.here.seats["participant"])


def _write(world: World, role: str, text: str, revision: int, **more: Any) -> int:
    payload = {"city": _dublin(world), "section": "about", "text": text, "language": "en"} | more
    return world.by(role, "profile.write", payload | {"revision": revision}).result["revision"]


def _versions(world: World) -> list[tuple[int, str, str, int | None]]:
    with world.database.reading() as orm:
        viewer = world.viewer(world.here.seats["participant"])
        found = versions_of(orm, viewer, city_for(orm, viewer, "DUB"), "about")
        return [(one.number, one.text, one.role, one.restored) for one, _ in found]


def test_one_hands_typing_is_one_version_and_another_hand_begins_a_new_one(world: World) -> None:
    first = _write(world, "participant", "We", 0)
    second = _write(world, "participant", "We are the economic office", first)
    third = _write(world, "support", "We are the economic office.", second)
    world.clock.now += dt.timedelta(minutes=11)
    fourth = _write(world, "support", "We are two offices.", third)
    assert (first, second, third, fourth) == (1, 2, 3, 4)
    assert _versions(world) == [
        (3, "We are two offices.", "support", None),
        (2, "We are the economic office.", "support", None),
        (1, "We are the economic office", "participant", None),
    ]


def test_what_somebody_saved_meanwhile_is_not_written_over(world: World) -> None:
    begun = _write(world, "participant", "Ours", 0)
    _write(world, "support", "Ours, too", begun)
    with pytest.raises(Refused) as refused:
        _write(world, "participant", "Ours alone", begun)
    assert refused.value.code == "conflict"
    assert _versions(world)[0][1] == "Ours, too"
    # The same text is no conflict: both wrote the same.
    assert _write(world, "participant", " Ours, too ", begun) == 2


def test_a_text_says_where_it_comes_from_and_who_wrote_it_for_the_city(world: World) -> None:
    _write(world, "support", "We are two offices", 0)
    call = planned(world, 0)
    world.by("rapporteur", "call.note", call | {"text": "Frank words", "language": "en"})
    with world.database.reading() as orm:
        for model in (CityText, CityTextVersion):
            said = [(one.origin, one.role) for one in orm.scalars(select(model).order_by(model.id))]
            assert said == [("profile", "support"), ("call", "rapporteur")], model
        with pytest.raises(ValueError, match="no origin"):
            CityText(origin="hearsay")


def test_a_text_keeps_its_language_and_may_be_emptied(world: World) -> None:
    begun = _write(world, "participant", "Somos la oficina", 0, language="Spanish")
    with world.database.reading() as orm:
        assert orm.scalars(select(CityText.language)).one() == "es"
    assert _write(world, "participant", "  ", begun, language="es") == 2
    wrong = (("x" * 10_001, {}), ("Text", {"language": "Klingonish"}), ("Text", {"section": "gossip"}))
    for text, more in wrong:
        with pytest.raises(Refused) as refused:
            _write(world, "participant", text, 2, **more)
        assert refused.value.code == "invalid"


def test_an_earlier_version_comes_back_as_a_new_one(world: World) -> None:
    begun = _write(world, "participant", "As it was", 0)
    _write(world, "support", "Spoiled", begun)
    restore = {"city": _dublin(world), "section": "about", "version": 1}
    assert world.by("participant", "profile.restore", restore).result["revision"] == 3
    _write(world, "participant", "As it was, and more", 3)
    assert [(number, text, restored) for number, text, _, restored in _versions(world)] == [
        (4, "As it was, and more", None),
        (3, "As it was", 1),
        (2, "Spoiled", None),
        (1, "As it was", None),
    ]
    with pytest.raises(Refused):
        world.by("participant", "profile.restore", restore | {"version": 9})


def test_only_those_who_fill_it_in_see_what_was_taken_back(world: World) -> None:
    _write(world, "participant", "A slip of the pen", 0)
    with world.database.reading() as orm:
        for role in ("observer", "facilitator", "guest"):
            viewer = world.viewer(world.here.seats[role])
            city = city_for(orm, world.viewer(world.here.seats["organiser"]), "DUB")
            with pytest.raises(Refused):
                versions_of(orm, viewer, city, "about")
        with pytest.raises(Refused):
            profile_of(orm, world.viewer(world.here.seats["guest"]), city)
        assert profile_of(orm, world.viewer(world.here.seats["observer"]), city).sections[0].text


def test_a_call_stands_in_the_calendar_and_keeps_its_people(world: World) -> None:
    plan = {
        "city": _dublin(world),
        "date": "2027-04-01",
        "starts_at": "15:00",
        "minutes": 45,
        "zone": "Europe/Dublin",
        "link": "https://meet.example/room",
        "seats": [world.here.seats["participant"], world.here.seats["coordinator"]],
        "others": ["Ines", "", "Ines"],
    }
    session = world.by("coordinator", "call.plan", plan).result["session"]
    with world.database.reading() as orm:
        kept = orm.get_one(Session, session)
        assert (kept.type, kept.title, kept.sequence) == ("onboarding", "Onboarding call: Dublin", 0)
        assert [city.code for city in kept.cities] == ["DUB"]
    world.by("coordinator", "call.plan", plan | {"starts_at": "16:00", "seats": []})
    with world.database.reading() as orm:
        kept = orm.get_one(Session, session)
        assert (kept.starts_at, kept.sequence) == ("16:00", 1)
        call = orm.scalars(select(OnboardingCall)).one()
        assert [(one.seat_id, one.name) for one in call.people] == [(None, "Ines")]
    stranger = world.there.seats["participant"]
    for wrong, field in (
        ({"zone": "Asia/Tokyo"}, "zone"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"date": None}, "date"),
        ({"seats": [stranger]}, "seats"),
        ({"seats": [world.here.seats["guest"]]}, "seats"),
    ):
        with pytest.raises(Refused) as refused:
            world.by("coordinator", "call.plan", plan | wrong)
        assert refused.value.field == field, wrong


def test_a_call_of_the_calendar_is_taken_up(world: World) -> None:
    made = {"title": "Call", "type": "onboarding", "template": "challenges", "cities": ["DUB"]}
    session = world.by("facilitator", "session.create", made).result["session"]
    assert world.by("coordinator", "call.plan", {"city": _dublin(world)}).result["session"] == session


def test_a_call_is_held_or_not(world: World) -> None:
    hold = {"city": _dublin(world), "held": True}
    with pytest.raises(Refused, match="planned first"):
        world.by("coordinator", "call.hold", hold)
    session = world.by("coordinator", "call.plan", {"city": _dublin(world)}).result["session"]

    def status() -> str:
        with world.database.reading() as orm:
            return orm.get_one(Session, session).status

    world.by("coordinator", "call.hold", hold)
    assert status() == "ended"
    world.by("coordinator", "call.hold", hold | {"held": False})
    assert status() == "planned"
    world.by("facilitator", "session.start", {"session": session})
    with pytest.raises(Refused, match="its own room"):
        world.by("coordinator", "call.hold", hold)


def test_the_starting_questions_speak_the_programmes_language(world: World) -> None:
    with world.database.writing() as orm:
        orm.get_one(Programme, world.here.programme).languages = ["fr", "en"]
    world.by("coordinator", "call.plan", {"city": _dublin(world)})
    with world.database.reading() as orm:
        questions = orm.scalars(select(CallQuestion).order_by(CallQuestion.position)).all()
        assert len(questions) == 8
        expected = world.house.translate("What could other cities learn from you?", "fr")
        assert expected in [question.text for question in questions]


def test_a_question_taken_away_keeps_its_notes(world: World) -> None:
    first = planned(world, 0)
    world.by("rapporteur", "call.note", first | {"text": "Housing", "language": "en"})
    world.by("organiser", "call.questions", {"questions": [{"text": "Only this?"}]})
    with world.database.reading() as orm:
        assert orm.get_one(CallQuestion, first["question"]).removed
        assert orm.scalars(select(CityText.text)).one() == "Housing"
    for wrong in ([], [{"text": " "}], [{"text": "x"}] * 31):
        with pytest.raises(Refused) as refused:
            world.by("organiser", "call.questions", {"questions": wrong})
        assert refused.value.code == "invalid"


def test_everybody_of_a_city_is_reminded_once_a_day(world: World) -> None:
    remind = {"city": _dublin(world), "step": "profile"}
    assert world.by("coordinator", "reminder.send", remind).result["reminded"] == 2
    with pytest.raises(Refused, match="today already"):
        world.by("organiser", "reminder.send", remind)
    world.by("coordinator", "reminder.send", remind | {"step": "call"})
    world.clock.now += dt.timedelta(days=1)
    with world.database.writing() as orm:
        orm.get_one(Seat, world.here.seats["support"]).removed_at = world.clock()
    assert world.by("coordinator", "reminder.send", remind).result["reminded"] == 1
    with world.database.reading() as orm:
        assert len(orm.scalars(select(Reminder)).all()) == 5
        mails = orm.scalars(select(Mail).order_by(Mail.id)).all()
        assert {mail.address for mail in mails} == {"participant@here.invalid", "support@here.invalid"}
        assert "Dublin: City profile" in mails[0].subject
        assert mails[0].link == "/p/here/catch-up" and mails[0].text.count("{link}") == 1
        assert len(orm.scalars(select(Job).where(Job.kind == "mail.send")).all()) == 5


def test_nobody_is_there_to_be_reminded(world: World) -> None:
    turin = city_of(world, world.here.seats["organiser"])
    with pytest.raises(Refused, match="Nobody of Turin"):
        world.by("coordinator", "reminder.send", {"city": turin, "step": "profile"})
    with pytest.raises(Refused, match="Choose a step"):
        world.by("coordinator", "reminder.send", {"city": _dublin(world), "step": "people"})
