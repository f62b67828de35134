"""What boards propose for cities: the page where they are answered, and adopting a session's clusters."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext, ngettext

from facilitation.domain.board_templates import AREA_KINDS
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.permissions import ACTS_FOR_CITY, COORDINATE
from facilitation.queries.challenges.board_proposals import (
    BoardClusters,
    CityProposals,
    clusters_to_adopt,
    count_open,
    proposals_by_city,
    proposals_for,
    workshops_to_adopt,
)
from facilitation.queries.challenges.book import Choice, challenges_to_choose
from facilitation.store.cities import City
from facilitation.store.sessions import Session
from facilitation.translations import LANGUAGES, say
from facilitation.web.errors import sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("board_proposals", __name__)

#: What the buttons do, and what the page says afterwards.
_DONE = {
    "confirm": N_("Confirmed. It counts now."),
    "decline": N_("Declined. It is proposed no more."),
    "reopen": N_("The answer is taken back."),
}


@blueprint.app_template_global("answering_city")
def answering_city() -> City | None:
    """The city that the viewer answers for, as one of its own people."""
    city = g.cities_by_code.get(viewer().city)
    return city if city is not None and ACTS_FOR_CITY(viewer(), city) else None


@blueprint.app_template_global("proposals_of")
def proposals_of(city: City) -> CityProposals | None:
    """What boards propose for a city; None for those who may not answer for it."""
    return proposals_for(orm(), viewer(), city, str(get_locale()))


@blueprint.app_template_global("open_proposals")
def open_proposals() -> int:
    """How many proposals wait for this viewer's answer."""
    if "open_proposals" not in g:
        g.open_proposals = 0 if programme().archived_at else count_open(orm(), viewer()).total()
    return g.open_proposals


@blueprint.app_template_global("adoptable")
def adoptable(session: Session) -> list[BoardClusters]:
    """The clusters of a session that this viewer may put on the heat-map."""
    return [] if programme().archived_at else clusters_to_adopt(orm(), viewer(), session, str(get_locale()))


@blueprint.app_template_global("workshops_to_adopt")
def unadopted() -> list[tuple[Session, int]]:
    """Workshops whose clusters this viewer may put on the heat-map, and of which none is there yet."""
    return [] if programme().archived_at else workshops_to_adopt(orm(), viewer())


@blueprint.app_template_global("challenges_to_adopt")
def challenges_to_adopt() -> list[Choice]:
    """The challenges that a cluster can stand for, for this viewer."""
    return [one for one in challenges_to_choose(orm(), viewer(), str(get_locale())) if not one.merged]


@blueprint.app_template_global("area_kinds")
@cache
def area_kinds() -> dict[str, str]:
    """The kind of a new challenge by the title of its area, in lower case: in each language that a template
    may have written it in. An area of another title tells nothing."""
    return {
        say(title, language).lower(): kind for title, kind in AREA_KINDS.items() for language in LANGUAGES
    }


@blueprint.get("/proposals")
def index():
    """What waits for an answer: of one's own city, or for coordinators of all."""
    own = answering_city()
    if own is None and not COORDINATE(viewer(), None):
        raise not_found()
    waiting = count_open(orm(), viewer())
    cities = [own] if own else [city for city in g.cities_by_code.values() if city.code in waiting]
    shown = proposals_by_city(orm(), viewer(), cities, str(get_locale()))
    return render_template(
        "challenges/board_proposals.html",
        nav_active="challenges",
        shown=shown,
        own=own,
        may_change=programme().archived_at is None,
    )


@blueprint.post("/proposals/<code>")
def answer(code: str):
    """Confirm or decline what was chosen, or take an answer back."""
    city = g.cities_by_code.get(code.upper())
    sent = request.values  # what takes an answer back has all of it in its address
    what, _, one = sent.get("do", "").partition(":")
    if city is None or what not in _DONE:
        raise not_found()
    clusters = [number(text, 0) for text in ([one] if one else sent.getlist("clusters"))]
    try:
        perform(f"naming.{what}", {"city": city.id, "clusters": clusters})
    except Refused as refused:
        if refused.code not in ("invalid", "conflict"):
            raise
        flash(sentence(refused.message), "warn")
    else:
        back: dict[str, Any] = {"do": "reopen", "clusters": clusters, "then": sent.get("then", "")}
        undo = url_for("board_proposals.answer", slug=programme().slug, code=city.code, **back)
        said: Any = gettext(_DONE[what])
        if what != "reopen":
            said = {"text": said, "undo": undo}
        flash(said, "good")
    return _back(city)


@blueprint.post("/sessions/<int:session_id>/adopt")
def adopt(session_id: int):
    """Put the chosen clusters of a board on the heat-map, all at once."""
    form = request.form
    clusters: list[dict[str, Any]] = []
    for text in form.getlist("clusters"):
        choice = form.get(f"as_{text}", "new:social")
        fresh, _, kind = choice.partition(":")
        known = {"kind": kind} if fresh == "new" else {"challenge": number(choice, 0)}
        clusters.append({"cluster": number(text, 0)} | known)
    board = number(form.get("board", ""), 0)
    try:
        perform("challenge.adopt_several", {"board": board, "clusters": clusters})
    except Refused as refused:
        if refused.code not in ("invalid", "closed"):
            raise
        flash(sentence(refused.message), "warn")
    else:
        flash(
            ngettext(
                "%(num)s cluster is on the heat-map. Its cities are asked to confirm.",
                "%(num)s clusters are on the heat-map. Their cities are asked to confirm.",
                len(clusters),
            ),
            "good",
        )
    address = url_for("sessions.show", slug=programme().slug, session_id=session_id, _anchor="adopt")
    return redirect(address, 303)


def _back(city: City) -> Any:
    """To the page that the form stood on."""
    then, slug = request.values.get("then", ""), programme().slug
    if then == "city":
        return redirect(url_for("cities.show", slug=slug, code=city.code, _anchor="proposals"), 303)
    if then.isdigit():
        shown = number(then, 0)
        address = url_for("challenges.show", slug=slug, challenge_id=shown, _anchor=f"named-{city.code}")
        return redirect(address, 303)
    return redirect(url_for("board_proposals.index", slug=slug), 303)
