"""The commands of sessions: planning, leading, taking part, rehearsing."""

from facilitation.commands.command import Command, Target
from facilitation.commands.sessions import (
    attendance,
    feeds,
    for_whom,
    furnishing,
    rehearsals,
    session_invitations,
    session_people,
    sessions,
    telling,
)
from facilitation.domain.errors import N_
from facilitation.domain.permissions import (
    ACTS_FOR_A_CITY,
    ACTS_FOR_CITY,
    ANYBODY_SEATED,
    CONTRIBUTE,
    FACILITATE,
    IS_AUTHOR,
    IS_GUEST,
    MEMBER,
    PROGRAM,
    RECORD,
)
from facilitation.store.calendar_feeds import CalendarFeed
from facilitation.store.session_invitations import SessionInvitation
from facilitation.store.sessions import Session, SessionPerson

_SESSION = Target(Session, "session")
_PERSON = Target(SessionPerson, "person")
_INVITATION = Target(SessionInvitation, "invitation")
_FEED = Target(CalendarFeed, "feed")
#: Its owner, those who act for the city that it is of, and those who lead.
_MANAGES = FACILITATE | IS_AUTHOR | ACTS_FOR_CITY

SESSIONS: dict[str, Command] = {
    "session.create": Command(
        N_("Plan a session"), sessions.CreateSession, sessions.create_session, FACILITATE, audited=True
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
    "session.answer": Command(
        N_("Answer an invitation to a session"),
        session_invitations.GiveAnswer,
        session_invitations.answer,
        PROGRAM,
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
