"""What boards propose: the cities that wrote in a cluster that stands for a challenge, where all may know it.

Both sides read it here, so that whatever is shown as proposed can be confirmed, and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain import visibility
from facilitation.domain.challenges import OPEN
from facilitation.store.boards import Board, Cluster, Note
from facilitation.store.challenges import ChallengeMention
from facilitation.store.cities import City
from facilitation.store.sessions import Session


@dataclass(frozen=True, slots=True)
class OnBoard:
    """`notes` of a city lie in a cluster of a session that stands for a challenge.

    `simulated` ones were written by simulated people, or in a session that is simulated as a whole.
    """

    cluster: int
    challenge: int
    city: str
    session: int
    session_title: str
    notes: int
    simulated: bool

    @property
    def asked(self) -> tuple[int, str, int]:
        """What the city is asked once: of this challenge, in this session."""
        return self.session, self.city, self.challenge


def on_boards(
    orm: OrmSession,
    programme: int | None,
    *,
    city: str | None = None,
    challenges: Collection[int] | None = None,
) -> list[OnBoard]:
    """What everybody was shown and whose city everybody may know, by cluster; of one city, or of these
    challenges alone. A board that shows no cities tells of none."""
    query = _notes(programme)
    if city is not None:
        query = query.where(Note.city == city)
    if challenges is not None:
        query = query.where(Cluster.challenge_id.in_(challenges))
    found = []
    for row in orm.execute(query.order_by(Cluster.id, Note.city, Note.simulated)):
        shown = visibility.shown_city(row, row.city)
        if shown is not None:
            played = row.simulated or row.played
            found.append(
                OnBoard(row.cluster, row.challenge_id, shown, row.session, row.title, row.notes, played)
            )
    return found


def answered(orm: OrmSession, programme: int | None, city: str | None = None) -> set[tuple[int, str, int]]:
    """What cities have confirmed or declined, as `OnBoard.asked` puts it; what was confirmed and then
    withdrawn is answered, too."""
    query = (
        select(ChallengeMention.session_id, City.code, ChallengeMention.challenge_id)
        .join(City, ChallengeMention.city_id == City.id)
        .where(
            City.programme_id == programme,
            ChallengeMention.proposal.is_not(None),
            ChallengeMention.proposal != OPEN,
        )
    )
    if city is not None:
        query = query.where(City.code == city)
    return {(session, code, challenge) for session, code, challenge in orm.execute(query) if session}


def _notes(programme: int | None) -> Select:
    return (
        select(
            Cluster.id.label("cluster"),
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
            Board.programme_id == programme,
            Note.shown_text.is_not(None),
            Board.removed.is_(False),
            Session.rehearsal_of.is_(None),
            Cluster.challenge_id.is_not(None),
            Cluster.removed.is_(False),
            Note.removed.is_(False),
            Note.hidden.is_(False),
            Note.city.is_not(None),
        )
        .group_by(Cluster.id, Note.city, Note.simulated, Board.id, Session.id)
    )
