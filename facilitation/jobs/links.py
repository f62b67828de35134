"""`python3 run.py link ADDRESS`: a sign-in link for somebody who can't get in any more.

Whoever can run this on the machine can read the database as well, so it asks for no password.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import uuid
from collections.abc import Sequence

from facilitation.command_line import (
    NOBODY,
    Ended,
    add_options,
    add_port,
    config_of,
    require_database,
    settled,
)
from facilitation.commands.door import DirectDoor
from facilitation.commands.execute import Call
from facilitation.commands.house import House, house_of
from facilitation.queries.people.accounts import seat_to_link
from facilitation.store.viewers import token_hash


def main(argv: Sequence[str]) -> int:
    """0 with the link on stdout, 1 when nobody is meant, 2 for a wrong setting, 4 without a database."""
    options = _parser().parse_args(argv)
    return settled(lambda: _link(options))


def _link(options: argparse.Namespace) -> int:
    config = config_of(options)
    require_database(config)
    house = house_of(config)
    try:
        link = make_link(house, options.address)
    finally:
        house.database.dispose()
    if link is None:
        nobody = f"Nobody with the address {options.address} has a seat here."
        raise Ended(nobody if options.address else "Say whose: python3 run.py link ADDRESS", NOBODY)
    print(config.url + link)
    print("It signs in once, and within an hour.", file=sys.stderr)
    return 0


def make_link(house: House, email: str | None) -> str | None:
    """The path of a new link for whoever has this address (None: an organiser without one), or None."""
    with house.database.reading() as orm:
        seat = seat_to_link(orm, email)
    if seat is None:
        return None
    token = secrets.token_urlsafe(32)
    payload = {"seat": seat.id, "token_hash": token_hash(token)}
    DirectDoor(house).execute(Call("link.give", uuid.uuid4().hex, payload, programme=seat.programme_id))
    return f"/sign-in/{token}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run.py link", description=__doc__.splitlines()[0])
    parser.add_argument("address", nargs="?", help="whose; without it, an organiser who has no address yet")
    add_options(parser)
    add_port(parser)
    return parser
