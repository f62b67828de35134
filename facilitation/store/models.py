"""Every table, imported once: what migrations compare with and what tests walk over."""

from facilitation.store import (
    assessments,
    boards,
    challenges,
    cities,
    consents,
    documents,
    emblems,
    invitations,
    jobs,
    mails,
    onboarding,
    operations,
    people,
    programmes,
    session_templates,
    sessions,
    tandems,
)
from facilitation.store.base import Base

__all__ = [
    "Base",
    "assessments",
    "boards",
    "challenges",
    "cities",
    "consents",
    "documents",
    "emblems",
    "invitations",
    "jobs",
    "mails",
    "onboarding",
    "operations",
    "people",
    "programmes",
    "session_templates",
    "sessions",
    "tandems",
]
