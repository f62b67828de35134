"""The live state of polls, questions and turns: as each audience sees it, and what is one person's own.

A poll's row says its results, so it is rendered anew when an answer of it changes; once in a tick, however
many answer. While nothing is shown, that costs one count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain import polls
from facilitation.domain.visibility import FACILITATORS
from facilitation.domain.wire import Drop, PollRow, QuestionRow, SessionPut, TurnRow
from facilitation.store.base import Live
from facilitation.store.polls import Poll, PollAnswer, PollQuestion, QuestionSupport, SpeakingTurn
from facilitation.store.sessions import Attendance, Session


def poll_rows_since(orm: OrmSession, session: Session, since: int) -> list[Live]:
    """The rows of polls and turns that changed after that revision; -1 for all that a snapshot is made of.

    A snapshot renders every poll and question anyway: it has no need of the hundreds of answers themselves.
    Where nothing is ever asked, this is two short queries.
    """
    found: list[Live] = []
    models: tuple[type[_InPolls], ...] = (Poll, SpeakingTurn)
    if orm.scalars(select(Poll.id).where(Poll.session_id == session.id).limit(1)).first() is not None:
        models += (PollQuestion,) if since < 0 else (PollAnswer, PollQuestion, QuestionSupport)
    else:
        models = (SpeakingTurn,)
    for model in models:
        query = select(model).where(model.session_id == session.id, model.revision > since)
        found += orm.scalars(query.order_by(model.id))
    return found


_InPolls = Poll | PollAnswer | PollQuestion | QuestionSupport | SpeakingTurn


def poll_delta(
    orm: OrmSession, session: Session, audience: str, rows: Iterable[Live], put: SessionPut, drop: Drop
) -> None:
    """Add to `put` and `drop` what these changed rows mean of polls, questions and turns."""
    touched: set[int] = set()
    asked: set[int] = set()
    for row in rows:
        if isinstance(row, Poll):
            touched.add(row.id)
            # Which of its questions may be read changes with it.
            if row.kind == polls.QUESTIONS:
                asked.update(orm.scalars(select(PollQuestion.id).where(PollQuestion.poll_id == row.id)))
        elif isinstance(row, PollAnswer):
            touched.add(row.poll_id)
        elif isinstance(row, PollQuestion):
            touched.add(row.poll_id)
            asked.add(row.id)
        elif isinstance(row, QuestionSupport):
            asked.add(row.question_id)
        elif isinstance(row, SpeakingTurn) and row.removed:
            drop.setdefault("turns", []).append(row.id)
        elif isinstance(row, SpeakingTurn):
            put.setdefault("turns", []).append(render_turn(row))
    questions: list[PollQuestion] = []
    if asked:
        query = select(PollQuestion).where(PollQuestion.id.in_(asked)).order_by(PollQuestion.id)
        questions = list(orm.scalars(query))
        touched.update(question.poll_id for question in questions)
    if not touched:
        return
    there = {
        poll.id: poll for poll in orm.scalars(select(Poll).where(Poll.id.in_(touched)).order_by(Poll.id))
    }
    counts = _answered(orm, there.values())
    for poll in there.values():
        if _is_dropped(poll, audience):
            drop.setdefault("polls", []).append(poll.id)
        else:
            put.setdefault("polls", []).append(render_poll(orm, poll, audience, counts[poll.id]))
    supported = _supports(orm, [question.id for question in questions])
    for question in questions:
        if question_is_open(there[question.poll_id], question, audience):
            put.setdefault("questions", []).append(render_question(question, supported.get(question.id, 0)))
        else:
            drop.setdefault("questions", []).append(question.id)


def _is_dropped(poll: Poll, audience: str) -> bool:
    """What is prepared is told to nobody but those who lead."""
    return poll.removed or (poll.status == polls.PREPARED and audience != FACILITATORS)


def is_shown(poll: Poll) -> bool:
    """Whether everybody may see what the answers come to."""
    if poll.shown_at is not None:
        return True
    settings = polls.PollSettings.from_json(poll.settings)
    return poll.kind in polls.FOLLOWED and settings.live and poll.status != polls.PREPARED


def question_is_open(poll: Poll, question: PollQuestion, audience: str) -> bool:
    """Whether this audience may read a question."""
    if question.removed or _is_dropped(poll, audience):
        return False
    return audience == FACILITATORS or (is_shown(poll) and not question.hidden)


def render_poll(orm: OrmSession, poll: Poll, audience: str, answered: int) -> PollRow:
    rendered: PollRow = {
        "id": poll.id,
        "block": poll.block_id,
        "position": poll.position,
        "kind": poll.kind,
        "question": poll.question,
        "options": poll.options,
        "settings": polls.PollSettings.from_json(poll.settings).to_json(),
        "status": poll.status,
        "answered": answered,
        "results": None,
    }
    if poll.kind == polls.CITIES:
        given = select(PollAnswer.city).where(PollAnswer.poll_id == poll.id, PollAnswer.removed.is_(False))
        said = {city for city in orm.scalars(given) if city is not None}
        rendered["given"] = sorted(said)
        rendered["asked"] = sorted(set(poll.asked) | said)
    if is_shown(poll):
        rendered["results"] = results_of(orm, poll, leads=audience == FACILITATORS)
    return rendered


def results_of(orm: OrmSession, poll: Poll, *, leads: bool) -> dict[str, Any]:
    """What a poll's answers come to (domain/polls.results), or of a Q&A how its questions stand."""
    if poll.kind == polls.QUESTIONS:
        return _questions(orm, poll)
    query = (
        select(PollAnswer.choice, PollAnswer.city, PollAnswer.author, PollAnswer.simulated)
        .where(PollAnswer.poll_id == poll.id, PollAnswer.removed.is_(False))
        .order_by(PollAnswer.id)
    )
    answers: Any = orm.execute(query).all()
    found = polls.results(poll, answers, leads=leads)
    if any(answer.simulated for answer in answers):
        found["simulated"] = True
    return found


