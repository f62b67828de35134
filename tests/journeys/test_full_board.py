"""A board with 300 notes does what a small one does: dragging, swiping, arriving notes, another stage.

How long its tasks take is measured by `python -m benchmarks.board`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import full_board
from tests.journeys.rooms import Guest
from tests.servers import LiveServer, live_server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The demo; all the writers share one address, so its limits are lifted."""
    with live_server(tmp_path_factory.mktemp("full"), rate_limits="off") as running:
        yield running


@pytest.fixture(scope="module")
def writers(server: LiveServer) -> list[Guest]:
    return full_board.writers_of(server)


@pytest.fixture
def board(server: LiveServer, writers: list[Guest], person: Callable[..., Page]) -> Callable[..., Page]:
    """Somebody's browser with the board in it, drawn and at rest."""

    def arrive(**options: Any) -> Page:
        page = person(**options)
        full_board.arrive(page, server)
        return page

    return arrive


def test_the_mouse_drags_and_the_heat_map_beside_is_whole(board: Callable[..., Page]) -> None:
    page = board()
    heat = page.locator(".room-heat")
    expect(heat.locator("thead th")).to_have_count(8)
    wide = heat.evaluate(
        "one => [one.scrollWidth - one.clientWidth, one.getBoundingClientRect().right - innerWidth]"
    )
    assert wide[0] <= 0 and wide[1] <= 0
    full_board.drag(page)


def test_a_finger_holds_and_drags_or_swipes_and_scrolls(board: Callable[..., Page]) -> None:
    full_board.swipe_and_drag(board(**full_board.PHONE))


def test_notes_arrive_and_another_stage_is_drawn(
    server: LiveServer, writers: list[Guest], board: Callable[..., Page], person: Callable[..., Page]
) -> None:
    page, facilitator = board(), person()
    full_board.receive(page, writers)
    full_board.lead(facilitator, server)
    full_board.be_led_on(page, facilitator)
