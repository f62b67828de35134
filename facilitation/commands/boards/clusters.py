"""Handlers of clusters: make, add, take out, merge, rename."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.boards.consequences import drop_if_empty
from facilitation.commands.boards.focus import leave_focus
from facilitation.commands.boards.notes import next_position, require_present
from facilitation.commands.sessions.languages import language_here
from facilitation.commands.work import Work
from facilitation.domain import boards
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.texts import is_blank
from facilitation.domain.visibility import text_is_hidden
from facilitation.store.boards import Board, Cluster, Note, Vote


class MakeCluster(msgspec.Struct):
    """`language` is that of the title; without a title it gets the first note's, with its language."""

    board: int
    notes: list[int]
    title: str = ""
    language: str | None = None


class AddToCluster(msgspec.Struct):
    cluster: int
    notes: list[int]


class TakeOut(msgspec.Struct):
    note: int


class MergeClusters(msgspec.Struct):
    cluster: int
    into: int


class RenameCluster(msgspec.Struct):
    cluster: int
    title: str
    language: str | None = None


def make_cluster(work: Work, board: Board, payload: MakeCluster) -> dict[str, Any]:
    """Group notes under a title (the first note's beginning when none is given)."""
    _require_grouping(work, board)
    notes = _notes(work, board, payload.notes)
    title = "" if is_blank(payload.title) else payload.title.strip()
    own = language_here(work, board.session_id, payload.language)
    cluster = Cluster(
        board=board,
        area_id=notes[0].area_id,
        seat_id=work.actor.seat,
        title=boards.clean_title(title or boards.beginning(notes[0].text)),
        language=own if title else notes[0].language,
        position=next_position(work, board),
        removed=False,
        created_at=work.now,
    )
    work.add(cluster)
    work.expect(cluster, "title")  # it can't be undone once somebody has renamed it
    work.orm.flush()
    _put_into(work, cluster, notes)
    return {"cluster": cluster}


def add_to_cluster(work: Work, cluster: Cluster, payload: AddToCluster) -> dict[str, Any]:
    """Put notes into a cluster."""
    _require_present(cluster)
    _require_grouping(work, cluster.board)
    _put_into(work, cluster, _notes(work, cluster.board, payload.notes))
    return {"cluster": cluster}


def take_out(work: Work, note: Note, payload: TakeOut) -> dict[str, Any]:
    """Take a note out of its cluster, back to its own area; a cluster without notes goes."""
    _require_grouping(work, note.board)
    require_present(work, note)
    left = note.cluster_id
    work.change(note, cluster_id=None)
    drop_if_empty(work, left)
    return {"note": note}


def merge_clusters(work: Work, cluster: Cluster, payload: MergeClusters) -> dict[str, Any]:
    """Move everything in a cluster, notes and votes, into another one."""
    _require_present(cluster)
    _require_grouping(work, cluster.board)
    into = work.orm.get(Cluster, payload.into)
    if into is None or into.board_id != cluster.board_id or into.removed:
        raise Refused("invalid", N_("Choose a cluster of the same board."), field="into")
    if into.id == cluster.id:
        raise Refused("invalid", N_("A cluster can't be merged into itself."), field="into")
    for vote in work.orm.scalars(select(Vote).where(Vote.cluster_id == cluster.id, Vote.removed.is_(False))):
        work.change(vote, cluster_id=into.id)
    # Removed notes go along: should one come back, it belongs where the others are.
    notes = work.orm.scalars(select(Note).where(Note.cluster_id == cluster.id).order_by(Note.position)).all()
    _put_into(work, into, notes)
    work.change(cluster, removed=True)
    leave_focus(work, cluster)
    return {"cluster": into}


def rename_cluster(work: Work, cluster: Cluster, payload: RenameCluster) -> dict[str, Any]:
    """Give a cluster another title."""
    _require_present(cluster)
    _require_grouping(work, cluster.board)
    language = language_here(work, cluster.board.session_id, payload.language)
    work.change(cluster, title=boards.clean_title(payload.title), language=language)
    return {"cluster": cluster}


def _notes(work: Work, board: Board, ids: list[int]) -> list[Note]:
    if not ids:
        raise Refused("invalid", N_("Choose at least one note."), field="notes")
    query = select(Note).where(Note.id.in_(ids), Note.board_id == board.id, Note.removed.is_(False))
    found = {note.id: note for note in work.orm.scalars(query)}
    hidden = any(note.hidden for note in found.values())
    if len(found) != len(set(ids)) or (hidden and not work.actor.leads):
        raise Refused("invalid", N_("One of these notes is no longer on the board."), field="notes")
    if hidden:  # else a title taken from its text would tell it to everybody
        raise Refused("invalid", N_("Show a hidden note again before you group it."), field="notes")
    return [found[note_id] for note_id in dict.fromkeys(ids)]


def _put_into(work: Work, cluster: Cluster, notes: Sequence[Note]) -> None:
    """Put notes into a cluster. Each keeps the area it was written in, and returns there when taken out."""
    left = {note.cluster_id for note in notes} - {None, cluster.id}
    for note in notes:
        work.change(note, cluster_id=cluster.id)
    for cluster_id in left:
        drop_if_empty(work, cluster_id)


def _require_grouping(work: Work, board: Board) -> None:
    boards.require_open(boards.GROUPING, stage=board.stage, locked=board.locked, leads=work.actor.leads)
    if text_is_hidden(board):
        raise Refused("closed", N_("Notes can be grouped once they are revealed."))


def _require_present(cluster: Cluster) -> None:
    if cluster.removed:
        raise not_found()
