"""Lists of people as Outlook, Gmail and Excel paste them, or as they are typed: who is meant, on which line.

One person a line, with role and city behind the address; or several in a line, apart by semicolons or commas.
Names stand before the address, quoted or not, also "Doe, Jane"; without one the address gives a name to begin
with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from facilitation.domain.errors import N_, Refused
from facilitation.domain.people import INVITATIONS_MOST, clean_email
from facilitation.domain.permissions import ROLES

#: Characters of a list: more than so many people could need.
LIST_LENGTH = 100_000

# In a quoted name a comma belongs to it. Both are bounded, so that an unclosed one costs little.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.){0,200}"|<[^<>]{0,320}>|[,;\t]|[^\S\t]+|[^\s"<>,;]+|.')
_SEPARATORS = frozenset(",;\t")
_AROUND_ADDRESS = "<>()[]{}'‘’.:"
_AROUND_NAME = " '‘’()[]:-–"
#: What stands behind a name and a comma without being a first name.
_FOLLOWING = re.compile(
    r"(?:Ph\.?D|M\.?D|M\.?A|MBA|Jr|Sr|II|III|Inc|Ltd|GmbH|S\.?A|S\.?L|ASBL)\.?", re.IGNORECASE
)
_ONLY_ADDRESS = re.compile(r"\s*(?:<.*|\S+@\S+\s*)")
_HEADING = re.compile(r"e-?mail|correo|courriel|mail", re.IGNORECASE)
_UNREADABLE = N_("Line %(line)s can't be read. Write: Ana García <ana@city.example>, participant, DUB")


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """Somebody in a list, as they were written there: role and city may be empty. `line` counts from 1."""

    name: str
    email: str
    role: str = ""
    city: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class _Entry:
    """A person's name in its parts (apart by commas), the address, and what stands behind it."""

    name: list[str]
    address: str
    rest: list[str]


class _Unclear(Exception):
    """It can't be told who is meant."""


def read_list(text: str, is_role: Callable[[str], bool] = ROLES.__contains__) -> list[InvitationLine]:
    """The people of a list; empty lines and a line of headings are left out.

    `is_role` says whether a word is a role, in the reader's language. `Refused` names the faulty line.
    """
    if len(text) > LIST_LENGTH:
        raise Refused(
            "invalid", N_("Invite at most %(most)s people at once."), field="lines", most=INVITATIONS_MOST
        )
    people = []
    for number, line in _joined(text.splitlines()):
        try:
            people += [_person(entry, number, is_role) for entry in _entries(_tokens(line))]
        except _Unclear:
            raise Refused("invalid", _UNREADABLE, field="lines", line=number) from None
    return people


