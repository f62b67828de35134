"""The rules of canvases: their fields, the answers to prerequisites, and when a plan is still a draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from facilitation.domain.dates import require_day
from facilitation.domain.errors import N_, Refused
from facilitation.domain.names import clean_name_or_none
from facilitation.domain.replication import (
    ACTIVITIES,
    BENEFICIARIES,
    DIFFICULTIES,
    FAILED,
    NON_NEGOTIABLE,
    OBJECTIVES,
    PREREQUISITE_KINDS,
    REASONS,
    RESOURCES,
    RESULTS,
    STAKEHOLDERS,
    TIMELINE,
    ReplicationFacts,
)
from facilitation.domain.replication import FIELDS as TOLD
from facilitation.domain.texts import clean_optional, clean_text
from facilitation.domain.wire import CanvasRow, PrerequisiteRow
from facilitation.domain.word_merging import changed_meanwhile, together

STEPS, OPEN_ISSUES, FEEDBACK = "steps", "open_issues", "feedback"


@dataclass(frozen=True, slots=True)
class CanvasField:
    """A field of a canvas, where the receivers write; `tells` are the sharer's texts that stand in it."""

    title: str
    hint: str
    place: tuple[int, int, int, int]
    tells: tuple[str, ...] = ()


#: The fields by their key, in the order of page, list and plan.
FIELDS: dict[str, CanvasField] = {
    REASONS: CanvasField(
        N_("Reasons"), N_("Why does this practice matter for your city?"), (1, 1, 1, 1), (REASONS,)
    ),
    OBJECTIVES: CanvasField(
        N_("Objectives"), N_("What shall be different in two years?"), (2, 1, 1, 1), (OBJECTIVES,)
    ),
    BENEFICIARIES: CanvasField(
        N_("Beneficiaries"), N_("Who gains, and who decides?"), (1, 2, 1, 1), (BENEFICIARIES,)
    ),
    ACTIVITIES: CanvasField(
        N_("Activities and results"),
        N_("What would you do, and what should come of it?"),
        (2, 2, 1, 1),
        (ACTIVITIES, RESULTS),
    ),
    STAKEHOLDERS: CanvasField(
        N_("Stakeholders"), N_("Who has to be on board?"), (1, 3, 1, 1), (STAKEHOLDERS,)
    ),
    TIMELINE: CanvasField(
        N_("Timeline and resources"), N_("When, with what means?"), (2, 3, 1, 1), (TIMELINE, RESOURCES)
    ),
    DIFFICULTIES: CanvasField(
        N_("Obstacles and alternatives"),
        N_("What could stop it, and what then?"),
        (1, 4, 2, 1),
        (DIFFICULTIES, FAILED),
    ),
    STEPS: CanvasField(N_("Next steps"), N_("What, who, by when"), (1, 5, 1, 1)),
    OPEN_ISSUES: CanvasField(N_("Open issues"), N_("What nobody here could answer"), (2, 5, 1, 1)),
    FEEDBACK: CanvasField(
        N_("Feedback to the sharing city"), N_("What it may learn from this conversation"), (1, 6, 2, 1)
    ),
}

NOT_ANSWERED, HAVE, CAN_GET, MISSING = "", "have", "can_get", "missing"
#: What the receiving city answers to a prerequisite.
ANSWERS = {
    NOT_ANSWERED: N_("No answer yet"),
    HAVE: N_("Have"),
    CAN_GET: N_("Can get"),
    MISSING: N_("Missing"),
}

NOT_CHOSEN, WHOLE, PART, APPROACH = "", "whole", "part", "approach"
#: How much of a practice is to be carried over.
SCOPES = {
    NOT_CHOSEN: N_("Not said yet"),
    WHOLE: N_("The whole"),
    PART: N_("A part"),
    APPROACH: N_("Only the approach"),
}

#: The kind of document that a transfer plan is, and how far it is.
PLAN_KIND = "transfer_plan"
DRAFT, IN_REVIEW = "draft", "in_review"

#: So many canvases lie side by side in one session, and so many prerequisites on one of them.
CANVASES_MOST = 12
PREREQUISITES_MOST = 60
TEXT_LENGTH = 1_000
SCOPE_LENGTH = 500
OWNER_LENGTH = 80


class Answered(Protocol):
    """A prerequisite with what was answered to it."""

    @property
    def kind(self) -> str: ...
    @property
    def answer(self) -> str: ...
    @property
    def owner(self) -> str: ...


