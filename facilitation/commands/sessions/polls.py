"""Handlers of polls as they are prepared and led: put into a block, worded, moved, opened, shown, closed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.sessions.plan_log import log_plan
from facilitation.commands.sessions.planning import block_of
from facilitation.commands.sessions.poll_keeping import (
    close_now,
    is_answered,
    new_poll,
    open_now,
    polls_of,
    show_now,
)
from facilitation.commands.work import Work
from facilitation.domain import plans, polls, sessions
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.steps import ASK, RESULTS, step
from facilitation.store.polls import Poll, PollAnswer
from facilitation.store.sessions import Block, Session


class PollSetting(msgspec.Struct):
    """What isn't named stays, or has the default of the kind (domain/polls.PollSettings)."""

    by: str | None = None
    most: int | None = None
    low: int | None = None
    high: int | None = None
    low_words: str | None = None
    high_words: str | None = None
    skip: bool | None = None
    live: bool | None = None


class AddPoll(msgspec.Struct):
    """Without a `block` it belongs to the one that runs. With `open` it takes answers at once."""

    session: int
    kind: str
    question: str
    block: int | None = None
    options: list[str] = []
    settings: PollSetting | None = None
    open: bool = False


class ChangePoll(msgspec.Struct):
    """Changes what is named. `was`: by field the values that the writer began from."""

    poll: int
    kind: str | None = None
    question: str | None = None
    options: list[str] | None = None
    settings: PollSetting | None = None
    was: dict[str, Any] = {}


class MovePoll(msgspec.Struct):
    """`to`: the place among the block's polls, from 1 on."""

    poll: int
    to: int


class ThePoll(msgspec.Struct):
    poll: int


class TheWord(msgspec.Struct):
    poll: int
    word: str


def add_poll(work: Work, session: Session, payload: AddPoll) -> dict[str, Any]:
    """Prepare a question for a block, or (with `open`) ask it on the spot."""
    sessions.require_can_run(session.status)
    number = session.block_id if payload.block is None else payload.block
    if number is None:
        raise Refused("conflict", N_("Start the session first, or choose a part for this."), field="block")
    block = block_of(session, number)
    present = polls_of(work, block)
    if len(present) >= polls.POLLS_MOST:
        raise Refused(
            "too_large", N_("A part has at most %(most)s polls."), field="question", most=polls.POLLS_MOST
        )
    kind = polls.require_kind(payload.kind)
    question = polls.clean_question(payload.question)
    options = polls.new_options(polls.clean_options(kind, payload.options))
    settings = polls.usual_settings(kind).changed(_named(payload.settings), answered=False)
    log_plan(work, session)
    poll = new_poll(
        work,
        session,
        block,
        kind=kind,
        question=question,
        options=options,
        settings=settings.to_json(),
        position=len(present) + 1,
    )
    work.expect(poll, "kind", "question", "options", "settings")
    if not payload.open and block.board_id is None and not block.steps and block.started_at is None:
        # So that "Next" alone leads through what is asked here.
        work.change(block, steps=[step(ASK), step(RESULTS)])
    if payload.open:
        sessions.require_running(session.status)
        open_now(work, poll)
    work.expect(poll, "status")
    return {"poll": poll}


def change_poll(work: Work, poll: Poll, payload: ChangePoll) -> dict[str, Any]:
    """Word a poll anew; its kind, and the number of its options, while nobody has answered."""
    _require_there(poll)
    answered = is_answered(work, poll)
    if payload.kind is not None and payload.kind != poll.kind and answered:
        raise Refused(
            "conflict",
            N_("People have answered already, so this stays. Its words can still be corrected."),
            field="kind",
        )
    kind = poll.kind if payload.kind is None else polls.require_kind(payload.kind)
    named: dict[str, Any] = {"kind": kind}
    if payload.question is not None:
        named["question"] = polls.clean_question(payload.question)
    if payload.options is not None or kind != poll.kind:
        given = payload.options if payload.options is not None else [one["text"] for one in poll.options]
        texts = polls.clean_options(kind, given)
        make = polls.reworded if answered else _renewed
        named["options"] = make(poll.options, texts)
    begun = polls.PollSettings.from_json(poll.settings)
    if kind != poll.kind:
        begun = polls.usual_settings(kind)
    named["settings"] = begun.changed(_named(payload.settings), answered=answered).to_json()
    for field in ("question", "kind"):
        if field in payload.was:
            wanted = named.get(field, getattr(poll, field))
            plans.require_unchanged(field, payload.was[field], getattr(poll, field), wanted)
    log_plan(work, poll.session)
    work.change(poll, **named)
    return {"poll": poll}