def _questions(orm: OrmSession, poll: Poll) -> dict[str, Any]:
    """The open questions that most people support, as everybody sees them, and how many there are."""
    readable = (
        PollQuestion.poll_id == poll.id,
        PollQuestion.removed.is_(False),
        PollQuestion.hidden.is_(False),
    )
    left, of = orm.execute(
        select(func.count().filter(PollQuestion.answered_at.is_(None)), func.count()).where(*readable)
    ).one()
    supports = and_(QuestionSupport.question_id == PollQuestion.id, QuestionSupport.removed.is_(False))
    votes = func.count(QuestionSupport.id)
    first = (
        select(PollQuestion, votes)
        .outerjoin(QuestionSupport, supports)
        .where(*readable, PollQuestion.answered_at.is_(None))
        .group_by(PollQuestion.id)
        .order_by(votes.desc(), PollQuestion.id)
        .limit(polls.TOP_QUESTIONS)
    )
    top = [render_question(question, count) for question, count in orm.execute(first)]
    return {"top": top, "open": left, "answered": of - left}


def questions_of(orm: OrmSession, poll: Poll) -> list[PollQuestion]:
    """A Q&A's questions that were not taken back, hidden ones as well, as they were asked."""
    query = select(PollQuestion).where(PollQuestion.poll_id == poll.id, PollQuestion.removed.is_(False))
    return list(orm.scalars(query.order_by(PollQuestion.id)))


def in_order(questions: Iterable[PollQuestion], supported: dict[int, int]) -> list[PollQuestion]:
    """Questions by how many want to know, the first asked first among equals."""
    return sorted(questions, key=lambda one: (-supported.get(one.id, 0), one.id))


def supports_of(orm: OrmSession, questions: Collection[PollQuestion]) -> dict[int, int]:
    """By question, how many people support it besides the one who asked."""
    return _supports(orm, [question.id for question in questions])


def render_question(question: PollQuestion, votes: int) -> QuestionRow:
    rendered: QuestionRow = {
        "id": question.id,
        "poll": question.poll_id,
        "text": question.text,
        "author": question.author,
        "city": question.city,
        "votes": votes,
        "answered": question.answered_at is not None,
        "answer": question.answer,
    }
    if question.language:
        rendered["language"] = question.language
    if question.simulated:
        rendered["simulated"] = True
    if question.hidden:
        rendered["hidden"] = True
    return rendered


def render_turn(turn: SpeakingTurn) -> TurnRow:
    return {
        "id": turn.id,
        "block": turn.block_id,
        "seat": turn.seat_id,
        "name": turn.name,
        "city": turn.city,
        "position": turn.position,
        "status": turn.status,
    }


def _answered(orm: OrmSession, there: Iterable[Poll]) -> dict[int, int]:
    """By poll, how many have answered; of a Q&A how many questions can be read."""
    ids = [poll.id for poll in there]
    counts = dict.fromkeys(ids, 0)
    answers = (
        select(PollAnswer.poll_id, func.count())
        .where(PollAnswer.poll_id.in_(ids), PollAnswer.removed.is_(False))
        .group_by(PollAnswer.poll_id)
    )
    asked = (
        select(PollQuestion.poll_id, func.count())
        .where(PollQuestion.poll_id.in_(ids), PollQuestion.removed.is_(False), PollQuestion.hidden.is_(False))
        .group_by(PollQuestion.poll_id)
    )
    for query in (answers, asked):
        counts |= {poll: count for poll, count in orm.execute(query)}
    return counts


