"""The commands of onboarding: calls, reminders, self-assessments."""

from facilitation.commands.command import Command, Target
from facilitation.commands.onboarding import assessments, call_slots, calls, onboarding, ratings
from facilitation.domain.assessments import ANSWER
from facilitation.domain.errors import N_
from facilitation.domain.onboarding import NOTE_CALLS, TAKE_TIMES
from facilitation.domain.permissions import COORDINATE, MEMBER, ORGANISE
from facilitation.store.assessments import AssessmentArea, Statement
from facilitation.store.call_slots import CallSlot
from facilitation.store.cities import City

_CITY = Target(City, "city")
_AREA = Target(AssessmentArea, "area")
_SLOT = Target(CallSlot, "slot")
_STATEMENT = Target(Statement, "statement")

ONBOARDING: dict[str, Command] = {
    "call.plan": Command(
        N_("Plan an onboarding call"), calls.PlanCall, calls.plan_call, COORDINATE, _CITY, audited=True
    ),
    "call.hold": Command(
        N_("Mark an onboarding call as held"),
        calls.HoldCall,
        calls.hold_call,
        COORDINATE,
        _CITY,
        audited=True,
    ),
    "call.note": Command(
        N_("Take notes of an onboarding call"), calls.NoteCall, calls.note_call, NOTE_CALLS, _CITY
    ),
    "call.questions": Command(
        N_("Change the questions of onboarding calls"),
        calls.SetQuestions,
        calls.set_questions,
        ORGANISE,
        audited=True,
    ),
    "call_slots.offer": Command(
        N_("Offer times for onboarding calls"),
        call_slots.OfferSlots,
        call_slots.offer_slots,
        COORDINATE,
        audited=True,
    ),
    "call_slot.take": Command(
        N_("Take a time for a city’s onboarding call"),
        call_slots.TakeSlot,
        call_slots.take_slot,
        TAKE_TIMES,
        _SLOT,
        audited=True,
    ),
    "call_slot.give_back": Command(
        N_("Give back the time of a city’s onboarding call"),
        call_slots.TheSlot,
        call_slots.give_back_slot,
        TAKE_TIMES,
        _SLOT,
        audited=True,
    ),
    "call_slot.withdraw": Command(
        N_("Withdraw a time for onboarding calls"),
        call_slots.TheSlot,
        call_slots.withdraw_slot,
        COORDINATE,
        _SLOT,
        audited=True,
    ),
    "reminder.send": Command(
        N_("Remind a city’s people of a step"),
        onboarding.SendReminder,
        onboarding.send_reminder,
        COORDINATE,
        _CITY,
        audited=True,
    ),
    "catch_up.done": Command(N_("Mark as caught up"), onboarding.CaughtUp, onboarding.caught_up, MEMBER),
    "assessment.take_set": Command(
        N_("Begin a self-assessment"), assessments.TakeSet, assessments.take_set, COORDINATE, audited=True
    ),
    "assessment.next_round": Command(
        N_("Begin another round of self-assessment"),
        assessments.NextRound,
        assessments.next_round,
        ORGANISE,
        audited=True,
    ),
    "assessment.submit": Command(
        N_("Hand in a city’s self-assessment"),
        ratings.TheAssessment,
        ratings.submit,
        ANSWER,
        _CITY,
        audited=True,
    ),
    "assessment.reopen": Command(
        N_("Take a city’s self-assessment back to change it"),
        ratings.TheAssessment,
        ratings.reopen,
        ANSWER,
        _CITY,
        audited=True,
    ),
    "rating.give": Command(
        N_("Answer a self-assessment for a city"),
        ratings.GiveRatings,
        ratings.give_ratings,
        ANSWER,
        _CITY,
        audited=True,
    ),
    "assessment_area.add": Command(
        N_("Add an area to a self-assessment"),
        assessments.AddArea,
        assessments.add_area,
        COORDINATE,
        audited=True,
    ),
    "assessment_area.change": Command(
        N_("Reword an area of a self-assessment"),
        assessments.ChangeArea,
        assessments.change_area,
        COORDINATE,
        _AREA,
        audited=True,
    ),
    "assessment_area.move": Command(
        N_("Move an area of a self-assessment"),
        assessments.MoveArea,
        assessments.move_area,
        COORDINATE,
        _AREA,
        audited=True,
    ),
    "assessment_area.remove": Command(
        N_("Remove an area of a self-assessment"),
        assessments.TheArea,
        assessments.remove_area,
        COORDINATE,
        _AREA,
        audited=True,
    ),
    "assessment_area.restore": Command(
        N_("Bring back an area of a self-assessment"),
        assessments.TheArea,
        assessments.restore_area,
        COORDINATE,
        _AREA,
        audited=True,
    ),
    "statement.add": Command(
        N_("Add a statement to a self-assessment"),
        assessments.AddStatement,
        assessments.add_statement,
        COORDINATE,
        _AREA,
        audited=True,
    ),
    "statement.change": Command(
        N_("Reword a statement"),
        assessments.ChangeStatement,
        assessments.change_statement,
        COORDINATE,
        _STATEMENT,
        audited=True,
    ),
    "statement.move": Command(
        N_("Move a statement"),
        assessments.MoveStatement,
        assessments.move_statement,
        COORDINATE,
        _STATEMENT,
        audited=True,
    ),
    "statement.remove": Command(
        N_("Remove a statement"),
        assessments.TheStatement,
        assessments.remove_statement,
        COORDINATE,
        _STATEMENT,
        audited=True,
    ),
    "statement.restore": Command(
        N_("Bring a statement back"),
        assessments.TheStatement,
        assessments.restore_statement,
        COORDINATE,
        _STATEMENT,
        audited=True,
    ),
}
