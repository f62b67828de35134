"""What a job is handed, and how it stores what came out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from facilitation.commands.door import Door
from facilitation.commands.execute import Call, Done
from facilitation.config import Config
from facilitation.store.database import Database


class GivenUp(Exception):
    """A job has failed for good: to try it again would help nobody."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a job is handed."""

    config: Config
    database: Database
    door: Door
    clock: Callable[[], dt.datetime]
    programme: int

    def store(self, name: str, job_id: int, payload: dict[str, Any]) -> Done:
        """Store a result through a command; a job done again does not store it twice."""
        return self.door.execute(Call(name, f"job:{job_id}:{name}", payload, programme=self.programme))
