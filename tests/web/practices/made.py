"""What tests of practices put into a programme, by one call each."""

from __future__ import annotations

import html
import re
from typing import Any

from sqlalchemy import func, select

from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from facilitation.store.topics import Topic, TopicLabel
from tests.world import World


def city_id(world: World, code: str = "DUB", slug: str = "here") -> int:
    programme = {"here": world.here, "there": world.there}[slug].programme
    with world.database.reading() as orm:
        return orm.scalars(select(City.id).where(City.programme_id == programme, City.code == code)).one()


def add_practice(world: World, code: str = "DUB", **more: Any) -> int:
    facts = {"title": "Land trust", "language": "en", "city": city_id(world, code)}
    return world.by("coordinator", "practice.add", facts | more).result["practice"]


def add_challenge(world: World, title: str, slug: str = "here") -> int:
    place = {"here": world.here, "there": world.there}[slug]
    named = {"city": city_id(world, slug=slug), "title": title}
    return world.do("challenge.name", named, place.seats["coordinator"]).result["challenge"]


def add_topic(world: World, key: str, label: str, slug: str = "here") -> int:
    place = {"here": world.here, "there": world.there}[slug]
    with world.database.writing() as orm:
        topic = Topic(programme_id=place.programme, key=key, position=1)
        topic.labels = {"en": TopicLabel(language="en", label=label)}
        orm.add(topic)
        orm.flush()
        return topic.id


def count_practices(world: World) -> int:
    with world.database.reading() as orm:
        return orm.scalar(select(func.count()).select_from(Practice))


def hidden_rows(page: str) -> str:
    return html.unescape(re.search(r'name="rows" value="([^"]*)"', page)[1])


def take_sheet(browser, page: str, slug: str = "here"):
    return browser.post(f"/p/{slug}/import-practices/take", rows=hidden_rows(page))
