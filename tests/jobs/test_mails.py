"""Mail by a real SMTP server: sent once, tried again, its failure said, and never a header too many."""

from __future__ import annotations

import contextlib
import datetime as dt
import email
import email.policy
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitation.config import Config
from facilitation.domain.mails import failure_sentence
from facilitation.jobs.worker import Worker
from facilitation.store.invitations import Invitation
from facilitation.store.jobs import Job
from facilitation.store.mails import Mail
from facilitation.store.programmes import Programme
from tests.world import World

SECRET = "Uu3vXq8nW5rT1yKp7LmZ0cBd4FgHj6Ss9AaEeIoOxYz2"


class Server:
    """A mail server of the plainest kind. `refuse` maps a command to what it is answered instead."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self._listener.getsockname()[1]}"
        self.refuse: dict[str, str] = {}
        self.taken: list[tuple[list[str], str]] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                with connection, connection.makefile("rwb") as stream:
                    self._talk(stream)

    def _talk(self, stream) -> None:
        def say(line: str) -> None:
            stream.write(line.encode() + b"\r\n")
            stream.flush()

        to: list[str] = []
        say("220 ready")
        while line := stream.readline().decode().strip():
            word = line.split(":")[0].split()[0].upper()
            if word in self.refuse:
                say(self.refuse[word])
            elif word == "DATA":
                say("354 go on")
                body = b"".join(iter(stream.readline, b".\r\n"))
                self.taken.append((to, body.decode()))
                say("250 taken")
            elif word == "QUIT":
                say("221 bye")
                return
            else:
                if word == "RCPT":
                    to.append(line.split(":", 1)[1].strip())
                say("250 well")

    def close(self) -> None:
        self._listener.close()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def _worker(world: World, tmp_path: Path, smtp_url: str | None) -> Worker:
    settings = {"EXTERNAL_URL": "https://learning.example", "SECRET_KEY": SECRET}
    if smtp_url:
        settings |= {"SMTP_URL": smtp_url, "MAIL_FROM": "programme@learning.example"}
    config = Config.from_environment(
        {f"FACILITATION_{name}": value for name, value in settings.items()},
        database_url=str(world.database.url),
    )
    return Worker(config, world.database, world.door, world.clock, threading.Event())


def _work(worker: Worker) -> None:
    while worker.work_once():
        pass


def _invite(world: World, name: str = "Inés") -> None:
    invitee = {"email": "ines@city.example", "name": name, "role": "observer"}
    world.by("organiser", "invitation.send", {"people": [invitee]})


def _mail(world: World) -> Mail:
    with world.database.reading() as orm:
        return orm.query(Mail).one()


def test_a_mail_is_sent_once_with_its_link(world: World, tmp_path: Path, server: Server) -> None:
    _invite(world)
    link = _mail(world).link
    _work(_worker(world, tmp_path, server.url))
    [(to, body)] = server.taken
    message = email.message_from_string(body, policy=email.policy.default)
    assert to == ["<ines@city.example>"] and message["From"] == "programme@learning.example"
    assert message["Reply-To"] is None, "the programme has no contact address"
    assert f"https://learning.example{link}" in message.get_content() and "Inés" in message.get_content()
    assert (_mail(world).sent_at, _mail(world).link) == (world.clock(), None)
    world.clock.now += dt.timedelta(days=1)
    _work(_worker(world, tmp_path, server.url))
    assert len(server.taken) == 1


def test_answers_go_to_the_programmes_contact(world: World, tmp_path: Path, server: Server) -> None:
    world.by("organiser", "programme.change", {"contact": "Team@Learning.example"})
    _invite(world)
    _work(_worker(world, tmp_path, server.url))
    [(_, body)] = server.taken
    message = email.message_from_string(body, policy=email.policy.default)
    assert message["Reply-To"] == "team@learning.example"
    assert message["From"] == "programme@learning.example", "mail still goes out from the server's sender"


def test_a_subject_keeps_its_spaces_and_emoji(world: World, tmp_path: Path, server: Server) -> None:
    title = "Aprender entre ciudades 🌍 de la economía social y solidaria – edición de otoño de 2027"
    with world.database.writing() as orm:
        orm.get_one(Programme, world.here.programme).title = title
    _invite(world)
    _work(_worker(world, tmp_path, server.url))
    [(_, body)] = server.taken
    assert email.message_from_string(body, policy=email.policy.default)["Subject"] == f"Invitation: {title}"
    subject = re.search(r"^Subject: (.*\r?\n(?:[ \t].*\r?\n)*)", body, re.MULTILINE)[1]
    plain = re.sub(r"=\?utf-8\?[bq]\?[^?\s]*\?=", "", subject)
    assert not plain.strip(), "all of it is within encoded words, where every program keeps its spaces"


def test_a_name_adds_no_header(world: World, tmp_path: Path, server: Server) -> None:
    with world.database.writing() as orm:
        orm.get_one(Programme, world.here.programme).title = "Peers\r\nBcc: spy@evil.example"
    _invite(world)
    _work(_worker(world, tmp_path, server.url))
    [(to, body)] = server.taken
    message = email.message_from_string(body, policy=email.policy.default)
    assert to == ["<ines@city.example>"] and message["Bcc"] is None


@pytest.mark.parametrize(
    ("refuse", "words"),
    [
        ({"RCPT": "550 no such mailbox"}, "does not take this address: 550 no such mailbox"),
        ({"MAIL": "451 later please"}, "refused it: 451 later please"),
        ({"DATA": "554 no"}, "refused it: 554 no"),
    ],
)
def test_a_failure_is_said_and_tried_again(
    world: World, tmp_path: Path, server: Server, refuse: dict[str, str], words: str
) -> None:
    _invite(world)
    worker = _worker(world, tmp_path, server.url)
    server.refuse = refuse
    for tries in (1, 2):
        _work(worker)
        mail = _mail(world)
        assert (mail.tries, mail.sent_at) == (tries, None) and mail.link
        assert words in str(failure_sentence(mail.error))
        world.clock.now += dt.timedelta(minutes=5)
    server.refuse = {}
    _work(worker)
    assert _mail(world).sent_at is not None and len(server.taken) == 1 and not _mail(world).error


def test_it_gives_up_in_the_end_and_can_be_asked_again(world: World, tmp_path: Path) -> None:
    _invite(world)
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    worker = _worker(world, tmp_path, f"smtp://127.0.0.1:{port}")
    for _ in range(10):
        _work(worker)
        world.clock.now += dt.timedelta(hours=8)
    assert _mail(world).tries == 6
    assert "can't be reached" in str(failure_sentence(_mail(world).error))
    world.by("organiser", "mail.again", {"mail": _mail(world).id})
    _work(worker)
    assert _mail(world).tries == 7


def test_without_a_mail_server_it_waits(world: World, tmp_path: Path, server: Server) -> None:
    _invite(world)
    _work(_worker(world, tmp_path, None))
    assert (_mail(world).tries, _mail(world).error) == (0, "")
    world.by("organiser", "mail.again", {"mail": _mail(world).id})
    _work(_worker(world, tmp_path, server.url))
    assert len(server.taken) == 1


def test_no_password_goes_without_encryption(world: World, tmp_path: Path, server: Server) -> None:
    """The test's server offers neither STARTTLS nor AUTH; a password must not be tried on it elsewhere."""
    _invite(world)
    url = server.url.replace("127.0.0.1", "user:secret-word@127.0.0.1")
    _work(_worker(world, tmp_path, url))
    assert not server.taken and _mail(world).error


def test_jobs_of_a_withdrawn_mail_do_nothing(world: World, tmp_path: Path, server: Server) -> None:
    _invite(world)
    with world.database.reading() as orm:
        number = orm.query(Invitation).one().id
    world.by("organiser", "invitation.revoke", {"invitation": number})
    _work(_worker(world, tmp_path, server.url))
    assert not server.taken
    with world.database.reading() as orm:
        assert {job.status for job in orm.query(Job)} == {"done"}
