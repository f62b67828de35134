"""Names that people give themselves, their organisations, sessions and places."""

from facilitation.domain.boards import clean_text

NAME_LENGTH = 80


def clean_name(text: str, field: str = "name") -> str:
    """A name as kept: one line, at most NAME_LENGTH characters."""
    return " ".join(clean_text(text, field=field, limit=NAME_LENGTH).split())
