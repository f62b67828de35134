"""People are invited, told what changed and uninvited: through the real worker, over SMTP, read by a parser
and a calendar of the tests' own."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from facilitation.commands.sessions.schedule import reschedule
from facilitation.commands.work import Work
from facilitation.domain.errors import Refused
from facilitation.domain.invitations import CANCELLED
from facilitation.exports.invitations import invitation_mail
from facilitation.jobs.worker import Worker
from facilitation.queries.sessions.session_invitations import receiver_of
from facilitation.store.jobs import Job
from facilitation.store.mails import Mail
from facilitation.store.people import Person, Seat
from facilitation.store.programmes import Programme
from facilitation.store.session_invitations import SessionInvitation
from facilitation.store.sessions import Session
from tests.jobs.rfc5546 import OwnCalendar, parts, read
from tests.jobs.test_mails import Server, _work, _worker
from tests.world import World

QUIET = dt.timedelta(minutes=2)
OUTSIDE = "sally@elsewhere.example"


class Post:
    """A session for Dublin and Turin, its people, and the mail server that their mails go to."""

    def __init__(self, world: World, worker: Worker, server: Server) -> None:
        self.world, self.worker, self.server = world, worker, server
        created = {"title": "Żółć, a workshop; one", "type": "challenge", "template": "challenges"}
        when = {"date": "2027-05-11", "starts_at": "14:00", "minutes": 90, "cities": ["DUB", "TRN"]}
        self.session = world.by("facilitator", "session.create", created | when).result["session"]

    def invite(self, *roles: str, people: tuple[int, ...] = ()) -> int:
        seats = [self.world.here.seats[role] for role in roles]
        payload = {"session": self.session, "seats": seats, "people": list(people)}
        return self.world.by("facilitator", "session.invite", payload).result["invited"]

    def outsider(self) -> int:
        payload = {"session": self.session, "role": "speaker", "name": "Sally", "email": OUTSIDE}
        return self.world.by("facilitator", "session_person.add", payload).result["person"]

    def uninvite(self, role: str) -> None:
        payload = {"invitation": self.row(role).id}
        self.world.by("facilitator", "session.uninvite", payload)

    def row(self, role: str) -> SessionInvitation:
        with self.world.database.reading() as orm:
            query = select(SessionInvitation).where(
                SessionInvitation.seat_id == self.world.here.seats[role],
                SessionInvitation.session_id == self.session,
            )
            return orm.scalars(query).one()

    def change(self, **changes: Any) -> None:
        """Reschedule as a handler would."""
        world = self.world
        with world.database.writing() as orm:
            viewer = world.viewer(world.here.seats["organiser"])
            work = Work(orm, viewer, world.clock.now, world.house.translate)
            reschedule(work, orm.get_one(Session, self.session), **changes)

    def sequence(self) -> int:
        with self.world.database.reading() as orm:
            return orm.get_one(Session, self.session).sequence

    def work(self, after: dt.timedelta = dt.timedelta()) -> dict[str, bytes]:
        """What arrives now: by address the mail; nobody gets two."""
        self.world.clock.now += after
        before = len(self.server.taken)
        _work(self.worker)
        arrived = {to[0].strip("<>"): body.encode() for to, body in self.server.taken[before:]}
        assert len(arrived) == len(self.server.taken) - before
        return arrived


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture
def post(world: World, tmp_path: Path, server: Server) -> Post:
    with world.database.writing() as orm:
        people = {name: orm.get_one(Person, world.here.people[name]) for name in ("participant", "observer")}
        people["participant"].locale = "fr"
        people["observer"].locale, people["observer"].time_zone = "en", "Asia/Seoul"
        orm.get_one(Seat, world.here.seats["observer"]).city_id = None
    world.by("organiser", "programme.change", {"contact": "team@learning.example"})
    return Post(world, _worker(world, tmp_path, server.url), server)


def _text(mail: bytes) -> str:
    return parts(mail)["text/plain"][1].decode()


def _subject(mail: bytes) -> str:
    raw = message_from_bytes(mail, policy=policy.compat32)["Subject"]
    return str(make_header(decode_header(raw)))


def test_an_invitation_is_a_calendar_mail_for_each_alone(post: Post) -> None:
    assert post.invite("participant", "observer", people=(post.outsider(),)) == 3
    arrived = post.work()
    assert set(arrived) == {"participant@here.invalid", "observer@here.invalid", OUTSIDE}
    for address, mail in arrived.items():
        entry = read(mail)
        assert (entry.method, entry.sequence, entry.status) == ("REQUEST", 0, "CONFIRMED")
        assert entry.attendees == (f"mailto:{address}",)
        assert entry.organiser == "mailto:team@learning.example"
        others = set(arrived) - {address}
        assert not any(other.encode() in mail or other in _text(mail) for other in others)
        # A second reader, which knows what a well-formed message is.
        message = message_from_bytes(mail, policy=policy.default)
        assert not message.defects and message["Reply-To"] == "team@learning.example"
        assert [part.get_content_type() for part in message.iter_parts()] == list(parts(mail))


def test_every_mail_is_in_its_readers_language_and_zone(post: Post) -> None:
    post.invite("participant", "observer", people=(post.outsider(),))
    arrived = post.work()
    seoul, dublin = _text(arrived["observer@here.invalid"]), _text(arrived["participant@here.invalid"])
    assert "Tuesday, 11 May 2027, 22:00–23:30 (UTC+9), Seoul" in seoul
    assert "Tuesday, 11 May 2027, 14:00–15:30 (UTC+1), Dublin" in seoul, "the host's time beside it"
    assert "mardi 11 mai 2027, 14:00–15:30 (UTC+1), Dublin" in dublin
    html = parts(arrived["participant@here.invalid"])["text/html"][1].decode()
    assert '<html lang="fr">' in html and "mardi 11 mai 2027" in html
    calendar = parts(arrived["participant@here.invalid"])["text/calendar"][1].decode().replace("\r\n ", "")
    assert "Turin: mardi 11 mai 2027\\, 15:00–16:30" in calendar
    assert "(Tuesday, 11 May 2027, 22:00)" in _subject(arrived["observer@here.invalid"])


def test_nobody_is_invited_twice_and_only_who_can_be_written_to(post: Post) -> None:
    world = post.world
    assert post.invite("participant") == 1 and post.invite("participant", "observer") == 1
    with world.database.writing() as orm:
        orm.get_one(Person, world.here.people["support"]).email = None
    with pytest.raises(Refused, match="has no e-mail address"):
        post.invite("support")
    with pytest.raises(Refused, match="Choose whom"):
        post.invite()
    assert len(post.work()) == 2
    strangers = {"session": post.session, "seats": [world.there.seats["participant"]]}
    with pytest.raises(Refused):
        world.by("facilitator", "session.invite", strangers)


def test_what_has_no_date_or_is_cancelled_invites_nobody(post: Post) -> None:
    post.change(date=None, starts_at=None)
    with pytest.raises(Refused, match="a date first"):
        post.invite("participant")
    post.change(date=dt.date(2027, 5, 11), cancelled=True)
    with pytest.raises(Refused, match="is cancelled"):
        post.invite("participant")


def test_several_edits_are_one_mail_after_a_quiet_while(post: Post) -> None:
    post.invite("participant", "observer")
    post.work()
    post.change(starts_at="15:00")
    assert post.work(dt.timedelta(minutes=1)) == {}
    post.change(date=dt.date(2027, 5, 12), place="Town hall")
    assert post.work(dt.timedelta(minutes=1)) == {}, "the quiet while begins anew"
    arrived = post.work(dt.timedelta(minutes=1))
    assert set(arrived) == {"participant@here.invalid", "observer@here.invalid"}
    text = _text(arrived["observer@here.invalid"])
    assert re.search(r"Before: Tuesday, 11 May 2027, 22:00–23:30 .*14:00–15:30 \(UTC\+1\), Dublin", text)
    assert re.search(
        r"Now: Wednesday, 12 May 2027, 23:00 – Thursday, 13 May 2027, 00:30 .*15:00–16:30 \(UTC\+1\), Dublin",
        text,
    )
    assert "Place: is now Town hall" in text
    assert read(arrived["observer@here.invalid"]).sequence == 2
    assert post.work(dt.timedelta(hours=1)) == {}, "and that was it"


def test_moved_and_moved_back_tells_nobody(post: Post) -> None:
    post.invite("participant")
    post.work()
    post.change(starts_at="15:00")
    post.change(starts_at="14:00")
    assert post.work(QUIET) == {} and post.sequence() == 2


def test_small_edits_tell_nobody(post: Post) -> None:
    post.invite("participant")
    post.work()
    payload = {"session": post.session, "for_whom": "these", "cities": ["DUB", "WAW"]}
    post.world.by("facilitator", "session.for_whom", payload)
    post.world.by("facilitator", "session.start", {"session": post.session})
    assert post.work(dt.timedelta(hours=1)) == {}


def test_a_cancellation_goes_at_once_and_can_be_taken_back(post: Post) -> None:
    post.invite("participant")
    post.work()
    post.change(place="Town hall")
    post.change(cancelled=True)
    [mail] = post.work().values()
    entry = read(mail)
    assert (entry.method, entry.status, entry.sequence) == ("CANCEL", "CANCELLED", 2)
    assert "Annul" in entry.summary or "[Cancelled]" in entry.summary
    post.change(cancelled=False)
    [mail] = post.work(QUIET).values()
    assert (read(mail).method, read(mail).sequence) == ("REQUEST", 3)


def test_who_is_uninvited_is_told_alone(post: Post) -> None:
    post.invite("participant", "observer")
    post.work()
    post.uninvite("observer")
    [(address, mail)] = post.work().items()
    entry = read(mail)
    assert address == "observer@here.invalid"
    assert (entry.method, entry.sequence, entry.status) == ("CANCEL", 1, ""), "the session takes place"
    assert "[Cancelled]" not in entry.summary
    post.change(starts_at="16:00")
    assert set(post.work(QUIET)) == {"participant@here.invalid"}
    assert post.invite("observer") == 1
    [(address, mail)] = post.work().items()
    assert address == "observer@here.invalid" and read(mail).method == "REQUEST"
    assert read(mail).sequence > 1, "or the mail that took them off would count as newer"


def test_a_session_that_loses_its_date_goes_from_calendars(post: Post) -> None:
    post.invite("participant")
    post.work()
    post.change(date=None, starts_at=None)
    [mail] = post.work(QUIET).values()
    entry = read(mail)
    assert (entry.method, entry.sequence, entry.start) == ("CANCEL", 1, "20270511T140000")
    post.change(date=dt.date(2027, 6, 1), starts_at="10:00")
    [mail] = post.work(QUIET).values()
    assert (read(mail).method, read(mail).start) == ("REQUEST", "20270601T100000")


def test_in_whatever_order_mails_arrive_the_newest_counts(post: Post) -> None:
    """Invited, moved, uninvited, invited again, moved; each mail twice, in every order: one entry."""
    post.invite("observer")
    mails = list(post.work().values())
    for change in (
        lambda: post.change(starts_at="15:00"),
        lambda: post.uninvite("observer"),
        lambda: post.invite("observer"),
        lambda: post.change(date=dt.date(2027, 5, 13)),
    ):
        change()
        mails += post.work(QUIET).values()
    assert [read(mail).method for mail in mails] == ["REQUEST", "REQUEST", "CANCEL", "REQUEST", "REQUEST"]
    assert len({read(mail).uid for mail in mails}) == 1
    sequences = [read(mail).sequence for mail in mails]
    assert sequences == sorted(set(sequences)), "each is newer than the one before"
    for order in itertools.permutations(mails):
        own = OwnCalendar("observer@here.invalid")
        for mail in (*order, *reversed(order)):
            own.receive(mail)
        assert [entry.start for entry in own.entries.values()] == ["20270513T150000"]
    post.change(cancelled=True)
    mails += post.work().values()
    for order in itertools.permutations(mails[-3:]):
        own = OwnCalendar("observer@here.invalid")
        for mail in order:
            own.receive(mail)
        assert own.entries == {}


def test_a_job_that_is_done_again_tells_nobody_twice(post: Post) -> None:
    """As after a crash between the mails and the end of the job."""
    post.invite("participant")
    assert len(post.work()) == 1
    with post.world.database.writing() as orm:
        for job in orm.scalars(select(Job).where(Job.kind == "session.tell")):
            job.status = "waiting"
    assert post.work() == {}
    with post.world.database.reading() as orm:
        assert not orm.scalars(select(Job).where(Job.status == "failed")).all()


def test_what_was_made_of_an_older_state_is_not_sent(post: Post) -> None:
    """The session moved while the worker wrote: the mail would say what isn't true any more."""
    post.invite("participant")
    post.work()
    row = post.row("participant")
    stale = {"invitation": row.id, "before": 0, "about": "changed", "address": "x@y.example", "subject": "x"}
    stale |= {"text": "x", "html": "x", "calendar": ""}
    post.change(starts_at="15:00")
    payload = {"session": post.session, "sequence": 0, "mails": [stale]}
    done = post.world.do("session.told", payload, programme=post.world.here.programme)
    assert done.result == {"sent": 0}


