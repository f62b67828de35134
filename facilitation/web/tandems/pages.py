"""A tandem's own page, its workshop in one click, its contacts; and the versions of all tandems."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from facilitation.commands.execute import Call
from facilitation.domain.errors import N_, Refused
from facilitation.domain.permissions import COORDINATE
from facilitation.domain.scheduling import Slot
from facilitation.domain.tandems import PHONE_LENGTH, REASON_LENGTH
from facilitation.queries.practices.tags import inferred_answers
from facilitation.queries.tandems import pages, tandems, versions
from facilitation.queries.tandems.fair_slots import fairest_free
from facilitation.queries.tandems.pages import TandemPage
from facilitation.store.cities import City
from facilitation.store.sessions import Session
from facilitation.store.tandems import Tandem
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sessions.finding import who_pays
from facilitation.web.site import execute, orm, perform, programme, site, viewer
from facilitation.web.tandems.canvas_ticks import canvas_choices, ticked_canvases
from facilitation.web.typed import number

blueprint = programme_blueprint("tandem_pages", __name__)


@blueprint.get("/tandems/<int:tandem_id>")
def show(tandem_id: int):
    return _page(tandem_id)


@blueprint.post("/tandems/<int:tandem_id>/schedule/fairest")
def schedule(tandem_id: int):
    """Put its solution workshop at the fairest time: the one that the page showed, or the one of now.

    Where it is scheduled already, that session is shown; where no time is fair, a time is chosen by hand.
    """
    found = pages.tandem_page(orm(), viewer(), tandem_id)
    if not COORDINATE(viewer(), None):
        raise Refused("not_allowed", N_("Your role does not allow this here."))
    if found.workshop is not None:
        flash(gettext("This workshop is scheduled already: here it is."), "good")
        return _to_session(found.workshop.id)
    when = _shown() or _slot_of(fairest_free(orm(), programme(), found.tandem, site().today), found.tandem)
    if when is None:
        flash(gettext("No free time is fair for all its cities. Choose one by hand."), "warn")
        return redirect(url_for("tandems.schedule", slug=programme().slug, tandem_id=tandem_id), 303)
    try:
        wanted = {"only_if_free": True, "canvases": ticked_canvases()}
        done = perform("tandem.schedule", {"tandem": tandem_id, **when, **wanted})
    except Refused as refused:
        if refused.code != "conflict":
            raise
        now = pages.tandem_page(orm(), viewer(), tandem_id).workshop
        flash(sentence(refused.message), "warn")
        return _to_session(now.id) if now else _to_page(tandem_id)
    flash(gettext("The workshop is scheduled. Invite its people next."), "good")
    if wanted["canvases"]:
        return _to_canvases(done.result["session"])
    return _to_session(done.result["session"])


@blueprint.post("/tandems/<int:tandem_id>/canvases")
def open_canvases(tandem_id: int):
    """Open the chosen canvases in the tandem's workshop, and go there."""
    found = pages.tandem_page(orm(), viewer(), tandem_id)
    if found.workshop is None:
        return _to_page(tandem_id)
    session = found.workshop.id
    for number_, one in enumerate(ticked_canvases()):
        operation = f"{request.form.get('operation_id', '')}-{number_}"
        try:
            execute(Call("canvas.open", operation, {"session": session, **one}, viewer().seat))
        except Refused as refused:
            if refused.code not in ("conflict", "too_large"):
                raise
            flash(sentence(refused.message), "warn")
    return _to_canvases(session)


@blueprint.post("/tandems/<int:tandem_id>/contact")
def contact(tandem_id: int):
    """Let the tandem's cities see how to reach the reader, or no longer."""
    form = request.form
    payload = {"shared": form.get("shared") == "yes", "phone": form.get("phone", "")}
    try:
        perform("contact.share", payload)
    except Refused as refused:
        if refused.code != "invalid":
            raise
        errors = {refused.field or "": sentence(refused.message)}
        return _page(tandem_id, errors, form.get("phone", "")), STATUS[refused.code]
    if payload["shared"]:
        flash(gettext("The cities of your tandem see your contact now."), "good")
    else:
        flash(gettext("Nobody in your tandem sees your contact any more."), "good")
    return _to_page(tandem_id, "contacts")


@blueprint.get("/tandems/versions")
def history():
    """What was published when, and how each version differs from the one before."""
    return _history()


