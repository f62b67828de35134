"""Proposing tandems: the coordination team asks, each city looks at its own and answers."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext, ngettext
from werkzeug.wrappers import Response

from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.onboarding import CITY_ROLES
from facilitation.domain.permissions import COORDINATE
from facilitation.domain.tandems import ANSWERS, COMMENT_LENGTH, NOTE_LENGTH, REASON_LENGTH, UNDECIDED
from facilitation.queries.tandems import proposals, tandems, versions
from facilitation.queries.tandems.proposals import OwnGroup, ProposalSeen
from facilitation.store.proposals import Proposal
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("proposals", __name__)

_LIMITS = {"note": NOTE_LENGTH, "comment": COMMENT_LENGTH, "text": COMMENT_LENGTH, "reason": REASON_LENGTH}


@blueprint.get("/tandems/proposal")
def show():
    """What the cities say, for the coordination team; one's own proposed tandem, for a city's people."""
    return _page()


@blueprint.post("/tandems/rounds/<int:round_id>/propose")
def propose(round_id: int):
    """Ask the cities about a round's tandems, or change what they are asked to these."""
    form = request.form
    payload = {
        "round": round_id,
        "note": form.get("note", ""),
        "language": _language(),
        "scenario_version": number(form.get("scenario_version", ""), None),
    }
    try:
        done = perform("round.propose", payload)
    except Refused as refused:
        if refused.code != "conflict":
            raise
        flash(sentence(refused.message), "warn")
        return redirect(url_for("tandems.index", slug=programme().slug), 303)
    asked = done.result["asked"]
    if asked:
        text = ngettext("%(num)s city is asked now.", "%(num)s cities are asked now.", asked)
    else:
        text = gettext("No tandem has changed, so nobody is asked anew.")
    flash(text, "good")
    return _back()


@blueprint.post("/tandems/proposal/<int:proposed_id>/answer")
def answer(proposed_id: int):
    """Say whether a city agrees; a refused form keeps what was typed."""
    form = request.form
    payload: dict[str, Any] = {
        "group": proposed_id,
        "answer": form.get("answer", "") or UNDECIDED,
        "comment": form.get("comment", ""),
        "city": form.get("city") or None,
        "language": _language(),
    }
    try:
        perform("proposal.answer", payload)
    except Refused as refused:
        return _refused(refused, f"answer-{proposed_id}-{payload['city'] or viewer().city or ''}")
    flash(gettext("Saved. You can change it until the tandems are published."), "good")
    return _back(f"proposed-{proposed_id}")


@blueprint.post("/tandems/proposal/<int:proposed_id>/reply")
def reply(proposed_id: int):
    """Answer a city's comment."""
    form = request.form
    payload = {
        "group": proposed_id,
        "city": form.get("city", ""),
        "text": form.get("text", ""),
        "language": _language(),
    }
    try:
        perform("proposal.reply", payload)
    except Refused as refused:
        return _refused(refused, f"reply-{proposed_id}-{payload['city']}")
    flash(gettext("Your reply is on its way to the city’s people."), "good")
    return _back(f"proposed-{proposed_id}")


@blueprint.post("/tandems/proposal/remind")
def remind():
    """Remind those who have not answered: all of them, or one city's people."""
    payload = {"proposal": _number("proposal"), "city": request.form.get("city") or None}
    try:
        done = perform("proposal.remind", payload)
    except Refused as refused:
        if refused.code != "conflict":
            raise
        flash(sentence(refused.message), "warn")
        return _back()
    sent = done.result["reminded"]
    flash(ngettext("%(num)s person is reminded.", "%(num)s people are reminded.", sent), "good")
    return _back()


@blueprint.post("/tandems/proposal/withdraw")
def withdraw():
    """Take the proposal back, with a reason that every city reads."""
    payload = {
        "proposal": _number("proposal"),
        "reason": request.form.get("reason", ""),
        "language": _language(),
    }
    try:
        perform("proposal.withdraw", payload)
    except Refused as refused:
        return _refused(refused, "withdraw")
    flash(gettext("The proposal is withdrawn, and the cities are told."), "good")
    return redirect(url_for("tandems.index", slug=programme().slug), 303)


@blueprint.app_template_global()
def proposed_to_me() -> list[OwnGroup]:
    """The tandems that wait for the reader's city to answer: for "next for you"."""
    if viewer().role not in CITY_ROLES:
        return []
    groups = proposals.own_groups(orm(), viewer())
    return [one for one in groups if one.said is None or one.said.answer == UNDECIDED]


@blueprint.app_template_global()
def proposal_to_watch() -> ProposalSeen | None:
    """The open proposal, for those who coordinate."""
    return proposals.open_proposal(orm(), viewer()) if COORDINATE(viewer(), None) else None


def _page(errors: dict[str, str] | None = None, wrong: str = "") -> str:
    """`wrong` names the form that was refused: its fields keep what was typed."""
    coordinates = COORDINATE(viewer(), None)
    if not coordinates and viewer().role not in CITY_ROLES:
        raise not_found()
    seen = proposals.open_proposal(orm(), viewer())
    withdrawn: Proposal | None = proposals.withdrawn_before(orm(), viewer())
    return render_template(
        "tandems/proposal.html",
        nav_active="tandems",
        seen=seen,
        own=proposals.own_groups(orm(), viewer()),
        withdrawn=withdrawn,
        version=versions.last_version(orm(), viewer()),
        published=tandems.published_round(orm(), viewer()),
        challenge_titles=tandems.challenge_titles(orm(), viewer(), str(get_locale())),
        answers=ANSWERS,
        errors=errors or {},
        wrong=wrong,
        typed=request.form if wrong else {},
        limits=_LIMITS,
    )


def _refused(refused: Refused, wrong: str) -> tuple[str, int]:
    if refused.code != "invalid":
        raise refused
    return _page({refused.field or "": sentence(refused.message)}, wrong), STATUS[refused.code]


def _back(anchor: str = "") -> Response:
    return redirect(url_for("proposals.show", slug=programme().slug, _anchor=anchor or None), 303)


def _language() -> str:
    """What people write here they write in the language that they read."""
    return str(get_locale())


def _number(name: str) -> int:
    found = number(request.form.get(name, ""), None)
    if found is None:
        raise Refused("invalid", N_("There is no such proposal any more."), field=name)
    return found