def test_without_a_mail_server_they_wait_in_the_outbox(world: World, tmp_path: Path, server: Server) -> None:
    post = Post(world, _worker(world, tmp_path, None), server)
    post.invite("participant")
    _work(post.worker)
    with world.database.reading() as orm:
        [mail] = orm.scalars(select(Mail)).all()
        assert (mail.method, mail.sent_at) == ("REQUEST", None) and mail.calendar and mail.link
    _work(_worker(world, tmp_path, server.url))
    assert server.taken == [], "nothing asked for it"
    world.by("organiser", "mail.again", {"mail": mail.id})
    _work(_worker(world, tmp_path, server.url))
    with world.database.reading() as orm:
        mail = orm.get_one(Mail, mail.id)
        assert (mail.calendar, mail.html, mail.link) == (None, "", None), "of no more use"
    assert len(server.taken) == 1


def test_each_answer_has_its_link_in_the_mail(post: Post) -> None:
    post.invite("participant")
    [mail] = post.work().values()
    html = parts(mail)["text/html"][1].decode()
    found = re.findall(r'href="https://learning\.example(/answer/[^"?]+)\?answer=(\w+)"', html)
    assert [answer for _, answer in found] == ["yes", "no", "perhaps"]
    assert f"https://learning.example{found[0][0]}" in _text(mail)


def test_the_reason_of_a_cancellation_is_told(post: Post) -> None:
    post.invite("observer")
    post.work()
    post.change(cancelled=True)
    with post.world.database.reading() as orm:
        programme = orm.get_one(Programme, post.world.here.programme)
        session, row = (
            orm.get_one(Session, post.session),
            orm.get_one(SessionInvitation, post.row("observer").id),
        )
        session.cancel_reason = "The host <is> ill."  # what the form of a cancellation asks for
        to = receiver_of(programme, session, row)
        mail = invitation_mail(CANCELLED, row, to, session, programme, "https://learning.example")
    assert "Reason: The host <is> ill." in mail.text and "The host &lt;is&gt; ill." in mail.html
    assert mail.subject.startswith("Cancelled: ") and "{link}" not in mail.text + mail.html
