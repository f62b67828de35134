"""Handlers of minutes and the data they were made from: compare, take over what changed since, or keep."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.documents.documents import require_current
from facilitation.commands.documents.minutes_blocks import (
    UNDOABLE,
    TheBlock,
    TheMinutes,
    blocks_of,
    taking_part,
)
from facilitation.commands.placing import room_at
from facilitation.commands.work import Work
from facilitation.domain.corrections import taken_over
from facilitation.domain.documents import block_from_json, block_to_json, from_json
from facilitation.domain.errors import N_, Refused
from facilitation.domain.first_page import takes_part, with_corrections
from facilitation.domain.minutes import APPROVED, NEXT_SESSION, require_open
from facilitation.domain.points import as_read, carried
from facilitation.store.jobs import Job
from facilitation.store.minutes import Minutes, MinutesBlock
from facilitation.store.sessions import Session


class OpenMinutes(msgspec.Struct):
    session: int


class KeyedBlock(msgspec.Struct):
    key: str
    block: dict[str, Any]


class StoreCompared(msgspec.Struct):
    """What the data say now: `frame` is the document without its blocks, `revisions` are by subject."""

    minutes: int
    frame: dict[str, Any]
    revisions: dict[str, int]
    blocks: list[KeyedBlock]


def open_minutes(work: Work, session: Session, payload: OpenMinutes) -> dict[str, Any]:
    """Begin to correct the minutes of a session; the worker brings what the data say."""
    known = work.orm.scalars(select(Minutes).where(Minutes.session_id == session.id)).one_or_none()
    if known is not None:
        return {"minutes": known.id}
    minutes = Minutes(
        programme_id=work.programme,
        session=session,
        language=session.language,
        created_at=work.now,
    )
    work.add(minutes)
    work.orm.flush()
    _ask(work, minutes)
    return {"minutes": minutes.id}


def compare(work: Work, minutes: Minutes, payload: TheMinutes) -> dict[str, Any]:
    """Have the worker look at what the data say now."""
    require_open(minutes.status)
    waiting = select(Job).where(
        Job.programme_id == work.programme, Job.kind == "minutes.compare", Job.status == "waiting"
    )
    if not any(job.payload == {"minutes": minutes.id} for job in work.orm.scalars(waiting)):
        _ask(work, minutes)
    return {"minutes": minutes.id}


def _ask(work: Work, minutes: Minutes) -> None:
    work.job("minutes.compare", {"minutes": minutes.id})


def store_compared(work: Work, minutes: Minutes, payload: StoreCompared) -> dict[str, Any]:
    """Keep what the data say: as the blocks at first, later beside those that say something else."""
    if minutes.status == APPROVED:
        return {"changed": 0}
    from_json(payload.frame)  # what can't be read again is never kept
    for given in payload.blocks:
        block_from_json(given.block)
    require_current(work, payload.frame)
    query = select(MinutesBlock).where(MinutesBlock.minutes_id == minutes.id)
    known = {block.key: block for block in work.orm.scalars(query)}
    changed = 0
    if minutes.compared_at is None:
        for number, given in enumerate(payload.blocks, 1):
            _add(work, minutes, given, float(number), drafted=given.block)
        changed = len(payload.blocks)
    else:
        changed = _look_again(work, minutes, known, payload.blocks)
    work.change(minutes, frame=payload.frame, compared=payload.revisions, compared_at=work.now)
    return {"changed": changed}


def _look_again(work: Work, minutes: Minutes, known: dict[str, MinutesBlock], given: list[KeyedBlock]) -> int:
    changed = _offer_new(work, minutes, known, given)
    for one in given:
        if one.key in known:
            changed += _look_at(work, known[one.key], one.block)
    there = {one.key for one in given}
    for key, block in known.items():
        if key in there or block.removed or block.is_by_hand:
            continue
        if block.offered:  # it came and went before anybody took it over
            block.removed = True
        elif not block.gone and not block.left_out and block.drafted is not None:
            work.change(block, gone=True, fresh=None)
            changed += 1
    return changed


def _offer_new(work: Work, minutes: Minutes, known: dict[str, MinutesBlock], given: list[KeyedBlock]) -> int:
    """Put what is new in the data behind what it stands behind there, in its order; how much that was."""
    behind: dict[str | None, list[KeyedBlock]] = {}
    last = None
    for one in given:
        if one.key in known:
            last = one.key
        else:
            behind.setdefault(last, []).append(one)
    blocks = blocks_of(work, minutes)
    for key, new in behind.items():
        ahead = known.get(key or "")
        place = sum(one.position <= ahead.position for one in blocks) if ahead is not None else 0
        begins, step = room_at(work, blocks, place, len(new))
        blocks[place:place] = [
            _add(work, minutes, one, begins + number * step, offered=True)
            for number, one in enumerate(new, 1)
        ]
    return sum(map(len, behind.values()))


def _look_at(work: Work, block: MinutesBlock, now: dict[str, Any]) -> int:
    """Compare one block with what the data say of it; 1 where that is news.

    The next session is a fact of the calendar that nobody said in this one: unless somebody has reworded it,
    it is always that of now.
    """
    if block.key == NEXT_SESSION and block.content == block.drafted:
        work.change(block, content=now, drafted=now, fresh=None, gone=False)
        return 0
    if block.offered:
        work.change(block, content=now, removed=False)
        return 0
    if block.removed:
        work.change(block, content=now, drafted=None, fresh=None, removed=False, offered=True, gone=False)
        return 1
    news = now not in (block.drafted, block.content)
    if now == block.content:
        work.change(block, drafted=now)
    was = block.fresh
    work.change(block, fresh=now if news else None, gone=False)
    return int(news and was != now)


def _add(
    work: Work,
    minutes: Minutes,
    given: KeyedBlock,
    position: float,
    *,
    drafted: dict[str, Any] | None = None,
    offered: bool = False,
) -> MinutesBlock:
    row = MinutesBlock(
        minutes=minutes,
        key=given.key,
        position=position,
        content=given.block,
        drafted=drafted,
        offered=offered,
        removed=False,
    )
    work.orm.add(row)
    return row


def take_over(work: Work, block: MinutesBlock, payload: TheBlock) -> dict[str, Any]:
    """Put what the data say into the minutes. `lost` counts the corrections that don't fit it any more."""
    require_open(block.minutes.status)
    _require_news(block)
    work.undoable = UNDOABLE
    return {"block": block.id, "lost": _take(work, block)}


