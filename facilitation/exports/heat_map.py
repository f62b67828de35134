"""The heat-map as sheets: cities x challenges, and every place where something was said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from facilitation.domain.challenges import URGENCIES
from facilitation.domain.errors import N_
from facilitation.domain.origins import ORIGINS
from facilitation.domain.permissions import ROLE_NAMES
from facilitation.domain.programmes import CHALLENGE_KINDS
from facilitation.exports.spreadsheets import Cell, Sheet
from facilitation.exports.wording import Translate
from facilitation.queries.challenges.challenges import Cell as HeatCell
from facilitation.queries.challenges.challenges import HeatMap
from facilitation.queries.challenges.places import Said


def places_sheet(heat_map: HeatMap, say: Translate, topics: Mapping[int, str]) -> Sheet:
    """One row for each place where a city named a challenge, with the labels of `topics` by id.

    One column says what a board only proposes, the last one marks what is simulated.
    """
    header = (
        say(N_("Challenge")),
        say(N_("Kind")),
        say(N_("City")),
        say(N_("Badge")),
        say(N_("Where it was said")),
        say(N_("Session or document")),
        say(N_("Remark")),
        say(N_("Said by")),
        say(N_("Notes")),
        say(N_("Topic")),
        say(N_("Urgency")),
        say(N_("Evidence")),
        say(N_("Source of the evidence")),
        say(N_("Only proposed")),
        say(N_("Simulated")),
    )
    return Sheet(say(N_("Where it was said")), header, tuple(_places(heat_map, say, topics)))


def _places(heat_map: HeatMap, say: Translate, topics: Mapping[int, str]) -> Iterator[tuple[Cell, ...]]:
    yes, no = say(N_("yes")), say(N_("no"))
    for row in heat_map.rows:
        for city in heat_map.cities:
            cell = row.cells.get(city.code)
            for said in cell.said if cell else ():
                yield (
                    row.title.text,
                    say(CHALLENGE_KINDS[row.challenge.kind]),
                    city.name,
                    city.code,
                    say(ORIGINS[said.origin]),
                    said.session_title or said.source,
                    said.remark,
                    _speaker(said, say),
                    said.notes or None,
                    topics.get(said.topic or 0, ""),
                    say(URGENCIES[said.urgency]) if said.urgency else "",
                    said.evidence,
                    said.evidence_source,
                    yes if said.proposed else no,
                    yes if said.simulated else no,
                )


def _speaker(said: Said, say: Translate) -> str:
    role = say(ROLE_NAMES[said.role]) if said.role else ""
    return ", ".join(filter(None, (role, said.organisation)))


def map_sheet(heat_map: HeatMap, say: Translate) -> Sheet:
    """Challenges down, cities across; the number of notes where boards said it, else "named".

    Where the city has not confirmed what a board proposes: "proposed".
    """
    header = (
        say(N_("Challenge")),
        say(N_("Kind")),
        say(N_("Named by")),
        *(f"{city.name} ({city.code})" for city in heat_map.cities),
    )
    rows = tuple(
        (
            row.title.text,
            say(CHALLENGE_KINDS[row.challenge.kind]),
            row.named_by,
            *(_in_map(row.cells.get(city.code), say) for city in heat_map.cities),
        )
        for row in heat_map.rows
    )
    return Sheet(say(N_("Heat-map")), header, rows)


def _in_map(cell: HeatCell | None, say: Translate) -> Cell:
    if cell is None:
        return None
    if cell.proposed:
        return say(N_("proposed"))
    if not cell.real:
        return say(N_("Simulated"))
    return cell.notes or say(N_("named"))
