"""The fields of carrying a practice elsewhere: what its city tells of it, and what each prerequisite is.

The fields follow the replication canvas; the order is that of a page, a canvas and a plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from facilitation.domain.errors import N_

REASONS, OBJECTIVES, BENEFICIARIES, ACTIVITIES = "reasons", "objectives", "beneficiaries", "activities"
RESULTS, TIMELINE, RESOURCES = "results", "timeline", "resources"
STAKEHOLDERS, DIFFICULTIES, FAILED = "stakeholders", "difficulties", "failed"
#: The texts that a sharing city writes about a practice, by their key.
FIELDS = {
    REASONS: N_("Reasons"),
    OBJECTIVES: N_("Objectives"),
    BENEFICIARIES: N_("Beneficiaries"),
    ACTIVITIES: N_("Key activities"),
    RESULTS: N_("Main results"),
    TIMELINE: N_("Phases"),
    RESOURCES: N_("People and money"),
    STAKEHOLDERS: N_("Stakeholders"),
    DIFFICULTIES: N_("Difficulties and alternatives"),
    FAILED: N_("What failed or had side effects"),
}

#: What each of these texts is asked for.
HINTS = {
    REASONS: N_("Why did the city begin? Which needs does it answer?"),
    OBJECTIVES: N_("What did you want to reach?"),
    BENEFICIARIES: N_("Whom does it serve, and how many?"),
    ACTIVITIES: N_("What do you do, step by step?"),
    RESULTS: N_("What came of it? Give figures with their dates in the list below."),
    TIMELINE: N_("How long did it take to design it, to try it, to run it?"),
    RESOURCES: N_("How many people work on it, what does it cost, and who pays?"),
    STAKEHOLDERS: N_("How did you win people over, within the administration and outside it?"),
    DIFFICULTIES: N_("What was hard, and what could others do instead?"),
    FAILED: N_("What would you not do again? What happened that nobody had intended?"),
}

#: What a prerequisite or success factor is; "" where nobody has said.
NOT_SAID, NON_NEGOTIABLE, TO_ADAPT = "", "non_negotiable", "to_adapt"
PREREQUISITE_KINDS = {
    NOT_SAID: N_("Not said"),
    NON_NEGOTIABLE: N_("Non-negotiable"),
    TO_ADAPT: N_("To adapt"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A text as it was written; `language` is its own."""

    text: str
    language: str
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class DatedFigure:
    """A result in a number, and when that was so ("" where nobody said); both as they were written."""

    id: int
    what: str
    value: str
    dated: str = ""
    language: str = ""
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Gain:
    """Who gains what from a practice."""

    id: int
    who: str
    what: str
    language: str = ""
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """What must be there for a practice to work, and of which of PREREQUISITE_KINDS it is."""

    id: int
    text: str
    kind: str = NOT_SAID
    language: str = ""
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Learning:
    """What was learned about carrying practices over: by a city (its code), or by all."""

    id: int
    text: str
    city: str | None
    source: str = ""
    language: str = ""
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class ReplicationFacts:
    """All that a city tells of a practice so that others can carry it over; what nobody said is left out.

    `texts` are by FIELDS. `source` says where facts come from that the city did not write here itself.
    """

    texts: Mapping[str, Told] = field(default_factory=dict)
    figures: tuple[DatedFigure, ...] = ()
    gains: tuple[Gain, ...] = ()
    prerequisites: tuple[Prerequisite, ...] = ()
    source: str = ""


def texts_stated(told: Mapping[str, Any]) -> dict[str, str]:
    """By field what a practice of demo/data/replication.json states; what is not stated there is left out.

    Its context, and the needs that it answers, are the reasons why its city began.
    """
    needs = "\n".join(["It answers:", *(f"– {need}" for need in told["answers"])])
    stated = {
        REASONS: f"{told['context']}\n\n{needs}",
        RESULTS: told["results"],
        TIMELINE: told["timeline"],
        RESOURCES: told["resources"],
        FAILED: told["failed_or_side_effects"],
    }
    return {field: text for field, text in stated.items() if text}
