"""Starting another programme from one: what comes along, what does not, and who can be invited again."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from facilitation.domain.errors import Refused
from facilitation.domain.programmes import PARTS
from facilitation.queries.programmes.editions import earlier_people, own_programmes
from facilitation.store.assessments import AssessmentArea
from facilitation.store.base import Base
from facilitation.store.challenges import Challenge, ChallengeMention
from facilitation.store.cities import City, Organisation
from facilitation.store.emblems import Emblem
from facilitation.store.onboarding import CallQuestion
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.session_templates import SessionTemplate
from facilitation.store.viewers import seat_of_person, viewer_of
from tests.laws.cases import CASES
from tests.world import World


def _start(world: World, **named: object) -> dict:
    return world.by("organiser", "programme.start", {"title": "Second edition", **named}).result


def _fill(world: World) -> None:
    """Something of every part, and something that must stay behind."""
    world.by(
        "organiser",
        "programme.change",
        {
            "privacy_notice": "We keep little.",
            "aims": "To learn.",
            "contact": "team@here.example",
            "number": "7",
            "phases": [{"kind": "call", "starts_on": "2027-01-11"}, {"kind": "tandems"}],
        },
    )
    world.do("emblem.store", CASES["emblem.store"].payload(world, 0), programme=world.here.programme)
    world.by("coordinator", "organisation.add", {"name": "Ashoka", "roles": ["support"], "cities": ["DUB"]})
    with world.database.reading() as orm:
        dublin = orm.scalars(select(City.id).where(City.code == "DUB").order_by(City.id)).first()
    world.by("coordinator", "city.change", {"city": dublin, "aliases": ["Baile"], "offices": ["Housing"]})
    said = {"city": dublin, "office": "Housing", "text": "May sign.", "language": "en"}
    world.by("coordinator", "mandate.write", said)
    world.by("coordinator", "assessment.take_set", CASES["assessment.take_set"].payload(world, 0))
    world.by("coordinator", "call.plan", {"city": dublin})
    for title in ("Rents", "High rents"):
        world.by("coordinator", "challenge.name", {"city": dublin, "title": title})
    with world.database.reading() as orm:
        ids = orm.scalars(select(Challenge.id).order_by(Challenge.id)).all()
    world.by(
        "coordinator",
        "challenge.change",
        {"challenge": ids[0], "kind": "social", "titles": {"en": "Rents", "es": "Alquiler"}},
    )
    world.by("coordinator", "challenge.merge", {"challenge": ids[1], "into": ids[0]})
    for title in ("Our way", "Taken away"):
        kept = {"session": world.here.session, "title": title, "description": "", "type": ""}
        template = world.by("facilitator", "template.keep", kept).result["template"]
    world.by("facilitator", "template.remove", {"template": template})


def _of(orm, model: type, programme: int) -> list:
    return list(orm.scalars(select(model).where(model.programme_id == programme).order_by(model.id)))


def test_everything_chosen_comes_along_and_nobody_with_it(world: World) -> None:
    _fill(world)
    made = _start(world, parts=list(PARTS))
    assert made["slug"] == "second-edition"
    with world.database.reading() as orm:
        before, after = (
            orm.get_one(Programme, world.here.programme),
            orm.get_one(Programme, made["programme"]),
        )
        assert (after.aims, after.privacy_notice, after.contact) == (
            "To learn.",
            "We keep little.",
            "team@here.example",
        )
        assert (after.number, after.setup, after.follows_id) == ("", ["programme"], before.id)
        assert [(phase.kind, phase.starts_on) for phase in after.phases] == [
            ("call", None),
            ("tandems", None),
        ]
        assert after.emblem["alt"] == before.emblem["alt"] and after.emblem["key"] != before.emblem["key"]
        [emblem] = _of(orm, Emblem, after.id)
        assert emblem.key == after.emblem["key"] and emblem.content
        assert [city.code for city in after.cities] == [city.code for city in before.cities]
        dublin = next(city for city in after.cities if city.code == "DUB")
        assert [alias.name for alias in dublin.aliases] == ["Baile"] and dublin.offices == ["Housing"]
        assert [(one.name, list(one.roles)) for one in dublin.organisations] == [("Ashoka", ["support"])]
        for model in (AssessmentArea, CallQuestion, Organisation):
            assert len(_of(orm, model, after.id)) == len(_of(orm, model, before.id)) > 0
        statements = [[one.text for one in area.statements] for area in _of(orm, AssessmentArea, before.id)]
        assert [
            [one.text for one in area.statements] for area in _of(orm, AssessmentArea, after.id)
        ] == statements
        [rents] = _of(orm, Challenge, after.id)
        assert (rents.title, rents.titles["es"].title) == ("Rents", "Alquiler")
        assert not orm.scalar(select(func.count()).where(ChallengeMention.challenge_id == rents.id))
        assert [one.title for one in _of(orm, SessionTemplate, after.id)] == ["Our way"]
        [seat] = _of(orm, Seat, after.id)
        assert (seat.person_id, seat.role) == (world.here.people["organiser"], "organiser")


def test_an_empty_one_has_nothing_but_its_organiser(world: World) -> None:
    _fill(world)
    made = _start(world)
    with world.database.reading() as orm:
        full = {
            table.name
            for table in Base.metadata.sorted_tables
            if "programme_id" in table.c
            and orm.scalar(select(func.count()).where(table.c.programme_id == made["programme"]))
        }
        after = orm.get_one(Programme, made["programme"])
        assert (full, after.aims, after.follows_id) == ({"seats", "audit_log"}, "", None)


def test_the_copy_is_its_own(world: World) -> None:
    made = _start(world, parts=["cities"])
    with world.database.reading() as orm:
        [seat] = _of(orm, Seat, made["programme"])
        copied = _of(orm, City, made["programme"])[0].id
        original = _of(orm, City, world.here.programme)[0].name
    world.do("city.change", {"city": copied, "name": "Renamed"}, seat.id)
    with world.database.reading() as orm:
        assert _of(orm, City, world.here.programme)[0].name == original


def test_addresses_are_numbered_and_free(world: World) -> None:
    long = "A programme with a very long name that goes on and on and on " * 2
    assert [_start(world)["slug"] for _ in range(2)] == ["second-edition", "second-edition-2"]
    slugs = [_start(world, title=long[:120])["slug"] for _ in range(2)]
    assert slugs[1].endswith("-2") and len(slugs[1]) <= 60
    assert _start(world, title="都市")["slug"] == "programme"
    assert _start(world, slug="Ours-2028")["slug"] == "ours-2028"


@pytest.mark.parametrize(
    ("named", "field"),
    [
        ({"title": " "}, "title"),
        ({"slug": "there"}, "slug"),
        ({"slug": "a b"}, "slug"),
        ({"languages": []}, "languages"),
        ({"host_zone": "Mars/Base"}, "host_zone"),
        ({"parts": ["people"]}, "parts"),
    ],
)
def test_a_refusal_names_the_field_and_starts_nothing(world: World, named: dict, field: str) -> None:
    with pytest.raises(Refused) as refused:
        _start(world, **named)
    assert refused.value.field == field
    with world.database.reading() as orm:
        assert orm.scalar(select(func.count()).select_from(Programme)) == 2


def _reader(world: World, orm, programme: int, role: str = "organiser"):
    seat = seat_of_person(orm, world.here.people[role], programme)
    return viewer_of(seat), orm.get_one(Programme, programme)


def test_people_are_invited_again_by_who_organises_both(world: World) -> None:
    made = _start(world, parts=["cities"])["programme"]
    with world.database.reading() as orm:
        reader, after = _reader(world, orm, made)
        people = {one.seat.role: one for one in earlier_people(orm, reader, after)}
        assert people.keys() == set(world.here.seats) - {"organiser", "guest"}
        assert {one.state for one in people.values()} == {"open"} and people["participant"].city.code == "DUB"
    invited = {"email": "coordinator@here.invalid", "name": "Coordinator", "role": "organiser"}
    world.do("invitation.send", {"people": [invited]}, reader.seat)
    with world.database.reading() as orm:
        states = {one.seat.role: one.state for one in earlier_people(orm, *_reader(world, orm, made))}
        assert states["coordinator"] == "invited"
    # The new organiser was no organiser before: the people of then are none of their business.
    with world.database.writing() as orm:
        person = world.here.people["coordinator"]
        orm.add(
            Seat(
                programme_id=made,
                person_id=person,
                name="Coordinator",
                role="organiser",
                created_at=world.clock(),
            )
        )
    with world.database.reading() as orm:
        assert earlier_people(orm, *_reader(world, orm, made, "coordinator")) == []
        states = {one.seat.role: one.state for one in earlier_people(orm, *_reader(world, orm, made))}
        assert states["coordinator"] == "seated"


def test_without_its_city_a_support_seat_has_no_place(world: World) -> None:
    made = _start(world, parts=["notice"])["programme"]
    with world.database.reading() as orm:
        states = {one.seat.role: one.state for one in earlier_people(orm, *_reader(world, orm, made))}
    assert (states["support"], states["participant"]) == ("nowhere", "open")


def test_ones_programmes_are_those_with_a_seat_archived_ones_last(world: World) -> None:
    _start(world)
    today = world.clock().date()
    with world.database.reading() as orm:
        titles = [one.programme.title for one in own_programmes(orm, world.here.people["organiser"], today)]
        assert titles == ["Programme here", "Second edition"]  # the one has a session today
    with world.database.writing() as orm:
        orm.get_one(Programme, world.here.programme).archived_at = world.clock()
    with world.database.reading() as orm:
        titles = [one.programme.title for one in own_programmes(orm, world.here.people["organiser"], today)]
        assert titles == ["Second edition", "Programme here"]
