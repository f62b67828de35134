"""The links in mails, and why a mail was not sent: kept as "kind: what the server said", shown in words."""

import datetime as dt

from facilitation.domain.errors import N_, Message
from facilitation.domain.texts import one_line

#: Where the link belongs in a mail's text.
LINK = "{link}"
#: How long a mailed link signs in or sets a password.
LINK_LIFE = dt.timedelta(hours=1)

RECIPIENT, PASSWORD, REFUSED, PLAIN, CERTIFICATE, SILENT = (
    "recipient",
    "password",
    "refused",
    "plain",
    "certificate",
    "silent",
)
_SENTENCES = {
    RECIPIENT: N_("The mail server does not take this address: %(said)s"),
    PASSWORD: N_("The mail server does not accept our name and password."),
    REFUSED: N_("The mail server refused it: %(said)s"),
    PLAIN: N_("The mail server offers no encryption; without it no password is sent."),
    CERTIFICATE: N_("The connection to the mail server is not safe: its certificate does not fit."),
    SILENT: N_("The mail server can't be reached."),
}


def failure(kind: str, said: str = "") -> str:
    """As it is kept: one line of at most 300 characters."""
    return f"{kind}: {one_line(said)}"[:300]


def failure_sentence(kept: str) -> Message:
    """As it is shown."""
    kind, _, said = kept.partition(": ")
    return Message(_SENTENCES.get(kind, _SENTENCES[SILENT]), {"said": said})
