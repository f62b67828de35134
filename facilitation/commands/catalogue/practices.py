"""The commands of practices: what cities offer, whom to ask about it, sheets."""

from facilitation.commands.command import Command, Target
from facilitation.commands.practices import contacts, imports, practices
from facilitation.domain.errors import N_
from facilitation.domain.permissions import ACTS_FOR_A_CITY, ACTS_FOR_CITY, COORDINATE
from facilitation.domain.practices import IS_CONTACT
from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from facilitation.store.practices import PracticeContact

_PRACTICE = Target(Practice, "practice")
_CONTACT = Target(PracticeContact, "contact")
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
}
