"""The commands of sessions: planning, leading, taking part, rehearsing."""

from facilitation.commands.command import Command, Target
from facilitation.commands.sessions import (
    attendance,
    changing,
    duplicating,
    feeds,
    for_whom,
    furnishing,
    rehearsals,
    removing,
    session_files,
    session_invitations,
    session_people,
    sessions,
    stepping,
    telling,
    time_polls,
    times,
)
from facilitation.domain.errors import N_
from facilitation.domain.permissions import (
    ACTS_FOR_A_CITY,
    ACTS_FOR_CITY,
    ANYBODY_SEATED,
    CONTRIBUTE,
    COORDINATE,
    FACILITATE,
    IS_AUTHOR,
    IS_GUEST,
    MEMBER,
    PROGRAM,
    RECORD,
)
from facilitation.store.calendar_feeds import CalendarFeed
from facilitation.store.fair_times import TimePoll
from facilitation.store.session_files import SessionFile
from facilitation.store.session_invitations import SessionInvitation
from facilitation.store.sessions import Session, SessionPerson

_SESSION = Target(Session, "session")
_PERSON = Target(SessionPerson, "person")
_POLL = Target(TimePoll, "poll")
_INVITATION = Target(SessionInvitation, "invitation")
_FEED = Target(CalendarFeed, "feed")
#: Its owner, those who act for the city that it is of, and those who lead.
_MANAGES = FACILITATE | IS_AUTHOR | ACTS_FOR_CITY
_FILE = Target(SessionFile, "file")

