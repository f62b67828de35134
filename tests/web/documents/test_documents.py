"""A document on its page: what its files could not show is said there."""

from __future__ import annotations

from sqlalchemy import select

from facilitation.store.documents import DocumentRow
from tests.traces import draft
from tests.world import World


def _page(world: World, browse) -> str:
    draft(world, "minutes")
    with world.database.reading() as orm:
        newest = orm.scalars(select(DocumentRow.id).order_by(DocumentRow.id.desc())).first()
    return browse("observer").get(f"/p/here/documents/{newest}").get_data(as_text=True)


def test_a_character_that_the_pdf_lacks_is_named(world: World, browse) -> None:
    world.note(world.here.seats["guest"], "Mentors in Κέρκυρα, 你好 👍🏽")
    assert "document-remarks" not in _page(world, browse), "these it has"
    world.note(world.here.seats["guest"], "Javanese ꦗꦮ")
    page = _page(world, browse)
    assert "No font here has ꦗ (U+A997) ꦮ (U+A9AE). The PDF shows \ufffd instead." in page
    assert "Javanese ꦗꦮ" in page, "the page itself shows what was written"
