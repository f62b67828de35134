"""The coordinator's table: a scenario with its cities, groups and reasons.

For coordinators only: it holds every city's wishes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain import scenarios
from facilitation.domain.errors import Message, not_found
from facilitation.domain.permissions import COORDINATE, Viewer
from facilitation.matching.attended import misses
from facilitation.matching.in_words import message_of, near_ties_in_words
from facilitation.matching.objective import check
from facilitation.matching.round_file import parse_round
from facilitation.matching.standing import groups_of, table_of
from facilitation.queries.tandems.table_changes import LastChange, last_change
from facilitation.queries.tandems.tandems import round_problem
from facilitation.store.jobs import Job
from facilitation.store.tandems import Round, RoundStep

#: The jobs by which the worker finds out about scenarios.
WORKED_OUT_BY = ("round.solve", "round.weigh", "round.explain", "round.why")


@dataclass(frozen=True, slots=True)
class TableCity:
    """A city on the table. `seats` are the places of its groups; `wishes` are the scenario's, each with the
    city that can meet it ("source", None for words only) and whether it is met now."""

    id: str
    name: str
    languages: list[str]
    challenges: list[str]
    practices: list[Mapping[str, Any]]
    wishes: list[dict[str, Any]]
    seats: list[int]
    two_seats: bool
    excluded: bool
    share: float | None
    own_languages: bool


@dataclass(frozen=True, slots=True)
class StandingRule:
    """A rule of the scenario, with its price in words where that is known."""

    kind: str
    cities: list[str]
    price: Message | None


@dataclass(frozen=True)
class Table:
    """A scenario as it lies on the table. `stale` says what has changed in the programme since, `working`
    whether the worker still has something to find out."""

    round: Round
    cities: list[TableCity]
    faults: list[Message]
    rules: list[StandingRule]
    settings: list[tuple[Message, Message]]
    last: LastChange | None
    undo: RoundStep | None
    redo: RoundStep | None
    stale: list[tuple[str, list[str]]]
    working: bool
    names: dict[str, str] = field(default_factory=dict)

    @property
    def answer(self) -> Mapping[str, Any]:
        return self.round.answer or {}

    @property
    def findings(self) -> Mapping[str, Any]:
        return self.round.findings or {}

    @cached_property
    def groups(self) -> list[Mapping[str, Any]]:
        """The groups that stand, in the pinned form."""
        return list(self.answer.get("tandems") or [])

    @cached_property
    def unseated(self) -> list[TableCity]:
        return [city for city in self.cities if not city.seats and not city.excluded]

    @property
    def changeable(self) -> bool:
        return self.round.status in scenarios.OPEN and not self.round.as_attended

    @property
    def weighed(self) -> bool:
        """Whether the worker has valued the scenario as it is now."""
        return self.round.weighed == self.round.version

    @property
    def explained(self) -> bool:
        return self.findings.get("explained") == self.round.version

    @property
    def knows_nothing(self) -> bool:
        """Whether every permitted tandem is worth nothing to every city: nobody has said anything yet."""
        bests = self.round.personal_best
        return bests is not None and max(bests.values(), default=1.0) <= 0

    @property
    def floor(self) -> float | None:
        """The lowest share of any city, once personal bests are known."""
        if not self.round.personal_best:
            return None
        shares = [city.share for city in self.cities if city.share is not None]
        return min(shares, default=None)

    def is_locked(self, group: Mapping[str, Any]) -> bool:
        return any(
            rule.kind == scenarios.LOCKED and sorted(rule.cities) == sorted(group["cities"])
            for rule in self.rules
        )

    @cached_property
    def blocking(self) -> list[Message]:
        return [message_of(form) for form in self.findings.get("blocking") or []] if self.weighed else []

    @cached_property
    def missing(self) -> list[Message]:
        """A sentence a city: how far from its personal best it stays, and which wishes aren't met."""
        if not self.round.personal_best or not self.groups or self.knows_nothing:
            return []
        return misses(parse_round(self.round.problem), self.answer)

    @cached_property
    def near_ties(self) -> Message | None:
        """Whether the solver's answer has equals, when it is the one that stands."""
        if self.round.by_hand or not self.answer.get("tandems"):
            return None
        return near_ties_in_words(self.answer)

    @property
    def stability(self) -> Mapping[str, Any]:
        return self.findings.get("stability") or {} if self.explained else {}

    def stays(self, group: Mapping[str, Any]) -> list[tuple[str, float]]:
        """In what share of the variations a group stays: ("weights" | "wishes", share)."""
        found = []
        for kind in ("weights", "wishes"):
            for each in (self.stability.get(kind) or {}).get("tandems", ()):
                if sorted(each["cities"]) == sorted(group["cities"]):
                    found.append((kind, each["stays"]))
        return found

    @property
    def questions(self) -> list[tuple[list[str], list[Message]]]:
        """What was asked ("why not these cities?") and the answers, the latest first."""
        asked = self.findings.get("questions") or []
        return [(one["cities"], [message_of(form) for form in one["said"]]) for one in asked]

    @property
    def solver_found(self) -> Mapping[str, Any] | None:
        """The solver's answer for the question as it is, where another grouping stands."""
        solved = self.round.solved
        return solved if self.round.by_hand and solved and solved.get("tandems") else None

    @property
    def obstacles(self) -> list[str]:
        """Why no grouping keeps all rules, in English sentences of the solver; none where one does."""
        solved = self.round.solved or (self.answer if self.round.status == "infeasible" else {})
        return list(solved.get("messages") or []) if solved.get("status") == "infeasible" else []


