"""Signing in by password or link, one's own account, and the language of the pages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from facilitation.commands.cities import places
from facilitation.commands.execute import Call
from facilitation.commands.people.links import fingerprint
from facilitation.domain.errors import N_, Refused
from facilitation.domain.passwords import LONGEST, SHORTEST, require_password
from facilitation.domain.programmes import LANGUAGES
from facilitation.queries.people.accounts import person_by_email, person_of_reset_link, was_done
from facilitation.queries.programmes.programmes import programmes_of_person
from facilitation.store.people import Person
from facilitation.store.viewers import any_seat_of_person, token_hash
from facilitation.web import identity
from facilitation.web.context import LOCALE_COOKIE
from facilitation.web.errors import STATUS, sentence
from facilitation.web.people import passwords
from facilitation.web.redirects import local_path
from facilitation.web.site import execute, orm, perform_for_program, site

blueprint = Blueprint("accounts", __name__)
A_YEAR = 365 * 24 * 3600


@blueprint.get("/sign-in")
def sign_in():
    return _sign_in_page()


@blueprint.post("/sign-in")
def use_password():
    """Sign in by password; a wrong one and an unknown name are answered alike, in the same time."""
    email = request.form.get("email", "").strip().lower()
    try:
        person = _person_of_password(email, request.form.get("password", ""))
    except Refused as refused:
        return _sign_in_page(refused)
    identity.sign_in(person.id, person.epoch)
    return _onwards(person.id)


def _person_of_password(email: str, password: str) -> Person:
    passwords.require_tries_left(email)
    person = person_by_email(orm(), email)
    orm().commit()  # nobody holds a connection while a password is hashed
    if not passwords.matches(person.password_hash if person else None, password[: LONGEST + 1]):
        passwords.count_failure(email)
        raise Refused("invalid", N_("The e-mail address or the password is not right."), field="email")
    assert person is not None
    return person


def _sign_in_page(refused: Refused | None = None) -> Any:
    page = render_template(
        "people/accounts/sign_in.html",
        errors=errors_of(refused),
        email=request.form.get("email", ""),
        next=local_path(request.values.get("next")) or "",
    )
    return page, STATUS[refused.code] if refused else 200


@blueprint.get("/sign-in/<token>")
def open_link(token: str):
    """Show a button first: what scans mails opens links, and must not spend them."""
    if site().config.demo:
        return _use_link(token)
    return render_template("people/accounts/open_link.html")


@blueprint.post("/sign-in/<token>")
def use_link(token: str):
    return _use_link(token)


def _use_link(token: str):
    try:
        done = perform_for_program("link.use", {"token_hash": token_hash(token)})
    except Refused:
        return render_template("people/accounts/link_dead.html"), 404
    identity.sign_in(done.result["person"], done.result["epoch"])
    return _onwards(done.result["person"])


def _onwards(person: int) -> Response:
    """To where the reader was going, or to their programme."""
    wanted = local_path(request.form.get("next"))
    if wanted:
        return redirect(wanted, 303)
    programmes = programmes_of_person(orm(), person)
    if len(programmes) == 1:
        return redirect(url_for("programmes.home", slug=programmes[0].slug), 303)
    return redirect(url_for("landing.index"), 303)


# -- links by mail -----------------------------------------------------------------------------------------


@blueprint.post("/account/link")
def ask_for_link():
    """Mail a sign-in link, if anybody has this address."""
    return _mail_link("link.ask")


@blueprint.get("/account/forgotten")
def forgotten():
    return render_template("people/accounts/forgotten.html", errors={}, email=request.args.get("email", ""))


@blueprint.post("/account/forgotten")
def forget():
    """Mail a link that sets a new password, if anybody has this address."""
    return _mail_link("password.forget")


def _mail_link(command: str) -> Response:
    email = request.form.get("email", "").strip().lower()[:320]
    if passwords.may_mail(email):
        perform_for_program(command, {"email": email})
    return redirect(url_for("accounts.on_its_way"), 303)


@blueprint.get("/account/on-its-way")
def on_its_way():
    return render_template("people/accounts/on_its_way.html", mail_server=site().config.smtp_url is not None)


@blueprint.get("/account/reset/<token>")
def reset(token: str):
    return _reset_page(token)


@blueprint.post("/account/reset/<token>")
def use_reset(token: str):
    """Set a new password by link, and sign in with it."""
    person = person_of_reset_link(orm(), token, site().clock())
    if person is None:
        return _set_already("password.reset") or _reset_page(token)
    try:
        new_hash = new_password(person.name, person.email)
        payload = {"token_hash": token_hash(token), "password_hash": new_hash}
        done = perform_for_program("password.reset", payload)
    except Refused as refused:
        return _set_already("password.reset") or _reset_page(token, refused)
    identity.sign_in(done.result["person"], done.result["epoch"])
    flash(gettext("Your password is set. Elsewhere you are signed out."), "good")
    return _onwards(done.result["person"])


def _reset_page(token: str, refused: Refused | None = None) -> Any:
    person = person_of_reset_link(orm(), token, site().clock())
    if person is None:
        return render_template("people/accounts/link_dead.html"), 404
    page = render_template(
        "people/accounts/reset.html", errors=errors_of(refused), email=person.email, shortest=SHORTEST
    )
    return page, STATUS[refused.code] if refused else 200


def _set_already(command: str) -> Response | None:
    """To the way in, where this very form was sent before: a double click ends the first answer unread."""
    if not was_done(orm(), request.form.get("operation_id", ""), command):
        return None
    flash(gettext("Your password is set. Sign in with it."), "good")
    return redirect(url_for("accounts.sign_in"), 303)


def new_password(*known: str | None) -> str:
    """The hash of the form's new password, if it is one that may be taken."""
    password = require_password(request.form.get("password", ""), [text for text in known if text])
    orm().commit()
    return passwords.hashed(password)


