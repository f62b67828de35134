"""Who may be named as seeing to something: an office always, a person only if they agreed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.people import searchable
from facilitation.domain.privacy import REMOVED, means, whole
from facilitation.domain.programmes import LANGUAGES
from facilitation.queries.privacy.privacy import named
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.sessions import Session, SessionPerson
from facilitation.translations import say


class Owners:
    """Whom the documents of a programme may name as seeing to something.

    An owner is written freely. Where it may be the name of somebody whom the programme knows, it stands in a
    document only if all who may be meant agreed to be named; an office or a role, which is nobody's name,
    stands as it is.
    """

    def __init__(self, orm: OrmSession, programme: int) -> None:
        query = select(Seat.id, Seat.name).where(Seat.programme_id == programme, Seat.erased_at.is_(None))
        seats = {seat: name for seat, name in orm.execute(query)}
        allowed = named(orm, seats)
        self._known = [(name, seat in allowed) for seat, name in seats.items()]
        entered = (
            select(SessionPerson.name, SessionPerson.listed)
            .join(Session, SessionPerson.session_id == Session.id)
            .where(Session.programme_id == programme, SessionPerson.seat_id.is_(None))
        )
        self._known += [(name, listed) for name, listed in orm.execute(entered)]
        # Guests sit down under all sorts of names: an office of Dublin is nobody's who is called so.
        cities = {
            searchable(name) for name in orm.scalars(select(City.name).where(City.programme_id == programme))
        }
        self._known = [(name, agreed) for name, agreed in self._known if searchable(name) not in cities]
        self._removed = {say(REMOVED, language) for language in LANGUAGES}

    def name(self, owner: str) -> str:
        """The owner as a document may give it, "" where they may not be named."""
        if not owner or owner in self._removed:
            return owner
        wanted = searchable(owner)
        exactly = [agreed for name, agreed in self._known if searchable(name) == wanted]
        meant = exactly or [agreed for name, agreed in self._known if means(owner, name)]
        return owner if all(meant) else ""

    def told(self, text: str) -> str:
        """A sentence as a document may give it, "" where it names somebody in full who may not be named.

        A single word in a sentence is nobody's name: somebody may be called Will, or Report.
        """
        known = [(searchable(name), agreed) for name, agreed in self._known if " " in name.strip()]
        meant = [agreed for name, agreed in known if whole([name]).search(searchable(text))]
        return text if all(meant) else ""
