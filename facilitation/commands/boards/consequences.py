"""What follows when a note or cluster goes or comes back: emptied clusters go with their notes, and votes
are given back to the people who cast them, or return to their place."""

from sqlalchemy import func, select

from facilitation.commands.boards.focus import leave_focus
from facilitation.commands.work import Work
from facilitation.domain import boards
from facilitation.domain.boards import BoardSettings
from facilitation.store.boards import Board, Cluster, Note, Vote
from facilitation.store.breakouts import BreakoutPoint


def note_gone(work: Work, note: Note) -> None:
    """After a note was removed or hidden: its votes are free, its cluster goes if it was the last.

    A title that was only the note's own beginning goes with it.
    """
    settle_votes(work, note)
    _take_title(work, note)
    drop_if_empty(work, note.cluster_id)


def _take_title(work: Work, note: Note) -> None:
    """A cluster that nobody has named is called by another of its notes now, also among a group's points."""
    cluster = work.orm.get(Cluster, note.cluster_id) if note.cluster_id is not None else None
    words = {boards.beginning(text) for text in (note.text, note.shown_text or "") if text}
    if cluster is None or cluster.title not in words:
        return
    others = select(Note).where(
        Note.cluster_id == cluster.id, Note.id != note.id, Note.removed.is_(False), Note.hidden.is_(False)
    )
    other = work.orm.scalars(others.order_by(Note.position, Note.id).limit(1)).first()
    taken = select(BreakoutPoint).where(
        BreakoutPoint.cluster_id == cluster.id, BreakoutPoint.removed.is_(False)
    )
    for point in work.orm.scalars(taken).all():
        if point.text == cluster.title:
            change = {"text": boards.beginning(other.text)} if other is not None else {"removed": True}
            work.change(point, **change)
    if other is not None:
        work.change(cluster, title=boards.clean_title(boards.beginning(other.text)), language=other.language)


def note_back(work: Work, note: Note) -> None:
    """After a note came back: so does the cluster that went with it, and its votes return."""
    cluster = work.orm.get(Cluster, note.cluster_id) if note.cluster_id is not None else None
    if cluster is not None and cluster.removed:
        work.change(cluster, removed=False)
        settle_votes(work, cluster)
    settle_votes(work, note)


def drop_if_empty(work: Work, cluster_id: int | None) -> None:
    """Take a cluster away in which nothing can be seen any more; hidden notes in it bring it back."""
    if cluster_id is None:
        return
    seen = select(func.count()).where(
        Note.cluster_id == cluster_id, Note.removed.is_(False), Note.hidden.is_(False)
    )
    if work.orm.scalar(seen):
        return
    cluster = work.orm.get(Cluster, cluster_id)
    if cluster is not None and not cluster.removed:
        work.change(cluster, removed=True)
        leave_focus(work, cluster)
        settle_votes(work, cluster)


def settle_votes(work: Work, row: Note | Cluster) -> None:
    """Let the votes on a note or cluster follow it: given back while it is gone.

    They return with it as far as their people's votes still reach; what these spent elsewhere stays there.
    """
    gone = row.removed or (isinstance(row, Note) and row.hidden)
    on = Vote.note_id if isinstance(row, Note) else Vote.cluster_id
    query = select(Vote).where(on == row.id, Vote.removed.is_(False), Vote.given_back.is_not(gone))
    budget = BoardSettings.from_json(row.board.settings).votes_per_person
    for vote in work.orm.scalars(query.order_by(Vote.id)).all():
        if gone:
            vote.given_back = True
        elif votes_of(work, row.board, vote.seat_id) < budget:
            vote.given_back = False
        else:
            vote.removed = True


def votes_of(work: Work, board: Board, seat: int | None) -> int:
    """How many of a seat's dots lie on the board."""
    query = select(func.count()).where(Vote.board_id == board.id, Vote.seat_id == seat, Vote.counts)
    return work.orm.scalar(query) or 0