# -- one's own account -------------------------------------------------------------------------------------


@blueprint.get("/account")
def show():
    return account_page(signed_in())


@blueprint.post("/account")
def change():
    """Keep name, language and time zone."""
    person, form = signed_in(), request.form
    locale = form.get("locale") or None
    payload = {"name": form.get("name", ""), "locale": locale}
    if "time_zone" in form:
        payload["time_zone"] = form["time_zone"]
    try:
        perform_as(person, "account.change", payload)
    except Refused as refused:
        return account_page(person, refused)
    flash(gettext("Saved."), "good")
    response = redirect(url_for("accounts.show"), 303)
    if locale is not None:
        _keep_locale(response, locale)
    return response


@blueprint.post("/account/password")
def change_password():
    """Set or change the password: the present one is asked for. Every other browser is signed out."""
    already = None if current_user.is_authenticated else _set_already("password.set")
    if already is not None:
        return already
    person = signed_in()
    try:
        require_present_password(person)
        payload = {
            "person": person.id,
            "password_hash": new_password(person.name, person.email),
            "instead_of": fingerprint(person.password_hash),
        }
        done = perform_for_program("password.set", payload)
    except Refused as refused:
        return _set_already("password.set") or account_page(person, refused)
    identity.sign_in(done.result["person"], done.result["epoch"])
    flash(gettext("Your password is set. Elsewhere you are signed out."), "good")
    return redirect(url_for("accounts.show"), 303)


def require_present_password(person: Person) -> None:
    if person.password_hash is None:
        return
    key = f"person:{person.id}"
    passwords.require_tries_left(key)
    orm().commit()
    if not passwords.matches(person.password_hash, request.form.get("present", "")[: LONGEST + 1]):
        passwords.count_failure(key)
        raise Refused("invalid", N_("That is not your present password."), field="present")


def account_page(person: Person, refused: Refused | None = None, part: str = "") -> Any:
    """One's own account; `part` is the form in which a present password was asked for."""
    page = render_template(
        "people/accounts/show.html",
        person=person,
        programmes=programmes_of_person(orm(), person.id),
        languages=LANGUAGES,
        zones=places.zones(),
        errors=errors_of(refused),
        part=part,
        typed=request.form,
        shortest=SHORTEST,
    )
    return page, STATUS[refused.code] if refused else 200


def signed_in() -> Person:
    if not current_user.is_authenticated:
        raise Refused("not_allowed", N_("Please sign in first."))
    return orm().get_one(Person, current_user.person)


def perform_as(person: Person, name: str, payload: dict[str, Any]) -> None:
    """Carry out a command about oneself, from any of one's seats."""
    seat = any_seat_of_person(orm(), person.id)
    if seat is None:
        raise Refused("closed", N_("You have no seat in any programme."))
    execute(Call(name, request.form.get("operation_id", ""), payload, seat))


def errors_of(refused: Refused | None) -> dict[str, str]:
    return {refused.field or "": sentence(refused.message)} if refused else {}


@blueprint.post("/sign-out")
def sign_out():
    """End every web session of the person: a copy of this cookie must be dead as well."""
    if current_user.is_authenticated:
        seat = any_seat_of_person(orm(), current_user.person)
        if seat is not None:
            execute(Call("sign_out.everywhere", request.form.get("operation_id", ""), {}, seat))
    identity.sign_out()
    return redirect(url_for("landing.index"), 303)


@blueprint.post("/language")
def language():
    """Keep the chosen language in a cookie and go back to where the reader was."""
    response = redirect(local_path(request.form.get("next")) or url_for("landing.index"), 303)
    chosen = request.form.get("locale")
    if chosen in LANGUAGES:
        _keep_locale(response, chosen)
    return response


def _keep_locale(response: Response, chosen: str) -> None:
    if chosen in LANGUAGES:
        response.set_cookie(
            LOCALE_COOKIE,
            chosen,
            max_age=A_YEAR,
            samesite="Lax",
            secure=site().config.secure_cookies,
            httponly=True,
        )
