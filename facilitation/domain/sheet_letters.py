"""Which letters the bytes of a CSV file mean, where the file itself doesn't say.

UTF-8 and UTF-16 show themselves. Everything else is taken for Windows-1252 or Mac Roman, as Excel writes them
in western Europe: whichever makes words of the bytes. Where neither or both do, the file is refused in words
rather than read with other letters than were written.
"""

import codecs
import re
import unicodedata

from facilitation.domain.errors import N_, Refused

WINDOWS, MAC = "cp1252", "mac_roman"
GUESSES = {WINDOWS: N_("Windows (western Europe)"), MAC: N_("Macintosh (western Europe)")}
_UNCERTAIN = N_(
    "This file does not say how its letters are written, and they can't be told for certain. "
    "Save it as “CSV UTF-8” or as XLSX and choose it again."
)

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_LETTERS_AT_END = re.compile(r"[^\W\d_]*\Z")
#: Words of one letter in Spanish, French, Portuguese, Italian and Catalan.
_ALONE = frozenset("àáâèéêìíîòóôùúûýÀÁÂÈÉÊÌÍÎÒÓÔÙÚÛÝ")
_NO_WORD = frozenset("ƒˆ˜ªº\ufb01\ufb02")
#: What stands before the apostrophe of an elision: l’, dell’, aujourd’ and the like.
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu|un|ell|all|ull|rd|O)", re.IGNORECASE)
#: A sign that begins something, and what must end it somewhere behind.
_CLOSED_BY = {"“": "”", "„": "“”", "«": "»", "‹": "›", "‘": "’", "‚": "‘’", "¡": "!", "¿": "?"}
_CLOSING = frozenset("”»›")
_DASHES = frozenset("–—")
#: So many signs of a file may stand oddly, if the other reading has so many times more that do.
_ODD_MOST, _CLEARLY = 5, 10
#: In these languages at most so large a part of the letters lies beyond ASCII: more means another alphabet.
_FOREIGN_MOST = 0.4


def decoded(content: bytes) -> tuple[str, str | None]:
    """The text of a file, and which of GUESSES was taken where the file doesn't say.

    Raises `Refused` with the field "file" where the letters can't be told.
    """
    try:
        if content.startswith(_MARKS[1:]):
            return content.decode("utf-16"), None
        return content.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        if content.startswith(_MARKS):
            raise _uncertain() from None
    readings = {name: text for name in GUESSES if (text := _read_as(name, content)) is not None}
    likely, *others = sorted((_misfits(text), name) for name, text in readings.items())
    # A sign or two may stand oddly in a long file; of the other reading far more must.
    if likely[0] > _ODD_MOST or any(misfits <= _CLEARLY * likely[0] for misfits, _ in others):
        raise _uncertain()
    return readings[likely[1]], likely[1]


def guessed(content: bytes) -> str | None:
    """Which of GUESSES `decoded` takes for a file; None where the file says it, as every workbook does."""
    return None if content.startswith(b"PK\x03\x04") else decoded(content)[1]


def _uncertain() -> Refused:
    return Refused("invalid", _UNCERTAIN, field="file")


def _read_as(name: str, content: bytes) -> str | None:
    try:
        return content.decode(name)
    except UnicodeDecodeError:
        return None


def _misfits(text: str) -> int:
    """How many signs beyond ASCII stand where no word of these languages has them."""
    letters = sum(sign.isalpha() for sign in text)
    places = [found.start() for found in _FOREIGN.finditer(text)]
    if len(places) > max(_FOREIGN_MOST * letters, 3):
        return len(places)
    return sum(not _fits(text, place) for place in places)


def _fits(text: str, place: int) -> bool:
    """Whether the sign at `place` stands where one does, by what is before and behind it."""
    sign, after = text[place], text[place + 1 : place + 3]
    at_end = _LETTERS_AT_END.search(text[max(place - 3, 0) : place])
    assert at_end is not None  # it finds no letters, too
    before = at_end[0]
    if sign in _NO_WORD:
        return sign in "ªº" and not after[:1].isalpha()
    kind = unicodedata.category(sign)
    if kind.startswith("L"):
        return _letter_fits(sign, before, after)
    if sign in "’":
        return _apostrophe_fits(before, after)
    if sign in _DASHES:
        return bool(before) == after[:1].isalpha() and not (before and after[:1].islower())
    if sign in _CLOSED_BY:
        rest = text[place + 1 : place + 300].partition("\n")[0]
        return not before and any(end in rest for end in _CLOSED_BY[sign])
    if sign in _CLOSING:
        return not after[:1].isalpha()
    if sign == "·":  # as in Catalan: Sant Marcel·lí
        return before[-1:].lower() == "l" and after[:1].lower() == "l"
    if kind == "Zs":
        return True
    return not before and not after[:1].isalpha()


def _letter_fits(sign: str, before: str, after: str) -> bool:
    """A capital stands at the beginning of a word or among capitals; few letters are a word by themselves."""
    behind = after[:1]
    if not before and not behind.isalpha():
        return sign in _ALONE or behind in ("'", "’")
    if sign.isupper() and before:
        return before[-1].isupper() and not behind.islower()
    return not (sign.islower() and len(before) > 1 and before.isupper() and behind.isupper())


def _apostrophe_fits(before: str, after: str) -> bool:
    behind = after[:1]
    if not before or not behind.isalpha():
        return True
    return _ELIDED.fullmatch(before) is not None or (behind.lower() == "s" and not after[1:].isalpha())
