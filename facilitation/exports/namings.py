"""Challenges of cities as a table, in the columns that an import takes."""

from __future__ import annotations

from collections.abc import Mapping

from facilitation.commands.challenges.naming_rows import HEADINGS, KINDS, URGENCY_WORDS
from facilitation.domain.programmes import LANGUAGES
from facilitation.exports.spreadsheets import Cell, Sheet
from facilitation.queries.challenges.challenges import HeatMap
from facilitation.queries.challenges.places import Said


def namings_sheet(title: str, heat_map: HeatMap, topics: Mapping[int, str], language: str) -> Sheet:
    """What cities really said, in a language of HEADINGS, with the labels of `topics` by id.

    What boards only propose is left out, and so is what is simulated. Imported elsewhere, the table gives the
    same challenges again; a city that named one at several places has a row for each.
    """
    header = HEADINGS[language]
    rows = [
        _row(city.name, row.title.text, row.challenge.kind, said, topics, language)
        for row in heat_map.rows
        for city in heat_map.cities
        for said in (row.cells[city.code].said if city.code in row.cells else ())
        if said.counts
    ]
    return Sheet(
        title, tuple(header.values()), tuple(tuple(row[column] for column in header) for row in rows)
    )


def _row(
    city: str, title: str, kind: str, said: Said, topics: Mapping[int, str], language: str
) -> dict[str, Cell]:
    return {
        "city": city,
        "challenge": title,
        "kind": KINDS[language][kind],
        "topic": topics.get(said.topic or 0, ""),
        "urgency": URGENCY_WORDS[language][said.urgency] if said.urgency else "",
        "remark": said.remark,
        "evidence": said.evidence,
        "source": said.evidence_source or said.source,
        "language": LANGUAGES.get(said.language or "", ""),
    }
