"""The commands of who comes and who came: desks, answers, places, check-in, totals."""

from facilitation.commands.command import Command, Target
from facilitation.commands.registrations import answers, desks, invited, presences
from facilitation.commands.sessions.session_invitations import GiveAnswer
from facilitation.domain.errors import N_
from facilitation.domain.permissions import FACILITATE, MEMBER, PROGRAM
from facilitation.store.session_invitations import SessionInvitation
from facilitation.store.sessions import Session

_SESSION = Target(Session, "session")
_INVITATION = Target(SessionInvitation, "invitation")

REGISTRATIONS: dict[str, Command] = {
    "desk.set": Command(
        N_("Say how people register for a session"),
        desks.SetDesk,
        desks.set_desk,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "desk.renew": Command(
        N_("Change the address of a session’s registration page"),
        desks.TheSession,
        desks.renew_key,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "registration.answer": Command(
        N_("Say whether you’ll come to a session"), answers.Answer, answers.answer, MEMBER, _SESSION
    ),
    "session.answer": Command(
        N_("Answer an invitation to a session"), GiveAnswer, invited.answer_invitation, PROGRAM, _INVITATION
    ),
    "registration.register": Command(
        N_("Register from outside the programme"), answers.Register, answers.register, PROGRAM, _SESSION
    ),
    "registration.by_link": Command(
        N_("Answer with the link in a mail"),
        answers.AnswerByLink,
        answers.answer_by_link,
        PROGRAM,
        _SESSION,
    ),
    "registration.forget": Command(
        N_("Erase yourself from a registration list"),
        answers.TheLink,
        answers.forget_by_link,
        PROGRAM,
        _SESSION,
        audited=True,
        after_the_end=True,
        in_archive=True,
    ),
    "registration.remind": Command(
        N_("Send somebody the reminder they asked for"), answers.Remind, answers.remind, PROGRAM, _SESSION
    ),
    "registration.add": Command(
        N_("Put somebody on a session’s registration list"),
        desks.AddRegistration,
        desks.add,
        FACILITATE,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
    "registration.change": Command(
        N_("Change somebody’s registration"),
        desks.ChangeRegistration,
        desks.change,
        FACILITATE,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
    "registration.move": Command(
        N_("Move somebody into a place or onto the waiting list"),
        desks.MoveRegistration,
        desks.move,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "registration.invite": Command(
        N_("Mail somebody a link to answer with"),
        desks.TheRegistration,
        desks.invite,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "registration.remove": Command(
        N_("Take somebody off a session’s registration list"),
        desks.TheRegistration,
        desks.remove,
        FACILITATE,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
    "registration.restore": Command(
        N_("Put somebody back on a session’s registration list"),
        desks.TheRegistration,
        desks.restore,
        FACILITATE,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
    "presence.here": Command(
        N_("Check in with the join code"),
        presences.HereByCode,
        presences.here_by_code,
        MEMBER,
        _SESSION,
    ),
    "presence.here_by_link": Command(
        N_("Check in with the join code and the link in a mail"),
        presences.HereByLink,
        presences.here_by_link,
        PROGRAM,
        _SESSION,
    ),
    "presence.go": Command(
        N_("Note that you are leaving a session"),
        presences.TheSession,
        presences.go,
        MEMBER,
        _SESSION,
        after_the_end=True,
    ),
    "presence.go_by_link": Command(
        N_("Note by the link in a mail that you are leaving"),
        presences.GoByLink,
        presences.go_by_link,
        PROGRAM,
        _SESSION,
        after_the_end=True,
    ),
    "presence.tick": Command(
        N_("Tick somebody who is there"),
        presences.Tick,
        presences.tick,
        FACILITATE,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
    "presence.leave": Command(
        N_("Note that somebody has left"),
        presences.ThePresence,
        presences.leave,
        FACILITATE,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
    "presence.correct": Command(
        N_("Correct when somebody came and went"),
        presences.CorrectPresence,
        presences.correct,
        FACILITATE,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
    "presence.take_back": Command(
        N_("Take back that somebody was there"),
        presences.ThePresence,
        presences.take_back,
        FACILITATE,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
    "counts.report": Command(
        N_("Type how many people were at a session"),
        presences.ReportCounts,
        presences.report_counts,
        FACILITATE,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
}
