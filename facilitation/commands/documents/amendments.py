"""Handlers of amendments: who was there asks for changes; each is accepted, or declined with a reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy import func, select

from facilitation.commands.documents.minutes_blocks import UNDOABLE
from facilitation.commands.documents.minutes_mails import today_at
from facilitation.commands.documents.minutes_texts import correct, put_words
from facilitation.commands.sessions.languages import language_here
from facilitation.commands.work import Work
from facilitation.domain.block_texts import only_text, text_at
from facilitation.domain.documents import block_from_json
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.minutes import (
    ACCEPTED,
    AMENDMENT_LIMIT,
    DECLINED,
    IN_REVIEW,
    PROPOSED,
    WORDS_LIMIT,
    require_open,
)
from facilitation.domain.texts import clean_optional, clean_text
from facilitation.store.minutes import Amendment, Minutes, MinutesBlock, was_there

#: So many amendments one person may have waiting.
MOST = 50


class ProposeAmendment(msgspec.Struct):
    """`block` is the passage that it is about, None for the minutes as a whole."""

    minutes: int
    text: str
    block: int | None = None
    language: str | None = None


class ChangeAmendment(msgspec.Struct):
    amendment: int
    text: str


class TheAmendment(msgspec.Struct):
    amendment: int


class AcceptAmendment(msgspec.Struct):
    """Unless `put_in` is false, `words` (None: the amendment's) take the place of what `was` read there."""

    amendment: int
    reason: str = ""
    put_in: bool = True
    words: str | None = None
    was: str | None = None


class AnswerAmendment(msgspec.Struct):
    amendment: int
    reason: str = ""


def propose(work: Work, minutes: Minutes, payload: ProposeAmendment) -> dict[str, Any]:
    """Ask for a change of minutes in review; only for somebody who was there, and until the day named."""
    if not was_there(work.orm, minutes.session_id, work.actor.seat):
        raise Refused("not_allowed", N_("Only people who were at the session can amend its minutes."))
    _require_in_time(work, minutes)
    seat = work.seat()
    own = select(func.count(Amendment.id)).where(
        Amendment.minutes_id == minutes.id,
        Amendment.seat_id == seat.id,
        Amendment.status == PROPOSED,
        Amendment.removed.is_(False),
    )
    if (work.orm.scalar(own) or 0) >= MOST:
        raise Refused("invalid", N_("You have many amendments waiting already. Change one of them."))
    amendment = Amendment(
        minutes=minutes,
        block_id=_block(work, minutes, payload.block),
        seat_id=seat.id,
        author=seat.name,
        city=seat.city.code if seat.city is not None else None,
        text=clean_text(payload.text, field="text", limit=AMENDMENT_LIMIT),
        language=language_here(work, minutes.session_id, payload.language),
        version=minutes.version,
        simulated=seat.simulated,
        removed=False,
        created_at=work.now,
    )
    return {"amendment": work.add(amendment)}


def change(work: Work, amendment: Amendment, payload: ChangeAmendment) -> dict[str, Any]:
    """Word an own amendment otherwise while it has no answer."""
    _require_waiting(work, amendment)
    work.change(amendment, text=clean_text(payload.text, field="text", limit=AMENDMENT_LIMIT))
    return {"amendment": amendment.id}


def withdraw(work: Work, amendment: Amendment, payload: TheAmendment) -> dict[str, Any]:
    """Take back an own amendment that has no answer yet."""
    _require_waiting(work, amendment)
    work.change(amendment, removed=True)
    return {"amendment": amendment.id}


def accept(work: Work, amendment: Amendment, payload: AcceptAmendment) -> dict[str, Any]:
    """Accept an amendment, and put it where its passage is just one text. A reason may be given.

    `in_text` in the answer says whether the minutes have it now; if not, somebody has to write it there.
    """
    _require_to_answer(amendment)
    reason = clean_optional(payload.reason, field="reason", limit=WORDS_LIMIT)
    work.undoable = UNDOABLE | {"minutes_amendments"}
    in_text = amendment.in_text or (payload.put_in and _put_in(work, amendment, payload))
    work.change(amendment, status=ACCEPTED, reason=reason, in_text=in_text)
    return {"amendment": amendment.id, "in_text": in_text}


def _put_in(work: Work, amendment: Amendment, payload: AcceptAmendment) -> bool:
    block = work.orm.get(MinutesBlock, amendment.block_id) if amendment.block_id is not None else None
    path = only_text(block_from_json(block.content)) if block is not None and block.stands else None
    if block is None or path is None:
        return False
    words = amendment.text if payload.words is None else payload.words
    correct(work, block, path, payload.was, clean_text(words, field="words", limit=AMENDMENT_LIMIT))
    if amendment.simulated:
        runs = text_at(block_from_json(block.content), path)
        put_words(work, block, path, tuple(replace(run, marks=(*run.marks, "simulated")) for run in runs))
    return True


def settle(work: Work, amendment: Amendment, payload: TheAmendment) -> dict[str, Any]:
    """Say that the minutes have an accepted amendment: somebody has written it there."""
    _require_to_answer(amendment)
    if amendment.status != ACCEPTED:
        raise Refused("conflict", N_("This amendment isn’t accepted."))
    work.change(amendment, in_text=True)
    return {"amendment": amendment.id}


def decline(work: Work, amendment: Amendment, payload: AnswerAmendment) -> dict[str, Any]:
    """Decline an amendment, and say why."""
    _require_to_answer(amendment)
    work.change(
        amendment,
        status=DECLINED,
        reason=clean_text(payload.reason, field="reason", limit=WORDS_LIMIT),
        in_text=False,
    )
    return {"amendment": amendment.id}


def _block(work: Work, minutes: Minutes, block_id: int | None) -> int | None:
    if block_id is None:
        return None
    query = select(MinutesBlock).where(MinutesBlock.minutes_id == minutes.id)
    block = next((one for one in work.orm.scalars(query) if one.id == block_id), None)
    if block is None or not block.stands:
        raise not_found()
    return block.id


def _require_in_time(work: Work, minutes: Minutes) -> None:
    require_open(minutes.status)
    until = minutes.amend_until
    if minutes.status != IN_REVIEW or until is None:
        raise Refused("conflict", N_("These minutes aren’t in review."))
    if today_at(minutes, work.now) > until:
        raise Refused("closed", N_("The time for amendments is over."))


def _require_waiting(work: Work, amendment: Amendment) -> None:
    if amendment.removed:
        raise not_found()
    if amendment.status != PROPOSED:
        raise Refused("conflict", N_("This amendment has an answer already."))
    _require_in_time(work, amendment.minutes)


def _require_to_answer(amendment: Amendment) -> None:
    if amendment.removed:
        raise not_found()
    require_open(amendment.minutes.status)
