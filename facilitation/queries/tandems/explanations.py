"""Why a grouping: one page per tandem as a document, from a round as its reader may see it.

A page holds what fits: of long lists the first entries, and how many more there are.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.challenges import Title
from facilitation.domain.documents import (
    ONE_PAGE,
    PAGE_PER_CHAPTER,
    Block,
    Document,
    Fact,
    Facts,
    Heading,
    Origin,
    Paragraph,
    Run,
    Table,
)
from facilitation.domain.errors import N_, not_found
from facilitation.matching.answer import INFEASIBLE
from facilitation.queries.programmes.emblems import emblem_figure
from facilitation.queries.tandems.drawings import tandem_figure
from facilitation.queries.tandems.graph import graph, teacher_of
from facilitation.queries.tandems.hours import common_hours
from facilitation.queries.tandems.hours_told import hours_told
from facilitation.queries.tandems.one_page import clipped, filled, fitting
from facilitation.queries.tandems.redaction import LeftOut, RoundSeen
from facilitation.store.programmes import Programme
from facilitation.translations.dates import list_of

Translate = Callable[[str], str]

ANY_IS_AS_GOOD = N_("Nothing is known that could set groupings apart: any is as good.")
#: How many lines of a page each part may take, as they are at the smallest print.
_SHARED_LINES, _ANSWER_LINES, _WISH_LINES, _MESSAGE_LINES = 10, 14, 14, 12
_NAME_LENGTH = 60


def explanation(
    orm: OrmSession,
    programme: Programme,
    seen: RoundSeen,
    titles: Mapping[str, Title],
    now: dt.datetime,
    translate: Translate,
    language: str,
    number: int | None = None,
    *,
    for_coordinators: bool = False,
    inferred: frozenset[tuple[str, str]] = frozenset(),
) -> Document:
    """The page of the tandem with a `number` from 1; without one a page for each tandem after one for all.

    `titles` are the challenges' by key, in `language`; `inferred` the keys of practices and challenges
    of which nobody has said that the one answers the other. One `for_coordinators` says that it holds wishes
    that others may not see. Refused (not_found) for a tandem that there isn't.
    """
    colours = {city.code: city.colour for city in programme.cities}
    page = _Explained(seen, titles, translate, language, colours)
    page.inferred = inferred
    if number is not None and not 1 <= number <= len(page.tandems):
        raise not_found()
    if number is None:
        blocks, title, subtitle = page.whole(), translate(N_("Why these tandems")), ""
    else:
        blocks = page.of(number, level=1)
        title, subtitle = page.title(number), page.members(number)
    if for_coordinators and page.problem.get("wishes"):
        text = N_("For the coordination team: this holds wishes that others may not see.")
        blocks.insert(0, Paragraph((Run(translate(text), ("strong",)),)))
    at = (seen.published_at or seen.created_at).replace(tzinfo=dt.UTC)
    zone = ZoneInfo(programme.host_zone)
    return Document(
        language=language,
        title=title,
        subtitle=subtitle,
        kind=translate(N_("Tandems")),
        blocks=tuple(blocks),
        dated=at.astimezone(zone).date(),
        status="approved" if seen.status == "published" else "draft",
        programme=programme.line,
        funding=programme.funding,
        emblem=emblem_figure(orm, programme),
        disclaimer=programme.disclaimer,
        simulated=seen.simulated,
        origin=Origin(f"round:{seen.id}", 0, now.astimezone(zone)),
        paging=PAGE_PER_CHAPTER if number is None else ONE_PAGE,
    )


class _Explained:
    """A round's answer as blocks of a document."""

    def __init__(
        self,
        seen: RoundSeen,
        titles: Mapping[str, Title],
        translate: Translate,
        language: str,
        colours: Mapping[str, int],
    ) -> None:
        self.problem = seen.problem
        self.answer: Mapping[str, Any] = seen.answer or {}
        self.tandems: Sequence[Mapping[str, Any]] = self.answer.get("tandems") or ()
        self.left_out = seen.left_out or [LeftOut()] * len(self.tandems)
        self.hidden = seen.hidden
        self.nothing_known = seen.nothing_known
        self.as_attended = seen.as_attended
        self.say = translate
        self.language = language
        self.titles = titles
        self.colours = colours
        self.groups = graph(self.problem, self.answer).groups
        self.names = {city["id"]: clipped(city["name"], _NAME_LENGTH) for city in self.problem["cities"]}
        self.inferred: frozenset[tuple[str, str]] = frozenset()
        self.practices = {one["id"]: one for one in self.problem.get("practices") or ()}

    # --- names ----------------------------------------------------------------------------------------

    def title(self, number: int) -> str:
        name = N_("Group %(number)s") if self.as_attended else N_("Tandem %(number)s")
        return self.say(name) % {"number": number}

    def members(self, number: int) -> str:
        return list_of(map(self.name, self.tandems[number - 1]["cities"]), self.language)

    def name(self, code: str) -> str:
        return str(self.names.get(code, code))

    def named(self, codes: Sequence[str]) -> tuple[Run, ...]:
        """Cities as a list, each name in a run of its own: one from right to left turns no other."""
        places = [f"%({at})s" for at in range(len(codes))]
        return filled(
            list_of(places, self.language), {str(at): self.name(code) for at, code in enumerate(codes)}
        )

    def challenge(self, key: str) -> str:
        return clipped(self.titles[key].text if key in self.titles else key)

    def practice(self, key: str) -> str:
        return clipped(str(self.practices.get(key, {}).get("title") or key))

    def percent(self, share: float | None) -> str:
        return "–" if share is None else f"{round(share * 100)} %"

    # --- the whole grouping ---------------------------------------------------------------------------

    def whole(self) -> list[Block]:
        """A table of all tandems, or why there are none; then a chapter for each."""
        say = self.say
        if not self.tandems:
            texts = [str(message) for message in self.answer.get("messages") or ()]
            impossible = self.answer.get("status") == INFEASIBLE
            blocks: list[Block] = [
                self._said(
                    N_("No grouping is possible as things stand.")
                    if impossible
                    else N_("No answer could be found.")
                )
            ]
            items = [(Run(clipped(text), language="en"),) for text in texts]
            return [*blocks, *fitting(items, _MESSAGE_LINES, say)]
        header = (N_("Tandem"), N_("Cities"), N_("Share of its best tandem"))
        rows = tuple(
            (
                (Run(str(number)),),
                self.named(tandem["cities"]),
                (
                    Run(
                        ", ".join(
                            f"{city} {self.percent(tandem['share'].get(city))}" for city in tandem["cities"]
                        )
                    ),
                ),
            )
            for number, tandem in enumerate(self.tandems, 1)
        )
        table = Table(say(N_("All tandems")), tuple((Run(say(one)),) for one in header), rows)
        blocks = [*self._figures(), table, *self._not_shown(self.hidden)]
        for number in range(1, len(self.tandems) + 1):
            heading = f"{self.title(number)}: {self.members(number)}"
            blocks += [Heading(1, heading), *self.of(number, level=2)]
        return blocks

    def _figures(self) -> list[Block]:
        say, answer = self.say, self.answer
        total, floor = answer.get("total"), answer.get("floor")
        if self.nothing_known:
            return [self._said(ANY_IS_AS_GOOD)]
        facts = []
        if total is not None:
            sure = (
                say(N_("proven best")) if answer["status"] == "optimal" else say(N_("best known, not proven"))
            )
            facts.append(Fact(say(N_("Total")), (Run(f"{total:.2f}, {sure}"),)))
        if floor is not None:
            facts.append(Fact(say(N_("City that gets least")), (Run(self.percent(floor)),)))
        return [Facts(tuple(facts))] if facts else []

    # --- one tandem -----------------------------------------------------------------------------------

    def of(self, number: int, level: int) -> list[Block]:
        """Everything about one tandem; its headings are of a `level`."""
        tandem, left = self.tandems[number - 1], self.left_out[number - 1]
        say = self.say
        return [
            self._shares(tandem),
            self._drawn(number),
            Heading(level, say(N_("What they share"))),
            *self._shared(tandem),
            Heading(level, say(N_("Whose practices answer which need"))),
            *self._answers(tandem),
            Heading(level, say(N_("What they wish for"))),
            *self._wishes(tandem, left),
            Heading(level, say(N_("Hours in common"))),
            *hours_told(common_hours(self.problem, tandem), self.name, say, self.language),
        ]

    def _drawn(self, number: int) -> Block:
        hours = common_hours(self.problem, self.tandems[number - 1])
        alt = self.say(N_("Tandem %(number)s drawn: who shares what, who learns from whom, common hours."))
        first = hours[0] if hours else None
        return tandem_figure(
            self.groups[number - 1], first, self.colours, alt % {"number": number}, self.language
        )

    def _shares(self, tandem: Mapping[str, Any]) -> Block:
        say = self.say
        label = say(N_("%(city)s (%(badge)s)"))
        value = say(N_("%(share)s of the best tandem it could be in"))
        none = say(N_("nothing is known that could set tandems apart"))
        return Facts(
            tuple(
                Fact(
                    label % {"city": self.name(city), "badge": city},
                    (
                        Run(
                            value % {"share": self.percent(tandem["share"][city])}
                            if tandem["share"].get(city) is not None
                            else none
                        ),
                    ),
                )
                for city in tandem["cities"]
            )
        )

    def _shared(self, tandem: Mapping[str, Any]) -> list[Block]:
        if not tandem["shared_challenges"]:
            return [self._said(N_("No challenge that two of them named."))]
        of = self.say(N_("%(n)s of %(of)s cities"))
        items = []
        for one in tandem["shared_challenges"]:
            runs = [Run(self.challenge(one["id"])), Run(f" ({of % {'n': one['named_by'], 'of': one['of']}}")]
            if len(one["cities"]) < len(tandem["cities"]):
                runs += [Run(" · "), *self.named(one["cities"])]
            items.append((*runs, Run(")")))
        return fitting(items, _SHARED_LINES, self.say)

    def _answers(self, tandem: Mapping[str, Any]) -> list[Block]:
        if not tandem["answers"]:
            return [self._said(N_("None of their practices is about what the others need."))]
        uses: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for one in tandem["answers"]:
            needed = self.challenge(one["challenge"])
            if (one["practice"], one["challenge"]) in self.inferred:
                needed += f" ({self.say(N_('inferred'))})"
            uses[one["from"], one["practice"]][one["city"]].append(needed)
        items = []
        # The practices that answer most come first: of many only these have room.
        for (owner, practice), needs in sorted(
            uses.items(), key=lambda use: (-sum(map(len, use[1].values())), use[0])
        ):
            runs = [Run(self.name(owner)), Run(": "), Run(self.practice(practice), ("strong",)), Run(" → ")]
            for city, found in needs.items():
                runs += [Run(self.name(city)), Run(f": {clipped(', '.join(found))}"), Run("; ")]
            items.append(tuple(runs[:-1]))
        return fitting(items, _ANSWER_LINES, self.say)

    def _wishes(self, tandem: Mapping[str, Any], left: LeftOut) -> list[Block]:
        items = []
        for name, word in (("wishes_met", N_("Met")), ("wishes_unmet", N_("Not met"))):
            for one in tandem[name]:
                items.append(self._wish(one, self.say(word)))
        blocks = fitting(items, _WISH_LINES, self.say)
        if not items and not left.total:
            blocks = [self._said(N_("These cities have stated no wishes."))]
        return [*blocks, *self._not_shown(left.total)]

    def _wish(self, one: Mapping[str, Any], word: str) -> tuple[Run, ...]:
        wish = self.problem["wishes"][one["wish"]]
        teacher = teacher_of(self.problem, one["wish"])
        words = wish.get("text") or (self.practice(wish["practice"]) if wish.get("practice") else "")
        who: tuple[Run, ...] = (Run(self.name(one["city"])),)
        if teacher:
            names = {"learner": self.name(one["city"]), "teacher": self.name(teacher)}
            who = filled(self.say(N_("%(learner)s from %(teacher)s")), names)
        told = (Run(" – "), Run(clipped(words))) if words else ()
        return Run(f"{word}: ", ("strong",)), *who, *told

    # --- what fits ------------------------------------------------------------------------------------

    def _said(self, text: str) -> Block:
        return Paragraph((Run(self.say(text)),))

    def _not_shown(self, hidden: int) -> list[Block]:
        if not hidden:
            return []
        text = self.say(
            N_("Wishes not shown, since only their own cities and the coordination team see them: %(count)d")
        )
        return [Paragraph((Run(text % {"count": hidden}, ("emphasis",)),))]
