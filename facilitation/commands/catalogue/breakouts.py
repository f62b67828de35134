"""The commands of small groups: rounds of them, one group, and the points that it brings back."""

from facilitation.commands.command import Command, Target
from facilitation.commands.sessions import breakout_groups as groups
from facilitation.commands.sessions import breakout_points as points
from facilitation.commands.sessions import breakout_rounds as rounds
from facilitation.domain.errors import N_
from facilitation.domain.permissions import CONTRIBUTE, FACILITATE, PROGRAM, REPORTS_FOR_GROUP
from facilitation.store.breakouts import Breakout, BreakoutPoint, BreakoutRound
from facilitation.store.sessions import Session

_ROUND = Target(BreakoutRound, "round")
_GROUP = Target(Breakout, "breakout")
_POINT = Target(BreakoutPoint, "point")
#: Who reports for the group, and who leads.
_REPORTS = (CONTRIBUTE & REPORTS_FOR_GROUP) | FACILITATE

BREAKOUTS: dict[str, Command] = {
    "breakouts.prepare": Command(
        N_("Prepare small groups"),
        rounds.PrepareRound,
        rounds.prepare,
        FACILITATE,
        Target(Session, "session"),
        audited=True,
    ),
    "breakouts.form": Command(
        N_("Form small groups anew"), rounds.FormRound, rounds.form_again, FACILITATE, _ROUND, audited=True
    ),
    "breakouts.change": Command(
        N_("Change a round of small groups"),
        rounds.ChangeRound,
        rounds.change,
        FACILITATE,
        _ROUND,
        audited=True,
    ),
    "breakouts.open": Command(
        N_("Send people into small groups"),
        rounds.TheRound,
        rounds.open_now,
        FACILITATE,
        _ROUND,
        audited=True,
    ),
    "breakouts.call": Command(
        N_("Call small groups back"), rounds.CallBack, rounds.call_back, FACILITATE, _ROUND, audited=True
    ),
    "breakouts.return": Command(
        N_("End a round that was called back"),
        rounds.ReturnRound,
        rounds.return_called,
        PROGRAM,
        _ROUND,
    ),
    "breakouts.end": Command(
        N_("End small groups"), rounds.TheRound, rounds.end, FACILITATE, _ROUND, audited=True
    ),
    "breakouts.remove": Command(
        N_("Take prepared small groups away"),
        rounds.TheRound,
        rounds.remove,
        FACILITATE,
        _ROUND,
        audited=True,
    ),
    "breakouts.report": Command(
        N_("Show everybody what small groups bring back"),
        rounds.ReportRound,
        rounds.report,
        FACILITATE,
        _ROUND,
        audited=True,
    ),
    "breakouts.message": Command(
        N_("Tell all small groups something"),
        rounds.MessageAll,
        rounds.message_all,
        FACILITATE,
        _ROUND,
        audited=True,
    ),
    "breakout.add": Command(
        N_("Add a small group"), rounds.AddGroup, rounds.add_group, FACILITATE, _ROUND, audited=True
    ),
    "breakout.change": Command(
        N_("Name a small group, say where it meets"),
        groups.ChangeGroup,
        groups.change_group,
        FACILITATE,
        _GROUP,
        audited=True,
    ),
    "breakout.remove": Command(
        N_("Take a small group away"), groups.TheGroup, groups.remove, FACILITATE, _GROUP, audited=True
    ),
    "breakout.move": Command(
        N_("Move somebody to another small group"),
        groups.MoveSeat,
        groups.move,
        FACILITATE,
        _GROUP,
        audited=True,
    ),
    "breakout.take_out": Command(
        N_("Take somebody out of a small group"),
        groups.MoveSeat,
        groups.take_out,
        FACILITATE,
        _GROUP,
        audited=True,
    ),
    "breakout.message": Command(
        N_("Tell a small group something"),
        groups.MessageGroup,
        groups.message,
        FACILITATE,
        _GROUP,
        audited=True,
    ),
    "breakout.rapporteur": Command(
        N_("Say who reports for a small group"),
        groups.ChooseRapporteur,
        groups.choose_rapporteur,
        FACILITATE,
        _GROUP,
        audited=True,
    ),
    "breakout.volunteer": Command(
        N_("Report for one’s own small group"), groups.Volunteer, groups.volunteer, CONTRIBUTE, _GROUP
    ),
    "breakout.stage": Command(
        N_("Set the stage of a small group’s board"), groups.GroupStage, groups.set_stage, _REPORTS, _GROUP
    ),
    "breakout.invite": Command(
        N_("Invite people from outside into a small group"),
        groups.TheGroup,
        groups.invite,
        FACILITATE,
        _GROUP,
        audited=True,
    ),
    "breakout.uninvite": Command(
        N_("End the invitation into a small group"),
        groups.TheGroup,
        groups.uninvite,
        FACILITATE,
        _GROUP,
        audited=True,
    ),
    "breakout.collect": Command(
        N_("Take a group’s clusters as points"), points.Collect, points.collect, _REPORTS, _GROUP
    ),
    "point.add": Command(
        N_("Write down a point of a small group"), points.AddPoint, points.add_point, _REPORTS, _GROUP
    ),
    "point.change": Command(
        N_("Change a point of a small group"), points.ChangePoint, points.change_point, _REPORTS, _POINT
    ),
    "point.move": Command(
        N_("Change the order of a group’s points"), points.MovePoint, points.move_point, _REPORTS, _POINT
    ),
    "point.remove": Command(
        N_("Take a point of a small group away"), points.ThePoint, points.remove_point, _REPORTS, _POINT
    ),
    "point.restore": Command(
        N_("Bring a point of a small group back"), points.ThePoint, points.restore_point, _REPORTS, _POINT
    ),
}
