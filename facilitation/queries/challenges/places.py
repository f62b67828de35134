"""Where cities named challenges: by themselves, and on boards that everybody may read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain import visibility
from facilitation.domain.challenges import Title, title_in
from facilitation.domain.origins import BOARD
from facilitation.domain.permissions import Viewer
from facilitation.queries.challenges.book import ChallengeBook
from facilitation.store.boards import Board, Cluster, Note
from facilitation.store.challenges import Challenge, ChallengeMention
from facilitation.store.cities import City
from facilitation.store.sessions import Session


@dataclass(frozen=True, slots=True)
class Said:
    """One place where a city named a challenge: BOARD with its number of `notes`, or a naming of its own.

    `language` is that of the remark. `role` and `organisation` are those of the seat that said it. `said_as`
    is the title that it was said under where that challenge was merged into another since.
    """

    origin: str
    source: str = ""
    remark: str = ""
    language: str | None = None
    session: int | None = None
    session_title: str = ""
    role: str | None = None
    organisation: str | None = None
    notes: int = 0
    simulated: bool = False
    mention: int | None = None
    said_as: Title | None = None


#: By the challenge's id and the city's: every place where it was said.
Places = dict[tuple[int, int], list[Said]]


def said_by_cities(
    orm: OrmSession,
    viewer: Viewer,
    book: ChallengeBook,
    cities: Iterable[City],
    language: str | None,
    challenges: Iterable[Challenge] | None = None,
) -> Places:
    """Where these cities named what (all challenges, or only these), under what each stands for now."""
    by_code = {city.code: city for city in cities}
    only = next(iter(by_code.values())) if len(by_code) == 1 else None
    ids = None if challenges is None else [row.id for row in challenges]
    now = _standings(book, language)
    places: Places = defaultdict(list)
    for challenge, city, said in _own_namings(orm, viewer, now, only, ids):
        places[challenge, city].append(said)
    for challenge, code, said in _said_on_boards(orm, viewer, now, only, ids):
        if code in by_code:
            places[challenge, by_code[code].id].append(said)
    return places


#: By a challenge's id: that of the one it stands for and, where this is another, its own title.
_Standings = dict[int, tuple[int, Title | None]]


def _standings(book: ChallengeBook, language: str | None) -> _Standings:
    return {
        row.id: (standing.id, None if standing is row else title_in(row, language))
        for row in book.rows.values()
        for standing in [book.standing(row.id)]
    }


# Read as plain columns: at three hundred cities there are thousands of them.
def _own_namings(
    orm: OrmSession,
    viewer: Viewer,
    now: _Standings,
    city: City | None,
    challenges: list[int] | None,
) -> Iterator[tuple[int, int, Said]]:
    mention = ChallengeMention
    query = (
        select(
            mention.id,
            mention.challenge_id,
            mention.city_id,
            mention.origin,
            mention.source,
            mention.remark,
            mention.language,
            mention.role,
            mention.organisation,
            mention.simulated,
            Session.id.label("session"),
            Session.title.label("session_title"),
        )
        .join(Challenge, mention.challenge_id == Challenge.id)
        .outerjoin(Session, (mention.session_id == Session.id) & Session.removed.is_(False))
        .where(Challenge.programme_id == viewer.programme, mention.withdrawn_at.is_(None))
        .order_by(mention.id)
    )
    if city is not None:
        query = query.where(mention.city_id == city.id)
    if challenges is not None:
        query = query.where(mention.challenge_id.in_(challenges))
    for row in orm.execute(query):
        if row.challenge_id not in now:  # added since the book was read
            continue
        standing, said_as = now[row.challenge_id]
        yield (
            standing,
            row.city_id,
            Said(
                row.origin,
                row.source,
                row.remark,
                row.language,
                row.session,
                row.session_title or "",
                row.role,
                row.organisation,
                simulated=row.simulated,
                mention=row.id,
                said_as=said_as,
            ),
        )


def _said_on_boards(
    orm: OrmSession,
    viewer: Viewer,
    now: _Standings,
    city: City | None,
    challenges: list[int] | None,
) -> Iterator[tuple[int, str, Said]]:
    query = notes_on_boards(viewer)
    if city is not None:
        query = query.where(Note.city == city.code)
    if challenges is not None:
        query = query.where(Cluster.challenge_id.in_(challenges))
    counted: dict[tuple[int, str, int, bool], int] = defaultdict(int)
    titles: dict[int, str] = {}
    for row in orm.execute(query):
        shown = visibility.shown_city(row, row.city)
        if shown is not None and row.challenge_id in now:
            counted[row.challenge_id, shown, row.session, row.simulated or row.played] += row.notes
            titles[row.session] = row.title
    for (challenge_id, shown, session, simulated), notes in sorted(counted.items()):
        standing, said_as = now[challenge_id]
        said = Said(
            BOARD,
            session=session,
            session_title=titles[session],
            notes=notes,
            simulated=simulated,
            said_as=said_as,
        )
        yield standing, shown, said


def notes_on_boards(viewer: Viewer) -> Select:
    """How many `notes` of a `city` lie in clusters that stand for a challenge, by board and session.

    Only of what everybody was shown. Whether the city may be told is for visibility.shown_city to say, of
    each row's `settings` and `crowded`.
    """
    return (
        select(
            Cluster.challenge_id,
            Note.city,
            Note.simulated,
            Board.settings,
            Board.crowded,
            Session.id.label("session"),
            Session.title,
            Session.simulated.label("played"),
            func.count().label("notes"),
        )
        .join(Cluster, Note.cluster_id == Cluster.id)
        .join(Board, Note.board_id == Board.id)
        .join(Session, Board.session_id == Session.id)
        .where(
            Board.programme_id == viewer.programme,
            Note.shown_text.is_not(None),
            Board.removed.is_(False),
            Session.rehearsal_of.is_(None),
            Cluster.challenge_id.is_not(None),
            Cluster.removed.is_(False),
            Note.removed.is_(False),
            Note.hidden.is_(False),
            Note.city.is_not(None),
        )
        .group_by(Cluster.challenge_id, Note.city, Note.simulated, Board.id, Session.id)
    )
