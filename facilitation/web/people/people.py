"""The people of a programme: who is there, inviting, changing and removing seats, guests who stay."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from facilitation.commands.execute import Done
from facilitation.domain.address_lists import InvitationLine, read_list
from facilitation.domain.errors import N_, Refused
from facilitation.domain.people import GIVEN_ROLES, searchable
from facilitation.domain.permissions import PARTICIPANT, ROLE_NAMES
from facilitation.queries.people import people
from facilitation.queries.people.merging import known_among
from facilitation.queries.programmes.programmes import cities_of
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, site, viewer

blueprint = programme_blueprint("people", __name__, guests=frozenset({"keep", "claim"}))


@blueprint.get("/people")
def index():
    return _page()


@blueprint.post("/people")
def invite():
    """Invite one person by the form's fields, or several by lines."""
    typed = request.form.get("lines", "")
    try:
        done = _invite_all(typed) if typed.strip() else perform("invitation.send", {"people": [_of_fields()]})
    except Refused as refused:
        return _page(refused)
    invited = done.result["invited"]
    flash(ngettext("%(num)s invitation is written.", "%(num)s invitations are written.", invited), "good")
    if request.form.get("setup"):
        return redirect(url_for("setup.show", slug=programme().slug), 303)
    return _back()


@blueprint.post("/people/invitations/<int:invitation_id>/resend")
def resend(invitation_id: int):
    """Send an invitation again with a new link."""
    perform("invitation.resend", {"invitation": invitation_id})
    flash(gettext("A new link is on its way; the old one no longer works."), "good")
    return _back()


@blueprint.post("/people/invitations/<int:invitation_id>/revoke")
def revoke(invitation_id: int):
    """Take an invitation back."""
    perform("invitation.revoke", {"invitation": invitation_id})
    flash(gettext("The invitation is taken back."), "good")
    return _back()


@blueprint.get("/people/<int:seat_id>")
def edit(seat_id: int):
    return _seat_page(seat_id)


@blueprint.post("/people/<int:seat_id>")
def change(seat_id: int):
    """Change a member's role, city or organisation."""
    form = request.form
    payload = {
        "seat": seat_id,
        "role": form.get("role", ""),
        "city": form.get("city") or None,
        "organisation": form.get("organisation") or None,
        "policymaker": "policymaker" in form,
    }
    try:
        perform("seat.change", payload)
    except Refused as refused:
        if refused.code not in ("invalid", "conflict"):
            raise
        return _seat_page(seat_id, refused)
    flash(gettext("Saved."), "good")
    return _back()


@blueprint.post("/people/<int:seat_id>/removal")
def remove(seat_id: int):
    """Remove somebody from the programme."""
    perform("seat.remove", {"seat": seat_id})
    flash(gettext("The seat is closed. Below you can let them in again."), "good")
    return _back()


@blueprint.post("/people/<int:seat_id>/return")
def restore(seat_id: int):
    """Let somebody in again."""
    perform("seat.restore", {"seat": seat_id})
    flash(gettext("They have their seat again."), "good")
    return _back()


@blueprint.post("/people/<int:seat_id>/confirmation")
def confirm(seat_id: int):
    """Make a guest who asked for it a participant; one who is known here is somebody to be asked first."""
    claims = people.waiting(orm(), viewer()).claims
    if seat_id in known_among(orm(), viewer(), claims, site().clock()).seats:
        return redirect(url_for("merging.choose", slug=programme().slug, guest_id=seat_id), 303)
    perform("seat.confirm", {"seat": seat_id, "policymaker": "policymaker" in request.form})
    flash(gettext("They are a participant now. A link to sign in is written to them."), "good")
    return _back()


@blueprint.get("/keep-my-seat")
def keep():
    return _keep_page()


@blueprint.post("/keep-my-seat")
def claim():
    """A guest leaves an address, so that the seat can become theirs for good."""
    try:
        perform("seat.claim", {"email": request.form.get("email", "")})
    except Refused as refused:
        if refused.code != "invalid":
            raise
        return _keep_page(refused)
    return redirect(url_for("people.keep", slug=programme().slug), 303)


