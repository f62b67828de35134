"""Handlers of one small group: its place and message, who is in it, who reports, its board's stage."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.sessions.breakout_forming import groups_of, remove_group, show_cities
from facilitation.commands.sessions.breakout_people import (
    join,
    leave,
    members_of,
    people_in_room,
    place_all,
    somebody,
)
from facilitation.commands.sessions.staging import bring_to_stage
from facilitation.commands.work import Work
from facilitation.domain import boards, breakouts
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.join_codes import new_code
from facilitation.domain.names import clean_name
from facilitation.domain.session_facts import clean_link, short_text
from facilitation.domain.texts import clean_optional
from facilitation.store.boards import Board
from facilitation.store.breakouts import Breakout, BreakoutMember
from facilitation.store.people import Seat
from facilitation.store.sessions import Attendance

#: What a group can be doing: it writes and sorts in the open, votes, and talks.
GROUP_STAGES = (boards.WRITE_OPENLY, boards.CLUSTER, boards.VOTE, boards.DISCUSS)


class ChangeGroup(msgspec.Struct):
    """Changes what is named."""

    breakout: int
    title: str | None = None
    place: str | None = None
    link: str | None = None


class TheGroup(msgspec.Struct):
    breakout: int


class MoveSeat(msgspec.Struct):
    breakout: int
    seat: int


class MessageGroup(msgspec.Struct):
    breakout: int
    text: str


class ChooseRapporteur(msgspec.Struct):
    """`seat` None: nobody yet."""

    breakout: int
    seat: int | None = None


class Volunteer(msgspec.Struct):
    breakout: int
    reports: bool = True


class GroupStage(msgspec.Struct):
    breakout: int
    stage: str


def change_group(work: Work, breakout: Breakout, payload: ChangeGroup) -> dict[str, Any]:
    """Name a group, or say where it meets: a table, a room, a video call."""
    _require_there(breakout)
    named: dict[str, Any] = {}
    if payload.title is not None:
        named["title"] = clean_name(payload.title, "title", breakouts.TITLE_LENGTH)
    if payload.place is not None:
        named["place"] = short_text(payload.place, "place", breakouts.PLACE_LENGTH)
    if payload.link is not None:
        named["link"] = clean_link(payload.link)
    work.change(breakout, **named)
    if "title" in named:
        work.change(work.orm.get_one(Board, breakout.board_id), title=named["title"])
    return {"breakout": breakout}


def remove(work: Work, breakout: Breakout, payload: TheGroup) -> dict[str, Any]:
    """Take a group away in which nobody has written; its people join the others."""
    _require_there(breakout)
    round = breakout.round
    if len(groups_of(work, round)) < 2:
        raise Refused("conflict", N_("A round keeps at least one group."), field="breakout")
    if work.orm.get_one(Board, breakout.board_id).notes_made:
        raise Refused("conflict", N_("This group has written something. It stays."), field="breakout")
    seats = [member.seat_id for member in members_of(work, round)[breakout.id]]
    remove_group(work, breakout)
    people = [somebody(work, breakout.session, work.own(Seat, seat)) for seat in seats]
    place_all(work, breakout.session, round, people)
    show_cities(work, round)
    return {"breakout": breakout}


def move(work: Work, breakout: Breakout, payload: MoveSeat) -> dict[str, Any]:
    """Put somebody into this group, from whichever they were in. What they wrote there stays."""
    _require_there(breakout)
    seat = work.own(Seat, payload.seat)
    if seat.removed_at is not None or seat.session_id not in (None, breakout.session_id):
        raise not_found()
    if breakout.session_id in (seat.ejected_from or ()):
        raise Refused("conflict", N_("They were asked to leave this session."), field="seat")
    held = select(BreakoutMember).where(
        BreakoutMember.round_id == breakout.round_id,
        BreakoutMember.seat_id == seat.id,
        BreakoutMember.removed.is_(False),
    )
    for member in work.orm.scalars(held).all():
        if member.breakout_id == breakout.id:
            return {"breakout": breakout}
        leave(work, member)
    there = people_in_room(work, breakout.session, seat.id)
    one = there[0] if there else somebody(work, breakout.session, seat)
    join(work, breakout.session, breakout.round, breakout.id, [one])
    show_cities(work, breakout.round)
    return {"breakout": breakout}


def take_out(work: Work, breakout: Breakout, payload: MoveSeat) -> dict[str, Any]:
    """Let somebody be in no group of this round."""
    _require_there(breakout)
    leave(work, _member(work, breakout, payload.seat))
    return {"breakout": breakout}


def message(work: Work, breakout: Breakout, payload: MessageGroup) -> dict[str, Any]:
    """Tell a group something; an empty message takes the last one away."""
    _require_there(breakout)
    text = clean_optional(payload.text, field="text", limit=breakouts.MESSAGE_LENGTH)
    work.change(breakout, message=text)
    return {"breakout": breakout}


def choose_rapporteur(work: Work, breakout: Breakout, payload: ChooseRapporteur) -> dict[str, Any]:
    """Say who reports for a group: one of its members."""
    _require_there(breakout)
    if payload.seat is not None:
        _member(work, breakout, payload.seat)
    work.change(breakout, rapporteur_id=payload.seat)
    return {"breakout": breakout}


def volunteer(work: Work, breakout: Breakout, payload: Volunteer) -> dict[str, Any]:
    """A member reports for their group, if nobody does yet; or no longer."""
    _require_there(breakout)
    member = _held(work, breakout, work.actor.seated_at)
    if member is None or breakout.round.status == breakouts.PREPARED:
        raise Refused("not_allowed", N_("You are not in this group."))
    if payload.reports:
        if breakout.rapporteur_id not in (None, member.seat_id):
            raise Refused("conflict", N_("Somebody else reports for your group already."), field="breakout")
        work.change(breakout, rapporteur_id=member.seat_id)
    elif breakout.rapporteur_id == member.seat_id:
        work.change(breakout, rapporteur_id=None)
    return {"breakout": breakout}


def set_stage(work: Work, breakout: Breakout, payload: GroupStage) -> dict[str, Any]:
    """Let a group write and sort, vote, or talk: for who reports for it, and who leads."""
    _require_there(breakout)
    if payload.stage not in GROUP_STAGES:
        raise Refused("invalid", N_("Choose one of the stages of a small group."), field="stage")
    if not work.actor.leads:
        round = breakout.round
        if not breakouts.takes_writing(round.status, round.ended_at, work.now):
            raise Refused("closed", breakouts.OVER)
    bring_to_stage(work, work.orm.get_one(Board, breakout.board_id, with_for_update=True), payload.stage)
    return {"breakout": breakout, "stage": payload.stage}


def invite(work: Work, breakout: Breakout, payload: TheGroup) -> dict[str, Any]:
    """Make a code with which people from outside join this session in this group; an earlier one ends."""
    _require_there(breakout)
    work.change(breakout, code=new_code())
    return {"breakout": breakout}


def uninvite(work: Work, breakout: Breakout, payload: TheGroup) -> dict[str, Any]:
    """The code of this group opens nothing any more; who came by it stays."""
    _require_there(breakout)
    work.change(breakout, code=None)
    return {"breakout": breakout}


def join_by_code(work: Work, session_id: int, breakout_id: int, attendance: Attendance) -> None:
    """A guest who has just been seated came with the code of one group: that is where they are."""
    breakout = work.orm.get(Breakout, breakout_id)
    if breakout is None or breakout.removed or breakout.session_id != session_id or breakout.code is None:
        raise not_found()
    if breakout.round.status == breakouts.ENDED:
        raise Refused("closed", breakouts.OVER)
    work.orm.flush()
    there = people_in_room(work, breakout.session, attendance.seat_id)
    join(work, breakout.session, breakout.round, breakout.id, there)
    show_cities(work, breakout.round)


def _require_there(breakout: Breakout) -> None:
    if breakout.removed or breakout.round.removed:
        raise not_found()


def _member(work: Work, breakout: Breakout, seat: int) -> BreakoutMember:
    member = _held(work, breakout, seat)
    if member is None:
        raise Refused("invalid", N_("They are not in this group."), field="seat")
    return member


def _held(work: Work, breakout: Breakout, seat: int) -> BreakoutMember | None:
    query = select(BreakoutMember).where(
        BreakoutMember.breakout_id == breakout.id,
        BreakoutMember.seat_id == seat,
        BreakoutMember.removed.is_(False),
    )
    return work.orm.scalars(query).one_or_none()
