"""The topics of the nine cities' practices, as the source has them."""

from __future__ import annotations

import csv
from pathlib import Path

from sqlalchemy import select

from facilitation.store.challenges import Practice
from facilitation.store.changes import LiveSession
from facilitation.store.practices import PracticeTopic
from facilitation.store.programmes import Programme
from facilitation.store.topics import Topic

_DATA = Path(__file__).parent / "data" / "practices.csv"


def tag_with_topics(orm: LiveSession, programme: Programme) -> None:
    """Tag each practice with those of its topics that the programme has."""
    orm.flush()
    topics = {
        topic.key: topic.id for topic in orm.scalars(select(Topic).where(Topic.programme_id == programme.id))
    }
    practices = {
        practice.key: practice.id
        for practice in orm.scalars(select(Practice).where(Practice.programme_id == programme.id))
    }
    with _DATA.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for key in row["topics"].split(";"):
                if key in topics:
                    orm.add(PracticeTopic(practice_id=practices[row["practice_id"]], topic_id=topics[key]))
