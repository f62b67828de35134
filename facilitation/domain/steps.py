"""The rules of steps: what a part of a session goes through, and where among its steps a session is.

A step is {"stage", "minutes"}: what happens in it, and how long it is meant to take (None: open). Most
stages are those of a board. Small groups and questions have stages of their own, with a board or without.
One about small groups may say how these are formed: "grouping" (domain/breakouts.clean_grouping).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from facilitation.domain.boards import (
    CLOSED,
    CLUSTER,
    DISCUSS,
    REVEALED,
    STAGE_NAMES,
    STAGES,
    VOTE,
    WRITE,
    WRITE_OPENLY,
)
from facilitation.domain.breakouts import clean_grouping
from facilitation.domain.errors import N_, Refused

Step = dict[str, Any]

#: The stages of a board that a step may be about: it is closed by the end of its session, or by hand.
BOARD_STAGES = tuple(stage for stage in STAGES if stage != CLOSED)
#: People are in small groups; their rapporteurs bring back what came of it.
BREAKOUTS, REPORT_BACK = "breakouts", "report_back"
#: Questions are open for answers; the answers are shown.
ASK, RESULTS = "ask", "results"
GROUP_STAGES = (BREAKOUTS, REPORT_BACK)
QUESTION_STAGES = (ASK, RESULTS)
#: What a part without a board can go through.
OTHER_STAGES = (*GROUP_STAGES, *QUESTION_STAGES)
STEP_STAGES = (*BOARD_STAGES, *OTHER_STAGES)
STEP_NAMES = {stage: STAGE_NAMES[stage] for stage in BOARD_STAGES} | {
    BREAKOUTS: N_("Small groups"),
    REPORT_BACK: N_("Report back"),
    ASK: N_("Ask"),
    RESULTS: N_("Show the answers"),
}
FIRST_STAGES = (WRITE, WRITE_OPENLY)
STEPS_MOST = 12
STEP_LONGEST = 240


def step(stage: str, minutes: int | None = None, grouping: dict[str, Any] | None = None) -> Step:
    made: Step = {"stage": stage, "minutes": minutes}
    return made | {"grouping": grouping} if grouping else made


def parts_of(one: Step) -> tuple[Any, ...]:
    """What `step` makes this step of again."""
    return (one["stage"], one["minutes"], *([one["grouping"]] if one.get("grouping") else []))


def usual_steps(first: str) -> list[Step]:
    """The steps of a board for which nobody has set any: from writing over sorting and voting to talking."""
    opening = (WRITE_OPENLY,) if first == WRITE_OPENLY else (WRITE, REVEALED)
    return [step(stage) for stage in (*opening, CLUSTER, VOTE, DISCUSS)]


def steps_in(kept: Sequence[Step], stage: str) -> list[Step]:
    """The steps of a board that is at `stage`: those that are `kept`, or the usual ones."""
    return list(kept) or usual_steps(stage)


def clean_steps(steps: Sequence[Step], *, with_board: bool = True) -> list[Step]:
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
    on_board = [one["stage"] for one in steps if one["stage"] in BOARD_STAGES]
    if not with_board and on_board:
        raise Refused("invalid", N_("A part without a board can't have steps of one."), field="steps")
    if with_board and on_board[:1] not in ([stage] for stage in FIRST_STAGES):
        raise Refused("invalid", N_("A board begins with writing, privately or openly."), field="steps")
    return [step(one["stage"], one["minutes"], _grouping(one)) for one in steps]


def _grouping(one: Step) -> dict[str, Any] | None:
    """How a step's small groups are formed, where it has any and says so."""
    given = one.get("grouping")
    return clean_grouping(given) if given and one["stage"] == BREAKOUTS else None


def first_board_stage(steps: Sequence[Step]) -> str:
    """The stage at which the board of a part with these steps begins; `WRITE` where none is about it."""
    return next((one["stage"] for one in steps if one["stage"] in BOARD_STAGES), WRITE)


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
