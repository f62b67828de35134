"""Writing a practice down, changing it, withdrawing and restoring it, its versions, and its contact's say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.datastructures import MultiDict

from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.permissions import COORDINATE
from facilitation.domain.practices import FACT_NAMES, LINKS_MOST, STAGES, TO_CHOOSE, differing
from facilitation.queries.practices.contacts import FILL_IN, contacts_shown
from facilitation.queries.practices.pages import (
    practice_for,
    practice_to_change,
    practice_with_versions,
    versions_of,
)
from facilitation.queries.practices.tags import Tag, TagBook, challenges_tagged, tag_book, topics_tagged
from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from facilitation.web.errors import STATUS, sentence
from facilitation.web.figures import language_name
from facilitation.web.practices.practices import own_city
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("practice_forms", __name__)

_PLAIN = ("title", "language", "description", "stage", "source")
_CONTACT = ("contact_name", "contact_email", "contact_phone")
#: So many empty places for links a form offers besides those that are there.
_FREE_LINKS = 2


@blueprint.get("/new-practice")
def new():
    own = own_city()
    city = _city(request.args.get("city", own.code if own else ""))
    _require_fill_in(city)
    values = MultiDict({"city": city.code if city else "", "stage": "", "language": str(get_locale())})
    values.setlist("challenges", request.args.getlist("challenge"))
    return _form(None, city, values, {})


@blueprint.post("/new-practice")
def create():
    """Write a practice down; a refused form keeps what was typed."""
    city = _city(request.form.get("city", ""))
    _require_fill_in(city)
    try:
        if city is None:
            raise Refused("invalid", N_("Choose a city of this programme."), field="city")
        done = perform("practice.add", {"city": city.id} | _payload(request.form))
    except Refused as refused:
        return _refused(lambda errors: _form(None, city, request.form, errors), refused)
    flash(gettext("The practice stands among those of the programme now."), "good")
    return _to(done.result["practice"])


@blueprint.get("/practices/<int:practice_id>/edit")
def edit(practice_id: int):
    practice = practice_to_change(orm(), viewer(), practice_id)
    if practice.withdrawn_at is not None:
        return _to(practice.id)
    return _form(practice, practice.city, _values(practice), {})


@blueprint.post("/practices/<int:practice_id>/edit")
def change(practice_id: int):
    practice = practice_to_change(orm(), viewer(), practice_id)
    revision = number(request.form.get("revision", ""), 0, digits=9)
    payload = {"practice": practice_id, "revision": revision} | _payload(request.form)
    try:
        perform("practice.change", payload)
    except Refused as refused:
        values = MultiDict(request.form)
        if refused.code == "conflict":
            # Saved once more, what was typed takes the place of the other's: they have been told of it.
            orm().expire_all()
            values["revision"] = str(practice.revision)
        return _refused(lambda errors: _form(practice, practice.city, values, errors), refused)
    flash(gettext("Saved."), "good")
    return _to(practice_id)


@blueprint.post("/practices/<int:practice_id>/withdraw")
def withdraw(practice_id: int):
    perform("practice.withdraw", {"practice": practice_id})
    flash(gettext("The practice is withdrawn. You can restore it here."), "good")
    return _to(practice_id)


@blueprint.post("/practices/<int:practice_id>/restore")
def restore(practice_id: int):
    perform("practice.restore", {"practice": practice_id})
    flash(gettext("The practice is offered again."), "good")
    return _to(practice_id)


@blueprint.get("/practices/<int:practice_id>/versions")
def versions(practice_id: int):
    """The versions of a practice: who, when, and which facts the chosen one changed."""
    practice = practice_with_versions(orm(), viewer(), practice_id)
    found = versions_of(orm(), viewer(), practice)
    wanted = request.args.get("version", "")
    place = next((at for at, (one, _) in enumerate(found) if str(one.number) == wanted), 0)
    chosen, before = [*(one for one, _ in found), None, None][place : place + 2]
    book = tag_book(orm(), viewer(), str(get_locale()))
    return render_template(
        "practices/versions.html",
        nav_active="cities",
        practice=practice,
        versions=found,
        place=place,
        chosen=chosen,
        changed=differing(before.facts, chosen.facts) if chosen and before else [],
        shown=_shown(chosen.facts, book) if chosen else {},
        fact_names=FACT_NAMES,
        stages=STAGES,
    )


@blueprint.post("/practices/<int:practice_id>/versions/<int:version>")
def bring_back(practice_id: int, version: int):
    perform("practice.bring_back", {"practice": practice_id, "number": version})
    flash(gettext("The earlier version is back. The other one stays among the versions."), "good")
    return _to(practice_id)


@blueprint.post("/practices/<int:practice_id>/contact")
def contact(practice_id: int):
    """What somebody says to being the contact: show me, show me no more, take me off."""
    practice = practice_for(orm(), viewer(), practice_id)
    found = contacts_shown(orm(), viewer(), [practice]).get(practice.id)
    if found is None or not found.mine:
        raise not_found()
    say = request.form.get("say", "")
    if say == "leave":
        perform("practice_contact.leave", {"contact": found.id})
        flash(gettext("You are no longer the contact of this practice."), "good")
    else:
        perform("practice_contact.agree", {"contact": found.id, "agrees": say == "show"})
        flash(gettext("Saved."), "good")
    return _to(practice_id)


def _to(practice_id: int):
    return redirect(url_for("practices.show", slug=programme().slug, practice_id=practice_id), 303)


def _city(code: str) -> City | None:
    return g.cities_by_code.get(code.upper())


def _require_fill_in(city: City | None) -> None:
    """The form is there for those who fill in this city, or any that is still to be chosen."""
    if not (COORDINATE(viewer(), None) or (city is not None and FILL_IN(viewer(), city))):
        raise not_found()


def _values(practice: Practice) -> MultiDict:
    """A practice as its form shows it."""
    values = MultiDict({name: getattr(practice, name) or "" for name in _PLAIN})
    values["revision"] = str(practice.revision)
    book = tag_book(orm(), viewer(), None)
    standing = dict.fromkeys(str(one.standing.id) for one in practice.challenges)
    values.setlist("challenges", list(standing))
    topics = topics_tagged(orm(), [practice.id], book).get(practice.id, [])
    values.setlist("topics", [str(tag.id) for tag in topics])
    values.setlist("link_label", [one["label"] for one in practice.links])
    values.setlist("link_url", [one["url"] for one in practice.links])
    found = contacts_shown(orm(), viewer(), [practice]).get(practice.id)
    if found is not None:
        values.update({"contact_name": found.name, "contact_email": found.email or ""})
        values["contact_phone"] = found.phone
        if found.agreed:
            values["contact_agreed"] = "yes"
    return values


def _payload(form: MultiDict) -> dict[str, Any]:
    """The form's fields as the commands take them."""
    payload: dict[str, Any] = {name: form.get(name, "") for name in (*_PLAIN, *_CONTACT)}
    for name in ("challenges", "topics"):
        payload[name] = [number(text, 0) for text in form.getlist(name)]
    payload["links"] = [{"url": url, "label": label} for url, label in _links(form)]
    payload["contact_agreed"] = form.get("contact_agreed") == "yes"
    return payload


