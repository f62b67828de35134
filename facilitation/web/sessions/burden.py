"""The burden over the programme: the ledger, rotating it, and how local hours are priced."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from facilitation.domain import fair_times as fair
from facilitation.domain.errors import N_, Refused
from facilitation.domain.pain_policy import BANDS_MOST, WEEKENDS, Rules, clock
from facilitation.domain.permissions import COORDINATE
from facilitation.domain.scheduling import DAY
from facilitation.queries.sessions.burden import ledger
from facilitation.queries.sessions.slots import LEAD, USUAL_MINUTES, fair_times, rules_of
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sessions.finding import Offer, level, who_pays
from facilitation.web.site import may, orm, perform, programme, site
from facilitation.web.typed import number

blueprint = programme_blueprint("burden", __name__)

#: So many rows for bands are offered beyond those that are there.
_SPARE = 2


@blueprint.get("/burden")
def index():
    """What each session costs which city, what came of it, and the next sessions if the burden rotated."""
    rules, own = rules_of(orm(), programme())
    policy, cities = rules.policy(), list(programme().cities)
    told = ledger(orm(), programme(), policy)
    times = fair_times(cities[: fair.CITIES_MOST], policy, told.carried)
    first = site().today + LEAD
    turns = fair.rotate(times, programme().host_zone, first, USUAL_MINUTES) if cities else []
    by_code = {city.code: city for city in cities}
    zone = ZoneInfo(programme().host_zone)
    return render_template(
        "sessions/burden/index.html",
        nav_active="sessions",
        ledger=told,
        carried=sorted(told.carried.items(), key=lambda one: (-one[1], one[0])),
        most=max([*told.carried.values(), 1]),
        entries=[
            (one.session, {local.city: local for local in one.slot.cities}, who_pays(one.slot, by_code))
            for one in told.entries
        ],
        turns=[
            (Offer(turn.slot, turn.slot.starts.astimezone(zone), who_pays(turn.slot, by_code)), turn.carried)
            for turn in turns
        ],
        own_rules=own,
        policy=policy,
        level=lambda pain: level(pain, policy),
    )


@blueprint.get("/burden/prices")
def prices():
    """How local hours are priced here."""
    rules, own = rules_of(orm(), programme())
    return _prices(_as_typed(rules), own, {})


@blueprint.post("/burden/prices")
def change():
    """Price them in another way; a refused form keeps what was typed."""
    try:
        perform("pain_rules.set", _payload())
    except Refused as refused:
        if refused.code != "invalid":
            raise
        errors = {_row_as_shown(refused.field or "night"): sentence(refused.message)}
        return _prices(_typed(), rules_of(orm(), programme())[1], errors), STATUS[refused.code]
    flash(gettext("Hours are priced like this now."), "good")
    return redirect(url_for("burden.prices", slug=programme().slug), 303)


@blueprint.post("/burden/prices/usual")
def reset():
    """Price them as the program does by itself."""
    perform("pain_rules.reset", {})
    flash(gettext("Hours are priced as usual again."), "good")
    return redirect(url_for("burden.prices", slug=programme().slug), 303)


def _prices(typed: dict[str, Any], own: bool, errors: dict[str, str]) -> str:
    return render_template(
        "sessions/burden/prices.html",
        nav_active="sessions",
        typed=typed,
        errors=errors,
        own_rules=own,
        may_change=may(COORDINATE),
        weekends=[(key, name) for key, (name, _) in WEEKENDS.items()],
    )


def _as_typed(rules: Rules) -> dict[str, Any]:
    bands: list[dict[str, Any]] = [
        {"opens": clock(opens), "closes": clock(closes % DAY), "pain": price}
        for opens, closes, price in rules.bands
    ]
    return {
        "bands": bands + [{"opens": "", "closes": "", "pain": ""}] * min(_SPARE, BANDS_MOST - len(bands)),
        "night": rules.night,
        "humane": rules.humane,
        "weekends": rules.weekends,
        "holidays": rules.holidays,
        "own_weekends": dict(rules.own_weekends),
    }


def _rows() -> list[dict[str, str]]:
    """The rows of bands as they were typed."""
    form = request.form
    columns = [form.getlist(name) for name in ("opens", "closes", "pain")]
    return [dict(zip(("opens", "closes", "pain"), row, strict=True)) for row in zip(*columns, strict=False)][
        : BANDS_MOST + _SPARE
    ]


def _typed() -> dict[str, Any]:
    form = request.form
    return {
        "bands": _rows(),
        "night": form.get("night", ""),
        "humane": form.get("humane", ""),
        "weekends": bool(form.get("weekends")),
        "holidays": bool(form.get("holidays")),
        "own_weekends": _own_weekends(),
    }


def _own_weekends() -> dict[str, str]:
    return {
        name.removeprefix("weekend-"): key
        for name, key in request.form.items()
        if name.startswith("weekend-") and key != "usual"
    }


def _payload() -> dict[str, Any]:
    form = request.form
    bands = []
    for row, typed in enumerate(_rows(), 1):
        if not any(typed.values()):
            continue
        opens, closes = _minute(typed["opens"]), _minute(typed["closes"])
        price = number(typed["pain"], None, digits=4)
        if opens is None or closes is None or price is None:
            raise Refused(
                "invalid",
                N_("Row %(row)s needs a beginning, an end and a price."),
                field=f"row-{row}",
                row=row,
            )
        bands.append({"opens": opens, "closes": closes or DAY, "pain": price})
    return {
        "bands": bands,
        "night": _price("night"),
        "humane": _price("humane"),
        "weekends": bool(form.get("weekends")),
        "holidays": bool(form.get("holidays")),
        "own_weekends": _own_weekends(),
    }


def _row_as_shown(field: str) -> str:
    """Bands are counted without the empty rows; on the form these count, too."""
    if not field.startswith("band-"):
        return field
    filled = [row for row, typed in enumerate(_rows(), 1) if any(typed.values())]
    place = int(field.removeprefix("band-")) - 1
    return f"row-{filled[place]}" if place < len(filled) else "row-1"


def _minute(typed: str) -> int | None:
    hours, _, minutes = typed.partition(":")
    hour, minute = number(hours, None, digits=2), number(minutes[:2], None, digits=2)
    if hour is None or minute is None or hour > 24 or minute > 59:
        return None
    return hour * 60 + minute


def _price(name: str) -> int:
    found = number(request.form.get(name, ""), None, digits=4)
    if found is None:
        raise Refused("invalid", N_("Give the price as a whole number."), field=name)
    return found
