"""The page of times for onboarding calls: offered in one form, taken with one tap."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.datastructures import MultiDict

from facilitation.commands.cities import places
from facilitation.domain.errors import N_, Message, Refused
from facilitation.queries.cities.cities import city_for
from facilitation.queries.onboarding.call_slots import free_times, times_of
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, site, viewer
from facilitation.web.typed import day, minutes, number

blueprint = programme_blueprint("call_slots", __name__)
#: So many lines for times stand in the form.
LINES = 9


@blueprint.get("/onboarding/times")
def index():
    values = MultiDict({"zone": programme().host_zone, "minutes": "60"})
    return _page(values, {})


@blueprint.post("/onboarding/times")
def offer():
    """Offer the times of the filled lines; a refused form keeps what was typed."""
    form = request.form
    lines = [line for line in range(1, LINES + 1) if _typed(line, "date") or _typed(line, "starts_at")]
    try:
        payload: dict[str, Any] = {
            "times": [_time(line) for line in lines],
            "minutes": minutes(form.get("minutes", "").strip()) or 0,
            "zone": form.get("zone", ""),
            "link": form.get("link", "").strip(),
        }
        done = perform("call_slots.offer", payload)
    except Refused as refused:
        if refused.code != "invalid":
            raise
        field, said = _on_the_page(refused, lines)
        return _page(form, {field: said}), STATUS[refused.code]
    flash(ngettext("%(num)s time is offered.", "%(num)s times are offered.", done.result["offered"]), "good")
    return _back()


@blueprint.post("/onboarding/times/<int:slot_id>/take")
def take(slot_id: int):
    """Take a time for one's own city; whoever coordinates names the city."""
    city = city_for(orm(), viewer(), request.form.get("city") or viewer().city or "")
    _do("call_slot.take", {"slot": slot_id, "city": city.id}, gettext("The call has its time."))
    return _back()


@blueprint.post("/onboarding/times/<int:slot_id>/give-back")
def give_back(slot_id: int):
    _do("call_slot.give_back", {"slot": slot_id}, gettext("The time is free again. Take another one."))
    return _back()


@blueprint.post("/onboarding/times/<int:slot_id>/withdraw")
def withdraw(slot_id: int):
    _do("call_slot.withdraw", {"slot": slot_id}, gettext("This time is no longer offered."))
    return _back()


@blueprint.app_template_global("free_call_times")
def free_call_times() -> int:
    """How many times for onboarding calls can still be taken."""
    return free_times(orm(), viewer(), site().clock())


def _do(name: str, payload: dict[str, Any], said: str) -> None:
    """Do it, or say on the page why not: somebody else was faster, or the call has begun."""
    try:
        perform(name, payload)
    except Refused as refused:
        if refused.code != "conflict":
            raise
        flash(sentence(refused.message), "warn")
    else:
        flash(said, "good")


def _typed(line: int, name: str) -> str:
    return request.form.get(f"{name}_{line}", "").strip()


def _time(line: int) -> dict[str, Any]:
    date = day(_typed(line, "date"), f"date_{line}")
    if date is None:
        raise Refused("invalid", N_("Give the date too."), field=f"date_{line}")
    return {
        "date": date,
        "starts_at": _typed(line, "starts_at"),
        "fold": number(_typed(line, "fold"), None, digits=1),
    }


def _on_the_page(refused: Refused, lines: list[int]) -> tuple[str, str]:
    """The field of a refusal and its sentence: the door counts the times sent, the page its lines."""
    params = refused.message.params
    if "number" not in params or refused.field is None:
        return refused.field or "", sentence(refused.message)
    line = lines[params["number"] - 1]
    name = refused.field.rpartition("_")[0]
    return f"{name}_{line}", sentence(Message(refused.message.text, params | {"number": line}))


def _back():
    return redirect(url_for("call_slots.index", slug=programme().slug), 303)


def _page(values: MultiDict, errors: dict[str, str]) -> str:
    found = times_of(orm(), viewer(), list(g.cities_by_code.values()), site().clock())
    return render_template(
        "onboarding/times.html",
        nav_active="onboarding",
        times=found,
        values=values,
        errors=errors,
        lines=range(1, LINES + 1),
        zones=places.zones(),
    )
