"""The programme's topics: their labels, what each stands for now, and what is tagged with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.challenges import Title
from facilitation.domain.errors import not_found
from facilitation.domain.permissions import Viewer
from facilitation.domain.topics import goes_by, label_in
from facilitation.queries.challenges.book import ChallengeBook
from facilitation.store.base import Base
from facilitation.store.challenges import Challenge
from facilitation.store.topics import ChallengeTopic, Topic, TopicLabel


@dataclass(frozen=True, slots=True)
class TopicBook:
    """Every topic of a programme by id in the order of its list, those merged or removed included."""

    rows: Mapping[int, Topic]

    def standing(self, topic_id: int) -> Topic:
        """What a topic stands for now: itself, unless it was merged into another."""
        found, seen = self.rows[topic_id], {topic_id}
        while found.merged_into_id is not None and found.merged_into_id not in seen:
            seen.add(found.merged_into_id)
            found = self.rows[found.merged_into_id]
        return found

    @property
    def present(self) -> list[Topic]:
        """Those to choose from, in their order."""
        return [row for row in self.rows.values() if row.merged_into_id is None and row.removed_at is None]

    def label(self, topic_id: int | None, language: str | None) -> Title | None:
        """What a topic is called now, for a reader of `language`; None for no topic."""
        if topic_id is None or topic_id not in self.rows:
            return None
        return label_in(self.standing(topic_id), language)

    def choices(self, language: str | None) -> list[tuple[int, Title]]:
        """Id and label of those to choose from."""
        return [(row.id, label_in(row, language)) for row in self.present]

    def labels(self, language: str | None) -> dict[int, str]:
        """What each is called now, by id, those merged or removed included."""
        return {topic: str(label_in(self.standing(topic), language)) for topic in self.rows}

    def called(self, label: str) -> Topic | None:
        """The topic that goes by a label in any language, or by its key; as it stands now."""
        for row in self.rows.values():
            if row.removed_at is None and (row.key == label.strip() or goes_by(row, label)):
                return self.standing(row.id)
        return None


def topic_book(orm: OrmSession, viewer: Viewer) -> TopicBook:
    """The viewer's programme's topics, by two statements."""
    query = select(Topic).where(Topic.programme_id == viewer.programme).order_by(Topic.position, Topic.id)
    return TopicBook({row.id: row for row in orm.scalars(query)})


@dataclass(frozen=True, slots=True)
class TopicsPage:
    """The list with what is tagged with each, by id, and those merged or removed.

    `uses` counts everything that names a topic, under itself or under one that was merged into it.
    """

    book: TopicBook
    uses: Mapping[int, int]

    def own_label(self, topic: Topic, language: str | None) -> Title:
        """What a topic itself is called, also where it stands for another by now."""
        return label_in(topic, language)

    @property
    def merged(self) -> list[Topic]:
        return [row for row in self.book.rows.values() if row.merged_into_id is not None]

    @property
    def removed(self) -> list[Topic]:
        return [row for row in self.book.rows.values() if row.removed_at is not None]


def topics_page(orm: OrmSession, viewer: Viewer) -> TopicsPage:
    """Everything on the page of topics, for members."""
    if viewer.is_guest:
        raise not_found()
    book = topic_book(orm, viewer)
    counted: dict[int, int] = defaultdict(int)
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            named = any(key.column is Topic.__table__.c.id for key in column.foreign_keys)
            if named and table not in (TopicLabel.__table__, Topic.__table__):
                query = select(column, func.count()).where(column.in_(book.rows)).group_by(column)
                for topic, count in orm.execute(query):
                    counted[book.standing(topic).id] += count
    return TopicsPage(book, counted)


def topics_of_challenge(
    orm: OrmSession, viewer: Viewer, book: ChallengeBook, challenge: Challenge
) -> list[int]:
    """The ids of the topics that a challenge is about, under itself or under one that was merged into it.

    A topic that was merged gives the one that it stands for.
    """
    alike = [challenge.id, *(row.id for row in book.merged(challenge))]
    query = select(ChallengeTopic.topic_id).where(ChallengeTopic.challenge_id.in_(alike)).distinct()
    tagged = list(orm.scalars(query))
    if not tagged:
        return []
    topics = topic_book(orm, viewer)
    about = {topics.standing(one).id for one in tagged}
    return [row.id for row in topics.present if row.id in about]
