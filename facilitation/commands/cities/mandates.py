"""Handlers of the mandates of a city's offices: texts about the city, with their versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from facilitation.commands.cities import city_texts
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused
from facilitation.domain.mandates import mandate_key
from facilitation.domain.onboarding import MANDATE
from facilitation.store.cities import City
from facilitation.store.programmes import Programme


class WriteMandate(msgspec.Struct):
    """`revision` is the one that the writer's text began from; 0 where there was none."""

    city: int
    office: str
    text: str
    language: str
    revision: int = 0


class RestoreMandate(msgspec.Struct):
    city: int
    office: str
    version: int


def write_mandate(work: Work, city: City, payload: WriteMandate) -> dict[str, Any]:
    """Write down what one of the city's offices may do and is asked for."""
    return city_texts.save(
        work,
        city,
        MANDATE,
        _key(city, payload.office),
        text=payload.text,
        language=payload.language,
        revision=payload.revision,
    )


def restore_mandate(work: Work, city: City, payload: RestoreMandate) -> dict[str, Any]:
    """Bring an earlier version of a mandate back."""
    return city_texts.restore(work, city, MANDATE, _key(city, payload.office), payload.version)


def set_mandates(work: Work, city: City, mandates: Mapping[str, str]) -> bool:
    """Save the mandates of a sheet, in the programme's language; whether any was changed."""
    language = work.orm.get_one(Programme, work.programme).own_language or "en"
    changed = False
    for office, text in mandates.items():
        key = _key(city, office)
        kept = city_texts.text_of(work, city, MANDATE, key)
        before = kept.revision if kept else 0
        written = kept.language if kept and kept.text == text else language
        saved = city_texts.save(work, city, MANDATE, key, text=text, language=written, revision=before)
        changed |= saved["revision"] != before
    return changed


def carry_over(work: Work, city: City, before: Sequence[str], after: Sequence[str]) -> None:
    """Let an office that was renamed in its place keep its mandate."""
    if len(before) != len(after):
        return
    for old, new in zip(before, after, strict=True):
        if old == new or old in after or new in before:
            continue
        kept = city_texts.text_of(work, city, MANDATE, mandate_key(old))
        if kept is not None and city_texts.text_of(work, city, MANDATE, mandate_key(new)) is None:
            work.change(kept, key=mandate_key(new))


def _key(city: City, office: str) -> str:
    if office not in city.offices:
        raise Refused("invalid", N_("Choose one of the city’s offices."), field="office")
    return mandate_key(office)
