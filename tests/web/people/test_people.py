"""The people's page, invitations by form, the outbox, and guests who stay."""

from __future__ import annotations

import re

from facilitation.store.mails import Mail
from facilitation.store.people import Person, Seat
from tests.web.conftest import Browser
from tests.world import World

LINES = "Ana García <ana@city.example>, policymaker, Turin\nBo <bo@city.example>, observer"


def _links(browser: Browser) -> list[str]:
    page = browser.get("/p/here/outbox").get_data(as_text=True)
    return re.findall(r'value="http://127.0.0.1:8000(/[^"]+)" readonly', page)


def _invite(browser: Browser, **change: str):
    fields = {"name": "Ines", "email": "ines@city.example", "role": "participant", "city": "DUB"} | change
    return browser.post("/p/here/people", **fields)


def test_from_the_invitation_to_the_seat(world: World, browse) -> None:
    organiser, newcomer = browse("organiser"), browse()
    assert _invite(organiser).status_code == 303
    assert "Invited, not yet here" in organiser.get("/p/here/people").get_data(as_text=True)
    [link] = _links(organiser)
    page = newcomer.get(link).get_data(as_text=True)
    assert (
        "Programme here" in page and "Participant" in page and "Organiser" in page and 'value="Ines"' in page
    )
    assert newcomer.post(link, name="Ines", password="too short").status_code == 422
    assert newcomer.post(link, name="Inés M.", password="a few words in a row").status_code == 303
    assert "Inés M." in newcomer.get("/p/here/people").get_data(as_text=True)
    assert browse().get(link).status_code == 404 and _links(organiser) == []


def test_whoever_is_known_signs_in_first(world: World, browse) -> None:
    organiser = browse("organiser")
    _invite(organiser, email="participant@there.invalid")
    [link] = _links(organiser)
    stranger = browse()
    assert "/sign-in?next=" in stranger.get(link).get_data(as_text=True)
    assert stranger.post(link, name="X").status_code == 403
    known = browse("there/participant")
    assert known.post(link, name="Pat").status_code == 303
    home = known.get("/p/here/").get_data(as_text=True)
    assert "Programme there" in home, "the switcher names the other programme"


def test_several_at_once_or_nobody(world: World, browse) -> None:
    organiser = browse("organiser")
    answer = organiser.post("/p/here/people", lines=f"{LINES}\nCy <cy@city.example>, wizard")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Line 3 (Cy)" in page and "bo@city.example" in page
    assert _links(organiser) == []
    page = organiser.post("/p/here/people", lines="Cy <cy@city.example>, wizard").get_data(as_text=True)
    assert "Line 1 (Cy)" in page
    assert organiser.post("/p/here/people", lines=LINES).status_code == 303
    assert len(_links(organiser)) == 2
    pasted = '"Doe, Jane" <jane@city.example>; rui.lopes@porto.example'
    assert organiser.post("/p/here/people", lines=pasted).status_code == 303
    page = organiser.get("/p/here/people").get_data(as_text=True)
    assert "<bdi>Jane Doe</bdi>" in page and "<bdi>Rui Lopes</bdi>" in page


def test_errors_stand_at_their_fields_and_nothing_is_lost(browse) -> None:
    answer = _invite(browse("organiser"), role="support", city="", organisation="Lab")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'href="#field-city"' in page and 'value="Lab"' in page


def test_only_organisers_see_addresses_and_the_outbox(browse) -> None:
    _invite(browse("organiser"))
    for role in ("coordinator", "facilitator", "participant", "observer"):
        browser = browse(role)
        page = browser.get("/p/here/people").get_data(as_text=True)
        assert "@here.invalid" not in page and "ines@city.example" not in page and "Invite" not in page, role
        assert browser.get("/p/here/outbox").status_code == 404, role
        assert _invite(browser).status_code == 403, role


def test_a_link_into_other_programmes_is_not_shown(world: World, browse) -> None:
    """Whoever organises one programme must not sign in as somebody who has a seat in another one, too."""
    browse().post("/account/link", email="participant@here.invalid")
    organiser = browse("organiser")
    assert len(_links(organiser)) == 1
    with world.database.writing() as orm:
        orm.add(
            Seat(
                programme_id=world.there.programme,
                person_id=world.here.people["participant"],
                name="Both",
                role="observer",
                created_at=world.clock(),
            )
        )
    assert _links(organiser) == []


def test_people_are_found_without_accents(world: World, browse) -> None:
    with world.database.writing() as orm:
        orm.get_one(Seat, world.here.seats["observer"]).name = "Ágnes Łuczak"
    browser = browse("facilitator")

    def found(query: str) -> set[str]:
        page = browser.get(f"/p/here/people?{query}").get_data(as_text=True)
        return set(re.findall(r'<li class="person">\s*<b><bdi>([^<]+)</bdi></b>', page))

    assert found("q=agnes") == {"Ágnes Łuczak"}
    assert found("city=DUB") == found("q=dublin") == {"Participant", "Support"}
    assert found("role=organiser") == {"Organiser"}
    assert found("q=nobody") == set()


