"""What boards propose for a city, and what it has answered: for its own people and for coordinators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.challenges import CONFIRMED, OPEN, Title
from facilitation.domain.permissions import ACTS_FOR_CITY, COORDINATE, Viewer
from facilitation.domain.sessions import ENDED
from facilitation.queries.challenges.book import ChallengeBook, challenge_book
from facilitation.store.board_proposals import OnBoard, answered, on_boards
from facilitation.store.boards import Area, Board, Cluster, Note
from facilitation.store.challenges import ChallengeMention
from facilitation.store.cities import City
from facilitation.store.sessions import Session


@dataclass(frozen=True, slots=True)
class Proposal:
    """A challenge that a board proposes for a city; `cluster` is the one to answer it by.

    `answer` is CONFIRMED, DECLINED, or OPEN while the city has not answered.
    """

    cluster: int
    challenge: int
    title: Title
    session: int
    session_title: str
    notes: int
    simulated: bool
    answer: str = OPEN

    @property
    def confirmed(self) -> bool:
        return self.answer == CONFIRMED


@dataclass(frozen=True, slots=True)
class CityProposals:
    """What is `open` for a city to answer, and what it has answered."""

    city: City
    open: list[Proposal] = field(default_factory=list)
    answered: list[Proposal] = field(default_factory=list)


def may_answer(viewer: Viewer, city: City) -> bool:
    """Whether this viewer may answer for a city."""
    return (ACTS_FOR_CITY | COORDINATE)(viewer, city)


def proposals_for(orm: OrmSession, viewer: Viewer, city: City, language: str | None) -> CityProposals | None:
    """What boards propose for a city; None for those who may not answer for it."""
    return next(iter(proposals_by_city(orm, viewer, [city], language)), None)


def proposals_by_city(
    orm: OrmSession, viewer: Viewer, cities: Sequence[City], language: str | None
) -> list[CityProposals]:
    """What boards propose for each of these cities that the viewer may answer for, in their order."""
    mine = [city for city in cities if may_answer(viewer, city)]
    if not mine:
        return []
    only = mine[0].code if len(mine) == 1 else None
    told = on_boards(orm, viewer.programme, city=only)
    given = _answered(orm, mine)
    if not told and not given:
        return [CityProposals(city) for city in mine]
    book = challenge_book(orm, viewer)
    done = answered(orm, viewer.programme, only)
    waiting = [one for one in told if one.asked not in done]
    return [
        CityProposals(
            city,
            _open([one for one in waiting if one.city == city.code], book, language),
            [_kept(one, held, book, language) for one, held in given if one.city_id == city.id],
        )
        for city in mine
    ]


def count_open(orm: OrmSession, viewer: Viewer) -> Counter[str]:
    """How many proposals wait for an answer, by the codes of those cities that the viewer answers for.

    Simulated ones are left out where a real person looks over a whole programme.
    """
    found: Counter[str] = Counter()
    leads = COORDINATE(viewer, None)
    if viewer.is_guest or not (leads or viewer.city):
        return found
    only = None if leads else viewer.city
    if only is not None and not _acts(orm, viewer, only):
        return found
    told = on_boards(orm, viewer.programme, city=only)
    done = answered(orm, viewer.programme, only) if told else set()
    plays = viewer.simulated or not leads
    asked = {one.asked for one in told if one.asked not in done and (plays or not one.simulated)}
    found.update(code for _, code, _ in asked)
    return found


@dataclass(frozen=True, slots=True)
class BoardClusters:
    """The clusters of a board that may be adopted: (cluster, its notes, the title of its challenge, the title
    of its area)."""

    board: Board
    clusters: list[tuple[Cluster, int, Title | None, str]]


def clusters_to_adopt(
    orm: OrmSession, viewer: Viewer, session: Session, language: str | None
) -> list[BoardClusters]:
    """The session's boards with clusters that everybody was shown, for those who lead."""
    if not viewer.leads or session.rehearsal_of is not None:
        return []
    query = (
        select(Cluster, Area.title)
        .join(Board, Cluster.board_id == Board.id)
        .join(Area, Cluster.area_id == Area.id)
        .where(
            Board.session_id == session.id,
            Board.programme_id == viewer.programme,
            Board.removed.is_(False),
            Board.hides_text.is_(False),
            Cluster.removed.is_(False),
        )
        .order_by(Board.id, Cluster.position, Cluster.id)
    )
    clusters = [(cluster, area) for cluster, area in orm.execute(query)]
    if not clusters:
        return []
    shown = select(Note.cluster_id).where(
        Note.cluster_id.in_([cluster.id for cluster, _ in clusters]),
        Note.removed.is_(False),
        Note.hidden.is_(False),
    )
    notes = Counter(orm.scalars(shown))
    book = challenge_book(orm, viewer)
    boards: dict[int, BoardClusters] = {}
    for cluster, area in clusters:
        known = cluster.challenge_id is not None and cluster.challenge_id in book.rows
        title = book.title(cluster.challenge_id or 0, language) if known else None
        group = boards.setdefault(cluster.board_id, BoardClusters(cluster.board, []))
        group.clusters.append((cluster, notes[cluster.id], title, area))
    return list(boards.values())


