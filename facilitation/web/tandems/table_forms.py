"""What the forms on the coordinator's table send, as payloads of the commands behind them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request

from facilitation.commands.cities.places import languages_in
from facilitation.domain.errors import N_, Refused
from facilitation.matching.rounds import WEIGHT_SETTINGS
from facilitation.queries.tandems.tandems import round_problem
from facilitation.web.site import orm, site, viewer
from facilitation.web.tandems.tandems import workshop_dates
from facilitation.web.typed import number

#: These are about a scenario as a whole, whatever has changed on it since.
WHOLE = ("rename", "duplicate", "remove")


def of_the_whole(deed: str, scenario_id: int) -> dict[str, Any]:
    named = {} if deed == "remove" else {"name": request.form.get("name", "")}
    return {"round": scenario_id} | named


def _move() -> dict[str, Any]:
    form = request.form
    return {
        "city": form.get("city", ""),
        "leaves": place_of(form.get("leaves", "")),
        "joins": place_of(form.get("joins", "")),
    }


def _regroup() -> dict[str, Any]:
    """Groups with commas between them, and spaces between the badges of each."""
    return {"tandems": [group.split() for group in request.form.get("tandems", "").split(",")]}


def _rule() -> dict[str, Any]:
    form = request.form
    return {"kind": form.get("kind", ""), "cities": form.getlist("cities"), "on": form.get("on") != "no"}


def _settings() -> dict[str, Any]:
    form = request.form
    setting = form.get("setting", "")
    weights = WEIGHT_SETTINGS.get(setting) or {
        part: _decimal(form.get(f"weight_{part}", ""), "weights") / 100
        for part in ("shared", "wishes", "answered")
    }
    return {
        "sizes": [number(size, 0, digits=2) for size in form.getlist("sizes")],
        "min_common_hours": _decimal(form.get("min_common_hours", ""), "min_common_hours"),
        "working_hours": [form.get("opens", ""), form.get("closes", "")],
        "dates": form.get("dates", "").split(),
        "weights": dict(weights),
    }


def _languages() -> dict[str, Any]:
    form = request.form
    return {"city": form.get("city", ""), "languages": languages_in(form.get("languages", ""))}


def _take_over() -> dict[str, Any]:
    return {"problem": round_problem(orm(), viewer(), workshop_dates(site().today))}


def _again() -> dict[str, Any]:
    return {"preset": request.form.get("preset", "balanced")}


def _why() -> dict[str, Any]:
    return {"cities": [city for city in request.form.getlist("cities") if city]}


DEEDS: dict[str, Callable[[], dict[str, Any]]] = {
    "move": _move,
    "regroup": _regroup,
    "rule": _rule,
    "settings": _settings,
    "languages": _languages,
    "take_over": _take_over,
    "again": _again,
    "undo": dict,
    "redo": dict,
    "why": _why,
}


def place_of(text: str) -> int | None:
    """A group's place in the grouping; None for none of them."""
    return number(text, None, digits=4)


def _decimal(text: str, field: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise Refused("invalid", N_("“%(typed)s” is no number."), field=field, typed=text[:20]) from None
