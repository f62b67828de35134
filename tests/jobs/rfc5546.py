"""A reader's calendar that obeys RFC 5546: which of several mails about an event counts, in any order.

Of the tests' own: it knows nothing of the program, and reads the calendar part line by line.
"""

from __future__ import annotations

import base64
import email.parser
import re
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Entry:
    """One VEVENT as a mail brought it."""

    uid: str
    sequence: int
    stamp: str
    method: str
    status: str
    summary: str
    start: str
    attendees: tuple[str, ...]
    organiser: str


@dataclass
class OwnCalendar:
    """The calendar of the person with this address: entries by UID, and what was heard of each last."""

    address: str
    entries: dict[str, Entry] = field(default_factory=dict)
    last: dict[str, tuple[int, str]] = field(default_factory=dict)

    def receive(self, mail: bytes) -> None:
        """RFC 5546, 2.1.5: a higher SEQUENCE counts, of equal ones the later DTSTAMP; the rest is old."""
        entry = read(mail)
        heard = (entry.sequence, entry.stamp)
        if heard <= self.last.get(entry.uid, (-1, "")):
            return
        assert f"mailto:{self.address}" in entry.attendees, "it is not about this person"
        self.last[entry.uid] = heard
        if entry.method == "CANCEL":
            self.entries.pop(entry.uid, None)
        else:
            self.entries[entry.uid] = entry


def parts(mail: bytes) -> dict[str, tuple[dict[str, str], bytes]]:
    """By content type, in their order: the parameters and the decoded bytes, of a parser in old style."""
    message = email.parser.BytesParser().parsebytes(mail)  # compat32: not the one that wrote it
    assert message.get_content_type() == "multipart/alternative"
    found = {}
    for part in message.get_payload():
        assert part["Content-Transfer-Encoding"] == "base64"
        content = base64.b64decode("".join(part.get_payload().split()))
        found[part.get_content_type()] = (dict(part.get_params()), content)
    return found


def read(mail: bytes) -> Entry:
    """The entry in a mail's last part."""
    kinds = parts(mail)
    assert list(kinds) == ["text/plain", "text/html", "text/calendar"]
    params, content = kinds["text/calendar"]
    assert b"\n" not in content.replace(b"\r\n", b"")
    lines = re.sub("\r\n[ \t]", "", content.decode()).split("\r\n")
    values: dict[str, list[str]] = {}
    within = lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT")]
    for line in within:
        name, value = re.match(r'([A-Z-]+)(?:;(?:"[^"]*"|[^":])*)?:(.*)', line).groups()
        values.setdefault(name, []).append(value)
    method = next(line for line in lines if line.startswith("METHOD:")).removeprefix("METHOD:")
    assert params["method"] == method == method.upper()
    attendee = [line for line in within if line.startswith("ATTENDEE")]
    if method == "REQUEST":
        assert attendee and all("RSVP=TRUE" in line for line in attendee)
    return Entry(
        values["UID"][0],
        int(values["SEQUENCE"][0]),
        values["DTSTAMP"][0],
        method,
        values.get("STATUS", [""])[0],
        values["SUMMARY"][0],
        values["DTSTART"][0],
        tuple(values["ATTENDEE"]),
        values["ORGANIZER"][0],
    )
