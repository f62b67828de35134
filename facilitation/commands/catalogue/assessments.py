"""The commands of self-assessments."""

from facilitation.commands.command import Command

ASSESSMENTS: dict[str, Command] = {}
