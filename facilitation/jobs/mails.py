"""Sends mails by SMTP, and tells the outbox what came of it. Without a mail server they stay there."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any
from urllib.parse import unquote, urlsplit

from facilitation.commands.execute import Call
from facilitation.config import Config, is_loopback
from facilitation.domain.mails import CERTIFICATE, LINK, PASSWORD, PLAIN, RECIPIENT, REFUSED, SILENT, failure
from facilitation.jobs.mail_policy import POLICY
from facilitation.jobs.work import Context
from facilitation.store.mails import Mail
from facilitation.store.programmes import Programme

#: How long the mail server may take for each answer, in seconds.
PATIENCE = 30
_PORTS = {"smtp": 25, "smtps": 465}


def send(context: Context, payload: dict[str, Any], job_id: int) -> None:
    """Send one mail, unless it is sent or withdrawn already, or there is no mail server."""
    if context.config.smtp_url is None:
        return
    with context.database.reading() as orm:
        mail = orm.get(Mail, payload["mail"])
        if mail is None or mail.sent_at is not None:
            return
        message = _message(context, mail, orm.get_one(Programme, mail.programme_id).contact)
        tries = mail.tries
    error = _deliver(context.config, message)
    # By its own tries, not by the job's: a job that is done again tells something new.
    operation = f"job:{job_id}:mail.tell:{tries}"
    told = {"mail": payload["mail"], "error": error}
    context.door.execute(Call("mail.tell", operation, told, programme=context.programme))


def _message(context: Context, mail: Mail, contact: str) -> EmailMessage:
    """The mail as it goes out; answers go to `contact`. EmailMessage refuses a line break in a header."""
    config = context.config
    message = EmailMessage(policy=POLICY)
    message["From"] = config.mail_from
    if contact:
        message["Reply-To"] = contact
    message["To"] = mail.address
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(context.clock())
    message["Message-ID"] = make_msgid(domain=(config.mail_from or "").rpartition("@")[2] or "localhost")
    # No answering machine shall answer it.
    message["Auto-Submitted"] = "auto-generated"
    link = config.public_url + mail.link if mail.link else ""
    text = mail.text.replace(LINK, link)
    if mail.calendar is None:
        message.set_content(text)
        return message
    # Programs take the last part that they know; base64 brings the calendar's line ends through.
    message.set_content(text, cte="base64")
    message.add_alternative(mail.html.replace(LINK, link), subtype="html", cte="base64")
    message.add_alternative(
        mail.calendar,
        maintype="text",
        subtype="calendar",
        cte="base64",
        params={"method": mail.method, "charset": "utf-8"},
    )
    return message


def _deliver(config: Config, message: EmailMessage) -> str:
    """Hand a mail to the server: "" when it has taken it, otherwise why not."""
    try:
        with _connected(config.smtp_url or "") as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as refused:
        code, said = next(iter(refused.recipients.values()))
        return failure(RECIPIENT, f"{code} {_text(said)}")
    except smtplib.SMTPAuthenticationError:
        return failure(PASSWORD)
    except smtplib.SMTPResponseException as error:
        return failure(REFUSED, f"{error.smtp_code} {_text(error.smtp_error)}")
    except smtplib.SMTPNotSupportedError:
        return failure(PLAIN)
    except ssl.SSLError:
        return failure(CERTIFICATE)
    except (smtplib.SMTPException, OSError):
        return failure(SILENT)
    return ""


def _connected(url: str) -> smtplib.SMTP:
    """A connection to the server, encrypted wherever it leaves this machine or a password is sent."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=PATIENCE)
    try:
        server.ehlo()
        if parts.scheme == "smtp" and (server.has_extn("starttls") or parts.username):
            if not is_loopback(host) or server.has_extn("starttls"):
                server.starttls(context=context)
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
