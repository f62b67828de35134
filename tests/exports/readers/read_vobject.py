"""What vobject understands of a calendar, by its own VTIMEZONEs: by UID the instants of begin and end."""

import json
import sys
from datetime import UTC

import vobject

calendar = vobject.readOne(sys.stdin.buffer.read().decode())
told = {
    event.uid.value: [one.value.astimezone(UTC).isoformat() for one in (event.dtstart, event.dtend)]
    for event in calendar.vevent_list
}
json.dump(told, sys.stdout)
