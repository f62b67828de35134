"""Somebody's own data of polls and rounds: what they answered, asked and supported, in words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.store.polls import Poll, PollAnswer, PollQuestion, QuestionSupport, SpeakingTurn
from facilitation.store.sessions import Session

Plain = dict[str, Any]


def answers_of(orm: OrmSession, seat: int) -> list[Plain]:
    """What somebody answered, with the question; of an anonymous poll as well, since it is their own."""
    query = (
        select(PollAnswer, Poll, Session.title)
        .join(Poll, Poll.id == PollAnswer.poll_id)
        .join(Session, Session.id == PollAnswer.session_id)
        .where(PollAnswer.seat_id == seat)
        .order_by(PollAnswer.id)
    )
    return [
        {
            "session": session,
            "question": poll.question,
            "answer": _said(poll, answer.choice),
            "name_beside_it": answer.author,
            "city": answer.city,
            "taken_back": answer.removed,
            "at": answer.created_at.isoformat(),
        }
        for answer, poll, session in orm.execute(query)
    ]


def questions_asked(orm: OrmSession, seat: int) -> list[Plain]:
    query = (
        select(PollQuestion, Session.title)
        .join(Session, Session.id == PollQuestion.session_id)
        .where(PollQuestion.seat_id == seat)
        .order_by(PollQuestion.id)
    )
    return [
        {
            "session": session,
            "question": question.text,
            "answer": question.answer,
            "name_beside_it": question.author,
            "city": question.city,
            "hidden": question.hidden,
            "taken_back": question.removed,
            "at": question.created_at.isoformat(),
        }
        for question, session in orm.execute(query)
    ]


def questions_supported(orm: OrmSession, seat: int) -> list[Plain]:
    """How often somebody supported a question; whose it was is not theirs to be told."""
    query = (
        select(QuestionSupport, Session.title)
        .join(Session, Session.id == QuestionSupport.session_id)
        .where(QuestionSupport.seat_id == seat)
        .order_by(QuestionSupport.id)
    )
    return [
        {"session": session, "counts": not support.removed, "at": support.created_at.isoformat()}
        for support, session in orm.execute(query)
    ]


def turns_of(orm: OrmSession, seat: int) -> list[Plain]:
    query = (
        select(SpeakingTurn, Session.title)
        .join(Session, Session.id == SpeakingTurn.session_id)
        .where(SpeakingTurn.seat_id == seat)
        .order_by(SpeakingTurn.id)
    )
    return [
        {"session": session, "as": turn.name, "turn": turn.status} for turn, session in orm.execute(query)
    ]


def _said(poll: Poll, choice: Plain) -> Any:
    if "options" in choice:
        texts = {option["id"]: option["text"] for option in poll.options}
        return [texts.get(number, "") for number in choice["options"]]
    return choice.get("text", choice.get("value"))
