"""Cases of the commands of challenges and of the cities that name them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update

from facilitation.store.boards import Cluster
from facilitation.store.challenges import ChallengeMention
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.practices import PracticeTopic
from facilitation.store.topics import ChallengeTopic, Topic, TopicLabel
from tests.laws.cases.rights import COORDINATES, FOR_CITY, LEADS, Case
from tests.world import World


def _city_of(world: World, seat: int) -> int:
    """The id of the city that a seat sits for, or another city's."""
    with world.database.reading() as orm:
        row = orm.get_one(Seat, seat)
        other = select(City.id).where(City.programme_id == world.here.programme, City.code == "TRN")
        return row.city_id or orm.scalars(other).one()


def _naming(world: World, seat: int) -> int:
    payload = {"city": _city_of(world, seat), "title": f"Rents {world.operation_id()}"}
    return world.by("coordinator", "challenge.name", payload).result["mention"]


def _challenge(world: World, title: str) -> int:
    payload = {"city": _city_of(world, world.here.seats["coordinator"]), "title": title}
    return world.by("coordinator", "challenge.name", payload).result["challenge"]


def _withdrawn(world: World, seat: int) -> dict[str, Any]:
    payload = {"mention": _naming(world, seat)}
    world.by("coordinator", "challenge.unname", payload)
    return payload


def _two(world: World, seat: int) -> dict[str, Any]:
    return {"challenge": _challenge(world, world.operation_id()), "into": _challenge(world, "Jobs")}


def _merged(world: World, seat: int) -> dict[str, Any]:
    payload = _two(world, seat)
    world.by("coordinator", "challenge.merge", payload)
    return {"challenge": payload["challenge"]}


def _decision(world: World, seat: int) -> dict[str, Any]:
    """Nobody has decided this one yet."""
    return {
        "session": world.here.session,
        "challenge": _challenge(world, f"Theme {world.operation_id()}"),
        "reason": "Six cities named it.",
        "language": "en",
        "cities": ["DUB", "TRN"],
        "seats": [world.here.seats["participant"]],
    }


def theme(world: World, seat: int) -> dict[str, Any]:
    return {"theme": world.by("coordinator", "theme.decide", _decision(world, seat)).result["theme"]}


def _removed_theme(world: World, seat: int) -> dict[str, Any]:
    payload = theme(world, seat)
    world.by("coordinator", "theme.remove", payload)
    return payload


def proposed(world: World, seat: int) -> dict[str, Any]:
    """What a board proposes for the city that a seat sits for, or for another."""
    city = _city_of(world, seat)
    with world.database.reading() as orm:
        code = orm.get_one(City, city).code
    world.stage("cluster")
    world.by("facilitator", "board.lock", {"board": world.here.board, "locked": False})
    made = world.cluster(world.guest(world.here, f"Ivo {world.operation_id()}", code))
    world.by("facilitator", "challenge.adopt", {"cluster": made, "kind": "social"})
    return {"city": city, "clusters": [made]}


def _answered(world: World, seat: int) -> dict[str, Any]:
    payload = proposed(world, seat)
    world.by("coordinator", "naming.confirm", payload)
    return payload


def _no_topics(world: World, seat: int) -> dict[str, Any]:
    """The starting set is for a programme without topics; those that other cases have made go."""
    with world.database.writing() as orm:
        ours = select(Topic.id).where(Topic.programme_id == world.here.programme).scalar_subquery()
        orm.execute(update(ChallengeMention).where(ChallengeMention.topic_id.in_(ours)).values(topic_id=None))
        for tagged in (ChallengeTopic, PracticeTopic, TopicLabel):
            orm.execute(delete(tagged).where(tagged.topic_id.in_(ours)))
        orm.execute(update(Topic).where(Topic.id.in_(ours)).values(merged_into_id=None))
        orm.execute(delete(Topic).where(Topic.programme_id == world.here.programme))
    return {}