def test_a_seat_is_changed_removed_and_let_in_again(world: World, browse) -> None:
    organiser, member = browse("organiser"), browse("participant")
    path = f"/p/here/people/{world.here.seats['participant']}"
    assert organiser.post(path, role="rapporteur", city="TRN").status_code == 303
    assert world.viewer(world.here.seats["participant"]).city == "TRN"
    assert organiser.post(path, role="observer", city="TRN", policymaker="yes").status_code == 422
    assert member.get("/p/here/").status_code == 200
    assert organiser.post(f"{path}/removal").status_code == 303
    assert member.get("/p/here/").status_code in (302, 403, 404)
    assert organiser.post(f"{path}/return").status_code == 303
    assert member.get("/p/here/").status_code == 200


def test_the_only_organiser_is_told_so(world: World, browse) -> None:
    organiser = browse("organiser")
    path = f"/p/here/people/{world.here.seats['organiser']}"
    assert "only organiser" in organiser.get(path).get_data(as_text=True)
    assert organiser.post(path, role="observer").status_code == 409
    assert world.viewer(world.here.seats["organiser"]).role == "organiser"


def test_a_support_organisation_acts_for_its_city(browse) -> None:
    page = browse("facilitator").get("/p/here/people").get_data(as_text=True)
    assert "acts for" in page


def test_a_guest_keeps_the_seat_and_its_browser(world: World, browse) -> None:
    guest, organiser = browse("guest"), browse("organiser")
    session = f"/p/here/sessions/{world.here.session}"
    assert "/p/here/keep-my-seat" in guest.get(session).get_data(as_text=True)
    assert guest.post("/p/here/keep-my-seat", email="nowhere").status_code == 422
    assert guest.post("/p/here/keep-my-seat", email="gisela@city.example").status_code == 303
    assert guest.get("/p/here/people").status_code == 404, "asking is not having"
    page = organiser.get("/p/here/people").get_data(as_text=True)
    path = re.search(r'action="([^"]+/confirmation)"', page)[1]
    assert "gisela@city.example" in page
    assert organiser.post(path, policymaker="yes").status_code == 303
    assert guest.get("/p/here/people").status_code == 200
    with world.database.reading() as orm:
        person = orm.query(Person).filter_by(email="gisela@city.example").one()
        assert orm.query(Mail).one().person_id == person.id
    [link] = _links(organiser)
    other = browse()
    assert other.get(link).status_code == 303 and other.get("/p/here/").status_code == 200
    assert other.post("/sign-out").status_code == 303
    assert guest.get("/p/here/people").status_code in (302, 303, 404), (
        "signing out ends the kept seat's token"
    )


def test_the_outbox_says_that_nothing_is_sent(browse) -> None:
    organiser = browse("organiser")
    assert "Nothing written yet" in organiser.get("/p/here/outbox").get_data(as_text=True)
    _invite(organiser)
    page = organiser.get("/p/here/outbox").get_data(as_text=True)
    assert "not sent: no mail server is set" in page and "ines@city.example" in page


def test_a_guest_who_is_known_becomes_who_they_are(world: World, browse) -> None:
    organiser, guest, member = browse("organiser"), browse("guest"), browse("participant")
    assert guest.post("/p/here/keep-my-seat", email="participant@here.invalid").status_code == 303
    page = organiser.get("/p/here/people").get_data(as_text=True)
    assert "This address belongs to Participant" in page
    with world.database.reading() as orm:
        seat = orm.query(Seat).filter_by(claim_email="participant@here.invalid").one().id
    known = f"/p/here/people/{seat}/known"
    assert organiser.post(f"/p/here/people/{seat}/confirmation").headers["Location"] == known
    page = organiser.get(known).get_data(as_text=True)
    into = world.here.seats["participant"]
    assert f'value="{into}" selected' in page and "What will happen" in page
    assert organiser.post(known, into="").status_code == 422
    assert organiser.post(known, into=str(into)).status_code == 303
    assert "was asked whether that was them" in organiser.get("/p/here/people").get_data(as_text=True)
    with world.database.reading() as orm:
        link = orm.query(Mail).order_by(Mail.id.desc()).first().link
    room = f"/p/here/sessions/{world.here.session}/room"
    assert "Was that you?" in member.get(link).get_data(as_text=True)
    assert guest.get(room).status_code == 200, "to look at the link changes nothing"
    assert member.post(link).headers["Location"] == "/p/here/"
    assert guest.get(room).status_code != 200 and browse().get(link).status_code == 404


def test_a_mail_in_the_outbox_hands_out_its_calendar(world: World, browse) -> None:
    """Byte for byte as it would go, for organisers alone, and only of a mail that has one."""
    entry = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    with world.database.writing() as orm:
        told = {"programme_id": world.here.programme, "address": "ana@city.example", "subject": "Workshop"}
        plain = Mail(**told, text="Plain", created_at=world.clock())
        invited = Mail(**told, text="Come", calendar=entry, method="REQUEST", created_at=world.clock())
        orm.add_all([plain, invited])
        orm.flush()
        number, without = invited.id, plain.id
    browser = browse("organiser")
    assert f'href="/p/here/outbox/{number}.ics"' in browser.get("/p/here/outbox").get_data(as_text=True)
    answer = browser.get(f"/p/here/outbox/{number}.ics")
    assert answer.data == entry and answer.content_type == "text/calendar; charset=utf-8; method=REQUEST"
    assert browser.get(f"/p/here/outbox/{without}.ics").status_code == 404
    for who in ("coordinator", "there/organiser"):
        assert browse(who).get(f"/p/here/outbox/{number}.ics").status_code == 404
