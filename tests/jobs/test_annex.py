"""The worker drafts the list of a programme's events; whoever leads asks for it on the page of events."""

from __future__ import annotations

from sqlalchemy import select

from facilitation.jobs import documents
from facilitation.store.documents import DocumentRow
from tests.traces import context_of
from tests.world import World


def test_the_worker_drafts_it_of_a_programme_with_other_cities(world: World, browse) -> None:
    world.by("participant", "session.attend", {"session": world.here.session})
    world.by("facilitator", "session.end", {"session": world.here.session})
    assert browse("participant").post("/p/here/events/document").status_code == 403
    assert browse("facilitator").post("/p/here/events/document").status_code == 303
    documents.draft_annex(context_of(world), {"language": "en", "programme": world.here.programme}, 0)
    with world.database.reading() as orm:
        row = orm.scalars(select(DocumentRow).where(DocumentRow.kind == "annex")).one()
        markdown = next(one.body for one in row.renderings if one.format == "md").decode()
        files = b"".join(one.body for one in row.renderings if one.format in ("md", "html"))
    assert "1 city (Dublin)" in markdown and "there" not in row.title and b"Workshop there" not in files
    page = browse("participant").get("/p/here/documents").get_data(as_text=True)
    assert "List of events" in page
    assert browse("there/organiser").get(f"/p/here/documents/{row.id}").status_code == 404
