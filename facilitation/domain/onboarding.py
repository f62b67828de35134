"""Onboarding: the sections of a city's profile, the questions of the call, and the steps of a city."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from facilitation.domain.errors import N_
from facilitation.domain.permissions import COORDINATE, COORDINATOR, ORGANISER, RAPPORTEUR, Permission, Viewer


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a city's profile; `title` and `hint` are marked texts."""

    key: str
    title: str
    hint: str


SECTIONS = (
    Section(
        "about",
        N_("Who they are"),
        N_("Who in the city administration takes part, and what do you do for the people of the city?"),
    ),
    Section("offices", N_("Offices"), N_("Which offices take part, and what does each of them answer for?")),
    Section(
        "ecosystem",
        N_("Ecosystem"),
        N_("Who else is there: social enterprises, cooperatives, networks, universities, funders?"),
    ),
    Section(
        "policies",
        N_("Policies"),
        N_("Which plans, laws and budgets of the city stand behind this work?"),
    ),
    Section(
        "practices",
        N_("What they do already"),
        N_("What do you do already that another city could learn from?"),
    ),
)
SECTION = {section.key: section for section in SECTIONS}

#: What an onboarding call asks, until the organiser has changed it.
QUESTIONS = (
    N_("What do you hope to learn in this programme, and from whom?"),
    N_("Which people and offices of the city will take part, and who decides?"),
    N_("Which social challenges press most in your city?"),
    N_("What makes your own work difficult: rules, money, trust, time?"),
    N_("What have you tried already, and what came of it?"),
    N_("What could other cities learn from you?"),
    N_("In which languages and at which hours can your people take part?"),
    N_("What should we know before the first workshop?"),
)
QUESTIONS_MOST = 30
QUESTION_LENGTH = 300
TEXT_LENGTH = 10_000
#: So many people without a seat can be named as taking part in a call.
OTHERS_MOST = 20

#: The kinds of texts about a city: its profile, the notes of its call, the mandates of its offices.
PROFILE, CALL, MANDATE = "profile", "call", "mandate"
#: What the same hand saves within this time is one version: texts are saved as they are typed.
SITTING = timedelta(minutes=10)

_NOTES = frozenset({ORGANISER, COORDINATOR, RAPPORTEUR})
NOTE_CALLS = Permission("notes calls", lambda viewer, target: viewer.role in _NOTES)


def may_read_notes(viewer: Viewer, city: str, held: bool) -> bool:
    """Whether somebody reads the notes of a city's call.

    Who prepares the programme does, and the city's own people once the call was held: until then the notes
    are a draft. Other cities, observers and guests never do.
    """
    if viewer.leads or viewer.role in _NOTES:
        return True
    return held and acts_for(viewer, city)


def acts_for(viewer: Viewer, city: str) -> bool:
    """Whether this is one of the city's own people, its support organisation included."""
    return viewer.role in CITY_ROLES and viewer.city == city


#: So many times can be offered at once.
TIMES_MOST = 60
#: The seats that do a city's steps: its participants, and the support organisation that acts for it.
CITY_ROLES = ("participant", "support")

#: Whoever acts for some city, or coordinates: for which city is asked beside it.
TAKE_TIMES = COORDINATE | Permission(
    "acts for a city", lambda viewer, target: viewer.role in CITY_ROLES and viewer.city is not None
)

STEPS = {
    "people": N_("People"),
    "profile": N_("City profile"),
    "call": N_("Onboarding call"),
    "assessment": N_("Self-assessment"),
    "workshop": N_("Challenge workshop"),
    "tandem": N_("Tandem"),
}
#: The steps that a city's people can be reminded of.
REMINDED = ("profile", "call", "assessment", "workshop")

DONE, PART, OPEN, LATER, UNKNOWN = "done", "part", "open", "later", "unknown"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a city is with a step.

    DONE, PART (begun), OPEN (missing), LATER (it can't be done yet) or UNKNOWN (nobody wrote it down);
    `done` of `of` where that is counted.
    """

    state: str
    done: int = 0
    of: int = 0

    @property
    def is_missing(self) -> bool:
        return self.state in (PART, OPEN)


def counted(done: int, of: int) -> Standing:
    """The standing of a step with so many parts."""
    if of == 0:
        return Standing(LATER)
    return Standing(DONE if done >= of else PART if done else OPEN, done, of)


def people_standing(here: int, invited: int) -> Standing:
    """Done as soon as somebody is there and nobody's invitation waits."""
    return Standing(OPEN if not here and not invited else PART if invited else DONE, here, here + invited)


def filled_sections(written: Iterable[str], *, offices: bool, practices: bool) -> set[str]:
    """The sections with something in them: a text, or facts that the programme has of the city already."""
    known = {"offices": offices, "practices": practices}
    return {key for key in written if key in SECTION} | {key for key, there in known.items() if there}
