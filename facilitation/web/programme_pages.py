"""Blueprints below /p/<slug>/: they know the programme and the viewer, and let nobody else in."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.programmes import require_open
from facilitation.queries.programmes.programmes import cities_of, programme_by_slug, programmes_of_person
from facilitation.store.people import Person
from facilitation.web.identity import viewer_in
from facilitation.web.site import orm
from facilitation.web.typed import number

#: Pages that only hold a form: nothing is left of them to read in an archived programme.
ONLY_FORMS = frozenset(
    {
        "asking.longer",
        "asking.terms",
        "assessment_wording.show",
        "calls.questions",
        "challenges.edit",
        "cities.edit",
        "cities.new",
        "commitment_sheets.choose",
        "commitments.edit",
        "commitments.new",
        "editions.earlier",
        "emblems.choose",
        "imports.choose",
        "merging.choose",
        "naming_imports.choose",
        "namings.edit",
        "namings.new",
        "organisations.edit",
        "people.edit",
        "people.keep",
        "practice_forms.edit",
        "practice_forms.new",
        "practice_imports.choose",
        "practice_telling.edit",
        "session_editing.copies",
        "session_editing.edit",
        "setup.show",
        "table.compare",
        "table.index",
        "table.show",
        "time_polls.new",
        "times.new",
        "wish_sheets.choose",
        "wishes.edit",
        "wishes.new",
    }
)


def _acting() -> int | None:
    """Which of the seats that a table shares is meant, where the address says; 0 is nobody's."""
    named = request.args.get("as")
    if named is None:
        return None
    return number(named, 0)


def _no_seat() -> tuple[str, int]:
    """Said to somebody signed in, in the same words where there is no programme at all."""
    person = orm().get_one(Person, current_user.person)
    own = programmes_of_person(orm(), person.id)
    return render_template("errors/no_seat.html", person=person, programmes=own), 404


def programme_blueprint(name: str, import_name: str, *, guests: frozenset[str] = frozenset()) -> Blueprint:
    """A blueprint of programme pages. Guests see only the endpoints named in `guests`."""
    blueprint = Blueprint(name, import_name, url_prefix="/p/<slug>")

    @blueprint.url_value_preprocessor
    def _take_slug(endpoint: str | None, values: dict | None) -> None:
        g.slug = (values or {}).pop("slug", None)

    @blueprint.before_request
    def _require_seat() -> Response | tuple[str, int] | None:
        found = programme_by_slug(orm(), g.slug)
        view_args = request.view_args or {}
        viewer = viewer_in(found, view_args.get("session_id"), _acting())
        if viewer is None or found is None:
            # Whoever has no seat learns nothing: not even whether there is such a programme.
            if current_user.is_authenticated:
                return _no_seat()
            raise Refused("not_allowed", N_("Please sign in first."))
        if viewer.session is not None:
            if request.endpoint == "programmes.home":
                return redirect(url_for("sessions.show", slug=found.slug, session_id=viewer.session))
            endpoint = (request.endpoint or "").partition(".")[2]
            if endpoint not in guests or view_args.get("session_id", viewer.session) != viewer.session:
                raise not_found()
        if found.slug != g.slug and request.method == "GET":
            # An address from before the programme was renamed.
            query = f"?{request.query_string.decode()}" if request.query_string else ""
            return redirect(f"/p/{found.slug}{request.path.removeprefix(f'/p/{g.slug}')}{query}", 308)
        if found.archived_at is not None and request.endpoint in ONLY_FORMS and request.method == "GET":
            require_open(found.archived_at)
        g.programme = found
        g.viewer = replace(viewer, archived=found.archived_at is not None)
        g.cities_by_code = {city.code: city for city in cities_of(orm(), viewer)}
        return None

    return blueprint
