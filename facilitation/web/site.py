"""What every page is handed: the open database, the door, the settings; and the present viewer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, g, request
from sqlalchemy.orm import Session as OrmSession

from facilitation.commands.door import Door
from facilitation.commands.execute import Call, Done
from facilitation.commands.rates import SeatRates
from facilitation.config import Config
from facilitation.domain.errors import N_, Refused
from facilitation.domain.permissions import Permission, Viewer
from facilitation.store.database import Database
from facilitation.store.programmes import Programme
from facilitation.web.tries import Tries


@dataclass(frozen=True, slots=True)
class Site:
    """The parts that create_app wired."""

    config: Config
    database: Database
    door: Door
    clock: Callable[[], dt.datetime]
    rates: SeatRates
    tries: Tries

    @property
    def today(self) -> dt.date:
        return self.clock().date()


def site() -> Site:
    """The present application's parts."""
    return current_app.extensions["site"]


def orm() -> OrmSession:
    """One reading session for the whole request, closed when it ends."""
    if "orm" not in g:
        g.orm_context = site().database.reading()
        g.orm = g.orm_context.__enter__()
    return g.orm


def close_orm(error: BaseException | None = None) -> None:
    """Hand the request's connection back."""
    context = g.pop("orm_context", None)
    g.pop("orm", None)
    if context is not None:
        context.__exit__(None, None, None)


def execute(call: Call) -> Done:
    """Carry out a call through the door, holding no connection while waiting for its tick.

    Enough requests that each kept one while they wait for the commit would leave none to commit with.
    `Refused` busy for a seat that is too fast.
    """
    wait = site().rates.spend(call.seat) if call.seat is not None else 0.0
    if wait:
        raise Refused("busy", N_("That was very fast. Wait a moment and try again."), retry_after=wait)
    if "orm" in g:
        g.orm.commit()  # ends the read; what was loaded stays readable
    return site().door.execute(call)


def viewer() -> Viewer:
    """Who asks, in the programme of this address; `Refused` when there is nobody."""
    if g.get("viewer") is None:
        raise Refused("not_allowed", N_("Please sign in first."))
    return g.viewer


def may(permission: Permission, target: object = None) -> bool:
    """Whether the viewer may do something here now: nobody may change anything in an archived programme."""
    return permission(viewer(), target) and not viewer().archived


def programme() -> Programme:
    """The programme of this address."""
    return g.programme


def perform(name: str, payload: dict[str, Any]) -> Done:
    """Carry out a command for the viewer, known by the form's hidden operation id."""
    operation_id = request.form.get("operation_id", "")
    return execute(Call(name, operation_id, payload, viewer().seat))


def perform_for_program(name: str, payload: dict[str, Any], programme_id: int | None = None) -> Done:
    """Carry out a command of the program itself: seating a guest, spending a sign-in link."""
    operation_id = request.form.get("operation_id") or g.operation_id
    return execute(Call(name, operation_id, payload, programme=programme_id))
