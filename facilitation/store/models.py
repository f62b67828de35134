"""Every table, imported once: what migrations compare with and what tests walk over."""

from facilitation.store import (
    boards,
    challenges,
    cities,
    documents,
    invitations,
    jobs,
    mails,
    operations,
    people,
    programmes,
    sessions,
    tandems,
)
from facilitation.store.base import Base

__all__ = [
    "Base",
    "boards",
    "challenges",
    "cities",
    "documents",
    "invitations",
    "jobs",
    "mails",
    "operations",
    "people",
    "programmes",
    "sessions",
    "tandems",
]
