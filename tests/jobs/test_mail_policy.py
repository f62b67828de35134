"""Subjects letter by letter as they were: by the standard library, and unfolded by hand as RFC 2047 says."""

from __future__ import annotations

import base64
import email
import email.policy
import quopri
import re
from email.message import EmailMessage

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from facilitation.domain.texts import one_line
from facilitation.jobs.mail_policy import POLICY

_WORD = re.compile(r"=\?utf-8\?([bq])\?([^?\s]*)\?=", re.IGNORECASE)


def _written(subject: str) -> bytes:
    message = EmailMessage(policy=POLICY.clone(linesep="\r\n"))
    message["From"] = "a@b.example"
    message["Subject"] = subject
    message.set_content("Hello")
    return message.as_bytes()


def _raw_subject(mail: bytes) -> list[str]:
    """The header's lines without its name."""
    found = re.search(rb"^Subject: ((?:.*\r\n)(?:[ \t].*\r\n)*)", mail, re.MULTILINE)
    assert found, mail
    return found[1].decode("ascii").split("\r\n")[:-1]


def _by_hand(lines: list[str]) -> str:
    """Unfolded and decoded: white space between two encoded words is none."""
    text = re.sub(r"\?=\s+=\?", "?==?", "".join(lines))

    def decode(word: re.Match[str]) -> str:
        if word[1].lower() == "b":
            return base64.b64decode(word[2], validate=True).decode()
        return quopri.decodestring(word[2].replace("_", " ").encode(), header=False).decode()

    return _WORD.sub(decode, text)


LETTERS = st.characters(exclude_categories=["Cs"])
TITLES = st.text(LETTERS, min_size=1, max_size=200).map(one_line).filter(bool)


@settings(max_examples=300, deadline=None)
@given(TITLES)
@example("Invitation: Peer learning of the European cities for the social economy, third edition of 2027")
@example("Invitación: Aprender entre ciudades 🌍 de la economía social – edición de otoño 2027 – Málaga")
@example("🌍" * 60)
@example("👩‍👩‍👧‍👦 " * 20 + "x")
@example("ä b " * 40 + "end")
@example("a" * 70 + " ä " + "b" * 70)
@example("=?utf-8?q?Bcc:_evil?= and more")
@example("x" * 200)
def test_a_subject_arrives_as_it_was(subject: str) -> None:
    mail = _written(subject)
    assert email.message_from_bytes(mail, policy=email.policy.default)["Subject"] == subject
    lines = _raw_subject(mail)
    assert _by_hand(lines) == subject
    assert len("Subject: " + lines[0]) <= 78 and all(len(line) <= 76 for line in lines[1:])
    if lines != [subject]:
        for word in " ".join(lines).split():
            assert len(word) <= 75 and _WORD.fullmatch(word)


def test_no_subject_adds_a_header() -> None:
    with pytest.raises(ValueError):
        _written("Peers\r\nBcc: spy@evil.example")