SESSIONS: dict[str, Command] = {
    "session.create": Command(
        N_("Plan a session"), sessions.CreateSession, sessions.create_session, FACILITATE, audited=True
    ),
    "session.change": Command(
        N_("Change a session"),
        changing.ChangeSession,
        changing.change_session,
        FACILITATE,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
    "session.duplicate": Command(
        N_("Duplicate a session"),
        duplicating.DuplicateSession,
        duplicating.duplicate_session,
        FACILITATE,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
    "session.cancel": Command(
        N_("Cancel a session"),
        changing.CancelSession,
        changing.cancel_session,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "session.restore": Command(
        N_("Take a session’s cancellation back"),
        changing.RestoreSession,
        changing.restore_session,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "session.remove": Command(
        N_("Remove a session nobody was told of"),
        removing.RemoveSession,
        removing.remove_session,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "session.bring_back": Command(
        N_("Bring a removed session back"),
        removing.BringBack,
        removing.bring_back,
        FACILITATE,
        audited=True,
    ),
    "session_file.add": Command(
        N_("Attach a file to a session"),
        session_files.AttachFile,
        session_files.attach_file,
        FACILITATE,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
    "session_link.add": Command(
        N_("Attach a link to a session"),
        session_files.AttachLink,
        session_files.attach_link,
        FACILITATE,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
    "session_file.change": Command(
        N_("Change what is attached to a session"),
        session_files.ChangeFile,
        session_files.change_file,
        FACILITATE,
        _FILE,
        audited=True,
        after_the_end=True,
    ),
    "session_file.move": Command(
        N_("Change the order of what is attached to a session"),
        session_files.MoveFile,
        session_files.move_file,
        FACILITATE,
        _FILE,
        audited=True,
        after_the_end=True,
    ),
    "session_file.remove": Command(
        N_("Take a file or link off a session"),
        session_files.TheFile,
        session_files.remove_file,
        FACILITATE,
        _FILE,
        audited=True,
        after_the_end=True,
    ),
    "session_file.bring_back": Command(
        N_("Bring a file or link back"),
        session_files.TheFile,
        session_files.bring_file_back,
        FACILITATE,
        _FILE,
        audited=True,
        after_the_end=True,
    ),
    "session.for_whom": Command(
        N_("Say whom a session is for"),
        for_whom.SetForWhom,
        for_whom.set_for_whom,
        FACILITATE,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
    "session.was_there": Command(
        N_("Say which cities were at a session"),
        for_whom.SetWasThere,
        for_whom.set_was_there,
        FACILITATE,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
    "session_person.add": Command(
        N_("Say who moderates, speaks or takes notes at a session"),
        session_people.AddPerson,
        session_people.add_person,
        FACILITATE,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
    "session_person.change": Command(
        N_("Change somebody’s role at a session"),
        session_people.ChangePerson,
        session_people.change_person,
        FACILITATE,
        _PERSON,
        audited=True,
        after_the_end=True,
    ),
    "session_person.remove": Command(
        N_("Take somebody off a session’s list of roles"),
        session_people.ThePerson,
        session_people.remove_person,
        FACILITATE,
        _PERSON,
        audited=True,
        after_the_end=True,
    ),
    "block.add": Command(
        N_("Add steps to a session"),
        furnishing.AddBlocks,
        furnishing.add_blocks,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "session.start": Command(
        N_("Start a session"), sessions.TheSession, sessions.start_session, FACILITATE, _SESSION, audited=True
    ),
    "session.step": Command(
        N_("Go to a session’s next step"),
        stepping.Turn,
        stepping.next_block,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "session.back": Command(
        N_("Go back a step in a session"),
        stepping.Turn,
        stepping.block_before,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "step.next": Command(
        N_("Go on to the next stage of a board, or the next part of a session"),
        stepping.StepTurn,
        stepping.next_step,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "step.back": Command(
        N_("Go back to the stage or part before"),
        stepping.StepTurn,
        stepping.step_before,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "session.end": Command(
        N_("End a session"), sessions.TheSession, sessions.end_session, FACILITATE, _SESSION, audited=True
    ),
    "session.reopen": Command(
        N_("Open an ended session again"),
        sessions.TheSession,
        sessions.reopen_session,
        FACILITATE,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
    "session.attend": Command(
        N_("Enter a session"), attendance.Attend, attendance.attend, ANYBODY_SEATED, _SESSION
    ),
    "timer.start": Command(
        N_("Start the timer"), sessions.StartTimer, sessions.start_timer, FACILITATE, _SESSION
    ),
    "timer.stop": Command(
        N_("Stop the timer"), sessions.TheSession, sessions.stop_timer, FACILITATE, _SESSION
    ),
    "timer.extend": Command(
        N_("Give more time"), sessions.StartTimer, sessions.extend_timer, FACILITATE, _SESSION
    ),
    "record.add": Command(
        N_("Write down a decision, a point or a quote"),
        sessions.AddRecord,
        sessions.add_record,
        RECORD,
        _SESSION,
    ),
    "ready.set": Command(
        N_("Mark yourself as ready"), attendance.SetReady, attendance.set_ready, CONTRIBUTE, _SESSION
    ),
    "hand.raise": Command(
        N_("Raise your hand"), attendance.Attend, attendance.raise_hand, CONTRIBUTE, _SESSION
    ),
    "hand.lower": Command(
        N_("Lower your hand"), attendance.Attend, attendance.lower_hand, CONTRIBUTE, _SESSION
    ),
    "seat.take": Command(
        N_("Enter by code as a guest"),
        attendance.TakeSeat,
        attendance.take_seat,
        PROGRAM,
        _SESSION,
        audited=True,
    ),
    "seat.correct": Command(
        N_("Correct one’s name or city as a guest"),
        attendance.CorrectSeat,
        attendance.correct_seat,
        IS_GUEST,
        _SESSION,
        audited=True,
    ),
    "seat.eject": Command(
        N_("Ask somebody to leave"),
        attendance.TheSeat,
        attendance.eject,
        FACILITATE,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
    "seat.readmit": Command(
        N_("Let somebody in again"),
        attendance.TheSeat,
        attendance.readmit,
        FACILITATE,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
    "rehearsal.open": Command(
        N_("Rehearse a session"),
        rehearsals.Rehearse,
        rehearsals.rehearse,
        FACILITATE,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
    "rehearsal.remove": Command(
        N_("Remove a rehearsal"),
        sessions.TheSession,
        rehearsals.remove,
        FACILITATE,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
    "rehearsal.watch": Command(
        N_("Watch a simulated workshop"), rehearsals.Watch, rehearsals.watch, PROGRAM, audited=True
    ),
    "rehearsal.lead": Command(
        N_("Lead a simulated workshop"), rehearsals.Lead, rehearsals.lead, PROGRAM, _SESSION, audited=True
    ),
    "feed.renew": Command(
        N_("Renew your calendar feed’s address"),
        feeds.RenewFeed,
        feeds.renew_feed,
        MEMBER,
        audited=True,
        in_archive=True,
    ),
    "session.take_time": Command(
        N_("Take a time for a session"),
        times.TakeTime,
        times.take_time,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "pain_rules.set": Command(
        N_("Change how hard local hours count"),
        times.SetPainRules,
        times.set_pain_rules,
        COORDINATE,
        audited=True,
    ),
    "pain_rules.reset": Command(
        N_("Let local hours count as usual again"),
        times.ResetPainRules,
        times.reset_pain_rules,
        COORDINATE,
        audited=True,
    ),
    "time_poll.open": Command(
        N_("Ask people when a session could be"),
        time_polls.OpenPoll,
        time_polls.open_poll,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "time_poll.add_time": Command(
        N_("Ask for one more time"),
        time_polls.AddTime,
        time_polls.add_time,
        FACILITATE,
        _POLL,
        audited=True,
    ),
    "time_poll.drop_time": Command(
        N_("No longer ask for a time"),
        time_polls.PollTimeTaken,
        time_polls.drop_time,
        FACILITATE,
        _POLL,
        audited=True,
    ),
    "time_poll.renew_link": Command(
        N_("Make a time poll’s link anew"),
        time_polls.ThePoll,
        time_polls.renew_link,
        FACILITATE,
        _POLL,
        audited=True,
    ),
    "time_poll.revoke_link": Command(
        N_("End a time poll’s link"),
        time_polls.ThePoll,
        time_polls.revoke_link,
        FACILITATE,
        _POLL,
        audited=True,
    ),
    "time_poll.close": Command(
        N_("Close a time poll"),
        time_polls.ThePoll,
        time_polls.close_poll,
        FACILITATE,
        _POLL,
        audited=True,
    ),
    "time_poll.reopen": Command(
        N_("Open a time poll again"),
        time_polls.ThePoll,
        time_polls.reopen_poll,
        FACILITATE,
        _POLL,
        audited=True,
    ),
    "time_poll.remove": Command(
        N_("Remove a time poll with its answers"),
        time_polls.ThePoll,
        time_polls.remove_poll,
        FACILITATE,
        _POLL,
        audited=True,
    ),
    "time_poll.take": Command(
        N_("Take a time of a poll for its session"),
        time_polls.PollTimeTaken,
        time_polls.take_poll_time,
        FACILITATE,
        _POLL,
        audited=True,
    ),
    "time_answer.give": Command(
        N_("Answer a time poll by its link"),
        time_polls.GiveAnswer,
        time_polls.give_answer,
        PROGRAM,
        _POLL,
    ),
    "time_answer.withdraw": Command(
        N_("Take your answer to a time poll back"),
        time_polls.WithdrawAnswer,
        time_polls.withdraw_answer,
        PROGRAM,
        _POLL,
    ),
    "time_answer.remove": Command(
        N_("Remove somebody’s answer to a time poll"),
        time_polls.TheAnswer,
        time_polls.remove_answer,
        FACILITATE,
        _POLL,
        audited=True,
    ),
    "feed.make": Command(
        N_("Make a calendar feed of a city or of the programme"),
        feeds.MakeFeed,
        feeds.make_feed,
        FACILITATE | ACTS_FOR_A_CITY,
        audited=True,
    ),
    "feed.rotate": Command(
        N_("Give a calendar feed a new address"),
        feeds.TheFeed,
        feeds.rotate_feed,
        _MANAGES,
        _FEED,
        audited=True,
    ),
    "feed.revoke": Command(
        N_("End a calendar feed"), feeds.TheFeed, feeds.revoke_feed, _MANAGES, _FEED, audited=True
    ),
    "feed.store": Command(
        N_("Keep what a calendar feed serves"), feeds.StoreFeed, feeds.store_feed, PROGRAM, _FEED
    ),
    "feed.fetched": Command(
        N_("Note that a calendar feed was asked for"), feeds.FetchedFeed, feeds.note_fetched, PROGRAM, _FEED
    ),
    "session.invite": Command(
        N_("Invite people to a session"),
        session_invitations.Invite,
        session_invitations.invite,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "session.uninvite": Command(
        N_("Take an invitation to a session back"),
        session_invitations.TheInvitation,
        session_invitations.uninvite,
        FACILITATE,
        _INVITATION,
        audited=True,
    ),
    "session.told": Command(
        N_("Tell those who are invited what has changed"),
        telling.TellInvited,
        telling.store_told,
        PROGRAM,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
}
