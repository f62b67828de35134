"""Shipped templates: their canvases fit, and one that does not is refused when it is written down."""

import pytest

from facilitation.domain.board_templates import AreaTemplate, BlockTemplate
from facilitation.domain.boards import CANVAS, WRITE, WRITE_OPENLY
from facilitation.domain.methods import CANVASES, COMMITMENTS
from facilitation.domain.session_templates import SHIPPED as TEMPLATES


def test_every_template_can_be_chosen_knowingly() -> None:
    for key, template in TEMPLATES.items():
        assert template.title and template.description and template.blocks, key
        assert template.minutes == sum(block.minutes for block in template.blocks) > 0
        assert all(block.question for block in template.blocks), key


@pytest.mark.parametrize("key", ["solution", "solution_workshop"])
def test_a_solution_workshop_works_on_its_own_canvases_and_commitments(key: str) -> None:
    blocks = TEMPLATES[key].blocks
    assert [block.method for block in blocks].count(CANVASES) == 1
    assert [block.method for block in blocks].count(COMMITMENTS) == 1
    assert not any(block.areas for block in blocks if block.method in (CANVASES, COMMITMENTS))
    assert not any(block.layout == CANVAS for block in blocks), "a second canvas that no plan is made of"


def test_one_two_four_all_grows_from_one_to_all() -> None:
    assert [block.minutes for block in TEMPLATES["one_two_four_all"].blocks] == [1, 2, 4, 5]


@pytest.mark.parametrize(
    "places",
    [
        [None],
        [(0, 1, 1, 1)],
        [(6, 1, 2, 1)],
        [(1, 1, 2, 2), (2, 2, 1, 1)],
    ],
    ids=["no place", "before the first column", "beyond the last", "on one another"],
)
def test_a_canvas_that_does_not_fit_is_refused(places: list) -> None:
    areas = tuple(AreaTemplate(f"Field {n}", place=place) for n, place in enumerate(places))
    with pytest.raises(ValueError, match="Field"):
        BlockTemplate("Canvas", "What?", 5, areas=areas, layout=CANVAS)


def test_every_board_begins_with_writing_and_hides_its_votes() -> None:
    boards = [block for template in TEMPLATES.values() for block in template.blocks if block.areas]
    assert len(boards) >= 8
    assert {block.stage for block in boards} <= {WRITE, WRITE_OPENLY}
    assert all(block.settings.votes_hidden for block in boards)
