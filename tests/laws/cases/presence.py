"""For every column of a live row: who sees it, and why somebody doesn't.

A change of the column must be noticed at exactly these places. `own` is what only the person whose row it is
is sent. Where an audience or the minutes are left out, `because` says why.
"""

from __future__ import annotations

from typing import NamedTuple

#: The three audiences of a live subject.
ROOM = "facilitators participants projector"
ALL = f"{ROOM} minutes"


class Seen(NamedTuple):
    """Places apart by spaces, as in tests/laws/presence.py's PLACES."""

    places: str
    because: str = ""


_WHOSE = "belongs to another subject's row, which says it"
_WRITTEN = "rows stand in the order they were written; the hour is nobody's business"
_ORDER = "minutes have an order of their own"
_LEADING = "a matter of leading the room, over when minutes are read"
_FOR_LEADING = "for those who lead; the agenda on paper says it"
_CALENDAR = "said on the session's page and in calendars; no room needs it"
_GONE = "a removed session or board can't be found at all"

PRESENCE: dict[str, dict[str, Seen]] = {
    "boards": {
        "programme_id": Seen("", _WHOSE),
        "session_id": Seen("", _WHOSE),
        "title": Seen(ROOM, "minutes are headed by the block's title"),
        "question": Seen(ROOM, "minutes say the block's question"),
        "stage": Seen(ROOM, _LEADING),
        "hides_text": Seen(f"{ROOM} own", "minutes give what was shown before"),
        "locked": Seen(ROOM, _LEADING),
        "settings": Seen(f"{ALL} own"),
        "crowded": Seen(
            "", "counts only where authors are shown by city: see tests/domain/test_visibility.py"
        ),
        "notes_made": Seen("", "a count for the bound on notes"),
        "layout": Seen(ROOM, "paper has one layout"),
        "focus": Seen(ROOM, _LEADING),
        "removed": Seen("", _GONE),
    },
    "areas": {
        "board_id": Seen(ALL),
        "title": Seen(ALL),
        "hint": Seen(ROOM, "helps while writing"),
        "position": Seen(ROOM, _ORDER),
        "place": Seen(ROOM, "paper has one layout"),
        "removed": Seen(ALL),
    },
    "notes": {
        "board_id": Seen(f"{ALL} own"),
        "area_id": Seen(ALL),
        "cluster_id": Seen(ALL),
        "seat_id": Seen("own", "the author's name and city stand in columns of their own"),
        "position": Seen(ROOM, _ORDER),
        "text": Seen(ROOM, "minutes give shown_text"),
        "shown_text": Seen("minutes", "what was shown is kept for the record; the room has the text"),
        "author": Seen(ALL),
        "city": Seen(ALL),
        "language": Seen(ALL),
        "hidden": Seen(ALL),
        "removed": Seen(f"{ALL} own"),
        "simulated": Seen(ALL),
        "created_at": Seen("", _WRITTEN),
    },
    "clusters": {
        "board_id": Seen(ALL),
        "area_id": Seen(ROOM, "minutes list clusters by their votes"),
        "challenge_id": Seen(ALL),
        "seat_id": Seen("", "a cluster is everybody's, whoever began it"),
        "title": Seen(ALL),
        "language": Seen(ROOM, "minutes give titles as they were written"),
        "position": Seen(ROOM, _ORDER),
        "answers": Seen(ALL),
        "removed": Seen(ALL),
        "created_at": Seen("", _WRITTEN),
    },
    "votes": {
        "board_id": Seen(f"{ALL} own"),
        "seat_id": Seen("own", "votes are secret"),
        "note_id": Seen(f"{ALL} own"),
        "cluster_id": Seen("", "the first vote lies on a note; where a vote may lie is one of the two"),
        "removed": Seen(f"{ALL} own"),
        "given_back": Seen(f"{ALL} own"),
        "created_at": Seen("", _WRITTEN),
    },
    "sessions": {
        "programme_id": Seen("minutes", "the page around the room says it"),
        "tandem_id": Seen("", _CALENDAR),
        "type": Seen("minutes", _CALENDAR),
        "title": Seen(ALL),
        "language": Seen(ALL),
        "status": Seen(ROOM, "minutes are of a session that was held"),
        "simulated": Seen(ALL),
        "rehearsal_of": Seen(ROOM, "minutes say that everything in them is simulated"),
        "removed": Seen("", _GONE),
        "source": Seen("", _CALENDAR),
        "number": Seen("minutes", _CALENDAR),
        "line": Seen("minutes", _CALENDAR),
        "sub_axis": Seen("minutes", _CALENDAR),
        "questions": Seen("", "the agenda asks them; minutes give what was said"),
        "interpretation": Seen("minutes", _CALENDAR),
        "dial_in": Seen("", "of use before the session: on its page and in the agenda"),
        "cancel_reason": Seen("", "minutes are of a session that was held"),
        "date": Seen("minutes", _CALENDAR),
        "starts_at": Seen("minutes", _CALENDAR),
        "minutes": Seen("minutes", _CALENDAR),
        "zone": Seen("minutes", _CALENDAR),
        "place": Seen("minutes", _CALENDAR),
        "link": Seen("minutes", _CALENDAR),
        "uid": Seen("", _CALENDAR),
        "sequence": Seen("", _CALENDAR),
        "created_at": Seen("", _CALENDAR),
        "last_modified": Seen("", _CALENDAR),
        "cancelled": Seen("", _CALENDAR),
        "started_at": Seen("minutes", "blocks say when they began"),
        "ended_at": Seen("minutes", "blocks say when they ended"),
        "fold": Seen("", "which of two equal hours, on one night of the year"),
        "for_whom": Seen("minutes", _CALENDAR),
        "was_there": Seen("", "says only whether its cities_there are known"),
        "block_id": Seen(ROOM, _LEADING),
        "board_id": Seen(ROOM, _LEADING),
        "step_index": Seen(ROOM, _LEADING),
        "timer_ends_at": Seen(ROOM, _LEADING),
        "timer_seconds": Seen(ROOM, _LEADING),
        "policymakers_reported": Seen("", "a figure of sessions held before this program kept them"),
        "participants_reported": Seen("", "a figure of sessions held before this program kept them"),
    },
    "blocks": {
        "session_id": Seen(ALL),
        "board_id": Seen(ALL),
        "position": Seen(ROOM, "there is one block; its order among others is seen in minutes of two"),
        "title": Seen(ALL),
        "method": Seen(ROOM, "helps while leading"),
        "question": Seen(ALL),
        "minutes": Seen(ALL),
        "steps": Seen(ROOM, _LEADING),
        "instruction": Seen("facilitators", _FOR_LEADING),
        "leads": Seen("facilitators", _FOR_LEADING),
        "starts_at": Seen("facilitators", _FOR_LEADING),
        "removed": Seen(ALL),
        "started_at": Seen(ALL),
        "ended_at": Seen(ALL),
    },
    "attendances": {
        "session_id": Seen(f"{ALL} own"),
        "seat_id": Seen(f"{ALL} own"),
        "name": Seen(ALL),
        "role": Seen(ALL),
        "city": Seen(ALL),
        "organisation": Seen("facilitators minutes", "others are told counts and raised hands"),
        "policymaker": Seen("minutes", "a count for the record"),
        "simulated": Seen(ALL),
        "through": Seen("facilitators", _LEADING),
        "ejected": Seen(ROOM, "who was there was there"),
        "removed": Seen(ALL),
        "first_at": Seen("", "the list's order"),
        "ready": Seen(f"{ROOM} own", _LEADING),
        "hand_raised_at": Seen(f"{ROOM} own", _LEADING),
    },
    "records": {
        "session_id": Seen(ALL),
        "block_id": Seen(ALL),
        "seat_id": Seen("", "the scribe speaks for the room"),
        "kind": Seen(ALL),
        "language": Seen(ALL),
        "text": Seen(ALL),
        "speaker": Seen(ALL),
        "city": Seen(ALL),
        "simulated": Seen(ALL),
        "created_at": Seen("", _WRITTEN),
    },
}
