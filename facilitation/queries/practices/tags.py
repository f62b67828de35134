"""What practices are tagged with: the programme's topics and challenges, as they stand for a reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.challenges import Title
from facilitation.domain.permissions import Viewer
from facilitation.domain.topics import label_in
from facilitation.queries.challenges.book import ChallengeBook, challenge_book
from facilitation.queries.challenges.topics import TopicBook, topic_book
from facilitation.store.challenges import PracticeChallenge
from facilitation.store.practices import PracticeTopic


@dataclass(frozen=True, slots=True)
class Tag:
    """A challenge or a topic as it stands now, with its title for the reader."""

    id: int
    title: Title


@dataclass(frozen=True, slots=True)
class TagBook:
    """A programme's challenges and topics by id, those that were merged included."""

    challenges: ChallengeBook
    topics: TopicBook
    language: str | None

    def challenge(self, challenge_id: int) -> Tag:
        return Tag(
            self.challenges.standing(challenge_id).id, self.challenges.title(challenge_id, self.language)
        )

    def topic(self, topic_id: int) -> Tag:
        topic = self.topics.standing(topic_id)
        return Tag(topic.id, label_in(topic, self.language))

    @property
    def topics_offered(self) -> list[Tag]:
        """The topics to choose from, in their order."""
        return [Tag(topic, label) for topic, label in self.topics.choices(self.language)]


def tag_book(orm: OrmSession, viewer: Viewer, language: str | None) -> TagBook:
    """The viewer's programme's challenges and topics."""
    return TagBook(challenge_book(orm, viewer), topic_book(orm, viewer), language)


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
    order = {topic: place for place, topic in enumerate(book.topics.rows)}
    found: dict[int, dict[int, Tag]] = {}
    for practice, topic in orm.execute(query):
        if topic in book.topics.rows and book.topics.standing(topic).removed_at is None:
            tag = book.topic(topic)
            found.setdefault(practice, {})[tag.id] = tag
    return {
        practice: sorted(tags.values(), key=lambda tag: order[tag.id]) for practice, tags in found.items()
    }


def _by_title(tags: Iterable[Tag]) -> list[Tag]:
    return sorted(tags, key=lambda tag: tag.title.text.casefold())