def move_poll(work: Work, poll: Poll, payload: MovePoll) -> dict[str, Any]:
    """Give a poll another place among those of its block."""
    _require_there(poll)
    present = {one.id: one for one in polls_of(work, work.orm.get_one(Block, poll.block_id))}
    ids = plans.placed(list(present), poll.id, payload.to, 1)
    log_plan(work, poll.session)
    for position, number in enumerate(ids, start=1):
        work.change(present[number], position=position)
    return {"poll": poll, "place": payload.to}


def remove_poll(work: Work, poll: Poll, payload: ThePoll) -> dict[str, Any]:
    """Take a poll out of its block while nobody has answered; `plan.undo` brings it back."""
    _require_there(poll)
    if is_answered(work, poll):
        raise Refused(
            "conflict", N_("People have answered this already, so it can't be removed. Close it instead.")
        )
    log_plan(work, poll.session)
    work.change(poll, removed=True)
    return {"poll": poll}


def open_poll(work: Work, poll: Poll, payload: ThePoll) -> dict[str, Any]:
    """Let people answer. What the answers come to is hidden again until it is shown."""
    _require_there(poll)
    sessions.require_running(poll.session.status)
    open_now(work, poll)
    return {"poll": poll}


def show_poll(work: Work, poll: Poll, payload: ThePoll) -> dict[str, Any]:
    """Show everybody what the answers come to; from now on no more are taken (but questions, and cities')."""
    _require_there(poll)
    sessions.require_running(poll.session.status)
    if poll.status == polls.PREPARED:
        raise Refused("conflict", N_("Open it first: nobody could answer yet."))
    show_now(work, poll)
    return {"poll": poll}


def close_poll(work: Work, poll: Poll, payload: ThePoll) -> dict[str, Any]:
    """Take no more answers. What was shown stays shown."""
    _require_there(poll)
    if poll.status == polls.PREPARED:
        raise Refused("conflict", N_("Open it first: nobody could answer yet."))
    close_now(work, poll)
    return {"poll": poll}


def hide_word(work: Work, poll: Poll, payload: TheWord) -> dict[str, Any]:
    """Show an open word to nobody but those who lead, whoever wrote it and how often."""
    _require_there(poll)
    key = polls.word_key(payload.word)
    if key not in poll.hidden_words and key in _words(work, poll):
        work.change(poll, hidden_words=[*poll.hidden_words, key])
    return {"poll": poll}


def show_word(work: Work, poll: Poll, payload: TheWord) -> dict[str, Any]:
    """Show a hidden word again."""
    _require_there(poll)
    key = polls.word_key(payload.word)
    work.change(poll, hidden_words=[one for one in poll.hidden_words if one != key])
    return {"poll": poll}


def _renewed(present: Sequence[polls.Option], texts: Sequence[str]) -> list[polls.Option]:
    return polls.new_options(texts, present)


def _words(work: Work, poll: Poll) -> set[str]:
    if poll.kind != polls.WORD:
        return set()
    choices = work.orm.scalars(select(PollAnswer.choice).where(PollAnswer.poll_id == poll.id))
    return {polls.word_key(choice["text"]) for choice in choices}


def _require_there(poll: Poll) -> None:
    if poll.removed:
        raise not_found()


def _named(given: PollSetting | None) -> dict[str, Any]:
    return {k: v for k, v in msgspec.structs.asdict(given).items() if v is not None} if given else {}
