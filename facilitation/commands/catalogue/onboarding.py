"""The commands of city profiles, onboarding calls and reminders."""

from facilitation.commands.command import Command

ONBOARDING: dict[str, Command] = {}
