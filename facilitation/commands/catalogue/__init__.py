"""The one list of commands: how each is called, what can be asked, of which row, and who may ask it."""

from facilitation.commands.catalogue.boards import BOARDS
from facilitation.commands.catalogue.challenges import CHALLENGES
from facilitation.commands.catalogue.cities import CITIES
from facilitation.commands.catalogue.documents import DOCUMENTS
from facilitation.commands.catalogue.onboarding import ONBOARDING
from facilitation.commands.catalogue.people import PEOPLE
from facilitation.commands.catalogue.plans import PLANS
from facilitation.commands.catalogue.privacy import PRIVACY
from facilitation.commands.catalogue.programmes import PROGRAMMES
from facilitation.commands.catalogue.registrations import REGISTRATIONS
from facilitation.commands.catalogue.sessions import SESSIONS
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
    **BOARDS,
    **SESSIONS,
    **REGISTRATIONS,
    **PLANS,
    **TANDEMS,
    **WISHES,
    **DOCUMENTS,
}
