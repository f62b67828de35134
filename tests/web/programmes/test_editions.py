"""Starting another programme, the archive and one's own programmes in the browser."""

from __future__ import annotations

from sqlalchemy import select

from facilitation.store.invitations import Invitation
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from tests.world import World

_NEXT = {"title": "Learning 2028", "languages": "en", "host_zone": "Europe/Dublin", "from": "these"}


def test_the_next_edition_goes_through_the_guided_setup(world: World, browse) -> None:
    browser = browse("organiser")
    assert "Programme here" in browser.get("/p/here/next").get_data(as_text=True)
    answer = browser.post("/p/here/next", **_NEXT, parts="cities")
    assert answer.headers["Location"] == "/p/learning-2028/setup"
    page = browser.get("/p/learning-2028/setup").get_data(as_text=True)
    assert "nobody else has a seat yet" in page and "One person a line" in page, "the cities are done"
    assert "Dublin" in browser.get("/p/learning-2028/cities").get_data(as_text=True)
    for who in ("coordinator", "there/organiser"):
        assert browse(who).get("/p/learning-2028/").status_code == 404


def test_a_wrong_form_keeps_what_was_typed(world: World, browse) -> None:
    answer = browse("organiser").post("/p/here/next", **(_NEXT | {"slug": "there"}), parts="statements")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "This address is taken" in page
    assert 'value="Learning 2028"' in page and 'value="statements" checked' in page
    assert 'value="cities" checked' not in page


def test_only_organisers_start_or_archive(browse) -> None:
    browser = browse("coordinator")
    assert browser.get("/p/here/next").status_code == 404
    assert browser.post("/p/here/next", **_NEXT).status_code == 403
    assert browser.post("/p/here/archive").status_code == 403


def test_those_of_before_are_invited_by_ticking(world: World, browse) -> None:
    browser = browse("organiser")
    browser.post("/p/here/next", **_NEXT, parts="cities")
    page = browser.get("/p/learning-2028/people/earlier").get_data(as_text=True)
    assert "participant@here.invalid" in page
    empty = browser.post("/p/learning-2028/people/earlier")
    assert empty.status_code == 422 and "Name somebody to invite" in empty.get_data(as_text=True)
    # Somebody of another programme can't be ticked by a number.
    browser.post("/p/learning-2028/people/earlier", seats=str(world.there.seats["participant"]))
    browser.post("/p/learning-2028/people/earlier", seats=str(world.here.seats["participant"]))
    with world.database.reading() as orm:
        [invited] = orm.scalars(select(Invitation)).all()
        assert (invited.email, invited.role, invited.city.code) == (
            "participant@here.invalid",
            "participant",
            "DUB",
        )
    assert "is invited" in browser.get("/p/learning-2028/people/earlier").get_data(as_text=True)
    assert browse("organiser").get("/p/here/people/earlier").status_code == 200


def test_archived_it_is_out_of_the_way_and_says_so(world: World, browse) -> None:
    world.by("facilitator", "session.end", {"session": world.here.session})
    browser = browse("organiser")
    browser.post("/p/here/next", **_NEXT)
    assert browser.post("/p/here/archive").headers["Location"] == "/programmes"
    page = browser.get("/programmes").get_data(as_text=True)
    assert page.index("Learning 2028") < page.index("Archived on") and "Programme there" not in page
    assert "Programme here" not in browser.get("/p/learning-2028/").get_data(as_text=True)
    assert "can be read, not changed" in browser.get("/p/here/cities").get_data(as_text=True)
    assert browser.get("/p/here/cities.csv").status_code == 200
    assert browser.post("/p/here/unarchive").headers["Location"] == "/p/here/"
    assert "can be read, not changed" not in browser.get("/p/here/cities").get_data(as_text=True)


def test_signing_in_leads_to_the_one_under_way_or_to_a_choice(world: World, browse) -> None:
    def lands() -> str:
        return browse().get("/sign-in/link-organiser-here").headers["Location"]

    assert lands() == "/p/here/"
    browse("organiser").post("/p/here/next", **_NEXT)
    assert lands() == "/programmes"
    with world.database.writing() as orm:
        orm.get_one(Programme, world.here.programme).archived_at = world.clock()
    assert lands() == "/p/learning-2028/"
    with world.database.writing() as orm:
        for seat in orm.scalars(select(Seat).where(Seat.person_id == world.here.people["organiser"])):
            seat.removed_at = world.clock()
    assert lands() == "/"


def test_without_an_account_there_are_no_own_programmes(browse) -> None:
    for who in (None, "guest"):
        assert "/sign-in" in browse(who).get("/programmes").headers.get("Location", "")


def test_one_that_was_a_mistake_is_removed(world: World, browse) -> None:
    """Only while nothing is in it, by its organiser; then its pages are there for nobody."""
    browser = browse("organiser")
    browser.post("/p/here/next", **_NEXT, parts="cities")
    assert "Remove this programme" not in browser.get("/p/here/settings").get_data(as_text=True)
    refused = browser.post("/p/here/remove")
    assert refused.status_code == 409 and "Archive the programme instead" in refused.get_data(as_text=True)
    assert browse("coordinator").post("/p/here/remove").status_code == 404
    assert "Remove this programme" in browser.get("/p/learning-2028/settings").get_data(as_text=True)
    assert browser.post("/p/learning-2028/remove").headers["Location"] == "/programmes"
    assert "Learning 2028" not in browser.get("/programmes").get_data(as_text=True)
    assert browser.get("/p/learning-2028/").status_code == 404


def test_the_settings_of_an_archived_programme_are_only_read(world: World, browse) -> None:
    browser = browse("organiser")
    with world.database.writing() as orm:
        orm.get_one(Programme, world.here.programme).archived_at = world.clock()
    page = browser.get("/p/here/settings").get_data(as_text=True)
    assert '<fieldset class="settings-fields" disabled>' in page and ">Save<" not in page
