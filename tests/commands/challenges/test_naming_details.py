"""Topic, urgency and evidence of what a city names."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from facilitation.domain.errors import Refused
from facilitation.queries.challenges.challenges import heat_map
from facilitation.store.cities import City
from tests.world import World


def _name(world: World, **more: Any) -> dict[str, int]:
    with world.database.reading() as orm:
        dublin = orm.scalars(
            select(City.id).where(City.programme_id == world.here.programme, City.code == "DUB")
        ).one()
    return world.by("participant", "challenge.name", {"city": dublin, "title": "Rents"} | more).result


def test_they_are_kept_and_changed_as_a_whole(world: World) -> None:
    topic = world.by("coordinator", "topic.add", {"labels": {"en": "Housing"}}).result["topic"]
    shown = {"evidence": "2,000 families wait", "evidence_source": "Council report 2026"}
    mention = _name(world, topic=topic, urgency=1, **shown)["mention"]

    def said() -> tuple[Any, ...]:
        with world.database.reading() as orm:
            [one] = heat_map(orm, world.viewer(world.here.seats["observer"])).rows[0].cells["DUB"].said
            return one.topic, one.urgency, one.evidence, one.evidence_source

    assert said() == (topic, 1, *shown.values())
    world.by("support", "challenge.remark", {"mention": mention, "urgency": 3})
    assert said() == (None, 3, "", "")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"topic": 0}, "topic"),
        ({"urgency": 4}, "urgency"),
        ({"evidence": "x" * 2_001}, "evidence"),
        ({"evidence_source": "x" * 301}, "evidence_source"),
    ],
)
def test_refusals_name_the_field(world: World, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        _name(world, **more)
    assert (refused.value.code, refused.value.field) == ("invalid", field)


def test_a_topic_of_another_programme_is_none_of_ours(world: World) -> None:
    theirs = world.do("topic.add", {"labels": {"en": "Housing"}}, world.there.seats["coordinator"])
    with pytest.raises(Refused) as refused:
        _name(world, topic=theirs.result["topic"])
    assert refused.value.field == "topic"
