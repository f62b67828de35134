"""Handlers of tandem formation: solve a round, keep its answer, schedule a tandem's workshop."""

import datetime as dt
from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.sessions.furnishing import furnish
from facilitation.commands.sessions.sessions import new_session
from facilitation.commands.solutions.opening import CanvasFor, open_canvases
from facilitation.commands.tandems.open_proposals import hold_programme
from facilitation.commands.tandems.steps import hold, weigh
from facilitation.commands.work import Work
from facilitation.domain import scenarios, sessions
from facilitation.domain.board_templates import TEMPLATES
from facilitation.domain.errors import N_, Refused
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
    name: str = ""


class StoreAnswer(msgspec.Struct):
    """`version` is that of the scenario that was asked; an answer to an older question is dropped."""

    round: int
    answer: dict[str, Any]
    version: int | None = None


class FailRound(msgspec.Struct):
    round: int
    reason: str
    version: int | None = None


class ScheduleWorkshop(msgspec.Struct):
    """`fold` says which of two hours is meant where the clocks go back: the first (0) or the second (1).

    With `only_if_free` a time is refused at which one of the tandem's cities is in another session. Where
    `canvases` are named, these are opened in place of one plain replication canvas.
    """

    tandem: int
    date: dt.date
    starts_at: str
    minutes: int
    zone: str
    fold: int | None = None
    only_if_free: bool = False
    canvases: list[CanvasFor] = []


def solve_round(work: Work, target: None, payload: SolveRound) -> dict[str, Any]:
    """Ask the worker for tandems. `problem` is in the pinned file form, as the programme stands now."""
    if payload.preset not in PRESETS:
        raise Refused("invalid", N_("Choose what matters most."), field="preset")
    require_round(work, payload.problem)
    round_ = Round(
        programme_id=work.programme,
        preset=payload.preset,
        status="solving",
        problem=payload.problem,
        name=scenarios.clean_name(payload.name) if payload.name else "",
        simulated=work.actor.simulated,
        created_at=work.now,
    )
    work.add(round_)
    work.orm.flush()
    return {"round": round_, "job": work.job("round.solve", {"round": round_.id})}


def require_round(work: Work, problem: dict[str, Any]) -> None:
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
    """Keep what the solver found, and have the worker look at what it rests on."""
    hold(work, round_)
    if _is_out_of_date(round_, payload.version):
        return {"round": round_}
    answer = payload.answer
    status = "infeasible" if answer.get("status") == "infeasible" else "solved"
    known = answer.get("personal_best") or None
    work.change(
        round_, answer=answer, solved=answer, personal_best=known, by_hand=False, status=status, findings=None
    )
    weigh(work, round_)
    return {"round": round_}


def _is_out_of_date(round_: Round, version: int | None) -> bool:
    """Whether the scenario has changed since the worker was asked, so that nobody waits for this any more."""
    return version is not None and (version != round_.version or round_.status != "solving")


def fail_round(work: Work, round_: Round, payload: FailRound) -> dict[str, Any]:
    """Say that no answer will come; the question can be asked again."""
    hold(work, round_)
    if _is_out_of_date(round_, payload.version):
        return {"round": round_}
    work.change(round_, status="failed", answer={"status": "failed", "messages": [payload.reason]})
    return {"round": round_}


def schedule_workshop(work: Work, tandem: Tandem, payload: ScheduleWorkshop) -> dict[str, Any]:
    """Put the tandem's solution workshop into the calendar, with a canvas for each practice that is named."""
    if payload.zone not in {city.time_zone for city in tandem.cities}:
        raise Refused("invalid", N_("Choose the time zone of one of the tandem's cities."), field="zone")
    when = sessions.plan(
        date=payload.date,
        starts_at=payload.starts_at,
        minutes=payload.minutes,
        zone=payload.zone,
        fold=payload.fold,
    )
    starts = sessions.instant(payload.date, when["starts_at"], payload.zone, when["fold"])
    if starts <= work.now:
        raise Refused("invalid", N_("This time is over. Choose a later one."), field="date")
    work.orm.refresh(tandem, with_for_update={"key_share": True})
    if tandem.ended_at is not None:
        raise Refused("conflict", N_("This tandem no longer stands, so nothing new is scheduled for it."))
    scheduled = select(Session.id).where(
        Session.tandem_id == tandem.id,
        Session.cancelled.is_(False),
        Session.removed.is_(False),
        Session.rehearsal_of.is_(None),
    )
    if work.orm.scalars(scheduled).first():
        raise Refused("conflict", N_("This tandem's solution workshop is already scheduled."))
    if payload.only_if_free:
        _require_free(work, tandem, starts, payload.minutes)
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
    open_canvases(work, session, payload.canvases)
    return {"session": session}


def _require_free(work: Work, tandem: Tandem, starts: dt.datetime, minutes: int) -> None:
    """Refuse a time at which another session needs one of the tandem's cities."""
    hold_programme(work)  # of two who schedule at once the second sees what the first has made
    ends, near = starts + dt.timedelta(minutes=minutes), dt.timedelta(days=2)
    query = select(Session).where(
        Session.programme_id == work.programme,
        Session.removed.is_(False),
        Session.cancelled.is_(False),
        Session.rehearsal_of.is_(None),
        Session.starts_at.is_not(None),
        Session.status != sessions.ENDED,
        Session.date.between((starts - near).date(), (ends + near).date()),
    )
    ours = {city.id: city.name for city in tandem.cities}
    for other in work.orm.scalars(query):
        if other.date is None or other.starts_at is None:
            continue
        begins = sessions.instant(other.date, other.starts_at, other.zone, other.fold)
        if begins >= ends or starts >= begins + dt.timedelta(minutes=other.minutes or sessions.UNSET_MINUTES):
            continue
        theirs = ours.keys() if other.for_whom == sessions.ALL else {city.id for city in other.cities}
        busy = [name for city, name in ours.items() if city in theirs]
        if busy:
            raise Refused(
                "conflict",
                N_("%(city)s is in “%(session)s” at this time by now. Look for another time."),
                city=busy[0],
                session=other.title,
            )


def _title(work: Work, tandem: Tandem, language: str) -> str:
    """The workshop's title with its cities, or the tandem's number where their names are too long."""
    cities = " + ".join(city.name for city in tandem.cities)
    title = work.translate(N_("Solution workshop: %(cities)s"), language) % {"cities": cities}
    if len(title) <= sessions.TITLE_LENGTH:
        return title
    numbered = work.translate(N_("Solution workshop: tandem %(number)s"), language)
    return numbered % {"number": tandem.position + 1}
