"""Commitments: the list, one with its history, the forms, the picture and the sheet."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from facilitation.commands.solutions.sheet_rows import HEADINGS
from facilitation.domain.commitments import KINDS, LEARN, STATED, STATUSES, STEPS, CommitmentFacts
from facilitation.domain.errors import Refused, not_found
from facilitation.domain.permissions import COORDINATE
from facilitation.domain.texts import isolated
from facilitation.exports.commitments import commitments_sheet
from facilitation.queries.solutions import commitments, learning
from facilitation.queries.solutions.commitments import Listed, Wanted
from facilitation.store.cities import City
from facilitation.store.commitments import Commitment
from facilitation.web.downloads import as_file, download
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sheets import language_of
from facilitation.web.site import orm, perform, programme, site, viewer
from facilitation.web.solutions.commitment_forms import STAYS, errors_of, moved, payload, say, words
from facilitation.web.solutions.session_commitments import room_page, to_canvas, to_room
from facilitation.web.texts import languages
from facilitation.web.typed import number

blueprint = programme_blueprint("commitments", __name__)

PAGE = 50
#: What of the address the other pages of the list are asked for too.
_ASKED = ("city", "kind", "status", "practice")


@blueprint.get("/commitments")
def index():
    wanted, today = _wanted(), site().today
    every = commitments.commitments_of(orm(), viewer(), Wanted(), today)
    found = commitments.commitments_of(orm(), viewer(), wanted, today) if wanted else every
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, number(request.args.get("page", "1"), 1, digits=5)), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    return render_template(
        "solutions/commitments/index.html",
        nav_active="tandems",
        shown=commitments.listed(orm(), viewer(), shown),
        matching=len(found),
        page=page,
        pages=pages,
        total=len(every),
        counts=commitments.counts_by_status(every, today),
        wanted=wanted,
        asked={name: request.args[name][:20] for name in _ASKED if request.args.get(name)},
        practices={row.practice.id: row.practice for row in every if row.practice},
        removed=[] if viewer().archived else commitments.removed_commitments(orm(), viewer()),
        may_add=bool(commitments.cities_to_commit(orm(), viewer())),
        **words(),
    )


@blueprint.get("/commitments/picture")
def picture():
    """Who learns from whom, drawn on a ring and said in words."""
    rows = commitments.commitments_of(orm(), viewer(), Wanted(), site().today)
    edges = learning.edges_of(commitments.facts_of(orm(), rows, viewer()))
    return render_template(
        "solutions/commitments/picture.html",
        nav_active="tandems",
        edges=edges,
        ring=learning.ring_of(edges),
        **words(),
    )


@blueprint.get("/commitments.<any(csv, xlsx):ending>")
def sheet(ending: str):
    """The commitments that the address asks for, in the columns that an import takes."""
    language = language_of(HEADINGS)
    rows = commitments.commitments_of(orm(), viewer(), _wanted(), site().today)
    title = gettext("Commitments of %(programme)s", programme=programme().title)
    facts = commitments.facts_of(orm(), rows, viewer())
    return download(
        as_file(title, commitments_sheet(title, facts, language, gettext("Simulated")), language, ending)
    )


@blueprint.get("/commitments/new")
def new():
    """The form, with the city, the other city (codes) and the practice (its id) that the address names."""
    own = _own_cities()
    values = MultiDict(request.args)
    values["city"] = values.get("city", "").upper() or (own[0].code if len(own) == 1 else "")
    values.setdefault("kind", LEARN)
    values.setdefault("status", STATED)
    return _form(values, {})


@blueprint.post("/commitments/new")
def add():
    """Write down a commitment; a refused form keeps what was typed."""
    form = request.form
    _own_cities()
    try:
        done = perform("commitment.make", payload(form) | moved(form))
    except Refused as refused:
        return _form(form, errors_of(refused)), STATUS[refused.code]
    flash(gettext("The commitment is on the list."), "good")
    if form.get("then") == "another":
        return redirect(url_for("commitments.new", slug=programme().slug, city=form.get("city")), 303)
    return _to(done.result["commitment"])


@blueprint.get("/commitments/<int:commitment_id>")
def show(commitment_id: int):
    found = commitments.commitment_for(orm(), viewer(), commitment_id)
    return _page(found, MultiDict({"status": found.row.status}), {})


@blueprint.get("/commitments/<int:commitment_id>/edit")
def edit(commitment_id: int):
    row = commitments.commitment_to_change(orm(), viewer(), commitment_id)
    values = MultiDict(
        {
            "kind": row.kind,
            "city": row.city.code,
            "other": row.other.code if row.other else "",
            "subject": row.subject,
            "language": row.language or "",
            "practice": str(row.practice_id or ""),
            "office": row.office,
            "due": row.due.isoformat() if row.due else "",
            "source": row.source,
            "stated_on": row.stated_on.isoformat() if row.stated_on else "",
            "revision": str(row.revision),
            "session": request.args.get("session", ""),
            "canvas": request.args.get("canvas", ""),
        }
    )
    return _form(values, {}, row)


@blueprint.post("/commitments/<int:commitment_id>/edit")
def change(commitment_id: int):
    """Save a commitment; a refused form keeps what was typed."""
    row = commitments.commitment_to_change(orm(), viewer(), commitment_id)
    revision = number(request.form.get("revision", ""), 0)
    try:
        meant = payload(request.form) | {"commitment": commitment_id, "revision": revision}
        perform("commitment.change", meant)
    except Refused as refused:
        return _form(request.form, errors_of(refused), row), STATUS[refused.code]
    session_id = number(request.form.get("session", ""), None)
    canvas = number(request.form.get("canvas", ""), None)
    if session_id is not None and canvas is not None:
        return to_canvas(session_id, canvas, commitment_id)
    flash(gettext("Saved."), "good")
    return _to(commitment_id) if session_id is None else to_room(session_id, commitment_id)


@blueprint.post("/commitments/<int:commitment_id>/status")
def move(commitment_id: int):
    """Say how far it is, on its own page or (`session`) in a room."""
    found = commitments.commitment_for(orm(), viewer(), commitment_id)
    form = request.form
    meant = {"commitment": commitment_id, "language": str(get_locale())} | moved(form)
    try:
        perform("commitment.status", meant)
    except Refused as refused:
        if (session_id := number(form.get("session", ""), None)) is not None:
            kept: dict[int, tuple[MultiDict, dict[str, str]]] = {commitment_id: (form, errors_of(refused))}
            return room_page(session_id, MultiDict(), {}, kept), STATUS[refused.code]
        return _page(found, form, errors_of(refused)), STATUS[refused.code]
    say(gettext("Saved."))
    if (session_id := number(form.get("session", ""), None)) is not None:
        return to_room(session_id)
    return _to(commitment_id)


@blueprint.post("/commitments/<int:commitment_id>/remove")
def remove(commitment_id: int):
    return _done(
        commitment_id, "commitment.remove", gettext("The commitment is removed; you can restore it.")
    )


@blueprint.post("/commitments/<int:commitment_id>/restore")
def restore(commitment_id: int):
    return _done(commitment_id, "commitment.restore", gettext("The commitment is back on the list."))


@blueprint.app_template_global("commitments_of_city")
def commitments_of_city(city: City) -> list[Listed]:
    """A city's open commitments for the pages of others."""
    return commitments.open_of_city(orm(), viewer(), city.code, site().today)


