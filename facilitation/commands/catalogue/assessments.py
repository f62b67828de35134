"""The commands of self-assessments."""

from facilitation.commands.command import Command, Target
from facilitation.commands.onboarding import assessments, ratings
from facilitation.domain.assessments import ANSWER
from facilitation.domain.permissions import COORDINATE, ORGANISE
from facilitation.store.assessments import AssessmentArea, Statement
from facilitation.store.cities import City

_AREA = Target(AssessmentArea, "area")
_STATEMENT = Target(Statement, "statement")
_CITY = Target(City, "city")

ASSESSMENTS: dict[str, Command] = {
    "assessment.take_set": Command(assessments.TakeSet, assessments.take_set, COORDINATE, audited=True),
    "assessment.next_round": Command(assessments.NextRound, assessments.next_round, ORGANISE, audited=True),
    "assessment.submit": Command(ratings.TheAssessment, ratings.submit, ANSWER, _CITY, audited=True),
    "assessment.reopen": Command(ratings.TheAssessment, ratings.reopen, ANSWER, _CITY, audited=True),
    "rating.give": Command(ratings.GiveRatings, ratings.give_ratings, ANSWER, _CITY, audited=True),
    "assessment_area.add": Command(assessments.AddArea, assessments.add_area, COORDINATE, audited=True),
    "assessment_area.change": Command(
        assessments.ChangeArea, assessments.change_area, COORDINATE, _AREA, audited=True
    ),
    "assessment_area.move": Command(
        assessments.MoveArea, assessments.move_area, COORDINATE, _AREA, audited=True
    ),
    "assessment_area.remove": Command(
        assessments.TheArea, assessments.remove_area, COORDINATE, _AREA, audited=True
    ),
    "assessment_area.restore": Command(
        assessments.TheArea, assessments.restore_area, COORDINATE, _AREA, audited=True
    ),
    "statement.add": Command(
        assessments.AddStatement, assessments.add_statement, COORDINATE, _AREA, audited=True
    ),
    "statement.change": Command(
        assessments.ChangeStatement, assessments.change_statement, COORDINATE, _STATEMENT, audited=True
    ),
    "statement.move": Command(
        assessments.MoveStatement, assessments.move_statement, COORDINATE, _STATEMENT, audited=True
    ),
    "statement.remove": Command(
        assessments.TheStatement, assessments.remove_statement, COORDINATE, _STATEMENT, audited=True
    ),
    "statement.restore": Command(
        assessments.TheStatement, assessments.restore_statement, COORDINATE, _STATEMENT, audited=True
    ),
}
