"""The rules of records: their kinds, how many there may be, when they are written, what becomes of them."""

from __future__ import annotations

from facilitation.domain.errors import N_, Refused
from facilitation.domain.names import clean_name_or_none
from facilitation.domain.sessions import ENDED, RECORD_KINDS, RECORD_LENGTH, RUNNING, require_running
from facilitation.domain.texts import clean_text

CHANGED, REMOVED, RESTORED = "changed", "removed", "restored"
#: What may happen to a record that was written down.
STEPS = {CHANGED: N_("Changed"), REMOVED: N_("Taken back"), RESTORED: N_("Restored")}
#: So many records a session may have, those that were taken back included.
RECORDS_MOST = 3_000
#: So many can be saved at once.
AT_ONCE_MOST = 300


def require_kind(kind: str) -> str:
    if kind not in RECORD_KINDS:
        raise Refused("invalid", N_("Choose what this is."), field="kind")
    return kind


def require_can_be_recorded(standing: str) -> None:
    """Refuse a session that hasn't begun or never will. After its end records can still be written."""
    if standing not in (RUNNING, ENDED):
        require_running(standing)


def require_room(there: int, more: int = 1) -> None:
    if there + more > RECORDS_MOST:
        raise Refused(
            "too_large",
            N_("A session has at most %(most)d records, and here are %(count)d."),
            field="text",
            most=RECORDS_MOST,
            count=there,
        )


def require_unchanged(seen: int, now: int) -> None:
    """Refuse a correction of what somebody else has corrected since it was read."""
    if seen != now:
        raise Refused(
            "conflict",
            N_("Somebody else changed this record while you were writing. Read it, then correct it again."),
            field="text",
        )


def require_standing(removed: bool) -> None:
    if removed:
        raise Refused("conflict", N_("This record was taken back. Restore it first."), field="text")


def clean_said(kind: str, text: str, speaker: str) -> tuple[str, str, str]:
    """Kind, text and speaker of a record as they are kept; `Refused` names the field."""
    return (
        require_kind(kind),
        clean_text(text, field="text", limit=RECORD_LENGTH),
        clean_name_or_none(speaker, "speaker") or "",
    )
