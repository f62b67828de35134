"""What a command is: payload, handler, permission and the row it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from facilitation.commands.work import Work
from facilitation.domain.permissions import Permission

#: Takes the work at hand, the target's row (None without a target) and the payload; gives the result.
#: A row among the result's values stands for its id, which exists only after the flush.
Handler = Callable[[Work, Any, Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Target:
    """The row that a payload names by id, in `field`."""

    model: type
    field: str


@dataclass(frozen=True, slots=True)
class Command:
    """One entry of the catalogue.

    `words` is what the command is called where people read of it: on the page "who may do what" and in the
    audit log. `audited` commands leave a line in that log; contributions to boards don't, since the
    operation itself is kept. The answer of one that `signs_in` lets somebody in: it is not stored, so nobody
    gets it by sending the same operation id again. When the session that a command's target belongs to has
    ended, it is refused as closed, except one that may come `after_the_end`. In an archived programme all are
    refused, except those that stand open `in_archive`.
    """

    words: str
    payload: type[msgspec.Struct]
    handler: Handler
    permission: Permission
    target: Target | None = None
    audited: bool = False
    signs_in: bool = False
    after_the_end: bool = False
    in_archive: bool = False
