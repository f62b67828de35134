"""Proposals: who is asked and told, what a city may say, and what a change keeps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Refused
from facilitation.queries.tandems.proposals import open_proposal
from facilitation.store.cities import City
from facilitation.store.proposals import Proposal, ProposalAnswer
from tests.laws.cases.tandems import group_of
from tests.tandem_people import grouped, last_mail, mails, somebody_of
from tests.world import World


@pytest.fixture
def people(world: World) -> dict[str, int]:
    """Somebody of each city: in Dublin there are two already."""
    return {
        code: somebody_of(world, code, locale)
        for code, locale in [("TRN", None), ("WAW", "fr"), ("SFO", "es")]
    }


def _propose(world: World, *groups: str, **payload: str) -> int:
    number = grouped(world, *groups)
    return world.by("coordinator", "round.propose", {"round": number} | payload).result["proposal"]


def _say(world: World, seat: int, city: str, answer: str, comment: str = "") -> None:
    world.do("proposal.answer", {"group": group_of(world, city), "answer": answer, "comment": comment}, seat)


def _refused(call) -> Refused:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value


def _said(world: World) -> dict[str, tuple[str, str]]:
    with world.database.reading() as orm:
        seen = open_proposal(orm, world.viewer(world.here.seats["coordinator"]))
        assert seen is not None
        return {
            one.city.code: (one.answer, one.said.comment if one.said else "")
            for group in seen.groups
            for one in group.cities
        }


def test_each_city_is_asked_once_about_its_own(world: World, people: dict[str, int]) -> None:
    _propose(world, "DUB TRN", "SFO WAW", note="Until Friday, please")
    sent = mails(world)
    assert {address: len(texts) for address, texts in sent.items()} == dict.fromkeys(
        [
            "trn@city.invalid",
            "waw@city.invalid",
            "sfo@city.invalid",
            "participant@here.invalid",
            "support@here.invalid",
        ],
        1,
    )
    [text] = sent["trn@city.invalid"]
    assert "Dublin and Turin" in text and "> Until Friday, please" in text and "{link}" in text
    assert "Warsaw" not in text and "San Francisco" not in text


def test_a_change_asks_those_whom_it_touches(world: World, people: dict[str, int]) -> None:
    first = _propose(world, "DUB TRN", "SFO WAW")
    _say(world, people["TRN"], "TRN", "yes")
    _say(world, people["WAW"], "WAW", "no", "Eleven hours apart")
    before = last_mail(world)
    assert _propose(world, "DUB TRN") == first
    assert mails(world, before).keys() == {"waw@city.invalid", "sfo@city.invalid"}
    assert _said(world) == {"DUB": ("open", ""), "TRN": ("yes", "")}
    before = last_mail(world)
    done = world.by("coordinator", "round.propose", {"round": grouped(world, "DUB TRN")})
    assert done.result["asked"] == 0 and mails(world, before) == {}
    before = last_mail(world)
    _propose(world, "DUB TRN", "SFO WAW")
    assert mails(world, before).keys() == {"waw@city.invalid", "sfo@city.invalid"}


def test_many_cities_are_written_to_by_the_worker_each_once(world: World, work: Callable[[], None]) -> None:
    """Nobody else can write for long: the command puts the letters aside, and the worker writes them."""
    codes = [f"{letter}XX" for letter in "ABCDEFGHIJKLMNOPQRSTUVWX"]
    with world.database.writing() as orm:
        for number, code in enumerate(codes, start=1):
            values = {"name": f"City of {code}", "country_code": "", "offices": [], "colour": number % 9 + 1}
            place = {"time_zone": "Europe/Rome", "languages": ["en"]}
            orm.add(City(programme_id=world.here.programme, code=code, **values, **place))
    for code in codes:
        somebody_of(world, code)
    before = last_mail(world)
    _propose(world, *(" ".join(codes[at : at + 2]) for at in range(0, len(codes), 2)))
    assert mails(world, before) == {}
    work()
    told = mails(world, before)
    assert told.keys() == {f"{code.lower()}@city.invalid" for code in codes}
    assert all(len(texts) == 1 for texts in told.values())
    assert "City of AXX and City of BXX" in told["bxx@city.invalid"][0]


def test_what_a_city_may_say(world: World, people: dict[str, int]) -> None:
    _propose(world, "DUB TRN", "SFO WAW")
    seat, group = people["TRN"], group_of(world, "TRN")
    answer = {"group": group, "answer": "no"}
    assert _refused(lambda: world.do("proposal.answer", answer, seat)).field == "comment"
    assert _refused(lambda: world.do("proposal.answer", answer | {"answer": "open"}, seat)).field == "answer"
    assert _refused(lambda: world.do("proposal.answer", answer | {"answer": "maybe"}, seat)).field == "answer"
    for_dublin = answer | {"answer": "yes", "city": "DUB"}
    assert _refused(lambda: world.do("proposal.answer", for_dublin, seat)).code == "not_allowed"
    world.do("proposal.answer", {"group": group, "answer": "open", "comment": "We still ask"}, seat)
    world.do("proposal.answer", {"group": group, "answer": "yes"}, seat)
    world.by("coordinator", "proposal.answer", for_dublin)
    assert _said(world)["TRN"] == ("yes", "") and _said(world)["DUB"] == ("yes", "")
    elsewhere = {"group": group_of(world, "WAW"), "answer": "yes"}
    assert _refused(lambda: world.do("proposal.answer", elsewhere, seat)).code == "not_allowed"
    assert _refused(lambda: world.by("coordinator", "proposal.answer", answer)).field == "city"


def test_an_answer_to_what_is_no_longer_asked(world: World, people: dict[str, int]) -> None:
    proposal = _propose(world, "DUB TRN", "SFO WAW")
    stale = {"group": group_of(world, "WAW"), "answer": "yes"}
    _propose(world, "DUB WAW", "SFO TRN")
    refused = _refused(lambda: world.do("proposal.answer", stale, people["WAW"]))
    assert refused.code == "closed" and "changed" in str(refused)
    group = group_of(world, "WAW")
    world.by("coordinator", "proposal.withdraw", {"proposal": proposal, "reason": "A city has left"})
    refused = _refused(lambda: world.do("proposal.answer", {"group": group, "answer": "yes"}, people["WAW"]))
    assert refused.code == "closed"


def test_reminders_go_to_those_who_have_not_answered_once_a_day(world: World, people: dict[str, int]) -> None:
    proposal = _propose(world, "DUB TRN", "SFO WAW")
    _say(world, people["TRN"], "TRN", "yes")
    _say(world, people["WAW"], "WAW", "open", "Next week")
    before = last_mail(world)
    world.by("coordinator", "proposal.remind", {"proposal": proposal, "city": "SFO"})
    assert mails(world, before).keys() == {"sfo@city.invalid"}
    before = last_mail(world)
    world.by("coordinator", "proposal.remind", {"proposal": proposal})
    assert mails(world, before).keys() == {
        "waw@city.invalid",
        "participant@here.invalid",
        "support@here.invalid",
    }
    again = {"proposal": proposal}
    assert "today already" in str(_refused(lambda: world.by("coordinator", "proposal.remind", again)))
    world.clock.now += dt.timedelta(days=1)
    assert world.by("coordinator", "proposal.remind", again).result["reminded"] == 4


def test_withdrawing_says_why_to_all_who_were_asked(world: World, people: dict[str, int]) -> None:
    proposal = _propose(world, "DUB SFO TRN")
    before = last_mail(world)
    payload = {"proposal": proposal, "reason": " "}
    assert _refused(lambda: world.by("coordinator", "proposal.withdraw", payload)).field == "reason"
    world.by("coordinator", "proposal.withdraw", {"proposal": proposal, "reason": "Warsaw is missing"})
    told = mails(world, before)
    assert "waw@city.invalid" not in told and len(told) == 4
    assert all("> Warsaw is missing" in text for [text] in told.values())
    assert (
        _refused(lambda: world.by("coordinator", "proposal.remind", {"proposal": proposal})).code == "closed"
    )
    assert _propose(world, "DUB SFO TRN") != proposal


def test_a_reply_goes_to_its_city_alone(world: World, people: dict[str, int]) -> None:
    _propose(world, "DUB TRN", "SFO WAW")
    payload = {"group": group_of(world, "TRN"), "city": "TRN", "text": "We hear you"}
    assert _refused(lambda: world.by("coordinator", "proposal.reply", payload)).code == "conflict"
    _say(world, people["TRN"], "TRN", "open", "May we think?")
    before = last_mail(world)
    world.by("coordinator", "proposal.reply", payload)
    assert mails(world, before).keys() == {"trn@city.invalid"}


def test_only_an_answer_is_proposed_and_only_once_open(world: World) -> None:
    unsolved = world.round(solved=False)
    assert _refused(lambda: world.by("coordinator", "round.propose", {"round": unsolved})).code == "conflict"
    _propose(world, "DUB TRN", "SFO WAW")
    _propose(world, "DUB WAW", "SFO TRN")
    with world.database.reading() as orm:
        assert len(orm.scalars(select(Proposal)).all()) == 1
    published = grouped(world, "DUB TRN", "SFO WAW")
    world.by("coordinator", "round.publish", {"round": published})
    refused = _refused(lambda: world.by("coordinator", "round.propose", {"round": published}))
    assert "published already" in str(refused)


def test_somebody_else_s_words_make_no_link(world: World, people: dict[str, int]) -> None:
    _propose(world, "DUB TRN", note="Look at {link} first")
    assert all(text.count("{link}") == 1 for texts in mails(world).values() for text in texts)


def test_the_hand_that_answered_is_not_kept(world: World, people: dict[str, int]) -> None:
    _propose(world, "DUB TRN")
    _say(world, people["TRN"], "TRN", "yes")
    with world.database.reading() as orm:
        row = orm.scalars(select(ProposalAnswer)).one()
        assert (row.role, row.organisation) == ("participant", None)
        assert not any("seat" in column.name for column in ProposalAnswer.__table__.columns)
