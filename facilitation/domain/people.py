"""Rules about people and seats: addresses, and which seat may hold what."""

from __future__ import annotations

import re
import unicodedata

from facilitation.domain.errors import N_, Refused
from facilitation.domain.permissions import GUEST, ORGANISER, PARTICIPANT, ROLES, SUPPORT

EMAIL_LENGTH = 254
INVITATION_DAYS = 30
#: How long somebody may take to say that they were that guest.
MERGE_DAYS = 7
#: How many can be invited at once.
INVITATIONS_MOST = 200
#: The roles that somebody can be given; guests seat themselves by code.
GIVEN_ROLES = tuple(role for role in ROLES if role != GUEST)

# What mail servers take in practice, in ASCII: no spaces, no brackets, no line breaks, a dot in the domain.
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")


def clean_email(text: str, field: str = "email") -> str:
    """An address as it is kept and compared: in lower case, without spaces around it."""
    email = text.strip().lower()
    if len(email) > EMAIL_LENGTH or not _EMAIL.fullmatch(email):
        raise Refused(
            "invalid", N_("This is not an e-mail address. It looks like name@city.example."), field=field
        )
    return email


def require_place(role: str, policymaker: bool, city: bool) -> None:
    """Refuse what a seat can't be.

    Only a participant from a city administration is a policymaker; a support organisation acts for its city
    and never counts as one.
    """
    if role not in GIVEN_ROLES:
        raise Refused("invalid", N_("Choose a role."), field="role")
    if role == SUPPORT and not city:
        raise Refused("invalid", N_("A support organisation acts for a city: choose which."), field="city")
    if policymaker and role == SUPPORT:
        raise Refused(
            "invalid", N_("A support organisation is not counted as policymaker."), field="policymaker"
        )
    if policymaker and not (role == PARTICIPANT and city):
        raise Refused(
            "invalid",
            N_("Only a participant from a city administration can be a policymaker."),
            field="policymaker",
        )


def searchable(text: str) -> str:
    """A text for comparing in a search: without accents and capital letters."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def is_last_organiser(role: str, organisers: int) -> bool:
    """Whether a programme would be left without anybody who may lead it."""
    return role == ORGANISER and organisers <= 1
