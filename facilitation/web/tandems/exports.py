"""A round to take away: tables, the pinned JSON form, and why each tandem, as its reader may see it."""

from __future__ import annotations

from importlib.resources import files

from flask import Response, render_template, request
from flask_babel import get_locale, gettext

from facilitation import matching
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.permissions import COORDINATE, Viewer
from facilitation.domain.programmes import LANGUAGES
from facilitation.exports.rendering import Rendering, file_name
from facilitation.exports.spreadsheets import csv_of, xlsx_of
from facilitation.exports.tandems import JSON_TYPE, Reader, TandemTables, answer_file, problem_file
from facilitation.queries.practices.tags import inferred_answers
from facilitation.queries.tandems import tandems
from facilitation.queries.tandems.explanations import explanation
from facilitation.queries.tandems.redaction import RoundSeen, answer_for
from facilitation.readers.making import make_pdf_apart, make_proof_apart
from facilitation.store.tandems import Round
from facilitation.translations import say
from facilitation.web.downloads import download
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, programme, site, viewer

blueprint = programme_blueprint("tandem_exports", __name__)


@blueprint.get("/tandems/rounds/<int:round_id>/files")
def index(round_id: int):
    """What there is to take away, and how to check it."""
    round_ = tandems.round_for(orm(), viewer(), round_id)
    return render_template(
        "tandems/files.html",
        nav_active="tandems",
        round=answer_for(orm(), viewer(), round_),
        languages=LANGUAGES,
        has_proof=has_proof(viewer(), round_),
    )


@blueprint.get("/tandems/rounds/<int:round_id>/tandems.<any(csv, xlsx):ending>")
def sheet(round_id: int, ending: str):
    """Each city's seat with its reasons; the workbook has a sheet for every kind of reason."""
    seen, language = _answered(round_id), str(get_locale())
    titles = tandems.challenge_titles(orm(), viewer(), language)
    title = gettext("Tandems of %(programme)s", programme=programme().title)
    tables = TandemTables(seen, titles, title, lambda text: say(text, language))
    return download(csv_of(tables.main, language) if ending == "csv" else xlsx_of(title, tables.all))


@blueprint.get("/tandems/rounds/<int:round_id>/round.json")
def problem(round_id: int) -> Response:
    """The question in the pinned form: `python3 run.py tandems FILE` answers it again."""
    return download(problem_file(_seen(round_id), programme().title, _reader()))


@blueprint.get("/tandems/rounds/<int:round_id>/answer.json")
def answer(round_id: int) -> Response:
    """The answer in the pinned form."""
    return download(answer_file(_answered(round_id), programme().title, _reader()))


@blueprint.get("/tandems/rounds/<int:round_id>/proof.json")
def proof(round_id: int) -> Response:
    """The proof of the answer: whole for coordinators, a city's copy for its own people, for nobody else."""
    round_ = tandems.round_for(orm(), viewer(), round_id)
    if not has_proof(viewer(), round_):
        raise not_found()
    problem, found = round_.problem, round_.answer or {}
    name = file_name(programme().title, "proof", str(round_id), ending="json")
    city = None if COORDINATE(viewer(), None) else viewer().city
    orm().commit()  # no connection is held while the proof is made
    return download(Rendering(make_proof_apart(problem, found, city), JSON_TYPE, name))


@blueprint.get("/tandems/check_tandems.py")
def checker() -> Response:
    """The program that checks a proof: one file, nothing but Python."""
    content = (files(matching) / "check_tandems.py").read_bytes()
    return download(Rendering(content, "text/x-python; charset=utf-8", "check_tandems.py"))


@blueprint.get("/tandems/rounds/<int:round_id>/tandems.pdf")
def explain_all(round_id: int) -> Response:
    """A page for the whole grouping and one for each tandem: why."""
    return download(_explained(round_id, None))


@blueprint.get("/tandems/rounds/<int:round_id>/tandem-<int:tandem_number>.pdf")
def explain(round_id: int, tandem_number: int) -> Response:
    """Why this tandem, on one page. Its number counts from 1."""
    return download(_explained(round_id, tandem_number))


def has_proof(who: Viewer, round_: Round) -> bool:
    """Whether a round has a grouping, and somebody may have the proof of it or their city's copy."""
    if not (round_.answer or {}).get("tandems"):
        return False
    if COORDINATE(who, None):
        return True
    return not who.is_guest and who.city in {city["id"] for city in round_.problem["cities"]}


def _reader() -> Reader:
    who = viewer()
    return Reader(COORDINATE(who, None), None if who.is_guest else who.city)


def _seen(round_id: int) -> RoundSeen:
    return answer_for(orm(), viewer(), tandems.round_for(orm(), viewer(), round_id))


def _answered(round_id: int) -> RoundSeen:
    """A round that has its answer, if only that no grouping is possible."""
    seen = _seen(round_id)
    if not seen.answer:
        raise Refused("conflict", N_("There is no answer yet. Try again in a moment."))
    return seen


def _explained(round_id: int, number: int | None) -> Rendering:
    seen, language = _answered(round_id), request.args.get("language", str(get_locale()))
    if language not in LANGUAGES:
        raise not_found()
    titles = tandems.challenge_titles(orm(), viewer(), language)
    document = explanation(
        orm(),
        programme(),
        seen,
        titles,
        site().clock(),
        lambda text: say(text, language),
        language,
        number,
        for_coordinators=COORDINATE(viewer(), None),
        inferred=inferred_answers(orm(), viewer()),
    )
    orm().commit()  # no connection is held while the PDF is made
    return make_pdf_apart(document, language)
