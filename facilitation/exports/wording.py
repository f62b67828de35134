"""How exports get their own words in the reader's language: a function the caller hands in."""

from collections.abc import Callable

Translate = Callable[[str], str]


def untranslated(text: str) -> str:
    """For readers of English: the sentences as they stand."""
    return text
