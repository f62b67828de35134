"""What small groups brought back, as blocks of a document: a section for each round of a block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from facilitation.domain.documents import Heading, ListItem, NumberedList, Paragraph, Run
from facilitation.domain.errors import N_
from facilitation.domain.minutes import Keyed
from facilitation.queries.boards.harvest import BoardHarvest
from facilitation.queries.breakouts.breakouts import GroupReport, RoundReport
from facilitation.queries.documents.harvested import cluster_report, loose_report
from facilitation.queries.documents.parts import SessionDocument, said_by, words
from facilitation.queries.privacy.privacy import named


def round_report(
    parts: SessionDocument, report: RoundReport, harvests: Mapping[int, BoardHarvest]
) -> list[Keyed]:
    """A round under its title: each group with its cities, who reported, its points and clusters.

    `harvests` holds what came of each group's board, by the group's id.
    """
    title = report.round.title or parts.say(N_("Small groups"))
    found = [Keyed(f"round:{report.round.id}", Heading(2, title))]
    seats = [seat for group in report.groups for seat, *_ in group.members]
    nameable = named(parts.orm, seats)
    for group in report.groups:
        harvest = harvests[group.breakout.id]
        wrote = harvest.clusters or harvest.loose or harvest.unrevealed
        if group.members or group.points or wrote:
            found += _group(parts, group, harvest, nameable)
    return found


def _group(
    parts: SessionDocument, group: GroupReport, harvest: BoardHarvest, nameable: set[int]
) -> list[Keyed]:
    say, breakout = parts.say, group.breakout
    key = f"breakout:{breakout.id}"
    facts = [say(N_("People: %(count)s")) % {"count": len(group.members)}]
    cities = Counter(city for *_, city in group.members if city is not None)
    facts += [f"{parts.city_name(code)} ({count})" for code, count in sorted(cities.items())]
    found = [
        Keyed(key, Heading(3, breakout.title)),
        Keyed(f"{key}/people", Paragraph((Run(" · ".join(facts), ("strong",)),))),
    ]
    for seat, name, city in group.members:
        if seat == breakout.rapporteur_id:
            who = (name if seat in nameable else "", parts.city_name(city))
            if any(who):
                reported = Paragraph((Run(say(N_("Reported by"))), *said_by(*who)))
                found.append(Keyed(f"{key}/rapporteur", reported))
    if group.points:
        items = [ListItem((parts.written(one.text, None, simulated=one.simulated),)) for one in group.points]
        found.append(Keyed(f"{key}/points", NumberedList(tuple(items))))
    return found + _harvest(parts, group, harvest, key)


def _harvest(parts: SessionDocument, group: GroupReport, harvest: BoardHarvest, key: str) -> list[Keyed]:
    """What lies on the group's board: clusters with their votes, then what lies in none."""
    found = [keyed for cluster in harvest.clusters for keyed in cluster_report(parts, cluster, 4)]
    if harvest.loose:
        if harvest.clusters:
            found.append(Keyed(f"{key}/loose", Heading(4, parts.say(N_("Loose notes")))))
        found += loose_report(parts, harvest.loose, f"{key}/loose", 4)
    if harvest.unrevealed:
        text = parts.say(N_("Notes written privately and never revealed: %(count)s"))
        found.append(Keyed(f"{key}/unrevealed", Paragraph(words(text % {"count": harvest.unrevealed}))))
    if not (harvest.clusters or harvest.loose or harvest.unrevealed or group.points):
        nothing = Paragraph(words(parts.say(N_("This group wrote nothing down."))))
        found.append(Keyed(f"{key}/nothing", nothing))
    return found
