"""Tandems in a browser without scripts: propose, answer, publish, one click to a workshop, take back."""

from __future__ import annotations

import html
import re

from sqlalchemy import select

from facilitation.queries.tandems.pages import tandem_page
from facilitation.queries.tandems.tandems import published_round
from facilitation.store.cities import City
from facilitation.store.sessions import Session
from tests.laws.cases.tandems import group_of
from tests.tandem_people import grouped, publish
from tests.world import World


def _text(answer) -> str:
    plain = re.sub(r"<(?:input|textarea)[^>]*>|<[^>]+>", " ", answer.get_data(as_text=True))
    return html.unescape(re.sub(r"\s+", " ", plain))


def _standing(world: World) -> list[int]:
    with world.database.reading() as orm:
        found = published_round(orm, world.viewer(world.here.seats["observer"]))
        return [tandem.id for tandem in found.tandems] if found else []


def _workshop(world: World, tandem: int) -> int | None:
    with world.database.reading() as orm:
        found = tandem_page(orm, world.viewer(world.here.seats["coordinator"]), tandem).workshop
        return found.id if found else None


def test_from_a_solved_round_to_a_workshop(world: World, browse) -> None:
    """The main way, one press each: propose, answer, publish, schedule."""
    number = grouped(world, "DUB TRN", "SFO WAW")
    coordinator, city = browse("coordinator"), browse("participant")
    assert "Propose to the cities" in _text(coordinator.get("/p/here/tandems"))
    assert coordinator.post(f"/p/here/tandems/rounds/{number}/propose", note="Hello").status_code == 303
    assert "Is this the right tandem for Dublin?" in _text(city.get("/p/here/"))
    group = group_of(world, "DUB")
    assert city.post(f"/p/here/tandems/proposal/{group}/answer", answer="yes").status_code == 303
    assert "Is this the right tandem" not in _text(city.get("/p/here/"))
    page = _text(coordinator.get("/p/here/tandems"))
    assert "Not agreed yet: San Francisco, Turin, Warsaw." in page
    page = _text(coordinator.get("/p/here/tandems/proposal"))
    assert "1 of 4 cities agree" in page and "No answer yet: San Francisco, Turin, Warsaw" in page
    assert "Proposed tandems: 1 of 4 cities agree" in _text(coordinator.get("/p/here/"))
    assert coordinator.post(f"/p/here/tandems/rounds/{number}/publish", version="0").status_code == 303
    [first, _] = _standing(world)
    assert "The fairest free time" in _text(coordinator.get(f"/p/here/tandems/{first}"))
    done = coordinator.post(f"/p/here/tandems/{first}/schedule/fairest")
    session = _workshop(world, first)
    assert done.headers["Location"].endswith(f"/sessions/{session}")
    again = coordinator.post(f"/p/here/tandems/{first}/schedule/fairest")
    assert again.headers["Location"].endswith(f"/sessions/{session}"), "it is linked, not made twice"
    assert "Dublin, Turin" in _text(city.get(f"/p/here/sessions/{session}"))


def test_a_workshop_held_on_another_day_than_planned_says_so(world: World, browse) -> None:
    publish(world, "DUB TRN", "SFO WAW")
    [tandem, _] = _standing(world)
    when = {"date": "2027-06-15", "starts_at": "10:00", "minutes": 90, "zone": "Europe/Dublin"}
    session = world.by("coordinator", "tandem.schedule", {"tandem": tandem} | when).result
    browser = browse("coordinator")
    assert "was held" not in _text(browser.get(f"/p/here/tandems/{tandem}"))
    for step in ("session.start", "session.end"):
        world.by("facilitator", step, session)
    day = f"{world.clock():%-d} {world.clock():%b %Y}"
    page = _text(browser.get(f"/p/here/tandems/{tandem}"))
    assert "not on the day that was planned" in page and "planned for 15 Jun 2027" in page
    assert f"Solution workshop on {day}" in _text(browser.get("/p/here/tandems"))
    assert "It was held on" in _text(browser.get(f"/p/here/sessions/{session['session']}"))
    with world.database.writing() as orm:
        row = orm.get_one(Session, session["session"])
        row.date = world.clock().date()
    assert "not on the day" not in _text(browser.get(f"/p/here/tandems/{tandem}"))


