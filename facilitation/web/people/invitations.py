"""The page behind an invitation's link: who invites to what, and taking the seat."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user

from facilitation.domain.errors import Refused
from facilitation.domain.passwords import SHORTEST
from facilitation.queries.people.accounts import accepted_again, invitation_by_token, person_by_email
from facilitation.store.people import Person
from facilitation.store.programmes import Programme
from facilitation.store.viewers import token_hash
from facilitation.web import identity
from facilitation.web.errors import sentence, status_of
from facilitation.web.people import presses
from facilitation.web.people.accounts import is_their_password, new_password
from facilitation.web.privacy.privacy import give_consents
from facilitation.web.site import orm, perform_for_program, site

blueprint = Blueprint("invitations", __name__)


@blueprint.get("/invitations/<token>")
def show(token: str):
    presses.hand_out()
    return _page(token)


@blueprint.post("/invitations/<token>")
def accept(token: str):
    """Take the seat as the person who is signed in, or as somebody new; then go to the programme."""
    found = invitation_by_token(orm(), token, site().clock())
    if found is None:
        return _accepted_again(token) or _page(token)
    invitation, _ = found
    person = current_user.person if current_user.is_authenticated else None
    name = request.form.get("name", "")
    try:
        chosen = person is None and request.form.get("password")
        password_hash = new_password(name, invitation.email) if chosen else None
        payload = {
            "token_hash": token_hash(token),
            "name": name,
            "person": person,
            "password_hash": password_hash,
            "pressed_with": presses.in_hand(),
        }
        done = perform_for_program("invitation.accept", payload)
    except Refused as refused:
        return _accepted_again(token) or _page(token, refused)
    if person is None:
        identity.sign_in(done.result["person"], done.result["epoch"])
    give_consents(done.result["seat"])
    programme = orm().get_one(Programme, done.result["programme"])
    return redirect(url_for("programmes.home", slug=programme.slug), 303)


def _accepted_again(token: str) -> Any:
    """Where the first press of this very form has led, or None: with another password it is another form."""
    own = current_user.person if current_user.is_authenticated else None
    since = site().clock() - presses.AGAIN
    again = accepted_again(orm(), token, presses.in_hand(), since, own)
    if again is None:
        return None
    person, programme = again
    if person.id != own:
        if request.form.get("password") and not is_their_password(person):
            return None
        identity.sign_in(person.id, person.epoch)
    return redirect(url_for("programmes.home", slug=programme.slug), 303)


def _page(token: str, refused: Refused | None = None) -> Any:
    found = invitation_by_token(orm(), token, site().clock())
    if found is None:
        return render_template("people/accounts/link_dead.html"), 404
    invitation, programme = found
    person = orm().get(Person, current_user.person) if current_user.is_authenticated else None
    page = render_template(
        "people/invitation.html",
        invitation=invitation,
        invited_to=programme,
        person=person,
        known=person is None and person_by_email(orm(), invitation.email) is not None,
        name=request.form.get("name") or (person.name if person else invitation.name),
        errors={refused.field or "": sentence(refused.message)} if refused else {},
        shortest=SHORTEST,
    )
    return page, status_of(refused) if refused else 200