def _joined(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines that say something by their numbers; a name is taken along to the address that follows it."""
    name = ""
    begun = 0
    first = True
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        heading = first and "@" not in line and _HEADING.search(line)
        first = False
        if heading:
            continue
        if "@" not in line and not name:
            name, begun = line.strip(), number
            continue
        if name and not _ONLY_ADDRESS.fullmatch(line):
            yield begun, name  # nobody's: it will be refused by its own number
            name = ""
            if "@" not in line:
                name, begun = line.strip(), number
                continue
        yield number, f"{name} {line}" if name else line
        name = ""
    if name:
        yield begun, name


def _tokens(line: str) -> list[str]:
    return _TOKEN.findall(line)


def _address(token: str) -> str | None:
    """The address that a token is, without what is around it."""
    if token.startswith('"') or "@" not in token:
        return None
    return token.strip(_AROUND_ADDRESS + " ").removeprefix("mailto:")


def _entries(tokens: list[str]) -> list[_Entry]:
    count = _count(tokens)
    if count == 0:
        raise _Unclear
    if count == 1:
        return [_single(tokens)]
    pieces = [piece for piece in _split(tokens, ";\t") if any(token.strip() for token in piece)]
    if not all(map(_count, pieces)):
        raise _Unclear
    return [
        entry for piece in pieces for entry in ([_single(piece)] if _count(piece) == 1 else _several(piece))
    ]


def _count(tokens: list[str]) -> int:
    """How many addresses there are; "jane@x <jane@x>" is one."""
    return len(_places(tokens))


def _places(tokens: list[str]) -> list[int]:
    """Where the addresses are. One right before another in angle brackets is a name."""
    found = [place for place, token in enumerate(tokens) if _address(token)]
    named = {
        place
        for place, following in pairwise(found)
        if tokens[following].startswith("<") and _SEPARATORS.isdisjoint(tokens[place:following])
    }
    return [place for place in found if place not in named]


def _single(tokens: list[str]) -> _Entry:
    """One person: a name or cells before the address, role and city behind it."""
    [place] = _places(tokens)
    before, behind = tokens[:place], tokens[place + 1 :]
    if "\t" in before or ";" in before:  # cells of a sheet: first name, last name
        name = [" ".join(filter(None, map(_name, _split(before, ";\t"))))]
    else:
        name = [part for piece in _split(before, ",") if (part := _name(piece))]
    rest = [part for piece in _split(behind, ",;\t") if (part := _name(piece))]
    return _Entry([part for part in name if part], _address(tokens[place]) or "", rest)


def _several(tokens: list[str]) -> list[_Entry]:
    """People apart by commas, or addresses by spaces. Nothing but names can stand between them."""
    entries = []
    begin = 0
    for place in _places(tokens):
        names = [part for piece in _split(tokens[begin:place], ",") if (part := _name(piece))]
        entries.append(_Entry(names, _address(tokens[place]) or "", []))
        begin = place + 1
    if _name([token for token in tokens[begin:] if token not in _SEPARATORS]):
        raise _Unclear
    # "Doe, Jane" needs to be everybody's way: a lone comma may as well stand before somebody's role.
    parts = {len(entry.name) for entry in entries}
    if 2 in parts and parts != {2}:
        raise _Unclear
    return entries


def _split(tokens: list[str], separators: str) -> list[list[str]]:
    return [
        list(piece) for apart, piece in groupby(tokens, lambda token: token in set(separators)) if not apart
    ]


def _name(tokens: list[str]) -> str:
    """What some tokens spell, without quotes and what is around a name."""
    return " ".join("".join(map(_unquoted, tokens)).split()).strip(_AROUND_NAME)


def _unquoted(token: str) -> str:
    if len(token) > 1 and token[0] == token[-1] == '"':
        return re.sub(r"\\(.)", r"\1", token[1:-1])
    return token


def _person(entry: _Entry, line: int, is_role: Callable[[str], bool]) -> InvitationLine:
    try:
        email = clean_email(entry.address)
    except Refused:
        raise Refused(
            "invalid",
            N_("Line %(line)s: “%(said)s” is not an e-mail address. It looks like name@city.example."),
            field="lines",
            line=line,
            said=entry.address[:80],
        ) from None
    name, rest = entry.name, entry.rest
    if not name and rest and not is_role(rest[0]):
        name, rest = rest[:1], rest[1:]
    if len(name) > 2:
        raise _Unclear
    spoken = _spoken(name)
    if not spoken or "@" in spoken:
        spoken = _name_of(email)
    role, city = (*rest[:2], "", "")[:2]
    return InvitationLine(spoken, email, role, city, line=line)


def _spoken(parts: list[str]) -> str:
    """A name as it is said: "Jane Doe" of "Doe, Jane"; what follows a name stays behind it."""
    text = ", ".join(parts)
    last, comma, first = text.partition(", ")
    return text if not comma or "," in first or _FOLLOWING.fullmatch(first) else f"{first} {last}"


def _name_of(email: str) -> str:
    """A name to begin with: "Jane Doe" of jane.doe@city.example. Whoever accepts can change it."""
    local = email.partition("@")[0]
    words = re.findall(r"[^\W\d_]+", local.partition("+")[0])
    return " ".join(word.capitalize() for word in words) or local
