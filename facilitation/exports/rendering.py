"""What an export hands back: bytes with media type and file name, and remarks for whoever asked."""

import re
import unicodedata
from dataclasses import dataclass

from facilitation.domain.errors import Message

LONGEST_FILE_NAME = 80
# Letters that decomposition does not take apart.
_WHOLE_LETTERS = str.maketrans({"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "ß": "ss", "đ": "d", "Đ": "d"})


@dataclass(frozen=True, slots=True)
class Rendering:
    """A finished file. `remarks` are sentences to show (a character the font lacks, a text cut short)."""

    content: bytes
    media_type: str
    file_name: str
    remarks: tuple[Message, ...] = ()


def file_name(title: str, *marks: str, ending: str) -> str:
    """A file name every system takes: ASCII letters, digits, hyphens; cut in the title, not in the marks."""
    end = "-".join(filter(None, map(_words, marks)))
    start = _words(title)[: LONGEST_FILE_NAME - len(end)].strip("-") or "document"
    return "-".join(filter(None, (start, end))) + f".{ending}"


def _words(text: str) -> str:
    plain = text.translate(_WHOLE_LETTERS)
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", ascii_only.lower()))
