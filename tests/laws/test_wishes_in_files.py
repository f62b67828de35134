"""Law: a wish is in no file and no picture but those of its city and of the coordinators."""

from __future__ import annotations

import io
import zipfile

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Refused
from facilitation.domain.permissions import GUEST, ROLES
from facilitation.exports.documents.html import page
from facilitation.exports.documents.markdown import markdown
from facilitation.exports.wording import untranslated
from facilitation.matching.answer import to_form
from facilitation.matching.round_file import parse_round
from facilitation.matching.solver import solve
from facilitation.queries.tandems.explanations import explanation
from facilitation.queries.tandems.redaction import answer_for
from facilitation.queries.tandems.tandems import round_for
from facilitation.store.programmes import Programme
from facilitation.store.tandems import Round
from tests.world import CITIES, START, World

MET, UNMET, OWN = "Longing-71", "Longing-72", "Longing-73"
#: Whoever sits for Dublin sees Dublin's wishes.
SEES = {
    "organiser": {MET, UNMET, OWN},
    "coordinator": {MET, UNMET, OWN},
    "participant": {OWN},
    "support": {OWN},
}
FILES = ("tandems.csv", "tandems.xlsx", "round.json", "answer.json", "pictures", "files")


def _wish(city: str, teacher: str, text: str) -> dict:
    return {"city": city, "practice": None, "teacher": teacher, "priority": 1, "text": text}


@pytest.fixture
def wished(world: World) -> tuple[World, int]:
    """A published round in which Turin and Warsaw have wishes, one met and one not, and Dublin one."""
    problem = {
        "cities": [
            {"id": code, "name": name, "time_zone": zone, "languages": ["en"], "challenges": ["jobs"]}
            for code, name, _, zone in CITIES
        ],
        "practices": [],
        "wishes": [_wish("TRN", "WAW", MET), _wish("WAW", "DUB", UNMET), _wish("DUB", "SFO", OWN)],
        "rules": {"locked": [["TRN", "WAW"]], "sizes": [2]},
    }
    number = world.by("coordinator", "round.solve", {"problem": problem, "preset": "best"}).result["round"]
    answer = to_form(solve(parse_round(problem), "best"))
    world.do("round.store", {"round": number, "answer": answer}, programme=world.here.programme)
    world.by("coordinator", "round.publish", {"round": number})
    return world, number


def _text(content: bytes) -> str:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


@pytest.mark.parametrize("role", ROLES)
def test_every_file_holds_what_its_reader_may_see(wished: tuple[World, int], browse, role: str) -> None:
    world, number = wished
    browser = browse(role)
    for file in FILES:
        answer = browser.get(f"/p/here/tandems/rounds/{number}/{file}")
        assert answer.status_code == (404 if role == GUEST else 200), file
        text = _text(answer.get_data())
        shown = {wish for wish in (MET, UNMET, OWN) if wish in text}
        assert shown <= SEES.get(role, set()), (role, file, shown)
        if file == "round.json" and role != GUEST:
            assert shown == SEES.get(role, set())


@pytest.mark.parametrize("role", ["organiser", "participant", "facilitator"])
def test_a_proof_holds_what_its_reader_may_see(wished: tuple[World, int], browse, role: str) -> None:
    world, number = wished
    answer = browse(role).get(f"/p/here/tandems/rounds/{number}/proof.json")
    assert answer.status_code == (200 if role in SEES else 404)
    text = answer.get_data(as_text=True)
    assert {wish for wish in (MET, UNMET, OWN) if wish in text} == SEES.get(role, set())


@pytest.mark.parametrize("role", [role for role in ROLES if role != GUEST])
@pytest.mark.parametrize("number", [None, 1, 2])
def test_the_explanation_holds_what_its_reader_may_see(
    wished: tuple[World, int], role: str, number: int | None
) -> None:
    world, round_id = wished
    viewer = world.viewer(world.here.seats[role])
    with world.database.reading() as orm:
        programme = orm.get_one(Programme, world.here.programme)
        seen = answer_for(orm, viewer, round_for(orm, viewer, round_id))
        document = explanation(orm, programme, seen, {}, START, untranslated, "en", number)
    text = page(document) + markdown(document)
    assert {wish for wish in (MET, UNMET, OWN) if wish in text} <= SEES.get(role, set())
    if number is None:
        assert {wish for wish in (MET, UNMET, OWN) if wish in text} == SEES.get(role, set())


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("organiser", "coordinator")])
def test_a_proposal_is_no_files_for_others(world: World, browse, role: str) -> None:
    number = world.round()
    browser = browse(role)
    for file in (*FILES, "tandems.pdf", "tandem-1.pdf"):
        assert browser.get(f"/p/here/tandems/rounds/{number}/{file}").status_code == 404, file
    if role != GUEST:
        with world.database.reading() as orm, pytest.raises(Refused):
            round_for(orm, world.viewer(world.here.seats[role]), number)
        with world.database.reading() as orm:
            assert orm.scalars(select(Round.status).where(Round.id == number)).one() == "solved"