def _links(form: MultiDict) -> list[tuple[str, str]]:
    return list(zip(form.getlist("link_url"), form.getlist("link_label"), strict=False))


def _refused(form: Callable[[dict[str, str]], str], refused: Refused) -> Any:
    if refused.code not in ("invalid", "conflict"):
        raise refused
    return form({refused.field or "": sentence(refused.message)}), STATUS[refused.code]


def _form(practice: Practice | None, city: City | None, values: MultiDict, errors: dict[str, str]) -> str:
    book = tag_book(orm(), viewer(), str(get_locale()))
    standing = practice.stage if practice is not None else ""
    links = [(url, label) for url, label in _links(values) if url.strip() or label.strip()]
    free = min(max(3 - len(links), _FREE_LINKS), LINKS_MOST - len(links))
    return render_template(
        "practices/form.html",
        nav_active="cities",
        practice=practice,
        city=city,
        cities=list(g.cities_by_code.values()) if COORDINATE(viewer(), None) else [],
        values=values,
        errors=errors,
        challenges=_challenge_choices(book),
        inferred=_inferred(practice, book),
        topics=_topic_choices(book, values),
        stages={key: STAGES[key] for key in (*TO_CHOOSE, standing) if key},
        links=[*links, *[("", "")] * free],
        languages=_languages(city, values.get("language", "")),
        # Whoever else the contact is says themselves whether others see it.
        waits=_waits(practice),
    )


def _waits(practice: Practice | None) -> bool:
    found = contacts_shown(orm(), viewer(), [practice]).get(practice.id) if practice is not None else None
    return found is not None and found.asked


def _inferred(practice: Practice | None, book: TagBook) -> list[Tag]:
    """The challenges that nobody has said the practice answers."""
    if practice is None:
        return []
    return [tag for tag in challenges_tagged(orm(), [practice.id], book).get(practice.id, []) if tag.inferred]


def _challenge_choices(book: TagBook) -> dict[str, list[Tag]]:
    """The challenges to choose from, by kind."""
    found: dict[str, list[Tag]] = {}
    for row in book.challenges.present:
        found.setdefault(row.kind, []).append(book.challenge(row.id))
    return found


def _topic_choices(book: TagBook, values: MultiDict) -> list[Tag]:
    """The topics that are offered, and those that stand on it anyway."""
    offered = book.topics_offered
    known = {tag.id for tag in offered}
    wanted = {number(text, 0) for text in values.getlist("topics")} - known
    return offered + [book.topic(one) for one in sorted(wanted) if one in book.topics.rows]


def _languages(city: City | None, chosen: str) -> dict[str, str]:
    """What a practice can be written in here: code -> name, the reader's own language first."""
    own = city.languages if city is not None else []
    codes = dict.fromkeys([str(get_locale()), *programme().languages, *own, *([chosen] if chosen else [])])
    return {code: language_name(code) for code in codes}


def _shown(facts: dict[str, Any], book: TagBook) -> dict[str, Any]:
    """A version's facts with the titles of what it is tagged with."""
    challenges = [book.challenge(one) for one in facts["challenges"] if one in book.challenges.rows]
    topics = [book.topic(one) for one in facts["topics"] if one in book.topics.rows]
    return facts | {"challenges": challenges, "topics": topics}
