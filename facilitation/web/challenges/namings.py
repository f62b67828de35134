"""Naming a challenge for a city, changing what was said of it, taking it back and restoring it."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.datastructures import MultiDict

from facilitation.domain.challenges import Title, all_titles, title_in
from facilitation.domain.cities import fold
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.origins import ORIGINS, PROFILE, TO_CHOOSE
from facilitation.domain.permissions import COORDINATE
from facilitation.domain.programmes import CHALLENGE_KINDS, LANGUAGES
from facilitation.queries.challenges.book import ChallengeBook, challenge_book
from facilitation.queries.challenges.pages import NAMES_FOR_CITY, mention_to_change, sessions_to_name
from facilitation.store.challenges import Challenge, ChallengeMention
from facilitation.store.cities import City
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("namings", __name__)

#: What stands for a challenge that is none of those that look alike.
NEW = "new"


@blueprint.get("/name-challenge")
def new():
    values = MultiDict(request.args)
    values["city"] = request.args.get("city", viewer().city or "")
    _require_naming(_city(values["city"]))
    return _form(values, {})


@blueprint.post("/name-challenge")
def name():
    """Name a challenge; a new one that looks like known ones is asked about first."""
    form = request.form
    city = _city(form.get("city", ""))
    _require_naming(city)
    book = challenge_book(orm(), viewer())
    chosen = form.get("challenge", "")
    if not chosen:
        alike = _alike(book, form.get("title", ""))
        if alike:
            return _form(form, {}, alike)
    try:
        if city is None:
            raise Refused("invalid", N_("Choose a city of this programme."), field="city")
        done = perform("challenge.name", {"city": city.id} | _where(form) | _challenge(chosen))
    except Refused as refused:
        return _refused(lambda errors: _form(form, errors), refused)
    flash(gettext("It is on the heat-map now."), "good")
    return _to(done.result["challenge"], city.code)


@blueprint.get("/namings/<int:mention_id>")
def edit(mention_id: int):
    mention = mention_to_change(orm(), viewer(), mention_id)
    values = MultiDict({"remark": mention.remark, "origin": mention.origin, "source": mention.source})
    values["session"] = str(mention.session_id or "")
    values["topic"], values["urgency"] = str(mention.topic_id or ""), str(mention.urgency or "")
    values["evidence"], values["evidence_source"] = mention.evidence, mention.evidence_source
    return _edit(mention, values, {})


@blueprint.post("/namings/<int:mention_id>")
def change(mention_id: int):
    mention = mention_to_change(orm(), viewer(), mention_id)
    code = mention.city.code
    try:
        done = perform("challenge.remark", {"mention": mention_id} | _where(request.form))
    except Refused as refused:
        return _refused(lambda errors: _edit(mention, request.form, errors), refused)
    flash(gettext("Saved."), "good")
    return _to(done.result["challenge"], code)


@blueprint.post("/namings/<int:mention_id>/withdraw")
def withdraw(mention_id: int):
    done = perform("challenge.unname", {"mention": mention_id})
    flash(gettext("It is withdrawn, and can be restored below."), "good")
    return _to(done.result["challenge"])


@blueprint.post("/namings/<int:mention_id>/restore")
def restore(mention_id: int):
    done = perform("challenge.restore", {"mention": mention_id})
    flash(gettext("It is on the heat-map again."), "good")
    return _to(done.result["challenge"])


def _to(challenge_id: int, code: str | None = None):
    anchor = f"named-{code}" if code else None
    address = url_for("challenges.show", slug=programme().slug, challenge_id=challenge_id, _anchor=anchor)
    return redirect(address, 303)


def _city(code: str) -> City | None:
    return g.cities_by_code.get(code.upper())


def _require_naming(city: City | None) -> None:
    """The form is there for whoever may name something: for this city, or for one still to be chosen."""
    if not (COORDINATE(viewer(), None) or (city is not None and NAMES_FOR_CITY(viewer(), city))):
        raise not_found()


def _alike(book: ChallengeBook, title: str) -> list[Challenge]:
    """What the typed title may be another word for; nothing where it is a known one's very title."""
    found = book.alike(title)
    wanted = fold(title)
    same = any(fold(text) == wanted for row in book.rows.values() for text in all_titles(row))
    return [] if same else found


def _challenge(chosen: str) -> dict[str, Any]:
    """The challenge that was chosen, or what the form says of a new one."""
    if chosen and chosen != NEW:
        return {"challenge": number(chosen, 0)}
    form = request.form
    return {
        "title": form.get("title", ""),
        "kind": form.get("kind", ""),
        "language": form.get("language", str(get_locale())),
    }


def _where(form: MultiDict) -> dict[str, Any]:
    session = form.get("session", "")
    return {
        "remark": form.get("remark", ""),
        "language": str(get_locale()),
        "origin": form.get("origin", ""),
        "session": number(session, None),
        "source": form.get("source", ""),
        "topic": number(form.get("topic", ""), None),
        "urgency": number(form.get("urgency", ""), None),
        "evidence": form.get("evidence", ""),
        "evidence_source": form.get("evidence_source", ""),
    }


def _refused(form: Any, refused: Refused) -> Any:
    if refused.code not in ("invalid", "closed"):
        raise refused
    return form({refused.field or "": sentence(refused.message)}), STATUS[refused.code]


def _form(values: MultiDict, errors: dict[str, str], alike: list[Challenge] | None = None) -> str:
    language = str(get_locale())
    book = challenge_book(orm(), viewer())
    known: dict[str, list[tuple[int, Title]]] = {kind: [] for kind in CHALLENGE_KINDS}
    for row in book.present:
        known[row.kind].append((row.id, title_in(row, language)))
    return render_template(
        "challenges/name.html",
        nav_active="challenges",
        values=values,
        errors=errors,
        city=_city(values.get("city", "")),
        cities=list(g.cities_by_code.values()) if COORDINATE(viewer(), None) else [],
        known=known,
        alike=alike or [],
        new=NEW,
        languages={code: LANGUAGES[code] for code in [language, *programme().languages] if code in LANGUAGES},
        **_places(),
    )


def _edit(mention: ChallengeMention, values: MultiDict, errors: dict[str, str]) -> str:
    return render_template(
        "challenges/naming.html",
        nav_active="challenges",
        mention=mention,
        challenge=mention.challenge.standing,
        values=values,
        errors=errors,
        **_places(),
    )


def _places() -> dict[str, Any]:
    """What the choice of a place needs."""
    return {
        "places": {key: ORIGINS[key] for key in TO_CHOOSE},
        "profile": PROFILE,
        "sessions": sessions_to_name(orm(), viewer()),
    }
