"""Signing in leaves no memory behind, however many try it at once."""

from __future__ import annotations

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from facilitation.config import ENGINES
from tests.servers import live_process
from tests.world import World

#: Memory that a try leaves behind is all there once each of those at once has tried; more only take longer.
TRIES, AT_ONCE, MOST_MEGABYTES = 60, 20, 40


def _resident(pid: int) -> float:
    """What a process holds in memory, in megabytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024


def _try(browser: OpenerDirector, url: str, token: str, number: int) -> int:
    form = {"csrf_token": token, "email": f"nobody{number}@here.invalid", "password": "surely not this one"}
    try:
        return browser.open(f"{url}/sign-in", urlencode(form).encode(), timeout=60).status
    except HTTPError as error:
        return error.code


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize(
    "engine", [pytest.param(name, marks=pytest.mark.gevent if name == "gevent" else ()) for name in ENGINES]
)
def test_wrong_passwords_leave_no_memory_behind(world: World, tmp_path: Path, engine: str) -> None:
    with live_process(tmp_path, str(world.database.url.database), engine, rate_limits="off") as process:
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        page = browser.open(f"{process.url}/sign-in").read().decode()
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        with ThreadPoolExecutor(AT_ONCE) as people:

            def all_try(numbers: range) -> set[int]:
                return set(people.map(lambda number: _try(browser, process.url, token, number), numbers))

            before = _resident(process.pid)
            assert all_try(range(TRIES)) == {422}
        grown = _resident(process.pid) - before
    assert grown < MOST_MEGABYTES, f"{grown:.0f} MB more after {TRIES} tries"
