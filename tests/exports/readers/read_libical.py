"""What libical (Evolution, GNOME Calendar) understands of a calendar: by UID the instants of begin and end.

Debian's own Python has it: `apt install python3-gi gir1.2-ical-3.0`.
"""

import json
import sys
from datetime import UTC, datetime

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402 - its version has to be named before

# Its own database of zones stays out of it: the calendar has to say all.
ICalGLib.Timezone.set_builtin_tzdata(False)


def instant(time):
    zone = time.get_timezone()
    seconds = time.as_timet_with_zone(zone if zone is not None else ICalGLib.Timezone.get_utc_timezone())
    return datetime.fromtimestamp(seconds, UTC).isoformat()


calendar = ICalGLib.Component.new_from_string(sys.stdin.buffer.read().decode())
told = {}
event = calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
while event is not None:
    told[event.get_uid()] = [instant(event.get_dtstart()), instant(event.get_dtend())]
    event = calendar.get_next_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
json.dump(told, sys.stdout)
