"""The program's doors over HTTP: joining by code, opening a sign-in link, reading a subject."""

from __future__ import annotations

import asyncio
import http.client
import http.cookiejar
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

from facilitation.rehearsal.outbox import Refusal, Unreachable

SECONDS, PAGE_SECONDS = 15.0, 60.0
"""How long one request may take, and a page or a document."""


@dataclass(frozen=True, slots=True)
class Place:
    """A seat just taken: its token, and what is open there."""

    token: str
    programme: str
    session: int
    board: int | None


@dataclass(frozen=True, slots=True)
class SignIn:
    """A session cookie: where it holds, and the headers of a socket's upgrade that bear it."""

    url: str
    headers: dict[str, str]


async def join(url: str, code: str, name: str, city: str | None, *, patience: float = 45.0) -> Place:
    """Take a simulated guest's seat.

    A city that the programme does not have makes them come from an organisation. Waits for a server that
    restarts. Raises Refusal, and Unreachable after `patience` seconds.
    """
    wanted = {"code": code, "name": name, "city": city, "simulated": True}
    if city is None:
        wanted["organisation"] = name
    end = time.monotonic() + patience
    while True:
        try:
            answer = await asyncio.to_thread(_post, f"{url.rstrip('/')}/api/v1/join", wanted)
            return Place(answer["seat"], answer["programme"], answer["session"], answer["board"])
        except Refusal as refusal:
            if refusal.field == "city" and city is not None:
                return await join(url, code, name, None, patience=patience)
            if refusal.code != "busy" or time.monotonic() > end:
                raise
        except OSError as error:
            if time.monotonic() > end:
                raise Unreachable(f"{url} does not answer ({error})") from error
        await asyncio.sleep(1.0)


async def snapshot(url: str, subject: str, token: str) -> dict[str, Any]:
    """A subject such as "board:12" as a fresh read gives it: {"ok", "revision", "snapshot"}."""
    kind, _, number = subject.partition(":")
    request = urllib.request.Request(
        f"{url.rstrip('/')}/api/v1/{kind}s/{number}", headers={"Authorization": f"Bearer {token}"}
    )
    return await asyncio.to_thread(_ask, request)


async def sign_in(link: str) -> SignIn:
    """Open a demo's sign-in link. Raises Refusal where it is dead, OSError where nobody answers."""

    def follow() -> SignIn:
        cookies = http.cookiejar.CookieJar()
        opener = _opener(urllib.request.HTTPCookieProcessor(cookies), _Here())
        try:
            opener.open(link, timeout=PAGE_SECONDS).close()
        except urllib.error.HTTPError as error:
            if not len(cookies):
                raise Refusal({"code": "not_found", "message": "the sign-in link is dead"}) from error
        parts = urllib.parse.urlsplit(link)
        cookie = "; ".join(f"{one.name}={one.value}" for one in cookies)
        origin = f"{parts.scheme}://{parts.netloc}"
        return SignIn(origin, {"Cookie": cookie, "Origin": origin})

    return await asyncio.to_thread(follow)


async def page(url: str, headers: dict[str, str]) -> str:
    """A page's text as somebody reads it who bears these headers. Raises OSError where there is none."""

    def fetch() -> str:
        with _opener().open(urllib.request.Request(url, headers=headers), timeout=PAGE_SECONDS) as answer:
            return answer.read().decode()

    return await asyncio.to_thread(fetch)


class _Here(urllib.request.HTTPRedirectHandler):
    """Goes nowhere: of a link only its cookie is wanted, not the page behind it."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _post(url: str, data: dict[str, Any]) -> Any:
    body = json.dumps(data).encode()
    return _ask(urllib.request.Request(url, body, {"Content-Type": "application/json"}))


def _ask(request: urllib.request.Request) -> Any:
    """The JSON answer. Raises Refusal for what the server says no to, OSError for everything else."""
    try:
        with _opener().open(request, timeout=SECONDS) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            answer = _refused(error)
        if answer is None:
            raise OSError(f"status {error.code}") from error
        raise Refusal(answer) from error
    except (ValueError, http.client.HTTPException) as error:
        raise OSError(f"an answer that can't be read: {error}") from error


def _refused(error: urllib.error.HTTPError) -> dict[str, Any] | None:
    if error.code >= 500:
        return None
    try:
        answer = json.load(error)
    except ValueError:
        answer = None
    return answer if isinstance(answer, dict) else {"code": "not_found", "message": str(error)}


def _opener(*handlers: urllib.request.BaseHandler) -> urllib.request.OpenerDirector:
    # Without proxies: people in a rehearsal come straight from this machine.
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), *handlers)
