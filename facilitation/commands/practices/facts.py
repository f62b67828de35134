"""The facts of a practice as a form or a sheet gives them, and as they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.commands.cities import places
from facilitation.domain import practices
from facilitation.domain.errors import N_, Refused
from facilitation.store.challenges import Challenge, Practice
from facilitation.store.practices import PracticeTopic
from facilitation.store.topics import Topic


class Link(msgspec.Struct):
    url: str
    label: str = ""


class Facts(msgspec.Struct, kw_only=True):
    """A practice as a whole; what is left out is empty.

    `challenges` and `topics` are ids. With `contact_agreed` the writer says that the contact agreed to be
    shown to everybody in the programme; of somebody else with a seat only they themselves can say that.
    """

    title: str
    language: str
    description: str = ""
    stage: str = ""
    source: str = ""
    challenges: list[int] = []
    topics: list[int] = []
    links: list[Link] = []
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    contact_agreed: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """Facts as they are kept; `columns` are those of the practice's own row."""

    columns: dict[str, Any]
    challenges: list[Challenge]
    topics: list[Topic]
    contact: practices.Contact | None
    agreed: bool

    @property
    def kept(self) -> dict[str, Any]:
        """As a version keeps them (domain/practices.FACTS)."""
        return self.columns | {
            "challenges": sorted(one.id for one in self.challenges),
            "topics": sorted(one.id for one in self.topics),
        }


@dataclass(frozen=True, slots=True)
class Tags:
    """What practices of a programme can be tagged with, by id."""

    challenges: Mapping[int, Challenge]
    topics: Mapping[int, Topic]


def tags_of(orm: OrmSession, programme: int) -> Tags:
    """The programme's challenges and topics, those that were merged or removed included."""
    challenges = select(Challenge).where(Challenge.programme_id == programme).order_by(Challenge.id)
    topics = select(Topic).where(Topic.programme_id == programme).order_by(Topic.position, Topic.id)
    return Tags(
        {one.id: one for one in orm.scalars(challenges)}, {one.id: one for one in orm.scalars(topics)}
    )


def checked(facts: Facts, tags: Tags) -> Checked:
    """The facts as they are kept; `Refused` names the field that can't be."""
    return Checked(
        {
            "title": practices.clean_title(facts.title),
            "description": practices.clean_description(facts.description),
            "language": clean_language(facts.language),
            "stage": practices.require_stage(facts.stage),
            "links": practices.clean_links((link.url, link.label) for link in facts.links),
            "source": practices.clean_source(facts.source),
        },
        _challenges(facts.challenges, tags),
        _topics(facts.topics, tags),
        practices.clean_contact(facts.contact_name, facts.contact_email, facts.contact_phone),
        facts.contact_agreed,
    )


def clean_language(text: str) -> str:
    language = places.written_in(text)
    if language is None:
        raise Refused("invalid", N_("Choose a language."), field="language")
    return language


def kept_facts(orm: OrmSession, practice: Practice) -> dict[str, Any]:
    """A practice's facts as they stand, as a version keeps them."""
    columns = ("title", "description", "language", "stage", "links", "source")
    return {name: getattr(practice, name) for name in columns} | {
        "challenges": sorted(one.id for one in practice.challenges),
        "topics": sorted(topics_of(orm, [practice.id]).get(practice.id, [])),
    }


def topics_of(orm: OrmSession, ids: Iterable[int]) -> dict[int, list[int]]:
    """By practice the ids of its topics."""
    found: dict[int, list[int]] = {}
    query = select(PracticeTopic.practice_id, PracticeTopic.topic_id).where(
        PracticeTopic.practice_id.in_(list(ids))
    )
    for practice, topic in orm.execute(query):
        found.setdefault(practice, []).append(topic)
    return found


def _challenges(ids: list[int], tags: Tags) -> list[Challenge]:
    """Each once, as it stands now: what was merged is tagged as the challenge that it stands for."""
    _require_few(ids, "challenges")
    try:
        found = {one: tags.challenges[one] for one in dict.fromkeys(ids)}
    except KeyError:
        raise Refused("invalid", N_("Choose challenges of this programme."), field="challenges") from None
    return list(found.values())


def _topics(ids: list[int], tags: Tags) -> list[Topic]:
    _require_few(ids, "topics")
    try:
        return [tags.topics[one] for one in dict.fromkeys(ids)]
    except KeyError:
        raise Refused("invalid", N_("Choose topics of this programme."), field="topics") from None


def _require_few(ids: list[int], field: str) -> None:
    if len(ids) > practices.TAGS_MOST:
        raise Refused("invalid", N_("At most %(most)d fit here."), field=field, most=practices.TAGS_MOST)
