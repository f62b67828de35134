"""The page of the programme's topics, where coordinators keep the list, and the topics of a challenge."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext

from facilitation.domain.challenges import Title
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.permissions import COORDINATE
from facilitation.domain.programmes import LANGUAGES
from facilitation.domain.topics import LABEL_LENGTH, STARTING_SET, label_in
from facilitation.queries.challenges.topics import TopicBook, topic_book, topics_page
from facilitation.store.topics import Topic
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("topics", __name__)

#: What a form's button says that it does, and what the page says afterwards.
_DONE = {
    "change": N_("Saved."),
    "move": N_("Moved."),
    "remove": N_("Removed. It can be brought back at the end of this page."),
    "restore": N_("It is back."),
    "merge": N_("The two are one topic now. It can be undone at the end of this page."),
    "unmerge": N_("It is a separate topic again."),
}


@blueprint.app_template_filter("topic_label")
def topic_label(topic: Topic | int | None) -> Title | str:
    """What a topic, or the one of this id, is called for this request's reader."""
    if isinstance(topic, Topic):
        return label_in(topic.standing, str(get_locale()))
    return _book().label(topic, str(get_locale())) or ""


@blueprint.app_template_global("topics_to_choose")
def topics_to_choose() -> list[tuple[int, Title]]:
    """Id and label of the programme's topics, for this request's reader."""
    return _book().choices(str(get_locale()))


def _book() -> TopicBook:
    if "topic_book" not in g:
        g.topic_book = topic_book(orm(), viewer())
    return g.topic_book


@blueprint.get("/topics")
def index():
    return _page({}, {})


@blueprint.post("/topics/starting-set")
def take_set():
    """Take the shipped topics."""
    perform("topics.take_set", {})
    flash(gettext("The starting set is there. Make it yours."), "good")
    return _back()


@blueprint.post("/topics")
def add():
    """Add a topic."""
    return _do("topic.add", {"labels": _labels()}, "new", N_("Added."))


@blueprint.post("/topics/<int:topic_id>")
def change(topic_id: int):
    """Rename, move, merge, remove a topic, or undo one of these: what the button says."""
    what, _, place = request.values.get("do", "").partition(":")
    if what not in _DONE or topic_id not in _book().rows:
        raise not_found()
    payload: dict[str, Any] = {"topic": topic_id}
    back = _way_back(what, topic_id)
    if what == "change":
        payload["labels"] = _labels()
    if what == "move":
        payload["place"] = number(place, 0, digits=5)
    if what == "merge":
        payload["into"] = number(request.form.get("into", ""), 0)
    return _do(f"topic.{what}", payload, f"topic-{topic_id}", _DONE[what], back)


def _way_back(what: str, topic_id: int) -> dict[str, Any] | None:
    """What has to be sent to take back what is about to be done; None where its own button stands there."""
    book = _book()
    topic = book.rows[topic_id]
    if what == "change":
        return {"do": what} | {f"label_{code}": one.label for code, one in topic.labels.items()}
    if what == "move" and topic in book.present:
        return {"do": f"move:{book.present.index(topic)}"}
    opposite = {"remove": "restore", "merge": "unmerge"}.get(what)
    return {"do": opposite} if opposite else None


@blueprint.post("/challenges/<int:challenge_id>/topics")
def tag(challenge_id: int):
    """Save what topics a challenge is about."""
    topics = [number(text, 0) for text in request.form.getlist("topics")]
    perform("challenge.tag", {"challenge": challenge_id, "topics": topics})
    flash(gettext("Saved."), "good")
    address = url_for("challenges.show", slug=programme().slug, challenge_id=challenge_id)
    return redirect(address, 303)


def _labels() -> dict[str, str]:
    sent = request.values  # what takes a change back has the labels in its address
    return {code: sent[f"label_{code}"] for code in LANGUAGES if f"label_{code}" in sent}


def _do(name: str, payload: dict[str, Any], place: str, said: str, back: dict[str, Any] | None = None) -> Any:
    try:
        perform(name, payload)
    except Refused as refused:
        if refused.code not in ("invalid", "conflict"):
            raise
        field = f"{place}-{refused.field}" if refused.field else place
        return _page({field: sentence(refused.message)}, {place: request.form.to_dict()}), STATUS[
            refused.code
        ]
    text: Any = gettext(said)
    if back is not None:
        undo = url_for("topics.change", slug=programme().slug, topic_id=payload["topic"], **back)
        text = {"text": text, "undo": undo}
    flash(text, "good")
    return _back()


def _back() -> Any:
    return redirect(url_for("topics.index", slug=programme().slug), 303)


def _page(errors: dict[str, str], typed: dict[str, dict[str, str]]) -> str:
    orm().expire_all()
    page = topics_page(orm(), viewer())
    used = set(programme().languages)
    return render_template(
        "challenges/topics.html",
        nav_active="challenges",
        page=page,
        errors=errors,
        typed=typed,
        changes=COORDINATE(viewer(), None) and programme().archived_at is None,
        languages=dict(sorted(LANGUAGES.items(), key=lambda one: one[0] not in used)),
        label_length=LABEL_LENGTH,
        starting=len(STARTING_SET),
    )
