"""Cases of the commands of documents."""

from __future__ import annotations

from typing import Any

from facilitation.commands.documents.documents import digest
from facilitation.domain.documents import Document, to_json
from tests.laws.cases.rights import LEADS, PROGRAM, SCRIBES, Case
from tests.world import World


def _document(world: World, seat: int) -> dict[str, Any]:
    payload = CASES["document.store"].payload(world, seat)
    done = world.do("document.store", payload, programme=world.here.programme)
    return {"document": done.result["document"]}


CASES: dict[str, Case] = {
    "document.draft": Case(SCRIBES, lambda w, s: {"session": w.here.session, "kind": "minutes"}),
    "agendas.draft": Case(LEADS, lambda w, s: {"language": "fr", "sessions": [w.here.session]}),
    "agendas.store": Case(
        PROGRAM,
        lambda w, s: {
            "sessions": [w.here.session],
            "title": "Agenda",
            "language": "fr",
            "simulated": False,
            "content": to_json(Document(language="fr", title="Agenda")),
            "renderings": [],
        },
    ),
    "annex.draft": Case(LEADS, lambda w, s: {"language": "fr"}),
    "annex.store": Case(
        PROGRAM,
        lambda w, s: {
            "sessions": [],
            "title": "Programme here",
            "language": "fr",
            "simulated": False,
            "content": to_json(Document(language="fr", title="Programme here")),
            "renderings": [],
        },
    ),
    "document.store": Case(
        PROGRAM,
        lambda w, s: {
            "session": w.here.session,
            "kind": "minutes",
            "title": "Minutes",
            "language": "en",
            "simulated": False,
            "content": to_json(Document(language="en", title="Minutes")),
            "renderings": [],
        },
    ),
    "document.renew": Case(
        PROGRAM,
        lambda w, s: (
            _document(w, s)
            | {"digest": digest(CASES["document.store"].payload(w, s)["content"]), "renderings": []}
        ),
    ),
}