def topic(world: World, seat: int) -> dict[str, Any]:
    added = world.by("coordinator", "topic.add", {"labels": {"en": f"Topic {world.operation_id()}"}})
    return {"topic": added.result["topic"]}


def _removed_topic(world: World, seat: int) -> dict[str, Any]:
    payload = topic(world, seat)
    world.by("coordinator", "topic.remove", payload)
    return payload


def _merged_topic(world: World, seat: int) -> dict[str, Any]:
    payload = topic(world, seat)
    world.by("coordinator", "topic.merge", payload | {"into": topic(world, seat)["topic"]})
    return payload


CASES: dict[str, Case] = {
    "challenge.adopt_several": Case(
        LEADS,
        lambda w, s: {"board": w.here.board, "clusters": [{"cluster": w.cluster(s), "kind": "social"}]},
        lambda c: {"board": c.world.here.board, "clusters": [{"cluster": c.some(Cluster, c.a)}]},
    ),
    "naming.confirm": Case(FOR_CITY, proposed),
    "naming.decline": Case(FOR_CITY, proposed),
    "naming.reopen": Case(FOR_CITY, _answered),
    "topics.take_set": Case(COORDINATES, _no_topics),
    "topic.add": Case(COORDINATES, lambda w, s: {"labels": {"en": f"Rents {w.operation_id()}"}}),
    "topic.change": Case(
        COORDINATES, lambda w, s: topic(w, s) | {"labels": {"en": f"Renamed {w.operation_id()}"}}
    ),
    "topic.move": Case(COORDINATES, lambda w, s: topic(w, s) | {"place": 0}),
    "topic.merge": Case(COORDINATES, lambda w, s: topic(w, s) | {"into": topic(w, s)["topic"]}),
    "topic.unmerge": Case(COORDINATES, _merged_topic),
    "topic.remove": Case(COORDINATES, topic),
    "topic.restore": Case(COORDINATES, _removed_topic),
    "challenge.tag": Case(
        COORDINATES,
        lambda w, s: {"challenge": _challenge(w, w.operation_id()), "topics": [topic(w, s)["topic"]]},
    ),
    "challenges.import": Case(
        COORDINATES,
        lambda w, s: {
            "rows": [{"number": 2, "cells": {"city": "TRN", "challenge": "Rents", "kind": "social"}}]
        },
    ),
    "challenge.adopt": Case(
        LEADS,
        lambda w, s: {"cluster": w.cluster(s), "kind": "social"},
        lambda c: {"cluster": c.some(Cluster, c.a), "kind": "social"},
    ),
    "challenge.name": Case(
        FOR_CITY, lambda w, s: {"city": _city_of(w, s), "title": "High rents", "remark": "For the young"}
    ),
    "challenge.unname": Case(FOR_CITY, lambda w, s: {"mention": _naming(w, s)}),
    "challenge.restore": Case(FOR_CITY, _withdrawn),
    "challenge.remark": Case(
        FOR_CITY, lambda w, s: {"mention": _naming(w, s), "remark": "Said better", "origin": "call"}
    ),
    "challenge.change": Case(
        COORDINATES,
        lambda w, s: {
            "challenge": _challenge(w, w.operation_id()),
            "kind": "transversal",
            "titles": {"en": f"Renamed {w.operation_id()}", "es": "Otro título"},
        },
    ),
    "challenge.merge": Case(COORDINATES, _two),
    "challenge.unmerge": Case(COORDINATES, _merged),
    "theme.decide": Case(COORDINATES, lambda w, s: _decision(w, s) | {"invites": True}),
    "theme.change": Case(
        COORDINATES,
        lambda w, s: (
            theme(w, s) | {"number": 1, "reason": "It presses.", "language": "en", "cities": ["WAW"]}
        ),
    ),
    "theme.remove": Case(COORDINATES, theme),
    "theme.restore": Case(COORDINATES, _removed_theme),
}
