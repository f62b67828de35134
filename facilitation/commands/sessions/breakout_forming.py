"""Forming the groups of a round: who sits with whom, and a board of its own for each group."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from facilitation.commands.sessions.breakout_people import (
    Someone,
    insert_member,
    members_of,
    seats_by_group,
)
from facilitation.commands.work import Work
from facilitation.domain import boards, breakouts
from facilitation.domain.errors import N_, Refused
from facilitation.domain.small_cities import crowded
from facilitation.domain.steps import BREAKOUTS
from facilitation.store.boards import Area, Board, Note
from facilitation.store.breakouts import Breakout, BreakoutMember, BreakoutRound
from facilitation.store.sessions import Block, Session

_GROUP = N_("Group %(number)s")
_AREA, _HINT = N_("Our thoughts"), N_("One thought on each note")


def new_round(
    work: Work, session: Session, block: Block, position: int, grouping: dict[str, Any], minutes: int | None
) -> BreakoutRound:
    """A round of a block's step without any groups yet. `grouping` is as a step keeps it."""
    round = BreakoutRound(
        session=session,
        block_id=block.id,
        position=position,
        way=grouping["by"],
        size=grouping["size"],
        minutes=minutes or None,
        status=breakouts.PREPARED,
        reported=False,
        removed=False,
        created_at=work.now,
    )
    work.orm.add(round)
    work.orm.flush()
    return round


def form(
    work: Work, session: Session, round: BreakoutRound, people: Sequence[Someone], least: int = 0
) -> None:
    """Give a round the groups that its way and size make of these people, and so many at least.

    Groups that it has already keep their name, place and board, as far as they are still needed; one on whose
    board somebody has written stays, with nobody in it if need be.
    """
    by_seat = {one.seat: one for one in people}
    groups = [[by_seat[one.seat] for one in group] for group in _grouped(work, session, round, people)]
    standing = groups_of(work, round)
    written = _written(work, standing)
    groups += [[] for _ in range(max(least, len(written)) - len(groups))]
    if len(groups) > breakouts.GROUPS_MOST:
        raise Refused(
            "too_large", N_("A round has at most %(most)s groups."), field="size", most=breakouts.GROUPS_MOST
        )
    standing.sort(key=lambda one: one.board_id not in written)
    for breakout in standing[len(groups) :]:
        remove_group(work, breakout)
    for members in members_of(work, round).values():
        for member in members:
            work.change(member, removed=True)
    standing = sorted(standing[: len(groups)], key=lambda one: (one.position, one.id))
    made = [*standing, *add_groups(work, session, round, len(groups) - len(standing))]
    earlier = _earlier(work, round)
    for breakout, group in zip(made, groups, strict=True):
        for one in group:
            back = earlier.get((breakout.id, one.seat))
            if back is None:
                insert_member(work, session, round, breakout.id, one)
            else:
                work.change(back, removed=False, name=one.name, city=one.person.city)
        if breakout.rapporteur_id not in {one.seat for one in group}:
            work.change(breakout, rapporteur_id=None)
    work.orm.flush()


def _written(work: Work, groups: Sequence[Breakout]) -> set[int]:
    """The boards of these groups on which somebody has written, also what can be brought back."""
    boards = [one.board_id for one in groups]
    return set(work.orm.scalars(select(Note.board_id).where(Note.board_id.in_(boards))))


def _earlier(work: Work, round: BreakoutRound) -> dict[tuple[int, int], BreakoutMember]:
    """Whoever has been in a group of the round before, by group and seat."""
    work.orm.flush()
    query = select(BreakoutMember).where(BreakoutMember.round_id == round.id)
    return {(one.breakout_id, one.seat_id): one for one in work.orm.scalars(query)}


def _grouped(
    work: Work, session: Session, round: BreakoutRound, people: Sequence[Someone]
) -> list[breakouts.Group]:
    persons = [one.person for one in people]
    if round.way in (breakouts.KEEP, breakouts.MERGE):
        before = round_before(work, session, round)
        if before is not None:
            groups = seats_by_group(work, before)
            if round.way == breakouts.KEEP:
                return breakouts.kept(groups, persons, before.way)
            return breakouts.merged(groups, persons, round.size)
    # By hand nobody is put anywhere before somebody does so; what nobody has prepared is mixed.
    seed = zlib.crc32(f"{session.uid}:{round.id}:{work.now.isoformat()}".encode())
    return breakouts.formed(round.way, persons, round.size, seed)


def round_before(work: Work, session: Session, round: BreakoutRound) -> BreakoutRound | None:
    """The round whose groups go on in this one: the one before it in the running order."""
    places = {block.id: place for place, block in enumerate(session.blocks)}
    here = (places.get(round.block_id, 0), round.position)
    query = select(BreakoutRound).where(
        BreakoutRound.session_id == session.id,
        BreakoutRound.removed.is_(False),
        BreakoutRound.id != round.id,
    )
    before = [
        one
        for one in work.orm.scalars(query)
        if one.block_id in places and (places[one.block_id], one.position) < here
    ]
    return max(before, key=lambda one: (places[one.block_id], one.position), default=None)


