"""Taking over the prerequisites of a practice onto a canvas: when it is opened, and what changed since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from facilitation.commands.work import Work
from facilitation.store.canvases import Canvas, CanvasPrerequisite

#: As a canvas keeps them: {"id", "text", "kind", "language", "simulated"}.
Told = Sequence[dict[str, Any]]
UNANSWERED: dict[str, Any] = {"answer": "", "owner": "", "due": ""}
#: One that was put on a canvas can't be undone any more once somebody has said something of these.
BUILT_UPON = ("text", "kind", *UNANSWERED)


def take_over_prerequisites(work: Work, canvas: Canvas, before: Told, now: Told) -> None:
    """Bring the rows from what the practice told `before` to what it tells `now`.

    What the room has reworded or answered stays. A prerequisite that the practice has dropped goes if nobody
    answered it; otherwise it stays as one that was added here.
    """
    query = select(CanvasPrerequisite).where(
        CanvasPrerequisite.canvas_id == canvas.id, CanvasPrerequisite.origin_id.is_not(None)
    )
    rows = {row.origin_id: row for row in work.orm.scalars(query.order_by(CanvasPrerequisite.id))}
    told = {one["id"]: one for one in before}
    for place, one in enumerate(now, start=1):
        row = rows.pop(one["id"], None)
        if row is None:
            _add(work, canvas, one, float(place))
            continue
        earlier = told.get(one["id"], {"text": row.text, "kind": row.kind})
        kept = {name: one[name] for name in ("text", "kind") if getattr(row, name) == earlier.get(name)}
        # Gone with the practice's own, and there again with it. What the room removed stays removed.
        back = {} if one["id"] in told else {"removed": False}
        work.change(row, **kept, **back)
    for row in rows.values():
        if row.answer or row.owner or row.due:
            work.change(row, origin_id=None)
        else:
            work.change(row, removed=True)


def _add(work: Work, canvas: Canvas, told: dict[str, Any], position: float) -> None:
    row = CanvasPrerequisite(
        board=canvas.board,
        canvas=canvas,
        origin_id=told["id"],
        position=position,
        text=told["text"],
        language=told["language"] or None,
        kind=told["kind"],
        simulated=told["simulated"],
        **UNANSWERED,
        created_at=work.now,
    )
    work.add(row)
    work.expect(row, *BUILT_UPON)