@blueprint.post("/tandems/rounds/<int:round_id>/take-back")
def take_back(round_id: int):
    """Take published tandems back, with a reason that their cities read."""
    form = request.form
    payload = {"round": round_id, "reason": form.get("reason", ""), "language": str(get_locale())}
    try:
        perform("round.take_back", payload)
    except Refused as refused:
        if refused.code != "invalid":
            raise
        errors = {refused.field or "": sentence(refused.message)}
        return _history(errors, form.get("reason", "")), STATUS[refused.code]
    flash(gettext("The tandems are taken back, and their cities are told."), "good")
    return redirect(url_for("tandems.index", slug=programme().slug), 303)


@blueprint.app_template_global()
def tandem_of_session(session: Session) -> tuple[Tandem, bool] | None:
    """The tandem that a session was scheduled for, and whether it stands."""
    tandem = pages.tandem_of(orm(), session)
    return (tandem, pages.is_standing(tandem)) if tandem else None


@blueprint.app_template_global("inferred_answers")
def inferred() -> frozenset[tuple[str, str]]:
    """Which practice is only inferred to answer which challenge, by their keys."""
    return inferred_answers(orm(), viewer())


def _page(tandem_id: int, errors: dict[str, str] | None = None, phone: str | None = None) -> str:
    found = pages.tandem_page(orm(), viewer(), tandem_id)
    coordinates = COORDINATE(viewer(), None)
    return render_template(
        "tandems/show.html",
        nav_active="tandems",
        page=found,
        canvas_choices=canvas_choices(found.tandem)
        if found.stands and not (found.workshop and found.workshop.canvases)
        else [],
        fair=_fair(found) if coordinates and found.stands and not found.workshop else None,
        challenge_titles=tandems.challenge_titles(orm(), viewer(), str(get_locale())),
        errors=errors or {},
        phone=phone,
        phone_length=PHONE_LENGTH,
    )


def _fair(found: TandemPage) -> dict[str, Any] | None:
    """The fairest time as the page offers it, with the sentence that says who has it hardest."""
    slot = fairest_free(orm(), programme(), found.tandem, site().today)
    when = _slot_of(slot, found.tandem)
    if slot is None or when is None:
        return None
    by_code: dict[str, City] = {city.code: city for city in found.tandem.cities}
    locals_ = [(by_code[local.city], local) for local in slot.cities]
    return {"when": when, "pays": who_pays(slot, by_code), "cities": locals_, "minutes": slot.minutes}


def _slot_of(slot: Slot | None, tandem: Tandem) -> dict[str, Any] | None:
    """A slot as the payload of `tandem.schedule` has it, by the clocks of the tandem's first city."""
    if slot is None:
        return None
    zone = tandem.cities[0].time_zone
    local = slot.starts.astimezone(ZoneInfo(zone))
    return {
        "date": local.date().isoformat(),
        "starts_at": f"{local:%H:%M}",
        "minutes": slot.minutes,
        "zone": zone,
        "fold": local.fold if _is_twice(local) else None,
    }


def _is_twice(local: Any) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _shown() -> dict[str, Any] | None:
    """The time that the page showed, if the form brings one."""
    form = request.form
    if not form.get("date") or not form.get("starts_at"):
        return None
    return {
        "date": form["date"],
        "starts_at": form["starts_at"],
        "minutes": number(form.get("minutes", ""), 0, digits=6),
        "zone": form.get("zone", ""),
        "fold": number(form.get("fold", ""), None, digits=1),
    }


def _history(errors: dict[str, str] | None = None, reason: str = "") -> str:
    coordinates = COORDINATE(viewer(), None)
    return render_template(
        "tandems/versions.html",
        nav_active="tandems",
        versions=versions.versions(orm(), viewer()),
        published=tandems.published_round(orm(), viewer()),
        fallen=pages.fallen_apart(orm(), viewer(), site().today) if coordinates else [],
        errors=errors or {},
        reason=reason,
        reason_length=REASON_LENGTH,
    )


def _to_page(tandem_id: int, anchor: str | None = None) -> Response:
    return redirect(
        url_for("tandem_pages.show", slug=programme().slug, tandem_id=tandem_id, _anchor=anchor), 303
    )


def _to_canvases(session_id: int) -> Response:
    return redirect(url_for("canvases.show", slug=programme().slug, session_id=session_id), 303)


def _to_session(session_id: int) -> Response:
    return redirect(url_for("sessions.show", slug=programme().slug, session_id=session_id), 303)
