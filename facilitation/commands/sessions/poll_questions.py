"""Handlers of questions and answers: ask, support, take back, answer, hide."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import func, select

from facilitation.commands.hidden_in_minutes import leave_minutes
from facilitation.commands.sessions.crowds import people_by_city
from facilitation.commands.sessions.languages import language_here
from facilitation.commands.work import Work
from facilitation.domain import polls, sessions
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.small_cities import is_crowd
from facilitation.domain.texts import clean_optional, clean_text
from facilitation.store.polls import Poll, PollQuestion, QuestionSupport


class AskQuestion(msgspec.Struct):
    poll: int
    text: str
    language: str | None = None


class TheQuestion(msgspec.Struct):
    question: int


class AnswerQuestion(msgspec.Struct):
    """`answered` false takes the mark back, and the words with it."""

    question: int
    text: str = ""
    answered: bool = True


def ask_question(work: Work, poll: Poll, payload: AskQuestion) -> dict[str, Any]:
    """Ask a question in a Q&A, under one's name, one's city or nothing, as its settings say."""
    if poll.removed:
        raise not_found()
    if poll.kind != polls.QUESTIONS:
        raise Refused("invalid", N_("This takes answers, no questions."), field="poll")
    _require_taken(poll)
    text = clean_text(payload.text, field="text", limit=polls.QUESTION_LENGTH)
    standing = PollQuestion.poll_id == poll.id, PollQuestion.removed.is_(False)
    asked = select(func.count()).select_from(PollQuestion).where(*standing)
    if (work.orm.scalar(asked) or 0) >= polls.QUESTIONS_MOST:
        raise Refused(
            "too_large",
            N_("There are %(most)s questions already. Support one of them instead."),
            field="text",
            most=polls.QUESTIONS_MOST,
        )
    by = polls.PollSettings.from_json(poll.settings).by
    question = work.insert(
        PollQuestion,
        poll.session,
        poll_id=poll.id,
        seat_id=work.actor.seat,
        text=text,
        language=language_here(work, poll.session_id, payload.language),
        author=work.actor.name if by == "names" else None,
        city=_shown_city(work, poll, by),
        simulated=work.actor.simulated,
        created_at=work.now,
    )
    return {"question": question}


def withdraw_question(work: Work, question: PollQuestion, payload: TheQuestion) -> dict[str, Any]:
    """Take one's own question back, until it is answered."""
    _require_readable(work, question)
    _require_taken(_poll(work, question))
    if question.answered_at is not None:
        raise Refused("conflict", N_("This question was answered already, so it stays."))
    work.change(question, removed=True)
    return {"question": question}


def support_question(work: Work, question: PollQuestion, payload: TheQuestion) -> dict[str, Any]:
    """Say that one wants to know the same."""
    _require_readable(work, question)
    _require_taken(_poll(work, question))
    support = _support(work, question)
    if support is None:
        support = work.add(
            QuestionSupport(
                session=question.session,
                question_id=question.id,
                seat_id=work.actor.seat,
                removed=False,
                created_at=work.now,
            )
        )
    else:
        work.change(support, removed=False)
    return {"support": support}


def withdraw_support(work: Work, question: PollQuestion, payload: TheQuestion) -> dict[str, Any]:
    """No longer support a question."""
    _require_readable(work, question)
    _require_taken(_poll(work, question))
    support = _support(work, question)
    if support is None or support.removed:
        raise not_found()
    work.change(support, removed=True)
    return {"support": support}


def answer_question(work: Work, question: PollQuestion, payload: AnswerQuestion) -> dict[str, Any]:
    """Mark a question as answered, with the answer in words for the minutes, or no longer."""
    _require_readable(work, question)
    sessions.require_running(question.session.status)
    text = clean_optional(payload.text, field="text", limit=sessions.RECORD_LENGTH)
    work.change(
        question,
        answer=text if payload.answered else "",
        answered_at=(question.answered_at or work.now) if payload.answered else None,
    )
    return {"question": question}


def hide_question(work: Work, question: PollQuestion, payload: TheQuestion) -> dict[str, Any]:
    """Hide a question from everybody but those who lead and who asked it."""
    _require_readable(work, question)
    work.change(question, hidden=True)
    leave_minutes(work, question.session_id, f"question:{question.id}", question.text)
    return {"question": question}


def restore_question(work: Work, question: PollQuestion, payload: TheQuestion) -> dict[str, Any]:
    """Bring a hidden or withdrawn question back."""
    _poll(work, question)
    work.change(question, hidden=False, removed=False)
    return {"question": question}


def _require_readable(work: Work, question: PollQuestion) -> None:
    if question.removed or (question.hidden and not work.actor.leads):
        raise not_found()


def _poll(work: Work, question: PollQuestion) -> Poll:
    poll = work.orm.get_one(Poll, question.poll_id)
    if poll.removed:
        raise not_found()
    return poll


def _require_taken(poll: Poll) -> None:
    sessions.require_running(poll.session.status)
    polls.require_asked(poll.kind, poll.status)


def _shown_city(work: Work, poll: Poll, by: str) -> str | None:
    """The city beside a question; without names only one with people enough in the room."""
    city = work.actor.city
    if city is None or by == "anonymous":
        return None
    if by == "city" and not is_crowd(people_by_city(work, poll.session, city).get(city, 0)):
        return None
    return city


def _support(work: Work, question: PollQuestion) -> QuestionSupport | None:
    query = select(QuestionSupport).where(
        QuestionSupport.question_id == question.id, QuestionSupport.seat_id == work.actor.seat
    )
    return work.orm.scalars(query).first()
