"""The first programme of an empty database, and the link that lets its organiser in."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from sqlalchemy import select

from facilitation.config import Config
from facilitation.domain.permissions import ORGANISER
from facilitation.domain.programmes import PHASES
from facilitation.store.database import Database
from facilitation.store.people import Person, Seat, SignInLink
from facilitation.store.programmes import Phase, Programme
from facilitation.store.viewers import token_hash

LINK_LIFE = dt.timedelta(hours=1)


def load(config: Config) -> dict[str, Any]:
    """Begin a programme where there is none, and give a link for its organiser to sign in with.

    That happens once in a database's life. The link is good for an hour and for one use; whoever missed it
    asks for another on the machine (`run.py link`), since what a start prints is kept in logs.
    """
    database = Database(config.database_url, config.durability)
    now = dt.datetime.now(dt.UTC)
    try:
        with database.writing() as orm:
            if orm.scalars(select(Programme.id)).first() is not None:
                return {}
            person = _begin(orm, now)
            token = secrets.token_urlsafe(32)
            link = SignInLink(person_id=person.id, token_hash=token_hash(token), expires_at=now + LINK_LIFE)
            orm.add(link)
            return {"sign_in": {"organiser": f"/sign-in/{token}"}}
    finally:
        database.dispose()


def _begin(orm: Any, now: dt.datetime) -> Person:
    programme = Programme(
        slug="programme",
        title="Our programme",
        languages=["en"],
        host_zone="UTC",
        setup=[],
        created_at=now,
    )
    programme.phases = [Phase(kind=kind, position=place) for place, kind in enumerate(PHASES)]
    person = Person(name="Organiser", created_at=now)
    orm.add_all([programme, person])
    orm.flush()
    orm.add(
        Seat(
            programme_id=programme.id,
            person_id=person.id,
            name=person.name,
            role=ORGANISER,
            created_at=now,
        )
    )
    return person
