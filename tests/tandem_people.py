"""People of cities, and groupings as they are wanted, for tests of tandems."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitation.store.cities import City
from facilitation.store.mails import Mail
from facilitation.store.people import Person, Seat, SignInLink
from facilitation.store.viewers import token_hash
from tests.laws.cases.tandems import part
from tests.world import START, World


def somebody_of(world: World, code: str, locale: str | None = None, role: str = "participant") -> int:
    """A person of a city who can be written to at <code>@city.invalid, and signs in as link-<code>-here."""
    with world.database.writing() as orm:
        query = select(City).where(City.programme_id == world.here.programme, City.code == code)
        city = orm.scalars(query).one()
        person = Person(
            email=f"{code.lower()}@city.invalid", name=f"Person of {code}", locale=locale, created_at=START
        )
        orm.add(person)
        orm.flush()
        seat = Seat(
            programme_id=world.here.programme,
            person_id=person.id,
            name=person.name,
            role=role,
            city=city,
            created_at=START,
        )
        link = SignInLink(
            person_id=person.id,
            token_hash=token_hash(f"link-{code}-here"),
            expires_at=START.replace(year=START.year + 1),
            reusable=True,
        )
        orm.add_all([seat, link])
        orm.flush()
        return seat.id


def grouped(world: World, *groups: str, **more: Any) -> int:
    """A solved round with these groups, such as "DUB TRN"; `more` changes the parts of the answer."""
    number = world.round(solved=False)
    answer = {
        "status": "bounded",
        "preset": "best",
        "total": 1.0,
        "bound": None,
        "gap": None,
        "floor": 0.5,
        "presets": {},
    }
    answer["tandems"] = [part(group.split()) | more for group in groups]
    world.do("round.store", {"round": number, "answer": answer}, programme=world.here.programme)
    return number


def publish(world: World, *groups: str, **payload: Any) -> int:
    """Publish these groups; the round's number."""
    number = grouped(world, *groups)
    world.by("coordinator", "round.publish", {"round": number} | payload)
    return number


def mails(world: World, since: int = 0) -> dict[str, list[str]]:
    """The mails after this id: subject and text by address."""
    found: dict[str, list[str]] = {}
    with world.database.reading() as orm:
        for mail in orm.scalars(select(Mail).where(Mail.id > since).order_by(Mail.id)):
            found.setdefault(mail.address, []).append(f"{mail.subject}\n{mail.text}")
    return found


def last_mail(world: World) -> int:
    with world.database.reading() as orm:
        return orm.scalar(select(Mail.id).order_by(Mail.id.desc()).limit(1)) or 0
