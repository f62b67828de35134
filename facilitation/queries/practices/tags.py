"""What practices are tagged with: the programme's topics and challenges, as they stand for a reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.challenges import Title
from facilitation.domain.permissions import Viewer
from facilitation.queries.challenges.book import ChallengeBook, challenge_book
from facilitation.store.challenges import PracticeChallenge
from facilitation.store.practices import PracticeTopic
from facilitation.store.topics import Topic


@dataclass(frozen=True, slots=True)
class Tag:
    """A challenge or a topic as it stands now, with its title for the reader."""

    id: int
    title: Title


@dataclass(frozen=True, slots=True)
class TagBook:
    """A programme's challenges and topics by id, those that were merged included."""

    challenges: ChallengeBook
    topics: Mapping[int, Topic]
    language: str | None

    def challenge(self, challenge_id: int) -> Tag:
        return Tag(
            self.challenges.standing(challenge_id).id, self.challenges.title(challenge_id, self.language)
        )

    def topic(self, topic_id: int) -> Tag:
        topic = self.topics[topic_id].standing
        return Tag(topic.id, label_of(topic, self.language))

    @property
    def topics_offered(self) -> list[Tag]:
        """The topics to choose from, in their order."""
        return [
            Tag(one.id, label_of(one, self.language))
            for one in self.topics.values()
            if one.removed_at is None and one.merged_into_id is None
        ]


def label_of(topic: Topic, language: str | None) -> Title:
    """What a topic is called for a reader of `language`; in another language where there is none in it."""
    for wanted in (language, "en", *topic.labels):
        if wanted in topic.labels:
            return Title(topic.labels[wanted].label, wanted)
    return Title(topic.key, language or "en")


def tag_book(orm: OrmSession, viewer: Viewer, language: str | None) -> TagBook:
    """The viewer's programme's challenges and topics."""
    query = select(Topic).where(Topic.programme_id == viewer.programme).order_by(Topic.position, Topic.id)
    topics = {topic.id: topic for topic in orm.scalars(query)}
    return TagBook(challenge_book(orm, viewer), topics, language)


def challenges_tagged(orm: OrmSession, practices: Iterable[int], book: TagBook) -> dict[int, list[Tag]]:
    """By practice the challenges that it answers, each once as it stands now, by title."""
    query = select(PracticeChallenge.practice_id, PracticeChallenge.challenge_id).where(
        PracticeChallenge.practice_id.in_(list(practices))
    )
    found: dict[int, dict[int, Tag]] = {}
    for practice, challenge in orm.execute(query):
        if challenge in book.challenges.rows:
            tag = book.challenge(challenge)
            found.setdefault(practice, {})[tag.id] = tag
    return {practice: _by_title(tags.values()) for practice, tags in found.items()}


def topics_tagged(orm: OrmSession, practices: Iterable[int], book: TagBook) -> dict[int, list[Tag]]:
    """By practice its topics, each once as it stands now, in the topics' order."""
    query = select(PracticeTopic.practice_id, PracticeTopic.topic_id).where(
        PracticeTopic.practice_id.in_(list(practices))
    )
    order = {topic: place for place, topic in enumerate(book.topics)}
    found: dict[int, dict[int, Tag]] = {}
    for practice, topic in orm.execute(query):
        if topic in book.topics and book.topics[topic].standing.removed_at is None:
            tag = book.topic(topic)
            found.setdefault(practice, {})[tag.id] = tag
    return {
        practice: sorted(tags.values(), key=lambda tag: order[tag.id]) for practice, tags in found.items()
    }


def _by_title(tags: Iterable[Tag]) -> list[Tag]:
    return sorted(tags, key=lambda tag: tag.title.text.casefold())
