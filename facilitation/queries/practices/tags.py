"""What practices are tagged with: the programme's topics and challenges, as they stand for a reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.challenges import Title
from facilitation.domain.permissions import Viewer
from facilitation.domain.topics import label_in
from facilitation.queries.challenges.book import ChallengeBook, challenge_book
from facilitation.queries.challenges.topics import TopicBook, topic_book
from facilitation.store.challenges import Practice, PracticeChallenge
from facilitation.store.practices import PracticeTopic


@dataclass(frozen=True, slots=True)
class Tag:
    """A challenge or a topic as it stands now, with its title for the reader.

    `inferred`: that a practice answers it was concluded, not said by those who write the practice.
    """

    id: int
    title: Title
    inferred: bool = False


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
    query = select(
        PracticeChallenge.practice_id, PracticeChallenge.challenge_id, PracticeChallenge.inferred
    ).where(PracticeChallenge.practice_id.in_(list(practices)))
    found: dict[int, dict[int, Tag]] = {}
    for practice, challenge, inferred in orm.execute(query):
        if challenge in book.challenges.rows:
            tag = book.challenge(challenge)
            tags = found.setdefault(practice, {})
            # Of several that were merged into one, a single one that was said is enough.
            said = not inferred or (tag.id in tags and not tags[tag.id].inferred)
            tags[tag.id] = replace(tag, inferred=not said)
    return {practice: _by_title(tags.values()) for practice, tags in found.items()}


def inferred_answers(orm: OrmSession, viewer: Viewer) -> frozenset[tuple[str, str]]:
    """Which practice is only inferred to answer which challenge, by their keys, as in rounds of tandems."""
    query = (
        select(Practice.id, Practice.key)
        .join(PracticeChallenge, PracticeChallenge.practice_id == Practice.id)
        .where(Practice.programme_id == viewer.programme, PracticeChallenge.inferred)
    )
    keys = {practice: key for practice, key in orm.execute(query)}
    if not keys:
        return frozenset()
    book = tag_book(orm, viewer, None)
    return frozenset(
        (keys[practice], book.challenges.rows[tag.id].key)
        for practice, tags in challenges_tagged(orm, keys, book).items()
        for tag in tags
        if tag.inferred
    )


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
