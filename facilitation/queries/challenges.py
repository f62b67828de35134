"""The heat-map cities x challenges: what profiles say and what boards said, each with its place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain import visibility
from facilitation.domain.permissions import Viewer
from facilitation.queries.programmes import cities_of
from facilitation.store.boards import Board, Cluster, Note
from facilitation.store.challenges import Challenge, ChallengeMention
from facilitation.store.cities import City
from facilitation.store.sessions import Session


@dataclass(frozen=True, slots=True)
class Said:
    """One place where a city named a challenge: a source with a remark, or notes on a session's board."""

    where: str
    remark: str = ""
    session: int | None = None
    notes: int = 0
    simulated: bool = False


@dataclass(slots=True)
class HeatRow:
    """A challenge with, per city code, where that city named it."""

    challenge: Challenge
    cells: dict[str, list[Said]] = field(default_factory=lambda: defaultdict(list))

    @property
    def named_by(self) -> int:
        """How many cities really named it: the simulated are left out."""
        return sum(any(not said.simulated for said in cell) for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Rows of challenges by kind, in order of how many cities named them."""

    cities: list[City]
    rows: list[HeatRow]

    def of_kind(self, kind: str) -> list[HeatRow]:
        return [row for row in self.rows if row.challenge.kind == kind]


def heat_map(orm: OrmSession, viewer: Viewer) -> HeatMap:
    """The heat-map as it is now. Boards count once they are revealed, and only where cities are shown."""
    cities = cities_of(orm, viewer)
    codes = {city.id: city.code for city in cities}
    challenges = orm.scalars(select(Challenge).where(Challenge.programme_id == viewer.programme))
    rows = {challenge.id: HeatRow(challenge) for challenge in challenges}
    mentions = select(ChallengeMention).where(ChallengeMention.challenge_id.in_(rows))
    for mention in orm.scalars(mentions):
        rows[mention.challenge_id].cells[codes[mention.city_id]].append(Said(mention.source, mention.remark))
    for (challenge, city), said in _said_on_boards(orm, viewer).items():
        if challenge in rows:
            rows[challenge].cells[city] += said
    ordered = sorted(rows.values(), key=lambda row: (-len(row.cells), row.challenge.title))
    return HeatMap(cities, ordered)


def challenges_of(orm: OrmSession, viewer: Viewer) -> list[Challenge]:
    """The programme's challenges by kind and title."""
    query = select(Challenge).where(Challenge.programme_id == viewer.programme)
    return list(orm.scalars(query.order_by(Challenge.kind, Challenge.title)))


def _said_on_boards(orm: OrmSession, viewer: Viewer) -> dict[tuple[int, str], list[Said]]:
    query = (
        select(Note, Cluster.challenge_id, Board, Session)
        .join(Cluster, Note.cluster_id == Cluster.id)
        .join(Board, Note.board_id == Board.id)
        .join(Session, Board.session_id == Session.id)
        .where(
            Board.programme_id == viewer.programme,
            Board.hides_text.is_(False),
            Board.removed.is_(False),
            Session.rehearsal_of.is_(None),
            Cluster.challenge_id.is_not(None),
            Cluster.removed.is_(False),
            Note.removed.is_(False),
            Note.hidden.is_(False),
        )
    )
    counted: dict[tuple[int, str, int, bool], int] = defaultdict(int)
    sessions: dict[int, Session] = {}
    for note, challenge, board, session in orm.execute(query):
        city = visibility.shown_city(board, note.city)
        if city is not None:
            counted[challenge, city, session.id, note.simulated or session.simulated] += 1
            sessions[session.id] = session
    said: dict[tuple[int, str], list[Said]] = defaultdict(list)
    for (challenge, city, session_id, simulated), notes in counted.items():
        said[challenge, city].append(
            Said(sessions[session_id].title, session=session_id, notes=notes, simulated=simulated)
        )
    return said
