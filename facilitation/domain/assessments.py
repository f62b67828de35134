"""The rules of self-assessments: the scale, the starting set, means and spreads, who answers for a city."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import fmean, quantiles

from facilitation.domain.errors import N_, Refused
from facilitation.domain.names import clean_name
from facilitation.domain.permissions import ACTS_FOR_CITY, COORDINATE
from facilitation.domain.texts import clean_optional

HIGHEST = 10
SCALE = range(HIGHEST + 1)
AREA_LENGTH = 120
STATEMENT_LENGTH = 300
COMMENT_LENGTH = 1_000
#: A programme's self-assessment has at most so many areas, and so many statements in all.
AREAS_MOST = 20
STATEMENTS_MOST = 120
#: Who changes their own answer within this time corrects it; later it is another answer, and both are kept.
SAME_THOUGHT = timedelta(minutes=1)
#: Of fewer answers than this, quartiles would say nothing.
FEWEST_FOR_QUARTILES = 3

_STARTING_SETS = Path(__file__).parent / "starting_set"

#: Who answers for a city: its own people, the support organisation that acts for it, and coordinators.
ANSWER = COORDINATE | ACTS_FOR_CITY


@dataclass(frozen=True, slots=True)
class AreaOfSet:
    """An area of the starting set with its statements."""

    title: str
    statements: tuple[str, ...]


def starting_set(language: str) -> list[AreaOfSet]:
    """The shipped areas and statements in a language; in English where they are not written in it."""
    path = _STARTING_SETS / f"{language}.json"
    if language not in starting_languages():
        path = _STARTING_SETS / "en.json"
    areas = json.loads(path.read_text(encoding="utf-8"))
    return [AreaOfSet(area["title"], tuple(area["statements"])) for area in areas]


def starting_languages() -> set[str]:
    """The languages that the starting set is written in."""
    return {path.stem for path in _STARTING_SETS.glob("*.json")}


def clean_line(text: str, *, field: str, limit: int) -> str:
    """A title or a statement as it is kept: one line."""
    return clean_name(text, field, limit)


def clean_comment(text: str, field: str) -> str:
    """A comment as it is kept; it may be empty."""
    return clean_optional(text, field=field, limit=COMMENT_LENGTH)


def require_rating(rating: int | None, field: str) -> int | None:
    """A rating on the scale, or None for "no answer"."""
    if rating is not None and rating not in SCALE:
        raise Refused("invalid", N_("Choose a number from 0 to %(most)d."), field=field, most=HIGHEST)
    return rating


@dataclass(frozen=True, slots=True)
class Quartiles:
    """The quarter points of at least FEWEST_FOR_QUARTILES ratings, by linear interpolation between them."""

    lower: float
    median: float
    upper: float


def quartiles_of(ratings: Collection[int]) -> Quartiles | None:
    """The quartiles; None where there are too few ratings to speak of any."""
    if len(ratings) < FEWEST_FOR_QUARTILES:
        return None
    return Quartiles(*quantiles(ratings, n=4, method="inclusive"))


def mean_of(ratings: Sequence[int]) -> float | None:
    """The mean of what was rated; None where nothing was: "no answer" is no zero."""
    return fmean(ratings) if ratings else None
