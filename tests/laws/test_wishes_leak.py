"""Law: a city's wishes are its own and the coordinators'; others see met ones that it shows, no more.

Each text here could leak and is looked for on every page, in the API, in exports, own data and documents, as
everybody else, before and after tandems are published.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from facilitation.matching.answer import to_form
from facilitation.matching.round_file import parse_round
from facilitation.matching.solver import solve
from facilitation.queries.tandems.tandems import round_problem
from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from facilitation.store.mails import Mail
from facilitation.store.models import Base
from facilitation.store.people import Person, Seat, SignInLink
from facilitation.store.viewers import token_hash
from tests.laws.cases.wishes import city_id
from tests.laws.test_no_leak import _documents
from tests.laws.test_stranger import ONES_OWN, _paths
from tests.world import START, World

MET, UNMET, GONE, WORDS = "Quagga-met-91", "Quagga-unmet-92", "Quagga-gone-93", "Quagga-words-94"
SECRETS = (MET, UNMET, GONE, WORDS)
OTHERS = ("facilitator", "rapporteur", "observer", "guest", "there/organiser", "of Turin", "for Turin")
#: Where wishes could show first: asked of everybody, the other addresses of some.
TELLING = (
    "wishes.",
    "wish_sheets.export",
    "tandems.index",
    "cities.show",
    "challenges.show",
    "programmes.home",
)
OWN = ("organiser", "coordinator", "participant", "support")


@dataclass
class Wished:
    """The world with Dublin's wishes in it, and the id of each by its secret text."""

    world: World
    ids: dict[str, int]

    def publish(self) -> None:
        """Tandems from what the programme knows: Dublin with Turin, whose practice it wishes for."""
        world = self.world
        with world.database.reading() as orm:
            problem = round_problem(orm, world.viewer(world.here.seats["coordinator"]), [])
        problem["rules"]["locked"] = [["DUB", "TRN"]]
        number = world.by("coordinator", "round.solve", {"problem": problem, "preset": "best"}).result[
            "round"
        ]
        answer = to_form(solve(parse_round(problem), "best"))
        world.do("round.store", {"round": number, "answer": answer}, programme=world.here.programme)
        world.by("coordinator", "round.publish", {"round": number})


@pytest.fixture
def wished(world: World) -> Wished:
    """Dublin wishes for Turin's practice, to learn from Warsaw, in words only, and took one wish back."""
    dublin, turin = city_id(world, "DUB"), city_id(world, "TRN")
    with world.database.writing() as orm:
        practice = Practice(
            programme_id=world.here.programme, city_id=turin, key="P1", title="Markets", origin="profile"
        )
        orm.add(practice)
        orm.flush()
        practice_id = practice.id
        for role in ("participant", "support"):
            person = Person(email=f"{role}@turin.invalid", name=f"Tina {role}", created_at=START)
            orm.add(person)
            orm.flush()
            orm.add(
                Seat(
                    programme_id=world.here.programme,
                    person_id=person.id,
                    name=person.name,
                    role=role,
                    city_id=turin,
                    created_at=START,
                )
            )
            orm.add(
                SignInLink(
                    person_id=person.id,
                    token_hash=token_hash(f"link-{role}-turin"),
                    expires_at=START.replace(year=START.year + 1),
                    reusable=True,
                )
            )
    ids = {}
    for text, meant in (
        (MET, {"practice": practice_id}),
        (UNMET, {"teacher": city_id(world, "WAW"), "shown": True}),
        (GONE, {"teacher": city_id(world, "SFO"), "shown": True}),
        (WORDS, {"shown": True}),
    ):
        payload = {"city": dublin, "text": text, "language": "en"} | meant
        ids[text] = world.by("participant", "wish.add", payload).result["wish"]
    world.by("participant", "wish.withdraw", {"wish": ids[GONE]})
    return Wished(world, ids)


@pytest.fixture
def look(app: Flask, wished: Wished, browse):
    """(who) -> every text that somebody gets, by where it stands: from any address there is, or (without
    `everywhere`) from those that tell of wishes, cities and tandems."""
    world = wished.world
    paths = _paths(app, world)  # it publishes tandems of its own
    more = (
        "cities/TRN",
        f"challenges/{_challenge(world)}",
        f"wishes/{wished.ids[MET]}",
        f"wishes/{wished.ids[GONE]}",
        "wishes/new?city=DUB",
        "wishes/of/DUB",
        "wishes.xlsx",
    )

    def look(who: str, *, everywhere: bool = False) -> Iterator[tuple[str, str]]:
        browser = browse(None if "Turin" in who else who)
        if "Turin" in who:
            role = "participant" if who == "of Turin" else "support"
            assert browser.get(f"/sign-in/link-{role}-turin").status_code == 303
        for (endpoint, method), path in sorted(paths.items()):
            if method != "GET" or not (everywhere or endpoint.startswith(TELLING)):
                continue
            query = f"{path}?programme=here" if endpoint.startswith("api.") else path
            yield f"{who}: {endpoint}", _read(browser.get(query).data)
        for path in more:
            yield f"{who}: {path}", _read(browser.get(f"/p/here/{path}").data)

    return look


