"""The commands of documents."""

from facilitation.commands.command import Command, Target
from facilitation.commands.documents import agendas, annexes, documents
from facilitation.domain.errors import N_
from facilitation.domain.permissions import FACILITATE, PROGRAM, RECORD
from facilitation.store.documents import DocumentRow
from facilitation.store.sessions import Session

_SESSION = Target(Session, "session")
_DOCUMENT = Target(DocumentRow, "document")

DOCUMENTS: dict[str, Command] = {
    "document.draft": Command(
        N_("Ask for minutes or an agenda"),
        documents.DraftDocument,
        documents.draft_document,
        RECORD,
        _SESSION,
        audited=True,
        after_the_end=True,
    ),
    "agendas.draft": Command(
        N_("Ask for the agendas of several sessions"),
        agendas.DraftAgendas,
        agendas.draft_agendas,
        FACILITATE,
        audited=True,
    ),
    "agendas.store": Command(
        N_("Draft the agendas of several sessions"),
        agendas.StoreAgendas,
        agendas.store_agendas,
        PROGRAM,
        audited=True,
        in_archive=True,
    ),
    "annex.draft": Command(
        N_("Ask for the list of events as a document"),
        annexes.DraftAnnex,
        annexes.draft_annex,
        FACILITATE,
        audited=True,
    ),
    "annex.store": Command(
        N_("Draft the list of events"),
        agendas.StoreAgendas,
        annexes.store_annex,
        PROGRAM,
        audited=True,
        in_archive=True,
    ),
    "document.store": Command(
        N_("Draft minutes or an agenda"),
        documents.StoreDocument,
        documents.store_document,
        PROGRAM,
        _SESSION,
        audited=True,
        after_the_end=True,
        in_archive=True,
    ),
    "document.renew": Command(
        N_("Take a name out of a document"),
        documents.RenewDocument,
        documents.renew_document,
        PROGRAM,
        _DOCUMENT,
        audited=True,
        in_archive=True,
    ),
}
