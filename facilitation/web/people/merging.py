"""A guest who is somebody with a seat here: the organiser's page, and the one behind the link."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from facilitation.domain.errors import Refused
from facilitation.domain.people import MERGE_DAYS
from facilitation.queries.people import people
from facilitation.queries.people.accounts import was_done
from facilitation.queries.people.merging import guest_for, merge_by_token
from facilitation.store.viewers import token_hash
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, perform_for_program, programme, site, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("merging", __name__)
#: The link's page needs no seat: it asks for a secret of its own.
links = Blueprint("merges", __name__)


@blueprint.get("/people/<int:guest_id>/known")
def choose(guest_id: int):
    return _page(guest_id)


@blueprint.post("/people/<int:guest_id>/known")
def ask(guest_id: int):
    """Say who the guest is, and mail that person the link."""
    chosen = request.form.get("into", "")
    into = number(chosen, 0)
    try:
        perform("merge.ask", {"seat": guest_id, "into": into})
    except Refused as refused:
        if refused.field != "into":
            raise
        return _page(guest_id, refused)
    flash(gettext("A link is written to them. Once they open it, the two seats are one."), "good")
    return _back()


@blueprint.post("/people/<int:guest_id>/known/withdrawal")
def take_back(guest_id: int):
    """The guest is somebody else after all."""
    perform("merge.take_back", {"seat": guest_id})
    flash(gettext("The link no longer works."), "good")
    return _back()


@links.get("/merges/<token>")
def show(token: str):
    return _link_page(token)


@links.post("/merges/<token>")
def accept(token: str):
    """Bring the two seats together: whoever has the link was the guest. It signs nobody in."""
    found = merge_by_token(orm(), token, site().clock())
    known = was_done(orm(), request.form.get("operation_id", ""), "merge.accept")
    if found is None and not known:
        return _link_page(token)
    if not known:
        try:
            perform_for_program("merge.accept", {"token_hash": token_hash(token)})
        except Refused as refused:
            return _link_page(token, refused)
    flash(gettext("What you wrote as a guest is at your own seat now."), "good")
    if found is not None and current_user.is_authenticated:
        return redirect(url_for("programmes.home", slug=found[1].slug), 303)
    home = url_for("programmes.home", slug=found[1].slug) if found else None
    return redirect(url_for("accounts.sign_in", next=home), 303)


def _page(guest_id: int, refused: Refused | None = None) -> Any:
    moves = guest_for(orm(), viewer(), guest_id)
    members = [seat for seat in people.seats_of(orm(), viewer()) if seat.person and seat.person.email]
    suggested = [seat.id for seat in members if seat.person and seat.person.email == moves.guest.claim_email]
    page = render_template(
        "people/known.html",
        nav_active="people",
        moves=moves,
        members=members,
        chosen=request.form.get("into") or request.args.get("into") or (suggested[0] if suggested else ""),
        days=MERGE_DAYS,
        errors={refused.field or "": sentence(refused.message)} if refused else {},
    )
    return page, STATUS[refused.code] if refused else 200


def _link_page(token: str, refused: Refused | None = None) -> Any:
    found = merge_by_token(orm(), token, site().clock())
    if found is None:
        return render_template("people/accounts/link_dead.html"), 404
    merge, edition, moves = found
    page = render_template(
        "people/was_that_you.html",
        merge=merge,
        edition=edition,
        moves=moves,
        errors={"": sentence(refused.message)} if refused else {},
    )
    return page, STATUS[refused.code] if refused else 200


def _back() -> Response:
    return redirect(url_for("people.index", slug=programme().slug), 303)
