"""Handlers of what becomes of minutes: review, approval, a new version, and sending."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from sqlalchemy import func, select

from facilitation.commands.documents.minutes_blocks import TheMinutes, blocks_of
from facilitation.commands.documents.minutes_data import compare
from facilitation.commands.documents.minutes_mails import (
    MISSED,
    REVIEW,
    THERE,
    link_to_approved,
    readers,
    today_at,
    write_to,
)
from facilitation.commands.hidden_in_minutes import leave_reopened
from facilitation.commands.work import Work
from facilitation.domain.approved_texts import sources_of
from facilitation.domain.dates import require_day
from facilitation.domain.documents import Block, block_from_json, block_to_json, from_json
from facilitation.domain.errors import N_, Refused
from facilitation.domain.minutes import (
    APPROVED,
    APPROVERS,
    DRAFT,
    IN_REVIEW,
    PROPOSED,
    WORDS_LIMIT,
    fitting_levels,
    is_simulated,
    require_open,
    signed,
)
from facilitation.domain.minutes_parts import without_emptied
from facilitation.domain.permissions import ROLE_NAMES
from facilitation.domain.points import as_read
from facilitation.domain.privacy import LISTED, may_be_named
from facilitation.domain.sessions import PLANNED
from facilitation.domain.texts import clean_text
from facilitation.store.consents import answers
from facilitation.store.documents import DocumentRow
from facilitation.store.minutes import Amendment, Minutes, MinutesBlock, seats_there
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.translations.dates import full_date

_SIGNED = N_("Approved on %(date)s by {name}.")


class SendMinutes(msgspec.Struct):
    """`again` says that the sender knows that this version was sent: two who press at once send it once."""

    minutes: int
    again: bool = False


class ReviewMinutes(msgspec.Struct):
    """`until` is the last day on which those who were there may amend."""

    minutes: int
    until: dt.date


class ApproveMinutes(msgspec.Struct):
    """`words` are what the approver says in writing."""

    minutes: int
    words: str


class NameApprover(msgspec.Struct):
    """`role` is one of domain/minutes.APPROVERS; with a `seat` it is that person alone."""

    role: str = "coordinator"
    seat: int | None = None


def review(work: Work, minutes: Minutes, payload: ReviewMinutes) -> dict[str, Any]:
    """Ask those who were there to read and amend; with another day they are told once more."""
    require_open(minutes.status)
    _require_drafted(minutes)
    until = require_day(payload.until, "until")
    if until is None or until < today_at(minutes, work.now):
        raise Refused("invalid", N_("Choose a day that is still to come."), field="until")
    if (minutes.status, minutes.amend_until) == (IN_REVIEW, until):
        return {"mails": 0}
    work.change(minutes, status=IN_REVIEW, amend_until=until)
    compare(work, minutes, TheMinutes(minutes.id))
    work.orm.flush()
    people = seats_there(work.orm, minutes.session_id)
    return {"mails": write_to(work, minutes, REVIEW, people, link_to(minutes))}


def approve(work: Work, minutes: Minutes, payload: ApproveMinutes) -> dict[str, Any]:
    """Approve in writing: the minutes are locked, and become a version whose files the worker makes."""
    require_open(minutes.status)
    _require_drafted(minutes)
    _require_held(minutes, today_at(minutes, work.now))
    words = clean_text(payload.words, field="words", limit=WORDS_LIMIT)
    open_ones = select(func.count(Amendment.id)).where(
        Amendment.minutes_id == minutes.id, Amendment.removed.is_(False), Amendment.status == PROPOSED
    )
    if work.orm.scalar(open_ones):
        raise Refused("conflict", N_("Some amendments have no answer yet. Accept or decline them first."))
    name = _name_of_approver(work, minutes)
    document = _version(work, minutes, name, words)
    work.add(document)
    work.orm.flush()
    work.job("document.render", {"document": document.id})
    work.change(
        minutes,
        status=APPROVED,
        version=document.version,
        document_id=document.id,
        approved_at=work.now,
        approved_seat_id=work.actor.seat,
        approved_name=name,
        approved_words=words,
        sent_at=None,
        sent_to=0,
    )
    return {"document": document.id, "version": document.version}


def reopen(work: Work, minutes: Minutes, payload: TheMinutes) -> dict[str, Any]:
    """Begin the next version of approved minutes; the one before stays as it was given out."""
    if minutes.status != APPROVED:
        raise Refused("conflict", N_("These minutes are open already."))
    work.change(
        minutes,
        status=DRAFT,
        amend_until=None,
        approved_at=None,
        approved_seat_id=None,
        approved_name="",
        approved_words="",
    )
    leave_reopened(work, minutes)
    return {"minutes": minutes.id}


def send(work: Work, minutes: Minutes, payload: SendMinutes) -> dict[str, Any]:
    """Mail the version approved last to those who were there, and to those who were asked to come and missed
    it. It can be sent while the next one is being corrected.
    """
    if minutes.document_id is None:
        raise Refused("conflict", N_("Only approved minutes are sent."))
    if minutes.sent_at is not None and not payload.again:
        raise Refused("conflict", N_("These minutes have been sent already."))
    link = link_to_approved(minutes)
    to = readers(work.orm, minutes)
    count = sum(write_to(work, minutes, kind, to[kind], link) for kind in (THERE, MISSED))
    work.change(minutes, sent_at=work.now, sent_to=count)
    return {"mails": count}


def name_approver(work: Work, target: None, payload: NameApprover) -> dict[str, Any]:
    """Say who approves the minutes of this programme: a role, or one person."""
    if payload.role not in APPROVERS:
        raise Refused("invalid", N_("Choose who approves the minutes."), field="role")
    seat = None
    if payload.seat is not None:
        seat = work.own(Seat, payload.seat)
        if seat.removed_at is not None or seat.session_id is not None:
            raise Refused("invalid", N_("Choose somebody with a seat of their own."), field="seat")
    programme = work.orm.get_one(Programme, work.programme)
    work.change(programme, minutes_approver=payload.role, minutes_approver_seat=seat.id if seat else None)
    return {"role": payload.role, "seat": programme.minutes_approver_seat}


def link_to(minutes: Minutes) -> str:
    """The path of the page where minutes are read and amended."""
    return f"/p/{minutes.programme.slug}/sessions/{minutes.session_id}/minutes"


def _version(work: Work, minutes: Minutes, name: str, words: str) -> DocumentRow:
    """The document as it stands now: what is in it and not left out, with who approved it at its end."""
    standing = [block for block in blocks_of(work, minutes) if block.stands]
    blocks = without_emptied(_read(block) for block in standing)
    line = work.translate(_SIGNED, minutes.language)
    day = full_date(today_at(minutes, work.now), minutes.language)
    blocks = [*fitting_levels(blocks), signed(line % {"date": day}, name, words)]
    versions = select(func.max(DocumentRow.version)).where(
        DocumentRow.session_id == minutes.session_id, DocumentRow.kind == "minutes"
    )
    content = dict(minutes.frame or {})
    content |= {
        "blocks": [block_to_json(block) for block in blocks],
        "status": APPROVED,
        "version": (work.orm.scalar(versions) or 0) + 1,
    }
    if is_simulated(content["blocks"]):
        content["simulated"] = True
    from_json(content)  # refused here rather than by whoever makes the files
    return DocumentRow(
        programme_id=minutes.programme_id,
        session_id=minutes.session_id,
        kind="minutes",
        title=content["title"],
        language=minutes.language,
        version=content["version"],
        status=APPROVED,
        simulated=content.get("simulated", False),
        content=content,
        sources=sources_of(filter(None, map(_source, standing))),
        created_at=work.now,
    )


def _read(block: MinutesBlock) -> tuple[str, Block, bool]:
    """A block's key, the block as the document has it, and whether there is anything in it to read."""
    content = block_from_json(block.content)
    shown = as_read(content, block.points_left_out or ())
    return block.key, shown or content, shown is not None


def _source(block: MinutesBlock) -> tuple[str, dict[str, Any], dict[str, Any]] | None:
    """A block's key, what the data gave, and what is read of it; None where that is nothing."""
    shown = as_read(block_from_json(block.content), block.points_left_out or ())
    if shown is None:
        return None
    return block.key, block.fresh or block.drafted or block.content, block_to_json(shown)


def _name_of_approver(work: Work, minutes: Minutes) -> str:
    """By name if they may be named in documents, or else by what they are."""
    seat = work.seat()
    listed = answers(work.orm, [seat.id]).get(seat.id, {}).get(LISTED)
    if may_be_named(listed, seat.role, simulated=seat.simulated):
        return seat.name
    return work.translate(ROLE_NAMES[seat.role], minutes.language)


def _require_held(minutes: Minutes, today: dt.date) -> None:
    """A session that nobody led with the program is held on its day all the same."""
    session = minutes.session
    if session.status == PLANNED and (session.date is None or session.date > today):
        raise Refused("conflict", N_("This session lies ahead: its minutes are approved once it was held."))


def _require_drafted(minutes: Minutes) -> None:
    if minutes.frame is None:
        raise Refused("conflict", N_("The first draft is still being made. Try again in a moment."))