def workshops_to_adopt(orm: OrmSession, viewer: Viewer) -> list[tuple[Session, int]]:
    """Challenge workshops that are over and have no cluster on the heat-map, with how many they have.

    For those who lead; what is simulated is left out, since it counts nowhere.
    """
    if not viewer.leads:
        return []
    query = (
        select(Session, func.count(Cluster.id))
        .join(Board, Board.session_id == Session.id)
        .join(Cluster, Cluster.board_id == Board.id)
        .where(
            Session.programme_id == viewer.programme,
            Session.type == "challenge",
            Session.status == ENDED,
            Session.cancelled.is_(False),
            Session.removed.is_(False),
            Session.rehearsal_of.is_(None),
            Session.simulated.is_(False),
            Board.removed.is_(False),
            Board.hides_text.is_(False),
            Cluster.removed.is_(False),
        )
        .group_by(Session.id)
        .having(func.count(Cluster.challenge_id) == 0)
        .order_by(Session.ended_at.desc(), Session.id.desc())
    )
    return [(session, count) for session, count in orm.execute(query)]


def _acts(orm: OrmSession, viewer: Viewer, code: str) -> bool:
    city = orm.scalars(select(City).where(City.programme_id == viewer.programme, City.code == code)).first()
    return city is not None and ACTS_FOR_CITY(viewer, city)


def _answered(orm: OrmSession, cities: Sequence[City]) -> list[tuple[ChallengeMention, Session]]:
    query = (
        select(ChallengeMention, Session)
        .join(Session, ChallengeMention.session_id == Session.id)
        .where(
            ChallengeMention.city_id.in_([city.id for city in cities]),
            ChallengeMention.proposal.is_not(None),
            ChallengeMention.proposal != OPEN,
            ChallengeMention.withdrawn_at.is_(None),
            ChallengeMention.cluster_id.is_not(None),
        )
        .order_by(ChallengeMention.said_at.desc(), ChallengeMention.id.desc())
    )
    return [(mention, session) for mention, session in orm.execute(query)]


def _kept(mention: ChallengeMention, held: Session, book: ChallengeBook, language: str | None) -> Proposal:
    return Proposal(
        mention.cluster_id or 0,
        book.standing(mention.challenge_id).id,
        book.title(mention.challenge_id, language),
        held.id,
        held.title,
        0,
        mention.simulated,
        mention.proposal or OPEN,
    )


def _open(told: list[OnBoard], book: ChallengeBook, language: str | None) -> list[Proposal]:
    """Each asked once, with all the notes that say it."""
    by_asked: dict[tuple[int, str, int], list[OnBoard]] = {}
    for one in told:
        if one.challenge in book.rows:
            by_asked.setdefault(one.asked, []).append(one)
    return [
        Proposal(
            ones[0].cluster,
            book.standing(ones[0].challenge).id,
            book.title(ones[0].challenge, language),
            ones[0].session,
            ones[0].session_title,
            sum(one.notes for one in ones),
            all(one.simulated for one in ones),
        )
        for ones in by_asked.values()
    ]
