"""What the figures say, in sentences that a coordinator reads out on the phone. Pure Python.

Numbers are written with a point and two digits; the sentences are messages, to be translated at the door.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from facilitation.domain.errors import N_, Message
from facilitation.matching.hand_moves import Table
from facilitation.matching.objective import best_seats, blocking_groups
from facilitation.matching.rounds import Round

#: More blocking groups than this are counted, not read out.
BLOCKING_TOLD = 5


def blocking_in_words(
    round_: Round, grouping: Iterable[Iterable[str]], bests: Mapping[str, float] | None = None
) -> list[Message]:
    """A sentence for each of the groups that would all rather sit together, who gain most first.

    "Dublin + Turin would both rather sit together: Dublin gets 0.62 instead of 0.41, ..." Looks at every
    permitted group: at once for a dozen cities, half a second for 60. At most BLOCKING_TOLD sentences and
    one that counts the rest. KeyError for an unknown city id.
    """
    table = Table(round_, bests)
    evaluation = table.value(grouping)
    now = best_seats(evaluation.utilities)
    names = {city.id: city.name for city in round_.cities}
    gains = []
    for group in blocking_groups(table.problem, evaluation):
        members = table.problem.members(group)
        then = {city: table.problem.utility(at, members) for city, at in zip(group, members, strict=True)}
        gains.append((-sum(then[city] - now.get(city, 0.0) for city in group), group, then))
    gains.sort(key=lambda gain: gain[:2])
    found = []
    for _, group, then in gains[:BLOCKING_TOLD]:
        text = N_("%(cities)s would all rather sit together: %(gains)s.")
        if len(group) == 2:
            text = N_("%(cities)s would both rather sit together: %(gains)s.")
        each = [
            Message(
                N_("%(city)s gets %(then)s instead of %(now)s"),
                {"city": names[city], "then": f"{then[city]:.2f}", "now": f"{now.get(city, 0.0):.2f}"},
            )
            for city in group
        ]
        found.append(Message(text, {"cities": table.problem.limits.name(group), "gains": listed(each)}))
    if len(gains) > BLOCKING_TOLD:
        text = N_("%(count)s more groups would rather sit together.")
        found.append(Message(text, {"count": len(gains) - BLOCKING_TOLD}))
    return found


def listed(messages: Sequence[Message]) -> Message:
    """Several messages as one, with commas between them."""
    first, *others = messages
    for other in others:
        first = Message(N_("%(first)s, %(next)s"), {"first": first, "next": other})
    return first


def near_ties_in_words(answer: Mapping[str, Any]) -> Message | None:
    """That an answer (pinned form) has equals; None when it has none.

    "This grouping is one of equals: 3 more are as good for all that the figures can tell (totals from
    7.980 to 8.020)." `alternatives` of the answer are those at most 1 % below and not below its floor.
    """
    others = answer["alternatives"]
    if not others:
        return None
    totals = [answer["total"], *(other["total"] for other in others)]
    params = {"count": len(others), "lowest": f"{min(totals):.3f}", "highest": f"{max(totals):.3f}"}
    if params["lowest"] == params["highest"]:
        text = N_("This grouping is one of equals: %(count)s more have the total %(highest)s.")
    else:
        text = N_(
            "This grouping is one of equals: %(count)s more are as good for all that the figures can tell"
            " (totals from %(lowest)s to %(highest)s)."
        )
    return Message(text, params)


def message_form(message: Message) -> dict[str, Any]:
    """A message as JSON, to be stored and said later: {"text": ..., "params": {...}}."""
    return {
        "text": message.text,
        "params": {
            name: message_form(value) if isinstance(value, Message) else value
            for name, value in message.params.items()
        },
    }


def message_of(form: Mapping[str, Any]) -> Message:
    """The message of `message_form`."""
    return Message(
        form["text"],
        {
            name: message_of(value) if isinstance(value, Mapping) else value
            for name, value in form["params"].items()
        },
    )
