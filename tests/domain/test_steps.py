"""Steps of a board: they begin with writing, and a stage belongs to the nearest step that is about it."""

from __future__ import annotations

import pytest

from facilitation.domain.errors import Refused
from facilitation.domain.session_templates import SHIPPED
from facilitation.domain.sessions import TYPES
from facilitation.domain.steps import clean_steps, minutes_of, place_of, step, usual_steps, with_writing


def _stages(*stages: str) -> list:
    return [step(stage) for stage in stages]


def test_the_usual_steps_go_from_writing_to_talking() -> None:
    assert [one["stage"] for one in usual_steps("write")] == [
        "write",
        "revealed",
        "cluster",
        "vote",
        "discuss",
    ]
    assert [one["stage"] for one in usual_steps("write_openly")] == [
        "write_openly",
        "cluster",
        "vote",
        "discuss",
    ]
    assert usual_steps("vote") == usual_steps("write")


@pytest.mark.parametrize(
    ("stage", "near", "place"),
    [("discuss", 0, 1), ("discuss", 2, 3), ("write", 3, 2), ("vote", 0, None), ("discuss", 1, 1)],
)
def test_of_two_steps_of_a_stage_the_one_ahead_is_meant(stage: str, near: int, place: int | None) -> None:
    assert place_of(stage, _stages("write", "discuss", "write", "discuss"), near) == place


@pytest.mark.parametrize(
    ("planned", "near", "stage", "led"),
    [
        (("write_openly", "vote"), 0, "write", ("write", "revealed", "vote")),
        (("write_openly", "cluster"), 1, "write", ("write_openly", "write", "revealed", "cluster")),
        (("write", "revealed", "vote"), 0, "write_openly", ("write_openly", "vote")),
        (("write", "revealed", "vote"), 2, "write_openly", ("write", "revealed", "vote")),
        (("write_openly",) * 12, 3, "write", ("write_openly",) * 12),
    ],
)
def test_steps_follow_those_who_write_otherwise_than_planned(
    planned: tuple, near: int, stage: str, led: tuple
) -> None:
    assert tuple(one["stage"] for one in with_writing(_stages(*planned), near, stage)) == led


@pytest.mark.parametrize(
    "steps",
    [[], _stages("discuss"), _stages("write", "closed"), [step("write", -1)], _stages(*["write"] * 13)],
    ids=["none", "no writing first", "closed", "less than nothing", "too many"],
)
def test_what_cannot_be_led_is_refused(steps: list) -> None:
    with pytest.raises(Refused) as refused:
        clean_steps(steps)
    assert (refused.value.code, refused.value.field) == ("invalid", "steps")


def test_there_is_a_template_for_every_type_whose_steps_fit_into_their_minutes() -> None:
    whole = [template for template in SHIPPED.values() if template.type]
    assert {template.type for template in whole} == set(TYPES)
    assert "co_creation" in SHIPPED
    for key, template in SHIPPED.items():
        assert all(block.instruction for block in template.blocks[1:]) or not template.type, key
        for block in template.blocks:
            if block.areas:
                assert clean_steps(block.kept_steps) == block.kept_steps
                assert minutes_of(block.kept_steps) <= block.minutes, (key, block.title)
