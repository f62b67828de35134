"""A board as its audiences see it: whole, what changed, and what is one person's own.

`whole`, `delta` and `since` render with the same functions of domain/visibility.py, which is why a
snapshot with later frames applied equals the next snapshot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain import visibility
from facilitation.domain.boards import CANVAS, BoardSettings
from facilitation.domain.canvases import render_canvas, render_prerequisite
from facilitation.domain.errors import not_found
from facilitation.domain.permissions import Viewer
from facilitation.domain.wire import (
    AreaRow,
    BoardPut,
    BoardRow,
    BoardSnapshot,
    Drop,
    OwnNote,
    OwnOnBoard,
    OwnVote,
    Votes,
)
from facilitation.store.base import Live
from facilitation.store.boards import Area, Board, Cluster, Note, Vote
from facilitation.store.breakouts import require_entry
from facilitation.store.canvases import Canvas, CanvasPrerequisite

_OnBoard = Area | Note | Cluster | Vote | Canvas | CanvasPrerequisite


def board_for(orm: OrmSession, viewer: Viewer, board_id: int) -> Board:
    """The board, if this viewer may see it; `Refused` not_found otherwise."""
    board = orm.get(Board, board_id)
    if board is None or board.removed or board.programme_id != viewer.programme:
        raise not_found()
    viewer.require_entry(board.session_id)
    require_entry(orm, viewer, board)
    return board


def whole(orm: OrmSession, board: Board, audience: str) -> BoardSnapshot:
    """The snapshot of a board for an audience, as LIVE_PROTOCOL has it, without anybody's own."""
    rows = _rows(orm, board, -1, (Area, Cluster, Vote, *_models_of_canvas(board)))
    if not any(isinstance(row, Vote) for row in rows):
        rows.append(Vote(board_id=board.id))  # a snapshot states the votes also when there are none
    put, _ = delta(orm, board, audience, rows)
    # As plain rows: hundreds of notes would take ten times as long to become objects as to be rendered.
    notes = orm.execute(_NOTES, {"board": board.id})
    rendered = [visibility.render_note(board, note, audience) for note in notes]
    put["notes"] = [note for note in rendered if note is not None]
    empty: BoardSnapshot = {"areas": [], "clusters": []}
    if "canvas" in put:
        empty["prerequisites"] = []
    return {**empty, **put}


_NOTES = (
    select(*(column for column in Note.__table__.columns if column.key not in Note.UNSEEN))
    .where(Note.board_id == bindparam("board"), Note.removed.is_(False))
    .order_by(Note.id)
)


def since(orm: OrmSession, board: Board, audience: str, revision: int) -> tuple[BoardPut, Drop]:
    """What brings a copy at `revision` up to the board's present."""
    return delta(orm, board, audience, rows_since(orm, board, since=revision))


def rows_since(orm: OrmSession, board: Board, since: int) -> list[Live]:
    """The board's rows that changed after that revision."""
    return _rows(orm, board, since, (Area, Note, Cluster, Vote, *_models_of_canvas(board)))


def _models_of_canvas(board: Board) -> tuple[type[_OnBoard], ...]:
    """Other boards are spared two questions a tick."""
    return (Canvas, CanvasPrerequisite) if board.layout == CANVAS else ()


def _rows(orm: OrmSession, board: Board, since: int, models: Iterable[type[_OnBoard]]) -> list[Live]:
    found: list[Live] = [board] if board.revision > since else []
    for model in models:
        query = select(model).where(model.board_id == board.id, model.revision > since).order_by(model.id)
        found += orm.scalars(query)
    return found


def delta(orm: OrmSession, board: Board, audience: str, rows: Iterable[Live]) -> tuple[BoardPut, Drop]:
    """These rows as states for an audience: what to put, and the ids to drop."""
    put: BoardPut = {}
    drop: Drop = {}
    votes = False
    for row in rows:
        if isinstance(row, Note):
            note = visibility.render_note(board, row, audience)
            if note is None:
                drop.setdefault("notes", []).append(row.id)
            else:
                put.setdefault("notes", []).append(note)
        elif isinstance(row, Cluster):
            cluster = visibility.render_cluster(board, row)
            if cluster is None:
                drop.setdefault("clusters", []).append(row.id)
            else:
                put.setdefault("clusters", []).append(cluster)
        elif isinstance(row, Area) and row.removed:
            drop.setdefault("areas", []).append(row.id)
        elif isinstance(row, Area):
            put.setdefault("areas", []).append(render_area(row))
        elif isinstance(row, Vote):
            votes = True
        elif isinstance(row, CanvasPrerequisite):
            prerequisite = render_prerequisite(row)
            if prerequisite is None:
                drop.setdefault("prerequisites", []).append(row.id)
            else:
                put.setdefault("prerequisites", []).append(prerequisite)
        elif isinstance(row, Canvas):
            put["canvas"] = render_canvas(row)
        elif isinstance(row, Board):
            put["board"] = render_board(row)
    if votes:
        put["votes"] = _votes(orm, board)
    return put, drop


