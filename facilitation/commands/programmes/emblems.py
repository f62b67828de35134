"""Handlers of a programme's emblem: offered by an organiser, made by the worker, taken off and put back."""

from __future__ import annotations

import secrets
from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.cities import places
from facilitation.commands.work import Work
from facilitation.domain.emblems import FAULTS, clean_alt, require_picture
from facilitation.domain.errors import N_, Refused
from facilitation.store.emblems import FAULTY, READY, WAITING, Emblem
from facilitation.store.programmes import Programme

#: How many pictures a programme keeps: the one that it wears, and the one before.
KEPT = 2


class OfferEmblem(msgspec.Struct):
    """`picture` is the file (in JSON as base64); `alt` says in `language` what it shows."""

    picture: bytes
    alt: str
    language: str | None = None


class StoreEmblem(msgspec.Struct):
    emblem: int
    content: bytes
    media_type: str
    width: int
    height: int


class RefuseEmblem(msgspec.Struct):
    """`fault` is one of domain/emblems.FAULTS."""

    emblem: int
    fault: str


class TakeOff(msgspec.Struct):
    pass


class TheEmblem(msgspec.Struct):
    emblem: int


def offer_emblem(work: Work, target: None, payload: OfferEmblem) -> dict[str, Any]:
    """Take a file for the worker to make the emblem from; nobody is ever served the file itself."""
    require_picture(payload.picture)
    alt = clean_alt(payload.alt)
    for earlier in _all(work):
        if earlier.status != READY:
            work.orm.delete(earlier)
    emblem = Emblem(
        programme_id=work.programme,
        key=secrets.token_urlsafe(16),
        alt=alt,
        language=places.written_in(payload.language),
        status=WAITING,
        fault="",
        content=payload.picture,
        created_at=work.now,
    )
    work.add(emblem)
    work.orm.flush()
    work.job("emblem.prepare", {"emblem": emblem.id})
    return {"emblem": emblem}


def store_emblem(work: Work, emblem: Emblem, payload: StoreEmblem) -> dict[str, Any]:
    """Keep the picture that was made, and wear it; the last one but one is let go."""
    work.change(
        emblem,
        status=READY,
        content=payload.content,
        media_type=payload.media_type,
        width=payload.width,
        height=payload.height,
    )
    _wear(work, emblem)
    for earlier in [one for one in _all(work) if one.status == READY and one is not emblem][KEPT - 1 :]:
        work.orm.delete(earlier)
    return {"emblem": emblem}


def refuse_emblem(work: Work, emblem: Emblem, payload: RefuseEmblem) -> dict[str, Any]:
    """Keep why a file could not become an emblem, and nothing of the file."""
    fault = payload.fault if payload.fault in FAULTS else "unreadable"
    work.change(emblem, status=FAULTY, fault=fault, content=None)
    return {}


def take_off(work: Work, target: None, payload: TakeOff) -> dict[str, Any]:
    """Wear no emblem any more; the picture is kept, to be put back."""
    work.change(work.orm.get_one(Programme, work.programme), emblem=None)
    return {}


def put_back(work: Work, emblem: Emblem, payload: TheEmblem) -> dict[str, Any]:
    """Wear a picture again that the programme wore before."""
    if emblem.status != READY:
        raise Refused("conflict", N_("This picture is not ready."))
    _wear(work, emblem)
    return {}


def _wear(work: Work, emblem: Emblem) -> None:
    worn = {name: getattr(emblem, name) for name in ("key", "alt", "language", "width", "height")}
    work.change(work.orm.get_one(Programme, work.programme), emblem=worn)


def _all(work: Work) -> list[Emblem]:
    """The programme's pictures, the latest first."""
    query = select(Emblem).where(Emblem.programme_id == work.programme).order_by(Emblem.id.desc())
    return list(work.orm.scalars(query))
