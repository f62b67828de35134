"""A session's boards as they are read after its end: with what each viewer may see and nothing more."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.errors import Refused
from facilitation.domain.permissions import Viewer
from facilitation.domain.visibility import audience_of
from facilitation.domain.wire import AreaRow, BoardRow, ClusterRow, NoteRow
from facilitation.queries.boards.boards import board_for, personal, whole
from facilitation.store.boards import Board
from facilitation.store.sessions import Session


@dataclass(frozen=True)
class ReadNote:
    """A note as the viewer may see it: `text` None is hidden; `votes` are 0 while they aren't shown."""

    row: NoteRow
    text: str | None
    language: str | None
    own: bool
    votes: int


@dataclass(frozen=True)
class ReadCluster:
    """A cluster with its notes; `votes` are those on it and on them, 0 while they aren't shown."""

    row: ClusterRow
    notes: list[ReadNote]
    votes: int

    @property
    def cities(self) -> list[str]:
        """The codes of the cities whose notes are in it."""
        return sorted({note.row["city"] for note in self.notes if note.row["city"]})


@dataclass(frozen=True)
class ReadArea:
    """An area with its clusters, most votes first, and its notes in no cluster."""

    row: AreaRow
    clusters: list[ReadCluster] = field(default_factory=list)
    notes: list[ReadNote] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many notes are in it."""
        return len(self.notes) + sum(len(cluster.notes) for cluster in self.clusters)


@dataclass(frozen=True)
class ReadBoard:
    """A board to read: `voted` if votes may be seen; `most` is what one cluster has, 1 at least."""

    row: BoardRow
    areas: list[ReadArea]
    voted: bool
    most: int
    revealed: bool


def boards_of(orm: OrmSession, viewer: Viewer, session: Session) -> list[Board]:
    """The session's boards that this viewer may enter: those of its blocks in order, then the others.

    Canvases are read on a page of their own (web/solutions/canvases.py).
    """
    query = select(Board).where(
        Board.session_id == session.id, Board.removed.is_(False), Board.id.not_in(session.canvases)
    )
    query = query.order_by(Board.id)
    places = {block.board_id: index for index, block in enumerate(session.blocks) if block.board_id}
    found = sorted(orm.scalars(query), key=lambda board: places.get(board.id, len(places)))
    return [board for board in found if _may_enter(orm, viewer, board)]


def _may_enter(orm: OrmSession, viewer: Viewer, board: Board) -> bool:
    try:
        board_for(orm, viewer, board.id)
    except Refused:
        return False
    return True


def read(orm: OrmSession, viewer: Viewer, board: Board) -> ReadBoard:
    """The board as this viewer's audience sees it, with the viewer's own hidden texts."""
    snapshot = whole(orm, board, audience_of(viewer))
    own = {note["id"]: note for note in personal(orm, board, [viewer.seated_at])[viewer.seated_at]["notes"]}
    counts = snapshot["votes"]["counts"]
    there = {cluster["id"] for cluster in snapshot["clusters"]}
    members: dict[int, list[ReadNote]] = defaultdict(list)
    areas = {row["id"]: ReadArea(row) for row in sorted(snapshot["areas"], key=_place)}
    for row in sorted(snapshot["notes"], key=_place):
        mine = own.get(row["id"])
        text = row["text"] if row["text"] is not None or mine is None else mine["text"]
        language = row.get("language") or (mine.get("language") if mine else None)
        note = ReadNote(row, text, language, mine is not None, counts.get(f"note:{row['id']}", 0))
        if row["cluster"] in there and row["cluster"] is not None:
            members[row["cluster"]].append(note)
        elif row["area"] in areas:
            areas[row["area"]].notes.append(note)
    clusters = [_cluster(row, members[row["id"]], counts) for row in sorted(snapshot["clusters"], key=_place)]
    for cluster in sorted(clusters, key=lambda one: -one.votes):
        if cluster.row["area"] in areas:
            areas[cluster.row["area"]].clusters.append(cluster)
    return ReadBoard(
        row=snapshot["board"],
        areas=list(areas.values()),
        voted=bool(snapshot["votes"]["shown"] and snapshot["votes"]["cast"]),
        most=max([1, *(cluster.votes for cluster in clusters)]),
        revealed=not board.hides_text,
    )


def _cluster(row: ClusterRow, notes: list[ReadNote], counts: dict[str, int]) -> ReadCluster:
    votes = counts.get(f"cluster:{row['id']}", 0) + sum(note.votes for note in notes)
    return ReadCluster(row, notes, votes)


def _place(row: AreaRow | NoteRow | ClusterRow) -> tuple[float, int]:
    return row["position"], row["id"]
