"""What a city tells of a practice for others to carry it over: texts, lists, versions; and learnings."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Refused
from facilitation.domain.replication import ReplicationFacts
from facilitation.queries.practices.replication import learnings_of, replication_facts
from facilitation.queries.privacy.personal_data import data_of_person
from facilitation.store.challenges import Practice
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.replication import (
    PracticePoint,
    PracticePointVersion,
    PracticeText,
    PracticeTextVersion,
)
from tests.commands.practices.made import add_practice, city_of
from tests.world import World


def _told(world: World, practice: int) -> ReplicationFacts:
    with world.database.reading() as orm:
        return replication_facts(orm, orm.get_one(Practice, practice, populate_existing=True))


def _write(
    world: World, practice: int, text: str, revision: int, role: str = "participant", **more: Any
) -> int:
    typed = {"practice": practice, "field": "reasons", "text": text, "language": "en", "revision": revision}
    return world.by(role, "practice_text.write", typed | more).result["revision"]


def _add(world: World, practice: int, text: str, kind: str = "prerequisite", **more: Any) -> int:
    line = {"practice": practice, "kind": kind, "text": text, "language": "en"}
    return world.by("participant", "practice_point.add", line | more).result["point"]


def _needs(world: World, practice: int) -> list[tuple[str, str]]:
    return [(one.text, one.kind) for one in _told(world, practice).prerequisites]


def _refused(world: World, role: str, name: str, payload: dict[str, Any]) -> Refused:
    with pytest.raises(Refused) as refused:
        world.by(role, name, payload)
    return refused.value


def _simulate(world: World, role: str) -> None:
    with world.database.writing() as orm:
        orm.get_one(Seat, world.here.seats[role]).simulated = True


def _say_it_is_of_a_document(world: World) -> None:
    with world.database.writing() as orm:
        for model in (PracticeText, PracticeTextVersion, PracticePoint):
            for row in orm.scalars(select(model)):
                row.source, row.origin, row.role = "A report, page 4", "document", None


# -- texts --------------------------------------------------------------------------------------------------


def test_nothing_is_told_until_somebody_tells_it(world: World) -> None:
    practice = add_practice(world)
    assert _told(world, practice) == ReplicationFacts()
    _write(world, practice, " \n ", 0)
    assert _told(world, practice) == ReplicationFacts(), "blanks are nothing"


def test_nobody_writes_over_a_text_that_they_have_not_seen(world: World) -> None:
    practice = add_practice(world)
    assert _write(world, practice, "Rents rose", 0) == 1
    typed = {"practice": practice, "field": "reasons", "text": "Mine", "language": "fr", "revision": 0}
    assert _refused(world, "support", "practice_text.write", typed).code == "conflict"
    assert _write(world, practice, "Les loyers", 1, "support", language="fr") == 2
    told = _told(world, practice).texts["reasons"]
    assert (told.text, told.language, told.simulated) == ("Les loyers", "fr", False)
    assert _refused(world, "support", "practice_text.write", typed | {"field": "prizes"}).field == "field"


def test_an_earlier_version_comes_back_with_its_source(world: World) -> None:
    practice = add_practice(world)
    _write(world, practice, "As the report says", 0)
    _say_it_is_of_a_document(world)
    assert _told(world, practice).source == "A report, page 4"
    _write(world, practice, "As we say", 1, "support")
    assert _told(world, practice).source == "", "the city's own words are not the report's"
    back = {"practice": practice, "field": "reasons", "version": 1}
    world.by("participant", "practice_text.restore", back)
    told = _told(world, practice)
    assert (told.texts["reasons"].text, told.source) == ("As the report says", "A report, page 4")
    with world.database.reading() as orm:
        query = select(PracticeTextVersion).order_by(PracticeTextVersion.number)
        versions = [(one.text, one.restored) for one in orm.scalars(query)]
    assert versions == [("As the report says", None), ("As we say", None), ("As the report says", 1)]


def test_a_withdrawn_practice_is_told_no_further(world: World) -> None:
    practice = add_practice(world)
    line = _add(world, practice, "Land")
    world.by("coordinator", "practice.withdraw", {"practice": practice})
    typed = {"practice": practice, "field": "reasons", "text": "Mine", "language": "en", "revision": 0}
    assert _refused(world, "participant", "practice_text.write", typed).code == "conflict"
    assert _refused(world, "participant", "practice_point.remove", {"point": line}).code == "conflict"


def test_simulated_people_add_to_what_was_really_said_and_change_none_of_it(world: World) -> None:
    practice = add_practice(world)
    _write(world, practice, "Rents rose", 0)
    line = _add(world, practice, "Land")
    _simulate(world, "participant")
    typed = {"practice": practice, "field": "reasons", "text": "Mine", "language": "en", "revision": 1}
    assert _refused(world, "participant", "practice_text.write", typed).code == "conflict"
    assert _refused(world, "participant", "practice_point.remove", {"point": line}).code == "conflict"
    _write(world, practice, "Played", 0, field="objectives")
    _add(world, practice, "Played, too")
    told = _told(world, practice)
    assert {key: one.simulated for key, one in told.texts.items()} == {"reasons": False, "objectives": True}
    assert [one.simulated for one in told.prerequisites] == [False, True]


# -- lists --------------------------------------------------------------------------------------------------


def test_lines_are_moved_removed_and_restored_to_their_place(world: World) -> None:
    practice = add_practice(world)
    lines = [_add(world, practice, text) for text in ("A", "B", "C")]
    _add(world, practice, "of another list", "gain", who="All")
    world.by("participant", "practice_point.move", {"point": lines[2], "up": True})
    world.by("participant", "practice_point.move", {"point": lines[0], "up": True})
    assert [text for text, _ in _needs(world, practice)] == ["A", "C", "B"]
    world.by("participant", "practice_point.remove", {"point": lines[2]})
    changed = {"point": lines[2], "revision": 1, "text": "Z", "language": "en"}
    assert _refused(world, "participant", "practice_point.change", changed).code == "conflict"
    assert [text for text, _ in _needs(world, practice)] == ["A", "B"]
    _add(world, practice, "D")
    world.by("coordinator", "practice_point.restore", {"point": lines[2]})
    assert [text for text, _ in _needs(world, practice)] == ["A", "C", "B", "D"]


def test_a_line_has_what_its_list_asks_for(world: World) -> None:
    practice = add_practice(world)
    _add(world, practice, "people in work", "figure", value="312", dated="June 2021", who="dropped")
    _add(world, practice, "steady money", "gain", who="Innovators", value="dropped")
    told = _told(world, practice)
    [figure], [gain] = told.figures, told.gains
    assert (figure.value, figure.what, figure.dated) == ("312", "people in work", "June 2021")
    assert (gain.who, gain.what) == ("Innovators", "steady money")
    for kind, more, field in (
        ("figure", {}, "value"),
        ("gain", {}, "who"),
        ("prerequisite", {"need": "urgent"}, "need"),
        ("prerequisite", {"text": " "}, "text"),
        ("prerequisite", {"language": ""}, "language"),
        ("wish", {}, "kind"),
    ):
        line = {"practice": practice, "kind": kind, "text": "Text", "language": "en"} | more
        refused = _refused(world, "participant", "practice_point.add", line)
        assert (refused.code, refused.field) == ("invalid", field)


def test_to_say_of_which_kind_it_is_leaves_the_words_to_their_source(world: World) -> None:
    practice = add_practice(world)
    line = _add(world, practice, "Land of the city")
    _say_it_is_of_a_document(world)
    changed = {"point": line, "revision": 1, "text": "Land of the city", "language": "en"}
    world.by("participant", "practice_point.change", changed | {"need": "non_negotiable"})
    assert _needs(world, practice) == [("Land of the city", "non_negotiable")]
    assert _told(world, practice).source == "A report, page 4"
    assert _refused(world, "support", "practice_point.change", changed | {"text": "Mine"}).code == "conflict"
    world.by("support", "practice_point.change", changed | {"text": "Any land", "revision": 2})
    assert _told(world, practice).source == ""
    world.by("support", "practice_point.bring_back", {"point": line, "number": 2})
    assert _needs(world, practice) == [("Land of the city", "non_negotiable")]
    with world.database.reading() as orm:
        numbers = orm.scalars(select(PracticePointVersion.number).order_by(PracticePointVersion.number)).all()
    assert numbers == [1, 2, 3, 4]


# -- learnings ----------------------------------------------------------------------------------------------


def _learn(world: World, role: str, city: int | None, **more: Any) -> int:
    said = {"city": city, "text": "It takes time", "language": "en", "source": "Report"} | more
    return world.by(role, "learning.add", said).result["learning"]


def test_cities_say_what_they_learned_and_coordinators_what_all_did(world: World) -> None:
    dublin, turin = city_of(world), city_of(world, "TRN")
    own = _learn(world, "participant", dublin)
    _learn(world, "coordinator", None, text="Be open")
    for city in (None, turin):
        said = {"city": city, "text": "Not ours", "language": "en"}
        assert _refused(world, "participant", "learning.add", said).field == "city"
    moved = {"learning": own, "revision": 1, "city": None, "text": "It takes time", "language": "en"}
    assert _refused(world, "participant", "learning.change", moved).code == "not_allowed"
    with world.database.reading() as orm:
        told = [(one.text, one.city, one.source) for one in learnings_of(orm, world.here.programme)]
        assert learnings_of(orm, world.there.programme) == []
    assert told == [("It takes time", "DUB", "Report"), ("Be open", None, "Report")]


def test_a_learning_is_changed_removed_and_restored(world: World) -> None:
    dublin = city_of(world)
    own = {"learning": _learn(world, "participant", dublin)}
    said = own | {"city": dublin, "language": "en", "source": ""}
    world.by("support", "learning.change", said | {"revision": 1, "text": "It takes two years"})
    late = said | {"revision": 1, "text": "Over it"}
    assert _refused(world, "participant", "learning.change", late).code == "conflict"
    world.by("participant", "learning.remove", own)
    with world.database.reading() as orm:
        assert learnings_of(orm, world.here.programme) == []
    assert _refused(world, "participant", "learning.change", late | {"revision": 2}).code == "conflict"
    world.by("participant", "learning.restore", own)
    with world.database.reading() as orm:
        [one] = learnings_of(orm, world.here.programme)
    assert (one.text, one.source) == ("It takes two years", "")


# -- elsewhere ----------------------------------------------------------------------------------------------


def test_the_next_edition_takes_it_over_without_its_writers(world: World) -> None:
    practice = add_practice(world)
    _write(world, practice, "Rents rose", 0)
    _write(world, practice, "Gone", 0, field="results")
    _write(world, practice, "", 1, field="results")
    _add(world, practice, "Land", need="to_adapt")
    world.by("participant", "practice_point.remove", {"point": _add(world, practice, "Removed")})
    begun = {"title": "Second edition", "parts": ["cities", "practices"]}
    slug = world.by("organiser", "programme.start", begun).result["slug"]
    with world.database.reading() as orm:
        after = orm.scalars(select(Programme.id).where(Programme.slug == slug)).one()
        copied = orm.scalars(select(Practice).where(Practice.programme_id == after)).one()
        told = replication_facts(orm, copied)
        texts = orm.scalars(select(PracticeText).where(PracticeText.practice_id == copied.id)).all()
        assert [one.seat_id for one in texts] == [None]
        kept = select(PracticeTextVersion).where(PracticeTextVersion.text_id == texts[0].id)
        assert [(one.number, one.text, one.seat_id) for one in orm.scalars(kept)] == [(1, "Rents rose", None)]
    assert {key: one.text for key, one in told.texts.items()} == {"reasons": "Rents rose"}
    assert [(one.text, one.kind) for one in told.prerequisites] == [("Land", "to_adapt")]


def test_ones_own_data_tell_what_one_wrote(world: World) -> None:
    practice = add_practice(world)
    _write(world, practice, "Rents rose", 0)
    _add(world, practice, "Land")
    with world.database.reading() as orm:
        seat = orm.get_one(Seat, world.here.seats["participant"])
        assert seat.person_id is not None
        told = str(data_of_person(orm, seat.person_id, world.clock()))
    assert "texts_about_practices_last_saved" in told and "lists_about_practices_changed" in told
