"""Handlers of topics: the programme's own list, and which challenges are about which."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import msgspec
from sqlalchemy import delete, func, select

from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused
from facilitation.domain.topics import KEY_LENGTH, STARTING_SET, TOPICS_MOST, clean_labels, goes_by
from facilitation.store.base import Base
from facilitation.store.challenges import Challenge
from facilitation.store.programmes import Programme
from facilitation.store.topics import ChallengeTopic, Topic, TopicLabel


class TakeTopics(msgspec.Struct):
    pass


class AddTopic(msgspec.Struct):
    """`labels` by language, at least one."""

    labels: dict[str, str]


class ChangeTopic(msgspec.Struct):
    """`labels` by language as a whole: one that is left out or empty is taken away."""

    topic: int
    labels: dict[str, str]


class MoveTopic(msgspec.Struct):
    """`place` from 0 on, among the topics that are there."""

    topic: int
    place: int


class MergeTopic(msgspec.Struct):
    topic: int
    into: int


class TheTopic(msgspec.Struct):
    topic: int


class TagChallenge(msgspec.Struct):
    """`topics` as a whole: what is not named is taken off."""

    challenge: int
    topics: list[int]


def take_topics(work: Work, target: None, payload: TakeTopics) -> dict[str, Any]:
    """Begin with the shipped topics."""
    _hold(work)
    if _present(work):
        raise Refused("conflict", N_("There are topics already. Add to them one by one."))
    known = {row.key: row for row in work.orm.scalars(_all(work))}
    for place, (key, labels) in enumerate(STARTING_SET.items()):
        topic = known.get(key) or _new(work, key, place)
        work.change(topic, position=place, removed_at=None, merged_into_id=None)
        _label(work, topic, labels)
    return {}


def add_topic(work: Work, target: None, payload: AddTopic) -> dict[str, Any]:
    """Add a topic at the end of the list."""
    _hold(work)
    labels = clean_labels(payload.labels)
    present = _present(work)
    if len(present) >= TOPICS_MOST:
        first = next(iter(payload.labels))
        raise Refused("invalid", N_("At most %(most)d topics fit."), field=f"label_{first}", most=TOPICS_MOST)
    _require_new(work, None, labels)
    topic = _new(work, _free_key(work, next(iter(labels.values()))), _after(present))
    _label(work, topic, labels)
    return {"topic": topic}


def change_topic(work: Work, topic: Topic, payload: ChangeTopic) -> dict[str, Any]:
    """Give a topic other labels."""
    _require_present(topic)
    labels = clean_labels(payload.labels)
    _require_new(work, topic, labels)
    _label(work, topic, labels)
    return {"topic": topic}


def move_topic(work: Work, topic: Topic, payload: MoveTopic) -> dict[str, Any]:
    """Give a topic another place in the list."""
    _hold(work)
    _require_present(topic)
    others = [one for one in _present(work) if one is not topic]
    place = min(max(payload.place, 0), len(others))
    for position, one in enumerate([*others[:place], topic, *others[place:]]):
        work.change(one, position=position)
    return {"topic": topic}


def merge_topic(work: Work, topic: Topic, payload: MergeTopic) -> dict[str, Any]:
    """Let a topic stand for another that means the same. What is tagged with it is read as the other."""
    _hold(work)
    _require_present(topic)
    into = work.orm.get(Topic, payload.into)
    if into is None or into.programme_id != work.programme or into is topic:
        raise Refused("invalid", N_("Choose another topic of this programme."), field="into")
    _require_present(into)
    work.change(topic, merged_into_id=into.id)
    return {"topic": into}


def unmerge_topic(work: Work, topic: Topic, payload: TheTopic) -> dict[str, Any]:
    """Undo a merge: the topic is one of its own again."""
    _hold(work)
    if topic.merged_into_id is None:
        raise Refused("conflict", N_("This topic is not merged into another."))
    _require_new(work, topic, {code: one.label for code, one in topic.labels.items()})
    work.change(topic, merged_into_id=None, position=_after(_present(work)))
    return {"topic": topic}


def remove_topic(work: Work, topic: Topic, payload: TheTopic) -> dict[str, Any]:
    """Take a topic off the list that nothing is tagged with."""
    _hold(work)
    work.orm.flush()
    if uses(work.orm, topic.id):
        raise Refused(
            "conflict",
            N_("Something is tagged with this topic. Merge it into another, or take it off there."),
        )
    if topic.removed_at is None:
        work.change(topic, removed_at=work.now)
    return {"topic": topic}


def restore_topic(work: Work, topic: Topic, payload: TheTopic) -> dict[str, Any]:
    """Bring a topic back that was removed, at the end of the list."""
    _hold(work)
    if topic.removed_at is not None:
        _require_new(work, topic, {code: one.label for code, one in topic.labels.items()})
        work.change(topic, removed_at=None, position=_after(_present(work)))
    return {"topic": topic}


def tag_challenge(work: Work, challenge: Challenge, payload: TagChallenge) -> dict[str, Any]:
    """Say what topics a challenge is about."""
    wanted = topics_named(work, payload.topics)
    work.orm.execute(delete(ChallengeTopic).where(ChallengeTopic.challenge_id == challenge.id))
    for topic in wanted:
        work.add(ChallengeTopic(challenge_id=challenge.id, topic_id=topic))
    return {"challenge": challenge}


def topics_named(work: Work, ids: list[int]) -> list[int]:
    """The ids of these topics, each as what it stands for now. `Refused` (field "topics") for others."""
    query = select(Topic).where(Topic.id.in_(set(ids)), Topic.programme_id == work.programme)
    found = {row.id: row.standing for row in work.orm.scalars(query)}
    if len(found) < len(set(ids)) or any(row.removed_at is not None for row in found.values()):
        raise Refused("invalid", N_("Choose topics of this programme."), field="topics")
    return sorted({row.id for row in found.values()})


def uses(orm: Any, topic: int) -> int:
    """How many rows name a topic: challenges, namings, practices, and topics that were merged into it.

    Found by the foreign keys, so that no table is forgotten.
    """
    counts = [
        select(func.count()).select_from(table).where(column == topic)
        for table in Base.metadata.sorted_tables
        if table is not TopicLabel.__table__
        for column in table.columns
        if any(key.column is Topic.__table__.c.id for key in column.foreign_keys)
    ]
    return sum(orm.scalar(count) or 0 for count in counts)


def _all(work: Work) -> Any:
    return select(Topic).where(Topic.programme_id == work.programme).order_by(Topic.position, Topic.id)


def _present(work: Work) -> list[Topic]:
    work.orm.flush()
    there = _all(work).where(Topic.merged_into_id.is_(None), Topic.removed_at.is_(None))
    return list(work.orm.scalars(there))


def _after(topics: list[Topic]) -> int:
    return max((topic.position for topic in topics), default=-1) + 1


def _hold(work: Work) -> None:
    """One change of the list at a time: positions and labels are seen beside the others'."""
    work.orm.execute(select(Programme.id).where(Programme.id == work.programme).with_for_update())


