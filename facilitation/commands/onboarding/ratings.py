"""Handlers of what a city answers in a self-assessment: ratings, and that they are complete."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from facilitation.commands.cities import places
from facilitation.commands.onboarding.assessments import areas_of, present_round
from facilitation.commands.work import Work
from facilitation.domain import assessments as rules
from facilitation.domain.errors import N_, Message, Refused, not_found
from facilitation.store.assessments import FormerRating, Rating, Submission
from facilitation.store.cities import City


class Answer(msgspec.Struct):
    """`rating` None is "no answer". `seen` is the version that it answers to, 0 where there was none.

    `language` is that of the comment.
    """

    statement: int
    rating: int | None
    comment: str = ""
    seen: int = 0
    language: str | None = None


class GiveRatings(msgspec.Struct):
    city: int
    round: int
    answers: list[Answer]


class TheAssessment(msgspec.Struct):
    city: int
    round: int


def give_ratings(work: Work, city: City, payload: GiveRatings) -> dict[str, Any]:
    """Answer statements of the self-assessment for a city."""
    _require_present(work, payload.round)
    if _is_submitted(_submission(work, city, payload.round)):
        raise Refused("closed", N_("This self-assessment is handed in. Reopen it to change an answer."))
    asked = {one.id for area in areas_of(work) for one in area.statements if one.removed_at is None}
    wanted = [answer.statement for answer in payload.answers]
    if not set(wanted) <= asked or len(set(wanted)) != len(wanted):
        raise not_found()
    query = (
        select(Rating)
        .where(Rating.statement_id.in_(wanted), Rating.city_id == city.id, Rating.round == payload.round)
        .options(joinedload(Rating.seat))
        .order_by(Rating.id)
        .with_for_update(of=Rating)
    )
    given = {rating.statement_id: rating for rating in work.orm.scalars(query)}
    versions = {
        str(answer.statement): _give(work, city, payload.round, answer, given.get(answer.statement))
        for answer in payload.answers
    }
    return {"versions": versions}


def submit(work: Work, city: City, payload: TheAssessment) -> dict[str, Any]:
    """Hand in a city's self-assessment, so that the others see it."""
    _require_present(work, payload.round)
    any_given = select(Rating.id).where(Rating.city_id == city.id, Rating.round == payload.round)
    if work.orm.scalar(any_given.limit(1)) is None:
        raise Refused("conflict", N_("Answer at least one statement first."))
    submission = _submission(work, city, payload.round)
    if submission is None:
        submission = work.add(Submission(programme_id=work.programme, city_id=city.id, round=payload.round))
    if not _is_submitted(submission):
        submission.seat_id = work.actor.seated_at
        submission.role = work.actor.role
        submission.simulated = work.actor.simulated
        submission.submitted_at = work.now
    return {}


def reopen(work: Work, city: City, payload: TheAssessment) -> dict[str, Any]:
    """Take a city's self-assessment back to change it."""
    _require_present(work, payload.round)
    submission = _submission(work, city, payload.round)
    if submission is not None:
        work.change(submission, submitted_at=None)
    return {}


def _give(work: Work, city: City, round: int, answer: Answer, present: Rating | None) -> int:
    """Keep one answer; give its version."""
    field = f"statement-{answer.statement}"
    kept: dict[str, Any] = {
        "rating": rules.require_rating(answer.rating, field),
        "comment": rules.clean_comment(answer.comment, field),
    }
    written_in = places.written_in(answer.language) if kept["comment"] else None
    if present is None:
        work.add(
            Rating(
                language=written_in,
                programme_id=work.programme,
                statement_id=answer.statement,
                city_id=city.id,
                round=round,
                **kept,
                **_by(work),
            )
        )
        return 1
    if (present.rating, present.comment) == (kept["rating"], kept["comment"]):
        return present.version
    if present.version != answer.seen and present.seat_id != work.actor.seat:
        raise _answered_meanwhile(present, field)
    if not _goes_on(work, present, kept["comment"]):
        work.add(FormerRating(rating_id=present.id, **{name: getattr(present, name) for name in _KEPT}))
    if present.comment != kept["comment"]:
        work.change(present, language=written_in)
    work.change(present, **kept, **_by(work), version=present.version + 1)
    return present.version


_KEPT = ("rating", "comment", "language", "seat_id", "role", "simulated", "version", "at")


def _goes_on(work: Work, present: Rating, comment: str) -> bool:
    """Whether somebody is still at it: arrow keys pass by answers that nobody meant, comments grow."""
    soon = work.now - present.at < rules.SAME_THOUGHT
    return soon and present.seat_id == work.actor.seat and comment.startswith(present.comment)


def _by(work: Work) -> dict[str, Any]:
    actor = work.actor
    return {"seat_id": actor.seat, "role": actor.role, "simulated": actor.simulated, "at": work.now}


def _answered_meanwhile(present: Rating, field: str) -> Refused:
    said = N_("no answer") if present.rating is None else str(present.rating)
    return Refused(
        "conflict",
        N_(
            "%(name)s has answered this meanwhile: %(rating)s. "
            "Compare the two answers, then save the right one."
        ),
        field=field,
        name=present.seat.name,
        rating=Message(said),
    )


def _submission(work: Work, city: City, round: int) -> Submission | None:
    query = select(Submission).where(Submission.city_id == city.id, Submission.round == round)
    return work.orm.scalars(query.with_for_update()).one_or_none()


def _is_submitted(submission: Submission | None) -> bool:
    return submission is not None and submission.submitted_at is not None


def _require_present(work: Work, round: int) -> None:
    if round != present_round(work):
        raise Refused(
            "closed", N_("This round of the self-assessment is over. Reload the page for the present one.")
        )
