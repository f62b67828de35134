"""Handlers of a programme edition: its settings, and the steps of its guided setup."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import select

from facilitation.commands.cities import places
from facilitation.commands.work import Work
from facilitation.domain.dates import require_day
from facilitation.domain.errors import N_, Refused
from facilitation.domain.names import clean_name
from facilitation.domain.people import clean_email
from facilitation.domain.programmes import (
    LANGUAGES,
    NUMBER_LENGTH,
    PHASES,
    SETUP_STEPS,
    SLUG_LENGTH,
    TEXT_LENGTH,
    TITLE_LENGTH,
    is_slug,
)
from facilitation.domain.texts import clean_optional
from facilitation.store.programmes import FormerSlug, Phase, Programme


class PhaseDays(msgspec.Struct):
    kind: str
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None


class ChangeProgramme(msgspec.Struct):
    """What is not named stays as it is. `phases` replaces the dates of the phases that it names.

    `language` is the one that title, aims, statements and privacy notice are written in.
    """

    title: str | UnsetType = UNSET
    slug: str | UnsetType = UNSET
    number: str | UnsetType = UNSET
    contact: str | UnsetType = UNSET
    aims: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    languages: list[str] | UnsetType = UNSET
    host_zone: str | UnsetType = UNSET
    funding: str | UnsetType = UNSET
    disclaimer: str | UnsetType = UNSET
    privacy_notice: str | UnsetType = UNSET
    retention_until: dt.date | None | UnsetType = UNSET
    phases: list[PhaseDays] | UnsetType = UNSET


class SetupStep(msgspec.Struct):
    """`step` is one of domain/programmes.SETUP_STEPS, or "all" to put the guided setup away."""

    step: str


def change_programme(work: Work, target: None, payload: ChangeProgramme) -> dict[str, Any]:
    """Change the edition's own facts; an address that it had before still leads to it."""
    programme = work.orm.get_one(Programme, work.programme)
    if payload.title is not UNSET:
        work.change(programme, title=clean_name(payload.title, "title", TITLE_LENGTH))
    if payload.number is not UNSET:
        number = payload.number.strip()
        work.change(programme, number=clean_name(number, "number", NUMBER_LENGTH) if number else "")
    if payload.contact is not UNSET:
        contact = payload.contact.strip()
        work.change(programme, contact=clean_email(contact, field="contact") if contact else "")
    if payload.language is not UNSET:
        work.change(programme, language=places.written_in(payload.language))
    if payload.languages is not UNSET:
        work.change(programme, languages=_languages(payload.languages))
    if payload.host_zone is not UNSET:
        zone = places.zone_of(payload.host_zone)
        if zone is None:
            raise Refused(
                "invalid", N_("Name a time zone of the world, such as Europe/Dublin."), field="host_zone"
            )
        work.change(programme, host_zone=zone)
    for name in ("aims", "funding", "disclaimer", "privacy_notice"):
        text = getattr(payload, name)
        if text is not UNSET:
            work.change(programme, **{name: clean_optional(text, field=name, limit=TEXT_LENGTH)})
    if payload.retention_until is not UNSET:
        until = require_day(payload.retention_until, "retention_until")
        work.change(programme, retention_until=until)
    if payload.phases is not UNSET:
        _set_phases(work, programme, payload.phases)
    if payload.slug is not UNSET:
        _rename(work, programme, payload.slug)
    _pass(work, programme, "programme")
    return {"slug": programme.slug}


def pass_setup_step(work: Work, target: None, payload: SetupStep) -> dict[str, Any]:
    """Leave a step of the guided setup for later, or put the whole setup away."""
    if payload.step not in (*SETUP_STEPS, "all"):
        raise Refused("invalid", N_("Choose a step."), field="step")
    programme = work.orm.get_one(Programme, work.programme)
    if payload.step == "all":
        work.change(programme, setup=None)
    else:
        _pass(work, programme, payload.step)
    return {}


def _pass(work: Work, programme: Programme, step: str) -> None:
    if programme.setup is not None and step not in programme.setup:
        work.change(programme, setup=[*programme.setup, step])


def _languages(codes: list[str]) -> list[str]:
    chosen = list(dict.fromkeys(codes))
    if not chosen or not set(chosen) <= set(LANGUAGES):
        raise Refused("invalid", N_("Choose at least one language."), field="languages")
    return chosen


def _set_phases(work: Work, programme: Programme, days: list[PhaseDays]) -> None:
    standing = {phase.kind: phase for phase in programme.phases}
    for one in days:
        if one.kind not in PHASES:
            raise Refused("invalid", N_("Choose a phase."), field="phases")
        require_day(one.starts_on, f"{one.kind}_starts_on")
        require_day(one.ends_on, f"{one.kind}_ends_on")
        if one.starts_on and one.ends_on and one.ends_on < one.starts_on:
            raise Refused("invalid", N_("A phase can't end before it begins."), field=f"{one.kind}_ends_on")
        if one.ends_on and not one.starts_on:
            raise Refused("invalid", N_("Give the first day too."), field=f"{one.kind}_starts_on")
        if one.kind in standing:
            work.change(standing[one.kind], starts_on=one.starts_on, ends_on=one.ends_on)
        else:
            programme.phases.append(
                Phase(
                    kind=one.kind,
                    position=PHASES.index(one.kind),
                    starts_on=one.starts_on,
                    ends_on=one.ends_on,
                )
            )


def _rename(work: Work, programme: Programme, text: str) -> None:
    slug = text.strip().lower()
    if slug == programme.slug:
        return
    if not is_slug(slug):
        raise Refused(
            "invalid",
            N_("An address has 3 to %(most)d small letters, digits and hyphens, such as %(example)s."),
            field="slug",
            most=SLUG_LENGTH,
            example="learning-2027",
        )
    other = select(Programme.id).where(Programme.slug == slug)
    former = work.orm.get(FormerSlug, slug)
    if work.orm.scalar(other) is not None or (former and former.programme_id != programme.id):
        raise Refused("invalid", N_("This address is taken. Choose another one."), field="slug")
    if former is not None:
        work.orm.delete(former)
    work.add(FormerSlug(slug=programme.slug, programme_id=programme.id))
    work.change(programme, slug=slug)
