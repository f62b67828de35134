"""Law: in an archived programme every command is refused, except those that stand open there."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from facilitation.commands.catalogue import COMMANDS
from facilitation.commands.execute import Call
from facilitation.domain.errors import Refused
from facilitation.domain.programmes import ARCHIVED
from facilitation.store.programmes import Programme
from facilitation.web.programme_pages import ONLY_FORMS
from tests.laws.cases import CASES, ROLES
from tests.laws.test_stranger import _paths
from tests.world import World

#: Why each of them may still come.
STAYS_OPEN = {
    **dict.fromkeys(
        ("link.use", "link.ask", "link.give", "password.forget", "password.reset", "password.set"),
        "who reads has to sign in",
    ),
    "sign_out.everywhere": "and out",
    "account.change": "it is the person’s, not the programme’s",
    "address.ask": "as above",
    "address.prove": "as above",
    **dict.fromkeys(
        ("feed.renew", "feed.rotate", "feed.revoke"), "a feed’s address that got about must be ended"
    ),
    **dict.fromkeys(("feed.store", "feed.fetched"), "feeds go on being read"),
    **dict.fromkeys(
        ("consent.give", "consent.withdraw", "consent.record", "contact.share")
        + ("practice_contact.agree", "practice_contact.leave"),
        "what one allows is asked at any time",
    ),
    "wish.show": "a city can take back at any time that others see its wish",
    **dict.fromkeys(
        ("account.erase", "guest.erase", "seat.erase", "retention.erase", "retention.clean")
        + ("registration.forget", "time_answer.withdraw"),
        "whoever wants to go can go, and what is past its date goes",
    ),
    "document.renew": "a name is taken out",
    **dict.fromkeys(
        (
            "document.store",
            "minutes.compared",
            "agendas.store",
            "annex.store",
            "plan.store",
            "emblem.store",
            "emblem.refuse",
            "round.store",
            "round.fail",
            "round.weighed",
            "round.found",
            "letters.write",
            "mail.tell",
        ),
        "the worker finishes what was asked for before",
    ),
    "programme.start": "the next edition begins from it",
    "programme.unarchive": "it takes it back",
    "programme.remove": "an empty one that was a mistake goes",
}


def _archive(world: World) -> None:
    with world.database.writing() as orm:
        orm.get_one(Programme, world.here.programme).archived_at = world.clock()


def test_what_stays_open_says_why() -> None:
    assert {name for name, command in COMMANDS.items() if command.in_archive} == STAYS_OPEN.keys()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_commands(world: World, name: str) -> None:
    may = CASES[name].rights()
    role = next((role for role in ROLES if may[role] != "no"), None)
    seat = world.here.seats[role] if role else None
    payload = CASES[name].payload(world, seat or world.here.seats["participant"])
    _archive(world)
    call = Call(name, world.operation_id(), payload, seat, None if role else world.here.programme)
    if name in STAYS_OPEN:
        world.door.execute(call)
        return
    with pytest.raises(Refused) as refused:
        world.door.execute(call)
    assert (refused.value.code, refused.value.message.text) == ("closed", ARCHIVED)


@pytest.mark.parametrize("name", ["invitation.accept", "merge.accept"])
def test_a_link_into_an_archived_programme(world: World, name: str) -> None:
    """Whoever opens it has no seat there yet: the program acts, in no programme."""
    payload = CASES[name].payload(world, world.here.seats["participant"])
    _archive(world)
    with pytest.raises(Refused) as refused:
        world.do(name, payload)
    assert refused.value.message.text == ARCHIVED
    with world.database.writing() as orm:
        orm.get_one(Programme, world.here.programme).archived_at = None
    world.do(name, payload)


def test_everything_can_be_read(app: Flask, world: World, browse) -> None:
    """Pages, exports, feeds and one's own data; pages that are nothing but a form say why they aren't."""
    browser = browse("organiser")
    paths = _paths(app, world)
    _archive(world)
    for (endpoint, method), path in sorted(paths.items()):
        if method != "GET":
            continue
        query = f"{path}?programme={world.here.slug}" if endpoint.startswith("api.") else path
        answer = browser.get(query)
        status = answer.status_code
        if endpoint in ONLY_FORMS:
            assert status == 409 and "This programme is archived" in answer.get_data(as_text=True), endpoint
            continue
        assert status == 200 or endpoint == "documents.download", f"{path} ({endpoint}) answered {status}"
    refused = browser.post("/p/here/setup/later", step="all")
    assert refused.status_code == 409
    assert "This programme is archived" in refused.get_data(as_text=True)


def test_back_from_the_archive(world: World) -> None:
    world.by("facilitator", "session.end", {"session": world.here.session})
    world.by("organiser", "programme.archive", {})
    note = {"title": "Later", "type": "challenge", "template": "challenges"}
    with pytest.raises(Refused):
        world.by("organiser", "session.create", note)
    world.do("session.create", note, world.there.seats["organiser"])  # another programme is none the worse
    world.by("organiser", "programme.unarchive", {})
    world.by("organiser", "session.create", note)


def test_not_while_a_session_runs(world: World) -> None:
    with pytest.raises(Refused) as refused:
        world.by("organiser", "programme.archive", {})
    assert "Workshop here" in str(refused.value)


#: What a page of an archived programme may still send, with what it is for.
OFFERED = {
    "accounts.language": "the reader’s language",
    "accounts.sign_out": "signing out",
    "editions.unarchive": "taking it back",
    "editions.start": "the next edition",
    "editions.remove": "an empty one goes",
    "calendars.renew": "feeds go on, and can be ended",
    "calendars.change_feed": "as above",
    "calendars.make": "as above",
    "accounts.change": "it is the person’s, not the programme’s",
    "accounts.change_password": "as above",
    "addresses.ask": "as above",
    "own.go_for_good": "whoever wants to go can go",
    "privacy.answer": "what one allows",
    "tandem_pages.contact": "as above",
    "wishes.show": "a city can take back that others see its wish",
    "privacy.go": "whoever wants to go can go",
    "personal_data.record": "as above",
    "personal_data.erase": "as above",
}


@pytest.mark.parametrize("role", ["organiser", "coordinator", "facilitator", "participant"])
def test_nothing_is_offered_that_would_be_refused(app: Flask, world: World, browse, role: str) -> None:
    """No page has a form that would be refused, and none leads to a page that is nothing but one."""
    browser = browse(role)
    paths = _paths(app, world)
    _archive(world)
    wrong = set()
    for (endpoint, method), path in sorted(paths.items()):
        if method != "GET" or endpoint.startswith("api.") or endpoint in ONLY_FORMS | LIVE:
            continue
        answer = browser.get(path)
        if answer.status_code != 200 or not answer.content_type.startswith("text/html"):
            continue
        page = Offers(path)
        page.feed(answer.get_data(as_text=True))
        for sends, target in page.found:
            to = _endpoint(app, target, "POST" if sends else "GET")
            if (sends and to is not None and to not in OFFERED) or (not sends and to in ONLY_FORMS):
                wrong.add(f"{path} ({endpoint}) offers {to}")
    assert not wrong, "\n".join(sorted(wrong))


#: Rooms: their boards are closed, and what they offer is drawn by scripts.
LIVE = {"sessions.room", "sessions.projector"}


class Offers(HTMLParser):
    """The links of a page and the buttons of its forms: (whether it sends something, where to)."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.found: list[tuple[bool, str]] = []
        self.form: dict[str, str | None] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "form":
            self.form = named if (named.get("method") or "").lower() == "post" else None
        elif tag == "button" and self.form is not None:
            self.found.append((True, named.get("formaction") or self.form.get("action") or self.path))
        elif tag == "a" and named.get("href"):
            self.found.append((False, named["href"] or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None


def _endpoint(app: Flask, address: str, method: str) -> str | None:
    path = urlsplit(address).path
    if not path.startswith("/"):
        return None
    try:
        return app.url_map.bind("localhost").match(path, method=method)[0]
    except (NotFound, MethodNotAllowed, RequestRedirect):
        return None
