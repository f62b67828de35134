"""Documents: the list, one document on screen, its files, and asking for a draft."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, url_for

from facilitation.domain.documents import from_json
from facilitation.exports.documents.html import article
from facilitation.queries.documents import documents
from facilitation.queries.documents.minutes_readers import MINUTES, kept_from_readers
from facilitation.queries.documents.minutes_waiting import MinutesStanding, standing_of
from facilitation.queries.sessions.sessions import session_for
from facilitation.store.documents import DocumentRow
from facilitation.translations import say
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, site, viewer

blueprint = programme_blueprint(
    "documents", __name__, guests=frozenset({"index", "show", "download", "draft"})
)


@blueprint.get("/documents")
def index():
    found = documents.documents_of(orm(), viewer())
    return render_template(
        "documents/index.html",
        nav_active="documents",
        documents=found,
        kept=kept_from_readers(orm(), found),
        drafting=documents.drafting_agendas(orm(), viewer()) if viewer().session is None else [],
    )


@blueprint.get("/documents/drafts")
def drafts():
    """Whether agendas are still being drafted: for the page that waits for them."""
    jobs = documents.drafting_agendas(orm(), viewer())
    return {
        "waiting": sum(job.status in ("waiting", "running") for job in jobs),
        "failed": sum(job.status == "failed" for job in jobs),
    }


@blueprint.get("/documents/<int:document_id>")
def show(document_id: int):
    row = documents.document_for(orm(), viewer(), document_id)
    if row.id != document_id:
        return redirect(url_for("documents.show", slug=programme().slug, document_id=row.id))
    language = row.language
    body = article(from_json(row.content), lambda text: say(text, language))
    return render_template(
        "documents/show.html",
        nav_active="documents",
        document=row,
        body=body,
        minutes=_minutes(row),
        kept=row.id in kept_from_readers(orm(), [row]),
    )


def _minutes(row: DocumentRow) -> MinutesStanding | None:
    """How the minutes stand that this document is a version of."""
    if row.kind != MINUTES or row.session_id is None:
        return None
    session = session_for(orm(), viewer(), row.session_id)
    return standing_of(orm(), viewer(), session, site().clock())


@blueprint.get("/documents/<int:document_id>/<any(html, md, docx, pdf):format>")
def download(document_id: int, format: str):
    found = documents.rendering_for(orm(), viewer(), document_id, format)
    if found.document_id != document_id:
        return redirect(
            url_for(
                "documents.download",
                slug=programme().slug,
                document_id=found.document_id,
                format=format,
            )
        )
    response = Response(found.body, content_type=found.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=found.file_name)
    return response


@blueprint.post("/sessions/<int:session_id>/documents")
def draft(session_id: int):
    """Ask for the minutes or the agenda of a session."""
    payload = {"session": session_id, "kind": request.form.get("kind", "")}
    if request.form.get("language"):
        payload["language"] = request.form["language"]
    perform("document.draft", payload)
    return redirect(url_for("sessions.show", slug=programme().slug, session_id=session_id), 303)
