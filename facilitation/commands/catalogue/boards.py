"""The commands of boards: notes, clusters, votes."""

from facilitation.commands.boards import boards, clusters, focus, notes, votes
from facilitation.commands.command import Command, Target
from facilitation.domain.errors import N_
from facilitation.domain.permissions import CONTRIBUTE, FACILITATE, IS_AUTHOR
from facilitation.store.boards import Board, Cluster, Note, Vote

_BOARD = Target(Board, "board")
_NOTE = Target(Note, "note")
_CLUSTER = Target(Cluster, "cluster")
_OWN_NOTE = (CONTRIBUTE & IS_AUTHOR) | FACILITATE

BOARDS: dict[str, Command] = {
    "note.post": Command(N_("Write a note"), notes.PostNote, notes.post_note, CONTRIBUTE, _BOARD),
    "note.edit": Command(N_("Change a note"), notes.EditNote, notes.edit_note, _OWN_NOTE, _NOTE),
    "note.move": Command(N_("Move a note"), notes.MoveNote, notes.move_note, CONTRIBUTE, _NOTE),
    "note.remove": Command(N_("Take a note away"), notes.TheNote, notes.remove_note, _OWN_NOTE, _NOTE),
    "note.hide": Command(
        N_("Hide a note"),
        notes.TheNote,
        notes.hide_note,
        FACILITATE,
        _NOTE,
        audited=True,
        after_the_end=True,
    ),
    "note.restore": Command(
        N_("Bring a note back"),
        notes.TheNote,
        notes.restore_note,
        FACILITATE,
        _NOTE,
        audited=True,
        after_the_end=True,
    ),
    "cluster.make": Command(
        N_("Group notes"), clusters.MakeCluster, clusters.make_cluster, CONTRIBUTE, _BOARD
    ),
    "cluster.add": Command(
        N_("Add notes to a cluster"), clusters.AddToCluster, clusters.add_to_cluster, CONTRIBUTE, _CLUSTER
    ),
    "cluster.take_out": Command(
        N_("Take a note out of its cluster"), clusters.TakeOut, clusters.take_out, CONTRIBUTE, _NOTE
    ),
    "cluster.merge": Command(
        N_("Merge clusters"), clusters.MergeClusters, clusters.merge_clusters, CONTRIBUTE, _CLUSTER
    ),
    "cluster.rename": Command(
        N_("Rename a cluster"), clusters.RenameCluster, clusters.rename_cluster, CONTRIBUTE, _CLUSTER
    ),
    "vote.cast": Command(N_("Give a vote"), votes.CastVote, votes.cast_vote, CONTRIBUTE, _BOARD),
    "vote.withdraw": Command(
        N_("Take back a vote"),
        votes.WithdrawVote,
        votes.withdraw_vote,
        CONTRIBUTE & IS_AUTHOR,
        Target(Vote, "vote"),
    ),
    "undo": Command(N_("Undo your last step"), boards.Undo, boards.undo, CONTRIBUTE, _BOARD),
    "board.stage": Command(
        N_("Set the stage of a board"), boards.SetStage, boards.set_stage, FACILITATE, _BOARD, audited=True
    ),
    "board.lock": Command(
        N_("Lock or unlock a board"),
        boards.LockBoard,
        boards.lock_board,
        FACILITATE,
        _BOARD,
        audited=True,
    ),
    "board.settings": Command(
        N_("Change a board’s settings"),
        boards.ChangeSettings,
        boards.change_settings,
        FACILITATE,
        _BOARD,
        audited=True,
    ),
    "board.focus": Command(
        N_("Show one thing to everybody"),
        focus.ShowToAll,
        focus.show_to_all,
        FACILITATE,
        _BOARD,
        audited=True,
    ),
}
