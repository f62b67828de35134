"""The coordinator's table: scenarios of tandems, changed by plain forms, and moves tried out by a JSON route.

js/pages/table.js sends the same forms and takes over the table in the page that comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from facilitation.commands.tandems.tandems import PRESETS
from facilitation.domain import scenarios
from facilitation.domain.errors import N_, Message, Refused
from facilitation.matching.rounds import WEIGHT_SETTING_NAMES, WEIGHT_SETTINGS
from facilitation.queries.tandems import scenarios as lists
from facilitation.queries.tandems import table
from facilitation.queries.tandems.table_changes import try_move
from facilitation.queries.tandems.tandems import challenge_titles, round_problem
from facilitation.store.tandems import Round, RoundStep
from facilitation.translations import dates
from facilitation.web.context import written_language
from facilitation.web.errors import STATUS, as_json, sentence, status_of
from facilitation.web.figures import in_zone
from facilitation.web.identity import template_viewer
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, site, viewer
from facilitation.web.tandems.table_forms import DEEDS, WHOLE, of_the_whole, place_of
from facilitation.web.tandems.tandems import workshop_dates
from facilitation.web.typed import number

blueprint = programme_blueprint("table", __name__)

#: What a refused form is shown again for; anything else is a page of its own.
_SHOWN_AGAIN = ("invalid", "conflict", "closed", "too_large")
_STATUS_NAMES = {
    "solving": N_("Being worked out"),
    "solved": N_("On the table"),
    "infeasible": N_("No grouping possible"),
    "failed": N_("Not worked out"),
    "proposed": N_("Proposed"),
    "published": N_("Published"),
    "replaced": N_("Replaced"),
}
_PRESET_NAMES = {
    "balanced": N_("Balanced"),
    "best": N_("Best total"),
    "floor": N_("Nobody left behind"),
}
_RULE_NAMES = {
    scenarios.LOCKED: N_("Locked"),
    scenarios.TOGETHER: N_("Always together"),
    scenarios.NEVER: N_("Never together"),
    scenarios.EXCLUDE: N_("No seat this time"),
    scenarios.TWO_SEATS: N_("May sit in two tandems"),
}
_STALE_NAMES = {
    "came": N_("New in the programme: %(cities)s"),
    "left": N_("No longer in the programme: %(cities)s"),
    "city": N_("Challenges, languages or time zone changed: %(cities)s"),
    "practices": N_("Practices changed: %(cities)s"),
    "wishes": N_("Wishes changed: %(cities)s"),
}
_SIZES = (2, 3, 4)

Page = Response | str | tuple[str, int]


@blueprint.get("/tandems/table")
def index() -> str:
    return _index()


@blueprint.post("/tandems/table")
def create() -> Page:
    """Make a scenario from the programme as it stands, or of the solution workshops as attended."""
    problem = round_problem(orm(), viewer(), workshop_dates(site().today))
    name = request.form.get("name", "")
    try:
        scenarios.clean_name(name)
        if request.form.get("kind") == "attended":
            groups = lists.groups_attended(orm(), viewer())
            if not groups:
                raise Refused("invalid", N_("No solution workshop has been recorded yet."), field="kind")
            payload = {"problem": lists.problem_attended(problem, groups), "tandems": groups, "name": name}
            done = perform("round.group", payload | {"as_attended": True})
        else:
            preset = request.form.get("preset", "balanced")
            done = perform("round.solve", {"problem": problem, "preset": preset, "name": name})
    except Refused as refused:
        if refused.code not in _SHOWN_AGAIN:
            raise
        return _index(refused), STATUS[refused.code]
    return _to(done.result["round"])


def _index(refused: Refused | None = None) -> str:
    found = lists.scenarios_of(orm(), viewer())
    return render_template(
        "tandems/table/index.html",
        nav_active="tandems",
        scenarios=found,
        name_of=_name,
        status_names=_STATUS_NAMES,
        presets=_PRESET_NAMES,
        attended=lists.groups_attended(orm(), viewer()),
        errors={} if refused is None else {refused.field or "name": sentence(refused.message)},
        typed=request.form.get("name") or gettext("Scenario %(number)s", number=len(found) + 1),
    )


@blueprint.get("/tandems/table/compare")
def compare() -> str:
    """Two or three scenarios side by side."""
    ids = [number(text, 0) for text in request.args.getlist("with")]
    found = lists.side_by_side(orm(), viewer(), ids)
    return render_template(
        "tandems/table/compare.html",
        nav_active="tandems",
        compared=found,
        names={
            city["id"]: city.get("name") or city["id"]
            for one in found
            for city in one.round.problem["cities"]
        },
        name_of=_name,
        status_names=_STATUS_NAMES,
        presets=_PRESET_NAMES,
    )


@blueprint.get("/tandems/table/<int:scenario_id>")
def show(scenario_id: int) -> str:
    return _page(scenario_id)


@blueprint.get("/tandems/table/<int:scenario_id>/state")
def state(scenario_id: int) -> dict[str, Any]:
    """How far a scenario is: for a page that waits for the worker, and for two coordinators at one table."""
    round_ = table.scenario_for(orm(), viewer(), scenario_id)
    asked = len((round_.findings or {}).get("questions") or [])
    return {
        "version": round_.version,
        "status": round_.status,
        "weighed": round_.weighed == round_.version,
        "working": table.is_worked_on(orm(), round_),
        "questions": asked,
    }


@blueprint.get("/tandems/table/<int:scenario_id>/try")
def try_out(scenario_id: int) -> Any:
    """Before and after of a move that nobody has made yet: `version`, `city`, `leaves`, `joins`.

    Without a city it tells how the scenario stands.
    """
    asked = request.args
    round_ = table.scenario_for(orm(), viewer(), scenario_id)
    try:
        tried = try_move(
            round_,
            number(asked.get("version", ""), None),
            asked.get("city"),
            place_of(asked.get("leaves", "")),
            place_of(asked.get("joins", "")),
        )
    except Refused as refused:
        return as_json(refused), status_of(refused)
    names = {city["id"]: city.get("name") or city["id"] for city in round_.problem["cities"]}
    return {
        "ok": True,
        "before": tried.before,
        "after": tried.after,
        "cities": [
            {
                "city": one.city,
                "name": names[one.city],
                "gain": one.gain,
                "share_before": one.share_before,
                "share_after": one.share_after,
            }
            for one in tried.change.cities
        ],
        "broken": [sentence(message) for message in tried.change.broken],
        "mended": [sentence(message) for message in tried.change.mended],
    }


@blueprint.post(
    "/tandems/table/<int:scenario_id>/<any(move, regroup, rule, settings, languages, take_over, again, undo,"
    " redo, rename, duplicate, remove, why):table_deed>"
)
def act(scenario_id: int, table_deed: str) -> Page:
    """Change a scenario in one way. What is refused is shown on the table as it stands now, with what was
    typed."""
    deed = table_deed
    seen = {"round": scenario_id, "version": number(request.form.get("version", ""), -1)}
    try:
        done = perform(
            f"round.{deed}", DEEDS[deed]() | seen if deed not in WHOLE else of_the_whole(deed, scenario_id)
        )
    except Refused as refused:
        if refused.code not in _SHOWN_AGAIN:
            raise
        table.scenario_for(orm(), viewer(), scenario_id)  # nobody else learns what stands there
        return _page(scenario_id, refused, deed), STATUS[refused.code]
    if deed == "remove":
        flash(gettext("The scenario is removed."), "good")
        return redirect(url_for("table.index", slug=programme().slug), 303)
    return _to(done.result["round"])


def _page(scenario_id: int, refused: Refused | None = None, of: str = "") -> str:
    """The table. With `refused` also why the form of the deed `of` was refused, and what was typed in it."""
    found = table.table_for(orm(), viewer(), scenario_id)
    rules = found.round.problem.get("rules") or {}
    weights = WEIGHT_SETTINGS["default"] | (rules.get("weights") or {})
    return render_template(
        "tandems/table/show.html",
        nav_active="tandems",
        table=found,
        scenario=found.round,
        name=_name(found.round),
        status_names=_STATUS_NAMES,
        presets=_PRESET_NAMES,
        preset_keys=PRESETS,
        rule_names=_RULE_NAMES,
        rules_given=rules,
        sizes=sorted({*_SIZES, *(rules.get("sizes") or ())}),
        weights=weights,
        setting=_setting_of(weights),
        settings_named=WEIGHT_SETTING_NAMES,
        weight_settings=WEIGHT_SETTINGS,
        stale=[_stale(what, cities, found.names) for what, cities in found.stale],
        step_words=_step_words,
        may_propose="proposals.propose" in current_app.view_functions,
        said=sentence,
        challenge_titles=challenge_titles(orm(), viewer(), str(get_locale())),
        wrong={
            "of": of,
            "field": refused.field if refused else None,
            "sentence": sentence(refused.message) if refused else "",
            "typed": request.form if refused else {},
        },
    )


def _name(round_: Round) -> str:
    """What a scenario is called; without a name, the moment when it was made, by the reader's clocks."""
    if round_.name:
        return round_.name
    made = in_zone(round_.created_at, (template_viewer() or {}).get("zone") or programme().host_zone)
    day = dates.short_date(made.date(), written_language())
    return gettext("Scenario of %(day)s", day=f"{day}, {dates.clock(made)}")


def _setting_of(weights: dict[str, float]) -> str:
    """The named setting that these weights are; "" for others."""
    return next((key for key, named in WEIGHT_SETTINGS.items() if _alike(named, weights)), "")


def _alike(one: dict[str, float], other: dict[str, float]) -> bool:
    return all(abs(one[part] - other.get(part, 0.0)) < 1e-9 for part in one)


def _stale(what: str, cities: Sequence[str], names: dict[str, str]) -> str:
    return sentence(
        Message(_STALE_NAMES[what], {"cities": ", ".join(names.get(city, city) for city in cities)})
    )


def _step_words(step: RoundStep) -> str:
    """What a step was, in the reader's language."""
    params = dict(step.params)
    if "kind" in params:
        rule = Message(N_("%(kind)s: %(cities)s"), params | {"kind": Message(_RULE_NAMES[params["kind"]])})
        params = {"rule": rule}
    for side in ("left", "joined"):
        if params.get(side) == "":
            params[side] = "–"
    return sentence(Message(scenarios.STEP_WORDS[step.kind], params))


def _to(scenario_id: int) -> Response:
    return redirect(url_for("table.show", slug=programme().slug, scenario_id=scenario_id), 303)