def render_board(board: Board) -> BoardRow:
    return {
        "id": board.id,
        "title": board.title,
        "question": board.question,
        "stage": board.stage,
        "locked": board.locked,
        "focus": board.focus,
        "settings": BoardSettings.from_json(board.settings).to_json(),
        "layout": board.layout,
    }


def render_area(area: Area) -> AreaRow:
    rendered: AreaRow = {"id": area.id, "title": area.title, "hint": area.hint, "position": area.position}
    if area.place:
        rendered["place"] = area.place
    return rendered


def _votes(orm: OrmSession, board: Board) -> Votes:
    counts: dict[str, int] = {}
    voters = 0
    on_board = (Vote.board_id == board.id, Vote.counts)
    people = select(func.count(Vote.seat_id.distinct())).where(*on_board).scalar_subquery()
    query = (
        select(Vote.note_id, Vote.cluster_id, func.count(), people)
        .where(*on_board)
        .group_by(Vote.note_id, Vote.cluster_id)
    )
    for note_id, cluster_id, count, everybody in orm.execute(query):
        counts[_on(note_id, cluster_id)] = count
        voters = everybody
    shown = visibility.counts_are_shown(board)
    return {
        "shown": shown,
        "counts": counts if shown else {},
        "cast": sum(counts.values()),
        "voters": voters,
    }


def _on(note_id: int | None, cluster_id: int | None) -> str:
    return f"note:{note_id}" if note_id is not None else f"cluster:{cluster_id}"


def personal(orm: OrmSession, board: Board, seats: Iterable[int]) -> dict[int, OwnOnBoard]:
    """What is each of these seats' own: {"notes": [{id, text | null}], "votes": [{id, on}], "votes_left"}."""
    wanted = set(seats)
    notes: dict[int, list[OwnNote]] = defaultdict(list)
    votes: dict[int, list[OwnVote]] = defaultdict(list)
    own = select(Note.seat_id, Note.id, Note.text, Note.language).where(
        Note.board_id == board.id, Note.removed.is_(False), Note.seat_id.in_(wanted)
    )
    for seat, note_id, text, language in orm.execute(own.order_by(Note.id)):
        if seat is not None:
            notes[seat].append(_own_note(board, note_id, text, language))
    cast = select(Vote).where(Vote.board_id == board.id, Vote.counts, Vote.seat_id.in_(wanted))
    for vote in orm.scalars(cast.order_by(Vote.id)):
        votes[vote.seat_id].append({"id": vote.id, "on": _on(vote.note_id, vote.cluster_id)})
    budget = BoardSettings.from_json(board.settings).votes_per_person
    return {
        seat: {
            "notes": notes[seat],
            "votes": votes[seat],
            "votes_left": max(0, budget - len(votes[seat])),
        }
        for seat in wanted
    }


def _own_note(board: Board, note_id: int, text: str, language: str | None) -> OwnNote:
    """A note as its author's own. Where everybody is given the text it is not said twice."""
    if not visibility.text_is_hidden(board):
        return {"id": note_id, "text": None}
    return {"id": note_id, "text": text, "language": language} if language else {"id": note_id, "text": text}


def personal_delta(orm: OrmSession, board: Board, rows: Iterable[Live]) -> dict[int, OwnOnBoard]:
    """What these changed rows mean for the people whose own they are, by seat."""
    mine: dict[int, OwnOnBoard] = defaultdict(OwnOnBoard)
    voters = set()
    for row in rows:
        if isinstance(row, Note) and row.seat_id is not None and not row.removed:
            mine[row.seat_id].setdefault("notes", []).append(_own_note(board, row.id, row.text, row.language))
        elif isinstance(row, Vote):
            voters.add(row.seat_id)
    if voters:
        for seat, own in personal(orm, board, voters).items():
            mine[seat] |= {"votes": own["votes"], "votes_left": own["votes_left"]}
    return dict(mine)
