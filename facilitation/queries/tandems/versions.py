"""The versions of a programme's tandems: what was published when, and how each differs from the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.permissions import COORDINATE, Viewer
from facilitation.domain.tandems import Difference, difference
from facilitation.store.cities import City
from facilitation.store.tandems import Round, TandemVersion


@dataclass(frozen=True, slots=True)
class VersionSeen:
    """A version with what it changed. `tandems` are the ids of its tandems by their cities.

    `again` is the round by which a coordinator publishes this version once more: None for others, where the
    same tandems stand, where a newer version has them too, and where the round has changed or a city has
    left.
    """

    version: TandemVersion
    change: Difference
    tandems: dict[frozenset[str], int]
    again: Round | None = None


def versions(orm: OrmSession, viewer: Viewer) -> list[VersionSeen]:
    """All versions, the latest first: they were published, so every member may read them."""
    query = select(TandemVersion).where(TandemVersion.programme_id == viewer.programme)
    seen, before = [], list[Sequence[str]]()
    for version in orm.scalars(query.order_by(TandemVersion.number)):
        groups = [group["cities"] for group in version.groups]
        known = {frozenset(group["cities"]): group["tandem"] for group in version.groups}
        seen.append(VersionSeen(version, difference(before, groups), known))
        before = groups
    return _with_ways_back(orm, viewer, seen[::-1]) if COORDINATE(viewer, None) else seen[::-1]


def _with_ways_back(orm: OrmSession, viewer: Viewer, latest_first: list[VersionSeen]) -> list[VersionSeen]:
    """The versions, those that can be published once more with their round."""
    ids = {one.version.round_id for one in latest_first}
    rounds = {row.id: row for row in orm.scalars(select(Round).where(Round.id.in_(ids)))}
    here = set(orm.scalars(select(City.code).where(City.programme_id == viewer.programme)))
    offered = {frozenset(latest_first[0].tandems)} if latest_first else set()
    found = []
    for one in latest_first:
        groups, round_ = frozenset(one.tandems), rounds.get(one.version.round_id or 0)
        if (
            groups not in offered
            and round_ is not None
            and round_.status in ("solved", "replaced")
            and all(group <= here for group in groups)
            and groups == {frozenset(part["cities"]) for part in (round_.answer or {}).get("tandems", ())}
        ):
            offered.add(groups)
            one = replace(one, again=round_)
        found.append(one)
    return found


def last_version(orm: OrmSession, viewer: Viewer) -> int:
    """The number of the latest version; 0 before the first."""
    query = select(func.max(TandemVersion.number)).where(TandemVersion.programme_id == viewer.programme)
    return orm.scalar(query) or 0