def _keep_page(refused: Refused | None = None) -> Any:
    page = render_template(
        "people/keep.html",
        seat=people.own_seat(orm(), viewer()),
        errors=_errors(refused),
        typed=request.form,
        nav_active="sessions",
    )
    return page, STATUS[refused.code] if refused else 200


def _page(refused: Refused | None = None) -> Any:
    args = request.args
    wanted = people.Wanted(args.get("q", "")[:100], args.get("city", ""), args.get("role", ""))
    waiting = people.waiting(orm(), viewer())
    page = render_template(
        "people/index.html",
        nav_active="people",
        seats=people.seats_of(orm(), viewer(), wanted),
        waiting=waiting,
        known=known_among(orm(), viewer(), waiting.claims, site().clock()),
        wanted=wanted,
        roles=GIVEN_ROLES,
        organises=viewer().role == "organiser",
        errors=_errors(refused),
        typed=request.form,
        now=site().clock(),
    )
    return page, STATUS[refused.code] if refused else 200


def _seat_page(seat_id: int, refused: Refused | None = None) -> Any:
    seat = people.member_for(orm(), viewer(), seat_id)
    shown = {
        "role": seat.role,
        "city": seat.city.code if seat.city else "",
        "organisation": seat.organisation or "",
        "policymaker": seat.policymaker,
    }
    if refused is not None:
        form = request.form
        shown = {name: form.get(name, "") for name in shown} | {"policymaker": "policymaker" in form}
    page = render_template(
        "people/edit.html",
        nav_active="people",
        seat=seat,
        shown=shown,
        roles=GIVEN_ROLES,
        only_organiser=people.is_only_organiser(orm(), viewer(), seat),
        errors=_errors(refused),
    )
    return page, STATUS[refused.code] if refused else 200


def _of_fields() -> dict[str, Any]:
    form = request.form
    return {
        "email": form.get("email", ""),
        "name": form.get("name", ""),
        "role": form.get("role", ""),
        "city": form.get("city") or None,
        "organisation": form.get("organisation") or None,
        "policymaker": "policymaker" in form,
    }


def _invite_all(text: str) -> Done:
    """Invite everybody in a list; a refusal names the line that it is about."""
    lines, invitees = _of_list(text)
    try:
        return perform("invitation.send", {"people": invitees})
    except Refused as refused:
        refused.field = "lines"
        number = refused.message.params.get("number", 1 if len(lines) == 1 else None)
        if number is None:
            raise
        raise Refused(
            refused.code,
            N_("Line %(line)s (%(who)s): %(reason)s"),
            field="lines",
            line=lines[number - 1].line,
            who=lines[number - 1].name,
            reason=refused.message.params.get("reason", refused.message),
        ) from None


def _of_list(text: str) -> tuple[list[InvitationLine], list[dict[str, Any]]]:
    """What a list means: roles in the reader's language or in English, cities by any of their names."""
    roles = {searchable(gettext(name)): role for role, name in ROLE_NAMES.items()}
    roles |= {searchable(name): role for role, name in ROLE_NAMES.items()}
    roles |= {role: role for role in GIVEN_ROLES}
    cities = people.cities_by_any_name(cities_of(orm(), viewer()))
    policymakers = {"policymaker", searchable(gettext("policymaker"))}
    lines = read_list(text, lambda word: searchable(word) in roles.keys() | policymakers)
    return lines, [_of_line(line, roles, policymakers, cities) for line in lines]


def _of_line(
    line: InvitationLine, roles: dict[str, str], policymakers: set[str], cities: dict[str, str]
) -> dict[str, Any]:
    is_policymaker = searchable(line.role) in policymakers
    role = PARTICIPANT if is_policymaker or not line.role else roles.get(searchable(line.role), line.role)
    city = cities.get(searchable(line.city), line.city) or None
    return {
        "email": line.email,
        "name": line.name,
        "role": role,
        "city": city,
        "policymaker": is_policymaker,
    }


def _errors(refused: Refused | None) -> dict[str, str]:
    return {refused.field or "": sentence(refused.message)} if refused else {}


def _back() -> Response:
    return redirect(url_for("people.index", slug=programme().slug), 303)
