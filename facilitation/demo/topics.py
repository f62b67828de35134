"""The demo's topics: those of its report, with the challenges that are about them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.topics import STARTING_SET
from facilitation.store.challenges import Challenge
from facilitation.store.topics import ChallengeTopic, Topic, TopicLabel


def add_topics(orm: OrmSession, programme: int, challenges: Mapping[str, Challenge]) -> None:
    """Give the demo the topics of the report; a transversal challenge is about the topic of its own key."""
    for place, (key, labels) in enumerate(STARTING_SET.items()):
        topic = Topic(programme_id=programme, key=key, position=place)
        topic.labels = {code: TopicLabel(language=code, label=label) for code, label in labels.items()}
        orm.add(topic)
        orm.flush()
        if key in challenges:
            orm.add(ChallengeTopic(challenge_id=challenges[key].id, topic_id=topic.id))
