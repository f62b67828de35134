"""What recurring-ical-events finds in a calendar from 2020 to 2030: by UID the instants of begin and end."""

import json
import sys
from datetime import UTC

import icalendar
import recurring_ical_events

calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
found = recurring_ical_events.of(calendar).between((2020, 1, 1), (2030, 1, 1))
told = {
    str(event["UID"]): [event[name].dt.astimezone(UTC).isoformat() for name in ("DTSTART", "DTEND")]
    for event in found
}
assert len(told) == len(found), "an event was found twice"
json.dump(told, sys.stdout)
