"""Who is here, told at most once a second: never saved, without revisions, as counts in a crowd."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

#: Above so many people only counts per city are told.
CROWD = 60
#: How long the name of a place may be where somebody writes.
PLACE_LENGTH = 40


@dataclass(slots=True)
class _Room:
    connections: dict[str, int] = field(default_factory=dict)
    people: dict[int, dict] = field(default_factory=dict)
    told: dict[int, dict] = field(default_factory=dict)
    typing: set[int] = field(default_factory=set)
    told_typing: set[int] = field(default_factory=set)
    places: dict[int, str] = field(default_factory=dict)
    told_places: dict[int, str] = field(default_factory=dict)


class Presence:
    """The people connected to each session's room in this process.

    `tell(subject, payload)` sends a presence event to everybody subscribed to the subject. While
    `silent(subject)`, nothing is told: who comes, goes or types would give away who wrote.
    """

    def __init__(self, tell: Callable[[str, dict], None], silent: Callable[[str], bool]) -> None:
        self._tell = tell
        self._silent = silent
        self._rooms: dict[str, _Room] = defaultdict(_Room)

    def come(self, subject: str, connection: str, seat: int, name: str, city: str | None) -> None:
        room = self._rooms[subject]
        room.connections[connection] = seat
        room.people[seat] = {"seat": seat, "name": name, "city": city}

    def go(self, subject: str, connection: str) -> None:
        """A connection is gone; the person too when it was their last one."""
        room = self._rooms.get(subject)
        if room is None:
            return
        seat = room.connections.pop(connection, None)
        if seat is not None and seat not in room.connections.values():
            room.people.pop(seat, None)
            room.typing.discard(seat)
            room.places.pop(seat, None)

    def typing(self, subject: str, connection: str, typing: bool, at: str = "") -> None:
        """Somebody begins or stops to write, at a place (`at`) where one subject has many."""
        room = self._rooms.get(subject)
        if room is None or connection not in room.connections:
            return
        seat = room.connections[connection]
        room.places.pop(seat, None)
        if typing:
            room.typing.add(seat)
            if at:
                room.places[seat] = at[:PLACE_LENGTH]
        else:
            room.typing.discard(seat)

    def here(self, subject: str, *, silent: bool) -> dict:
        """The present state, for somebody who has just come."""
        room = self._rooms[subject]
        if silent:
            return {"subject": subject, "came": [], "left": [], "typing": []}
        if len(room.people) > CROWD:
            return {"subject": subject, "counts": _counts(room)}
        return {
            "subject": subject,
            "came": list(room.people.values()),
            "left": [],
            "typing": sorted(room.typing),
            **_at(room),
        }

    def tick(self) -> None:
        """Tell every room what has changed since the last tick."""
        for subject, room in list(self._rooms.items()):
            if (room.people, room.typing, room.places) == (room.told, room.told_typing, room.told_places):
                if not room.people:
                    del self._rooms[subject]
                continue
            if self._silent(subject):
                continue
            if len(room.people) > CROWD:
                if room.people != room.told:
                    self._tell(subject, {"subject": subject, "counts": _counts(room)})
            else:
                # After a crowd, whose people were told as counts, everybody is news again.
                told = room.told if len(room.told) <= CROWD else {}
                came = [person for seat, person in room.people.items() if told.get(seat) != person]
                left = [seat for seat in told if seat not in room.people]
                now = {"came": came, "left": left, "typing": sorted(room.typing), **_at(room)}
                self._tell(subject, {"subject": subject, **now})
            room.told, room.told_typing = dict(room.people), set(room.typing)
            room.told_places = dict(room.places)


def _at(room: _Room) -> dict[str, dict[str, str]]:
    """Where those who write do so, by their seat, in subjects that have several places."""
    places = {str(seat): place for seat, place in sorted(room.places.items())}
    return {"at": places} if places or room.told_places else {}


def _counts(room: _Room) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for person in room.people.values():
        counts[person["city"] or ""] += 1
    return dict(counts)
