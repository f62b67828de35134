"""The commitments of the cities as a table, in the columns that an import takes."""

from __future__ import annotations

from collections.abc import Iterable

from facilitation.commands.solutions.sheet_rows import HEADINGS, KIND_WORDS, STATUS_WORDS
from facilitation.domain.commitments import CommitmentFacts
from facilitation.exports.spreadsheets import Cell, Sheet


def commitments_sheet(
    title: str, commitments: Iterable[CommitmentFacts], language: str, simulated: str
) -> Sheet:
    """The commitments in a language of HEADINGS, and a column `simulated` that marks what is played.

    People stand in it as its reader may read them. Imported elsewhere, the table gives the same commitments
    again; people are offices in words there, until somebody chooses them.
    """
    header = HEADINGS[language]
    rows = []
    for one in commitments:
        facts: dict[str, Cell] = {
            "city": one.city,
            "kind": KIND_WORDS[language][one.kind],
            "other": one.other,
            "subject": one.subject,
            "language": one.language,
            "practice": one.practice,
            "office": one.owner,
            "due": one.due,
            "status": STATUS_WORDS[language][one.status],
            "reason": one.reason,
            "source": one.source,
            "stated_on": one.stated_on,
        }
        rows.append((*(facts[column] for column in header), "x" if one.simulated else None))
    return Sheet(title, (*header.values(), simulated), tuple(rows))
