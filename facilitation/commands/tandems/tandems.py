"""Handlers of tandem formation: solve a round, keep its answer, publish it, schedule a tandem's workshop."""

import datetime as dt
from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.sessions.furnishing import furnish
from facilitation.commands.sessions.sessions import new_session
from facilitation.commands.work import Work
from facilitation.domain import sessions
from facilitation.domain.board_templates import TEMPLATES
from facilitation.domain.errors import N_, Refused
from facilitation.matching.knowledge import knows_nothing
from facilitation.matching.round_file import parse_round
from facilitation.matching.rounds import RoundError
from facilitation.store.cities import City
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from facilitation.store.tandems import Round, Tandem

PRESETS = ("best", "balanced", "floor")


class SolveRound(msgspec.Struct):
    problem: dict[str, Any]
    preset: str = "balanced"


class StoreAnswer(msgspec.Struct):
    round: int
    answer: dict[str, Any]


class FailRound(msgspec.Struct):
    round: int
    reason: str


class PublishRound(msgspec.Struct):
    """`confirm_nothing_known` says that somebody publishes on purpose what rests on nothing."""

    round: int
    confirm_nothing_known: bool = False


class ScheduleWorkshop(msgspec.Struct):
    """`fold` says which of two hours is meant where the clocks go back: the first (0) or the second (1)."""

    tandem: int
    date: dt.date
    starts_at: str
    minutes: int
    zone: str
    fold: int | None = None


def solve_round(work: Work, target: None, payload: SolveRound) -> dict[str, Any]:
    """Ask the worker for tandems. `problem` is in the pinned file form, as the programme stands now."""
    if payload.preset not in PRESETS:
        raise Refused("invalid", N_("Choose what matters most."), field="preset")
    _require_round(work, payload.problem)
    round_ = Round(
        programme_id=work.programme,
        preset=payload.preset,
        status="solving",
        problem=payload.problem,
        simulated=work.actor.simulated,
        created_at=work.now,
    )
    work.add(round_)
    work.orm.flush()
    return {"round": round_, "job": work.job("round.solve", {"round": round_.id})}


def _require_round(work: Work, problem: dict[str, Any]) -> None:
    """Refuse a question that can't be meant, naming the place, or that is about other cities than ours."""
    if problem.get("cities") == []:
        raise Refused("invalid", N_("There are no cities yet to form tandems of."), field="problem")
    try:
        asked = parse_round(problem)
    except RoundError as error:
        raise Refused("invalid", error.message.text, field="problem", **error.message.params) from None
    ours = set(work.orm.scalars(select(City.code).where(City.programme_id == work.programme)))
    for city in asked.cities:
        if city.id not in ours:
            raise Refused(
                "invalid",
                N_("The city %(badge)s is not in this programme."),
                field="problem",
                badge=city.id,
            )


def store_answer(work: Work, round_: Round, payload: StoreAnswer) -> dict[str, Any]:
    """Keep what the solver found."""
    status = "infeasible" if payload.answer.get("status") == "infeasible" else "solved"
    work.change(round_, answer=payload.answer, status=status)
    return {"round": round_}


def fail_round(work: Work, round_: Round, payload: FailRound) -> dict[str, Any]:
    """Say that no answer will come; the question can be asked again."""
    work.change(round_, status="failed", answer={"status": "failed", "messages": [payload.reason]})
    return {"round": round_}


def publish_round(work: Work, round_: Round, payload: PublishRound) -> dict[str, Any]:
    """Make the answer's groups the programme's tandems, for everybody to see."""
    if round_.status == "published":
        return {"round": round_}
    if round_.status != "solved":
        raise Refused("conflict", N_("There is no answer to publish yet."))
    _require_confirmed(round_, payload)
    query = select(City).where(City.programme_id == work.programme)
    cities = {city.code: city for city in work.orm.scalars(query)}
    for place, group in enumerate((round_.answer or {})["tandems"]):
        tandem = Tandem(programme_id=work.programme, round=round_, position=place)
        gone = [code for code in group["cities"] if code not in cities]
        if gone:
            raise Refused(
                "conflict",
                N_("The city %(badge)s has left the programme since. Find tandems again."),
                badge=gone[0],
            )
        tandem.cities = [cities[code] for code in group["cities"]]
        work.add(tandem)
    for older in work.orm.scalars(
        select(Round).where(Round.programme_id == work.programme, Round.status == "published")
    ):
        work.change(older, status="replaced")
    work.change(round_, status="published", published_at=work.now)
    return {"round": round_}


def _require_confirmed(round_: Round, payload: PublishRound) -> None:
    """Refuse to publish by one press what rests on nothing."""
    if knows_nothing(round_.problem) and not payload.confirm_nothing_known:
        raise Refused(
            "conflict",
            N_(
                "No city has named a challenge or stated a wish that counts, so any grouping is as good. "
                "Confirm that you publish these tandems all the same."
            ),
            field="confirm_nothing_known",
        )


def schedule_workshop(work: Work, tandem: Tandem, payload: ScheduleWorkshop) -> dict[str, Any]:
    """Put the tandem's solution workshop into the calendar, with its replication canvas."""
    if payload.zone not in {city.time_zone for city in tandem.cities}:
        raise Refused("invalid", N_("Choose the time zone of one of the tandem's cities."), field="zone")
    when = sessions.plan(
        date=payload.date,
        starts_at=payload.starts_at,
        minutes=payload.minutes,
        zone=payload.zone,
        fold=payload.fold,
    )
    if sessions.instant(payload.date, when["starts_at"], payload.zone, when["fold"]) <= work.now:
        raise Refused("invalid", N_("This time is over. Choose a later one."), field="date")
    if work.orm.scalars(
        select(Session.id).where(Session.tandem_id == tandem.id, Session.cancelled.is_(False))
    ).first():
        raise Refused("conflict", N_("This tandem's solution workshop is already scheduled."))
    programme = work.orm.get_one(Programme, work.programme)
    language = next((code for code in programme.languages if code in ("en", "es", "fr")), "en")
    session = new_session(
        work,
        tandem_id=tandem.id,
        type="solution",
        title=_title(work, tandem, language),
        language=language,
        for_whom=sessions.THESE,
        cities=list(tandem.cities),
        simulated=work.actor.simulated or tandem.round.simulated,
        **when,
    )
    furnish(work, session, TEMPLATES["solution"])
    return {"session": session}


def _title(work: Work, tandem: Tandem, language: str) -> str:
    """The workshop's title with its cities, or the tandem's number where their names are too long."""
    cities = " + ".join(city.name for city in tandem.cities)
    title = work.translate(N_("Solution workshop: %(cities)s"), language) % {"cities": cities}
    if len(title) <= sessions.TITLE_LENGTH:
        return title
    numbered = work.translate(N_("Solution workshop: tandem %(number)s"), language)
    return numbered % {"number": tandem.position + 1}
