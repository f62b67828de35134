"""Registering without an account: the open page, the mail, one's own page; and what strangers never learn."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from facilitation.store.mails import Mail
from facilitation.store.models import Base
from facilitation.store.registrations import Presence, Registration, RegistrationDesk
from facilitation.store.sessions import JoinCode
from tests.commands.registrations.test_places import lists, planned
from tests.world import World

INES = {"name": "Inês Pereira", "email": "Ines@porto.example", "from_city": "Porto", "city": ""}
INES |= {"organisation": "Câmara do Porto", "answer": "yes", "mode": "remote", "remind": "day"}


def _key(world: World, session: int) -> str:
    with world.database.reading() as orm:
        return orm.get_one(RegistrationDesk, session).key


def _register(world: World, browse, session: int, **more: str):
    return browse(None).post(f"/register/{_key(world, session)}", **(INES | more))


def _mails(world: World, to: str = "ines@porto.example") -> list[Mail]:
    with world.database.reading() as orm:
        return list(orm.scalars(select(Mail).where(Mail.address == to).order_by(Mail.id)))


def _own(world: World) -> str:
    link = _mails(world)[-1].link
    assert link
    return link


def _everything(world: World) -> dict[str, list[str]]:
    with world.database.reading() as orm:
        return {t.name: sorted(map(repr, orm.execute(select(t)))) for t in Base.metadata.sorted_tables}


def _row(world: World) -> Registration:
    with world.database.reading() as orm:
        return orm.scalars(select(Registration).where(Registration.seat_id.is_(None))).one()


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Will you come?"), ("es", "Autumn meeting"), ("fr", "Autumn meeting")],
)
def test_the_open_page_in_the_readers_language(world: World, browse, language: str, words: str) -> None:
    session = planned(world)
    browser = browse(None)
    browser.client.set_cookie("locale", language)
    answer = browser.get(f"/register/{_key(world, session)}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200 and f'<html lang="{language}"' in page and words in page
    assert 'name="locale" value="fr"' in page, "it can be switched"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    # Under "no-referrer", browsers send a form with the origin "null", which is refused.
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_somebody_registers_and_gets_a_mail_in_their_language(world: World, browse) -> None:
    session = planned(world, capacity=1)
    browser = browse(None)
    browser.client.set_cookie("locale", "fr")
    done = browser.post(f"/register/{_key(world, session)}", **INES)
    assert done.status_code == 303 and done.headers["Location"].endswith("/done")
    row = _row(world)
    assert (row.name, row.email, row.from_city, row.mode) == (
        "Inês Pereira",
        "ines@porto.example",
        "Porto",
        "remote",
    )
    assert (row.place, row.language, row.remind) == ("in", "fr", "day")
    [mail] = _mails(world)
    assert "jeudi 23 septembre 2027, 15:00–16:30" in mail.text and "{link}" in mail.text


def test_a_refused_form_keeps_what_was_typed(world: World, browse) -> None:
    session = planned(world)
    answer = _register(world, browse, session, email="no address", access_needs="A ramp, please")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "This is not an e-mail address" in page
    assert 'value="Inês Pereira"' in page and "A ramp, please" in page and 'value="remote" checked' in page
    answer = _register(world, browse, session, answer="")
    assert answer.status_code == 422 and "Say whether you’ll come" in answer.get_data(as_text=True)


def test_a_known_address_changes_nothing_and_looks_the_same(world: World, browse) -> None:
    """Neither the page nor the database tells a stranger whose address it is; its owner is told by mail."""
    session = planned(world)
    first = _register(world, browse, session)
    again = _register(world, browse, session, name="Somebody Else", answer="no", from_city="Ghent")
    assert first.headers["Location"] == again.headers["Location"]
    row = _row(world)
    assert (row.name, row.answer, row.place, row.from_city) == ("Inês Pereira", "yes", "in", "Porto")
    assert [mail.subject.partition(":")[0] for mail in _mails(world)] == [
        "You have a place",
        "Your registration",
    ]
    # Under a member's address nothing is answered: they get a link to answer with.
    _register(world, browse, session, email="participant@here.invalid", name="Mallory")
    with world.database.reading() as orm:
        seated = orm.scalars(select(Registration).where(Registration.seat_id.is_not(None))).one()
        assert (seated.seat_id, seated.name) == (world.here.seats["participant"], "")
        assert (seated.answer, seated.place) == ("", "")
    assert [mail.subject for mail in _mails(world, "participant@here.invalid")] == [
        "Will you come to “Autumn meeting”?"
    ]


def test_opening_the_link_changes_nothing_and_one_button_saves(world: World, browse) -> None:
    session = planned(world)
    _register(world, browse, session)
    path, browser = _own(world), browse(None)
    before = _everything(world)
    for query in ("", "?answer=yes", "?answer=no", "?answer=perhaps", "?answer=other"):
        assert browser.get(path + query).status_code == 200
    assert _everything(world) == before
    page = browser.get(path + "?answer=no").get_data(as_text=True)
    assert re.search(r'name="answer" value="no"[^>]* checked', page), "the answer is chosen by the link"
    assert browser.post(path, answer="no", name="Inês P.").status_code == 303
    assert (_row(world).answer, _row(world).place, _row(world).name) == ("no", "", "Inês P.")


def test_invited_people_answer_with_the_three_links_of_the_mail(world: World, browse) -> None:
    session = planned(world, way="invited")
    person = {"session": session, "name": "Ana", "email": "ana@medellin.example", "from_city": "Medellín"}
    done = world.by("facilitator", "registration.add", person)
    who = {"session": session, "registration": done.result["registration"]}
    world.by("facilitator", "registration.invite", who)
    [mail] = _mails(world, "ana@medellin.example")
    assert mail.subject == "Will you come to “Autumn meeting”?"
    assert [f"{{link}}?answer={one}" in mail.text for one in ("yes", "perhaps", "no")] == [True] * 3
    assert browse(None).post(mail.link or "", answer="yes", name="Ana").status_code == 303
    assert [row.name for row in lists(world, session)[0]] == ["Ana"]


def test_what_strangers_never_see(world: World, browse) -> None:
    session = planned(world)
    _register(world, browse, session, access_needs="Needs-captions-31")
    nobody = browse(None)
    pages = [f"/register/{_key(world, session)}", f"/register/{_key(world, session)}/done"]
    for page in pages:
        text = nobody.get(page).get_data(as_text=True)
        assert "Pereira" not in text and "captions-31" not in text
    for path in ("/register/guessed", "/registrations/guessed", f"/register/{_key(world, session)}x"):
        assert nobody.get(path).status_code == 404
        assert nobody.post(path, **INES).status_code == 404
    world.by("facilitator", "desk.set", {"session": session, "way": "invited"})
    assert nobody.get(pages[0]).status_code == 404, "by invitation there is no open page"
    # Another member sees the numbers, and no list.
    member = browse("participant")
    assert "1 coming" in member.get(f"/p/here/sessions/{session}").get_data(as_text=True)
    for page in ("registrations", "registrations/needs", "check-in", "registrations.csv", "attendance.csv"):
        assert member.get(f"/p/here/sessions/{session}/{page}").status_code == 404, page


def test_needs_stand_on_their_own_page_alone(world: World, browse) -> None:
    session = planned(world)
    _register(world, browse, session, access_needs="Needs-captions-31", interpretation="es")
    here = f"/p/here/sessions/{session}"
    organiser, coordinator = browse("organiser"), browse("coordinator")
    assert "Needs-captions-31" in organiser.get(f"{here}/registrations/needs").get_data(as_text=True)
    assert organiser.get(f"{here}/registrations/needs.xlsx").status_code == 200
    assert coordinator.get(f"{here}/registrations/needs").status_code == 404
    pages = ("registrations", "registrations.csv", "check-in", "attendance.csv", "sign-in-sheet")
    for page in pages:
        assert b"captions-31" not in organiser.get(f"{here}/{page}").data, page


def test_erasing_oneself_by_the_link(world: World, browse) -> None:
    session = planned(world, capacity=1)
    _register(world, browse, session, access_needs="Needs-captions-31")
    _register(world, browse, session, name="Bram", email="bram@ghent.example", organisation="")
    path, browser = _own(world), browse(None)
    assert browser.post(f"{path}/erasure").status_code == 200
    everything = str(_everything(world))
    for text in ("Pereira", "ines@porto", "captions-31", "Câmara"):
        assert text not in everything, text
    assert [row.name for row in lists(world, session)[0]] == ["Bram"], "the place goes to the next person"
    assert browser.get(path).status_code == 404


def test_checking_in_with_the_code(world: World, browse) -> None:
    session = planned(world)
    _register(world, browse, session)
    with world.database.reading() as orm:
        code = orm.scalars(select(JoinCode.code).where(JoinCode.session_id == session)).one()
    path, browser = _own(world), browse(None)
    wrong = browser.post(f"{path}/check-in", code=world.here.code)
    assert wrong.status_code == 422 and "code of another session" in wrong.get_data(as_text=True)
    assert browser.post(f"{path}/check-in", code="WRONG").status_code == 404
    for _ in range(2):
        assert browser.post(f"{path}/check-in", code=code).status_code == 303
    member = browse("participant")
    address = f"/p/here/sessions/{session}/registration/check-in"
    assert member.post(address, code=code).status_code == 303
    with world.database.reading() as orm:
        assert orm.scalar(select(func.count(Presence.id))) == 2, "nobody is there twice"


def test_too_many_from_one_address_are_told_to_wait(world: World, browse) -> None:
    session = planned(world)
    codes = [_register(world, browse, session).status_code for _ in range(4)]
    assert codes == [303, 303, 303, 429]
    for _ in range(5):
        wrong = _register(world, browse, session, email="typed@wrong.example", answer="")
        assert wrong.status_code == 422, "a mistake in the form costs nothing"
    assert len(_mails(world)) == 3


def test_a_closed_page_says_so(world: World, browse) -> None:
    session = planned(world, closes_on="2027-03-08")
    answer = _register(world, browse, session)
    assert "Registration for this session is closed." in answer.get_data(as_text=True)
    with world.database.reading() as orm:
        assert orm.scalar(select(func.count(Registration.id))) == 0
