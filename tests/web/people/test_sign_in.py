"""Signing in by password: the same answer for everybody who may not, bounded tries, and changing it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from facilitation import engine
from facilitation.store.mails import Mail
from facilitation.store.people import Person
from facilitation.web.people import passwords
from tests.web.conftest import Browser
from tests.world import World

PASSWORD = "a few words in a row"
EMAIL = "participant@here.invalid"


@pytest.fixture
def with_password(world: World) -> None:
    with world.database.writing() as orm:
        orm.get_one(Person, world.here.people["participant"]).password_hash = passwords.hashed(PASSWORD)


def _try(browser: Browser, password: str = PASSWORD, email: str = EMAIL, **more: str):
    return browser.post("/sign-in", email=email, password=password, **more)


def _signed_in(browser: Browser) -> bool:
    return browser.get("/p/here/").status_code == 200


def _plain(page: str) -> str:
    return re.sub(r'value="[^"]*"', "", page)


def test_the_right_password_signs_in(with_password, browse) -> None:
    browser = browse()
    answer = _try(browser, email=f" {EMAIL.title()} ")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/p/here/")
    assert _signed_in(browser)


def test_one_goes_on_where_one_wanted_to_and_never_elsewhere(with_password, browse) -> None:
    assert _try(browse(), next="/p/here/people?x=1").headers["Location"] == "/p/here/people?x=1"
    for foreign in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        assert _try(browse(), next=foreign).headers["Location"] == "/p/here/"


def test_signing_in_begins_a_new_session(with_password, browse) -> None:
    browser = browse()
    browser.get("/sign-in")
    with browser.client.session_transaction() as session:
        session["planted"] = "before"
    assert _try(browser).status_code == 303
    with browser.client.session_transaction() as session:
        assert "planted" not in session


def test_known_and_unknown_names_are_answered_alike(
    with_password, world: World, browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wrong password, no password set, nobody of that name: one status, one page, one hash computed."""
    hashes = []
    verified = passwords.verified

    def counted(known: str, password: str) -> bool:
        hashes.append(known)
        return verified(known, password)

    monkeypatch.setattr(passwords, "verified", counted)
    answers = []
    for email in (EMAIL, "organiser@here.invalid", "nobody@city.example"):
        before = len(hashes)
        answer = _try(browse(), "not the password", email)
        assert len(hashes) == before + 1, email
        answers.append((answer.status_code, _plain(answer.get_data(as_text=True))))
    assert answers[0] == answers[1] == answers[2] and answers[0][0] == 422
    for known in hashes:
        assert not passwords.HASHER.check_needs_rehash(known), "the dummy costs what a real one costs"


def test_the_typed_address_stays(browse) -> None:
    page = _try(browse(), email="ana@city.example").get_data(as_text=True)
    assert 'value="ana@city.example"' in page and 'href="#field-email"' in page


def test_after_many_failures_an_account_waits_and_others_do_not(with_password, browse) -> None:
    for _ in range(10):
        assert _try(browse(), "wrong").status_code == 422
    answer = _try(browse())
    assert answer.status_code == 429 and "ten minutes" in answer.get_data(as_text=True)
    for _ in range(10):
        assert _try(browse(), "wrong", "nobody@city.example").status_code == 422
    assert _try(browse(), "wrong", "nobody@city.example").status_code == 429, "an unknown name waits alike"
    assert _try(browse(), "wrong", "other@city.example").status_code == 422
    assert 0 < int(answer.headers["Retry-After"]) <= 600


def test_many_tries_at_once_are_no_more_tries(with_password, browse) -> None:
    """Those that wait while others fail are judged by what those did."""
    browsers = [browse() for _ in range(20)]
    forms = [{"csrf_token": one.token(), "email": EMAIL, "password": "wrong"} for one in browsers]
    with ThreadPoolExecutor(len(browsers)) as people:

        def send(number: int) -> int:
            return browsers[number].client.post("/sign-in", data=forms[number]).status_code

        statuses = Counter(people.map(send, range(len(browsers))))
    assert statuses[422] + statuses[429] == len(browsers)
    assert 10 <= statuses[422] < 10 + engine.HEAVY_THREADS


