"""Taking a guest's seat by code, for the form and for the JSON call alike; failed tries are counted."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

from facilitation.commands.execute import Call, Done
from facilitation.domain.errors import N_, Refused
from facilitation.domain.join_codes import normalised
from facilitation.domain.sessions import DEVICE
from facilitation.queries.breakouts.breakouts import group_by_code
from facilitation.queries.sessions.sessions import session_by_code
from facilitation.store.sessions import Session
from facilitation.store.viewers import token_hash
from facilitation.web import tries
from facilitation.web.identity import remote_address
from facilitation.web.site import execute, orm, site

#: How often a join is tried again while the same one is just being saved.
TRIES = 2


@dataclass(frozen=True, slots=True)
class GuestSeat:
    """A seat just taken; `token` is known to nobody else from now on."""

    token: str
    seat: int
    session: Session
    board: int | None


def session_of_code(typed: str) -> Session:
    """The session that a typed code opens, its own or that of one of its small groups.

    `Refused` for an unknown one, and after many of those.

    A right code opens it also then: others behind the same address must not be kept out.
    """
    code = normalised(typed)
    found = session_by_code(orm(), code, site().clock())
    if found is not None:
        return found
    group = group_by_code(orm(), code)
    if group is not None:
        return orm().get_one(Session, group.session_id)
    counts = (
        (tries.WRONG_CODES_PER_ADDRESS, remote_address()),
        (tries.WRONG_CODES_PER_CODE, code[:20]),
    )
    site().tries.require_left(N_("Too many wrong codes. Wait a minute and try again."), *counts)
    site().tries.count(*counts)
    raise Refused("not_found", N_("No session has this code. Look at the screen again."), field="code")


def group_of_code(typed: str) -> int | None:
    """The small group whose code this is: by it people from outside come into that group alone."""
    group = group_by_code(orm(), normalised(typed))
    return group.id if group is not None else None


def take_seat(
    session: Session,
    name: str,
    city: str | None,
    organisation: str | None,
    operation_id: str,
    *,
    token: str | None = None,
    simulated: bool = False,
    through: str = DEVICE,
    beside: int | None = None,
    breakout: int | None = None,
) -> GuestSeat:
    """Seat a guest in a session; what a `simulated` one does is marked so, and so is `through` whose device
    they take part, if it is not their own, and `beside` whom they sit there. `breakout` is the small group
    whose code they came with.

    `token` will open the seat; without one it is a random one. Under the same operation id and token the same
    guest gets the same seat. `Refused` busy for an address from which more people have joined than any town
    hall holds.
    """
    site().tries.spend(
        N_("Very many people have joined from your network just now. Wait ten minutes and try again."),
        (tries.JOINS_PER_ADDRESS, remote_address()),
    )
    token = token or secrets.token_urlsafe(24)
    payload = {
        "session": session.id,
        "name": name,
        "city": city or None,
        "organisation": organisation or None,
        "token_hash": token_hash(token),
        "simulated": simulated,
        "through": through,
        "beside": beside,
        "breakout": breakout,
    }
    done = _once_saved(Call("seat.take", operation_id, payload, programme=session.programme_id))
    return GuestSeat(token, done.result["seat"], session, done.result["board"])


def _once_saved(call: Call) -> Done:
    """Carry out a call; a double click waits for the first one's answer, since nobody reads that."""
    for _ in range(TRIES):
        try:
            return execute(call)
        except Refused as refused:
            soon = refused.retry_after is not None and refused.retry_after < 1
            if refused.code != "busy" or not soon:
                raise
            time.sleep(refused.retry_after or 0)
    return execute(call)
