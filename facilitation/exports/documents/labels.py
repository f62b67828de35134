"""The renderers' own words ("Draft", "Version", "Simulated" ...) in the document's language."""

from facilitation.domain.documents import Callout, Document
from facilitation.domain.errors import N_
from facilitation.exports.wording import Translate
from facilitation.translations.dates import clock, full_date, utc_offset

_STATUSES = {"draft": N_("Draft"), "in_review": N_("In review"), "approved": N_("Approved")}
CALLOUTS = {
    "note": N_("Note"),
    "decision": N_("Decision"),
    "commitment": N_("Commitment"),
    "caution": N_("Please note"),
}


def status(document: Document, translate: Translate) -> str:
    """Such as `In review`."""
    return translate(_STATUSES[document.status])


def version(document: Document, translate: Translate) -> str:
    """Such as `Version 3`."""
    return translate(N_("Version %(number)d")) % {"number": document.version}


def day(document: Document) -> str:
    """The day the document speaks of, or nothing. Every date in a document is written in this one form."""
    return full_date(document.dated, document.language) if document.dated else ""


def callout_title(callout: Callout, translate: Translate) -> str:
    """The passage's own title or, without one, what kind of passage it is; a `box` has none."""
    if callout.title or callout.kind not in CALLOUTS:
        return callout.title
    return translate(CALLOUTS[callout.kind])


def contents(translate: Translate) -> str:
    """The heading of the table of contents."""
    return translate(N_("Contents"))


def simulated(translate: Translate) -> str:
    """The mark that stands behind what simulated people wrote."""
    return translate(N_("Simulated"))


def simulated_notice(translate: Translate) -> str:
    """The sentence at the top of a document in which simulated people had a part."""
    return translate(
        N_("Simulated people took part. What they wrote bears this mark and reports nothing real.")
    )


def origin(document: Document, translate: Translate) -> str:
    """Where the document comes from and of when it is; nothing if that is not known."""
    made = document.origin
    if made is None:
        return ""
    sentence = translate(N_("Drafted from the programme's records on %(date)s at %(time)s (%(zone)s)."))
    return sentence % {
        "date": full_date(made.made_at.date(), document.language),
        "time": clock(made.made_at),
        "zone": utc_offset(made.made_at),
    }
