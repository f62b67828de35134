"""Handlers of canvases: opened for a practice and a receiving city, removed, brought back; their scope."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import select

from facilitation.commands.cities.named import city_by_code
from facilitation.commands.sessions.crowds import crowded_cities
from facilitation.commands.sessions.languages import language_here
from facilitation.commands.solutions.open_canvas import require_open_canvas
from facilitation.commands.solutions.taking_over import take_over_prerequisites
from facilitation.commands.work import Work
from facilitation.domain import boards, canvases, sessions
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.store.boards import Area, Board
from facilitation.store.canvases import Canvas
from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from facilitation.store.sessions import Session
from facilitation.store.told import told_of


class OpenCanvas(msgspec.Struct):
    """`city` is the code of the city that would take the practice over."""

    session: int
    practice: int
    city: str


class OfSession(msgspec.Struct):
    session: int
    canvas: int


class SetScope(msgspec.Struct):
    """Changes what is named. `scope` is one of domain/canvases.SCOPES; `text` says which part, or of what.

    `was` is the text that the writer began from: what others wrote meanwhile stays then, or it is a conflict.
    """

    canvas: int
    scope: str | UnsetType = UNSET
    text: str | UnsetType = UNSET
    was: str | UnsetType = UNSET
    language: str | None = None


class TheCanvas(msgspec.Struct):
    canvas: int


def open_canvas(work: Work, session: Session, payload: OpenCanvas) -> dict[str, Any]:
    """Open the canvas of a practice for a city; those who act for a city do so for what it gives or takes."""
    sessions.require_can_run(session.standing)
    practice = work.own(Practice, payload.practice)
    city = city_by_code(work, payload.city)
    if city is None:
        raise Refused("invalid", N_("Choose a city of this programme."), field="city")
    if not work.actor.leads and work.actor.city not in (city.code, practice.city.code):
        raise Refused(
            "not_allowed", N_("You can open a canvas where your own city shares or receives the practice.")
        )
    canvas = put_canvas(work, session, practice, city)
    return {"canvas": canvas, "board": canvas.board_id}


def remove_canvas(work: Work, session: Session, payload: OfSession) -> dict[str, Any]:
    """Remove a canvas with all that is written on it; it can be brought back."""
    canvas = _of_session(work, session, payload.canvas)
    if canvas.removed:
        raise not_found()
    if not _may_remove(work, canvas):
        raise Refused("not_allowed", N_("Those who lead and the receiving city can remove a canvas."))
    work.change(canvas, removed=True)
    work.change(canvas.board, removed=True)
    _tell_room(work, session)
    return {"canvas": canvas}


def restore_canvas(work: Work, session: Session, payload: OfSession) -> dict[str, Any]:
    """Bring a canvas back as it was left, unless the same has been opened anew."""
    canvas = _of_session(work, session, payload.canvas)
    if not canvas.removed:
        raise Refused("conflict", N_("This canvas has not been removed."))
    if not _may_remove(work, canvas):
        raise Refused("not_allowed", N_("Those who lead and the receiving city can bring a canvas back."))
    _require_room(session)
    _require_only_one(work, session, canvas.practice_id, canvas.city_id)
    work.change(canvas, removed=False)
    work.change(canvas.board, removed=False)
    _tell_room(work, session)
    return {"canvas": canvas}


def set_scope(work: Work, canvas: Canvas, payload: SetScope) -> dict[str, Any]:
    """Say how much of the practice is to be carried over, and which part."""
    require_open_canvas(work, canvas)
    changes: dict[str, Any] = {}
    if payload.scope is not UNSET:
        changes["scope"] = canvases.require_scope(payload.scope)
    if payload.text is not UNSET:
        was = canvas.scope_text if payload.was is UNSET else payload.was
        changes["scope_text"] = canvases.scope_text_after(was, canvas.scope_text, payload.text)
        changes["language"] = language_here(work, canvas.session_id, payload.language)
    if any(getattr(canvas, name) != value for name, value in changes.items()):
        changes["simulated"] = work.actor.simulated
        work.change(canvas, **changes)
    return {"canvas": canvas, "scope": canvas.scope}


def refresh_canvas(work: Work, canvas: Canvas, payload: TheCanvas) -> dict[str, Any]:
    """Take over what the practice tells by now. What was answered, added or reworded here stays."""
    require_open_canvas(work, canvas)
    before = canvas.facts
    now = canvases.kept_facts(canvas.practice, told_of(work.orm, canvas.practice))
    if now == before:
        return {"canvas": canvas, "changed": False}
    work.change(canvas, facts=now)
    take_over_prerequisites(work, canvas, before["prerequisites"], now["prerequisites"])
    return {"canvas": canvas, "changed": True}


def put_canvas(work: Work, session: Session, practice: Practice, city: City) -> Canvas:
    """A canvas with its board, on which stands what the practice tells. `Refused` names what can't be."""
    if practice.withdrawn_at is not None:
        raise Refused("conflict", N_("This practice was withdrawn. Choose another."), field="practice")
    if practice.city_id == city.id:
        raise Refused("invalid", N_("A city that shares a practice can’t receive it, too."), field="city")
    _require_room(session)
    _require_only_one(work, session, practice.id, city.id)
    board, fields = _board(work, session, practice, city)
    facts = canvases.kept_facts(practice, told_of(work.orm, practice))
    canvas = Canvas(
        board=board,
        session_id=session.id,
        practice_id=practice.id,
        city_id=city.id,
        receiver=city.code,
        sharer=practice.city.code,
        facts=facts,
        fields=fields,
        created_at=work.now,
    )
    work.add(canvas)
    work.orm.flush()
    take_over_prerequisites(work, canvas, [], facts["prerequisites"])
    _tell_room(work, session)
    return canvas


