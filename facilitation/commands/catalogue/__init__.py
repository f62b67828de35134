"""The one list of commands: what can be asked, of which row, and who may ask it."""

from facilitation.commands.catalogue.assessments import ASSESSMENTS
from facilitation.commands.catalogue.onboarding import ONBOARDING
from facilitation.commands.catalogue.people import PEOPLE
from facilitation.commands.catalogue.privacy import PRIVACY
from facilitation.commands.catalogue.programmes import PROGRAMMES
from facilitation.commands.catalogue.workshops import WORKSHOPS
from facilitation.commands.command import Command

COMMANDS: dict[str, Command] = {**WORKSHOPS, **PEOPLE, **PROGRAMMES, **ONBOARDING, **ASSESSMENTS, **PRIVACY}
