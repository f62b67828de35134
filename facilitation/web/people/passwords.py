"""Hashing and checking passwords beside the event loop, and counting failed tries.

Argon2id with the least that OWASP's Password Storage Cheat Sheet asks for: 19 MiB, two passes, one lane. The
engine runs two hashes at once, whoever else signs in waits their turn, and `facilitation.memory` sees to it
that the memory is given back.
"""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from limits import RateLimitItemPerMinute, storage, strategies

from facilitation import engine
from facilitation.domain.errors import N_, Refused
from facilitation.web.identity import remote_address
from facilitation.web.site import site

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
#: Compared with where there is nothing to compare with, so that an unknown name takes as long as a known one.
NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$/RN2FZjO4Fxlzl2gLULtZA$iPTAlVzVZ4etQHVxgHbKLetB6WpYMlytolLGtQeMXD4"

#: Failures only. An account stays open by link while its password is not asked for.
_FAILURES_PER_ADDRESS = RateLimitItemPerMinute(60, 10)
_FAILURES_PER_ACCOUNT = RateLimitItemPerMinute(10, 10)
#: Mails with links that anybody may ask for.
_MAILS_PER_ADDRESS = RateLimitItemPerMinute(30, 10)
_MAILS_PER_ACCOUNT = RateLimitItemPerMinute(3, 10)
_window = strategies.FixedWindowRateLimiter(storage.MemoryStorage())


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


def require_tries_left(email: str) -> None:
    """Refuse more tries for an account, known or not, or from an address that has failed too often."""
    buckets = _buckets(email)
    if site().config.rate_limits and not all(_window.test(limit, *key) for limit, key in buckets):
        raise Refused(
            "busy",
            N_("Too many wrong tries. Wait ten minutes, or ask for a link by mail."),
            retry_after=600,
        )


def count_failure(email: str) -> None:
    for limit, key in _buckets(email):
        _window.hit(limit, *key)


def may_mail(email: str) -> bool:
    """Whether another link may be mailed to this address; counts it. Who asks is not told."""
    if not site().config.rate_limits:
        return True
    own = _window.hit(_MAILS_PER_ACCOUNT, "mail", email)
    return _window.hit(_MAILS_PER_ADDRESS, "mails", remote_address()) and own


def _buckets(email: str) -> tuple:
    return (
        (_FAILURES_PER_ADDRESS, ("address", remote_address())),
        (_FAILURES_PER_ACCOUNT, ("account", email)),
    )
