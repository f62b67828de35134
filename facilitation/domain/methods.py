"""How a part of a session can be done: the methods that have a name here. Any other can be written down."""

from facilitation.domain.errors import N_

METHODS = {
    "board": N_("Board"),
    "round": N_("Round"),
    "talk": N_("Conversation"),
    "presentation": N_("Presentation"),
    "qa": N_("Questions and answers"),
    "fishbowl": N_("Fishbowl"),
    "gallery walk": N_("Gallery walk"),
    "1-2-4-All": N_("1-2-4-All"),
    "world cafe": N_("World Café"),
    "troika": N_("Troika consulting"),
    "poll": N_("Poll"),
    "breakout": N_("Small groups"),
    "visit": N_("Visit"),
    "break": N_("Break"),
}
METHOD_LENGTH = 40