def test_a_refused_answer_keeps_what_was_typed(world: World, browse) -> None:
    number = grouped(world, "DUB TRN", "SFO WAW")
    world.by("coordinator", "round.propose", {"round": number})
    city = browse("participant")
    address = f"/p/here/tandems/proposal/{group_of(world, 'DUB')}/answer"
    refused = city.post(address, answer="no", comment=" ")
    assert refused.status_code == 422 and "Say why Dublin can’t" in _text(refused)
    assert re.search(r'value="no" checked', refused.get_data(as_text=True))
    long = "Too long " * 200
    refused = city.post(address, answer="yes", comment=long)
    assert refused.status_code == 422 and long.strip() in refused.get_data(as_text=True)


def test_answers_of_the_coordination_team_and_of_strangers(world: World, browse) -> None:
    number = grouped(world, "DUB TRN", "SFO WAW")
    world.by("coordinator", "round.propose", {"round": number})
    group = group_of(world, "TRN")
    coordinator = browse("coordinator")
    said = coordinator.post(
        f"/p/here/tandems/proposal/{group}/answer", answer="yes", city="TRN", comment="Phoned"
    )
    assert said.status_code == 303
    page = _text(coordinator.get("/p/here/tandems/proposal"))
    assert "entered by the coordination team" in page and "Phoned" in page
    assert browse("observer").get("/p/here/tandems/proposal").status_code == 404
    assert (
        browse("observer").post(f"/p/here/tandems/proposal/{group}/answer", answer="yes").status_code == 403
    )


def test_two_who_publish_at_once(world: World, browse) -> None:
    one, other = grouped(world, "DUB TRN", "SFO WAW"), grouped(world, "DUB WAW", "SFO TRN")
    coordinator, organiser = browse("coordinator"), browse("organiser")
    coordinator.post(f"/p/here/tandems/rounds/{one}/publish", version="0")
    late = organiser.post(f"/p/here/tandems/rounds/{other}/publish", version="0")
    assert late.status_code == 303
    assert "Somebody else has published or taken back tandems meanwhile" in _text(
        organiser.get("/p/here/tandems")
    )
    assert len(_standing(world)) == 2


def test_taking_back_asks_for_a_reason_and_a_change_is_readable(world: World, browse) -> None:
    publish(world, "DUB TRN", "SFO WAW")
    before = _standing(world)
    world.by(
        "coordinator",
        "tandem.schedule",
        {
            "tandem": before[1],
            "date": "2027-05-11",
            "starts_at": "18:00",
            "minutes": 60,
            "zone": "Europe/Warsaw",
        },
    )
    session = _workshop(world, before[1])
    number = publish(world, "DUB TRN", reason="Eleven hours apart")
    coordinator = browse("coordinator")
    page = _text(coordinator.get("/p/here/tandems/versions"))
    assert "Version 2" in page and "Eleven hours apart" in page
    assert re.search("No longer SFO WAW San Francisco and Warsaw", page)
    assert re.search("As before DUB TRN Dublin and Turin", page)
    assert "1 workshop is scheduled for a tandem that no longer stands" in _text(
        coordinator.get("/p/here/tandems")
    )
    assert "which no longer stands. The session stays in the calendar" in _text(
        coordinator.get(f"/p/here/sessions/{session}")
    )
    gone = _text(browse("participant").get(f"/p/here/tandems/{before[1]}"))
    assert (
        "This tandem no longer stands" in gone
        and "Eleven hours apart" in gone
        and "Solution workshop" in gone
    )
    refused = coordinator.post(f"/p/here/tandems/rounds/{number}/take-back", reason=" ")
    assert refused.status_code == 422 and "Say why, in a sentence or two." in _text(refused)
    assert (
        coordinator.post(f"/p/here/tandems/rounds/{number}/take-back", reason="All wrong").status_code == 303
    )
    assert _standing(world) == []
    assert "Find tandems" in _text(coordinator.get("/p/here/tandems"))
    assert "All wrong" in _text(browse("observer").get("/p/here/tandems/versions"))


