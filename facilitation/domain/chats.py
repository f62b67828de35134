"""A chat that was copied from a meeting, read as lines: who wrote each, and what.

Meeting programs put time, name and text on one line or on several:

    14:05:11 From Anna Byrne to Everyone: text          (Zoom; in its file the text is on the next line)
    [14:05] Anna Byrne: text                            (Teams, WhatsApp)
    28/11/2026, 14:05 - Anna Byrne: text                (WhatsApp's export)
    Anna Byrne  2:05 PM                                 (Teams, Slack; the text is on the next line)
    Anna Byrne                                          (Meet; time and text are on the next lines)
    Anna Byrne: text                                    (plain lines)

What begins none of these belongs to what was written before it. Plain lines are looked for only where nothing
bears a time: elsewhere "Options: a or b" goes on with a message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from facilitation.domain.errors import N_, Refused
from facilitation.domain.names import NAME_LENGTH
from facilitation.domain.texts import is_blank, printable

#: So much text is read at once, in bytes of UTF-8: an afternoon of a busy chat.
BYTES_MOST = 100_000
#: Who wrote a message is told within so many signs at its beginning.
_HEAD_LENGTH = 300
_NAME_WORDS = 7

_MARKS = re.compile("[\u200b\u200e\u200f\u2060\ufeff]")
_DAY = r"(?:\d{1,4}[-./]\d{1,2}[-./]\d{1,4},?\s{1,3})?"
_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?"
_TIME = rf"{_DAY}{_CLOCK}"
#: A time at the beginning of a line, in brackets or with a dash behind it.
_TIMED = re.compile(rf"(?:\[{_TIME}\]|{_TIME}(?=[\s-]|$))\s{{0,4}}(?:[-\u2013]\s{{1,3}})?")
#: A time at the end of a line that holds nothing else but a name.
_NAME_TIME = re.compile(rf"(?P<name>\S.*?)[\s,\u00b7]{{1,6}}(?:\w{{2,12}}(?:\s\w{{2,3}})?\s)?\[?{_TIME}\]?$")
_ONLY_TIME = re.compile(rf"\[?{_TIME}\]?$")
_FROM = re.compile(r"(?:From|Von|De|Da|Od|Van|Fra)\s{1,3}")
_TO = re.compile(r"\s{1,3}(?:to|an|à|a|para|do|naar|til)\s{1,3}")
_COLON = re.compile(r"\s?[:\uff1a](?=\s|$)|\uff1a")
_GUEST = re.compile(r"\s*\((?:guest|external|unverified|host|co-host|you|gast|invité|invitado)\)$", re.I)
_PRIVATE = re.compile(r"\(?(?:direct message|privately)\)?", re.I)
_REACTION = re.compile(r"(?:Reacted to|Removed a .{1,20} reaction from) [\"\u201c]")
_QUESTION = ("?", "\u061f", "\uff1f", "\u037e")


@dataclass(frozen=True, slots=True)
class ChatLine:
    """What somebody wrote into a chat; `speaker` is the name as the chat shows it, "" where it shows none.

    `aside`: it was written to one person only, or is nothing but a reaction.
    """

    speaker: str
    text: str
    aside: bool = False

    @property
    def kind(self) -> str:
        """The kind of record that it most likely is."""
        return "question" if self.text.endswith(_QUESTION) else "point"


@dataclass(slots=True)
class _Message:
    speaker: str
    lines: list[str]
    private: bool = False


@dataclass(frozen=True, slots=True)
class _Head:
    """How a message begins: whose it is, the first piece of its text, and to whom it was written."""

    name: str
    text: str
    to: str = ""


def read_chat(text: str) -> list[ChatLine]:
    """The messages of a pasted chat in their order; `Refused` where it is too long or nothing is in it."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > BYTES_MOST:
        raise Refused(
            "too_large",
            N_("This chat has %(size)d kB, and %(most)d kB are read at once. Paste it in parts."),
            field="chat",
            size=-(-size // 1000),
            most=BYTES_MOST // 1000,
        )
    lines = [_MARKS.sub("", line).strip() for line in printable(text).split("\n")]
    if is_blank("".join(lines)):
        raise Refused("invalid", N_("Paste a chat first."), field="chat")
    timed = any(_timed_head(line) is not None or _ONLY_TIME.match(line) for line in lines)
    messages: list[_Message] = []
    for line in lines:
        if timed and _ONLY_TIME.match(line):
            _named_above(messages)
            continue
        head = _timed_head(line) if timed else _plain_head(line)
        if head is not None:
            private = _PRIVATE.search(head.to) is not None
            messages.append(_Message(head.name, [head.text], private))
        elif messages:
            messages[-1].lines.append(line)
        elif line:
            messages.append(_Message("", [line]))
    read = (_line(message) for message in messages)
    return [line for line in read if not is_blank(line.text)]


def _line(message: _Message) -> ChatLine:
    text = re.sub(r"\n{2,}", "\n", "\n".join(message.lines)).strip()
    reaction = _REACTION.match(text) is not None
    return ChatLine(_clean(message.speaker), text, message.private or reaction)


def _named_above(messages: list[_Message]) -> None:
    """A time on a line of its own stands below the name of who wrote what follows."""
    lines = messages[-1].lines if messages else []
    while lines and not lines[-1]:
        lines.pop()
    name = lines.pop() if lines and _may_be_name(lines[-1]) else ""
    messages.append(_Message(name, []))


def _timed_head(line: str) -> _Head | None:
    """The head of a message that bears a time, or is marked as being from somebody."""
    start = line[:_HEAD_LENGTH]
    time = _TIMED.match(start)
    rest = start[time.end() :] if time else start
    come = _FROM.match(rest)
    colon = _COLON.search(rest)
    if come and colon and (time or _TO.search(rest[: colon.start()])):
        name, to = _from_to(rest[come.end() : colon.start()])
        return _Head(name, line[len(start) - len(rest) + colon.end() :].strip(), to)
    if time and colon and _may_be_name(rest[: colon.start()], as_typed=True):
        return _Head(rest[: colon.start()], line[time.end() + colon.end() :].strip())
    if time and rest:
        return _Head(rest, "") if _may_be_name(rest) else _Head("", line[time.end() :].strip())
    ended = _NAME_TIME.match(start) if len(line) <= _HEAD_LENGTH else None
    if ended and come:
        name, to = _from_to(ended["name"][come.end() :])
        return _Head(name, "", to)
    return _Head(ended["name"], "") if ended and _may_be_name(ended["name"]) else None


def _plain_head(line: str) -> _Head | None:
    colon = _COLON.search(line[:_HEAD_LENGTH])
    if colon is None or not _may_be_name(line[: colon.start()]):
        return None
    return _Head(line[: colon.start()], line[colon.end() :].strip())


def _from_to(told: str) -> tuple[str, str]:
    """Who wrote, and to whom; a name may hold such a word itself, so the last one counts."""
    found = list(_TO.finditer(told))
    return (told[: found[-1].start()], told[found[-1].end() :]) if found else (told, "")


def _may_be_name(text: str, *, as_typed: bool = False) -> bool:
    """Whether a text may be what somebody is called in a meeting: a few words, no sentence, no address.

    `as_typed`: also without a capital letter, where hardly anything else can stand.
    """
    words = _GUEST.sub("", text.strip().lstrip("~")).split()
    if not words or len(words) > _NAME_WORDS or len(text) > NAME_LENGTH * 2:
        return False
    if text.rstrip()[-1] in ".!,;" + "".join(_QUESTION) or "/" in words[0] or "@" in words[0]:
        return False
    first = words[0].lstrip("(\"'\u2018\u201c")
    return bool(first) and first[0].isalnum() and (as_typed or not first[0].islower())


def _clean(name: str) -> str:
    return " ".join(_GUEST.sub("", name.strip().lstrip("~").strip()).split())[:NAME_LENGTH].strip()
