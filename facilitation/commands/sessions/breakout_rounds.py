"""Handlers of rounds of small groups: prepare, form, open, call back, end; and what a session's steps do.

Coming to a step about small groups opens the round that was prepared for it, or one that is formed on the
spot; leaving it ends the round. So who presses nothing but Next leads groups as well.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.sessions.breakout_forming import (
    add_groups,
    form,
    grouping_of,
    groups_of,
    new_round,
    remove_group,
    show_cities,
)
from facilitation.commands.sessions.breakout_people import (
    bring_together,
    forget_round_under_way,
    people_expected,
    people_in_room,
    place_all,
    round_under_way,
)
from facilitation.commands.work import Work
from facilitation.domain import boards, breakouts, sessions
from facilitation.domain.errors import N_, Refused
from facilitation.domain.names import clean_name_or_none
from facilitation.domain.steps import BREAKOUTS, STEP_LONGEST, Step
from facilitation.domain.texts import clean_optional
from facilitation.store.boards import Board
from facilitation.store.breakouts import Breakout, BreakoutRound
from facilitation.store.jobs import Job
from facilitation.store.sessions import Block, Session

_BEGUN = N_("These groups have met already. Move people one by one.")
_OTHERS = N_("These groups are not meeting at the moment.")


class PrepareRound(msgspec.Struct):
    """`position`: for which of the block's steps about small groups, from 1 on.

    What isn't named is as the step says. `groups`: so many at least, also where nobody is known yet.
    """

    session: int
    block: int
    position: int = 1
    by: str | None = None
    size: int | None = None
    groups: int = 0
    minutes: int | None = None
    title: str = ""


class FormRound(msgspec.Struct):
    round: int
    by: str
    size: int
    groups: int = 0


class ChangeRound(msgspec.Struct):
    """Changes what is named."""

    round: int
    title: str | None = None
    minutes: int | None = None


class TheRound(msgspec.Struct):
    round: int


class CallBack(msgspec.Struct):
    round: int
    minutes: int = 2


class ReturnRound(msgspec.Struct):
    """`at`: the time, in ms since 1970, by which people were called back."""

    round: int
    at: int


class ReportRound(msgspec.Struct):
    """`breakout`: the group whose points are shown large, None for all of them alike."""

    round: int
    shown: bool = True
    breakout: int | None = None


class MessageAll(msgspec.Struct):
    round: int
    text: str


class AddGroup(msgspec.Struct):
    round: int


def prepare(work: Work, session: Session, payload: PrepareRound) -> dict[str, Any]:
    """Form the groups of a step before it begins: of who is there, and who registered."""
    sessions.require_can_run(session.standing)
    block = next((one for one in session.blocks if one.id == payload.block), None)
    if block is None:
        raise Refused("invalid", N_("This step is not in the session."), field="block")
    steps = [one for one in block.steps if one["stage"] == BREAKOUTS]
    if not 1 <= payload.position <= len(steps):
        raise Refused("invalid", N_("This part has no such step with small groups."), field="position")
    if _for_step(work, block, payload.position) is not None:
        raise Refused("conflict", N_("Groups are prepared for this step already."), field="position")
    grouping = dict(grouping_of(block, payload.position))
    if payload.by is not None:
        grouping["by"] = breakouts.clean_way(payload.by)
    if payload.size is not None:
        grouping["size"] = breakouts.clean_size(payload.size)
    minutes = payload.minutes if payload.minutes is not None else steps[payload.position - 1]["minutes"]
    least = _count(payload.groups)
    title = clean_name_or_none(payload.title, "title", breakouts.TITLE_LENGTH) or ""
    round = new_round(work, session, block, payload.position, grouping, _minutes(minutes))
    round.title = title
    _form(work, session, round, least)
    return {"round": round}


def form_again(work: Work, round: BreakoutRound, payload: FormRound) -> dict[str, Any]:
    """Form the groups anew, in this way, while they haven't met. Their names, places and boards stay."""
    breakouts.require_status(round.status, (breakouts.PREPARED,), _BEGUN)
    least = _count(payload.groups)
    work.change(round, way=breakouts.clean_way(payload.by), size=breakouts.clean_size(payload.size))
    _form(work, round.session, round, least)
    return {"round": round}


def _form(work: Work, session: Session, round: BreakoutRound, least: int) -> None:
    """By hand nobody is put anywhere before somebody does so."""
    by_hand = round.way == breakouts.HAND
    people = [] if by_hand else people_expected(work, session)
    form(work, session, round, people, least or (2 if by_hand or not people else 0))


