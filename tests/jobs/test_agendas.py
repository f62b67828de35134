"""The worker drafts agendas: of one session in a language, and of several in one document, in all formats."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from facilitation.jobs import documents
from facilitation.store.documents import DocumentRow
from facilitation.store.jobs import Job
from tests.traces import context_of
from tests.world import World


def _work(world: World, run: Any, kind: str) -> DocumentRow:
    with world.database.reading() as orm:
        job = orm.scalars(select(Job).where(Job.kind == kind).order_by(Job.id.desc())).first()
        payload = job.payload
    run(context_of(world), payload, 0)
    with world.database.reading() as orm:
        row = orm.scalars(select(DocumentRow).order_by(DocumentRow.id.desc())).first()
        assert {one.format for one in row.renderings} == {"html", "md", "docx", "pdf"}
        return row


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_an_agenda_is_drafted_in_the_language_asked_for(world: World, language: str) -> None:
    asked = {"session": world.here.session, "kind": "agenda", "language": language}
    world.by("facilitator", "document.draft", asked)
    row = _work(world, documents.draft_agenda, "agenda.draft")
    assert (row.kind, row.language, row.session_id) == ("agenda", language, world.here.session)


def test_several_agendas_are_one_document_that_everybody_in_the_programme_reads(world: World, browse) -> None:
    for version in (1, 2):
        world.by("facilitator", "agendas.draft", {"language": "es"})
        row = _work(world, documents.draft_agendas, "agendas.draft")
        assert (row.kind, row.language, row.session_id, row.version) == ("agendas", "es", None, version)
    page = browse("participant").get("/p/here/documents").get_data(as_text=True)
    assert "Agendas" in page
    assert browse("participant").get(f"/p/here/documents/{row.id}").status_code == 200
    for who in ("guest", "there/organiser"):
        assert browse(who).get(f"/p/here/documents/{row.id}").status_code == 404
