"""The versions of a programme's tandems: what was published when, and how each differs from the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.permissions import Viewer
from facilitation.domain.tandems import Difference, difference
from facilitation.store.tandems import TandemVersion


@dataclass(frozen=True, slots=True)
class VersionSeen:
    """A version with what it changed. `tandems` are the ids of its tandems by their cities."""

    version: TandemVersion
    change: Difference
    tandems: dict[frozenset[str], int]


def versions(orm: OrmSession, viewer: Viewer) -> list[VersionSeen]:
    """All versions, the latest first: they were published, so every member may read them."""
    query = select(TandemVersion).where(TandemVersion.programme_id == viewer.programme)
    seen, before = [], list[Sequence[str]]()
    for version in orm.scalars(query.order_by(TandemVersion.number)):
        groups = [group["cities"] for group in version.groups]
        known = {frozenset(group["cities"]): group["tandem"] for group in version.groups}
        seen.append(VersionSeen(version, difference(before, groups), known))
        before = groups
    return seen[::-1]


def last_version(orm: OrmSession, viewer: Viewer) -> int:
    """The number of the latest version; 0 before the first."""
    query = select(func.max(TandemVersion.number)).where(TandemVersion.programme_id == viewer.programme)
    return orm.scalar(query) or 0
