"""What a group of cities may be: sizes, common hours, a common language and the coordinator's rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from facilitation.domain.errors import N_, Message
from facilitation.domain.scheduling import CommonWindow, common_window
from facilitation.matching.rounds import Round

Group = frozenset[str]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a group isn't permitted: one of `size`, `hours`, `language`, `never`, `together`, `excluded`,
    `locked`, and the sentence."""

    kind: str
    message: Message


class Limits:
    """The limits and rules of one round, asked of one group of city ids at a time."""

    def __init__(self, round_: Round) -> None:
        self.round = round_
        self.cities = {city.id: city for city in round_.cities}
        self._windows: dict[tuple[str, ...], list[CommonWindow]] = {}

    @cached_property
    def together(self) -> dict[str, Group]:
        """For each city all that must sit wherever it sits, itself included."""
        blocks = {city: frozenset({city}) for city in self.cities}
        for entry in self.round.rules.together:
            joined = frozenset().union(*(blocks[city] for city in entry))
            blocks.update(dict.fromkeys(joined, joined))
        return blocks

    def windows(self, group: Iterable[str]) -> list[CommonWindow]:
        """What the group's working hours have in common on each of the round's dates."""
        zones = tuple(sorted({self.cities[city].time_zone for city in group}))
        if zones not in self._windows:
            rules = self.round.rules
            found = [common_window(zones, day, rules.opens, rules.closes) for day in rules.dates]
            self._windows[zones] = found
        return self._windows[zones]

    def faults(self, group: Group) -> list[Fault]:
        """Everything that forbids the group; a locked group is asked only what locking can't excuse."""
        found = [self._size(group), self._hours(group), self._language(group)]
        if group in self.round.rules.locked:
            found = []
        found += [*self._never(group), *self._together(group), *self._excluded(group), *self._locked(group)]
        return [fault for fault in found if fault is not None]

    def excused(self, group: Group) -> list[Message]:
        """What a locked group breaks without being forbidden: size, hours and language."""
        found = (self._size(group), self._hours(group), self._language(group))
        return [
            Message(N_("Locked as it is: %(fault)s"), {"fault": fault.message})
            for fault in found
            if fault is not None
        ]

    def name(self, group: Iterable[str], joint: str = " + ") -> str:
        return joint.join(self.cities[city].name for city in sorted(group))

    # each limit and rule

    def _size(self, group: Group) -> Fault | None:
        sizes = self.round.rules.sizes
        if len(group) in sizes:
            return None
        text = N_("%(group)s is a group of %(size)s; the sizes allowed are %(sizes)s.")
        params = {"group": self.name(group), "size": len(group), "sizes": ", ".join(map(str, sizes))}
        return Fault("size", Message(text, params))

    def _hours(self, group: Group) -> Fault | None:
        needed = self.round.rules.min_common_minutes
        for window in self.windows(group):
            if window.minutes < needed:
                text = N_("%(group)s share %(hours)s working hours on %(date)s; %(needed)s are asked.")
                params = {
                    "group": self.name(group),
                    "hours": f"{window.minutes / 60:.3g}",
                    "date": window.day.isoformat(),
                    "needed": f"{self.round.rules.min_common_hours:.3g}",
                }
                return Fault("hours", Message(text, params))
        return None

    def _language(self, group: Group) -> Fault | None:
        if frozenset.intersection(*(self.cities[city].languages for city in group)):
            return None
        return Fault(
            "language", Message(N_("%(group)s have no common language."), {"group": self.name(group)})
        )

    def _never(self, group: Group) -> list[Fault]:
        text = N_("%(group)s are 'never together'.")
        return [
            Fault("never", Message(text, {"group": self.name(group & entry)}))
            for entry in self.round.rules.never
            if len(group & entry) > 1
        ]

    def _together(self, group: Group) -> list[Fault]:
        text = N_("%(group)s are 'always together'.")
        return [
            Fault("together", Message(text, {"group": self.name(entry)}))
            for entry in self.round.rules.together
            if group & entry and not entry <= group
        ]

    def _excluded(self, group: Group) -> list[Fault]:
        text = N_("%(city)s gets no seat this time.")
        gone = sorted(group.intersection(self.round.rules.exclude))
        return [Fault("excluded", Message(text, {"city": self.name([city])})) for city in gone]

    def _locked(self, group: Group) -> list[Fault]:
        """Cities without a seat beside their locked groups; two of a locked group meet only there."""
        locked = self.round.rules.locked
        if group in locked:
            return []
        faults = []
        for city in sorted(group):
            if sum(city in other for other in locked) >= self.cities[city].capacity:
                text = N_("%(city)s sits in a locked group and has no other seat.")
                faults.append(Fault("locked", Message(text, {"city": self.name([city])})))
        for other in locked:
            if len(group & other) > 1:
                text = N_("%(group)s already share the locked group %(locked)s.")
                params = {"group": self.name(group & other), "locked": self.name(other)}
                faults.append(Fault("locked", Message(text, params)))
        return faults
