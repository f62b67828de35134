"""What the door needs of the world: database, clock and words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from facilitation.commands.work import Translate
from facilitation.config import Config
from facilitation.domain.boards import NOTES_PER_BOARD
from facilitation.store.database import Database
from facilitation.translations import say

#: The cap on notes while limits are off for a load run.
LIFTED = 1_000_000_000


@dataclass(frozen=True, slots=True)
class House:
    """Handed in by whoever starts a process, and by tests with another clock."""

    database: Database
    clock: Callable[[], dt.datetime]
    translate: Translate
    notes_per_board: int = NOTES_PER_BOARD


def house_of(config: Config) -> House:
    """The house of a configuration, at the present time."""
    notes = NOTES_PER_BOARD if config.rate_limits else LIFTED
    return House(Database(config.database_url, config.durability), now, say, notes)


def now() -> dt.datetime:
    """The time, in UTC."""
    return dt.datetime.now(dt.UTC)
