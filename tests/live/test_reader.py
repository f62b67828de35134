"""The reader beside a live process: nobody else waits for its pages, and a lost one is started anew."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor, TimeoutError
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from tests.live.client import ask
from tests.servers import LiveServer, until


def _status(browser: OpenerDirector, page: str) -> int:
    try:
        return browser.open(page, timeout=30).status
    except HTTPError as refusal:
        assert refusal.code == 503
        return 503


def test_boards_go_on_while_a_page_is_made(server: LiveServer) -> None:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    browser.open(server.ready["sign_in"]["coordinator"], timeout=20).close()
    page = f"{server.url}/p/{server.ready['programme']}/challenges"
    reader = server.ready["pids"]["reader"]
    # Until it listens the live process makes the pages.
    command = Path(f"/proc/{server.ready['pids']['live']}/cmdline").read_text().split("\0")
    until(Path(command[command.index("--reader") + 1]).exists, "a reader that listens")
    os.kill(reader, signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(1) as pool:
            slow = pool.submit(lambda: browser.open(page, timeout=30).status)
            with pytest.raises(TimeoutError):
                slow.result(1.0)
            assert ask(f"{server.url}/healthz").status == 200
            os.kill(reader, signal.SIGCONT)
            assert slow.result(20) == 200
    finally:
        os.kill(reader, signal.SIGCONT)
    os.kill(reader, signal.SIGKILL)
    # What comes while it dies is answered 503; then there is none, and pages are made without it.
    until(lambda: _status(browser, page) == 200, "a page without it")
    until(lambda: server.ready["pids"].get("reader", reader) != reader, "another reader", 20.0)
