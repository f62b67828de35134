"""The sheet to sign as a document: who comes, named if they agreed to it, with room for signatures."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.documents import Block, Document, Facts, Heading, Table, person
from facilitation.domain.errors import N_
from facilitation.domain.permissions import FACILITATOR, Viewer
from facilitation.queries.documents.parts import SessionDocument, Translate, header, words
from facilitation.queries.registrations.sign_in import sign_in_rows
from facilitation.store.sessions import Session

#: Rows for people who stand on no list.
BLANK_ROWS = 12
#: A hand needs this much room to sign.
_ROOM = "\n\n"


def sign_in_sheet(
    orm: OrmSession, session: Session, now: dt.datetime, translate: Translate, version: int
) -> Document:
    """The sheet with the rows that a facilitator would print."""
    parts = SessionDocument(orm, session, now, translate)
    say = parts.say
    people = sign_in_rows(orm, Viewer(programme=session.programme_id, role=FACILITATOR), session)
    listed = [(row.name, row.place) for row in people] + [("", "")] * BLANK_ROWS
    rows = tuple(
        (words(str(number)), (person(name),), words(place), words(_ROOM))
        for number, (name, place) in enumerate(listed, 1)
    )
    labels = (say(N_("No.")), say(N_("Name")), say(N_("City or organisation")), say(N_("Signature")))
    caption = say(N_("List of participants"))
    blocks: list[Block] = [
        Facts(tuple(parts.facts(parts.planned()))),
        Heading(1, caption),
        Table(caption=caption, header=header(labels), rows=rows, numeric=(0,)),
    ]
    return parts.document(N_("Sheet to sign"), blocks, version, session.date)
