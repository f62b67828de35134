"""Tells cities of their tandems by mail: what they are asked, what was published, what changed since.

Each of a city's people is written to in their own language.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from facilitation.commands.people import mails
from facilitation.commands.people.links import language_of
from facilitation.commands.work import Work
from facilitation.domain.errors import N_
from facilitation.domain.mails import LINK
from facilitation.domain.onboarding import CITY_ROLES
from facilitation.domain.tandems import in_words
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme

_AND = N_("and")
_HELLO = N_("Hello %(name)s,")
_THANKS = N_("Sign in with this address if you are asked to. Thank you!")

#: So many cities' letters are written within the command that tells them; of more the worker writes as many
#: at a time.
AT_ONCE = 10

#: Facts of a mail that are sentences themselves, or lists of the names of cities.
Said = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to a city's people before it is in anybody's language.

    `subject` and `parts` are marked texts with what stands in them: a list of names becomes words such as
    "Dublin, Turin and Warsaw". `quote` is what the coordination team wrote, as it stands. `path` is below
    the programme's address.
    """

    subject: str
    parts: tuple[str, ...]
    path: str
    params: Mapping[str, Any] = field(default_factory=dict)
    quote: str = ""


def people_of(work: Work, cities: Iterable[int]) -> dict[int, list[Seat]]:
    """By the id of a city its people who can be reached by mail, in the order of their seats."""
    query = (
        select(Seat)
        .where(Seat.city_id.in_(set(cities)), Seat.role.in_(CITY_ROLES), Seat.removed_at.is_(None))
        .options(joinedload(Seat.person))
        .order_by(Seat.id)
    )
    found: dict[int, list[Seat]] = {}
    for seat in work.orm.scalars(query):
        if seat.city_id is not None and seat.person is not None and seat.person.email:
            found.setdefault(seat.city_id, []).append(seat)
    return found


class WriteLetters(msgspec.Struct):
    """Letters as `tell` put them aside, by the ids of their cities."""

    letters: list[tuple[int, Letter]]


def tell(work: Work, letters: Mapping[City, Letter]) -> None:
    """Write each city's letter to its people: a few at once, many by the worker.

    A hundred cities' mails take a quarter of a second, and nobody else can write so long (SQLite).
    """
    told = [(city.id, letter) for city, letter in letters.items()]
    if len(told) <= AT_ONCE:
        _write_all(work, told)
        return
    for first in range(0, len(told), AT_ONCE):
        kept = msgspec.to_builtins(WriteLetters(told[first : first + AT_ONCE]))
        work.job("letters.write", kept)


def write_letters(work: Work, target: None, payload: WriteLetters) -> dict[str, Any]:
    """Write letters that were put aside, to those who are their cities' people now."""
    _write_all(work, payload.letters)
    return {}


def _write_all(work: Work, letters: Sequence[tuple[int, Letter]]) -> None:
    programme = work.orm.get_one(Programme, work.programme)
    people = people_of(work, [city for city, _ in letters])
    write(work, programme, ((seat, letter) for city, letter in letters for seat in people.get(city, ())))


def write(work: Work, programme: Programme, letters: Iterable[tuple[Seat, Letter]]) -> None:
    """Write letters to single people, each in their language."""
    mails.post_many(work, (_mail(work, programme, seat, letter) for seat, letter in letters))


def _mail(work: Work, programme: Programme, seat: Seat, letter: Letter) -> dict[str, Any]:
    """A letter to one person in their language, as `mails.post` takes it."""
    assert seat.person is not None and seat.person.email is not None  # chosen so by people_of
    language = language_of(work, programme, seat.person)

    def plain(value: Any) -> str:
        if isinstance(value, Collection) and not isinstance(value, str):
            return in_words(list(value), work.translate(_AND, language))
        return str(value)

    words = {"programme": programme.title, "name": seat.name} | dict(letter.params)
    # A name may hold what looks like the place of the link: only the one in our own sentence is meant.
    words = {key: plain(value).replace(LINK, "") for key, value in words.items()}
    parts = [work.translate(part, language) % words for part in (_HELLO, *letter.parts)]
    if letter.quote:
        parts.append("\n".join(f"> {line}" for line in letter.quote.replace(LINK, "").splitlines()))
    parts += [LINK, work.translate(_THANKS, language)]
    return {
        "programme": programme.id,
        "address": seat.person.email,
        "subject": work.translate(letter.subject, language) % words,
        "text": "\n\n".join(parts),
        "link": f"/p/{programme.slug}/{letter.path}",
    }
