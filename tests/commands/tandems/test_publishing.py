"""Versions of tandems: who stays together stays the same tandem, whom a change touches is told, one wins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Refused
from facilitation.queries.tandems.pages import fallen_apart, tandem_page
from facilitation.queries.tandems.tandems import published_round
from facilitation.queries.tandems.versions import versions
from facilitation.store.sessions import Session
from facilitation.store.tandems import Round, Tandem, TandemVersion
from tests.laws.cases.tandems import group_of, proposed
from tests.tandem_people import grouped, last_mail, mails, publish, somebody_of
from tests.world import World


def _standing(world: World) -> dict[str, int]:
    """The published tandems: "DUB TRN" -> id."""
    with world.database.reading() as orm:
        found = published_round(orm, world.viewer(world.here.seats["observer"]))
        tandems = found.tandems if found else []
        return {" ".join(city.code for city in tandem.cities): tandem.id for tandem in tandems}


def _refused(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value


def _schedule(world: World, tandem: int, **change: object) -> int:
    when = {"date": "2027-05-11", "starts_at": "15:00", "minutes": 90, "zone": "Europe/Dublin"}
    return world.by("coordinator", "tandem.schedule", {"tandem": tandem} | when | change).result["session"]


def test_the_same_cities_stay_the_same_tandem(world: World) -> None:
    publish(world, "DUB TRN", "SFO WAW")
    first = _standing(world)
    kept, lost = (
        _schedule(world, first["DUB TRN"]),
        _schedule(world, first["SFO WAW"], starts_at="18:00", zone="Europe/Warsaw"),
    )
    publish(world, "DUB TRN")
    second = _standing(world)
    assert second["DUB TRN"] == first["DUB TRN"] and set(second) == {"DUB TRN"}
    with world.database.reading() as orm:
        viewer = world.viewer(world.here.seats["coordinator"])
        page = tandem_page(orm, viewer, first["DUB TRN"])
        assert page.stands and page.workshop is not None and page.workshop.id == kept
        gone = tandem_page(orm, viewer, first["SFO WAW"])
        assert not gone.stands and [session.id for session in gone.sessions] == [lost]
        assert gone.ended is not None and gone.ended.number == 2
        assert [one.id for one in fallen_apart(orm, viewer, world.clock().date())] == [lost]
        assert not orm.get_one(Session, lost).cancelled
    publish(world, "DUB TRN", "SFO WAW")
    assert _standing(world) == first, "it comes back with its workshop"


def test_only_those_whom_a_change_touches_are_told(world: World) -> None:
    for code in ("TRN", "WAW", "SFO"):
        somebody_of(world, code)
    publish(world, "DUB TRN", "SFO WAW")
    assert len(mails(world)) == 5 and "Dublin and Turin" in mails(world)["trn@city.invalid"][0]
    before = last_mail(world)
    publish(world, "DUB TRN", reason="Warsaw pauses")
    told = mails(world, before)
    assert told.keys() == {"waw@city.invalid", "sfo@city.invalid"}
    assert "in no tandem now; before it was San Francisco and Warsaw" in told["waw@city.invalid"][0]
    assert all("> Warsaw pauses" in text for [text] in told.values())
    before = last_mail(world)
    publish(world, "DUB TRN")
    assert mails(world, before) == {}


def test_versions_and_what_each_changed(world: World) -> None:
    publish(world, "DUB TRN", "SFO WAW")
    number = publish(world, "DUB TRN", reason="Too far apart")
    world.by("organiser", "round.take_back", {"round": number, "reason": "A mistake"})
    with world.database.reading() as orm:
        third, second, first = versions(orm, world.viewer(world.here.seats["participant"]))
    assert [one.version.kind for one in (first, second, third)] == ["published", "published", "taken_back"]
    assert second.change.stays == (frozenset({"DUB", "TRN"}),)
    assert second.change.goes == (frozenset({"SFO", "WAW"}),)
    assert second.change.comes == ()
    assert second.change.touched == {"SFO", "WAW"}
    assert third.change.touched == {"DUB", "TRN"} and third.version.reason == "A mistake"


def test_taken_back_and_published_again(world: World) -> None:
    somebody_of(world, "TRN")
    number = publish(world, "DUB TRN", "SFO WAW")
    before, standing = last_mail(world), _standing(world)
    assert (
        _refused(lambda: world.by("coordinator", "round.take_back", {"round": number, "reason": ""})).field
        == "reason"
    )
    world.by("coordinator", "round.take_back", {"round": number, "reason": "Too early"})
    assert _standing(world) == {} and "> Too early" in mails(world, before)["trn@city.invalid"][0]
    again = {"round": number, "reason": "Once more"}
    assert _refused(lambda: world.by("coordinator", "round.take_back", again)).code == "conflict"
    refused = _refused(lambda: _schedule(world, standing["DUB TRN"]))
    assert "no longer stands" in str(refused)
    before = last_mail(world)
    world.by("coordinator", "round.publish", {"round": number})
    assert _standing(world) == standing and "trn@city.invalid" in mails(world, before)


def test_an_earlier_version_can_be_published_again(world: World) -> None:
    first = publish(world, "DUB TRN", "SFO WAW")
    before = _standing(world)
    publish(world, "DUB WAW", "SFO TRN")
    world.by("coordinator", "round.publish", {"round": first})
    assert _standing(world) == before


def test_of_two_who_publish_at_once_one_wins(world: World) -> None:
    one, other = grouped(world, "DUB TRN", "SFO WAW"), grouped(world, "DUB WAW", "SFO TRN")
    world.by("coordinator", "round.publish", {"round": one, "version": 0})
    refused = _refused(lambda: world.by("organiser", "round.publish", {"round": other, "version": 0}))
    assert refused.code == "conflict" and "Somebody else has published" in str(refused)
    refused = _refused(lambda: world.by("organiser", "round.publish", {"round": one, "version": 0}))
    assert refused.code == "conflict" and "already" in str(refused)
    assert set(_standing(world)) == {"DUB TRN", "SFO WAW"}
    with world.database.reading() as orm:
        assert [row.number for row in orm.scalars(select(TandemVersion))] == [1]


def test_publishing_ends_the_proposal_and_keeps_who_had_not_agreed(world: World) -> None:
    asked = proposed(world)
    for city, answer in (("DUB", "yes"), ("WAW", "no")):
        said = {"group": group_of(world, city), "city": city, "answer": answer, "comment": "So"}
        world.by("coordinator", "proposal.answer", said)
    world.by("coordinator", "round.publish", {"round": asked["round"]})
    with world.database.reading() as orm:
        version = orm.scalars(select(TandemVersion)).one()
        assert version.missing == ["SFO", "TRN", "WAW"]
    answer = {"group": group_of(world, "DUB"), "answer": "no", "comment": "Late"}
    assert _refused(lambda: world.by("participant", "proposal.answer", answer)).code == "closed"


def test_a_round_taken_back_and_changed_leaves_no_old_tandem(world: World) -> None:
    number = publish(world, "DUB TRN", "SFO WAW")
    world.by("coordinator", "round.take_back", {"round": number, "reason": "Changed by hand"})
    with world.database.writing() as orm:
        row = orm.get_one(Round, number)
        parts = [dict(tandem) for tandem in row.answer["tandems"]]
        parts[0]["cities"], parts[1]["cities"] = ["DUB", "WAW"], ["SFO", "TRN"]
        row.answer = {**row.answer, "tandems": parts}
    world.by("coordinator", "round.publish", {"round": number})
    assert set(_standing(world)) == {"DUB WAW", "SFO TRN"}
    with world.database.reading() as orm:
        ended = orm.scalars(select(Tandem).where(Tandem.ended_at.is_not(None))).all()
        assert len(ended) == 2


def test_a_workshop_is_offered_once_and_where_its_cities_are_free(world: World) -> None:
    publish(world, "DUB TRN", "TRN WAW")
    standing = _standing(world)
    session = _schedule(world, standing["DUB TRN"])
    assert "already scheduled" in str(_refused(lambda: _schedule(world, standing["DUB TRN"])))
    overlapping = {"starts_at": "17:00", "zone": "Europe/Warsaw", "only_if_free": True}
    refused = _refused(lambda: _schedule(world, standing["TRN WAW"], **overlapping))
    assert refused.code == "conflict" and str(refused).startswith("Turin is in “Solution workshop")
    _schedule(world, standing["TRN WAW"], **overlapping | {"starts_at": "17:30"})
    world.by("facilitator", "session.cancel", {"session": session, "reason": "Strike"})
    world.clock.now += dt.timedelta(minutes=1)
    assert _schedule(world, standing["DUB TRN"], starts_at="11:00") != session
    refused = _refused(lambda: world.by("facilitator", "session.restore", {"session": session}))
    assert refused.code == "conflict" and "Cancel that one first" in str(refused)
