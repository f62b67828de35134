"""Signing in by password or link, one's own account, and the language of the pages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from facilitation.commands.cities import places
from facilitation.commands.execute import Call
from facilitation.commands.people.links import fingerprint
from facilitation.domain.errors import N_, Refused
from facilitation.domain.passwords import LONGEST, SHORTEST, require_password
from facilitation.domain.programmes import LANGUAGES
from facilitation.queries.people.accounts import person_by_email, person_of_reset_link, pressed_again
from facilitation.queries.programmes.programmes import programmes_of_person
from facilitation.store.people import Person
from facilitation.store.viewers import any_seat_of_person, token_hash
from facilitation.web import identity
from facilitation.web.context import LOCALE_COOKIE
from facilitation.web.errors import sentence, status_of
from facilitation.web.people import passwords, presses
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
    person = person_by_email(orm(), email)
    orm().commit()  # nobody holds a connection while a password is hashed
    wrong = Refused("invalid", N_("The e-mail address or the password is not right."), field="email")
    passwords.require_match(person.password_hash if person else None, password, email, wrong)
    assert person is not None
    return person


def _sign_in_page(refused: Refused | None = None) -> Any:
    page = render_template(
        "people/accounts/sign_in.html",
        errors=errors_of(refused),
        email=request.form.get("email", ""),
        next=local_path(request.values.get("next")) or "",
    )
    return page, status_of(refused) if refused else 200


@blueprint.get("/sign-in/<token>")
def open_link(token: str):
    """Show a button first: what scans mails opens links, and must not spend them."""
    if site().config.demo:
        return _use_link(token, presses.in_hand() or presses.hand_out())
    presses.hand_out()
    return render_template("people/accounts/open_link.html")


@blueprint.post("/sign-in/<token>")
def use_link(token: str):
    return _use_link(token, presses.in_hand())


def _use_link(token: str, pressed_with: str | None):
    payload = {"token_hash": token_hash(token), "pressed_with": pressed_with}
    try:
        done = perform_for_program("link.use", payload)
    except Refused as refused:
        person = pressed_again(orm(), token, pressed_with, site().clock() - presses.AGAIN)
        if person is None and refused.code != "not_found":
            raise
        if person is None:
            return render_template("people/accounts/link_dead.html"), 404
        identity.sign_in(person.id, person.epoch)
        return _onwards(person.id)
    identity.sign_in(done.result["person"], done.result["epoch"])
    return _onwards(done.result["person"])


def _onwards(person: int) -> Response:
    """To where the reader was going, or to their programme; to a choice where several are under way."""
    wanted = local_path(request.form.get("next"))
    if wanted:
        return redirect(wanted, 303)
    programmes = programmes_of_person(orm(), person)
    current = [one for one in programmes if one.archived_at is None] or programmes
    if len(current) == 1:
        return redirect(url_for("programmes.home", slug=current[0].slug), 303)
    return redirect(url_for("mine.index" if programmes else "landing.index"), 303)


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
    return render_template("people/accounts/on_its_way.html")


@blueprint.get("/account/reset/<token>")
def reset(token: str):
    presses.hand_out()
    return _reset_page(token)


@blueprint.post("/account/reset/<token>")
def use_reset(token: str):
    """Set a new password by link, and sign in with it."""
    person = person_of_reset_link(orm(), token, site().clock())
    if person is None:
        return _reset_again(token) or _reset_page(token)
    try:
        payload = {
            "token_hash": token_hash(token),
            "password_hash": new_password(person.name, person.email),
            "pressed_with": presses.in_hand(),
        }
        done = perform_for_program("password.reset", payload)
    except Refused as refused:
        return _reset_again(token) or _reset_page(token, refused)
    return _signed_in_with_new_password(done.result["person"], done.result["epoch"])


def _reset_again(token: str) -> Response | None:
    """Where the first press of this very form has led, or None: with another password it is another form."""
    since = site().clock() - presses.AGAIN
    person = pressed_again(orm(), token, presses.in_hand(), since, resets=True)
    if person is None or not is_their_password(person):
        return None
    return _signed_in_with_new_password(person.id, person.epoch)


def is_their_password(person: Person) -> bool:
    """Whether the form's new password is the one that this person has now."""
    orm().commit()
    return passwords.matches(person.password_hash, request.form.get("password", "")[: LONGEST + 1])


def _signed_in_with_new_password(person: int, epoch: int) -> Response:
    identity.sign_in(person, epoch)
    flash(gettext("Your password is set. Elsewhere you are signed out."), "good")
    return _onwards(person)


def _reset_page(token: str, refused: Refused | None = None) -> Any:
    person = person_of_reset_link(orm(), token, site().clock())
    if person is None:
        return render_template("people/accounts/link_dead.html"), 404
    page = render_template(
        "people/accounts/reset.html", errors=errors_of(refused), email=person.email, shortest=SHORTEST
    )
    return page, status_of(refused) if refused else 200


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
    again = None if current_user.is_authenticated else _set_before()
    if again is not None:
        return again
    person = signed_in()
    before = person.password_hash
    try:
        require_present_password(person)
        payload = {
            "person": person.id,
            "password_hash": new_password(person.name, person.email),
            "instead_of": fingerprint(person.password_hash),
        }
        done = perform_for_program("password.set", payload)
    except Refused as refused:
        orm().refresh(person)
        changed = person.password_hash != before
        return (_set_before() if changed else None) or account_page(person, refused)
    return _back_with_new_password(done.result["person"], done.result["epoch"])


def _set_before() -> Response | None:
    """Where a first press of this form has led, whose answer this browser has not read; None otherwise.

    Its cookie is from before and names the person; the new password that it sends proves who that is.
    """
    person = identity.person_before()
    if person is None or person.password_hash is None:
        return None
    orm().commit()
    wrong = Refused("not_allowed", N_("Please sign in first."))
    typed = request.form.get("password", "")
    try:
        passwords.require_match(person.password_hash, typed, f"person:{person.id}", wrong)
    except Refused:
        return None
    return _back_with_new_password(person.id, person.epoch)


def _back_with_new_password(person: int, epoch: int) -> Response:
    identity.sign_in(person, epoch)
    flash(gettext("Your password is set. Elsewhere you are signed out."), "good")
    return redirect(url_for("accounts.show"), 303)


def require_present_password(person: Person) -> None:
    if person.password_hash is None:
        return
    orm().commit()
    wrong = Refused("invalid", N_("That is not your present password."), field="present")
    typed = request.form.get("present", "")
    passwords.require_match(person.password_hash, typed, f"person:{person.id}", wrong)


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
    return page, status_of(refused) if refused else 200


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
    """End every web session of the person, and every guest's seat that this browser holds.

    A copy of this cookie must be dead as well.
    """
    own = any_seat_of_person(orm(), current_user.person) if current_user.is_authenticated else None
    identity.sign_out([own] if own is not None else [])
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
