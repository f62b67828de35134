"""How a mail's headers are written: a subject arrives letter by letter as it was, emoji included."""

from __future__ import annotations

from email.header import Header
from email.policy import EmailPolicy
from typing import Any

#: The space before it included; an encoded word may have 75 signs (RFC 2047, 2).
_LINE = 75


class SubjectPolicy(EmailPolicy):
    """The standard library's policy but for subjects.

    Where a subject has signs beyond ASCII, that one writes some words encoded and others plain, and some mail
    programs then show no space between them, or one too many (RFC 2047, 6.2). Here a subject that is not
    plain, or too long for a line, is encoded as a whole: each of its spaces is within an encoded word.
    """

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """A subject is kept as it is: parsed, words that look encoded would be decoded."""
        if name.lower() != "subject":
            return super().header_store_parse(name, value)
        if len(value.splitlines()) > 1:
            raise ValueError("Header values may not contain linefeed or carriage return characters")
        return name, value

    def fold(self, name: str, value: Any) -> str:
        if name.lower() != "subject":
            return super().fold(name, value)
        line = f"{name}: {value}"
        most = self.max_line_length
        if not value.isascii() or "=?" in value or (most is not None and len(line) > most):
            encoded = Header(value, "utf-8", maxlinelen=_LINE, header_name=name)
            line = f"{name}: {encoded.encode(linesep=self.linesep)}"
        return line + self.linesep

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() != "subject":
            return super().fold_binary(name, value)
        return self.fold(name, value).encode("ascii")


POLICY = SubjectPolicy()
