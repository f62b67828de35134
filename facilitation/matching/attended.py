"""Groups that met, valued as a grouping: what the workshops as attended were worth. Pure Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from facilitation.domain.errors import N_, Message
from facilitation.matching.hand_moves import answer_by_hand
from facilitation.matching.rounds import Round

MOST_SEATS = 2


@dataclass(frozen=True, slots=True)
class Attended:
    """`round`: the question in which each city has as many seats (at most two) as groups it came to.
    `answer`: those groups in the pinned form, by hand. `misses`: a sentence a city."""

    round: Round
    answer: dict[str, Any]
    misses: tuple[Message, ...]


def attended(round_: Round, groups: Sequence[Sequence[str]]) -> Attended:
    """Groups of city ids that met (such as the nine cities' four solution workshops, one city in two of them)
    as a grouping with total, floor and what each city misses. Cities that came to none have no seat: that
    is among the answer's messages. KeyError for an unknown city id."""
    seats = Counter(city for group in groups for city in group)
    cities = tuple(
        replace(city, capacity=max(city.capacity, min(seats[city.id], MOST_SEATS))) for city in round_.cities
    )
    as_met = replace(round_, cities=cities)
    answer = answer_by_hand(as_met, groups)
    return Attended(as_met, answer, tuple(misses(as_met, answer)))


def misses(round_: Round, answer: Mapping[str, Any]) -> list[Message]:
    """For each city that asks for a seat, what it goes without in an answer in the pinned form: the share of
    its personal best, and which of its wishes are met in none of its groups."""
    tandems = answer["tandems"]
    share = {city: value for tandem in tandems for city, value in tandem["share"].items()}
    met = {entry["wish"] for tandem in tandems for entry in tandem["wishes_met"]}
    names = {city.id: city.name for city in round_.cities}
    found = []
    for city in round_.seated:
        if city.id not in share:
            found.append(Message(N_("%(city)s has no seat."), {"city": city.name}))
            continue
        countable = [
            at for at, wish in enumerate(round_.wishes) if wish.city == city.id and wish.source is not None
        ]
        unmet = [names[round_.wishes[at].source or ""] for at in countable if at not in met]
        part = share[city.id]
        params = {
            "city": city.name,
            "percent": "100" if part is None else f"{100 * part:.0f}",
            "unmet": len(unmet),
            "wishes": len(countable),
            "teachers": ", ".join(dict.fromkeys(unmet)),
        }
        if unmet:
            text = N_(
                "%(city)s gets %(percent)s %% of its personal best; %(unmet)s of its %(wishes)s wishes are"
                " met by nobody there (%(teachers)s)."
            )
        elif countable:
            text = N_("%(city)s gets %(percent)s %% of its personal best; its wishes are met.")
        else:
            text = N_("%(city)s gets %(percent)s %% of its personal best; it stated no wishes.")
        found.append(Message(text, params))
    return found
