"""Tandems on their way: proposed to the cities, answered, published, changed; and what differs then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from facilitation.domain.errors import N_, Refused
from facilitation.domain.onboarding import CITY_ROLES
from facilitation.domain.permissions import COORDINATE, Permission, Viewer

#: How a proposal stands.
OPEN, WITHDRAWN, PUBLISHED = "open", "withdrawn", "published"
#: What a city says to its proposed tandem; UNDECIDED with a comment, or nothing at all, is no answer yet.
YES, NO, UNDECIDED = "yes", "no", "open"
ANSWERS = (YES, NO, UNDECIDED)
#: What a version of the tandems is: they were published, or taken back.
TAKEN_BACK = "taken_back"

NOTE_LENGTH = 2_000
COMMENT_LENGTH = 1_000
REASON_LENGTH = 500
PHONE_LENGTH = 40

#: The step that a reminder of a proposal is kept under (store/onboarding.Reminder).
REMINDED_OF = "proposal"

Group = frozenset[str]


def _acts_for_one_of_them(viewer: Viewer, target: Any) -> bool:
    cities = getattr(target, "cities", None)
    codes = [target.code] if cities is None else [city.code for city in cities]
    return viewer.role in CITY_ROLES and viewer.city is not None and viewer.city in codes


#: About a proposed tandem: the people of its cities, and a coordinator for them.
ANSWER_FOR_CITY = COORDINATE | Permission("acts for a city of the tandem", _acts_for_one_of_them)


def require_answer(answer: str, comment: str, city: str) -> None:
    """Refuse an answer that can't be meant; a city that can't says why."""
    if answer not in ANSWERS:
        raise Refused("invalid", N_("Choose an answer."), field="answer")
    if answer == NO and not comment:
        raise Refused(
            "invalid",
            N_("Say why %(city)s can’t, so that the coordination team can find another tandem."),
            field="comment",
            city=city,
        )


def groups_of(answer: Mapping[str, Any] | None) -> list[list[str]]:
    """The groups of an answer in the pinned form, as the codes of their cities; [] of one without any."""
    return [list(tandem["cities"]) for tandem in (answer or {}).get("tandems", ())]


@dataclass(frozen=True, slots=True)
class Difference:
    """What one grouping changes of another. `stays`, `comes` and `goes` are groups, sorted by their cities.

    `touched` are the cities that sit with other partners than before, with a tandem less, or with one more.
    """

    stays: tuple[Group, ...]
    comes: tuple[Group, ...]
    goes: tuple[Group, ...]
    touched: frozenset[str]


def difference(before: Iterable[Collection[str]], after: Iterable[Collection[str]]) -> Difference:
    """How `after` differs from `before`."""
    old, new = set(map(frozenset, before)), set(map(frozenset, after))
    comes, goes = new - old, old - new
    return Difference(
        _in_order(old & new),
        _in_order(comes),
        _in_order(goes),
        frozenset().union(*comes, *goes) if comes or goes else frozenset(),
    )


def _in_order(groups: Iterable[Group]) -> tuple[Group, ...]:
    return tuple(sorted(groups, key=sorted))


def in_words(names: Sequence[str], both: str) -> str:
    """Names as a sentence has them: "Dublin, Turin and Warsaw". `both` is "and" in its language."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {both} {names[-1]}"
