"""Signing in by link, signing out everywhere, and the language of the pages."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from facilitation.app import create_app
from facilitation.config import Config
from facilitation.store.mails import Mail
from facilitation.store.people import Person, SignInLink
from facilitation.store.viewers import token_hash
from tests.web.conftest import Browser
from tests.world import START, World

SECRET = "Uu3vXq8nW5rT1yKp7LmZ0cBd4FgHj6Ss9AaEeIoOxYz2"


@pytest.fixture
def public(world: World, tmp_path: Path) -> Flask:
    """The program as it stands on the open network: https, no demo."""
    config = Config.from_environment(
        {"FACILITATION_EXTERNAL_URL": "https://localhost", "FACILITATION_SECRET_KEY": SECRET},
        database_url=str(world.database.url),
    )
    assert not config.demo
    return create_app(config, world.house, world.door)


def _link(world: World, token: str, *, reusable: bool = False, expires: dt.datetime | None = None) -> None:
    with world.database.writing() as orm:
        orm.add(
            SignInLink(
                person_id=world.here.people["participant"],
                token_hash=token_hash(token),
                expires_at=expires or START + dt.timedelta(hours=1),
                reusable=reusable,
            )
        )


def _signed_in(browser: Browser) -> bool:
    return browser.get("/p/here/").status_code == 200


def test_a_link_is_spent_once(world: World, browse) -> None:
    _link(world, "once")
    first, second = browse(), browse()
    assert first.get("/sign-in/once").status_code == 303 and _signed_in(first)
    assert second.get("/sign-in/once").status_code == 404 and not _signed_in(second)
    assert _signed_in(first)


def test_a_reusable_link_opens_again(world: World, browse) -> None:
    _link(world, "often", reusable=True)
    for browser in (browse(), browse()):
        assert browser.get("/sign-in/often").status_code == 303 and _signed_in(browser)


def test_an_expired_or_unknown_link_is_dead(world: World, browse) -> None:
    _link(world, "late", expires=START)
    for token in ("late", "unknown"):
        browser = browse()
        assert browser.get(f"/sign-in/{token}").status_code == 404 and not _signed_in(browser)


def test_outside_the_demo_a_link_needs_a_post(world: World, public: Flask) -> None:
    """What scans mails opens every link in them, and must not spend it."""
    _link(world, "mailed")
    client = public.test_client()
    base = "https://localhost"
    for method in ("get", "head", "get"):
        answer = getattr(client, method)("/sign-in/mailed", base_url=base)
        assert answer.status_code == 200
    with world.database.reading() as orm:
        link = orm.query(SignInLink).filter_by(token_hash=token_hash("mailed")).one()
        assert link.used_at is None
    assert client.get("/p/here/", base_url=base).status_code == 302
    page = client.get("/sign-in/mailed", base_url=base).get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    assert client.post("/sign-in/mailed", base_url=base).status_code == 403
    answer = client.post("/sign-in/mailed", data={"csrf_token": token}, base_url=base)
    assert answer.status_code == 303
    cookie = answer.headers["Set-Cookie"]
    assert "Secure" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert client.get("/p/here/", base_url=base).status_code == 200


class Pressing:
    """A browser on the open network that has opened the page of a link."""

    def __init__(self, public: Flask, world: World, path: str, base: str = "https://localhost") -> None:
        self.client, self.path, self.base = public.test_client(), path, base
        page = self.client.get(path, base_url=base).get_data(as_text=True)
        self.form = {
            "csrf_token": page.split('name="csrf_token" value="')[1].split('"')[0],
            "operation_id": "one-and-the-same",
        }
        self.before = self.client.get_cookie("facilitation").value

    def press(self, **fields: str):
        """Press the button, with the session's cookie that came with the page."""
        self.client.set_cookie("facilitation", self.before)
        return self.client.post(self.path, data=self.form | fields, base_url=self.base)

    def is_in(self) -> bool:
        return self.client.get("/p/here/", base_url=self.base).status_code == 200


def test_a_second_press_lands_where_the_first_does(world: World, public: Flask) -> None:
    _link(world, "mailed")
    browser = Pressing(public, world, "/sign-in/mailed")
    first = browser.press()
    world.clock.now += dt.timedelta(seconds=59)
    second = browser.press()
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"] and browser.is_in()
    nonce = browser.client.get_cookie("facilitation_press")
    assert nonce.http_only and nonce.secure and nonce.same_site == "Lax"
    with world.database.reading() as orm:
        kept = orm.query(SignInLink).filter_by(token_hash=token_hash("mailed")).one().pressed_with
    assert kept and nonce.value not in kept


