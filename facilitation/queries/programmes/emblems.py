"""The pictures of a programme: the one it wears, for whoever has its address; all of them for organisers."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import undefer

from facilitation.domain.documents import Figure
from facilitation.domain.errors import not_found
from facilitation.domain.permissions import ORGANISE, Viewer
from facilitation.store.emblems import FAULTY, READY, WAITING, Emblem
from facilitation.store.programmes import Programme


@dataclass(frozen=True, slots=True)
class Emblems:
    """What an organiser decides upon: the picture worn, one being made, one that failed, earlier ones."""

    worn: Emblem | None
    waiting: Emblem | None
    faulty: Emblem | None
    earlier: Sequence[Emblem]


def emblems_of(orm: OrmSession, viewer: Viewer) -> Emblems:
    """For organisers; `Refused` not_found for others."""
    if not ORGANISE(viewer, None):
        raise not_found()
    query = select(Emblem).where(Emblem.programme_id == viewer.programme).order_by(Emblem.id.desc())
    found = list(orm.scalars(query))
    worn = orm.get_one(Programme, viewer.programme).emblem or {}
    return Emblems(
        next((one for one in found if one.key == worn.get("key")), None),
        next((one for one in found if one.status == WAITING), None),
        next((one for one in found if one.status == FAULTY), None),
        [one for one in found if one.status == READY and one.key != worn.get("key")],
    )


def emblem_figure(orm: OrmSession, programme: Programme) -> Figure | None:
    """The emblem that a programme wears, as documents hold it."""
    if not programme.emblem:
        return None
    emblem = picture_for_all(orm, programme.emblem["key"])
    if emblem is None or emblem.content is None:
        return None
    held = f"data:{emblem.media_type};base64,{b64encode(emblem.content).decode()}"
    size = f'width="{emblem.width}" height="{emblem.height}"'
    return Figure(
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="{held}"/></svg>', emblem.alt
    )


def picture_for_all(orm: OrmSession, key: str) -> Emblem | None:
    """The picture behind a secret address while its programme wears it, with its content."""
    emblem = orm.scalars(
        select(Emblem).where(Emblem.key == key).options(undefer(Emblem.content))
    ).one_or_none()
    if emblem is None or emblem.status != READY:
        return None
    worn = orm.get_one(Programme, emblem.programme_id).emblem
    return emblem if worn and worn["key"] == key else None