def _board(work: Work, session: Session, practice: Practice, city: City) -> tuple[Board, dict[str, int]]:
    """The board, in the session's language, and its areas by the keys of the fields."""

    def say(text: str) -> str:
        return work.translate(text, session.language)

    board = Board(
        programme_id=session.programme_id,
        session_id=session.id,
        title=f"{practice.title} → {city.name}"[:200],
        question="",
        stage=boards.WRITE_OPENLY,
        hides_text=False,
        locked=False,
        settings=boards.BoardSettings().to_json(),
        layout=boards.CANVAS,
        crowded=crowded_cities(work, session),
        notes_made=0,
    )
    work.add(board)
    areas = {
        key: work.add(
            Area(
                board=board,
                title=say(field.title),
                hint=say(field.hint),
                place=list(field.place),
                position=number,
            )
        )
        for number, (key, field) in enumerate(canvases.FIELDS.items(), start=1)
    }
    work.orm.flush()
    return board, {key: area.id for key, area in areas.items()}


def _require_room(session: Session) -> None:
    """Refuse one canvas more than lie side by side."""
    if len(session.canvases) >= canvases.CANVASES_MOST:
        raise Refused(
            "too_large",
            N_("A session has at most %(most)s canvases."),
            field="practice",
            most=canvases.CANVASES_MOST,
        )


def _require_only_one(work: Work, session: Session, practice: int, city: int) -> None:
    query = select(Canvas.id).where(
        Canvas.session_id == session.id,
        Canvas.practice_id == practice,
        Canvas.city_id == city,
        Canvas.removed.is_(False),
    )
    if work.orm.scalars(query).first() is not None:
        raise Refused(
            "conflict", N_("This session has a canvas for this practice and city already."), field="practice"
        )


def _of_session(work: Work, session: Session, canvas_id: int) -> Canvas:
    canvas = work.orm.get(Canvas, canvas_id)
    if canvas is None or canvas.session_id != session.id:
        raise not_found()
    return canvas


def _may_remove(work: Work, canvas: Canvas) -> bool:
    return work.actor.leads or work.actor.city == canvas.receiver


def _tell_room(work: Work, session: Session) -> None:
    """Let everybody in the session's room know which canvases there are."""
    work.orm.flush()
    query = select(Canvas.board_id).where(Canvas.session_id == session.id, Canvas.removed.is_(False))
    work.change(session, canvases=list(work.orm.scalars(query.order_by(Canvas.id))))
