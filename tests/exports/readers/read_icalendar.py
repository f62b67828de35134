"""What icalendar understands of a calendar: by UID the instants of begin and end, as JSON."""

import json
import sys
from datetime import UTC

import icalendar

calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
told = {
    str(event["UID"]): [event.decoded(name).astimezone(UTC).isoformat() for name in ("DTSTART", "DTEND")]
    for event in calendar.walk("VEVENT")
}
json.dump(told, sys.stdout)
