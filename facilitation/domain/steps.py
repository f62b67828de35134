"""The rules of steps: what a board goes through within its block, and where among them a session is.

A step is {"stage", "minutes"}: the stage of the board, and how long it is meant to take (None: open).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from facilitation.domain.boards import (
    CLOSED,
    CLUSTER,
    DISCUSS,
    REVEALED,
    STAGES,
    VOTE,
    WRITE,
    WRITE_OPENLY,
)
from facilitation.domain.errors import N_, Refused

Step = dict[str, Any]

#: The stages that a step may be about: a board is closed by the end of its session, or by hand.
STEP_STAGES = tuple(stage for stage in STAGES if stage != CLOSED)
FIRST_STAGES = (WRITE, WRITE_OPENLY)
STEPS_MOST = 12
STEP_LONGEST = 240


def step(stage: str, minutes: int | None = None) -> Step:
    return {"stage": stage, "minutes": minutes}


def usual_steps(first: str) -> list[Step]:
    """The steps of a board for which nobody has set any: from writing over sorting and voting to talking."""
    opening = (WRITE_OPENLY,) if first == WRITE_OPENLY else (WRITE, REVEALED)
    return [step(stage) for stage in (*opening, CLUSTER, VOTE, DISCUSS)]


def steps_in(kept: Sequence[Step], stage: str) -> list[Step]:
    """The steps of a board that is at `stage`: those that are `kept`, or the usual ones."""
    return list(kept) or usual_steps(stage)


def clean_steps(steps: Sequence[Step]) -> list[Step]:
    """Steps as they are kept; `Refused` names the field "steps"."""
    if not 1 <= len(steps) <= STEPS_MOST:
        raise Refused(
            "invalid", N_("A board has between 1 and %(most)s steps."), field="steps", most=STEPS_MOST
        )
    for one in steps:
        if one["stage"] not in STEP_STAGES:
            raise Refused("invalid", N_("Choose one of the stages for each step."), field="steps")
        if one["minutes"] is not None and not 0 <= one["minutes"] <= STEP_LONGEST:
            raise Refused(
                "invalid",
                N_("A step takes at most %(most)s minutes."),
                field="steps",
                most=STEP_LONGEST,
            )
    if steps[0]["stage"] not in FIRST_STAGES:
        raise Refused("invalid", N_("A board begins with writing, privately or openly."), field="steps")
    return [step(one["stage"], one["minutes"]) for one in steps]


def place_of(stage: str, steps: Sequence[Step], near: int) -> int | None:
    """Where among the steps a board at `stage` is; of several the one that comes next from `near` on.

    None where no step is about that stage.
    """
    places = [place for place, one in enumerate(steps) if one["stage"] == stage]
    later = [place for place in places if place >= near]
    return later[0] if later else places[-1] if places else None


def with_writing(steps: Sequence[Step], near: int, stage: str) -> list[Step]:
    """The steps of a board on which people write otherwise than was planned, from place `near` on.

    Private writing is followed by its reveal; writing openly needs none. `stage` is one of FIRST_STAGES, and
    no step is about it yet. Unchanged where there is no room for more.
    """
    before, now, later = list(steps[:near]), steps[near : near + 1], list(steps[near + 1 :])
    planned = now[0] if now else None
    if stage == WRITE_OPENLY and planned is not None and planned["stage"] == WRITE:
        later = later[1:] if later and later[0]["stage"] == REVEALED else later
        return [*before, step(WRITE_OPENLY, planned["minutes"]), *later]
    if stage == WRITE and planned is not None and planned["stage"] == WRITE_OPENLY:
        changed = [*before, step(WRITE, planned["minutes"]), step(REVEALED), *later]
    elif stage == WRITE:
        reveal = [] if planned is not None and planned["stage"] == REVEALED else [step(REVEALED)]
        changed = [*before, step(WRITE), *reveal, *now, *later]
    else:
        return list(steps)
    return changed if len(changed) <= STEPS_MOST else list(steps)


def minutes_of(steps: Sequence[Step]) -> int:
    """How long the steps take together, those left open not counted."""
    return sum(one["minutes"] or 0 for one in steps)
