"""The commands of boards, sessions and rehearsals."""

from facilitation.commands.boards import boards, clusters, focus, notes, votes
from facilitation.commands.command import Command, Target
from facilitation.commands.sessions import attendance, furnishing, rehearsals, sessions
from facilitation.domain.permissions import ANYBODY_SEATED, CONTRIBUTE, FACILITATE, IS_AUTHOR, PROGRAM, RECORD
from facilitation.store.boards import Board, Cluster, Note, Vote
from facilitation.store.sessions import Session

_BOARD = Target(Board, "board")
_NOTE = Target(Note, "note")
_CLUSTER = Target(Cluster, "cluster")
_SESSION = Target(Session, "session")
_OWN_NOTE = (CONTRIBUTE & IS_AUTHOR) | FACILITATE

WORKSHOPS: dict[str, Command] = {
    "note.post": Command(notes.PostNote, notes.post_note, CONTRIBUTE, _BOARD),
    "note.edit": Command(notes.EditNote, notes.edit_note, _OWN_NOTE, _NOTE),
    "note.move": Command(notes.MoveNote, notes.move_note, CONTRIBUTE, _NOTE),
    "note.remove": Command(notes.TheNote, notes.remove_note, _OWN_NOTE, _NOTE),
    "note.hide": Command(notes.TheNote, notes.hide_note, FACILITATE, _NOTE, audited=True),
    "note.restore": Command(notes.TheNote, notes.restore_note, FACILITATE, _NOTE, audited=True),
    "cluster.make": Command(clusters.MakeCluster, clusters.make_cluster, CONTRIBUTE, _BOARD),
    "cluster.add": Command(clusters.AddToCluster, clusters.add_to_cluster, CONTRIBUTE, _CLUSTER),
    "cluster.take_out": Command(clusters.TakeOut, clusters.take_out, CONTRIBUTE, _NOTE),
    "cluster.merge": Command(clusters.MergeClusters, clusters.merge_clusters, CONTRIBUTE, _CLUSTER),
    "cluster.rename": Command(clusters.RenameCluster, clusters.rename_cluster, CONTRIBUTE, _CLUSTER),
    "vote.cast": Command(votes.CastVote, votes.cast_vote, CONTRIBUTE, _BOARD),
    "vote.withdraw": Command(
        votes.WithdrawVote, votes.withdraw_vote, CONTRIBUTE & IS_AUTHOR, Target(Vote, "vote")
    ),
    "undo": Command(boards.Undo, boards.undo, CONTRIBUTE, _BOARD),
    "board.stage": Command(boards.SetStage, boards.set_stage, FACILITATE, _BOARD, audited=True),
    "board.lock": Command(boards.LockBoard, boards.lock_board, FACILITATE, _BOARD, audited=True),
    "board.settings": Command(
        boards.ChangeSettings, boards.change_settings, FACILITATE, _BOARD, audited=True
    ),
    "board.focus": Command(focus.ShowToAll, focus.show_to_all, FACILITATE, _BOARD, audited=True),
    "session.create": Command(sessions.CreateSession, sessions.create_session, FACILITATE, audited=True),
    "block.add": Command(furnishing.AddBlocks, furnishing.add_blocks, FACILITATE, _SESSION, audited=True),
    "session.start": Command(sessions.TheSession, sessions.start_session, FACILITATE, _SESSION, audited=True),
    "session.step": Command(sessions.TheSession, sessions.step_session, FACILITATE, _SESSION, audited=True),
    "session.back": Command(sessions.TheSession, sessions.step_back, FACILITATE, _SESSION, audited=True),
    "session.end": Command(sessions.TheSession, sessions.end_session, FACILITATE, _SESSION, audited=True),
    "session.attend": Command(attendance.Attend, attendance.attend, ANYBODY_SEATED, _SESSION),
    "timer.start": Command(sessions.StartTimer, sessions.start_timer, FACILITATE, _SESSION),
    "timer.stop": Command(sessions.TheSession, sessions.stop_timer, FACILITATE, _SESSION),
    "timer.extend": Command(sessions.StartTimer, sessions.extend_timer, FACILITATE, _SESSION),
    "record.add": Command(sessions.AddRecord, sessions.add_record, RECORD, _SESSION),
    "ready.set": Command(attendance.SetReady, attendance.set_ready, CONTRIBUTE, _SESSION),
    "hand.raise": Command(attendance.Attend, attendance.raise_hand, CONTRIBUTE, _SESSION),
    "hand.lower": Command(attendance.Attend, attendance.lower_hand, CONTRIBUTE, _SESSION),
    "seat.take": Command(attendance.TakeSeat, attendance.take_seat, PROGRAM, _SESSION, audited=True),
    "seat.eject": Command(attendance.TheSeat, attendance.eject, FACILITATE, _SESSION, audited=True),
    "seat.readmit": Command(attendance.TheSeat, attendance.readmit, FACILITATE, _SESSION, audited=True),
    "rehearsal.open": Command(rehearsals.Rehearse, rehearsals.rehearse, FACILITATE, _SESSION, audited=True),
    "rehearsal.remove": Command(sessions.TheSession, rehearsals.remove, FACILITATE, _SESSION, audited=True),
    "rehearsal.watch": Command(rehearsals.Watch, rehearsals.watch, PROGRAM, audited=True),
    "rehearsal.lead": Command(rehearsals.Lead, rehearsals.lead, PROGRAM, _SESSION, audited=True),
}
