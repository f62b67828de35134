"""Somebody signed in who uses the program as a browser does: reads pages, sends forms, takes files away."""

from __future__ import annotations

import asyncio
import http.cookiejar
import json
import re
import secrets
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from html import unescape
from typing import Any

from facilitation.rehearsal.client import Client
from facilitation.rehearsal.joining import SignIn
from facilitation.rehearsal.whole_session import House

SECONDS, PAUSE = 120.0, 0.5
BUSY = (429, 503)
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_FAULT = re.compile(r"<li[^>]*>\s*(.*?)\s*</li>", re.DOTALL)


class Refusing(Exception):
    """The program answered that it can't be done; the text is its own."""


class Missing(Refusing):
    """There is no such page."""


class Door:
    """One person in one programme, whose address is `slug`."""

    def __init__(self, link: str, slug: str) -> None:
        self.slug = slug
        parts = urllib.parse.urlsplit(link)
        self.url = f"{parts.scheme}://{parts.netloc}"
        self._link = link
        self._cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            # Without proxies: the program runs on this machine.
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(self._cookies),
        )
        self._token = ""

    async def sign_in(self) -> None:
        """Open the link. Raises Refusing where it is dead."""
        text = (await self._ask(self._link)).decode()
        found = _TOKEN.search(text)
        if found is None:
            raise Refusing("the sign-in link leads nowhere")
        self._token = unescape(found[1])

    @property
    def house(self) -> House:
        """The same person as simulated people know whoever leads them."""
        cookie = "; ".join(f"{one.name}={one.value}" for one in self._cookies)
        return House(self.slug, SignIn(self.url, {"Cookie": cookie, "Origin": self.url}))

    def client(self) -> Client:
        """This person on a socket: for commands."""
        return self.house.leader()

    async def read(self, path: str) -> str:
        """A page of the programme."""
        return (await self.take(path)).decode()

    async def take(self, path: str) -> bytes:
        """A file of the programme, or a page as it comes."""
        return await self._ask(f"{self.url}/p/{self.slug}/{path}")

    async def asked(self, path: str) -> dict[str, Any]:
        """What the JSON API says, such as of "sessions/3": a snapshot."""
        return json.loads(await self._ask(f"{self.url}/api/v1/{path}?programme={self.slug}"))

    async def send(
        self, path: str, fields: Mapping[str, str] | None = None, file: tuple[str, bytes] | None = None
    ) -> str:
        """Send a form, with a file where it asks for one; the page that comes then."""
        fields = {"csrf_token": self._token, "operation_id": secrets.token_hex(16)} | dict(fields or {})
        boundary = secrets.token_hex(16)
        body = b"".join(_part(boundary, f'name="{name}"', value.encode()) for name, value in fields.items())
        if file is not None:
            name, content = file
            body += _part(boundary, f'name="file"; filename="{name}"', content)
        body += f"--{boundary}--\r\n".encode()
        kind = f"multipart/form-data; boundary={boundary}"
        headers = {"Content-Type": kind, "Origin": self.url}
        return (await self._ask(f"{self.url}/p/{self.slug}/{path}", body, headers)).decode()

    async def bring(self, path: str, file: tuple[str, bytes]) -> str:
        """Take in a sheet as a coordinator does: choose the file, look at what it would do, confirm.

        Raises Refusing with what is wrong in it.
        """
        try:
            page = await self.send(path, file=file)
        except Missing:
            raise
        except Refusing as refusing:
            raise Refusing(f"{file[0]}: {refusing}") from None
        form = page.partition(f'{path}/take"')[2].partition("</form>")[0]
        hidden = {name: unescape(value) for name, value in _HIDDEN.findall(form)}
        if "rows" not in hidden:
            raise Refusing(f"{file[0]}: the page shows nothing to take in")
        own = ("csrf_token", "operation_id")
        return await self.send(f"{path}/take", {name: hidden[name] for name in hidden if name not in own})

    async def _ask(
        self, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> bytes:
        def ask() -> bytes:
            request = urllib.request.Request(url, body, dict(headers or {}))
            with self._opener.open(request, timeout=SECONDS) as answer:
                return answer.read()

        end = time.monotonic() + SECONDS
        while True:
            try:
                return await asyncio.to_thread(ask)
            except urllib.error.HTTPError as error:
                with error:
                    page = error.read().decode(errors="replace")
                if error.code not in BUSY or time.monotonic() > end:
                    path = urllib.parse.urlsplit(url).path
                    kind = Missing if error.code == 404 else Refusing
                    said = faults_on(page) if error.code < 500 else ""
                    raise kind(said or f"{path} answers {error.code}") from None
            # The same operation id again: what was done already is not done twice.
            await asyncio.sleep(PAUSE)


def faults_on(page: str) -> str:
    """What a page says is wrong, as one line: of a sheet its first faults, otherwise its heading."""
    main = page.partition("<main")[2] or page
    found = [_plain(text) for text in _FAULT.findall(main.partition("faults")[2])][:3]
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", main, re.DOTALL)
    alert = re.search(r'role="alert"[^>]*>(.*?)</', main, re.DOTALL)
    told = found or [_plain(one[1]) for one in (alert, heading) if one]
    return " · ".join(filter(None, told))


def _plain(html: str) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", html).split()))


def _part(boundary: str, disposition: str, content: bytes) -> bytes:
    head = f"--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n"
    return head.encode() + content + b"\r\n"
