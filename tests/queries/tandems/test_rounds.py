from __future__ import annotations

from facilitation.queries.tandems.readiness import readiness
from facilitation.queries.tandems.tandems import round_problem, wish_sources
from facilitation.store.challenges import Practice, Wish
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from tests.laws.cases.wishes import city_id
from tests.world import World


def _problem(world: World) -> dict:
    with world.database.reading() as orm:
        return round_problem(orm, world.viewer(world.here.seats["coordinator"]), [])


def test_a_city_without_languages_speaks_the_programmes(world: World) -> None:
    with world.database.writing() as orm:
        orm.get_one(Programme, world.here.programme).languages = ["es", "en"]
        orm.get_one(City, city_id(world, "DUB")).languages = []
        orm.get_one(City, city_id(world, "WAW")).languages = ["pl"]
    spoken = {city["id"]: city["languages"] for city in _problem(world)["cities"]}
    assert spoken == {"DUB": ["es", "en"], "SFO": ["en"], "TRN": ["en"], "WAW": ["pl"]}


def test_wishes_withdrawn_or_in_play_are_in_no_round(world: World) -> None:
    dublin = city_id(world, "DUB")
    for text in ("Counts", "Gone"):
        wish = world.by("participant", "wish.add", {"city": dublin, "text": text}).result["wish"]
    world.by("participant", "wish.withdraw", {"wish": wish})
    with world.database.writing() as orm:
        orm.get_one(Seat, world.here.seats["support"]).simulated = True
    world.by("support", "wish.add", {"city": dublin, "text": "Played"})
    assert [wish["text"] for wish in _problem(world)["wishes"]] == ["Counts"]


def test_sources_are_told_of_the_wishes_that_somebody_sees(world: World) -> None:
    with world.database.writing() as orm:
        for code, source in (("DUB", "Report of Dublin"), ("TRN", "Report of Turin")):
            orm.add(
                Wish(
                    programme_id=world.here.programme,
                    city_id=city_id(world, code),
                    text="Rents",
                    origin="document",
                    source=source,
                )
            )
    found = {}
    for role in ("coordinator", "participant", "observer"):
        with world.database.reading() as orm:
            found[role] = list(wish_sources(orm, world.viewer(world.here.seats[role])))
    assert found == {
        "coordinator": ["Report of Dublin", "Report of Turin"],
        "participant": ["Report of Dublin"],
        "observer": [],
    }


def test_what_is_known_of_each_city(world: World) -> None:
    dublin, turin = city_id(world, "DUB"), city_id(world, "TRN")
    world.by("coordinator", "challenge.name", {"city": dublin, "title": "Rents"})
    world.by("participant", "wish.add", {"city": dublin, "teacher": turin})
    world.by("participant", "wish.add", {"city": dublin, "text": "Words"})
    with world.database.writing() as orm:
        orm.add(
            Practice(programme_id=world.here.programme, city_id=dublin, key="P", title="P", origin="profile")
        )
        orm.get_one(City, turin).languages = []
    # Turin says something on a board, and its cluster is adopted.
    tina = world.guest(world.here, "Tina", "TRN")
    cluster = world.cluster(tina, "Homelessness")
    world.stage("cluster")
    world.by("facilitator", "challenge.adopt", {"cluster": cluster, "kind": "social"})
    with world.database.reading() as orm:
        viewer = world.viewer(world.here.seats["coordinator"])
        cities = list(orm.query(City).filter(City.programme_id == world.here.programme))
        found = readiness(orm, viewer, cities, world.clock())
    by_code = {one.city.code: one for one in found.cities}
    one = by_code["DUB"]
    assert (one.confirmed, one.practices, one.asked.countable, one.asked.stated) == (1, 1, 1, 2)
    assert one.missing == [] and one.known and not one.speaks_common
    assert [who.email for who in one.contacts] == ["participant@here.invalid", "support@here.invalid"]
    other = by_code["TRN"]
    assert (other.confirmed, other.proposed, other.languages) == (0, 1, ["en"])
    assert other.speaks_common and not other.known and other.contacts == []
    assert other.missing == ["challenges", "practices", "wishes"]
    assert not found.nothing_known and found.complete == 1
    assert found.cities[-1] is one, "those that lack most come first"
    assert (found.opens, found.closes) == ("08:30", "18:30")
