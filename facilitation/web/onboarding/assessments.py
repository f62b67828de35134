"""The self-assessment: its overview, a city's answers, and both as a sheet of data."""

from __future__ import annotations

from typing import Any

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext

from facilitation.domain.assessments import ANSWER, COMMENT_LENGTH, SCALE
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.permissions import COORDINATE, OBSERVER, ORGANISE, PARTICIPANT, ROLE_NAMES, SUPPORT
from facilitation.exports.spreadsheets import Sheet
from facilitation.queries.cities.cities import city_for
from facilitation.queries.onboarding import assessment_results, assessments
from facilitation.queries.onboarding.assessments import AnswerSheet
from facilitation.store.assessments import Rating
from facilitation.web.downloads import as_file, download
from facilitation.web.errors import STATUS, sentence
from facilitation.web.onboarding.assessment_figures import band_of, radar_of
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import may, orm, perform, programme, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("assessments", __name__)
blueprint.add_app_template_global(radar_of)
blueprint.add_app_template_global(band_of)

NO_ANSWER = "none"
#: Of up to so many cities the overview says what each rated; of more it says how many.
CITIES_BY_NAME = 40
#: A larger workbook takes the process longer than everybody else should wait; CSV takes any size.
WORKBOOK_ROWS = 3_000


@blueprint.get("/assessment")
def index():
    """The overview: who has answered, and the spread of each statement's ratings."""
    states = assessment_results.states(orm(), viewer())
    mine = [one for one in states if viewer().role in (PARTICIPANT, SUPPORT) and one.answered is not None]
    results = assessment_results.results(orm(), viewer(), _round())
    return render_template(
        "onboarding/assessments/index.html",
        nav_active="onboarding",
        results=results,
        states=states,
        mine=mine,
        coordinates=COORDINATE(viewer(), None),
        organises=may(ORGANISE),
        scale=SCALE,
        cities_by_name=CITIES_BY_NAME,
        workbook=sum(len(spread.dots) for area in results.areas for spread in area.spreads) <= WORKBOOK_ROWS,
        any_asked=any(area.spreads for area in results.areas),
    )


@blueprint.post("/assessment/rounds")
def next_round():
    """Begin another round."""
    started = number(request.form.get("number", ""), 0)
    perform("assessment.next_round", {"number": started})
    flash(
        gettext("Round %(number)s has begun. The answers of the rounds before stay.", number=started), "good"
    )
    return redirect(url_for("assessments.index", slug=programme().slug), 303)


@blueprint.get("/assessment/ratings.<any(csv, xlsx):ending>")
def export(ending: str):
    """The answers that were handed in, as a sheet of data."""
    given = assessment_results.answers_given(orm(), viewer(), _round())
    if ending == "xlsx" and len(given) > WORKBOOK_ROWS:
        raise Refused("too_large", N_("This is too much for a workbook made here. Take it as CSV instead."))
    simulated = any(one.dot.simulated for one in given)
    header = (
        gettext("Area"),
        gettext("Statement"),
        gettext("Code"),
        gettext("City"),
        gettext("Rating"),
        gettext("No answer"),
        gettext("Comment"),
        gettext("Simulated"),
    )
    yes = gettext("yes")
    rows = tuple(
        (
            one.area,
            one.statement,
            one.dot.city.code,
            one.dot.city.name,
            one.dot.rating,
            yes if one.dot.rating is None else None,
            one.comment,
            yes if one.dot.simulated else None,
        )
        for one in given
    )
    title = gettext("Self-assessment")
    if simulated:
        title = f"{title} ({gettext('Simulated')})"
    sheet = Sheet(title, header, rows)
    made = as_file(title, sheet, str(get_locale()), ending)
    return download(made)


@blueprint.get("/assessment/cities/<code>")
def show(code: str):
    """A city's answers, to be filled in or read; others are led to what they may see."""
    city = city_for(orm(), viewer(), code)
    if not ANSWER(viewer(), city):
        if viewer().role == OBSERVER:
            return redirect(url_for("assessments.index", slug=programme().slug))
        page = url_for("cities.show", slug=programme().slug, code=city.code, _anchor="assessment")
        return redirect(page)
    return _sheet(assessments.answer_sheet(orm(), viewer(), code), {}, {})


