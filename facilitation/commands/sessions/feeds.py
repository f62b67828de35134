"""Handlers of calendar feeds: give a seat a new secret address, which ends the old one."""

import secrets
from typing import Any

import msgspec

from facilitation.commands.work import Work


class RenewFeed(msgspec.Struct):
    pass


def renew_feed(work: Work, target: None, payload: RenewFeed) -> dict[str, Any]:
    """Make the actor's own feed address anew."""
    seat = work.seat()
    work.change(seat, feed_nonce=secrets.token_hex(16))
    return {}
