"""Answers, questions and turns of somebody who is called otherwise, whose seats become one, or who goes."""

from __future__ import annotations

from sqlalchemy import select

from facilitation.commands.work import Work
from facilitation.domain import polls
from facilitation.domain.turns import SPEAKING
from facilitation.store.people import Seat
from facilitation.store.polls import Poll, PollAnswer, PollQuestion, QuestionSupport, SpeakingTurn
from facilitation.store.sessions import Session

# None of this is by work.change: it is no change that anybody takes back.


def rename_in_polls(work: Work, session: Session, seat: int, name: str, city: str | None) -> None:
    """Let what a guest answered and asked follow the name and city that they correct.

    The answer of a city stays that city's; and where no name or city stands, none comes.
    """
    here = PollAnswer.session_id == session.id, PollAnswer.seat_id == seat
    kinds = select(PollAnswer, Poll.kind).join(Poll, Poll.id == PollAnswer.poll_id).where(*here)
    for answer, kind in work.orm.execute(kinds.order_by(PollAnswer.id)):
        answer.author = name if answer.author is not None else None
        if kind != polls.CITIES:
            answer.city = city if answer.city is not None else None
    asked = select(PollQuestion).where(PollQuestion.session_id == session.id, PollQuestion.seat_id == seat)
    for question in work.orm.scalars(asked.order_by(PollQuestion.id)):
        if question.author is not None:
            question.author, question.city = name, city
    turns = select(SpeakingTurn).where(SpeakingTurn.session_id == session.id, SpeakingTurn.seat_id == seat)
    for turn in work.orm.scalars(turns.order_by(SpeakingTurn.id)):
        turn.name, turn.city = name, city


def move_polls(work: Work, guest: Seat, into: Seat) -> None:
    """A guest's answers become the member's; where both answered the same, the member's own stands."""
    standing = PollAnswer.seat_id == into.id, PollAnswer.removed.is_(False)
    answered = set(work.orm.scalars(select(PollAnswer.poll_id).where(*standing)))
    _give_up(work, into, guest)
    kinds = select(PollAnswer, Poll.kind).join(Poll, Poll.id == PollAnswer.poll_id)
    for answer, kind in work.orm.execute(
        kinds.where(PollAnswer.seat_id == guest.id).order_by(PollAnswer.id)
    ).all():
        if answer.poll_id in answered and kind != polls.CITIES:
            answer.removed, answer.seat_id = True, None
        else:
            answer.seat_id = into.id
    for question in work.orm.scalars(select(PollQuestion).where(PollQuestion.seat_id == guest.id)).all():
        question.seat_id = into.id
    own = select(QuestionSupport.question_id).where(
        QuestionSupport.seat_id == into.id, QuestionSupport.removed.is_(False)
    )
    supported = set(work.orm.scalars(own))
    for support in work.orm.scalars(select(QuestionSupport).where(QuestionSupport.seat_id == guest.id)).all():
        if support.question_id in supported:
            support.removed, support.seat_id = True, None
        else:
            support.seat_id = into.id
    turns = select(SpeakingTurn).where(SpeakingTurn.seat_id == into.id, SpeakingTurn.removed.is_(False))
    there = {turn.session_id: turn for turn in work.orm.scalars(turns)}
    for turn in work.orm.scalars(select(SpeakingTurn).where(SpeakingTurn.seat_id == guest.id)).all():
        if turn.session_id in there and not turn.removed:
            turn.removed = True
            if turn.status == SPEAKING:  # the floor stays theirs, at the turn that stands
                there[turn.session_id].status = SPEAKING
        turn.seat_id, turn.name = into.id, into.name


def _give_up(work: Work, into: Seat, guest: Seat) -> None:
    """What a member took back gives way where the guest, who is the same person, said it and let it stand."""
    given = select(PollAnswer.poll_id).where(PollAnswer.seat_id == guest.id, PollAnswer.removed.is_(False))
    answers = select(PollAnswer).where(
        PollAnswer.seat_id == into.id, PollAnswer.removed.is_(True), PollAnswer.poll_id.in_(given)
    )
    for answer in work.orm.scalars(answers).all():
        answer.seat_id = None
    supported = select(QuestionSupport.question_id).where(
        QuestionSupport.seat_id == guest.id, QuestionSupport.removed.is_(False)
    )
    supports = select(QuestionSupport).where(
        QuestionSupport.seat_id == into.id,
        QuestionSupport.removed.is_(True),
        QuestionSupport.question_id.in_(supported),
    )
    for support in work.orm.scalars(supports).all():
        support.seat_id = None
    work.orm.flush()


def forget_in_polls(work: Work, seat: Seat, removed: str) -> int:
    """Answers stay counted without whose they are; words that nobody was shown go with who wrote them.

    `removed` stands where their name stood. Gives how many rows named them.
    """
    count = 0
    shown = select(PollAnswer, Poll.shown_at).join(Poll, Poll.id == PollAnswer.poll_id)
    mine = shown.where(PollAnswer.seat_id == seat.id).order_by(PollAnswer.session_id, PollAnswer.id)
    for answer, shown_at in work.orm.execute(mine).all():
        count += 1
        answer.author = answer.seat_id = None
        if "text" in answer.choice and (shown_at is None or answer.removed):
            answer.removed, answer.choice = True, {"text": ""}
    asked = select(PollQuestion).where(PollQuestion.seat_id == seat.id)
    for question in work.orm.scalars(asked.order_by(PollQuestion.session_id, PollQuestion.id)).all():
        count += 1
        question.author = question.seat_id = None
        if question.removed or question.hidden:
            question.removed, question.text = True, ""
    supports = select(QuestionSupport).where(QuestionSupport.seat_id == seat.id)
    for support in work.orm.scalars(supports.order_by(QuestionSupport.session_id, QuestionSupport.id)).all():
        count += 1
        support.seat_id = None
    turns = select(SpeakingTurn).where(SpeakingTurn.seat_id == seat.id)
    for turn in work.orm.scalars(turns.order_by(SpeakingTurn.session_id, SpeakingTurn.id)).all():
        count += 1
        turn.name, turn.seat_id = removed, None
    return count
