"""The programme's topics: kept in order and in several languages, merged and removed without losing a tag."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from sqlalchemy import select

from facilitation.demo import load
from facilitation.domain.errors import Refused
from facilitation.domain.topics import STARTING_SET, TOPICS_MOST
from facilitation.queries.challenges.book import challenge_book
from facilitation.queries.challenges.topics import topic_book, topics_of_challenge, topics_page
from facilitation.store.cities import City
from facilitation.store.topics import Topic
from tests.world import World


def _add(world: World, **labels: str) -> int:
    return world.by("coordinator", "topic.add", {"labels": labels}).result["topic"]


def _list(world: World, language: str = "en") -> list[str]:
    with world.database.reading() as orm:
        book = topic_book(orm, world.viewer(world.here.seats["observer"]))
        return [label.text for _, label in book.choices(language)]


def _challenge(world: World, title: str, **more: object) -> int:
    with world.database.reading() as orm:
        dublin = orm.scalars(
            select(City.id).where(City.programme_id == world.here.programme, City.code == "DUB")
        ).one()
    payload = {"city": dublin, "title": title} | more
    return world.by("coordinator", "challenge.name", payload).result["challenge"]


def _topics_of(world: World, challenge: int) -> list[int]:
    viewer = world.viewer(world.here.seats["observer"])
    with world.database.reading() as orm:
        book = challenge_book(orm, viewer)
        return topics_of_challenge(orm, viewer, book, book.standing(challenge))


def test_the_starting_set_is_that_of_the_nine_cities(world: World) -> None:
    with (Path(load.__file__).parent / "data" / "topics.csv").open(encoding="utf-8", newline="") as file:
        printed = {row["topic_id"]: row["topic"] for row in csv.DictReader(file)}
    assert {key: labels["en"] for key, labels in STARTING_SET.items()} == printed
    world.by("coordinator", "topics.take_set", {})
    assert _list(world) == list(printed.values())
    assert (
        _list(world, "es")[-1] == "Viabilidad económica" and _list(world, "fr")[-1] == "Viabilité économique"
    )
    with pytest.raises(Refused) as refused:
        world.by("coordinator", "topics.take_set", {})
    assert refused.value.code == "conflict"


def test_a_topic_is_added_renamed_and_moved(world: World) -> None:
    trust, digital = _add(world, en="Trust"), _add(world, es="Estrategias digitales")
    _add(world, en="Care", fr="Soins")
    assert _list(world) == ["Trust", "Estrategias digitales", "Care"], (
        "what has no label in English shows another"
    )
    labels = {"en": "Digital strategies", "es": " "}
    world.by("coordinator", "topic.change", {"topic": digital, "labels": labels})
    assert _list(world, "es") == ["Trust", "Digital strategies", "Care"], "an empty label is taken away"
    world.by("coordinator", "topic.move", {"topic": digital, "place": 0})
    assert _list(world) == ["Digital strategies", "Trust", "Care"]
    world.by("coordinator", "topic.move", {"topic": digital, "place": 99})
    assert _list(world) == ["Trust", "Care", "Digital strategies"]
    with world.database.reading() as orm:
        assert orm.get_one(Topic, trust).key == "trust"


@pytest.mark.parametrize(
    ("labels", "field"),
    [
        ({}, "label_en"),
        ({"es": "  "}, "label_es"),
        ({"en": "trust"}, "label_en"),
        ({"fr": "TRUST"}, "label_fr"),
        ({"xx": "Other"}, "labels"),
        ({"en": "x" * 121}, "label_en"),
    ],
)
def test_refusals_name_the_field(world: World, labels: dict[str, str], field: str) -> None:
    _add(world, en="Trust")
    with pytest.raises(Refused) as refused:
        _add(world, **labels)
    assert (refused.value.code, refused.value.field) == ("invalid", field)
    assert _list(world) == ["Trust"]


def test_there_are_not_too_many(world: World) -> None:
    with world.database.writing() as orm:
        for number in range(TOPICS_MOST):
            orm.add(Topic(programme_id=world.here.programme, key=f"t{number}", position=number))
    with pytest.raises(Refused):
        _add(world, en="One more")


def test_what_is_used_is_not_removed_and_what_is_removed_comes_back(world: World) -> None:
    trust, care = _add(world, en="Trust"), _add(world, en="Care")
    challenge = _challenge(world, "Rents", topic=care)
    for topic in (trust, care):
        world.by("coordinator", "challenge.tag", {"challenge": challenge, "topics": [trust]})
        with pytest.raises(Refused) as refused:
            world.by("coordinator", "topic.remove", {"topic": topic})
        assert refused.value.code == "conflict"
    world.by("coordinator", "challenge.tag", {"challenge": challenge, "topics": []})
    world.by("coordinator", "topic.remove", {"topic": trust})
    assert _list(world) == ["Care"]
    with pytest.raises(Refused):
        world.by("coordinator", "challenge.tag", {"challenge": challenge, "topics": [trust]})
    again = _add(world, en="Trust")
    with pytest.raises(Refused):
        world.by("coordinator", "topic.restore", {"topic": trust})
    world.by("coordinator", "topic.change", {"topic": again, "labels": {"en": "Confidence"}})
    world.by("coordinator", "topic.restore", {"topic": trust})
    assert _list(world) == ["Care", "Confidence", "Trust"]


def test_a_merge_keeps_every_tag_and_is_undone(world: World) -> None:
    trust, faith = _add(world, en="Trust"), _add(world, en="Faith")
    challenge = _challenge(world, "Rents", topic=faith)
    world.by("coordinator", "challenge.tag", {"challenge": challenge, "topics": [faith]})
    world.by("coordinator", "topic.merge", {"topic": faith, "into": trust})
    assert _list(world) == ["Trust"] and _topics_of(world, challenge) == [trust]
    with world.database.reading() as orm:
        page = topics_page(orm, world.viewer(world.here.seats["observer"]))
        assert dict(page.uses) == {trust: 2}
    for command, payload in (
        ("topic.merge", {"topic": trust, "into": faith}),
        ("topic.merge", {"topic": trust, "into": trust}),
        ("topic.remove", {"topic": trust}),
        ("topic.change", {"topic": faith, "labels": {"en": "Belief"}}),
    ):
        with pytest.raises(Refused):
            world.by("coordinator", command, payload)
    world.by("coordinator", "topic.unmerge", {"topic": faith})
    assert _list(world) == ["Trust", "Faith"] and _topics_of(world, challenge) == [faith]


def test_a_merged_challenge_brings_its_topics(world: World) -> None:
    trust, care = _add(world, en="Trust"), _add(world, en="Care")
    rents, housing = _challenge(world, "Rents"), _challenge(world, "Housing")
    world.by("coordinator", "challenge.tag", {"challenge": rents, "topics": [trust]})
    world.by("coordinator", "challenge.tag", {"challenge": housing, "topics": [care]})
    world.by("coordinator", "challenge.merge", {"challenge": rents, "into": housing})
    assert _topics_of(world, housing) == [trust, care]
    world.by("coordinator", "challenge.unmerge", {"challenge": rents})
    assert _topics_of(world, housing) == [care]


def test_the_next_edition_takes_the_topics_over(world: World) -> None:
    trust, faith, gone = (
        _add(world, en="Trust", es="Confianza"),
        _add(world, en="Faith"),
        _add(world, en="Gone"),
    )
    rents = _challenge(world, "Rents", topic=trust)
    world.by("coordinator", "challenge.tag", {"challenge": rents, "topics": [faith]})
    world.by("coordinator", "topic.merge", {"topic": faith, "into": trust})
    world.by("coordinator", "topic.remove", {"topic": gone})
    start = {"title": "Second edition", "parts": ["topics", "challenges"]}
    programme = world.by("organiser", "programme.start", start).result["programme"]
    with world.database.reading() as orm:
        there = orm.scalars(select(Topic).where(Topic.programme_id == programme)).all()
        assert [{code: one.label for code, one in row.labels.items()} for row in there] == [
            {"en": "Trust", "es": "Confianza"}
        ]
        tagged = orm.connection().exec_driver_sql(
            "SELECT c.title, t.key FROM challenge_topics x JOIN challenges c ON c.id = x.challenge_id"
            f" JOIN topics t ON t.id = x.topic_id WHERE c.programme_id = {int(programme)}"
        )
        assert [tuple(row) for row in tagged] == [("Rents", "trust")]
