"""The one list of commands: what can be asked, of which row, and who may ask it."""

from facilitation.commands import (
    accounts,
    attendance,
    boards,
    challenges,
    cities,
    clusters,
    documents,
    feeds,
    focus,
    furnishing,
    imports,
    invitations,
    mails,
    notes,
    organisations,
    programmes,
    rehearsals,
    seats,
    sessions,
    tandems,
    votes,
)
from facilitation.commands.command import Command, Target
from facilitation.domain.permissions import (
    ANYBODY_SEATED,
    CONTRIBUTE,
    COORDINATE,
    FACILITATE,
    IS_AUTHOR,
    IS_GUEST,
    MEMBER,
    ORGANISE,
    PROGRAM,
    RECORD,
)
from facilitation.store.boards import Board, Cluster, Note, Vote
from facilitation.store.cities import City, Organisation
from facilitation.store.invitations import Invitation
from facilitation.store.mails import Mail
from facilitation.store.people import Seat
from facilitation.store.sessions import Session
from facilitation.store.tandems import Round, Tandem

_BOARD = Target(Board, "board")
_NOTE = Target(Note, "note")
_CLUSTER = Target(Cluster, "cluster")
_SESSION = Target(Session, "session")
_SEAT = Target(Seat, "seat")
_INVITATION = Target(Invitation, "invitation")
_MAIL = Target(Mail, "mail")
_CITY = Target(City, "city")
_ORGANISATION = Target(Organisation, "organisation")
_OWN_NOTE = (CONTRIBUTE & IS_AUTHOR) | FACILITATE

COMMANDS: dict[str, Command] = {
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
    "challenge.adopt": Command(
        challenges.AdoptCluster, challenges.adopt_cluster, FACILITATE, _CLUSTER, audited=True
    ),
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
    "round.solve": Command(tandems.SolveRound, tandems.solve_round, COORDINATE, audited=True),
    "round.store": Command(
        tandems.StoreAnswer, tandems.store_answer, PROGRAM, Target(Round, "round"), audited=True
    ),
    "round.fail": Command(
        tandems.FailRound, tandems.fail_round, PROGRAM, Target(Round, "round"), audited=True
    ),
    "round.publish": Command(
        tandems.PublishRound, tandems.publish_round, COORDINATE, Target(Round, "round"), audited=True
    ),
    "tandem.schedule": Command(
        tandems.ScheduleWorkshop,
        tandems.schedule_workshop,
        COORDINATE,
        Target(Tandem, "tandem"),
        audited=True,
    ),
    "document.draft": Command(
        documents.DraftDocument, documents.draft_document, RECORD, _SESSION, audited=True
    ),
    "document.store": Command(
        documents.StoreDocument, documents.store_document, PROGRAM, _SESSION, audited=True
    ),
    "programme.change": Command(
        programmes.ChangeProgramme, programmes.change_programme, ORGANISE, audited=True
    ),
    "setup.pass": Command(programmes.SetupStep, programmes.pass_setup_step, ORGANISE, audited=True),
    "city.add": Command(cities.AddCity, cities.add_city, COORDINATE, audited=True),
    "city.change": Command(cities.ChangeCity, cities.change_city, COORDINATE, _CITY, audited=True),
    "city.remove": Command(cities.TheCity, cities.remove_city, COORDINATE, _CITY, audited=True),
    "cities.import": Command(imports.ImportCities, imports.import_cities, COORDINATE, audited=True),
    "organisation.add": Command(
        organisations.AddOrganisation, organisations.add_organisation, COORDINATE, audited=True
    ),
    "organisation.change": Command(
        organisations.ChangeOrganisation,
        organisations.change_organisation,
        COORDINATE,
        _ORGANISATION,
        audited=True,
    ),
    "organisation.remove": Command(
        organisations.TheOrganisation,
        organisations.remove_organisation,
        COORDINATE,
        _ORGANISATION,
        audited=True,
    ),
    "feed.renew": Command(feeds.RenewFeed, feeds.renew_feed, MEMBER, audited=True),
    "link.use": Command(accounts.UseLink, accounts.use_link, PROGRAM, audited=True),
    "sign_out.everywhere": Command(
        accounts.SignOutEverywhere, accounts.sign_out_everywhere, MEMBER, audited=True
    ),
    "link.ask": Command(accounts.AskForLink, accounts.ask_for_link, PROGRAM, audited=True),
    "password.forget": Command(accounts.AskForLink, accounts.forget_password, PROGRAM, audited=True),
    "password.reset": Command(accounts.ResetPassword, accounts.reset_password, PROGRAM, audited=True),
    "password.set": Command(accounts.SetPassword, accounts.set_password, PROGRAM, audited=True),
    "account.change": Command(accounts.ChangeAccount, accounts.change_account, MEMBER, audited=True),
    "invitation.send": Command(invitations.Invite, invitations.invite, ORGANISE, audited=True),
    "invitation.resend": Command(
        invitations.TheInvitation, invitations.resend, ORGANISE, _INVITATION, audited=True
    ),
    "invitation.revoke": Command(
        invitations.TheInvitation, invitations.revoke, ORGANISE, _INVITATION, audited=True
    ),
    "invitation.accept": Command(invitations.Accept, invitations.accept, PROGRAM, audited=True),
    "seat.change": Command(seats.ChangeSeat, seats.change_seat, ORGANISE, _SEAT, audited=True),
    "seat.remove": Command(seats.TheSeat, seats.remove_seat, ORGANISE, _SEAT, audited=True),
    "seat.restore": Command(seats.TheSeat, seats.restore_seat, ORGANISE, _SEAT, audited=True),
    "seat.claim": Command(seats.ClaimSeat, seats.claim_seat, IS_GUEST, audited=True),
    "seat.confirm": Command(seats.ConfirmGuest, seats.confirm_guest, ORGANISE, _SEAT, audited=True),
    "mail.tell": Command(mails.TellMail, mails.tell_mail, PROGRAM, _MAIL, audited=True),
    "mail.again": Command(mails.TheMail, mails.send_again, ORGANISE, _MAIL, audited=True),
    "seat.take": Command(attendance.TakeSeat, attendance.take_seat, PROGRAM, _SESSION, audited=True),
    "seat.eject": Command(attendance.TheSeat, attendance.eject, FACILITATE, _SESSION, audited=True),
    "seat.readmit": Command(attendance.TheSeat, attendance.readmit, FACILITATE, _SESSION, audited=True),
    "rehearsal.open": Command(rehearsals.Rehearse, rehearsals.rehearse, FACILITATE, _SESSION, audited=True),
    "rehearsal.remove": Command(sessions.TheSession, rehearsals.remove, FACILITATE, _SESSION, audited=True),
    "rehearsal.watch": Command(rehearsals.Watch, rehearsals.watch, PROGRAM, audited=True),
    "rehearsal.lead": Command(rehearsals.Lead, rehearsals.lead, PROGRAM, _SESSION, audited=True),
}