def change(work: Work, round: BreakoutRound, payload: ChangeRound) -> dict[str, Any]:
    """Name a round, or give it another length; while it is under way its time ends accordingly."""
    if payload.title is not None:
        title = clean_name_or_none(payload.title, "title", breakouts.TITLE_LENGTH) or ""
        work.change(round, title=title)
    if payload.minutes is not None:
        minutes = _minutes(payload.minutes)
        work.change(round, minutes=minutes)
        if round.status == breakouts.OPEN and round.opened_at is not None:
            work.change(round, ends_at=_after(round.opened_at, minutes))
    return {"round": round}


def open_now(work: Work, round: BreakoutRound, payload: TheRound) -> dict[str, Any]:
    """Send everybody into their groups, with a group for those who have none. Another open round ends."""
    sessions.require_running(round.session.status)
    if round.status != breakouts.OPEN:
        begin(work, round.session, round)
    return {"round": round}


def call_back(work: Work, round: BreakoutRound, payload: CallBack) -> dict[str, Any]:
    """Ask all groups to come back in so many minutes; then the round ends by itself."""
    breakouts.require_status(round.status, breakouts.UNDER_WAY, _OTHERS)
    wait = dt.timedelta(minutes=max(0, min(payload.minutes, 10_000)))
    if payload.minutes < 0 or wait > breakouts.CALL_LONGEST:
        raise Refused("invalid", N_("Call people back within half an hour."), field="minutes")
    if not wait:
        finish(work, round.session, round)
        return {"round": round}
    work.change(round, status=breakouts.CALLED, ends_at=work.now + wait)
    at = round.ends_at
    assert at is not None
    work.orm.add(
        Job(
            programme_id=work.programme,
            kind="breakouts.return",
            payload={"round": round.id, "at": _ms(at)},
            run_after=at,
        )
    )
    return {"round": round}


def return_called(work: Work, round: BreakoutRound, payload: ReturnRound) -> dict[str, Any]:
    """The time is up by which people were called back, unless it was changed since."""
    due = round.status == breakouts.CALLED and round.ends_at is not None and _ms(round.ends_at) == payload.at
    if due:
        finish(work, round.session, round)
    return {"ended": due}


def end(work: Work, round: BreakoutRound, payload: TheRound) -> dict[str, Any]:
    """Call everybody back at once."""
    breakouts.require_status(round.status, (*breakouts.UNDER_WAY, breakouts.ENDED), _OTHERS)
    if round.status != breakouts.ENDED:
        finish(work, round.session, round)
    return {"round": round}


def remove(work: Work, round: BreakoutRound, payload: TheRound) -> dict[str, Any]:
    """Take prepared groups away; the step forms its own then. Groups that have met stay."""
    breakouts.require_status(
        round.status, (breakouts.PREPARED,), N_("These groups have met. What they wrote stays.")
    )
    for breakout in groups_of(work, round):
        remove_group(work, breakout)
    work.change(round, removed=True)
    return {"round": round}


def report(work: Work, round: BreakoutRound, payload: ReportRound) -> dict[str, Any]:
    """Let everybody read what the groups bring back, or not yet."""
    breakouts.require_status(
        round.status, (*breakouts.UNDER_WAY, breakouts.ENDED), N_("These groups have not met yet.")
    )
    if payload.breakout is not None and payload.breakout not in {one.id for one in groups_of(work, round)}:
        raise Refused("invalid", N_("This group is not in the round."), field="breakout")
    work.change(round, reported=payload.shown, highlight=payload.breakout if payload.shown else None)
    return {"round": round}


def message_all(work: Work, round: BreakoutRound, payload: MessageAll) -> dict[str, Any]:
    """Tell all groups something; an empty message takes the last one away."""
    text = clean_optional(payload.text, field="text", limit=breakouts.MESSAGE_LENGTH)
    for breakout in groups_of(work, round):
        work.change(breakout, message=text)
    return {"round": round}


def add_group(work: Work, round: BreakoutRound, payload: AddGroup) -> dict[str, Any]:
    """One more group, empty, with a board of its own."""
    breakouts.require_status(
        round.status, (breakouts.PREPARED, *breakouts.UNDER_WAY), N_("These groups are over.")
    )
    if len(groups_of(work, round)) >= breakouts.GROUPS_MOST:
        raise Refused(
            "too_large", N_("A round has at most %(most)s groups."), field="round", most=breakouts.GROUPS_MOST
        )
    return {"breakout": add_groups(work, round.session, round, 1)[0]}


