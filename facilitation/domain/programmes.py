"""A programme edition: its phases and where it stands on a given day."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from facilitation.domain.cities import fold
from facilitation.domain.errors import N_, Refused

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
#: What the guided setup of an empty programme leads through, in this order.
SETUP_STEPS = ("programme", "cities", "people", "workshop")
#: What a new programme can take over from the one it is started from, in the order in which it is copied.
PARTS = {
    "notice": N_("Privacy notice"),
    "texts": N_("Aims, funding statement, disclaimer and contact address"),
    "emblem": N_("Emblem"),
    "phases": N_("Phases, without their dates"),
    "organisations": N_("Organisations"),
    "cities": N_("Cities with their basic facts and offices"),
    "statements": N_("Statements of the self-assessment"),
    "questions": N_("Questions of the onboarding calls"),
    "topics": N_("Topics of challenges and practices"),
    "challenges": N_("List of challenges, without who named them"),
    "practices": N_("Practices of the cities that are taken over, without their contacts"),
    "commitments": N_("Open commitments of the cities that are taken over, without who answers for them"),
    "templates": N_("Your own session templates"),
}
#: Said to whoever wants to change something there.
ARCHIVED = N_(
    "This programme is archived: you can read it, not change it. An organiser can take it out of the archive."
)
TITLE_LENGTH = 120
NUMBER_LENGTH = 60
TEXT_LENGTH = 10_000
SLUG_LENGTH = 60
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


_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def is_slug(text: str) -> bool:
    """Whether `text` can be a programme's address: small letters, digits and single hyphens."""
    return 3 <= len(text) <= SLUG_LENGTH and _SLUG.fullmatch(text) is not None


def suggest_slug(title: str) -> str:
    """An address made of a title; "" where none of its letters can stand in one."""
    plain = "-".join(re.findall("[a-z0-9]+", fold(title)))[:SLUG_LENGTH].strip("-")
    return plain if is_slug(plain) else ""


def require_open(archived_at: datetime | None) -> None:
    """Refuse to change something in an archived programme."""
    if archived_at is not None:
        raise Refused("closed", ARCHIVED)
