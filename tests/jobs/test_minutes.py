"""When a session ends a draft of its minutes stands there, though nobody asked for it."""

from __future__ import annotations

from sqlalchemy import select

from facilitation.jobs import documents
from facilitation.store.documents import DocumentRow
from facilitation.store.jobs import Job
from tests.traces import context_of
from tests.world import World


def test_a_draft_stands_there_when_a_session_ends(world: World, browse) -> None:
    world.by("facilitator", "session.end", {"session": world.here.session})
    with world.database.reading() as orm:
        [job] = orm.scalars(select(Job).where(Job.kind == "minutes.draft")).all()
        assert (job.status, job.payload) == ("waiting", {"session": world.here.session})
    documents.draft_minutes(context_of(world), job.payload, job.id)
    with world.database.reading() as orm:
        row = orm.scalars(select(DocumentRow)).one()
        assert (row.kind, row.status, row.session_id) == ("minutes", "draft", world.here.session)
        assert {one.format for one in row.renderings} == {"html", "md", "docx", "pdf"}
    page = browse("participant").get(f"/p/here/documents/{row.id}").get_data(as_text=True)
    assert "At a glance" in page and "minutes/data.xlsx" in page


def test_a_rehearsal_leaves_none(world: World) -> None:
    made = world.by(
        "facilitator", "session.create", {"title": "R", "type": "challenge", "template": "challenges"}
    )
    rehearsed = world.by("facilitator", "rehearsal.open", {"session": made.result["session"]}).result[
        "session"
    ]
    world.by("facilitator", "session.start", {"session": rehearsed})
    world.by("facilitator", "session.end", {"session": rehearsed})
    with world.database.reading() as orm:
        assert not orm.scalars(select(Job).where(Job.kind == "minutes.draft")).all()
