"""The audit log of a programme, for its organisers: on a page and as a file."""

from __future__ import annotations

import datetime as dt

from flask import render_template, request
from flask_babel import get_locale, gettext

from facilitation.commands.catalogue import COMMANDS
from facilitation.exports.spreadsheets import Sheet, csv_of
from facilitation.queries.privacy import audit
from facilitation.web.downloads import download
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, programme, viewer
from facilitation.web.typed import number

blueprint = programme_blueprint("audit", __name__)


@blueprint.get("/audit")
def index():
    wanted = _wanted()
    return render_template(
        "privacy/audit/index.html",
        nav_active="people",
        page=audit.audit_log(orm(), viewer(), wanted),
        wanted=wanted,
        people=audit.people_in(orm(), viewer()),
        commands=audit.commands_in(orm(), viewer()),
        words=_words,
        older=_older,
    )


@blueprint.get("/audit.csv")
def table():
    """The lines that fit as a file; no cell starts a formula, whatever somebody calls themselves."""
    page = audit.audit_log(orm(), viewer(), _wanted(), audit.FILE)
    header = (
        gettext("When (UTC)"),
        gettext("Who"),
        gettext("Seat"),
        gettext("Role"),
        gettext("What"),
        gettext("Command"),
        gettext("About"),
        gettext("Name"),
    )
    rows = tuple(
        (
            line.entry.at,
            _who(line),
            line.entry.seat_id,
            line.entry.role,
            gettext(_words(line.entry.name)),
            line.entry.name,
            line.entry.subject,
            line.about,
        )
        for line in page.lines
    )
    made = csv_of(Sheet(f"{programme().title} audit", header, rows), str(get_locale()))
    return download(made)


def _who(line: audit.Line) -> str:
    if line.who is None:
        return gettext("The program")
    return f"{line.who} ({gettext('Simulated')})" if line.simulated else line.who


def _words(name: str) -> str:
    """What a command is called; one that is gone from the catalogue keeps the name it had."""
    return COMMANDS[name].words if name in COMMANDS else name


def _wanted() -> audit.Wanted:
    return audit.Wanted(
        seat=_number("seat"),
        command=request.args.get("command", "")[:40],
        since=_day("since"),
        until=_day("until"),
        before=_number("before"),
    )


def _older(before: int) -> dict[str, str | int]:
    """The address parts of the page that begins there, with the same filter."""
    kept = {key: request.args[key] for key in ("seat", "command", "since", "until") if request.args.get(key)}
    return kept | {"before": before}


def _number(name: str) -> int | None:
    return number(request.args.get(name, ""), None)


def _day(name: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
