"""A round of tandem formation as one viewer may see it: without the wishes that are not theirs to see.

A city's wishes are seen by that city and the coordinators. Others see, once the round is published, the met
wishes that the city agreed to show; what they don't see is counted. Nor do they see whom coordinators want
together or apart, nor what wishes could be read from: messages, blocking groups, near-ties, personal bests.
Whatever shows a round or its answer (pages, pictures, explanations, exports, proofs) takes it from
`answer_for`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.onboarding import acts_for
from facilitation.domain.permissions import COORDINATE, Viewer
from facilitation.domain.wishes import sees_wishes_of
from facilitation.matching.knowledge import knows_nothing
from facilitation.queries.wishes.seen import Key, key_in, shown_wishes
from facilitation.store.tandems import Round, Tandem

#: The rules that are the coordinators' business, and the parts of an answer that tell of these or of wishes.
_OF_COORDINATORS = ("together", "never")
_READ_BETWEEN = ("messages", "blocking_groups", "alternatives")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many wishes of a tandem's cities the viewer does not see: met in it, and not met."""

    met: int = 0
    unmet: int = 0

    @property
    def total(self) -> int:
        return self.met + self.unmet


@dataclass(frozen=True, slots=True)
class RoundSeen:
    """A round with what the viewer may see of its problem and answer, both in the pinned form.

    `problem["wishes"]` holds the wishes that are seen and no others, and the answer's `wish` counts within
    these. `left_out` stands beside `answer["tandems"]`, one for each; `hidden` counts all wishes of the round
    that are not seen. `nothing_known` says that the round rests on nothing, so that any grouping is as good;
    `as_attended` that it tells who met, which nobody called tandems.
    It takes the round's place in templates.
    """

    id: int
    preset: str
    status: str
    version: int
    simulated: bool
    created_at: dt.datetime
    published_at: dt.datetime | None
    tandems: list[Tandem]
    problem: dict[str, Any]
    answer: dict[str, Any] | None
    left_out: list[LeftOut]
    hidden: int
    nothing_known: bool
    as_attended: bool

    @property
    def whole(self) -> bool:
        """Whether nothing was left out."""
        return not self.hidden


def answer_for(orm: OrmSession, viewer: Viewer, round_: Round) -> RoundSeen:
    """The round as this viewer may see it. Whether they may see the round at all is asked elsewhere."""
    shown = shown_wishes(orm, viewer) if round_.status == "published" else {}
    problem, answer, left_out = redacted(viewer, round_.problem, round_.answer, shown)
    return RoundSeen(
        id=round_.id,
        preset=round_.preset,
        status=round_.status,
        version=round_.version,
        simulated=round_.simulated,
        created_at=round_.created_at,
        published_at=round_.published_at,
        tandems=list(round_.tandems),
        problem=problem,
        answer=answer,
        left_out=left_out,
        hidden=len(round_.problem.get("wishes") or ()) - len(problem.get("wishes") or ()),
        nothing_known=knows_nothing(round_.problem),
        as_attended=round_.as_attended,
    )


def redacted(
    viewer: Viewer, problem: Mapping[str, Any], answer: Mapping[str, Any] | None, shown: Mapping[Key, str]
) -> tuple[dict[str, Any], dict[str, Any] | None, list[LeftOut]]:
    """`problem` and `answer` as the viewer may see them, with what was left out of each tandem.

    `shown` are the met wishes that others may see, by what they are known by; none before the publication.
    Their words are those of `shown`: a city that takes words back takes them back from older rounds, too.
    """
    wishes = list(problem.get("wishes") or ())
    tandems = list((answer or {}).get("tandems") or ())
    met = {one["wish"] for tandem in tandems for one in tandem.get("wishes_met") or ()}
    seen: list[dict[str, Any]] = []
    position: dict[int, int] = {}
    for at, wish in enumerate(wishes):
        if sees_wishes_of(viewer, wish["city"]):
            kept = dict(wish)
        elif at in met and key_in(wish) in shown:
            kept = {**wish, "text": shown[key_in(wish)]}
            kept.pop("priority", None)  # it would tell that there are others, and how they compare
        else:
            continue
        position[at] = len(seen)
        seen.append(kept)
    part = {**problem, "wishes": seen}
    whole = dict(answer or {})
    if not COORDINATE(viewer, None):
        if problem.get("rules"):
            told = {name: rule for name, rule in problem["rules"].items() if name not in _OF_COORDINATORS}
            part["rules"] = told
        whole |= {name: [] for name in _READ_BETWEEN if name in whole}
        if "personal_best" in whole:
            bests = whole["personal_best"] or {}
            whole["personal_best"] = {city: best for city, best in bests.items() if acts_for(viewer, city)}
    if answer is None:
        return part, None, []
    others = [_only(tandem, position) for tandem in tandems]
    return part, {**whole, "tandems": [tandem for tandem, _ in others]}, [left for _, left in others]


def _only(tandem: Mapping[str, Any], position: Mapping[int, int]) -> tuple[dict[str, Any], LeftOut]:
    """A tandem of an answer with the wishes that have a `position`, and how many have none."""
    kept, left = dict(tandem), {}
    for name in ("wishes_met", "wishes_unmet"):
        all_of_them = tandem.get(name) or ()
        kept[name] = [
            {**one, "wish": position[one["wish"]]} for one in all_of_them if one["wish"] in position
        ]
        left[name] = len(all_of_them) - len(kept[name])
    return kept, LeftOut(left["wishes_met"], left["wishes_unmet"])
