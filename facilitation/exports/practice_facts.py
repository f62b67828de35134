"""What cities tell of their practices, and what they learned, as tables: a row for each fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from facilitation.commands.sheets import YES
from facilitation.domain.errors import N_
from facilitation.domain.practice_points import FIGURE, GAIN, LISTS, PREREQUISITE
from facilitation.domain.replication import FIELDS, PREREQUISITE_KINDS, Learning, ReplicationFacts
from facilitation.exports.spreadsheets import Cell, Sheet
from facilitation.store.challenges import Practice

#: Puts a marked word into the reader's language.
Say = Callable[[str], str]

#: The columns of a fact; those that it has nothing for stay empty.
_FACT = {
    "about": N_("About"),
    "who": N_("Who"),
    "figure": N_("Figure"),
    "text": N_("What is told"),
    "dated": N_("As of"),
    "kind": N_("Kind"),
    "language": N_("Language"),
    "simulated": N_("Simulated"),
}


def practice_facts_sheet(
    title: str,
    practices: Iterable[Practice],
    facts: Mapping[int, ReplicationFacts],
    language: str,
    say: Say,
) -> Sheet:
    """A row for each text, figure, gain and prerequisite; nothing for what nobody has told.

    `facts` are by practice; `source` is where a practice's facts come from that its city did not write here.
    """
    header = (N_("City"), N_("Practice"), *_FACT.values(), N_("Source"))
    rows = [
        (one.city.name, one.title, *(fact.get(name, "") for name in _FACT), facts[one.id].source)
        for one in practices
        for fact in _facts(facts[one.id], YES[language], say)
    ]
    return Sheet(title, tuple(say(one) for one in header), tuple(rows))


def learnings_sheet(
    title: str, learnings: Iterable[Learning], cities: Mapping[str, str], language: str, say: Say
) -> Sheet:
    """A row for each learning; `cities` are names by code."""
    header = (N_("Who learned it"), N_("What was learned"), N_("Language"), N_("Source"), N_("Simulated"))
    rows = [
        (
            cities[one.city] if one.city else say(N_("All together")),
            one.text,
            one.language,
            one.source,
            YES[language] if one.simulated else "",
        )
        for one in learnings
    ]
    return Sheet(title, tuple(say(one) for one in header), tuple(rows))


def _facts(told: ReplicationFacts, yes: str, say: Say) -> Iterator[dict[str, Cell]]:
    """By column the facts of a practice, in the order of its page."""

    def said(language: str, simulated: bool) -> dict[str, Cell]:
        return {"language": language, "simulated": yes if simulated else ""}

    for key, text in told.texts.items():
        told_in: dict[str, Cell] = {"about": say(FIELDS[key]), "text": text.text}
        yield told_in | said(text.language, text.simulated)
    for figure in told.figures:
        counted: dict[str, Cell] = {"about": say(LISTS[FIGURE]), "figure": figure.value}
        counted |= {"text": figure.what, "dated": figure.dated}
        yield counted | said(figure.language, figure.simulated)
    for gain in told.gains:
        gained: dict[str, Cell] = {"about": say(LISTS[GAIN]), "who": gain.who, "text": gain.what}
        yield gained | said(gain.language, gain.simulated)
    for need in told.prerequisites:
        kind = say(PREREQUISITE_KINDS[need.kind]) if need.kind else ""
        needed: dict[str, Cell] = {"about": say(LISTS[PREREQUISITE]), "text": need.text, "kind": kind}
        yield needed | said(need.language, need.simulated)
