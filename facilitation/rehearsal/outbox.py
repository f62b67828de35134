"""What a client has asked for and was not yet answered: kept, and sent again, until acknowledged."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, field
from typing import Any


class Refusal(Exception):
    """The server said no; asking the same again would not help."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__(answer.get("message", ""))
        self.code: str = answer.get("code", "")
        self.field: str | None = answer.get("field")


class Unreachable(Exception):
    """The server did not answer for longer than this client has patience."""


@dataclass(slots=True, eq=False)
class Operation:
    """One thing asked for. Its id stays the same however often it is sent."""

    name: str
    payload: dict[str, Any]
    done: asyncio.Future
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    sent_at: float | None = None
    sendings: int = 0
    undisturbed: bool = True
    """Whether the connection held from its asking to its answer."""

    def message(self) -> dict[str, Any]:
        return {"name": self.name, "operation_id": self.id, "payload": self.payload}


class Outbox:
    """The operations of one client that wait for an answer, oldest first."""

    def __init__(self) -> None:
        self._waiting: dict[str, Operation] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, name: str, payload: dict[str, Any], *, online: bool) -> Operation:
        operation = Operation(name, payload, asyncio.get_running_loop().create_future())
        # Whoever stopped waiting for it must not be told off for an answer that nobody read.
        operation.done.add_done_callback(lambda done: done.cancelled() or done.exception())
        operation.undisturbed = online
        self._waiting[operation.id] = operation
        return operation

    def waiting(self) -> list[Operation]:
        return list(self._waiting.values())

    def holds(self, operation: Operation) -> bool:
        return operation.id in self._waiting

    def disturb(self) -> None:
        """The connection is gone: what waits has to be sent again, and its time says nothing any more."""
        for operation in self._waiting.values():
            operation.undisturbed = False

    def settle(self, operation: Operation, result: Any) -> None:
        """Answer an operation, with its result or an exception, and forget it."""
        self._waiting.pop(operation.id, None)
        if operation.done.done():
            return
        if isinstance(result, Exception):
            operation.done.set_exception(result)
        else:
            operation.done.set_result(result)

    def give_up(self, reason: Exception) -> None:
        for operation in self.waiting():
            self.settle(operation, reason)