@blueprint.get("/assessment/cities/<code>/answers")
def answers(code: str):
    """The city's present answers by statement: what a page compares its own with."""
    found = assessments.answer_sheet(orm(), viewer(), code)
    return jsonify({str(statement): _as_json(one) for statement, one in found.answers.items()})


@blueprint.post("/assessment/cities/<code>/answers")
def save(code: str):
    """Save the answers of an area; what is refused stays on the page as it was typed."""
    found = assessments.answer_sheet(orm(), viewer(), code)
    typed = request.form.to_dict()
    try:
        payload = {"city": found.city.id, "round": found.round, "answers": _answers(typed)}
        perform("rating.give", payload)
    except Refused as refused:
        if refused.field is None or refused.code not in ("invalid", "conflict"):
            raise
        orm().expire_all()
        again = assessments.answer_sheet(orm(), viewer(), code)
        return _sheet(again, {refused.field: sentence(refused.message)}, typed), STATUS[refused.code]
    flash(gettext("Saved."), "good")
    return _to_sheet(code, typed.get("area", ""))


@blueprint.post("/assessment/cities/<code>/submit")
def submit(code: str):
    """Hand the city's answers in."""
    found = assessments.answer_sheet(orm(), viewer(), code)
    perform("assessment.submit", {"city": found.city.id, "round": found.round})
    flash(gettext("The self-assessment of %(city)s is handed in.", city=found.city.name), "good")
    return _to_sheet(code)


@blueprint.post("/assessment/cities/<code>/reopen")
def reopen(code: str):
    """Take the city's answers back, to change them."""
    found = assessments.answer_sheet(orm(), viewer(), code)
    perform("assessment.reopen", {"city": found.city.id, "round": found.round})
    flash(gettext("Open again. Hand it in once more when you are done."), "good")
    return _to_sheet(code)


def _to_sheet(code: str, area: str = ""):
    anchor = f"area-{area}" if number(area, None) is not None else None
    address = url_for("assessments.show", slug=programme().slug, code=code.upper(), _anchor=anchor)
    return redirect(address, 303)


def _round() -> int | None:
    """The round that the address names, if it names one."""
    named = request.args.get("round")
    if named is None:
        return None
    found = number(named, None)
    if found is None:
        raise not_found()
    return found


def _answers(typed: dict[str, str]) -> list[dict[str, Any]]:
    """The answers of a form: those statements where something was chosen."""
    found = []
    for name in typed:
        statement = name.removeprefix("comment-")
        asked = number(statement, None)
        if statement == name or asked is None:
            continue
        rating, comment = typed.get(f"rating-{statement}", ""), typed[name]
        if not rating and comment.strip():
            raise Refused(
                "invalid",
                N_("Choose a number or “no answer” too; the comment is kept with it."),
                field=f"statement-{statement}",
            )
        if not rating:
            continue
        rated = None if rating == NO_ANSWER else number(rating, None)
        if rating != NO_ANSWER and rated is None:
            raise Refused("invalid", N_("Choose a number."), field=f"statement-{statement}")
        found.append(
            {
                "statement": asked,
                "rating": rated,
                "comment": comment,
                "seen": number(typed.get(f"seen-{statement}", ""), 0),
                "language": str(get_locale()),
            }
        )
    return found


def _as_json(rating: Rating) -> dict[str, Any]:
    return {
        "version": rating.version,
        "rating": rating.rating,
        "comment": rating.comment,
        "language": rating.language,
        "by": rating.seat.name,
        "role": gettext(ROLE_NAMES[rating.role]),
    }


def _sheet(found: AnswerSheet, errors: dict[str, str], typed: dict[str, str]) -> str:
    profile = assessment_results.city_profile(orm(), viewer(), found.city)
    return render_template(
        "onboarding/assessments/sheet.html",
        nav_active="onboarding",
        sheet=found,
        profile=profile,
        acts_as=_acts_as(found),
        scale=SCALE,
        errors=errors,
        typed=typed,
        comment_length=COMMENT_LENGTH,
        own_seat=viewer().seat,
        viewer_simulated=viewer().simulated,
    )


def _acts_as(found: AnswerSheet) -> str | None:
    """As what the viewer answers for the city, unless they belong to it themselves."""
    role = viewer().role
    return None if role == PARTICIPANT and g.viewer.city == found.city.code else role