def scenario_for(orm: OrmSession, viewer: Viewer, scenario_id: int) -> Round:
    """A scenario of the viewer's programme, for coordinators."""
    found = orm.get(Round, scenario_id)
    if found is None or found.programme_id != viewer.programme or not COORDINATE(viewer, None):
        raise not_found()
    return found


def latest_scenario(orm: OrmSession, viewer: Viewer) -> Round | None:
    """The scenario that was made last, for the link to the table."""
    if not COORDINATE(viewer, None):
        return None
    query = select(func.max(Round.id)).where(Round.programme_id == viewer.programme)
    found = orm.scalar(query)
    return None if found is None else orm.get(Round, found)


def table_for(orm: OrmSession, viewer: Viewer, scenario_id: int) -> Table:
    """A scenario with everything that the table shows of it."""
    round_ = scenario_for(orm, viewer, scenario_id)
    undo, redo = _step(orm, round_, undone=False), _step(orm, round_, undone=True)
    facts = round_problem(orm, viewer, [])
    now = scenarios.with_facts(round_.problem, facts, round_.own_languages or {})
    faults: list[Message] = []
    if groups_of(round_.answer):
        faults = check(table_of(round_.problem, {}).problem, groups_of(round_.answer))
    return Table(
        round=round_,
        cities=cities_of(round_),
        faults=faults,
        rules=_rules(round_),
        settings=_settings(round_),
        last=last_change(round_, undo),
        undo=undo,
        redo=redo,
        stale=scenarios.changes_of_facts(round_.problem, now),
        working=is_worked_on(orm, round_),
        names={city["id"]: city.get("name") or city["id"] for city in round_.problem["cities"]},
    )


def is_worked_on(orm: OrmSession, round_: Round) -> bool:
    """Whether a job about the programme's rounds is waiting or running."""
    jobs = select(
        exists().where(
            Job.programme_id == round_.programme_id,
            Job.kind.in_(WORKED_OUT_BY),
            Job.status.in_(("waiting", "running")),
        )
    )
    return round_.status == "solving" or bool(orm.scalar(jobs))


def _step(orm: OrmSession, round_: Round, *, undone: bool) -> RoundStep | None:
    """The step that would be taken back next, or done again."""
    order = RoundStep.id.asc() if undone else RoundStep.id.desc()
    query = select(RoundStep).where(RoundStep.round_id == round_.id, RoundStep.undone.is_(undone))
    return orm.scalars(query.order_by(order).limit(1)).first()


def cities_of(round_: Round) -> list[TableCity]:
    problem, groups = round_.problem, groups_of(round_.answer)
    shares: dict[str, float | None] = {}
    for tandem in (round_.answer or {}).get("tandems") or []:
        shares |= tandem["share"]
    practices: dict[str, list[Mapping[str, Any]]] = {}
    owners: dict[str, str] = {}
    for practice in problem.get("practices") or []:
        practices.setdefault(practice["city"], []).append(practice)
        owners[practice["id"]] = practice["city"]
    wishes: dict[str, list[dict[str, Any]]] = {}
    for wish in problem.get("wishes") or []:
        source = wish.get("teacher") or owners.get(wish.get("practice") or "")
        met = source is not None and any(wish["city"] in group and source in group for group in groups)
        wishes.setdefault(wish["city"], []).append({**wish, "source": source, "met": met})
    excluded = set((problem.get("rules") or {}).get("exclude") or [])
    found = []
    for city in sorted(problem["cities"], key=lambda city: city["id"]):
        code = city["id"]
        seats = [at for at, group in enumerate(groups) if code in group]
        no_seat = 0.0 if (round_.personal_best or {}).get(code, 0.0) > 0 and code not in excluded else None
        found.append(
            TableCity(
                id=code,
                name=city.get("name") or code,
                languages=list(city.get("languages") or []),
                challenges=list(city.get("challenges") or []),
                practices=practices.get(code, []),
                wishes=sorted(wishes.get(code, []), key=lambda wish: wish.get("priority") or 1),
                seats=seats,
                two_seats=city.get("capacity") == 2,
                excluded=code in excluded,
                share=shares.get(code) if seats else no_seat,
                own_languages=code in (round_.own_languages or {}),
            )
        )
    return found


#: What the table calls a rule that the prices call otherwise.
_PRICED_AS = {scenarios.TWO_SEATS: "capacity"}


def _rules(round_: Round) -> list[StandingRule]:
    prices = {(one["kind"], tuple(one["cities"])): one["said"] for one in _prices(round_)}
    found = []
    for kind, cities in scenarios.rules_of(round_.problem):
        said = prices.get((_PRICED_AS.get(kind, kind), tuple(sorted(cities))))
        found.append(StandingRule(kind, cities, message_of(said) if said else None))
    return found


def _settings(round_: Round) -> list[tuple[Message, Message]]:
    """The settings that have a price, each with it, in words."""
    return [
        (message_of(one["name"]), message_of(one["said"]))
        for one in _prices(round_)
        if one["kind"] in ("min_common_hours", "dates", "languages", "sizes", "size")
    ]


def _prices(round_: Round) -> Sequence[Mapping[str, Any]]:
    return (round_.findings or {}).get("prices") or []
