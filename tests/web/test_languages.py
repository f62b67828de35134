"""What people write in a form is kept in the language of their page, and marked with it on other pages."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from facilitation.domain.onboarding import QUESTIONS
from facilitation.store.assessments import FormerRating, Rating, Statement
from facilitation.store.challenges import ChallengeMention, Practice, Wish
from facilitation.store.cities import City
from facilitation.store.emblems import Emblem
from facilitation.store.onboarding import CallQuestion
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Record
from tests.web.programmes.test_settings import SETTINGS
from tests.world import World


@pytest.fixture
def in_french(browse):
    """A browser of a role whose pages are in French."""

    def open_browser(role: str):
        browser = browse(role)
        assert browser.post("/language", locale="fr").status_code == 303
        return browser

    return open_browser


def _one(world: World, model: type):
    with world.database.reading() as orm:
        return orm.scalars(select(model).order_by(model.id.desc())).first()


def _city(world: World) -> int:
    with world.database.reading() as orm:
        query = select(City.id).where(City.programme_id == world.here.programme, City.code == "DUB")
        return orm.scalars(query).one()


def _page(browser, path: str) -> str:
    return re.sub(r"\s+", " ", browser.get(path).get_data(as_text=True))


def test_a_remark_about_a_challenge(browse, in_french, world: World) -> None:
    fields = {"city": "DUB", "title": "Loyers élevés", "kind": "social", "origin": "profile", "challenge": ""}
    browser = in_french("participant")
    assert browser.post("/p/here/name-challenge", **fields, remark="Trop chers").status_code == 303
    mention = _one(world, ChallengeMention)
    assert mention.language == "fr"
    city = "/p/here/cities/DUB"
    assert '<bdi lang="fr">Trop chers</bdi>' in _page(browse("observer"), city)
    assert 'lang="fr">Trop chers' not in _page(in_french("observer"), city), "the page is in French itself"
    # Somebody else changes where it was said, and not a word: it stays in its language.
    moved = {"remark": "Trop chers", "origin": "call"}
    assert browse("coordinator").post(f"/p/here/namings/{mention.id}", **moved).status_code == 303
    assert (_one(world, ChallengeMention).origin, _one(world, ChallengeMention).language) == ("call", "fr")
    reworded = {"remark": "Too dear", "origin": "call"}
    assert browse("coordinator").post(f"/p/here/namings/{mention.id}", **reworded).status_code == 303
    assert _one(world, ChallengeMention).language == "en"


def test_the_comment_of_a_rating(browse, in_french, world: World) -> None:
    world.by("organiser", "assessment.take_set", {})
    with world.database.reading() as orm:
        statement = orm.scalars(select(Statement.id).order_by(Statement.id)).first()

    def answer(browser, rating: str, comment: str, seen: int) -> None:
        fields = {
            f"rating-{statement}": rating,
            f"comment-{statement}": comment,
            f"seen-{statement}": str(seen),
        }
        assert browser.post("/p/here/assessment/cities/DUB/answers", **fields).status_code == 303

    answer(in_french("participant"), "3", "", 0)
    assert _one(world, Rating).language is None, "there is no comment"
    answer(in_french("participant"), "3", "Peu à peu", 1)
    assert _one(world, Rating).language == "fr"
    answer(browse("support"), "4", "Peu à peu", 2)
    assert _one(world, Rating).language == "fr", "another number, the same words"
    assert 'lang="fr">Peu à peu' in _page(browse("support"), "/p/here/assessment/cities/DUB")
    answer(browse("participant"), "4", "Little by little", 3)
    assert (_one(world, Rating).language, _one(world, FormerRating).language) == ("en", "fr")


def test_questions_of_calls(browse, in_french, world: World) -> None:
    browser = in_french("organiser")
    lines = {"text": ["Que voulez-vous apprendre ?", "Avec qui ?"], "place": ["1", "2"]}
    assert browser.post("/p/here/onboarding/questions", question=["", ""], **lines).status_code == 303
    with world.database.reading() as orm:
        asked = orm.scalars(select(CallQuestion).order_by(CallQuestion.position)).all()
    kept = {"question": asked[0].id, "text": asked[0].text}
    anew = {"question": asked[1].id, "text": "With whom?"}
    world.by("organiser", "call.questions", {"questions": [kept, anew], "language": "en"})
    with world.database.reading() as orm:
        told = orm.execute(select(CallQuestion.text, CallQuestion.language).order_by(CallQuestion.position))
        assert [tuple(row) for row in told] == [("Que voulez-vous apprendre ?", "fr"), ("With whom?", "en")]
    # Sent from a page in French as they stood: the starting set stays in its own language.
    kept = {"text": QUESTIONS[0]}
    world.by("organiser", "call.questions", {"questions": [kept], "language": "fr"})
    assert _one(world, CallQuestion).language == "en"
    again = {"questions": [{"question": one.id, "text": one.text} for one in asked[:1]]}
    again["questions"].append({"question": asked[1].id, "text": "With whom?"})
    world.by("organiser", "call.questions", again)
    world.by("organiser", "call.plan", {"city": _city(world)})
    assert '<h3 lang="fr">Que voulez-vous' in _page(browse("organiser"), "/p/here/cities/DUB/call")
    assert '<h3 lang="en">With whom?' in _page(browser, "/p/here/cities/DUB/call")


def test_the_programmes_own_texts(browse, world: World) -> None:
    browser = browse("organiser")
    form = SETTINGS | {"slug": "here", "language": "es", "aims": "Aprender juntas."}
    assert browser.post("/p/here/settings", **form).status_code == 303
    with world.database.reading() as orm:
        assert orm.get_one(Programme, world.here.programme).own_language == "es"
    assert '<p class="lead" lang="es">Aprender juntas.</p>' in _page(browse("observer"), "/p/here/")
    assert 'lang="es">We keep' in _page(browse(None), "/p/here/privacy")
    assert '<option value="es" selected>' in _page(browser, "/p/here/settings")
    refused = browser.post("/p/here/settings", **form | {"language": "of nowhere"})
    assert refused.status_code == 422 and 'id="error-language"' in refused.get_data(as_text=True)


def test_a_record_and_the_words_of_an_emblem(in_french, world: World) -> None:
    with world.database.writing() as orm:
        orm.get_one(Programme, world.here.programme).languages = ["en", "fr"]
    said = {"kind": "decision", "text": "On se revoit."}
    path = f"/p/here/sessions/{world.here.session}/records"
    assert in_french("rapporteur").post(path, **said).status_code == 303
    assert _one(world, Record).language == "fr"
    offered = {"picture": b"\x89PNG\r\n\x1a\n" + b"0" * 64, "alt": "Un pont", "language": "fr"}
    world.by("organiser", "emblem.offer", offered)
    assert _one(world, Emblem).language == "fr"


def test_practices_and_wishes_are_marked_where_they_are_shown(browse, world: World) -> None:
    with world.database.writing() as orm:
        of_dublin = {"programme_id": world.here.programme, "city_id": _city(world), "language": "pt"}
        orm.add(Practice(key="forum", title="Um fórum", **of_dublin))
        orm.add(Wish(text="Comprar melhor", **of_dublin))
    page = _page(browse("coordinator"), "/p/here/cities/DUB")
    assert (
        re.search(r'<h3[^>]* lang="pt"><a [^>]*>Um fórum</a>', page)
        and '<bdi lang="pt">Comprar melhor</bdi>' in page
    )