def test_successes_are_never_counted(with_password, browse) -> None:
    for _ in range(70):
        assert _try(browse()).status_code == 303


@pytest.mark.parametrize("path", ["/account/link", "/account/forgotten"])
def test_asking_for_a_link_is_answered_alike(world: World, browse, path: str) -> None:
    answers = [browse().post(path, email=email) for email in (EMAIL, "nobody@city.example", "", "x" * 5000)]
    assert {(one.status_code, one.headers["Location"]) for one in answers} == {(303, "/account/on-its-way")}
    with world.database.reading() as orm:
        assert [mail.address for mail in orm.query(Mail)] == [EMAIL]


def test_nobody_is_flooded_with_links(world: World, browse) -> None:
    for _ in range(6):
        assert browse().post("/account/link", email=EMAIL).status_code == 303
    with world.database.reading() as orm:
        assert orm.query(Mail).count() == 3


def test_a_forgotten_password_is_set_anew(with_password, world: World, browse) -> None:
    elsewhere = browse("participant")
    browser = browse()
    browser.post("/account/forgotten", email=EMAIL)
    with world.database.reading() as orm:
        link = orm.query(Mail).one().link
    assert browser.get(link).status_code == 200 and browser.get(link).status_code == 200
    assert browser.post(link, password="short").status_code == 422
    assert browser.post(link, password="another row of words").status_code == 303
    assert _signed_in(browser) and not _signed_in(elsewhere)
    assert browse().get(link).status_code == 404
    assert _try(browse()).status_code == 422
    assert _try(browse(), "another row of words").status_code == 303


def _twice(browser: Browser, path: str, **fields: str):
    """A double click: the same form is sent again before the first answer's cookie is there."""
    data = fields | {"csrf_token": browser.token(), "operation_id": browser.world.operation_id()}
    before = browser.client.get_cookie("facilitation").value
    first = browser.client.post(path, data=data)
    browser.client.set_cookie("facilitation", before)
    return first, browser.client.post(path, data=data, follow_redirects=True)


def test_a_double_click_that_sets_a_password_ends_where_the_first_would(
    with_password, world: World, browse
) -> None:
    browse().post("/account/forgotten", email=EMAIL)
    with world.database.reading() as orm:
        link = orm.query(Mail).one().link
    new = "another row of words"
    for who, path, fields in (
        (None, link, {"password": new}),
        ("participant", "/account/password", {"present": new, "password": "and yet another row"}),
    ):
        browser = browse(who)
        browser.get(path)
        first, second = _twice(browser, path, **fields)
        assert first.status_code == 303 and second.status_code == 200
        assert second.request.path == first.headers["Location"]
        assert "Elsewhere you are signed out." in second.get_data(as_text=True) and _signed_in(browser)


def test_a_spent_reset_link_sets_and_opens_nothing(with_password, world: World, browse) -> None:
    """Not for another browser, not with another password, not later: not even with the first form's id."""
    browse().post("/account/forgotten", email=EMAIL)
    with world.database.reading() as orm:
        link = orm.query(Mail).one().link
    browser, other = browse(), browse()
    for one in (browser, other):
        one.get(link)
    form = {"password": "another row of words", "operation_id": "the-first-form"}
    before = browser.client.get_cookie("facilitation").value
    assert browser.post(link, **form).status_code == 303
    assert other.post(link, **form).status_code == 404 and not _signed_in(other)
    browser.client.set_cookie("facilitation", before)
    again = form | {"password": "quite another row of words"}
    assert browser.post(link, **again).status_code == 404 and not _signed_in(browser)
    world.clock.now += dt.timedelta(seconds=61)
    assert browser.post(link, **form).status_code == 404 and not _signed_in(browser)


