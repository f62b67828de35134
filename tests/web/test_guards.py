"""What guards every page: CSRF, Origin, Sec-Fetch-Site, the headers, and addresses that stay ours."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from facilitation.web.redirects import local_path
from tests.world import World

FOREIGN = ("http://evil.example", "https://localhost.evil.example", "null", "http://localhost:81", "")
CHANGING = ("/join", "/language", "/sign-out", "/watch", "/p/here/sessions", "/p/here/calendar/feed")


@pytest.mark.parametrize("path", CHANGING)
def test_without_a_csrf_token_nothing_is_done(browse, path: str) -> None:
    client = browse("organiser").client
    for data in ({}, {"csrf_token": ""}, {"csrf_token": "wrong"}):
        assert client.post(path, data=data).status_code == 403, data


@pytest.mark.parametrize("header", ["", "Basic x", "Bearer", "Bearer ", "Bearer x", "Digest y", "bearer x"])
def test_no_authorization_replaces_the_token_of_a_page(browse, header: str) -> None:
    """Browsers send Basic by themselves once somebody has typed a name and a password for this host."""
    client = browse("organiser").client
    for path in CHANGING:
        assert client.post(path, headers={"Authorization": header}).status_code == 403, path
    with client.session_transaction() as session:
        assert session["_user_id"], "still signed in"


@pytest.mark.parametrize("header", ["", "Basic x", "Digest y", "Bearer", "Bearer ", "Bearerx y"])
def test_only_a_bearer_replaces_the_token_of_a_call(browse, world: World, header: str) -> None:
    client = browse("participant").client
    call = {"operation_id": world.operation_id(), "payload": {}}
    path = "/api/v1/commands/feed.renew?programme=here"
    answer = client.post(path, json=call, headers={"Authorization": header})
    assert answer.status_code == 403 and "too long" in answer.json["message"]


def test_a_token_of_another_browser_does_not_do(browse) -> None:
    mine, theirs = browse("organiser"), browse("organiser")
    answer = mine.client.post("/language", data={"csrf_token": theirs.token(), "locale": "fr"})
    assert answer.status_code == 403
    assert mine.client.post("/language", data={"csrf_token": mine.token(), "locale": "fr"}).status_code == 303


def test_a_json_call_with_a_cookie_needs_the_token_too(browse, world: World) -> None:
    client = browse("participant").client
    call = {"operation_id": world.operation_id(), "payload": {}}
    answer = client.post("/api/v1/commands/feed.renew?programme=here", json=call)
    assert answer.status_code == 403 and answer.json["code"] == "not_allowed"


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize("path", [*CHANGING, "/api/v1/join", "/api/v1/commands/note.post"])
def test_a_foreign_origin_is_refused(browse, origin: str, path: str) -> None:
    browser = browse("organiser")
    answer = browser.client.post(path, data={"csrf_token": browser.token()}, headers={"Origin": origin})
    assert answer.status_code == 403


def test_our_own_origin_is_let_in(browse) -> None:
    browser = browse("organiser")
    for headers in (
        {"Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ):
        answer = browser.client.post("/language", data={"csrf_token": browser.token()}, headers=headers)
        assert answer.status_code == 303


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_browsers_say_comes_from_another_site_is_refused(browse, site: str) -> None:
    browser = browse("organiser")
    for path in CHANGING:
        answer = browser.client.post(
            path, data={"csrf_token": browser.token()}, headers={"Sec-Fetch-Site": site}
        )
        assert answer.status_code == 403
    # Following a link from elsewhere is no change.
    assert browser.client.get("/", headers={"Sec-Fetch-Site": site}).status_code == 200


def test_an_unknown_host_is_not_answered(app: Flask) -> None:
    assert app.test_client().get("/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/join", 200), ("/nowhere", 404), ("/p/here/", 302), ("/healthz", 200), ("/api/v1/x", 404)]
    + [
        ("/static/css/tokens.css", 200),
        ("/api/v1/openapi.json", 200),
        ("/feeds/x.ics", 404),
        ("/language", 405),
    ],
)
def test_every_answer_bears_the_headers(app: Flask, path: str, status: int) -> None:
    answer = app.test_client().get(path)
    assert answer.status_code == status
    headers = answer.headers
    policy = dict(
        (part.split() or [""])[0:1] + [part]
        for part in map(str.strip, headers["Content-Security-Policy"].split(";"))
    )
    assert policy["default-src"] == "default-src 'self'"
    for name in ("object-src", "base-uri", "frame-ancestors"):
        assert policy[name] == f"{name} 'none'"
    assert (
        "unsafe" not in headers["Content-Security-Policy"] and "*" not in headers["Content-Security-Policy"]
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers
    if not path.startswith(("/static/", "/feeds/")):
        assert headers["Cache-Control"] == "no-store"


def test_no_inline_script_without_the_nonce(browse, world: World) -> None:
    browser = browse("facilitator")
    for path in ("/", "/p/here/", f"/p/here/sessions/{world.here.session}/room"):
        answer = browser.get(path)
        page = answer.get_data(as_text=True)
        nonces = set(re.findall(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"]))
        for attributes in re.findall(r"<script\b([^>]*)>", page):
            own = "src=" in attributes or 'type="application/json"' in attributes
            assert own or any(f'nonce="{nonce}"' in attributes for nonce in nonces), attributes
        assert not re.search(r"\son[a-z]+\s*=\s*[\"']", page), "no event handler in the markup"


NASTY = (
    "//evil.example",
    "///evil.example",
    "////evil.example/",
    "\\\\evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https://evil.example",
    "http://evil.example/path",
    "http://localhost@evil.example/",
    "http://localhost:80@evil.example/",
    "http://evil.example#localhost",
    "http://localhost.evil.example/",
    "http:\\\\evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "\t//evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\x00//evil.example",
    " //evil.example",
    "ht\ntps://evil.example",
    "http://[evil",
    "evil.example",
    "?x=1",
    "",
)


@pytest.mark.parametrize("url", NASTY)
def test_no_way_to_a_foreign_host(app: Flask, browse, url: str) -> None:
    with app.test_request_context("/"):
        path = local_path(url)
    assert path is None or re.match(r"/(?![/\\])[^\x00-\x20\\]*\Z", path), path
    browser = browse()
    location = browser.post("/language", locale="en", next=url).headers["Location"]
    assert re.match(r"/(?![/\\\t\n\r])", location), location


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/p/here/", "/p/here/"),
        ("/a?b=c&d=e", "/a?b=c&d=e"),
        ("http://localhost/a?b", "/a?b"),
        ("/a#b", "/a"),
    ],
)
def test_our_own_addresses_are_kept(app: Flask, url: str, path: str) -> None:
    with app.test_request_context("/"):
        assert local_path(url) == path


@pytest.mark.parametrize(
    "url",
    [
        "http://evil.example/path",
        "//evil.example/x",
        "http://localhost@evil.example/x",
        "http://localhost:81/x",
    ],
)
def test_the_path_of_a_foreign_address_is_not_taken_for_ours(app: Flask, url: str) -> None:
    with app.test_request_context("/"):
        assert local_path(url) is None


def test_a_number_that_no_database_keeps_leads_nowhere(browse) -> None:
    browser = browse("organiser")
    assert browser.get(f"/p/here/sessions/{10**20}").status_code == 404
    assert browser.get(f"/api/v1/boards/{10**20}?programme=here").status_code == 404