@blueprint.app_template_global("own_commitments")
def own_commitments() -> list[Listed]:
    """The open commitments of the city that the reader acts for; nothing for somebody who acts for none."""
    city = g.get("cities_by_code", {}).get(viewer().city or "") if g.get("viewer") is not None else None
    if city is None or viewer().is_guest or viewer().role not in ("participant", "support"):
        return []
    return commitments_of_city(city)


@blueprint.app_template_global("may_commit_for")
def may_commit_for(city: City) -> bool:
    """Whether the reader can write down what this city commits to."""
    return any(one.id == city.id for one in commitments.cities_to_commit(orm(), viewer()))


@blueprint.app_template_global("today_here")
def today_here() -> dt.date:
    """Today, by which commitments are overdue."""
    return site().today


@blueprint.app_template_global("commitment_status_words")
def commitment_status_words(status: str) -> str:
    """How far a commitment is, in the reader's language."""
    return gettext(STATUSES[status])


@blueprint.app_template_global("commitment_sentence")
def commitment_sentence(facts: CommitmentFacts) -> str:
    """The cities of a commitment in a sentence, such as "Dublin learns from Turin"."""
    names = {code: isolated(city.name) for code, city in g.cities_by_code.items()}
    other = names.get(facts.other or "", facts.other or "")
    return gettext(facts.sentence) % {"city": names.get(facts.city, facts.city), "other": other}


