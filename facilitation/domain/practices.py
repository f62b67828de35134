"""Practices of cities: their stages, what their links and contacts may be, and links in a sheet's cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from facilitation.domain.errors import N_, Refused
from facilitation.domain.names import clean_name, clean_name_or_none
from facilitation.domain.people import clean_email
from facilitation.domain.permissions import Permission
from facilitation.domain.texts import clean_optional, is_blank, is_link

TITLE_LENGTH = 300
DESCRIPTION_LENGTH = 10_000
SOURCE_LENGTH = 300
LINKS_MOST = 10
LINK_LENGTH = 500
LABEL_LENGTH = 120
PHONE_LENGTH = 40
#: So many challenges, and so many topics, can one practice be tagged with.
TAGS_MOST = 40

IDEA, PILOT, RUNNING, ESTABLISHED, ENDED = "idea", "pilot", "running", "established", "ended"
#: How far a practice is. The last three are words of sources, kept as they were said.
STAGES = {
    IDEA: N_("Idea"),
    PILOT: N_("Pilot"),
    RUNNING: N_("Running"),
    ESTABLISHED: N_("Established"),
    ENDED: N_("Ended"),
    "in progress": N_("In progress"),
    "pandemic": N_("During the pandemic"),
    "ambiguous": N_("Not clear from the source"),
}
#: Those that somebody who writes a practice down chooses from.
TO_CHOOSE = (IDEA, PILOT, RUNNING, ESTABLISHED, ENDED)

#: What a version keeps of a practice. Its contact is nobody's history, so that who leaves is gone.
FACTS = ("title", "description", "language", "stage", "links", "source", "challenges", "topics")
FACT_NAMES = {
    "title": N_("Title"),
    "description": N_("What it is"),
    "language": N_("Language"),
    "stage": N_("Stage"),
    "links": N_("Links"),
    "source": N_("Source"),
    "challenges": N_("Challenges that it answers"),
    "topics": N_("Topics"),
}

#: About a practice's contact: the person themselves, where they have a seat.
IS_CONTACT = Permission(
    "is the contact", lambda viewer, target: viewer.seat is not None and viewer.seat == target.seat_id
)

#: Where an address begins within a word; of bounded length, so that a long word is looked through once.
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,11}://", re.IGNORECASE)
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{3,}(?:(?:x|ext\.?) ?[0-9]{1,6})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask: a name, and an e-mail address or a phone number or both."""

    name: str
    email: str | None
    phone: str


def require_stage(stage: str) -> str:
    """A stage of STAGES, or "" where nobody says."""
    if stage and stage not in STAGES:
        raise Refused("invalid", N_("Choose a stage from the list."), field="stage")
    return stage


def clean_title(text: str) -> str:
    return clean_name(text, "title", TITLE_LENGTH)


def clean_description(text: str) -> str:
    """Paragraphs, with one space for any white space within a line: as a sheet's cell brings it back."""
    cleaned = clean_optional(text, field="description", limit=DESCRIPTION_LENGTH)
    return "\n".join(" ".join(line.split()) for line in cleaned.split("\n"))


def clean_source(text: str) -> str:
    return clean_name_or_none(text, "source", SOURCE_LENGTH) or ""


def clean_links(links: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Links of (address, label) as they are kept; those without any address are left out.

    `Refused` names the field "links" and says which link it is about.
    """
    kept: list[dict[str, str]] = []
    for place, (url, label) in enumerate(links, start=1):
        address = url.strip()
        if is_blank(address):
            if not is_blank(label):
                raise Refused("invalid", N_("Link %(number)s has no address."), field="links", number=place)
            continue
        _require_https(address, place)
        named = clean_name_or_none(label, "links", LABEL_LENGTH) or ""
        # A label that is an address itself would be read as one.
        named = "" if "://" in named else named.strip(" |;,:")
        if address not in [one["url"] for one in kept]:
            kept.append({"url": address, "label": named})
    if len(kept) > LINKS_MOST:
        raise Refused("invalid", N_("At most %(most)s links fit here."), field="links", most=LINKS_MOST)
    return kept


def _require_https(address: str, place: int) -> None:
    try:
        parts = urlsplit(address)
        whole = bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        whole = False
    if not (whole and address.lower().startswith("https://") and is_link(address)):
        raise Refused(
            "invalid",
            N_("Link %(number)s is no address that begins with https:// and has no spaces."),
            field="links",
            number=place,
        )
    if len(address) > LINK_LENGTH:
        raise Refused(
            "invalid",
            N_("Link %(number)s is too long; at most %(limit)s characters fit."),
            field="links",
            number=place,
            limit=LINK_LENGTH,
        )


def links_as_cell(links: Sequence[Mapping[str, str]]) -> str:
    """Links as a sheet's cell, which `links_of_cell` takes apart into the same ones."""
    return " | ".join(f"{one['label']} {one['url']}".strip() for one in links)


def links_of_cell(cell: str) -> list[tuple[str, str]]:
    """The (address, label) of each link in a cell: its label stands before it.

    `Refused` where there are words without a link behind them.
    """
    found: list[tuple[str, str]] = []
    label: list[str] = []
    for word in cell.split():
        address = _SCHEME.search(word)
        if address is None:
            label.append(word)
            continue
        label.append(word[: address.start()])
        found.append((word[address.start() :].rstrip(";,|"), " ".join(label).strip(" |;,")))
        label = []
    rest = " ".join(label).strip(" |;,")
    if rest:
        raise Refused(
            "invalid",
            N_("“%(said)s” has no address behind it. Write a label and then its https:// address."),
            field="links",
            said=rest[:40],
        )
    return found


def clean_contact(name: str, email: str, phone: str) -> Contact | None:
    """A contact as it is kept; None where all three are empty. `Refused` names contact_name and so on."""
    if is_blank(name) and is_blank(email) and is_blank(phone):
        return None
    called = clean_name(name, "contact_name")
    address = None if is_blank(email) else clean_email(email, "contact_email")
    number = _clean_phone(phone)
    if address is None and not number:
        raise Refused("invalid", N_("Give an e-mail address or a phone number, too."), field="contact_email")
    return Contact(called, address, number)


def _clean_phone(text: str) -> str:
    if is_blank(text):
        return ""
    plain = " ".join(text.split())
    if len(plain) > PHONE_LENGTH or not _PHONE.fullmatch(plain):
        raise Refused(
            "invalid",
            N_("This is not a phone number. Write it in digits, such as +353 1 222 2222."),
            field="contact_phone",
        )
    return plain


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Which of FACTS two versions differ in."""
    return [name for name in FACTS if before.get(name) != after.get(name)]


def excerpt(text: str, most: int) -> str:
    """The beginning of a text, up to a word's end; it ends in an ellipsis where something is left out."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    within_a_word = line[most - 1] != " " and " " in cut[most // 2 :]
    head = cut.rpartition(" ")[0] if within_a_word else cut
    return f"{head.rstrip(' ,;:.–-')}…"
