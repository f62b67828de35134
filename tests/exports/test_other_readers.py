"""Programs that this one doesn't write with read the same instants, on both sides of every clock change.

One calendar holds them all: the zones of the nine cities and some that are odd, from 2021 to 2028. Each
reader reads it once, the Python ones in environments of their own.
"""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from facilitation.domain.calendars import Calendar, CalendarEvent, Person, Timed
from facilitation.domain.scheduling import clock_changes
from facilitation.exports.calendars import calendar_bytes
from facilitation.exports.wording import untranslated
from tests import programs
from tests.exports.readers.install import FOLDER, python

NINE = (
    "America/Sao_Paulo",
    "Europe/Madrid",
    "Europe/Dublin",
    "America/Mexico_City",
    "America/Toronto",
    "Europe/Amsterdam",
    "America/Los_Angeles",
    "Europe/Rome",
    "Europe/Warsaw",
)
ZONES = (*NINE, "Asia/Seoul", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe")
FIRST, LAST = datetime(2021, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
#: Around a change: a day and some hours before, over it, right at it, in the hour that comes twice, after.
AROUND = tuple(timedelta(minutes=minutes) for minutes in (-1500, -180, -30, 0, 20, 90, 1500))
LENGTH = timedelta(minutes=60)


@cache
def instants() -> dict[str, datetime]:
    """By UID when each event begins."""
    found = {}
    for zone in ZONES:
        changes = [at for at, _, _ in clock_changes(zone, FIRST, LAST)]
        standing = [
            datetime(year, month, 28, 1, tzinfo=UTC) for year in range(2021, 2029) for month in (3, 10)
        ]
        for at in changes or standing:
            found |= {f"{zone} {at + away:%Y-%m-%dT%H:%M}Z": at + away for away in AROUND}
    return found


@cache
def calendar() -> bytes:
    stamp = datetime(2020, 12, 1, tzinfo=UTC)
    events = []
    for uid, at in instants().items():
        zone = uid.partition(" ")[0]
        local = at.astimezone(ZoneInfo(zone))
        when = Timed(local.replace(tzinfo=None), zone, LENGTH // timedelta(minutes=1))
        events.append(CalendarEvent(uid, 0, stamp, stamp, stamp, "A session", when, Person("", "a@b.org")))
    made = Calendar("All zones", "-//Facilitation//C//EN", tuple(events))
    assert calendar_bytes(made, untranslated, "en") == calendar_bytes(made, untranslated, "en")
    return calendar_bytes(made, untranslated, "en")


def _told(*command: object) -> dict[str, list[str]]:
    done = subprocess.run([str(part) for part in command], input=calendar(), capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)


def _require_same(told: dict[str, list[str]]) -> None:
    expected = {uid: [at, at + LENGTH] for uid, at in instants().items()}
    understood = {uid: [datetime.fromisoformat(text) for text in times] for uid, times in told.items()}
    wrong = {uid: understood.get(uid) for uid, times in expected.items() if understood.get(uid) != times}
    assert not wrong, f"{len(wrong)} of {len(expected)}: {list(wrong.items())[:5]}"
    assert understood.keys() == expected.keys()


def test_there_is_something_to_read() -> None:
    changing = {uid.partition(" ")[0] for uid in instants()}
    assert changing == set(ZONES) and len(instants()) > 900


@pytest.mark.calendar_readers
@pytest.mark.parametrize("reader", ["icalendar", "vobject", "recurring"])
def test_a_python_reader(reader: str) -> None:
    _require_same(_told(python(reader), FOLDER / f"read_{reader}.py"))


@pytest.mark.ical_js
def test_ical_js() -> None:
    told = _told(programs.node(), FOLDER.with_name("read_calendar.cjs"))
    _require_same({event["uid"]: [event["begins"], event["ends"]] for event in told["events"]})


@pytest.mark.libical
def test_libical_of_debian() -> None:
    _require_same(_told(programs.libical(), FOLDER / "read_libical.py"))