def test_a_contact_by_form(world: World, browse) -> None:
    publish(world, "DUB TRN", "SFO WAW")
    [tandem, other] = _standing(world)
    city = browse("participant")
    too_long = city.post(f"/p/here/tandems/{tandem}/contact", shared="yes", phone="1" * 50)
    assert too_long.status_code == 422 and "1" * 50 in too_long.get_data(as_text=True)
    assert city.post(f"/p/here/tandems/{tandem}/contact", shared="yes", phone="+353 1").status_code == 303
    page = _text(city.get(f"/p/here/tandems/{tandem}"))
    assert "participant@here.invalid" in page and "They see it now." in page
    assert "How to reach each other" not in _text(city.get(f"/p/here/tandems/{other}"))
    assert "participant@here.invalid" not in _text(browse("facilitator").get(f"/p/here/tandems/{tandem}"))
    city.post(f"/p/here/tandems/{tandem}/contact", shared="no")
    assert "Nobody has agreed yet." in _text(city.get(f"/p/here/tandems/{tandem}"))


def test_where_no_time_is_fair_one_is_chosen_by_hand(world: World, browse) -> None:
    with world.database.writing() as orm:
        dublin = orm.query(City).filter_by(programme_id=world.here.programme, code="DUB").one()
        dublin.time_zone = "Pacific/Auckland"
    publish(world, "DUB SFO WAW")
    [tandem] = _standing(world)
    coordinator = browse("coordinator")
    assert "there is no free time that is fair for all its cities" in _text(
        coordinator.get(f"/p/here/tandems/{tandem}")
    )
    sent = coordinator.post(f"/p/here/tandems/{tandem}/schedule/fairest")
    assert sent.headers["Location"].endswith(f"/tandems/{tandem}/schedule")
    assert browse("participant").post(f"/p/here/tandems/{tandem}/schedule/fairest").status_code == 403


def test_the_page_says_whose_agreement_is_missing(world: World, browse) -> None:
    number = grouped(world, "DUB TRN", "SFO WAW")
    world.by("coordinator", "round.propose", {"round": number})
    said = {"group": group_of(world, "DUB"), "answer": "no", "comment": "Too far"}
    world.by("participant", "proposal.answer", said)
    page = browse("coordinator").get("/p/here/tandems")
    assert page.status_code == 200
    found = re.search("Not agreed yet: [^<]*", page.get_data(as_text=True))
    assert found and all(city in found[0] for city in ("Dublin", "Turin", "San Francisco", "Warsaw"))


def test_a_change_is_taken_back_by_publishing_the_version_before(world: World, browse) -> None:
    """After a change the version before it is one press away; the replaced grouping is no draft."""
    first = publish(world, "DUB TRN", "SFO WAW")
    before = _standing(world)
    second = publish(world, "DUB WAW", "SFO TRN", reason="A try")
    coordinator = browse("coordinator")
    page = coordinator.get("/p/here/tandems/versions").get_data(as_text=True)
    assert page.count("Publish this version again") == 1 and f"/rounds/{first}/publish" in page
    for role in ("participant", "observer", "facilitator"):
        assert "Publish this version again" not in _text(browse(role).get("/p/here/tandems/versions"))
    sent = {"version": re.findall(r'name="version" value="(\d+)"', page)[0], "reason": "Back"}
    assert coordinator.post(f"/p/here/tandems/rounds/{first}/publish", **sent).status_code == 303
    assert _standing(world) == before
    page = _text(coordinator.get("/p/here/tandems"))
    assert "Only the coordination team sees it" not in page, "what was replaced is no draft"
    page = coordinator.get("/p/here/tandems/versions").get_data(as_text=True)
    assert page.count("Publish this version again") == 1 and f"/rounds/{second}/publish" in page


def test_a_version_whose_city_has_left_is_not_offered_again(world: World, browse) -> None:
    publish(world, "DUB TRN", "SFO WAW")
    publish(world, "DUB TRN")
    coordinator = browse("coordinator")
    assert "Publish this version again" in _text(coordinator.get("/p/here/tandems/versions"))
    with world.database.writing() as orm:
        query = select(City).where(City.programme_id == world.here.programme, City.code == "WAW")
        orm.scalars(query).one().code = "GON"
    assert "Publish this version again" not in _text(coordinator.get("/p/here/tandems/versions"))


def test_a_grouping_by_hand_has_no_choices_to_compare(world: World, browse) -> None:
    grouped(world, "DUB TRN", "SFO WAW")
    assert "The three choices compared" not in _text(browse("coordinator").get("/p/here/tandems"))
