"""Pages of consent, one's own data, erasing and the audit log."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

from facilitation.store.consents import answers
from facilitation.store.people import Person, Seat
from facilitation.store.programmes import Programme
from tests.laws.cases import CASES
from tests.traces import NAME, found, leave_traces
from tests.web.people.test_people import _invite, _links
from tests.world import World


def _answers(world: World, seat: int) -> dict[str, bool]:
    with world.database.reading() as orm:
        return answers(orm, [seat]).get(seat, {})


def test_consent_is_asked_given_and_taken_back(world: World, browse) -> None:
    browser, seat = browse("participant"), world.here.seats["participant"]
    page = browser.get("/p/here/me").get_data(as_text=True)
    assert page.count(" checked") == 2, "photographed and quoted begin at no; to be named is asked"
    assert browser.post("/p/here/me/consents", listed="yes", quoted="no").status_code == 303
    assert _answers(world, seat) == {"listed": True, "quoted": False}
    assert browser.post("/p/here/me/consents", listed="no", photographed="maybe").status_code == 303
    assert _answers(world, seat) == {"listed": False, "quoted": False}
    page = browser.get("/p/here/me").get_data(as_text=True)
    assert "What was answered, and when" in page and page.count("<time ") == 3


def test_a_guest_is_asked_at_the_door_and_has_the_page_too(world: World, browse) -> None:
    browser = browse()
    browser.post(f"/join/{world.here.code}", name="Asked", city="TRN", listed="yes")
    with world.database.reading() as orm:
        seat = orm.query(Seat).filter_by(name="Asked").one().id
    assert _answers(world, seat) == {"listed": True}
    assert "About me" in browser.get(f"/p/here/sessions/{world.here.session}").get_data(as_text=True)
    assert browser.post("/p/here/me/consents", listed="no", photographed="yes").status_code == 303
    assert _answers(world, seat) == {"listed": False, "photographed": True}
    assert browser.get("/p/here/personal-data").status_code == 404
    assert browser.get("/p/here/audit").status_code == 404


def test_guests_who_share_a_device_answer_each_for_themselves(world: World, browse) -> None:
    browser = browse()
    for name in ("First", "Second"):
        browser.post(f"/join/{world.here.code}", name=name, city="TRN")
    with world.database.reading() as orm:
        first, second = (orm.query(Seat).filter_by(name=name).one().id for name in ("First", "Second"))
    page = browser.get("/p/here/me").get_data(as_text=True)
    path = f"/p/here/sessions/{world.here.session}/me"
    assert "Second" in page and f"{path}?as={first}" in page
    assert browser.post(f"{path}/consents?as={first}", photographed="yes").status_code == 303
    assert _answers(world, first) == {"photographed": True} and _answers(world, second) == {}
    assert json.loads(browser.get(f"{path}/data?as={first}").data)["seats"][0]["name"] == "First"
    assert browser.post(f"{path}/erasure?as={first}", sure="yes").status_code == 303
    assert found(world, {"First"}) == []
    assert "Second" in browser.get("/p/here/me").get_data(as_text=True), "the other one is still here"
    assert browse("participant").get(f"{path}?as={second}").status_code != 200, "nobody else is given it"


def test_whoever_takes_an_invited_seat_is_asked(world: World, browse) -> None:

    organiser, newcomer = browse("organiser"), browse()
    _invite(organiser)
    [link] = _links(organiser)
    assert "What do you allow?" in newcomer.get(link).get_data(as_text=True)
    newcomer.post(link, name="Ines", listed="yes", photographed="no", quoted="no")
    with world.database.reading() as orm:
        seat = orm.query(Seat).filter_by(name="Ines").one().id
    assert _answers(world, seat) == {"listed": True, "photographed": False, "quoted": False}


def test_ones_own_data_and_nobody_elses(world: World, browse) -> None:
    traced = leave_traces(world)
    world.by("organiser", "consent.record", {"seat": traced.seat, "purpose": "photographed", "given": True})
    world.note(world.here.seats["facilitator"], "Somebody else's note")
    world.do("profile.write", CASES["profile.write"].payload(world, traced.seat), traced.seat)
    with world.database.writing() as orm:
        person = orm.get_one(Person, traced.person)
        cookie = f"{person.id}.{person.epoch}"
    browser = browse()
    with browser.client.session_transaction() as session:
        session["_user_id"] = cookie
        session["_fresh"] = True
    answer = browser.get("/account/data")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    told = json.loads(answer.data)
    [seat] = told["seats"]
    assert told["account"]["name"] == NAME and told["account"]["has_password"] is True
    texts = {note["text"] for note in seat["notes"]}
    assert {"Written under the later name", "Regretted-words-17"} <= texts
    assert seat["clusters_made"] == ["Her cluster"] and len(seat["votes"]) == 1
    assert [row["session"] for row in seat["attendance"]] == ["Workshop here"]
    assert {row["purpose"]: row["entered_by"] for row in seat["consents"]} == {
        "listed": "yourself",
        "quoted": "yourself",
        "photographed": "an organiser",
    }
    assert len(seat["said_according_to_the_minutes"]) == 4 and len(told["mails"]) >= 2
    assert {line["what"] for line in seat["done"]} >= {"consent.give", "feed.renew", "account.change"}
    [saved] = seat["elsewhere"]["texts_about_the_city_saved"]
    assert saved["text"] and "seat" not in saved and not any(name.endswith("_id") for name in saved)
    [saved] = seat["elsewhere"]["texts_about_the_city_last_saved"]
    assert saved["city"] == "Dublin"
    text = answer.get_data(as_text=True)
    assert "Somebody else's note" not in text
    for secret in traced.secrets:
        assert secret not in text or len(secret) < 30, "what lets somebody in is not given out"
    assert browser.get("/p/here/me/data").data == answer.data
    assert browse().get("/account/data").status_code == 302


def test_erasing_oneself(world: World, browse) -> None:
    browser, other = browse("participant"), browse("participant")
    assert "This stays" in browser.get("/p/here/me/erasure").get_data(as_text=True)
    answer = browser.post("/p/here/me/erasure")
    assert answer.status_code == 422 and "It can" in answer.get_data(as_text=True)
    assert browser.get("/p/here/").status_code == 200
    assert browser.post("/account/erasure", sure="yes").status_code == 303
    for one in (browser, other):
        assert "/sign-in" in one.get("/p/here/").headers["Location"], "every cookie is dead"
    assert browse().get("/sign-in/link-participant-here").status_code == 404
    assert found(world, {"participant@here.invalid"}) == []


def test_a_guest_erases_themselves(world: World, browse) -> None:
    browser = browse("guest")
    assert browser.get("/p/here/me/erasure").status_code == 200
    assert browser.post("/p/here/me/erasure", sure="yes").status_code == 303
    assert browser.get(f"/p/here/sessions/{world.here.session}").status_code != 200
    assert found(world, {"Gisela"}) == []


def test_the_only_organiser_is_told_so(world: World, browse) -> None:
    browser = browse("organiser")
    page = browser.get("/account/erasure").get_data(as_text=True)
    assert "You are the only organiser here" in page and 'name="sure"' not in page
    assert browser.post("/account/erasure", sure="yes").status_code == 409
    seat = world.here.seats["organiser"]
    assert browser.post(f"/p/here/personal-data/{seat}/erasure", sure="yes").status_code == 409


def test_an_organiser_erases_on_request(world: World, browse) -> None:
    organiser = browse("organiser")
    browse("guest")
    with world.database.reading() as orm:
        seat = orm.query(Seat).filter_by(name="Gisela").one().id
    assert "Gisela" in organiser.get("/p/here/personal-data?q=gis").get_data(as_text=True)
    path = f"/p/here/personal-data/{seat}"
    assert organiser.post(f"{path}/consents", photographed="yes").status_code == 303
    assert "entered by an organiser" in organiser.get(path).get_data(as_text=True)
    assert organiser.post(f"{path}/erasure").status_code == 422
    assert organiser.post(f"{path}/erasure", sure="yes").status_code == 303
    assert found(world, {"Gisela"}) == [] and organiser.get(path).status_code == 404
    for role in ("coordinator", "participant"):
        assert browse(role).get("/p/here/personal-data").status_code == 404
        assert browse(role).get(f"/p/here/personal-data/{world.here.seats['observer']}").status_code == 404


def test_the_audit_log(world: World, browse) -> None:
    with world.database.writing() as orm:
        orm.get_one(Seat, world.here.seats["coordinator"]).name = "=HYPERLINK(1)"
    world.by("coordinator", "city.add", {"name": "Lisbon", "time_zone": "Europe/Lisbon"})
    world.note(world.here.seats["facilitator"], "Never-in-the-log")
    browser = browse("organiser")
    page = browser.get("/p/here/audit").get_data(as_text=True)
    assert "city.add" in page and "=HYPERLINK(1)" in page and "Never-in-the-log" not in page
    only = browser.get("/p/here/audit?command=city.add").get_data(as_text=True)
    assert only.count("<tr>") == 2
    seat = world.here.seats["facilitator"]
    assert "<code>city.add" not in browser.get(f"/p/here/audit?seat={seat}").get_data(as_text=True)
    day = world.clock().date()
    assert "city.add</code>" in browser.get(f"/p/here/audit?since={day}&until={day}").get_data(as_text=True)
    later = day + dt.timedelta(days=1)
    assert "No line matches" in browser.get(f"/p/here/audit?since={later}").get_data(as_text=True)
    answer = browser.get("/p/here/audit.csv?command=city.add")
    [header, line] = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert line[header.index("Who")] == "'=HYPERLINK(1)" and line[header.index("Command")] == "city.add"
    assert browse("coordinator").get("/p/here/audit.csv").status_code == 404
    strangers = browse("there/organiser").get("/p/there/audit").get_data(as_text=True)
    assert "=HYPERLINK(1)" not in strangers


def test_the_audit_log_has_pages(world: World, browse, monkeypatch) -> None:
    monkeypatch.setattr("facilitation.queries.privacy.audit.audit_log.__defaults__", (3,))
    for _ in range(4):
        world.by("organiser", "feed.renew", {})
    browser = browse("organiser")
    page = browser.get("/p/here/audit?command=feed.renew").get_data(as_text=True)
    assert page.count("<tr>") == 4
    [older] = [part.split('"')[0] for part in page.split('href="')[1:] if "before=" in part]
    rest = browser.get(older.replace("&amp;", "&")).get_data(as_text=True)
    assert rest.count("<tr>") == 2 and 'rel="next"' not in rest


def test_what_the_program_keeps_is_said_to_everybody(world: World, browse) -> None:
    page = browse().get("/about/privacy").get_data(as_text=True)
    assert "What this program keeps about you" in page and "/about/privacy" in browse().get("/").get_data(
        as_text=True
    )
    with world.database.writing() as orm:
        orm.get_one(Programme, world.here.programme).retention_until = dt.date(2020, 1, 1)
    assert "1 January 2020" in browse("organiser").get("/p/here/personal-data").get_data(as_text=True)


def test_the_audit_log_marks_simulated_people(world: World, browse) -> None:
    with world.database.writing() as orm:
        orm.get_one(Seat, world.here.seats["facilitator"]).simulated = True
    world.by("facilitator", "board.lock", {"board": world.here.board, "locked": True})
    browser = browse("organiser")
    page = browser.get("/p/here/audit").get_data(as_text=True)
    assert '<bdi>Facilitator</bdi> <span class="simulated">Simulated</span>' in page
    assert f">Facilitator ({world.here.seats['facilitator']})," in page
    assert ",Facilitator (Simulated)," in browser.get("/p/here/audit.csv").get_data(as_text=True)
