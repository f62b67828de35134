"""Two processes in which cities press for the same thing at once: one of them gets it."""

from __future__ import annotations

import pytest

from facilitation.commands.door import DirectDoor
from facilitation.commands.house import House
from facilitation.store.database import Database
from facilitation.translations import say
from tests.commands.onboarding.test_call_slots import TIMES, offer, press_at_once
from tests.world import World

pytestmark = pytest.mark.postgresql


def test_a_time_for_a_call(on_postgresql: World) -> None:
    world = on_postgresql
    [slot] = offer(world, TIMES[:1])
    url = world.database.url.render_as_string(hide_password=False)
    databases = [Database(url, "normal") for _ in range(2)]
    try:
        press_at_once(world, [DirectDoor(House(one, world.clock, say)) for one in databases], slot)
    finally:
        for one in databases:
            one.dispose()