def _read(content: bytes) -> str:
    """Whatever was sent as text; a workbook or document with all that is packed into it."""
    if not content.startswith(b"PK\x03\x04"):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def _challenge(world: World) -> int:
    """A challenge that Turin's practice answers, so that its page tells of wishes for it."""
    payload = {"city": city_id(world, "TRN"), "title": "Vacant shops"}
    number = world.by("coordinator", "challenge.name", payload).result["challenge"]
    with world.database.writing() as orm:
        practice = orm.scalars(select(Practice).where(Practice.key == "P1")).one()
        if number not in [one.id for one in practice.challenges]:
            orm.execute(
                Base.metadata.tables["practice_challenges"]
                .insert()
                .values(practice_id=practice.id, challenge_id=number)
            )
    return number


def test_before_the_publication_others_find_no_wish(wished: Wished, look) -> None:
    wished.world.by("participant", "wish.show", {"wish": wished.ids[MET], "shown": True})
    for who in OTHERS:
        for where, text in look(who, everywhere=who == "facilitator"):
            assert "Quagga" not in text, where


def test_what_the_city_does_not_show_others_do_not_find_afterwards(wished: Wished, look) -> None:
    wished.publish()
    for who in OTHERS:
        for where, text in look(who):
            assert "Quagga" not in text, where


def test_others_find_the_met_wish_that_the_city_shows_and_no_other(wished: Wished, look) -> None:
    world = wished.world
    world.by("participant", "wish.show", {"wish": wished.ids[MET], "shown": True})
    wished.publish()
    for who in OTHERS:
        texts = dict(look(who, everywhere=who == "of Turin"))
        found = {where for where, text in texts.items() if MET in text}
        if who in ("guest", "there/organiser"):
            assert not found, who
        else:
            assert {f"{who}: tandems.index", f"{who}: cities.show", f"{who}: cities/TRN"} <= found
        for where, text in texts.items():
            assert not any(secret in text for secret in (UNMET, GONE, WORDS)), where
    world.by("participant", "wish.change", {"wish": wished.ids[MET], "practice": None, "text": "Only words"})
    assert all("Quagga" not in text for _, text in look("observer")), "it is not the one that was met"


def test_its_own_people_and_the_coordinators_find_them(wished: Wished, look) -> None:
    """Otherwise the laws above would hold for a program that shows nobody anything."""
    wished.publish()
    for who in OWN:
        texts = dict(look(who))
        assert all(secret in texts[f"{who}: wishes.of_city"] for secret in SECRETS), who
        assert UNMET in texts[f"{who}: tandems.index"] and UNMET in texts[f"{who}: cities.show"], who


def test_others_are_told_how_many_were_left_out(wished: Wished, browse) -> None:
    wished.publish()
    page = browse("observer").get("/p/here/tandems").get_data(as_text=True)
    told = re.findall(r"(\d+) wishes? (?:is|are) not shown", page)
    assert told == ["3", "2"], "below the picture those of the round, on the card those of its tandem"
    of_all = browse("coordinator").get("/p/here/tandems").get_data(as_text=True)
    assert "not shown" not in of_all


def test_documents_mails_and_the_log_hold_no_wish(wished: Wished, browse, tmp_path: Path) -> None:
    world = wished.world
    wished.publish()
    world.by("coordinator", "wishes.remind", {"cities": [city_id(world, "TRN")]})
    for name, text in _documents(world):
        assert "Quagga" not in text, name
    with world.database.reading() as orm:
        for table in ("audit_log", "operations", "jobs", "mails"):
            rows = orm.execute(select(Base.metadata.tables[table])).all()
            assert rows and "Quagga" not in json.dumps([list(map(str, row)) for row in rows]), table
        assert orm.scalars(select(Mail)).all()


def test_a_guest_with_the_citys_badge_is_none_of_its_people(wished: Wished, browse) -> None:
    guest = browse("guest")
    for path in ("wishes", "wishes/of/DUB", "tandems", "wishes.csv"):
        assert guest.get(f"/p/here/{path}").status_code == 404, path


def test_a_support_organisation_of_another_city_sees_only_its_own(wished: Wished, browse) -> None:
    browser = browse(None)
    browser.get("/sign-in/link-support-turin")
    assert browser.get("/p/here/wishes/of/TRN").status_code == 200
    assert browser.get("/p/here/wishes/of/DUB").status_code == 404
    assert browser.get(f"/p/here/wishes/{wished.ids[MET]}").status_code == 404
    with wished.world.database.reading() as orm:
        assert orm.scalars(select(City.code).where(City.programme_id == wished.world.here.programme)).all()


def test_routes_of_ones_own_were_looked_at(app: Flask, wished: Wished) -> None:
    """The account's own pages are among the addresses: own data of others would show there."""
    assert {endpoint for endpoint, _ in _paths(app, wished.world)} >= ONES_OWN - {"mine.index"}