def _supports(orm: OrmSession, ids: Collection[int]) -> dict[int, int]:
    if not ids:
        return {}
    query = (
        select(QuestionSupport.question_id, func.count())
        .where(QuestionSupport.question_id.in_(ids), QuestionSupport.removed.is_(False))
        .group_by(QuestionSupport.question_id)
    )
    return {question: count for question, count in orm.execute(query)}


# -- one person's own ---------------------------------------------------------------------------------------


def own_polls(orm: OrmSession, session: Session, seats: Collection[int]) -> dict[int, dict[str, Any]]:
    """For each seat by poll id what it answered, or (at a question to all cities) what its city did.

    Of a Q&A: {"asked": [{"id", "text"}], "supported": [ids]}. What was removed had no answers.
    """
    mine: dict[int, dict[str, Any]] = {seat: {} for seat in seats}
    kinds = _kinds(orm, session)
    if not kinds:
        return mine
    cities = _cities_of(orm, session, seats)
    of_all = [poll for poll, kind in kinds.items() if kind == polls.CITIES]
    own = PollAnswer.seat_id.in_(mine)
    of_city = and_(PollAnswer.poll_id.in_(of_all), PollAnswer.city.in_(set(cities.values()) - {None}))
    answers = select(PollAnswer).where(
        PollAnswer.session_id == session.id, PollAnswer.removed.is_(False), or_(own, of_city)
    )
    by_city: dict[str, dict[str, Any]] = defaultdict(dict)
    for answer in orm.scalars(answers.order_by(PollAnswer.id)):
        if kinds.get(answer.poll_id) != polls.CITIES:
            mine[answer.seat_id][str(answer.poll_id)] = answer.choice  # type: ignore[index]  # found by its seat
        elif answer.city is not None:
            by_city[answer.city][str(answer.poll_id)] = answer.choice | {"by": answer.author}
    for seat in seats:
        mine[seat] |= by_city.get(cities.get(seat) or "", {})
    if polls.QUESTIONS in kinds.values():
        _own_questions(orm, session, mine)
    return mine


def _own_questions(orm: OrmSession, session: Session, mine: dict[int, dict[str, Any]]) -> None:
    asked = select(PollQuestion).where(
        PollQuestion.session_id == session.id,
        PollQuestion.seat_id.in_(mine),
        PollQuestion.removed.is_(False),
    )
    supported = (
        select(QuestionSupport.seat_id, PollQuestion.poll_id, PollQuestion.id)
        .join(PollQuestion, PollQuestion.id == QuestionSupport.question_id)
        .where(
            QuestionSupport.session_id == session.id,
            QuestionSupport.seat_id.in_(mine),
            QuestionSupport.removed.is_(False),
        )
        .order_by(QuestionSupport.id)
    )

    def of(seat: int, poll: int) -> dict[str, Any]:
        own: dict[str, Any] = mine[seat].get(str(poll), {})
        mine[seat][str(poll)] = {"asked": [], "supported": [], **own}
        found: dict[str, Any] = mine[seat][str(poll)]
        return found

    for question in orm.scalars(asked.order_by(PollQuestion.id)):
        if question.seat_id is not None:
            of(question.seat_id, question.poll_id)["asked"].append({"id": question.id, "text": question.text})
    for seat, poll, number in orm.execute(supported):
        if seat is not None:
            of(seat, poll)["supported"].append(number)


def touched_seats(orm: OrmSession, session: Session, rows: Iterable[Live]) -> set[int]:
    """Whose own these changed rows are: who answered, asked or came, and all of a city that answered."""
    rows = list(rows)
    own = [row for row in rows if isinstance(row, PollAnswer | PollQuestion | QuestionSupport | Attendance)]
    seats = {row.seat_id for row in own if row.seat_id is not None}
    said = [row for row in rows if isinstance(row, PollAnswer) and row.city is not None]
    kinds = _kinds(orm, session) if said else {}
    cities = {row.city for row in said if kinds.get(row.poll_id) == polls.CITIES}
    if cities:
        there = select(Attendance.seat_id).where(
            Attendance.session_id == session.id, Attendance.city.in_(cities)
        )
        seats.update(orm.scalars(there))
    return seats


def _kinds(orm: OrmSession, session: Session) -> dict[int, str]:
    query = select(Poll.id, Poll.kind).where(Poll.session_id == session.id)
    return {poll: kind for poll, kind in orm.execute(query)}


def _cities_of(orm: OrmSession, session: Session, seats: Collection[int]) -> dict[int, str | None]:
    query = select(Attendance.seat_id, Attendance.city).where(
        Attendance.session_id == session.id, Attendance.seat_id.in_(seats)
    )
    return {seat: city for seat, city in orm.execute(query)}
