"""What a room did: the harvest of a session's boards, and what its scribes recorded."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain import visibility
from facilitation.queries.privacy.privacy import named
from facilitation.store.boards import Board, Cluster, Note, Vote
from facilitation.store.sessions import Block, Record, Session


@dataclass(frozen=True, slots=True)
class HarvestedNote:
    """A note as everybody was last shown it, with its votes; its author only where they agreed to be named.

    `area` is the title of the area it was written in (`area_id`), "" where the board has only one. `language`
    None is the session's own.
    """

    id: int
    area_id: int
    text: str
    city: str | None
    author: str | None
    votes: int
    simulated: bool
    area: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class HarvestedCluster:
    """A cluster with its notes; `votes` are those on the cluster and on its notes.

    `challenge` is the id of the challenge that it stands for, `answers` what cities said to that: true where
    they confirmed it.
    """

    id: int
    title: str
    votes: int
    notes: list[HarvestedNote]
    challenge: int | None = None
    answers: dict[str, bool] = field(default_factory=dict)

    @property
    def cities(self) -> list[str]:
        return sorted({note.city for note in self.notes if note.city})

    @property
    def confirmed(self) -> list[str]:
        """The cities that confirmed the challenge."""
        return sorted(city for city, yes in self.answers.items() if yes) if self.challenge else []

    @property
    def proposed(self) -> list[str]:
        """The cities that the challenge is proposed for, and that have not answered."""
        return [city for city in self.cities if city not in self.answers] if self.challenge else []


@dataclass(frozen=True, slots=True)
class BlockHarvest:
    """A block with what came of it; loose notes stand in the order of their areas.

    Notes that nobody else was ever shown give nothing but their number, `unrevealed`. What was shown is
    told as it was shown last, also if the board went back to private writing. Votes that are kept hidden
    count nowhere.
    """

    block: Block
    clusters: list[HarvestedCluster]
    loose: list[HarvestedNote]
    records: list[Record]
    unrevealed: int = 0


def harvest(orm: OrmSession, session: Session) -> list[BlockHarvest]:
    """The blocks of a session in order with what came of each."""
    records: dict[int | None, list[Record]] = defaultdict(list)
    standing = select(Record).where(Record.session_id == session.id, Record.removed.is_(False))
    for record in orm.scalars(standing.order_by(Record.id)):
        records[record.block_id].append(record)
    return [_of_block(orm, block, records[block.id]) for block in session.blocks]


def records_outside(orm: OrmSession, session: Session) -> list[Record]:
    """What was recorded while no block ran, or of a block that was taken out later."""
    outside = or_(Record.block_id.is_(None), Record.block_id.not_in([block.id for block in session.blocks]))
    query = select(Record).where(Record.session_id == session.id, Record.removed.is_(False), outside)
    return list(orm.scalars(query.order_by(Record.id)))


def _of_block(orm: OrmSession, block: Block, records: list[Record]) -> BlockHarvest:
    board = orm.get(Board, block.board_id) if block.board_id else None
    if board is None:
        return BlockHarvest(block, [], [], records)
    found = of_board(orm, board)
    return BlockHarvest(block, found.clusters, found.loose, records, found.unrevealed)


@dataclass(frozen=True, slots=True)
class BoardHarvest:
    """What came of one board, as in `BlockHarvest`."""

    clusters: list[HarvestedCluster]
    loose: list[HarvestedNote]
    unrevealed: int


def of_board(orm: OrmSession, board: Board) -> BoardHarvest:
    """The clusters of a board with their votes, and the notes that lie in none."""
    rows = orm.scalars(select(Note).where(Note.board_id == board.id).order_by(Note.position)).all()
    there = [note for note in rows if not visibility.note_is_dropped(note, visibility.PARTICIPANTS)]
    notes = [note for note in there if note.shown_text is not None]
    shown = visibility.counts_are_shown(board)
    on_note, on_cluster = _votes(orm, board) if shown else (Counter(), Counter())
    nameable = named(orm, (note.seat_id for note in notes))
    titles = {area.id: area.title for area in board.areas} if len(board.areas) > 1 else {}
    standing = orm.scalars(
        select(Cluster).where(Cluster.board_id == board.id, Cluster.removed.is_(False)).order_by(Cluster.id)
    ).all()
    titled = {cluster.id for cluster in standing}
    members: dict[int | None, list[HarvestedNote]] = defaultdict(list)
    for note in notes:
        assert note.shown_text is not None  # that is how they were chosen
        members[note.cluster_id if note.cluster_id in titled else None].append(
            HarvestedNote(
                note.id,
                note.area_id,
                note.shown_text,
                visibility.shown_city(board, note.city),
                visibility.shown_author(board, note.author) if note.seat_id in nameable else None,
                on_note[note.id],
                note.simulated,
                titles.get(note.area_id, ""),
                note.language,
            )
        )
    clusters = [
        HarvestedCluster(
            cluster.id,
            cluster.title,
            on_cluster[cluster.id] + sum(note.votes for note in members[cluster.id]),
            members[cluster.id],
            cluster.challenge_id,
            cluster.answers,
        )
        for cluster in standing
    ]
    clusters.sort(key=lambda cluster: -cluster.votes)
    places = {area.id: place for place, area in enumerate(board.areas)}
    loose = sorted(members[None], key=lambda note: (places.get(note.area_id, 0), -note.votes))
    return BoardHarvest(clusters, loose, len(there) - len(notes))


def _votes(orm: OrmSession, board: Board) -> tuple[Counter[int], Counter[int]]:
    on_note: Counter[int] = Counter()
    on_cluster: Counter[int] = Counter()
    for vote in orm.scalars(select(Vote).where(Vote.board_id == board.id, Vote.counts)):
        if vote.note_id is not None:
            on_note[vote.note_id] += 1
        elif vote.cluster_id is not None:
            on_cluster[vote.cluster_id] += 1
    return on_note, on_cluster
