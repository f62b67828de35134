"""The commitments of a session: made in it, on its table, and the short form; for its room, too."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from facilitation.domain.commitments import GIVE, LEARN
from facilitation.domain.errors import Refused
from facilitation.queries.sessions.sessions import session_for
from facilitation.queries.solutions import commitments
from facilitation.queries.solutions.canvases import canvases_of
from facilitation.store.sessions import Session
from facilitation.web.errors import STATUS
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, viewer
from facilitation.web.solutions.commitment_forms import errors_of, payload, say, words
from facilitation.web.typed import number

#: Guests see what was made in the session that they joined.
blueprint = programme_blueprint("session_commitments", __name__, guests=frozenset({"show"}))


@blueprint.get("/sessions/<int:session_id>/commitments")
def show(session_id: int):
    """What was committed to in a session, what lies on its table, and the short form: for its room, too."""
    return room_page(session_id, MultiDict(), {}, {})


@blueprint.post("/sessions/<int:session_id>/commitments")
def add(session_id: int):
    """Write down a commitment in a session; a refused form keeps what was typed."""
    session_for(orm(), viewer(), session_id)
    try:
        done = perform("commitment.make_here", payload(request.form) | {"session": session_id})
    except Refused as refused:
        typed = request.form.copy()
        if refused.field == "practice":
            del typed["practice"]  # the form has no field for it: with another city it is about none
        return room_page(session_id, typed, errors_of(refused), {}), STATUS[refused.code]
    if (canvas := number(request.form.get("canvas", ""), None)) is not None:
        return to_canvas(session_id, canvas, done.result["commitment"])
    say(gettext("The commitment is written down."))
    return to_room(session_id)


def to_room(session_id: int, commitment: int | None = None) -> Response:
    """Back to the session's page, for the seat that a shared device spoke for; there to one of its lines."""
    page = url_for("session_commitments.show", slug=programme().slug, session_id=session_id)
    seat = number(request.args.get("as", ""), None)
    line = "" if commitment is None else f"#commitment-{commitment}"
    return redirect((page if seat is None else f"{page}?as={seat}") + line, 303)


def to_canvas(session_id: int, canvas: int, commitment: int) -> Response:
    """Back to the end of the canvas on whose page a commitment was written or changed."""
    page = url_for("canvases.show", slug=programme().slug, session_id=session_id)
    return redirect(f"{page}#canvas-{canvas}-commitments-{commitment}", 303)


def room_page(
    session_id: int,
    values: MultiDict,
    wrong: dict[str, str],
    refusals: dict[int, tuple[MultiDict, dict[str, str]]],
) -> str:
    """The session's page; `refusals`: what was typed and is wrong in its commitments' forms, by id."""
    session = session_for(orm(), viewer(), session_id)
    found = commitments.in_room(orm(), viewer(), session)
    if not values:
        values = MultiDict(_likely(session, [city.code for city in found.cities]))
    return render_template(
        "solutions/commitments/in_room.html",
        nav_active="sessions",
        session=session,
        found=found,
        values=values,
        errors=wrong,
        refusals=refusals,
        others=list(g.cities_by_code.values()),
        owners=commitments.owners_to_choose(orm(), viewer(), [city.id for city in found.cities]),
        **words(),
    )


def _likely(session: Session, mine: list[str]) -> dict[str, str]:
    """What the form says at first: the city, and its partner where the session leaves no doubt which it is.

    `mine` are the codes of the cities that the reader can commit. The canvases of the session say who learns
    from whom; without any, two cities that it is for are each other's partners.
    """
    pairs = {(canvas.receiver, canvas.sharer) for canvas in canvases_of(orm(), session)}
    if len(mine) != 1:
        city, other = next(iter(pairs)) if len(pairs) == 1 else ("", "")
        return {"city": city, "kind": LEARN, "other": other} if city in mine else {"city": "", "kind": LEARN}
    own = mine[0]
    partners = {code for pair in pairs if own in pair for code in pair} - {own}
    if not partners and len(session.cities) == 2 and own in (meant := {one.code for one in session.cities}):
        partners = meant - {own}
    gives = partners and all(own == sharer for receiver, sharer in pairs if own in (receiver, sharer))
    kind = GIVE if gives and any(own in pair for pair in pairs) else LEARN
    return {"city": own, "kind": kind, "other": partners.pop() if len(partners) == 1 else ""}
