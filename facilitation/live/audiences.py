"""Who is subscribed to what, and as which audience."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(slots=True)
class Member:
    """A connection subscribed to a subject. `revision` is what it was given last."""

    connection: str
    seat: int
    audience: str
    revision: int


class Audiences:
    """The subscriptions of this process: subject -> connection -> member."""

    def __init__(self) -> None:
        self._members: dict[str, dict[str, Member]] = defaultdict(dict)
        self._subjects: dict[str, set[str]] = defaultdict(set)
        self.published: dict[str, int] = {}
        """By subject the last revision whose frames were begun: who read an earlier one must read again."""

    def join(self, subject: str, member: Member) -> None:
        self._members[subject][member.connection] = member
        self._subjects[member.connection].add(subject)

    def leave(self, subject: str, connection: str) -> None:
        self._members[subject].pop(connection, None)
        if not self._members[subject]:
            del self._members[subject]
        self._subjects[connection].discard(subject)

    def leave_all(self, connection: str) -> set[str]:
        """End every subscription of a connection; which they were."""
        subjects = self._subjects.pop(connection, set())
        for subject in subjects:
            self._members[subject].pop(connection, None)
            if not self._members[subject]:
                del self._members[subject]
        return subjects

    def members(self, subject: str) -> list[Member]:
        return list(self._members.get(subject, {}).values())

    def of(self, subject: str, connection: str) -> Member | None:
        return self._members.get(subject, {}).get(connection)

    def subjects(self) -> Iterator[str]:
        return iter(list(self._members))
