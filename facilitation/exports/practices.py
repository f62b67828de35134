"""The practices as a table, in the columns that an import takes."""

from __future__ import annotations

from collections.abc import Iterable

from babel import Locale

from facilitation.commands.cities import places
from facilitation.commands.practices.sheet_rows import HEADINGS, STAGE_WORDS
from facilitation.commands.sheets import NO, YES
from facilitation.domain.practices import links_as_cell
from facilitation.exports.spreadsheets import Cell, Sheet
from facilitation.queries.practices.gallery import InFull
from facilitation.queries.practices.tags import Tag, TagBook


def practices_sheet(title: str, practices: Iterable[InFull], book: TagBook, language: str) -> Sheet:
    """The practices in a language of HEADINGS.

    Imported elsewhere, the table gives the same facts again, as far as challenges and topics are there.
    """
    header = HEADINGS[language]
    challenges, topics = _challenge_words(book), _topic_words(book)
    rows = []
    for one in practices:
        row, contact = one.practice, one.contact
        facts: dict[str, Cell] = {
            "key": row.key,
            "city": one.city.name,
            "title": row.title,
            "description": row.description,
            "topics": _joined(one.topics, topics),
            "challenges": _joined(one.challenges, challenges),
            "stage": STAGE_WORDS[language].get(row.stage, row.stage),
            "links": links_as_cell(row.links),
            "language": _language(row.language, language),
            "source": row.source,
            "contact_name": contact.name if contact else "",
            "contact_email": contact.email if contact else "",
            "contact_phone": contact.phone if contact else "",
            "contact_agreed": (YES if contact.agreed else NO)[language] if contact else "",
            "simulated": YES[language] if row.simulated else "",
        }
        rows.append(tuple(facts[column] for column in header))
    return Sheet(title, tuple(header.values()), tuple(rows))


def _joined(tags: Iterable[Tag], words: dict[int, str]) -> str:
    return "; ".join(words.get(tag.id, tag.title.text) for tag in tags)


def _challenge_words(book: TagBook) -> dict[int, str]:
    """What an import knows a challenge by again: its title, or its key where that is no plain entry."""
    found = {row.id: book.challenge(row.id).title.text for row in book.challenges.present}
    return _plain(found, {row.id: row.key for row in book.challenges.present})


def _topic_words(book: TagBook) -> dict[int, str]:
    found = {tag.id: tag.title.text for tag in book.topics_offered}
    return _plain(found, {tag.id: book.topics.rows[tag.id].key for tag in book.topics_offered})


def _plain(titles: dict[int, str], keys: dict[int, str]) -> dict[int, str]:
    several = [title.casefold() for title in titles.values()]
    return {
        one: keys[one] if set(";|\n") & set(title) or several.count(title.casefold()) > 1 else title
        for one, title in titles.items()
    }


def _language(code: str | None, language: str) -> str:
    if not code:
        return ""
    name = str(Locale.parse(language).languages.get(code, code))
    return name if places.language_of(name) == code else code
