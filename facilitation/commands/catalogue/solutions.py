"""The commands of canvases and transfer plans."""

from facilitation.commands.command import Command, Target
from facilitation.commands.solutions import canvases, plans, prerequisites
from facilitation.domain.errors import N_
from facilitation.domain.permissions import ACTS_FOR_A_CITY, FACILITATE, PROGRAM, WORKS_ON_CANVAS
from facilitation.store.canvases import Canvas, CanvasPrerequisite
from facilitation.store.sessions import Session

_SESSION = Target(Session, "session")
_CANVAS = Target(Canvas, "canvas")
_PREREQUISITE = Target(CanvasPrerequisite, "prerequisite")

SOLUTIONS: dict[str, Command] = {
    "canvas.open": Command(
        N_("Open a canvas for a practice and a city"),
        canvases.OpenCanvas,
        canvases.open_canvas,
        FACILITATE | ACTS_FOR_A_CITY,
        _SESSION,
        audited=True,
    ),
    "canvas.remove": Command(
        N_("Remove a canvas"),
        canvases.OfSession,
        canvases.remove_canvas,
        FACILITATE | ACTS_FOR_A_CITY,
        _SESSION,
        audited=True,
    ),
    "canvas.restore": Command(
        N_("Bring a canvas back"),
        canvases.OfSession,
        canvases.restore_canvas,
        FACILITATE | ACTS_FOR_A_CITY,
        _SESSION,
        audited=True,
    ),
    "canvas.scope": Command(
        N_("Say how much of a practice is carried over"),
        canvases.SetScope,
        canvases.set_scope,
        WORKS_ON_CANVAS,
        _CANVAS,
    ),
    "canvas.refresh": Command(
        N_("Take over what a practice tells by now"),
        canvases.TheCanvas,
        canvases.refresh_canvas,
        WORKS_ON_CANVAS,
        _CANVAS,
    ),
    "prerequisite.answer": Command(
        N_("Answer a prerequisite"),
        prerequisites.Answer,
        prerequisites.answer_prerequisite,
        WORKS_ON_CANVAS,
        _PREREQUISITE,
    ),
    "prerequisite.add": Command(
        N_("Add a prerequisite"),
        prerequisites.AddPrerequisite,
        prerequisites.add_prerequisite,
        WORKS_ON_CANVAS,
        _CANVAS,
    ),
    "prerequisite.change": Command(
        N_("Change a prerequisite on a canvas"),
        prerequisites.ChangePrerequisite,
        prerequisites.change_prerequisite,
        WORKS_ON_CANVAS,
        _PREREQUISITE,
    ),
    "prerequisite.move": Command(
        N_("Move a prerequisite"),
        prerequisites.MovePrerequisite,
        prerequisites.move_prerequisite,
        WORKS_ON_CANVAS,
        _PREREQUISITE,
    ),
    "prerequisite.remove": Command(
        N_("Take a prerequisite off a canvas"),
        prerequisites.ThePrerequisite,
        prerequisites.remove_prerequisite,
        WORKS_ON_CANVAS,
        _PREREQUISITE,
    ),
    "prerequisite.restore": Command(
        N_("Bring a prerequisite back"),
        prerequisites.ThePrerequisite,
        prerequisites.restore_prerequisite,
        WORKS_ON_CANVAS,
        _PREREQUISITE,
    ),
    "canvas.plan": Command(
        N_("Ask for a transfer plan"),
        plans.AskForPlan,
        plans.ask_for_plan,
        WORKS_ON_CANVAS,
        _CANVAS,
        audited=True,
        after_the_end=True,
    ),
    "plan.store": Command(
        N_("Draft a transfer plan"),
        plans.StorePlan,
        plans.store_plan,
        PROGRAM,
        _CANVAS,
        audited=True,
        after_the_end=True,
        in_archive=True,
    ),
}
