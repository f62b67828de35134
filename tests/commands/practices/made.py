"""Practices that tests put down, change and look at, by one call each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitation.domain.permissions import Viewer
from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from facilitation.store.topics import Topic, TopicLabel
from tests.world import World


def city_of(world: World, code: str = "DUB") -> int:
    with world.database.reading() as orm:
        query = select(City.id).where(City.programme_id == world.here.programme, City.code == code)
        return orm.scalars(query).one()


def add_practice(world: World, role: str = "coordinator", code: str = "DUB", **more: Any) -> int:
    facts = {"title": "Land trust", "language": "en", "city": city_of(world, code)}
    return world.by(role, "practice.add", facts | more).result["practice"]


def change_practice(
    world: World, practice: int, role: str = "coordinator", revision: int = 1, **more: Any
) -> None:
    facts = {"practice": practice, "revision": revision, "title": "Land trust", "language": "en"}
    world.by(role, "practice.change", facts | more)


def viewer_of(world: World, role: str) -> Viewer:
    return world.viewer(world.here.seats[role])


def row_of(world: World, practice: int) -> Practice:
    with world.database.reading() as orm:
        return orm.get_one(Practice, practice)


def add_challenge(world: World, title: str, code: str = "TRN") -> int:
    named = {"city": city_of(world, code), "title": title}
    return world.by("coordinator", "challenge.name", named).result["challenge"]


def add_topic(world: World, key: str = "housing") -> int:
    with world.database.writing() as orm:
        topic = Topic(programme_id=world.here.programme, key=key, position=1)
        topic.labels = {"en": TopicLabel(language="en", label=key.title())}
        orm.add(topic)
        orm.flush()
        return topic.id