def test_a_spent_link_is_spent_for_everybody_else(world: World, public: Flask) -> None:
    """Who finds link and form in a log, a history or a shared browser profile has nothing by them."""
    _link(world, "mailed")
    browser = Pressing(public, world, "/sign-in/mailed")
    early = Pressing(public, world, "/sign-in/mailed")
    assert browser.press().status_code == 303
    for other in (early, Pressing(public, world, "/sign-in/mailed")):
        assert other.press().status_code == 404 and not other.is_in()
    other.client.delete_cookie("facilitation_press")
    assert other.press().status_code == 404 and not other.is_in()
    world.clock.now += dt.timedelta(seconds=61)
    assert browser.press().status_code == 404 and not browser.is_in()


def test_signing_out_ends_second_presses_as_well(world: World, public: Flask) -> None:
    _link(world, "mailed")
    browser = Pressing(public, world, "/sign-in/mailed")
    assert browser.press().status_code == 303
    world.by("participant", "sign_out.everywhere", {})
    assert browser.press().status_code == 404 and not browser.is_in()


def test_two_presses_at_the_same_moment_both_land(world: World, public: Flask) -> None:
    _link(world, "mailed")
    browser = Pressing(public, world, "/sign-in/mailed")
    copy = Pressing(public, world, "/sign-in/mailed")
    copy.form, copy.before = browser.form, browser.before
    nonce = browser.client.get_cookie("facilitation_press").value
    copy.client.set_cookie("facilitation_press", nonce, domain="localhost")
    with ThreadPoolExecutor(2) as presses:
        answers = list(presses.map(lambda one: one.press(), (browser, copy)))
    assert [answer.status_code for answer in answers] == [303, 303]
    assert browser.is_in() and copy.is_in()


def _invitation(world: World) -> str:
    invitee = {"email": "ines@city.example", "name": "Ines", "role": "observer"}
    world.by("organiser", "invitation.send", {"people": [invitee]})
    with world.database.reading() as orm:
        return orm.query(Mail).order_by(Mail.id.desc()).first().link


