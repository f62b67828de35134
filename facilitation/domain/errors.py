"""Refusals and the sentences people read: message texts with parameters, translated at the door."""

from dataclasses import dataclass, field
from typing import Any

CODES = ("not_allowed", "not_found", "invalid", "conflict", "busy", "too_large", "closed")


def N_(text: str) -> str:  # noqa: N802 - the extractor's conventional keyword
    """Mark `text` for translation without translating it: the reader's language is known only at the door."""
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """An English sentence (the gettext msgid) and the values of its `%(name)s` places."""

    text: str
    params: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.params if self.params else self.text


class Refused(Exception):
    """What the program won't do, with a code (one of CODES), a sentence and, where it helps, the field.

    `retry_after` is in seconds and goes with `busy` and with rate limits.
    """

    def __init__(
        self,
        code: str,
        text: str,
        *,
        field: str | None = None,
        retry_after: float | None = None,
        **params: Any,
    ) -> None:
        assert code in CODES, code
        self.code = code
        self.message = Message(text, params)
        self.field = field
        self.retry_after = retry_after
        super().__init__(str(self.message))


def not_found() -> Refused:
    """The one sentence for what doesn't exist and for what the reader must not know of."""
    return Refused("not_found", N_("This does not exist, or is not yours to see."))


def mishap() -> Refused:
    """The refusal for a fault of ours: it is logged where it happened, and clients ask again."""
    return Refused("busy", N_("Something went wrong here. It will be tried again."), retry_after=1)