def _own_cities() -> list[City]:
    """The cities that the viewer commits by hand; `Refused` not_found where there are none."""
    cities = commitments.cities_to_commit(orm(), viewer())
    if not cities:
        raise not_found()
    return cities


def _wanted() -> Wanted:
    """What the address asks for; what it can't ask for is left out."""
    asked = request.args
    city, kind, status = asked.get("city", "").upper(), asked.get("kind", ""), asked.get("status", "")
    return Wanted(
        city=city if city in g.cities_by_code else "",
        kind=kind if kind in KINDS else "",
        status=status if status in (*STATUSES, "open", "overdue") else "",
        practice=number(asked.get("practice", ""), None),
    )


def _done(commitment_id: int, name: str, said: str) -> Response:
    """Do it, or say on its page why not."""
    commitments.commitment_to_change(orm(), viewer(), commitment_id)
    try:
        perform(name, {"commitment": commitment_id})
    except Refused as refused:
        if refused.code not in ("conflict", "closed"):
            raise
        flash(sentence(refused.message), "warn")
    else:
        flash(said, "good")
    return _to(commitment_id)


def _to(commitment_id: int) -> Response:
    return redirect(url_for("commitments.show", slug=programme().slug, commitment_id=commitment_id), 303)


def _page(found: Listed, values: MultiDict, errors: dict[str, str]) -> str:
    return render_template(
        "solutions/commitments/show.html",
        nav_active="tandems",
        one=found,
        history=commitments.history_of(orm(), viewer(), found.row),
        steps=STEPS,
        values=values,
        errors=errors,
        **words(),
    )


def _form(values: MultiDict, errors: dict[str, str], row: Commitment | None = None) -> str:
    """The form of a new commitment, or of `row`."""
    every = list(g.cities_by_code.values())
    mine = [row.city] if row is not None else commitments.cities_to_commit(orm(), viewer())
    if row is not None and (COORDINATE(viewer(), None) or viewer().leads):
        mine = every
    elif row is not None and row.other is not None:
        mine = [row.city, row.other]
    cities = every if len(mine) > 2 else [*mine, *([row.other] if row is not None and row.other else [])]
    practices: dict[str, list[Any]] = {}
    for practice in commitments.practices_to_choose(orm(), viewer()):
        practices.setdefault(practice.city.name, []).append(practice)
    owners = commitments.owners_to_choose(orm(), viewer(), {city.id for city in cities})
    stays = None
    if row is not None:
        stays = commitments.owner_not_to_choose(orm(), viewer(), row, owners)
        values = MultiDict(values)
        values.setdefault("owner", str(row.owner_id or "") if stays is None else STAYS)
    return render_template(
        "solutions/commitments/form.html",
        nav_active="tandems",
        values=values,
        errors=errors,
        row=row,
        cities=mine,
        others=every,
        practices=practices,
        owners=owners,
        stays=stays,
        languages=languages(mine[0]) if len(mine) == 1 else languages(City(languages=[])),
        **words(),
    )
