"""What the demo adds to the cities' challenges: titles in further languages, and simulated namings."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.origins import CALL, PROFILE
from facilitation.domain.permissions import PARTICIPANT, SUPPORT
from facilitation.store.challenges import Challenge, ChallengeMention, ChallengeTitle
from facilitation.store.cities import City
from facilitation.store.programmes import Programme

_TITLES = Path(__file__).parent / "data" / "challenge_titles.csv"

#: (city, challenge, role, origin, remark): made up, and marked so wherever it is shown.
_SIMULATED = (
    ("DUB", "homelessness", PARTICIPANT, PROFILE, "Families in emergency shelters are our largest group."),
    ("DUB", "seniors", SUPPORT, CALL, "Small projects for older people end when their funding does."),
    ("TRN", "migrants", PARTICIPANT, PROFILE, "Courses are there; work that lasts is not."),
    ("BIO", "seniors", PARTICIPANT, PROFILE, "Care at home rests on a few small cooperatives."),
    ("MTL", "unemployment", SUPPORT, CALL, "It has come down, except for people without a diploma."),
)


def add_titles_and_namings(orm: OrmSession, programme: Programme, now: datetime) -> None:
    """Give the demo's challenges their Spanish and French titles, and some cities a simulated naming."""
    keys = select(Challenge.key, Challenge.id).where(Challenge.programme_id == programme.id)
    ids = {key: challenge for key, challenge in orm.execute(keys)}
    codes = select(City.code, City.id).where(City.programme_id == programme.id)
    cities = {code: city for code, city in orm.execute(codes)}
    with _TITLES.open(encoding="utf-8", newline="") as file:
        titles = [
            {
                "challenge_id": ids[row["challenge_id"]],
                "language": row["language"],
                "title": row["title"],
                "source": row["source"],
            }
            for row in csv.DictReader(file)
        ]
    orm.execute(insert(ChallengeTitle), titles)
    orm.add_all(
        ChallengeMention(
            city_id=cities[code],
            challenge_id=ids[key],
            remark=remark,
            language="en",
            origin=origin,
            role=role,
            simulated=True,
            said_at=now,
        )
        for code, key, role, origin, remark in _SIMULATED
    )
