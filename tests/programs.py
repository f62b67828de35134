"""Where the programs some suites need are on this machine: Chromium, PostgreSQL, Redis, Node."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.exports.readers import install as readers


def chromium() -> Path | None:
    """Chromium or Chrome, also one that Playwright has downloaded.

    First its shell without windows, which takes half the processor's time for the same pages.
    """
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    for name in (*names, "google-chrome-stable"):
        if found := shutil.which(name):
            return Path(found)
    downloads = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    shells = downloads.glob("chromium_headless_shell-*/chrome-*linux*/*headless*shell")
    found = sorted(downloads.glob("chromium-*/chrome-linux*/chrome")) + sorted(shells)
    mac = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    return found[-1] if found else mac if mac.exists() else None


def postgresql() -> Path | None:
    """The folder of the newest PostgreSQL server's programs; Debian keeps them off the search path."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if folders:
        return max(folders, key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def redis_server() -> Path | None:
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    return Path(found) if found else None


def node() -> Path | None:
    found = shutil.which("node") or shutil.which("nodejs")
    return Path(found) if found else None


def ical_js() -> Path | None:
    """The library that many calendar programs read with, where tests/exports/read_calendar.cjs looks."""
    reader = Path(__file__).with_name("exports")
    places = [
        *reader.parents,
        reader,
        *map(Path, filter(None, os.environ.get("NODE_PATH", "").split(os.pathsep))),
    ]
    found = (at / part for at in places for part in ("node_modules/ical.js", "ical.js"))
    return next((path for path in found if path.is_dir()), None) if node() else None


def calendar_readers() -> Path | None:
    """The folder with an environment for each reader of calendars that is written in Python."""
    return readers.FOLDER if all(map(readers.is_installed, readers.READERS)) else None


def libical() -> Path | None:
    """The system's Python, if it has Debian's libical."""
    system = Path("/usr/bin/python3")
    looks = "import gi; gi.require_version('ICalGLib', '3.0')"
    there = system.exists() and subprocess.run([system, "-c", looks], capture_output=True).returncode == 0
    return system if there else None


NEEDED: dict[str, tuple[str, Callable[[], Path | None], str]] = {
    "browser": ("Chromium", chromium, "sudo apt install chromium-headless-shell"),
    "postgresql": ("PostgreSQL", postgresql, "sudo apt install postgresql"),
    "redis": ("Redis", redis_server, "sudo apt install redis-server"),
    "node": ("Node.js", node, "sudo apt install nodejs"),
    "calendar_readers": (
        "other readers of calendars",
        calendar_readers,
        "python3 tests/exports/readers/install.py",
    ),
    "libical": ("libical", libical, "sudo apt install python3-gi gir1.2-ical-3.0"),
    "ical_js": ("ical.js", ical_js, "npm ci --prefix tests/exports"),
}
"""By pytest marker: what the suite needs, how it is found, how to get it on Debian and Ubuntu."""
