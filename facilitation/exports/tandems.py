"""A round of tandem formation as tables of data and as the JSON files of the pinned form.

Everything is taken from a round as its reader may see it; wishes that they may not see are counted only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from facilitation.domain.challenges import Title
from facilitation.domain.errors import N_
from facilitation.exports.rendering import Rendering, file_name
from facilitation.exports.spreadsheets import Cell, Sheet
from facilitation.exports.wording import Translate
from facilitation.matching.answer import STATUS_NAMES
from facilitation.queries.tandems.explanations import ANY_IS_AS_GOOD
from facilitation.queries.tandems.graph import teacher_of
from facilitation.queries.tandems.hours import common_hours
from facilitation.queries.tandems.redaction import LeftOut, RoundSeen

JSON_TYPE = "application/json"
PRESET_NAMES = {
    "best": N_("Best total"),
    "balanced": N_("Balanced"),
    "floor": N_("Nobody left behind"),
}
_BETWEEN = "; "


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a file is for: whether they coordinate, and the code of the city that they sit for."""

    coordinates: bool
    city: str | None


class TandemTables:
    """The tables of one round; `titles` are the challenges' by key, `say` has the reader's language."""

    def __init__(self, seen: RoundSeen, titles: Mapping[str, Title], title: str, say: Translate) -> None:
        self._problem = seen.problem
        self._answer: Mapping[str, Any] = seen.answer or {}
        self._tandems: Sequence[Mapping[str, Any]] = self._answer.get("tandems") or ()
        self._left_out = seen.left_out
        self._simulated = seen.simulated
        self._nothing_known = seen.nothing_known
        self._titles = titles
        self._title = title
        self._say = say
        self._cities = {city["id"]: city["name"] for city in self._problem["cities"]}
        self._practices = {one["id"]: one for one in self._problem.get("practices") or ()}

    @property
    def main(self) -> Sheet:
        """The one table of a CSV file: each city's seat with the reasons; without groups the messages."""
        return self.seats if self._tandems else self.messages

    @property
    def all(self) -> list[Sheet]:
        """The sheets of a workbook."""
        if not self._tandems:
            return [self.messages]
        return [self.seats, self.shared, self.answers, self.wishes, self.hours, self.figures]

    @property
    def messages(self) -> Sheet:
        """Why there is no grouping, as the solver says it."""
        rows = tuple((str(message),) for message in self._answer.get("messages") or ())
        return Sheet(self._title, (self._say(N_("This stands in the way:")),), rows)

    @property
    def seats(self) -> Sheet:
        header = (
            N_("Tandem"),
            N_("Badge"),
            N_("City"),
            N_("Together with"),
            N_("Worth to it"),
            N_("Share of its best tandem"),
            N_("Shared challenges"),
            N_("Practices that help"),
            N_("Wishes met"),
            N_("Wishes not met"),
            N_("Wishes of the tandem not shown"),
            N_("Common hours"),
            N_("Simulated"),
        )
        rows = [
            self._seat(number, tandem, left, city)
            for number, tandem, left in self._numbered()
            for city in tandem["cities"]
        ]
        return Sheet(self._title, tuple(map(self._say, header)), tuple(rows))

    def _numbered(self) -> list[tuple[int, Mapping[str, Any], LeftOut]]:
        left = self._left_out or [LeftOut()] * len(self._tandems)
        return [
            (number, tandem, here)
            for number, (tandem, here) in enumerate(zip(self._tandems, left, strict=True), 1)
        ]

    def _seat(self, number: int, tandem: Mapping[str, Any], left: LeftOut, city: str) -> tuple[Cell, ...]:
        share = tandem["share"].get(city)
        shared = [self._challenge(one["id"]) for one in tandem["shared_challenges"] if city in one["cities"]]
        helping = [
            f"{self._challenge(one['challenge'])}: {self._practice(one['practice'])} ({one['from']})"
            for one in tandem["answers"]
            if one["city"] == city
        ]
        met, unmet = (
            [self._wish(one["wish"]) for one in tandem[name] if one["city"] == city]
            for name in ("wishes_met", "wishes_unmet")
        )
        return (
            number,
            city,
            self._name(city),
            ", ".join(self._name(other) for other in tandem["cities"] if other != city),
            _rounded(tandem["utility"].get(city)),
            _rounded(share),
            _BETWEEN.join(shared),
            _BETWEEN.join(helping),
            _BETWEEN.join(met),
            _BETWEEN.join(unmet),
            left.total or None,
            min((_rounded(window["hours"]) or 0.0 for window in tandem["common_hours"]), default=None),
            self._say(N_("yes")) if self._simulated else self._say(N_("no")),
        )

    @property
    def shared(self) -> Sheet:
        header = (N_("Tandem"), N_("Challenge"), N_("Cities"), N_("Named by"), N_("Of so many cities"))
        rows = tuple(
            (number, self._challenge(one["id"]), ", ".join(one["cities"]), one["named_by"], one["of"])
            for number, tandem, _ in self._numbered()
            for one in tandem["shared_challenges"]
        )
        return Sheet(self._say(N_("Shared challenges")), tuple(map(self._say, header)), rows)

    @property
    def answers(self) -> Sheet:
        header = (N_("Tandem"), N_("City"), N_("Challenge"), N_("Practice"), N_("From"))
        rows = tuple(
            (
                number,
                one["city"],
                self._challenge(one["challenge"]),
                self._practice(one["practice"]),
                one["from"],
            )
            for number, tandem, _ in self._numbered()
            for one in tandem["answers"]
        )
        return Sheet(self._say(N_("Practices that help")), tuple(map(self._say, header)), rows)

    @property
    def wishes(self) -> Sheet:
        header = (N_("Tandem"), N_("City"), N_("Wish"), N_("From"), N_("Priority"), N_("Met"))
        rows: list[tuple[Cell, ...]] = []
        for number, tandem, left in self._numbered():
            for name, word in (("wishes_met", N_("yes")), ("wishes_unmet", N_("no"))):
                for one in tandem[name]:
                    wish = self._problem["wishes"][one["wish"]]
                    rows.append(
                        (
                            number,
                            one["city"],
                            self._words(wish),
                            teacher_of(self._problem, one["wish"]),
                            wish.get("priority"),
                            self._say(word),
                        )
                    )
            if left.total:
                not_shown = self._say(N_("Wishes not shown: %(count)d")) % {"count": left.total}
                rows.append((number, None, not_shown, None, None, None))
        return Sheet(self._say(N_("Wishes")), tuple(map(self._say, header)), tuple(rows))

    @property
    def hours(self) -> Sheet:
        header = (
            N_("Tandem"),
            N_("Date"),
            N_("City"),
            N_("From (local time)"),
            N_("To (local time)"),
            N_("Hours in common"),
            N_("Clocks change on"),
        )
        rows: list[tuple[Cell, ...]] = []
        for number, tandem, _ in self._numbered():
            for window in tandem["common_hours"]:
                [hours] = common_hours(self._problem, {**tandem, "common_hours": [window]})
                for city in hours.cities:
                    rows.append(
                        (
                            number,
                            hours.dates[0],
                            city.city,
                            city.starts and city.starts.replace(tzinfo=None),
                            city.ends and city.ends.replace(tzinfo=None),
                            _rounded(window["hours"]),
                            city.clock_change,
                        )
                    )
        return Sheet(self._say(N_("Hours in common")), tuple(map(self._say, header)), tuple(rows))

    @property
    def figures(self) -> Sheet:
        """What is known of the whole grouping, a line each."""
        answer, say = self._answer, self._say
        preset = answer.get("preset", "")
        status = (
            ANY_IS_AS_GOOD if self._nothing_known else STATUS_NAMES.get(answer["status"], answer["status"])
        )
        rows: list[tuple[Cell, ...]] = [
            (say(N_("Status")), say(status)),
            (say(N_("Choice")), say(PRESET_NAMES[preset]) if preset in PRESET_NAMES else preset),
            (say(N_("Total")), _rounded(answer.get("total"))),
            (say(N_("Highest total possible")), _rounded(answer.get("bound"))),
            (say(N_("City that gets least")), _rounded(answer.get("floor"))),
        ]
        rows += [(say(N_("Remark")), str(message)) for message in answer.get("messages") or ()]
        return Sheet(say(N_("The whole grouping")), (say(N_("Figure")), say(N_("Value"))), tuple(rows))

    def _name(self, code: str) -> str:
        return str(self._cities.get(code, code))

    def _challenge(self, key: str) -> str:
        return self._titles[key].text if key in self._titles else key

    def _practice(self, key: str) -> str:
        return str(self._practices.get(key, {}).get("title") or key)

    def _wish(self, position: int) -> str:
        teacher = teacher_of(self._problem, position)
        words = self._words(self._problem["wishes"][position])
        return f"{words} ({teacher})" if teacher else words

    def _words(self, wish: Mapping[str, Any]) -> str:
        return str(wish.get("text") or (self._practice(wish["practice"]) if wish.get("practice") else ""))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4)


