"""A phone in an office whose proxy lets no WebSocket through, over plain HTTP: it takes part all the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from facilitation.welcome import lan_address
from tests.journeys.flaky_network import Office
from tests.journeys.rooms import cluster, connected, enter, lead, note, post
from tests.servers import LiveServer, live_server

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
HOST = lan_address() or "127.0.0.1"
"""This machine in its network, which no browser takes for a secure place; without a network, loopback."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    options = ["--lan"] if lan_address() else []
    with live_server(tmp_path_factory.mktemp("office"), *options) as running:
        yield running


@pytest.fixture
def office(server: LiveServer) -> Iterator[Callable[..., Office]]:
    opened = []

    def build(**how: bool) -> Office:
        opened.append(Office(urlsplit(server.url).port or 80, HOST, **how))
        return opened[-1]

    yield build
    for one in opened:
        one.close()


def test_a_phone_takes_part_in_a_whole_workshop(
    server: LiveServer, person: Callable[..., Page], office: Callable[..., Office]
) -> None:
    facilitator, phone = person(), person(**PHONE)
    code = lead(facilitator, server, "Without WebSocket")
    proxy = office()
    base = f"http://{HOST}:{proxy.port}"

    # Join by code.
    phone.goto(base)
    phone.get_by_label("The code on the screen or the invitation").fill(code)
    phone.get_by_role("button", name="Join", exact=True).click()
    phone.get_by_label("Your name").fill("Pia")
    phone.get_by_text("Dublin", exact=True).click()
    phone.get_by_role("button", name="Enter the room").click()
    connected(phone)
    assert proxy.upgrades, "it tried and was refused"

    def stage(name: str) -> None:
        facilitator.locator(f"[data-set-stage={name}]").click()
        expect(phone.locator(f".stage[data-stage={name}]")).to_have_attribute("aria-current", "step")

    # Write and reveal.
    stage("write")
    post(phone, "Our young people leave.")
    expect(note(phone, "Our young people leave.")).to_contain_text("saved")
    post(facilitator, "Nobody applies for our jobs.")
    expect(phone.locator(".note")).to_have_count(2)
    stage("revealed")
    expect(note(phone, "Nobody applies for our jobs.")).to_be_visible()

    # Cluster, by the selection that fingers use.
    stage("cluster")
    for text in ("Our young people leave.", "Nobody applies for our jobs."):
        note(phone, text).locator("[data-action=select]").tap()
    phone.locator("[data-action=group]").tap()
    phone.locator("#group-title").fill("The young leave")
    phone.locator("#group-dialog").get_by_role("button", name="Group").tap()
    expect(cluster(facilitator, "The young leave")).to_contain_text("2 notes")

    # Vote.
    stage("vote")
    cluster(phone, "The young leave").locator(".cluster-facts [data-action=vote]").tap()
    expect(phone.locator("[data-part=votes-left]")).to_contain_text("4 votes left")
    facilitator.get_by_role("button", name="Show the counts").click()
    expect(cluster(facilitator, "The young leave")).to_contain_text("1 vote")

    # The end, and what happened.
    facilitator.get_by_role("button", name="End the session").first.click()
    facilitator.locator("#end-dialog").get_by_role("button", name="End the session").click()
    expect(phone.get_by_text("The session has ended.").first).to_be_visible()
    phone.locator(".live-more > summary").tap()
    phone.get_by_role("link", name="What happened so far").tap()
    expect(phone.locator("#recap-dialog")).to_contain_text("The young leave")

    # When the phone goes, the others see it at once, as with a WebSocket.
    pia = facilitator.locator(".person", has_text="Pia")
    expect(pia).not_to_contain_text("not connected")
    phone.goto("about:blank")
    expect(pia).to_contain_text("not connected")


def test_a_proxy_that_never_answers_costs_one_time_out(
    server: LiveServer, person: Callable[..., Page], office: Callable[..., Office]
) -> None:
    code = server.ready["join_code"]
    phone, other = person(**PHONE), person()
    enter(other, server.url, code, "Otto", "Turin")
    proxy = office(holds=True)
    enter(phone, f"http://{HOST}:{proxy.port}", code, "Hana", "Dublin", within=20_000)
    assert proxy.upgrades, "a WebSocket was tried first"
    # An upgrade is tried from long polling, too, and held; nothing waits for it.
    post(phone, "Written while the proxy holds")
    expect(note(other, "Written while the proxy holds")).to_be_visible()
    post(other, "And read there")
    expect(note(phone, "And read there")).to_be_visible()
    expect(note(phone, "Written while the proxy holds")).to_contain_text("saved")
    # The next page in this window does not wait for the time-out again.
    before = len(proxy.upgrades)
    phone.reload()
    connected(phone)
    assert all("sid=" in path for path in proxy.upgrades[before:]), "it polls first"


def test_an_old_ticket_is_renewed_by_itself(
    server: LiveServer, person: Callable[..., Page], office: Callable[..., Office]
) -> None:
    """As on a page that was put to sleep for an hour."""
    phone = person(**PHONE)
    proxy = office()

    def old_ticket(route: Route) -> None:
        page = route.fetch()
        text, put = re.subn(r'("ticket":\s*)"[^"]+"', r'\1"expired"', page.text())
        assert put == 1
        route.fulfill(response=page, body=text)

    enter(phone, f"http://{HOST}:{proxy.port}", server.ready["join_code"], "Rip", "Dublin")
    phone.route(re.compile(r"/room(\?.*)?$"), old_ticket)
    phone.reload()
    connected(phone)
    post(phone, "Awake again")
    expect(note(phone, "Awake again")).to_contain_text("saved")
