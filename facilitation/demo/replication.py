"""What the report tells of the two practices that the nine cities explored in depth, and six learnings."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from facilitation.domain.origins import DOCUMENT
from facilitation.domain.practice_points import GAIN, PREREQUISITE
from facilitation.domain.replication import texts_stated
from facilitation.store.challenges import Practice
from facilitation.store.changes import LiveSession
from facilitation.store.cities import City
from facilitation.store.programmes import Programme
from facilitation.store.replication import Learning, PracticePoint, PracticeText, PracticeTextVersion

_DATA = Path(__file__).parent / "data" / "replication.json"
_LANGUAGE = "en"


def add_replication_facts(orm: LiveSession, programme: Programme, now: datetime) -> None:
    """Put down what the source states; what it leaves open (null) stays empty."""
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    report, _, place = data["source"].partition(";")[0].partition(":")
    orm.flush()
    practices = {
        practice.key: practice
        for practice in orm.scalars(select(Practice).where(Practice.programme_id == programme.id))
    }
    for told in data["practices"]:
        source = f"{report}, box {told['box']}, in our own words"
        _tell(orm, practices[told["practice_id"]], told, source, now)
    cities = {
        city.code: city.id for city in orm.scalars(select(City).where(City.programme_id == programme.id))
    }
    for one in data["learnings"]:
        orm.add(
            Learning(
                programme_id=programme.id,
                city_id=cities[one["city_id"]] if one["city_id"] else None,
                text=one["text"],
                language=_LANGUAGE,
                origin=DOCUMENT,
                source=f"{report},{place}, in our own words",
                revision=1,
                changed_at=now,
            )
        )


def _tell(orm: LiveSession, practice: Practice, told: dict[str, Any], source: str, now: datetime) -> None:
    practice.description = told["what"]
    said: dict[str, Any] = {"language": _LANGUAGE, "origin": DOCUMENT, "source": source}
    for key, text in texts_stated(told).items():
        row = PracticeText(practice_id=practice.id, key=key, text=text, revision=1, updated_at=now, **said)
        orm.add(row)
        orm.flush()
        orm.add(PracticeTextVersion(text_id=row.id, number=1, text=text, begun_at=now, saved_at=now, **said))
    gains = [(GAIN, {"who": who, "text": what}) for who, what in told["gains"].items()]
    needs = [
        (PREREQUISITE, {"text": one["text"], "need": one["kind"] or ""}) for one in told["prerequisites"]
    ]
    for lines in (gains, needs):
        for position, (kind, line) in enumerate(lines, start=1):
            orm.add(
                PracticePoint(
                    practice_id=practice.id,
                    kind=kind,
                    position=position,
                    revision=1,
                    changed_at=now,
                    **line,
                    **said,
                )
            )
