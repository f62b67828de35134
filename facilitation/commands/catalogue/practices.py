"""The commands of practices: what cities offer and tell of it, whom to ask, sheets, what was learned."""

from facilitation.commands.command import Command, Target
from facilitation.commands.practices import contacts, imports, learnings, points, practices, texts
from facilitation.domain.errors import N_
from facilitation.domain.permissions import ACTS_FOR_A_CITY, ACTS_FOR_CITY, COORDINATE
from facilitation.domain.practices import IS_CONTACT
from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from facilitation.store.practices import PracticeContact
from facilitation.store.replication import Learning, PracticePoint

_PRACTICE = Target(Practice, "practice")
_CONTACT = Target(PracticeContact, "contact")
_POINT = Target(PracticePoint, "point")
_LEARNING = Target(Learning, "learning")
_FILL_IN = ACTS_FOR_CITY | COORDINATE

PRACTICES: dict[str, Command] = {
    "practice.add": Command(
        N_("Write down a practice of a city"),
        practices.AddPractice,
        practices.add_practice,
        _FILL_IN,
        Target(City, "city"),
        audited=True,
    ),
    "practice.change": Command(
        N_("Change a practice"),
        practices.ChangePractice,
        practices.change_practice,
        _FILL_IN,
        _PRACTICE,
        audited=True,
    ),
    "practice.withdraw": Command(
        N_("Withdraw a practice"),
        practices.ThePractice,
        practices.withdraw_practice,
        _FILL_IN,
        _PRACTICE,
        audited=True,
    ),
    "practice.restore": Command(
        N_("Offer a withdrawn practice again"),
        practices.ThePractice,
        practices.restore_practice,
        _FILL_IN,
        _PRACTICE,
        audited=True,
    ),
    "practice.bring_back": Command(
        N_("Bring back an earlier version of a practice"),
        practices.BringBack,
        practices.bring_back,
        _FILL_IN,
        _PRACTICE,
        audited=True,
    ),
    "practices.import": Command(
        N_("Import practices from a sheet"),
        imports.ImportPractices,
        imports.import_practices,
        ACTS_FOR_A_CITY | COORDINATE,
        audited=True,
    ),
    "practice_contact.agree": Command(
        N_("Say whether you are shown as the contact of a practice"),
        contacts.AgreeContact,
        contacts.agree_contact,
        IS_CONTACT,
        _CONTACT,
        audited=True,
        in_archive=True,
    ),
    "practice_contact.leave": Command(
        N_("Take yourself off a practice as its contact"),
        contacts.TheContact,
        contacts.leave_contact,
        IS_CONTACT,
        _CONTACT,
        audited=True,
        in_archive=True,
    ),
    "practice_text.write": Command(
        N_("Tell more of a practice"),
        texts.WritePracticeText,
        texts.write_text,
        _FILL_IN,
        _PRACTICE,
    ),
    "practice_text.restore": Command(
        N_("Bring back an earlier version of what is told of a practice"),
        texts.RestorePracticeText,
        texts.restore_text,
        _FILL_IN,
        _PRACTICE,
        audited=True,
    ),
    "practice_point.add": Command(
        N_("Add a figure, a gain or a prerequisite of a practice"),
        points.AddPoint,
        points.add_point,
        _FILL_IN,
        _PRACTICE,
        audited=True,
    ),
    "practice_point.change": Command(
        N_("Change a figure, a gain or a prerequisite"),
        points.ChangePoint,
        points.change_point,
        _FILL_IN,
        _POINT,
        audited=True,
    ),
    "practice_point.move": Command(
        N_("Move a figure, a gain or a prerequisite"),
        points.MovePoint,
        points.move_point,
        _FILL_IN,
        _POINT,
        audited=True,
    ),
    "practice_point.remove": Command(
        N_("Remove a figure, a gain or a prerequisite"),
        points.ThePoint,
        points.remove_point,
        _FILL_IN,
        _POINT,
        audited=True,
    ),
    "practice_point.restore": Command(
        N_("Restore a figure, a gain or a prerequisite"),
        points.ThePoint,
        points.restore_point,
        _FILL_IN,
        _POINT,
        audited=True,
    ),
    "practice_point.bring_back": Command(
        N_("Bring back an earlier version of a figure, a gain or a prerequisite"),
        points.BringBackPoint,
        points.bring_back_point,
        _FILL_IN,
        _POINT,
        audited=True,
    ),
    "learning.add": Command(
        N_("Write down what was learned"),
        learnings.AddLearning,
        learnings.add_learning,
        ACTS_FOR_A_CITY | COORDINATE,
        audited=True,
    ),
    "learning.change": Command(
        N_("Change what was learned"),
        learnings.ChangeLearning,
        learnings.change_learning,
        _FILL_IN,
        _LEARNING,
        audited=True,
    ),
    "learning.remove": Command(
        N_("Remove what was learned"),
        learnings.TheLearning,
        learnings.remove_learning,
        _FILL_IN,
        _LEARNING,
        audited=True,
    ),
    "learning.restore": Command(
        N_("Restore what was learned"),
        learnings.TheLearning,
        learnings.restore_learning,
        _FILL_IN,
        _LEARNING,
        audited=True,
    ),
}
