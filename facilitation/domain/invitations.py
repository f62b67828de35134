"""Invitations to sessions: what somebody was told, what is new to them since, and what they can answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from facilitation.domain.calendars import CANCEL, REQUEST
from facilitation.domain.errors import N_, Refused

YES, NO, PERHAPS = "yes", "no", "perhaps"
ANSWERS = {YES: N_("Yes"), NO: N_("No"), PERHAPS: N_("Perhaps")}

#: How many can be invited to one session.
INVITED_MOST = 1_000
#: So long nothing must have changed before people are told: several edits are one mail.
QUIET = timedelta(minutes=2)

#: The columns of a session that oblige a mail when they change; a title or a language doesn't.
WHEN = ("date", "starts_at", "fold", "minutes", "zone")
FACTS = (*WHEN, "place", "link", "cancelled")

#: What a mail is about.
INVITED, CHANGED, CANCELLED, UNDATED, AGAIN, UNINVITED = (
    "invited",
    "changed",
    "cancelled",
    "undated",
    "again",
    "uninvited",
)
#: By what it is about, the METHOD of its calendar (RFC 5546).
METHOD = {
    INVITED: REQUEST,
    CHANGED: REQUEST,
    AGAIN: REQUEST,
    CANCELLED: CANCEL,
    UNDATED: CANCEL,
    UNINVITED: CANCEL,
}


def facts_of(session: Any) -> dict[str, Any]:
    """A session's FACTS as plain data, as they are kept of a mail."""
    facts = {name: getattr(session, name) for name in FACTS}
    return facts | {"date": session.date.isoformat() if session.date else None}


def news(
    told: Mapping[str, Any] | None, method: str, facts: Mapping[str, Any], *, is_open: bool
) -> str | None:
    """What somebody has to be mailed now, or None.

    `told` are the facts of the last mail to them about this invitation (None: there was none) and `method` is
    that of the last mail at all ("": none); `facts` are those of now. What was changed and changed back in
    the meantime is no news.
    """
    in_their_calendar = method == REQUEST
    if not is_open:
        return UNINVITED if in_their_calendar else None
    if facts["date"] is None or facts["cancelled"]:
        if not in_their_calendar:
            return None
        return CANCELLED if facts["cancelled"] else UNDATED
    if told is None:
        return INVITED
    if not in_their_calendar:
        return AGAIN
    return CHANGED if dict(told) != dict(facts) else None


def require_answer(answer: str) -> str:
    """One of ANSWERS."""
    if answer not in ANSWERS:
        raise Refused("invalid", N_("Choose yes, no or perhaps."), field="answer")
    return answer