def _new(work: Work, key: str, position: int) -> Topic:
    topic = work.add(Topic(programme_id=work.programme, key=key, position=position))
    work.orm.flush()
    return topic


def _label(work: Work, topic: Topic, labels: dict[str, str]) -> None:
    for language in set(topic.labels) - set(labels):
        del topic.labels[language]
    for language, text in labels.items():
        known = topic.labels.get(language)
        if known is None:
            topic.labels[language] = TopicLabel(language=language, label=text)
        else:
            work.change(known, label=text)


def _require_present(topic: Topic) -> None:
    if topic.merged_into_id is not None:
        raise Refused("conflict", N_("This topic was merged into another. Undo that first."))
    if topic.removed_at is not None:
        raise Refused("conflict", N_("This topic was removed. Bring it back first."))


def _require_new(work: Work, topic: Topic | None, labels: dict[str, str]) -> None:
    for one in _present(work):
        for language, label in labels.items():
            if one is not topic and goes_by(one, label):
                raise Refused(
                    "invalid",
                    N_("“%(label)s” is here already. Two topics that are the same can be merged."),
                    field=f"label_{language}",
                    label=label,
                )


def _free_key(work: Work, label: str) -> str:
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[: KEY_LENGTH - 10] or "topic"
    query = select(Topic.key).where(Topic.programme_id == work.programme, Topic.key.startswith(base))
    taken = set(work.orm.scalars(query))
    return next(key for key in (base, *(f"{base}_{n}" for n in range(2, len(taken) + 3))) if key not in taken)
