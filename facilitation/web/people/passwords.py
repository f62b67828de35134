"""Hashing and checking passwords beside the event loop, and counting failed tries.

Argon2id with the least that OWASP's Password Storage Cheat Sheet asks for: 19 MiB, two passes, one lane. The
engine runs two hashes at once, whoever else signs in waits their turn, and `facilitation.memory` sees to it
that the memory is given back.
"""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from facilitation import engine
from facilitation.domain.errors import N_, Refused
from facilitation.domain.passwords import LONGEST
from facilitation.web import tries
from facilitation.web.identity import remote_address
from facilitation.web.site import site

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
#: Compared with where there is nothing to compare with, so that an unknown name takes as long as a known one.
NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$/RN2FZjO4Fxlzl2gLULtZA$iPTAlVzVZ4etQHVxgHbKLetB6WpYMlytolLGtQeMXD4"
_TOO_MANY = N_("Too many wrong tries. Wait ten minutes, or ask for a link by mail.")
#: As many are checked at once as the engine hashes at once.
_turns = threading.BoundedSemaphore(engine.HEAVY_THREADS)


def hashed(password: str) -> str:
    """What is kept of a password."""
    return engine.run_off_loop(HASHER.hash, password)


def matches(known: str | None, password: str) -> bool:
    """Whether this is the password behind a hash; takes as long where there is none."""
    right = engine.run_off_loop(verified, known or NOBODYS, password)
    return right and known is not None


def verified(known: str, password: str) -> bool:
    """Whether the hash is this password's. Computes only."""
    try:
        return HASHER.verify(known, password)
    except (VerificationError, InvalidHashError):
        return False


def require_match(known: str | None, password: str, account: str, wrong: Refused) -> None:
    """Refuse a password that is not the one behind a hash: as `wrong`, or as busy after too many of those.

    `account` is what failures count for beside the address: known or not, it is answered alike.
    """
    counts = (
        (tries.WRONG_PASSWORDS_PER_ADDRESS, remote_address()),
        (tries.WRONG_PASSWORDS_PER_ACCOUNT, account),
    )
    site().tries.require_left(_TOO_MANY, *counts)
    # Looked at again when it is their turn: otherwise twenty at once all passed before one had failed.
    with _turns:
        site().tries.require_left(_TOO_MANY, *counts)
        if matches(known, password[: LONGEST + 1]):
            return
        site().tries.count(*counts)
    raise wrong


def may_mail(account: str) -> bool:
    """Whether another link may be mailed for this account; counts it. Who asks is not told."""
    return site().tries.count((tries.MAILS_PER_ACCOUNT, account), (tries.MAILS_PER_ADDRESS, remote_address()))