def begin(work: Work, session: Session, round: BreakoutRound) -> None:
    """Let a round be under way: nobody in the room is without a group, every board can be written on."""
    forget_round_under_way(work, session)
    other = round_under_way(work, session)
    if other is not None and other is not round:
        finish(work, session, other)
    people = people_in_room(work, session)
    if round.way in (breakouts.HAND, breakouts.KEEP, breakouts.MERGE) or groups_of(work, round):
        place_all(work, session, round, people)
    if round.opened_at is None:
        bring_together(work, session, round, people)
    for board in _boards(work, round):
        if board.stage == boards.CLOSED:
            work.change(board, stage=boards.WRITE_OPENLY)
    work.change(
        round,
        status=breakouts.OPEN,
        opened_at=work.now,
        ended_at=None,
        ends_at=_after(work.now, round.minutes),
        reported=False,
        highlight=None,
    )
    show_cities(work, round)
    forget_round_under_way(work, session)


def finish(work: Work, session: Session, round: BreakoutRound) -> None:
    """Everybody comes back. Their boards can be read by those who were there, and written on a moment longer
    (domain/breakouts.GRACE): what a phone without network has kept is not lost."""
    work.change(round, status=breakouts.ENDED, ended_at=work.now, ends_at=None)
    forget_round_under_way(work, session)


# -- what a session's steps do -------------------------------------------------------------------------------


def open_for_step(work: Work, session: Session, block: Block, step: Step) -> None:
    """A session has come to a step about small groups: its round begins, or begins again."""
    place = next(number for number, one in enumerate(block.steps) if one is step)
    position = sum(one["stage"] == BREAKOUTS for one in block.steps[: place + 1])
    round = _for_step(work, block, position)
    if round is None:
        people = people_in_room(work, session)
        grouping = dict(grouping_of(block, position))
        grouping["size"] = max(grouping["size"], math.ceil(len(people) / breakouts.GROUPS_MOST))
        round = new_round(work, session, block, position, grouping, step["minutes"])
        form(work, session, round, people, least=1)
    begin(work, session, round)


def end_for_step(work: Work, session: Session) -> None:
    """A session goes on to another step: whoever is in a small group comes back."""
    forget_round_under_way(work, session)
    round = round_under_way(work, session)
    if round is not None:
        finish(work, session, round)


def report_for_step(work: Work, session: Session, block: Block, step: Step) -> None:
    """A session has come to the report: everybody may read what the groups of this block bring back.

    Where this block had none, it is those of the last round that was held.
    """
    work.orm.flush()
    query = (
        select(BreakoutRound)
        .where(
            BreakoutRound.session_id == session.id,
            BreakoutRound.removed.is_(False),
            BreakoutRound.opened_at.is_not(None),
        )
        .order_by(BreakoutRound.opened_at, BreakoutRound.id)
    )
    held = list(work.orm.scalars(query))
    for round in [one for one in held if one.block_id == block.id] or held[-1:]:
        work.change(round, reported=True)


def _for_step(work: Work, block: Block, position: int) -> BreakoutRound | None:
    work.orm.flush()
    query = select(BreakoutRound).where(
        BreakoutRound.block_id == block.id,
        BreakoutRound.position == position,
        BreakoutRound.removed.is_(False),
    )
    return work.orm.scalars(query).first()


def _boards(work: Work, round: BreakoutRound) -> list[Board]:
    query = (
        select(Board)
        .join(Breakout, Breakout.board_id == Board.id)
        .where(Breakout.round_id == round.id, Breakout.removed.is_(False))
    )
    return list(work.orm.scalars(query.order_by(Board.id)))


def _after(start: dt.datetime, minutes: int | None) -> dt.datetime | None:
    return start + dt.timedelta(minutes=minutes) if minutes else None


def _minutes(minutes: int | None) -> int | None:
    if minutes is not None and not 0 <= minutes <= STEP_LONGEST:
        raise Refused(
            "invalid", N_("A step takes at most %(most)s minutes."), field="minutes", most=STEP_LONGEST
        )
    return minutes or None


def _count(groups: int) -> int:
    if not 0 <= groups <= breakouts.GROUPS_MOST:
        raise Refused(
            "invalid", N_("A round has at most %(most)s groups."), field="groups", most=breakouts.GROUPS_MOST
        )
    return groups


def _ms(at: dt.datetime) -> int:
    return round(at.timestamp() * 1000)
