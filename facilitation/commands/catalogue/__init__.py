"""The one list of commands: how each is called, what can be asked, of which row, and who may ask it."""

from facilitation.commands.catalogue.boards import BOARDS
from facilitation.commands.catalogue.breakouts import BREAKOUTS
from facilitation.commands.catalogue.challenges import CHALLENGES
from facilitation.commands.catalogue.cities import CITIES
from facilitation.commands.catalogue.commitments import COMMITMENTS
from facilitation.commands.catalogue.documents import DOCUMENTS
from facilitation.commands.catalogue.minutes import MINUTES
from facilitation.commands.catalogue.onboarding import ONBOARDING
from facilitation.commands.catalogue.people import PEOPLE
from facilitation.commands.catalogue.plans import PLANS
from facilitation.commands.catalogue.polls import POLLS
from facilitation.commands.catalogue.practices import PRACTICES
from facilitation.commands.catalogue.privacy import PRIVACY
from facilitation.commands.catalogue.programmes import PROGRAMMES
from facilitation.commands.catalogue.records import RECORDS
from facilitation.commands.catalogue.registrations import REGISTRATIONS
from facilitation.commands.catalogue.sessions import SESSIONS
from facilitation.commands.catalogue.solutions import SOLUTIONS
from facilitation.commands.catalogue.tandems import TANDEMS
from facilitation.commands.catalogue.wishes import WISHES
from facilitation.commands.command import Command

COMMANDS: dict[str, Command] = {
    **PROGRAMMES,
    **PEOPLE,
    **PRIVACY,
    **CITIES,
    **ONBOARDING,
    **CHALLENGES,
    **PRACTICES,
    **BOARDS,
    **SESSIONS,
    **RECORDS,
    **BREAKOUTS,
    **REGISTRATIONS,
    **PLANS,
    **POLLS,
    **TANDEMS,
    **WISHES,
    **SOLUTIONS,
    **COMMITMENTS,
    **DOCUMENTS,
    **MINUTES,
}
