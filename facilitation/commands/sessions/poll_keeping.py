"""How polls hang on the blocks of a session: made with them; opened, shown and closed with their steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import func, select

from facilitation.commands.sessions.crowds import people_by_city
from facilitation.commands.work import Work
from facilitation.domain import polls
from facilitation.domain.board_templates import PollTemplate
from facilitation.domain.sessions import ALL
from facilitation.domain.steps import Step
from facilitation.store.polls import Poll, PollAnswer, PollQuestion
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Block, Session

#: The settings that are words.
_WORDS = frozenset({"low_words", "high_words"})


def furnish_polls(
    work: Work, session: Session, block: Block, templates: Sequence[PollTemplate], say: Callable[[str], str]
) -> None:
    """Give a new block its polls. `say` gives the words of a template in the session."""
    for position, one in enumerate(templates, start=1):
        named = {name: say(value) if name in _WORDS else value for name, value in one.settings.items()}
        settings = polls.usual_settings(one.kind).changed(named, answered=False)
        new_poll(
            work,
            session,
            block,
            kind=one.kind,
            question=say(one.question),
            options=polls.new_options([say(option) for option in one.options]),
            settings=settings.to_json(),
            position=position,
        )


def templates_of(work: Work, block: Block) -> tuple[PollTemplate, ...]:
    """A block's polls as something to furnish another block with; no answers."""
    return tuple(
        PollTemplate(
            poll.kind,
            poll.question,
            tuple(option["text"] for option in poll.options),
            dict(poll.settings),
        )
        for poll in polls_of(work, block)
    )


def polls_of(work: Work, block: Block) -> list[Poll]:
    """A block's polls in their order."""
    query = select(Poll).where(Poll.block_id == block.id, Poll.removed.is_(False))
    return list(work.orm.scalars(query.order_by(Poll.position, Poll.id)))


def is_answered(work: Work, poll: Poll) -> bool:
    """Whether anybody has answered or asked; what was taken back counts, too: it may come again."""
    for model in (PollAnswer, PollQuestion):
        if work.orm.scalar(select(func.count()).select_from(model).where(model.poll_id == poll.id)):
            return True
    return False


def new_poll(work: Work, session: Session, block: Block, **columns: Any) -> Poll:
    work.orm.flush()
    return work.add(
        Poll(
            session=session,
            block_id=block.id,
            asked=[],
            hidden_words=[],
            status=polls.PREPARED,
            removed=False,
            **columns,
        )
    )


def open_now(work: Work, poll: Poll) -> None:
    asked = poll.asked
    if poll.kind == polls.CITIES:
        asked = _cities_asked(work, poll.session)
    work.change(poll, status=polls.OPEN, shown_at=None, asked=asked)


def show_now(work: Work, poll: Poll) -> None:
    work.change(poll, status=polls.SHOWN, shown_at=poll.shown_at or work.now)


def close_now(work: Work, poll: Poll) -> None:
    work.change(poll, status=polls.CLOSED)


def _cities_asked(work: Work, session: Session) -> list[str]:
    """The cities that the session is for, and those that are in the room."""
    programme = work.orm.get_one(Programme, session.programme_id)
    meant = {city.code for city in (programme.cities if session.for_whom == ALL else session.cities)}
    return sorted(meant | people_by_city(work, session).keys())


def ask_here(work: Work, session: Session, block: Block, step: Step) -> None:
    """The questions of a block are open for answers."""
    for poll in polls_of(work, block):
        open_now(work, poll)


def show_here(work: Work, session: Session, block: Block, step: Step) -> None:
    """What the answers of a block come to is shown; what nobody was asked stays prepared."""
    for poll in polls_of(work, block):
        if poll.status != polls.PREPARED:
            show_now(work, poll)


def close_here(work: Work, session: Session, block: Block, step: Step) -> None:
    """The questions of a block take no more answers."""
    for poll in polls_of(work, block):
        if poll.status != polls.PREPARED:
            close_now(work, poll)