def groups_of(work: Work, round: BreakoutRound) -> list[Breakout]:
    """The groups of a round that stand, in their order."""
    work.orm.flush()
    query = (
        select(Breakout)
        .where(Breakout.round_id == round.id, Breakout.removed.is_(False))
        .order_by(Breakout.position, Breakout.id)
    )
    return list(work.orm.scalars(query))


def remove_group(work: Work, breakout: Breakout) -> None:
    """A group is gone, with its board; nobody is in it any more."""
    query = select(BreakoutMember).where(
        BreakoutMember.breakout_id == breakout.id, BreakoutMember.removed.is_(False)
    )
    for member in work.orm.scalars(query).all():
        work.change(member, removed=True)
    work.change(breakout, removed=True, rapporteur_id=None, code=None)
    work.change(work.orm.get_one(Board, breakout.board_id), removed=True)


def add_groups(work: Work, session: Session, round: BreakoutRound, count: int) -> list[Breakout]:
    """More groups for a round, each with a board; boards and groups are written by a few statements."""
    if count <= 0:
        return []
    present = groups_of(work, round)
    first = max((one.position for one in present), default=0) + 1
    titles = [work.translate(_GROUP, session.language) % {"number": first + place} for place in range(count)]
    made = _boards(work, session, round, titles)
    for place, (title, board) in enumerate(zip(titles, made, strict=True)):
        work.orm.insert(
            Breakout, session, round_id=round.id, board_id=board.id, position=first + place, title=title
        )
    return groups_of(work, round)[len(present) :]


def _boards(work: Work, session: Session, round: BreakoutRound, titles: Sequence[str]) -> list[Board]:
    """Boards with the areas, question and settings of the block's own, as far as it has one.

    Who is in a small group writes and sorts in the open, and sees the votes as they come.
    """
    block = work.orm.get_one(Block, round.block_id)
    own = work.orm.get(Board, block.board_id) if block.board_id is not None else None
    settings = boards.BoardSettings.from_json(own.settings) if own else boards.BoardSettings()
    kept = settings.to_json() | {"votes_hidden": False}
    areas, layout = _areas(work, session, block, round, own)
    made = [
        Board(
            programme_id=session.programme_id,
            session_id=session.id,
            title=title,
            question=block.question or block.title,
            stage=boards.WRITE_OPENLY,
            hides_text=False,
            locked=False,
            settings=dict(kept),
            layout=layout,
            crowded=[],
            notes_made=0,
            of_breakout=True,
            areas=[Area(**area, position=number) for number, area in enumerate(areas, start=1)],
        )
        for title in titles
    ]
    work.orm.add_all(made)
    work.orm.flush()
    return made


def _areas(
    work: Work, session: Session, block: Block, round: BreakoutRound, own: Board | None
) -> tuple[list[dict[str, Any]], str]:
    """The areas of each group's board, and how they lie: the step's, else the block's, else one."""
    named = grouping_of(block, round.position).get("areas")
    if named:
        return [{"title": one["title"], "hint": one["hint"]} for one in named], boards.COLUMNS
    if own is not None and own.areas:
        areas = [{"title": one.title, "hint": one.hint, "place": one.place} for one in own.areas]
        return areas, own.layout
    words = {"title": _AREA, "hint": _HINT}
    return [{name: work.translate(text, session.language) for name, text in words.items()}], boards.COLUMNS


def grouping_of(block: Block, position: int) -> dict[str, Any]:
    """What the block's `position`-th step about small groups, from 1 on, says of them."""
    steps = [one for one in block.steps if one["stage"] == BREAKOUTS]
    step = steps[position - 1] if 0 < position <= len(steps) else {}
    return step.get("grouping") or breakouts.usual_grouping()


def show_cities(work: Work, round: BreakoutRound) -> None:
    """On boards without names a city shows once it is no name in its group (domain/small_cities.py)."""
    query = (
        select(Board, Breakout.id)
        .join(Breakout, Breakout.board_id == Board.id)
        .where(Breakout.round_id == round.id, Breakout.removed.is_(False))
    )
    hiding = [
        (board, breakout)
        for board, breakout in work.orm.execute(query.order_by(Board.id))
        if board.settings.get("authors") == "city"
    ]
    groups = members_of(work, round) if hiding else {}
    for board, breakout in hiding:
        counted = Counter(member.city for member in groups[breakout] if member.city is not None)
        many = crowded(counted)
        if not set(many) <= set(board.crowded):
            work.change(board, crowded=sorted({*board.crowded, *many}))