def test_a_cookie_from_before_is_no_password(with_password, browse) -> None:
    browser, copy = browse("participant"), browse()
    copy.client.set_cookie("facilitation", browser.client.get_cookie("facilitation").value)
    assert browser.post("/sign-out").status_code == 303
    for password in ("", "not the password", "participant@here.invalid"):
        answer = copy.post("/account/password", present=PASSWORD, password=password)
        assert answer.status_code == 403 and not _signed_in(copy)


def test_a_new_address_from_the_account_page(with_password, world: World, browse) -> None:
    browser, elsewhere = browse("participant"), browse()
    new = "ana@city.example"
    answer = browser.post("/account/address", email=new)
    assert answer.status_code == 422 and "not your present password" in answer.get_data(as_text=True)
    answers = [
        browser.post("/account/address", email=email, present=PASSWORD)
        for email in ("organiser@here.invalid", new)
    ]
    assert {answer.status_code for answer in answers} == {303}
    with world.database.reading() as orm:
        link = orm.query(Mail).order_by(Mail.id.desc()).first().link
    page = elsewhere.get(link).get_data(as_text=True)
    assert new in page and "This is my address" in page
    assert new not in browser.get("/account").get_data(as_text=True), "to look at the link changes nothing"
    assert elsewhere.post(link).headers["Location"] == "/sign-in"
    assert new in browser.get("/account").get_data(as_text=True)
    assert elsewhere.get(link).status_code == 404 and not _signed_in(elsewhere)


def test_without_a_seat_there_is_nothing_to_be_told_apart(world: World, browse) -> None:
    stranger = browse("there/participant")
    paths = ("/p/here/", "/p/nowhere/", "/p/here/people", "/p/nowhere/cities/DUB")
    answers = [stranger.get(path) for path in paths]
    pages = {re.sub(r'value="[^"]+"', "", answer.get_data(as_text=True)) for answer in answers}
    assert len(pages) == 1 and {answer.status_code for answer in answers} == {404}
    page = pages.pop()
    assert "Participant (participant@there.invalid)" in page and "Programme there" in page
    assert "Please sign in" not in page and "/sign-in" in browse().get("/p/nowhere/").headers["Location"]


def test_a_change_asks_for_the_present_one_and_keeps_this_browser(with_password, browse) -> None:
    here, elsewhere = browse("participant"), browse("participant")
    new = {"password": "quite another sentence"}
    assert here.post("/account/password", present="wrong", **new).status_code == 422
    assert here.post("/account/password", **new).status_code == 422
    assert _signed_in(elsewhere)
    assert (
        here.post("/account/password", present=PASSWORD, password="participant@here.invalid").status_code
        == 422
    )
    assert here.post("/account/password", present=PASSWORD, **new).status_code == 303
    assert _signed_in(here) and not _signed_in(elsewhere)
    assert _try(browse(), new["password"]).status_code == 303


def test_no_command_from_outside_sets_a_password(world: World, browse) -> None:
    browser = browse("participant")
    call = {
        "operation_id": world.operation_id(),
        "payload": {"person": world.here.people["participant"], "password_hash": "x", "instead_of": ""},
    }
    headers = {"X-CSRFToken": browser.token()}
    answer = browser.client.post("/api/v1/commands/password.set?programme=here", json=call, headers=headers)
    assert answer.status_code == 403


def test_the_account_page_keeps_what_is_typed(world: World, browse) -> None:
    browser = browse("participant")
    assert EMAIL in browser.get("/account").get_data(as_text=True)
    assert browser.post("/account", name="Ana", locale="fr").status_code == 303
    page = browser.get("/account").get_data(as_text=True)
    assert '<html lang="fr"' in page and 'value="Ana"' in page
    assert "/sign-in" in browse().get("/account").headers["Location"]
