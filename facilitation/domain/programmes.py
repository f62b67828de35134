"""A programme edition: its phases and where it stands on a given day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from facilitation.domain.errors import N_

PHASES = ("call", "onboarding", "challenges", "tandems", "solutions", "wrap_up")
PHASE_NAMES = {
    "call": N_("Call"),
    "onboarding": N_("Onboarding"),
    "challenges": N_("Challenges"),
    "tandems": N_("Tandems"),
    "solutions": N_("Solutions"),
    "wrap_up": N_("Wrap-up"),
}
LANGUAGES = {"en": "English", "es": "Español", "fr": "Français"}
CHALLENGE_KINDS = {"social": N_("Social challenges"), "transversal": N_("Transversal challenges")}


@dataclass(frozen=True, slots=True)
class PhaseDates:
    """A phase with its first and last day; either may be unknown."""

    kind: str
    starts_on: date | None
    ends_on: date | None


def phase_states(phases: Sequence[PhaseDates], today: date) -> list[str]:
    """ "past", "now" or "next" for each phase in order.

    A phase without dates is past once a later one has begun; two under way at once are both now.
    """
    begun = [phase.starts_on is not None and phase.starts_on <= today for phase in phases]
    states = []
    for place, phase in enumerate(phases):
        ended = phase.ends_on is not None and phase.ends_on < today
        if ended or (not begun[place] and any(begun[place + 1 :])):
            states.append("past")
        else:
            states.append("now" if begun[place] else "next")
    return states
