"""The commands of consent, one's own data, erasure and retention."""

from facilitation.commands.command import Command

PRIVACY: dict[str, Command] = {}