def take_over_all(work: Work, minutes: Minutes, payload: TheMinutes) -> dict[str, Any]:
    """The same for every block of which the data say something else, where no correction is lost by it."""
    require_open(minutes.status)
    work.undoable = UNDOABLE
    taken = left = 0
    for block in blocks_of(work, minutes):
        if block.fresh is not None and _together(block)[1]:
            left += 1
        elif block.fresh is not None or block.offered or block.gone:
            _take(work, block)
            taken += 1
    return {"taken": taken, "left": left}


def keep(work: Work, block: MinutesBlock, payload: TheBlock) -> dict[str, Any]:
    """Keep the minutes as they are, whatever the data say: asked again only when they change again."""
    require_open(block.minutes.status)
    _require_news(block)
    work.undoable = UNDOABLE
    if block.offered:
        work.change(block, offered=False, left_out=True, drafted=block.content)
    elif block.gone:
        work.change(block, gone=False, drafted=None)
    else:
        work.change(block, drafted=block.fresh, fresh=None)
    return {"block": block.id}


def _take(work: Work, block: MinutesBlock) -> int:
    if block.offered:
        work.change(block, offered=False, drafted=block.content)
        work.expect(block, "content")  # what is only offered is written anew by the data
        return 0
    if block.gone:
        work.change(block, gone=False, left_out=True)
        return 0
    content, lost = _together(block)
    before = block_from_json(block.drafted) if block.drafted is not None else None
    points = carried(before, block_from_json(block.fresh), block.points_left_out or ())
    work.change(block, content=content, drafted=block.fresh, fresh=None, points_left_out=points or None)
    if takes_part(block.key):
        _, passages = taking_part(work, block.minutes)
        work.change(block, content=block_to_json(with_corrections(passages, block.key)))
    if points and as_read(block_from_json(block.content), points) is None:
        work.change(block, left_out=True)
    return len(lost)


def _together(block: MinutesBlock) -> tuple[dict[str, Any], list[str]]:
    drafted = block_from_json(block.drafted) if block.drafted is not None else None
    made, lost = taken_over(drafted, block_from_json(block.content), block_from_json(block.fresh))
    return block_to_json(made), lost


def _require_news(block: MinutesBlock) -> None:
    if block.removed or not (block.offered or block.gone or block.fresh is not None):
        raise Refused("conflict", N_("The data say nothing new about this passage."))
