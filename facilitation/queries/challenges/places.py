"""Where cities named challenges: by themselves, and what boards that everybody may read propose for them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.challenges import Title, title_in
from facilitation.domain.origins import BOARD
from facilitation.domain.permissions import Viewer
from facilitation.queries.challenges.book import ChallengeBook
from facilitation.store.board_proposals import OnBoard, answered, on_boards
from facilitation.store.challenges import Challenge, ChallengeMention
from facilitation.store.cities import City
from facilitation.store.sessions import Session


@dataclass(frozen=True, slots=True)
class Said:
    """One place where a city named a challenge, on a board with its number of `notes` there.

    `language` is that of remark and evidence. `role` and `organisation` are those of the seat that said it.
    `said_as` is the title that it was said under where that challenge was merged into another since. One that
    is `proposed` is only read from a board, in `cluster`: it counts nowhere until the city confirms it.
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
    topic: int | None = None
    urgency: int | None = None
    evidence: str = ""
    evidence_source: str = ""
    proposed: bool = False
    cluster: int | None = None

    @property
    def counts(self) -> bool:
        """Whether the city really said it: neither in play nor merely proposed."""
        return not self.simulated and not self.proposed


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
    boards = on_boards(orm, viewer.programme, city=only.code if only else None, challenges=ids)
    notes = Counter[tuple[int, str, int]]()
    for one in boards:
        notes[one.asked] += one.notes
    codes = {city.id: city.code for city in by_code.values()}
    places: Places = defaultdict(list)
    for challenge, city, said in _own_namings(orm, viewer, now, only, ids, codes, notes):
        places[challenge, city].append(said)
    for challenge, code, said in _proposed(orm, viewer, now, boards):
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
    codes: dict[int, str],
    notes: Counter[tuple[int, str, int]],
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
            mention.topic_id,
            mention.urgency,
            mention.evidence,
            mention.evidence_source,
            mention.proposal,
            mention.session_id,
            Session.id.label("session"),
            Session.title.label("session_title"),
        )
        .join(Challenge, mention.challenge_id == Challenge.id)
        .outerjoin(Session, (mention.session_id == Session.id) & Session.removed.is_(False))
        .where(Challenge.programme_id == viewer.programme, mention.counts)
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
        asked = (row.session_id, codes.get(row.city_id, ""), row.challenge_id)
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
                notes=notes[asked] if row.proposal else 0,
                simulated=row.simulated,
                mention=row.id,
                said_as=said_as,
                topic=row.topic_id,
                urgency=row.urgency,
                evidence=row.evidence,
                evidence_source=row.evidence_source,
            ),
        )


def _proposed(
    orm: OrmSession, viewer: Viewer, now: _Standings, boards: list[OnBoard]
) -> Iterator[tuple[int, str, Said]]:
    """What boards propose and the city has not answered, once for each session."""
    done = answered(orm, viewer.programme) if boards else set()
    open_: dict[tuple[tuple[int, str, int], bool], list[OnBoard]] = defaultdict(list)
    for one in boards:
        if one.asked not in done and one.challenge in now:
            open_[one.asked, one.simulated].append(one)
    for (_, simulated), told in sorted(open_.items()):
        first = told[0]
        standing, said_as = now[first.challenge]
        said = Said(
            BOARD,
            session=first.session,
            session_title=first.session_title,
            notes=sum(one.notes for one in told),
            simulated=simulated,
            said_as=said_as,
            proposed=True,
            cluster=first.cluster,
        )
        yield standing, first.city, said
