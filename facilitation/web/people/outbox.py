"""The outbox: mails of the programme, with their links where no mail server carries them."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext

from facilitation.domain.mails import failure_sentence
from facilitation.queries.people.mails import mail_with_calendar, outbox
from facilitation.web.errors import sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, site, viewer

blueprint = programme_blueprint("outbox", __name__)


@blueprint.get("/outbox")
def index():
    config = site().config
    mail_server = config.smtp_url is not None
    return render_template(
        "people/outbox/index.html",
        nav_active="people",
        mails=outbox(orm(), viewer(), site().clock(), mail_server=mail_server),
        base=config.public_url,
        failure=lambda kept: sentence(failure_sentence(kept)),
    )


@blueprint.get("/outbox/<int:entry_id>.ics")
def entry(entry_id: int) -> Response:
    """The calendar part of a mail, to be handed on while no mail server carries it."""
    mail = mail_with_calendar(orm(), viewer(), entry_id)
    response = Response(mail.calendar, content_type=f"text/calendar; charset=utf-8; method={mail.method}")
    response.headers.set("Content-Disposition", "attachment", filename=f"invitation-{mail.id}.ics")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.post("/outbox/<int:mail_id>")
def again(mail_id: int):
    """Retry an email."""
    perform("mail.again", {"mail": mail_id})
    flash(gettext("It will be sent in a moment."), "good")
    return redirect(url_for("outbox.index", slug=programme().slug), 303)
