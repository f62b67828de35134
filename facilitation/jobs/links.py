"""`python3 run.py link ADDRESS`: a sign-in link for somebody who can't get in any more.

Whoever can run this on the machine can read the database as well, so it asks for no password.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import uuid
from collections.abc import Sequence

from sqlalchemy.exc import DBAPIError

from facilitation.commands.door import DirectDoor
from facilitation.commands.execute import Call
from facilitation.commands.house import House, house_of
from facilitation.config import Config, ConfigError
from facilitation.domain.errors import Refused
from facilitation.queries.people.accounts import seat_to_link
from facilitation.store.viewers import token_hash

NOBODY, WRONG_SETTING, UNUSABLE = 1, 2, 4


def main(argv: Sequence[str]) -> int:
    """0 with the link on stdout, 1 when nobody is meant, 2 for a wrong setting, 4 without a database."""
    options = _parser().parse_args(argv)
    try:
        config = Config.from_environment(
            os.environ, instance=options.instance, database_url=options.database, port=options.port
        )
    except ConfigError as error:
        print(error, file=sys.stderr)
        return WRONG_SETTING
    path = config.database_path
    if path is not None and not path.exists():
        print(f"There is no database at {path}.", file=sys.stderr)
        return UNUSABLE
    house = house_of(config)
    try:
        link = make_link(house, options.address)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return UNUSABLE
    except DBAPIError as error:
        print(f"The database cannot be used: {str(error.orig).strip().splitlines()[0]}.", file=sys.stderr)
        return UNUSABLE
    finally:
        house.database.dispose()
    if link is None:
        nobody = f"Nobody with the address {options.address} has a seat here."
        print(nobody if options.address else "Say whose: python3 run.py link ADDRESS", file=sys.stderr)
        return NOBODY
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
    parser.add_argument("--database", metavar="DB", help="a file, sqlite:///PATH or postgresql://...")
    parser.add_argument("--instance", default="instance", help="the folder with the program's data")
    parser.add_argument("--port", type=int, default=8000, help="of the program, where it has no EXTERNAL_URL")
    return parser