def problem_file(seen: RoundSeen, title: str, reader: Reader) -> Rendering:
    """The round in the pinned file form, as `tandems FILE` reads it, and the choice that it was solved by."""
    form = dict(seen.problem)
    if not reader.coordinates:
        # Whom coordinators want together or apart is their business.
        rules = form.get("rules") or {}
        form["rules"] = {name: rule for name, rule in rules.items() if name not in ("together", "never")}
    if seen.preset in PRESET_NAMES:
        form["preset"] = seen.preset
    return _json(form, file_name(title, "round", str(seen.id), ending="json"))


def answer_file(seen: RoundSeen, title: str, reader: Reader) -> Rendering:
    """The answer in the pinned form; for others than coordinators without what wishes could be read from."""
    form = dict(seen.answer or {})
    if not reader.coordinates:
        bests = form.get("personal_best") or {}
        form["personal_best"] = {city: best for city, best in bests.items() if city == reader.city}
        form["alternatives"] = form["blocking_groups"] = []
    return _json(form, file_name(title, "answer", str(seen.id), ending="json"))


def _json(form: Mapping[str, Any], name: str) -> Rendering:
    text = json.dumps(form, ensure_ascii=False, indent=1, allow_nan=False)
    return Rendering(f"{text}\n".encode("utf-8", "backslashreplace"), JSON_TYPE, name)
