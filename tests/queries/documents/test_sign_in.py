"""The sheet to sign as a document: programme number, those who agreed by name, room for the others."""

from __future__ import annotations

import io

from pypdf import PdfReader

from facilitation.exports.documents.render import render
from facilitation.queries.documents.sign_in import BLANK_ROWS, sign_in_sheet
from facilitation.store.sessions import Session
from tests.commands.registrations.test_places import planned
from tests.world import World


def test_the_sheet_is_typeset_with_room_to_sign(world: World) -> None:
    world.by("organiser", "programme.change", {"number": "2027-ACTION-17"})
    session = planned(world)
    for role in ("participant", "observer"):
        world.by(role, "registration.answer", {"session": session, "answer": "yes"})
    world.by("observer", "consent.give", {"purpose": "listed"})
    with world.database.reading() as orm:
        document = sign_in_sheet(orm, orm.get_one(Session, session), world.clock(), str, 1)
    table = document.blocks[-1]
    assert len(table.rows) == BLANK_ROWS + 2
    assert [cell[0].text if cell else "" for cell in table.rows[0]][:2] == ["1", "Observer"]
    pdf = render(document, "pdf", str)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
    assert "2027-ACTION-17" in text and "Observer" in text and "Signature" in text
    assert "Participant" not in text.replace("List of participants", "")
