"""The commands of sessions: planning, leading, taking part, rehearsing."""

from facilitation.commands.command import Command, Target
from facilitation.commands.sessions import attendance, feeds, furnishing, rehearsals, sessions
from facilitation.domain.errors import N_
from facilitation.domain.permissions import (
    ANYBODY_SEATED,
    CONTRIBUTE,
    FACILITATE,
    IS_GUEST,
    MEMBER,
    PROGRAM,
    RECORD,
)
from facilitation.store.sessions import Session

_SESSION = Target(Session, "session")

SESSIONS: dict[str, Command] = {
    "session.create": Command(
        N_("Plan a session"), sessions.CreateSession, sessions.create_session, FACILITATE, audited=True
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
        N_("Go on to a session’s next step"),
        sessions.TheSession,
        sessions.step_session,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "session.back": Command(
        N_("Go back a step in a session"),
        sessions.TheSession,
        sessions.step_back,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "session.end": Command(
        N_("End a session"), sessions.TheSession, sessions.end_session, FACILITATE, _SESSION, audited=True
    ),
    "session.attend": Command(N_("Be there"), attendance.Attend, attendance.attend, ANYBODY_SEATED, _SESSION),
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
        N_("Say that one is ready"), attendance.SetReady, attendance.set_ready, CONTRIBUTE, _SESSION
    ),
    "hand.raise": Command(
        N_("Raise one’s hand"), attendance.Attend, attendance.raise_hand, CONTRIBUTE, _SESSION
    ),
    "hand.lower": Command(
        N_("Lower one’s hand"), attendance.Attend, attendance.lower_hand, CONTRIBUTE, _SESSION
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
        N_("Ask somebody to leave"), attendance.TheSeat, attendance.eject, FACILITATE, _SESSION, audited=True
    ),
    "seat.readmit": Command(
        N_("Let somebody in again"),
        attendance.TheSeat,
        attendance.readmit,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "rehearsal.open": Command(
        N_("Rehearse a session"), rehearsals.Rehearse, rehearsals.rehearse, FACILITATE, _SESSION, audited=True
    ),
    "rehearsal.remove": Command(
        N_("Remove a rehearsal"), sessions.TheSession, rehearsals.remove, FACILITATE, _SESSION, audited=True
    ),
    "rehearsal.watch": Command(
        N_("Watch a simulated workshop"), rehearsals.Watch, rehearsals.watch, PROGRAM, audited=True
    ),
    "rehearsal.lead": Command(
        N_("Lead a simulated workshop"), rehearsals.Lead, rehearsals.lead, PROGRAM, _SESSION, audited=True
    ),
    "feed.renew": Command(
        N_("Renew the address of one’s calendar feed"),
        feeds.RenewFeed,
        feeds.renew_feed,
        MEMBER,
        audited=True,
    ),
}