@pytest.mark.parametrize("chosen", [{}, {"password": "a few words in a row"}])
def test_an_invitation_pressed_twice_is_accepted_once_and_signs_in(
    world: World, public: Flask, chosen: dict[str, str]
) -> None:
    link = _invitation(world)
    browser, early = Pressing(public, world, link), Pressing(public, world, link)
    answers = [browser.press(name="Ines", **chosen) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"] == "/p/here/"
    assert browser.is_in()
    assert early.press(name="Ines", **chosen).status_code == 404 and not early.is_in()
    other = {"name": "Ines", "password": "quite another row of words"}
    assert browser.press(**other).status_code == 404 and not browser.is_in()
    world.clock.now += dt.timedelta(seconds=61)
    assert browser.press(name="Ines", **chosen).status_code == 404 and not browser.is_in()


def test_whoever_accepts_while_signed_in_lands_and_the_link_signs_nobody_in(
    world: World, browse, public: Flask
) -> None:
    link = _invitation(world)
    known = browse("there/participant")
    known.get(link)
    form = {"name": "Pat", "operation_id": "one-and-the-same"}
    first, second = known.post(link, **form), known.post(link, **form)
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"] == "/p/here/"
    known.client.delete_cookie("facilitation")
    assert known.post(link, **form).status_code == 404 and not _signed_in(known)


def test_signing_in_leaves_nothing_of_before_but_guest_seats(world: World, browse) -> None:
    browser = browse("guest")
    with browser.client.session_transaction() as session:
        session["planted"] = "before"
    assert browser.get("/sign-in/link-participant-here").status_code == 303
    with browser.client.session_transaction() as session:
        assert "planted" not in session and session["seats"]


def test_signing_out_ends_every_browser_of_the_person(browse) -> None:
    here, elsewhere = browse("participant"), browse("participant")
    assert here.post("/sign-out").status_code == 303
    assert not _signed_in(here) and not _signed_in(elsewhere)


def test_signing_out_everywhere_ends_every_cookie_from_before(world: World, browse) -> None:
    here, elsewhere, other = browse("participant"), browse("participant"), browse("organiser")
    stolen = here.client.get_cookie("facilitation").value
    world.by("participant", "sign_out.everywhere", {})
    assert not _signed_in(here) and not _signed_in(elsewhere) and _signed_in(other)
    thief = browse()
    thief.client.set_cookie("facilitation", stolen)
    assert not _signed_in(thief)
    assert thief.get("/sign-in/link-participant-here").status_code == 303 and _signed_in(thief)
    with world.database.reading() as orm:
        assert orm.get(Person, world.here.people["participant"]).epoch == 1


def test_a_forged_cookie_opens_nothing(browse) -> None:
    browser = browse("organiser")
    value = browser.client.get_cookie("facilitation").value
    for forged in (value[:-2] + "xx", "x", "", value.split(".")[0] + ".." + value.split(".")[-1]):
        other = browse()
        other.client.set_cookie("facilitation", forged)
        assert not _signed_in(other)


# -- language ---------------------------------------------------------------------------------------------


def _language(page: str) -> str:
    return page.split('<html lang="')[1].split('"')[0]


@pytest.mark.parametrize(
    ("accepts", "language"),
    [
        ("es", "es"),
        ("fr-CA,fr;q=0.9", "fr"),
        ("de,es;q=0.4,fr;q=0.2", "es"),
        ("pl", "en"),
        ("", "en"),
        ("*", "en"),
    ],
)
def test_the_browser_chooses_first(app: Flask, accepts: str, language: str) -> None:
    page = app.test_client().get("/", headers={"Accept-Language": accepts}).get_data(as_text=True)
    assert _language(page) == language


def test_the_reader_chooses_and_goes_on_where_they_were(browse) -> None:
    browser = browse("participant")
    answer = browser.post("/language", locale="fr", next="/p/here/sessions?x=1")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/p/here/sessions?x=1")
    page = browser.client.get("/", headers={"Accept-Language": "es"}).get_data(as_text=True)
    assert _language(page) == "fr"
    for wrong in ("xx", "", "fr; Domain=evil", "../../etc"):
        browser.post("/language", locale=wrong)
        assert _language(browser.get("/").get_data(as_text=True)) == "fr"
    browser.client.set_cookie("locale", "../x")
    assert _language(browser.get("/").get_data(as_text=True)) == "en"


def test_a_guests_cookie_from_before_signing_out_is_dead(world: World, browse) -> None:
    """Of everybody whose seat this browser held: a table shares it."""
    browser, copy = browse("guest"), browse(None)
    session = f"/p/here/sessions/{world.here.session}"
    assert browser.post(f"{session}/table", name="Gustav", city="TRN").status_code == 303
    copy.client.set_cookie("facilitation", browser.client.get_cookie("facilitation").value)
    with copy.client.session_transaction() as kept:
        [tokens] = kept["seats"].values()
    assert len(tokens) == 2 and copy.get(f"{session}/room").status_code == 200
    assert browser.post("/sign-out").status_code == 303
    for one in (browser, copy):
        assert "/sign-in" in one.get(f"{session}/room").headers["Location"]
    for token in tokens:
        answer = browse().client.get(
            f"/api/v1/sessions/{world.here.session}", headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.status_code == 403
    assert browser.post("/sign-out").status_code == copy.post("/sign-out").status_code == 303


def test_signing_out_of_an_account_ends_the_guest_seats_of_the_browser_too(world: World, browse) -> None:
    browser, copy = browse("guest"), browse(None)
    assert browser.get("/sign-in/link-participant-there").status_code == 303
    copy.client.set_cookie("facilitation", browser.client.get_cookie("facilitation").value)
    room = f"/p/here/sessions/{world.here.session}/room"
    assert copy.get(room).status_code == 200
    assert browser.post("/sign-out").status_code == 303
    assert copy.get(room).status_code == 302


def test_a_cookie_from_before_signing_out_is_dead(browse) -> None:
    browser, copy = browse("participant"), browse(None)
    cookie = browser.client.get_cookie("facilitation")
    copy.client.set_cookie("facilitation", cookie.value)
    assert copy.get("/p/here/").status_code == 200
    assert browser.post("/sign-out").status_code == 303
    assert "/sign-in" in copy.get("/p/here/").headers["Location"]