def holds_up(one: Answered) -> bool:
    """Whether this keeps the plan a draft: it can't be done without, is missing, and nobody sees to it."""
    return one.kind == NON_NEGOTIABLE and one.answer == MISSING and not one.owner


def plan_status(scope: str, prerequisites: Iterable[Answered]) -> str:
    """DRAFT, or IN_REVIEW once the scope is said, everything is answered and nothing holds the plan up."""
    answered = all(one.answer and not holds_up(one) for one in prerequisites)
    return IN_REVIEW if scope and answered else DRAFT


def require_scope(scope: str) -> str:
    if scope not in SCOPES:
        raise Refused("invalid", N_("Choose the whole, a part, or only the approach."), field="scope")
    return scope


def require_answer(answer: str) -> str:
    if answer not in ANSWERS:
        raise Refused("invalid", N_("Answer have, can get or missing."), field="answer")
    return answer


def require_kind(kind: str) -> str:
    if kind not in PREREQUISITE_KINDS:
        raise Refused("invalid", N_("Choose a kind from the list."), field="kind")
    return kind


def clean_prerequisite(text: str) -> str:
    return clean_text(text, field="text", limit=TEXT_LENGTH)


def clean_scope_text(text: str) -> str:
    return clean_optional(text, field="text", limit=SCOPE_LENGTH)


def scope_text_after(was: str, stored: str, text: str) -> str:
    """What is written and what somebody else wrote there meanwhile; both began from `was`."""
    return clean_scope_text(together(clean_scope_text(was), stored, clean_scope_text(text)))


def prerequisite_after(was: str, stored: str, text: str) -> str:
    """The same of a prerequisite's text."""
    return clean_prerequisite(together(clean_prerequisite(was), stored, clean_prerequisite(text)))


def owner_after(was: str, stored: str, owner: str) -> str:
    """The owner as written; a conflict where somebody else named one meanwhile: two owners make no third."""
    owner = clean_owner(owner)
    if stored not in (clean_owner(was), owner):
        raise changed_meanwhile("owner")
    return owner


def clean_owner(owner: str) -> str:
    """Who sees to it: an office, a role, or somebody's name; "" for nobody."""
    said = clean_name_or_none(owner, "owner", OWNER_LENGTH) or ""
    if said and not any(sign.isalnum() for sign in said):
        raise Refused("invalid", N_("Say who it is: an office, a role or a name."), field="owner")
    return said


def kept_day(due: dt.date | None) -> str:
    """A day as rows keep it, "2027-03-31"; "" for none. `Refused` for one that can't be meant."""
    day = require_day(due, "due")
    return day.isoformat() if day is not None else ""


# -- what the practice told --------------------------------------------------------------------------------


def kept_facts(practice: Any, told: ReplicationFacts) -> dict[str, Any]:
    """What a practice tells, as a canvas keeps it: plain data, of which pages, plans and minutes are made.

    `texts` by field {"text", "language", "simulated"}, `figures`, `gains` and `prerequisites` as lists of
    what domain/replication names; what nobody said is not there.
    """
    return {
        "title": practice.title,
        "language": practice.language,
        "description": practice.description,
        "source": practice.source,
        "simulated": practice.simulated,
        "texts": {key: asdict(told.texts[key]) for key in TOLD if key in told.texts},
        "figures": [asdict(one) for one in told.figures],
        "gains": [asdict(one) for one in told.gains],
        "prerequisites": [asdict(one) for one in told.prerequisites],
        "told_source": told.source,
    }


# -- on the wire -------------------------------------------------------------------------------------------


def render_canvas(canvas: Any) -> CanvasRow:
    """The canvas as everybody in the room sees it."""
    return {
        "id": canvas.id,
        "practice": canvas.practice_id,
        "city": canvas.receiver,
        "sharer": canvas.sharer,
        "scope": canvas.scope,
        "scope_text": canvas.scope_text,
        "language": canvas.language,
        "facts": canvas.facts,
        "fields": canvas.fields,
        "simulated": canvas.simulated,
    }


def render_prerequisite(one: Any) -> PrerequisiteRow | None:
    """A prerequisite as everybody in the room sees it; None when it is gone."""
    if one.removed:
        return None
    return {
        "id": one.id,
        "position": one.position,
        "text": one.text,
        "language": one.language,
        "kind": one.kind,
        "added": one.origin_id is None,
        "answer": one.answer,
        "owner": one.owner,
        "due": one.due,
        "simulated": one.simulated,
        "answer_simulated": one.answer_simulated,
    }
