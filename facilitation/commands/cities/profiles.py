"""Handlers of a city's profile: its sections, saved as they are typed, and earlier versions brought back."""

from __future__ import annotations

from typing import Any

import msgspec

from facilitation.commands.cities import city_texts
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused
from facilitation.domain.onboarding import PROFILE, SECTION
from facilitation.store.cities import City


class WriteSection(msgspec.Struct):
    """`revision` is the one that the writer's text began from; 0 where there was none."""

    city: int
    section: str
    text: str
    language: str
    revision: int = 0


class RestoreSection(msgspec.Struct):
    city: int
    section: str
    version: int


def write_section(work: Work, city: City, payload: WriteSection) -> dict[str, Any]:
    """Write a section of a city's profile."""
    return city_texts.save(
        work,
        city,
        PROFILE,
        _section(payload.section),
        text=payload.text,
        language=payload.language,
        revision=payload.revision,
    )


def restore_section(work: Work, city: City, payload: RestoreSection) -> dict[str, Any]:
    """Bring an earlier version of a section back."""
    return city_texts.restore(work, city, PROFILE, _section(payload.section), payload.version)


def _section(key: str) -> str:
    if key not in SECTION:
        raise Refused("invalid", N_("Choose a section."), field="section")
    return key
