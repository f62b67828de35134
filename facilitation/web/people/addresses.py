"""Another e-mail address for one's account: asked for on the account page, proved by the link to it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from facilitation.domain.errors import N_, Refused
from facilitation.queries.people.accounts import address_link, was_done
from facilitation.store.viewers import token_hash
from facilitation.web.errors import status_of
from facilitation.web.people import passwords
from facilitation.web.people.accounts import (
    account_page,
    errors_of,
    perform_as,
    require_present_password,
    signed_in,
)
from facilitation.web.site import orm, perform_for_program, site

blueprint = Blueprint("addresses", __name__)


@blueprint.post("/account/address")
def ask():
    """Mail a link to another e-mail address, which becomes the person's when it is opened there."""
    person = signed_in()
    try:
        require_present_password(person)
        if not passwords.may_mail(f"person:{person.id}"):
            text = N_("That was a lot of mails. Wait ten minutes before you ask for another one.")
            raise Refused("busy", text, field="email")
        perform_as(person, "address.ask", {"email": request.form.get("email", "")})
    except Refused as refused:
        return account_page(person, refused, part="address")
    said = gettext("A link is on its way to the new address. Open it there within an hour.")
    if site().config.smtp_url is None:
        said = gettext("No mail server is set here: the link waits for an hour in your organisers’ outbox.")
    flash(said, "good")
    return redirect(url_for("accounts.show"), 303)


@blueprint.get("/account/address/<token>")
def show(token: str):
    """Show a button first: what scans mails opens links, and must not change anything."""
    link = address_link(orm(), token, site().clock())
    if link is None:
        return render_template("people/accounts/link_dead.html"), 404
    return render_template("people/accounts/address.html", link=link)


@blueprint.post("/account/address/<token>")
def prove(token: str):
    """Take the new address: whoever has the link has its mailbox."""
    link = address_link(orm(), token, site().clock())
    known = was_done(orm(), request.form.get("operation_id", ""), "address.prove")
    if link is None and not known:
        return render_template("people/accounts/link_dead.html"), 404
    if not known:
        try:
            perform_for_program("address.prove", {"token_hash": token_hash(token)})
        except Refused as refused:
            page = render_template("people/accounts/address.html", link=link, errors=errors_of(refused))
            return page, status_of(refused)
    flash(gettext("Your e-mail address is changed."), "good")
    here = "accounts.show" if current_user.is_authenticated else "accounts.sign_in"
    return redirect(url_for(here), 303)
