"""Leaks: a city sees its own proposed tandem and its own words; contacts are seen by partners who may."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Refused
from facilitation.queries.privacy.personal_data import data_of_person
from facilitation.queries.tandems.fair_slots import fairest_free
from facilitation.queries.tandems.pages import tandem_page
from facilitation.queries.tandems.proposals import open_proposal, own_groups, withdrawn_before
from facilitation.queries.tandems.tandems import published_round, round_for
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.tandems import TandemContact
from tests.laws.cases.tandems import group_of
from tests.tandem_people import grouped, publish, somebody_of
from tests.world import World

COMMENT, REPLY, NOTE = "Telling-comment-31", "Telling-reply-32", "Note-to-all-33"
WISH, OWN_WISH = "Wish-of-turin-34", "Wish-of-dublin-35"


@pytest.fixture
def asked(world: World) -> World:
    """DUB TRN and SFO WAW are proposed; Turin has commented and got a reply; both Dublin and Turin wish."""
    number = grouped(world, "DUB TRN", "SFO WAW")
    with world.database.writing() as orm:
        row = round_for(orm, world.viewer(world.here.seats["coordinator"]), number)
        row.problem = {
            **row.problem,
            "wishes": [
                {"city": "TRN", "practice": None, "teacher": "DUB", "priority": 1, "text": WISH},
                {"city": "DUB", "practice": None, "teacher": "TRN", "priority": 1, "text": OWN_WISH},
            ],
            "practices": [],
        }
        parts = [dict(part) for part in row.answer["tandems"]]
        parts[0]["wishes_met"] = [{"city": "TRN", "wish": 0}, {"city": "DUB", "wish": 1}]
        row.answer = {**row.answer, "tandems": parts}
    world.by("coordinator", "round.propose", {"round": number, "note": NOTE})
    said = {"group": group_of(world, "TRN"), "city": "TRN", "answer": "open", "comment": COMMENT}
    world.by("coordinator", "proposal.answer", said)
    world.by("coordinator", "proposal.reply", {"group": said["group"], "city": "TRN", "text": REPLY})
    return world


def _viewer(world: World, role: str):
    return world.viewer(world.here.seats[role])


@pytest.mark.parametrize("role", ["facilitator", "rapporteur", "observer", "guest"])
def test_who_neither_coordinates_nor_acts_for_a_city_sees_nothing(asked: World, role: str) -> None:
    with asked.database.reading() as orm:
        viewer = _viewer(asked, role)
        assert open_proposal(orm, viewer) is None and own_groups(orm, viewer) == []
        assert withdrawn_before(orm, viewer) is None


@pytest.mark.parametrize("role", ["participant", "support"])
def test_a_city_sees_its_own_group_only(asked: World, role: str) -> None:
    with asked.database.reading() as orm:
        assert open_proposal(orm, _viewer(asked, role)) is None
        [own] = own_groups(orm, _viewer(asked, role))
    assert [city.code for city in own.group.cities] == ["DUB", "TRN"] and own.said is None
    assert own.part["share"].keys() == {"DUB"}
    told = repr((own.problem, own.part))
    assert OWN_WISH in told and WISH not in told
    assert own.left_out.met == 1


@pytest.mark.parametrize("who", ["participant", "support", "observer", "rapporteur", "facilitator"])
@pytest.mark.parametrize("path", ["", "tandems", "tandems/proposal", "tandems/versions", "cities/TRN"])
def test_no_page_tells_others(asked: World, browse, who: str, path: str) -> None:
    page = browse(who).get(f"/p/here/{path}").get_data(as_text=True)
    for secret in (COMMENT, REPLY, WISH):
        assert secret not in page
    if who not in ("participant", "support"):
        assert NOTE not in page and OWN_WISH not in page


def test_its_own_city_reads_the_reply(asked: World, browse) -> None:
    somebody_of(asked, "TRN")
    browser = browse(None)
    assert browser.get("/sign-in/link-TRN-here").status_code == 303
    page = browser.get("/p/here/tandems/proposal").get_data(as_text=True)
    assert COMMENT in page and REPLY in page and WISH in page and OWN_WISH not in page
    assert "Warsaw" not in page


@pytest.mark.parametrize("who", ["participant", "observer"])
def test_comments_stay_with_the_team_after_the_publication(asked: World, browse, who: str) -> None:
    with asked.database.reading() as orm:
        seen = open_proposal(orm, _viewer(asked, "coordinator"))
        assert seen is not None
        number = seen.proposal.round_id
    asked.by("coordinator", "round.publish", {"round": number})
    with asked.database.reading() as orm:
        found = published_round(orm, _viewer(asked, "observer"))
        assert found is not None
        tandem = found.tandems[0].id
    browser = browse(who)
    for path in ("", "tandems", "tandems/proposal", "tandems/versions", f"tandems/{tandem}", "cities/TRN"):
        page = browser.get(f"/p/here/{path}").get_data(as_text=True)
        assert not [secret for secret in (COMMENT, REPLY, WISH) if secret in page], path
        assert "Published without the agreement" not in page


# -- contacts ----------------------------------------------------------------------------------------------


def _tandem(world: World, *groups: str) -> int:
    publish(world, *groups)
    with world.database.reading() as orm:
        found = published_round(orm, _viewer(world, "observer"))
        assert found is not None
        return found.tandems[0].id


def _contacts(world: World, seat: int, tandem: int) -> list[str] | None:
    with world.database.reading() as orm:
        page = tandem_page(orm, world.viewer(seat), tandem)
        return None if page.contacts is None else [f"{one.email} {one.phone}" for one in page.contacts]


def test_partners_see_a_contact_after_consent_only(world: World) -> None:
    turin, warsaw = somebody_of(world, "TRN"), somebody_of(world, "WAW")
    seats, tandem = world.here.seats, _tandem(world, "DUB TRN", "SFO WAW")
    assert _contacts(world, turin, tandem) == []
    world.do("contact.share", {"shared": True, "phone": "+353 1 555"}, seats["participant"])
    told = ["participant@here.invalid +353 1 555"]
    assert _contacts(world, turin, tandem) == told == _contacts(world, seats["coordinator"], tandem)
    for other in (warsaw, seats["observer"], seats["facilitator"]):
        assert _contacts(world, other, tandem) is None
    world.do("contact.share", {"shared": True, "phone": ""}, seats["participant"])
    assert _contacts(world, turin, tandem) == ["participant@here.invalid "]


@pytest.mark.parametrize("way", ["contact.share", "consent.withdraw"])
def test_a_contact_is_taken_back(world: World, way: str) -> None:
    turin, tandem = somebody_of(world, "TRN"), _tandem(world, "DUB TRN")
    seat = world.here.seats["participant"]
    world.do("contact.share", {"shared": True, "phone": "+353 1 555"}, seat)
    payload = {"shared": False} if way == "contact.share" else {"purpose": "contact"}
    world.do(way, payload, seat)
    assert _contacts(world, turin, tandem) == []
    with world.database.reading() as orm:
        assert orm.scalars(select(TandemContact)).all() == []


def test_a_tandem_that_ends_ends_the_view_of_contacts(world: World) -> None:
    turin, tandem = somebody_of(world, "TRN"), _tandem(world, "DUB TRN", "SFO WAW")
    world.do("contact.share", {"shared": True}, world.here.seats["participant"])
    publish(world, "DUB WAW", "SFO TRN")
    assert _contacts(world, turin, tandem) is None


def test_a_contact_is_in_ones_own_data_and_goes_with_its_owner(world: World) -> None:
    seat = world.here.seats["participant"]
    world.do("contact.share", {"shared": True, "phone": "+353 1 555"}, seat)
    with world.database.reading() as orm:
        person = orm.get_one(Seat, seat).person_id
        assert person is not None
        assert "+353 1 555" in repr(data_of_person(orm, person, world.clock()))
    world.by("organiser", "seat.erase", {"seat": seat})
    with world.database.reading() as orm:
        assert orm.scalars(select(TandemContact)).all() == []


# -- the fairest time --------------------------------------------------------------------------------------


def test_two_tandems_that_share_a_city_get_different_times(world: World) -> None:
    publish(world, "DUB TRN", "TRN WAW")
    taken = []
    with world.database.reading() as orm:
        found = published_round(orm, _viewer(world, "coordinator"))
        assert found is not None
        ids = [tandem.id for tandem in found.tandems[:2]]
    for number in ids:
        with world.database.reading() as orm:
            viewer = _viewer(world, "coordinator")
            programme = orm.get_one(Programme, world.here.programme)
            tandem = tandem_page(orm, viewer, number).tandem
            slot = fairest_free(orm, programme, tandem, world.clock().date())
            assert slot is not None and slot.worst == 0
            assert (slot.starts.date() - world.clock().date()).days >= 14
            local = slot.cities[0].starts
            zone = tandem.cities[0].time_zone
        taken.append((slot.starts, slot.minutes))
        when = {"date": local.date().isoformat(), "starts_at": f"{local:%H:%M}", "minutes": slot.minutes}
        world.by(
            "coordinator", "tandem.schedule", {"tandem": number, "zone": zone, "only_if_free": True} | when
        )
    assert len(set(taken)) == 2


def test_no_time_is_offered_that_nobody_would_call_fair(world: World) -> None:
    publish(world, "SFO WAW", "DUB TRN")
    with world.database.reading() as orm:
        found = published_round(orm, _viewer(world, "coordinator"))
        programme = orm.get_one(Programme, world.here.programme)
        assert found is not None
        slot = fairest_free(orm, programme, found.tandems[0], world.clock().date(), minutes=480)
        assert slot is None


def test_another_programme_s_tandem_is_not_there(world: World) -> None:
    tandem = _tandem(world, "DUB TRN")
    with world.database.reading() as orm, pytest.raises(Refused) as refused:
        tandem_page(orm, world.viewer(world.there.seats["organiser"]), tandem)
    assert refused.value.code == "not_found"
