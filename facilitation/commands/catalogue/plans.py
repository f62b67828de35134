"""The commands of planning a session's blocks, and of the templates that a programme keeps of them."""

from facilitation.commands.command import Command, Target
from facilitation.commands.sessions import plan_undo, planned_areas, planning, templates
from facilitation.domain.errors import N_
from facilitation.domain.permissions import FACILITATE
from facilitation.store.session_templates import SessionTemplate
from facilitation.store.sessions import Session

_SESSION = Target(Session, "session")
_TEMPLATE = Target(SessionTemplate, "template")

PLANS: dict[str, Command] = {
    "block.insert": Command(
        N_("Put a part into a session"),
        planning.InsertBlock,
        planning.insert_block,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "block.change": Command(
        N_("Change a part of a session"),
        planning.ChangeBlock,
        planning.change_block,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "block.move": Command(
        N_("Move a part of a session"),
        planning.MoveBlock,
        planning.move_block,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "block.duplicate": Command(
        N_("Duplicate a part of a session"),
        planning.TheBlock,
        planning.duplicate_block,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "block.remove": Command(
        N_("Take a part out of a session"),
        planning.TheBlock,
        planning.remove_block,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "area.add": Command(
        N_("Add an area to a board"),
        planned_areas.AddArea,
        planned_areas.add_area,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "area.rename": Command(
        N_("Rename an area of a board"),
        planned_areas.RenameArea,
        planned_areas.rename_area,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "area.move": Command(
        N_("Move an area of a board"),
        planned_areas.MoveArea,
        planned_areas.move_area,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "area.remove": Command(
        N_("Take an area off a board"),
        planned_areas.TheArea,
        planned_areas.remove_area,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "plan.undo": Command(
        N_("Undo your last change of a session’s plan"),
        plan_undo.ThePlan,
        plan_undo.undo_plan,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "plan.redo": Command(
        N_("Do again what you undid in a session’s plan"),
        plan_undo.ThePlan,
        plan_undo.redo_plan,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "template.keep": Command(
        N_("Keep a session as a template"),
        templates.KeepTemplate,
        templates.keep_template,
        FACILITATE,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
    "template.change": Command(
        N_("Change a session template"),
        templates.ChangeTemplate,
        templates.change_template,
        FACILITATE,
        _TEMPLATE,
        audited=True,
    ),
    "template.remove": Command(
        N_("Take a session template away"),
        templates.TheTemplate,
        templates.remove_template,
        FACILITATE,
        _TEMPLATE,
        audited=True,
    ),
    "template.restore": Command(
        N_("Bring a session template back"),
        templates.TheTemplate,
        templates.restore_template,
        FACILITATE,
        _TEMPLATE,
        audited=True,
    ),
}
