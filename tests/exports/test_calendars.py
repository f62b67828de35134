"""Calendars read back by icalendar: times, stamps, escaping, folding, and the same bytes twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar as ParsedCalendar

from facilitation.domain.calendars import (
    CANCEL,
    CANCELLED,
    REQUEST,
    Calendar,
    CalendarEvent,
    CityClock,
    Person,
    Timed,
    WholeDay,
)
from facilitation.domain.errors import Refused
from facilitation.domain.texts import one_line, printable
from facilitation.exports.calendars import calendar_bytes
from facilitation.exports.etags import strong_etag
from facilitation.exports.wording import untranslated

CITIES = (
    CityClock("Belo Horizonte", "America/Sao_Paulo"),
    CityClock("Dublin", "Europe/Dublin"),
    CityClock("Guadalajara", "America/Mexico_City"),
    CityClock("San Francisco", "America/Los_Angeles"),
    CityClock("Seoul", "Asia/Seoul"),
    CityClock("Warsaw", "Europe/Warsaw"),
)
ORGANISER = Person("Coordination team", "team@example.org")
SPANISH = {
    "[Cancelled] %(title)s": "[Cancelada] %(title)s",
    "Local times:": "Horas locales:",
    "This session is cancelled.": "Esta sesión se ha cancelado.",
}


def event(**changes) -> CalendarEvent:
    stamp = datetime(2027, 1, 5, 10, 0, 0, 250, tzinfo=UTC)
    values = {
        "uid": "session-7@facilitation",
        "sequence": 2,
        "created": stamp,
        "last_modified": stamp + timedelta(days=1),
        "dtstamp": stamp + timedelta(days=1),
        "title": "Challenge workshop",
        "when": Timed(datetime(2027, 3, 18, 15, 0), "Europe/Dublin", 90),
        "organiser": ORGANISER,
    }
    return CalendarEvent(**{**values, **changes})


def written(*events: CalendarEvent, language="en", translate=untranslated, **changes) -> bytes:
    calendar = Calendar("Nine cities", "-//Facilitation//Calendar//EN", events or (event(),), **changes)
    return calendar_bytes(calendar, translate, language)


def read(content: bytes) -> ParsedCalendar:
    return ParsedCalendar.from_ical(content)


def only_event(content: bytes):
    (found,) = read(content).walk("VEVENT")
    return found


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_stamps_and_identity_are_those_of_the_session():
    found = only_event(written())
    assert found["UID"] == "session-7@facilitation"
    assert found["SEQUENCE"] == 2
    assert found.decoded("DTSTAMP") == datetime(2027, 1, 6, 10, tzinfo=UTC)
    assert found.decoded("LAST-MODIFIED") == datetime(2027, 1, 6, 10, tzinfo=UTC)
    assert found.decoded("CREATED") == datetime(2027, 1, 5, 10, tzinfo=UTC)


def test_an_unchanged_calendar_is_the_same_bytes():
    events = (
        event(cities=CITIES),
        event(uid="b", when=Timed(datetime(2021, 9, 23, 9), "America/Mexico_City", 60)),
    )
    assert written(*events) == written(*events)
    assert strong_etag(written(*events)) == strong_etag(written(*events))
    assert strong_etag(written(*events)) != strong_etag(written(event(sequence=3)))


def test_a_feed_says_who_publishes_it_and_when_to_look_again():
    lines = unfolded(written(refresh=timedelta(hours=2)))
    assert "METHOD:PUBLISH" in lines
    assert "NAME:Nine cities" in lines and "X-WR-CALNAME:Nine cities" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT2H" in lines and "X-PUBLISHED-TTL:PT2H" in lines
    assert 'ORGANIZER;CN="Coordination team":mailto:team@example.org' in lines
    assert not any(line.startswith("ATTENDEE") for line in lines)


def test_names_of_calendars_are_escaped():
    content = calendar_bytes(Calendar("A, b; c\\d\nX-EVIL:1", "-//F//C//EN", (event(),)), untranslated, "en")
    for name in ("NAME", "X-WR-CALNAME"):
        assert f"{name}:A\\, b\\; c\\\\d X-EVIL:1" in unfolded(content)


def test_start_and_end_are_the_hosts_wall_time_with_its_zone():
    lines = unfolded(written())
    assert "DTSTART;TZID=Europe/Dublin:20270318T150000" in lines
    assert "DTEND;TZID=Europe/Dublin:20270318T163000" in lines
    assert only_event(written()).decoded("DTSTART").astimezone(UTC) == datetime(2027, 3, 18, 15, tzinfo=UTC)


def test_the_end_is_real_minutes_away_across_a_clock_change():
    when = Timed(datetime(2027, 3, 28, 0, 30), "Europe/Dublin", 60)
    assert "DTEND;TZID=Europe/Dublin:20270328T023000" in unfolded(written(event(when=when)))


#: (start by the host's clocks, fold, minutes) of what begins or ends in an hour that comes twice in Dublin
REPEATED = (
    (datetime(2027, 10, 31, 1, 30), 0, 15, "20271031T003000Z", "20271031T004500Z"),
    (datetime(2027, 10, 31, 1, 30), 1, 60, "20271031T013000Z", "20271031T023000Z"),
    (datetime(2027, 10, 31, 0, 45), 0, 30, "20271030T234500Z", "20271031T001500Z"),
    (datetime(2027, 10, 31, 0, 45), 0, 90, "20271030T234500Z", "20271031T011500Z"),
)


@pytest.mark.parametrize(("start", "fold", "minutes", "begins", "ends"), REPEATED)
def test_what_begins_or_ends_in_the_repeated_hour_is_written_in_utc(start, fold, minutes, begins, ends):
    lines = unfolded(written(event(when=Timed(start.replace(fold=fold), "Europe/Dublin", minutes))))
    assert f"DTSTART:{begins}" in lines and f"DTEND:{ends}" in lines
    assert "BEGIN:VTIMEZONE" not in lines, "a zone that nothing is written in"


def test_what_lasts_over_the_repeated_hour_keeps_its_zone():
    when = Timed(datetime(2027, 10, 31, 0, 30), "Europe/Dublin", 180)
    lines = unfolded(written(event(when=when)))
    assert "DTSTART;TZID=Europe/Dublin:20271031T003000" in lines
    assert "DTEND;TZID=Europe/Dublin:20271031T023000" in lines


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "Africa/Abidjan"])
def test_what_is_written_in_utc_brings_no_zone(zone):
    lines = unfolded(written(event(when=Timed(datetime(2027, 3, 18, 15), zone, 60))))
    assert "DTSTART:20270318T150000Z" in lines and "BEGIN:VTIMEZONE" not in lines


def test_a_calendar_has_the_zones_that_it_uses_and_no_others():
    repeated = Timed(datetime(2027, 10, 31, 1, 30), "Europe/Dublin", 60)
    rome = Timed(datetime(2027, 10, 31, 1, 30), "Europe/Rome", 15)
    day = WholeDay(date(2021, 7, 6))
    content = written(event(when=repeated), event(uid="b", when=rome), event(uid="c", when=day))
    assert [str(zone["TZID"]) for zone in read(content).walk("VTIMEZONE")] == ["Europe/Rome"]


def test_a_calendar_without_events_is_a_calendar():
    content = calendar_bytes(Calendar("Nine cities", "-//F//C//EN", ()), untranslated, "en")
    found = read(content)
    assert found.walk("VEVENT") == found.walk("VTIMEZONE") == []
    assert (found["METHOD"], found["X-WR-CALNAME"], found["VERSION"]) == ("PUBLISH", "Nine cities", "2.0")
    assert content.endswith(b"END:VCALENDAR\r\n")


def test_an_hour_that_the_clock_skips_is_read_as_the_hour_after():
    when = Timed(datetime(2027, 3, 28, 1, 30), "Europe/Dublin", 30)
    assert "DTSTART;TZID=Europe/Dublin:20270328T023000" in unfolded(written(event(when=when)))


def test_a_date_without_time_is_a_date():
    lines = unfolded(written(event(when=WholeDay(date(2021, 7, 6)), cities=CITIES)))
    assert "DTSTART;VALUE=DATE:20210706" in lines and "DTEND;VALUE=DATE:20210707" in lines
    assert not any(line.startswith(("BEGIN:VTIMEZONE", "DESCRIPTION")) for line in lines)


def test_every_citys_local_date_and_time_stand_in_the_description():
    found = only_event(written(event(cities=CITIES)))
    assert str(found["DESCRIPTION"]).split("\n") == [
        "Local times:",
        "Belo Horizonte: Thursday, 18 March 2027, 12:00–13:30 (UTC-3)",
        "Dublin: Thursday, 18 March 2027, 15:00–16:30 (UTC)",
        "Guadalajara: Thursday, 18 March 2027, 09:00–10:30 (UTC-6)",
        "San Francisco: Thursday, 18 March 2027, 08:00–09:30 (UTC-7)",
        "Seoul: Friday, 19 March 2027, 00:00–01:30 (UTC+9)",
        "Warsaw: Thursday, 18 March 2027, 16:00–17:30 (UTC+1)",
    ]


def test_a_time_over_a_clock_change_has_an_offset_at_each_end():
    when = Timed(datetime(2027, 3, 28, 0, 30), "Europe/Dublin", 60)
    lines = str(only_event(written(event(when=when, cities=CITIES[:2])))["DESCRIPTION"]).split("\n")
    assert lines[2] == "Dublin: Sunday, 28 March 2027, 00:30 (UTC) – 02:30 (UTC+1)"
    assert lines[1] == "Belo Horizonte: Saturday, 27 March 2027, 21:30–22:30 (UTC-3)"


def test_many_cities_stand_together_where_their_clocks_agree():
    zones = ("Europe/Rome", "Europe/Warsaw", "Asia/Seoul")
    many = [CityClock(f"City {n:02}", zones[n % 3]) for n in range(60)]
    lines = str(only_event(written(event(cities=tuple(many))))["DESCRIPTION"]).split("\n")
    assert [line.partition(": ")[2] for line in lines[1:]] == [
        "Thursday, 18 March 2027, 16:00–17:30 (UTC+1)",
        "Friday, 19 March 2027, 00:00–01:30 (UTC+9)",
    ]
    assert lines[2].startswith("City 02, City 05, ") and all(one.name in "".join(lines) for one in many)


def test_local_times_follow_the_rules_of_their_own_date():
    when = Timed(datetime(2021, 9, 23, 9, 0), "America/Mexico_City", 60)
    description = str(only_event(written(event(when=when, cities=CITIES)))["DESCRIPTION"])
    assert "Guadalajara: Thursday, 23 September 2021, 09:00–10:00 (UTC-5)" in description
    assert "Dublin: Thursday, 23 September 2021, 15:00–16:00 (UTC+1)" in description


def test_a_time_that_passes_midnight_names_both_dates():
    when = Timed(datetime(2027, 3, 18, 14, 0), "Europe/Dublin", 120)
    description = str(only_event(written(event(when=when, cities=(CITIES[4],))))["DESCRIPTION"])
    assert "Seoul: Thursday, 18 March 2027, 23:00 – Friday, 19 March 2027, 01:00 (UTC+9)" in description


def test_a_cancelled_session_says_so_in_the_readers_language():
    content = written(
        event(status=CANCELLED, cities=CITIES[:1]),
        language="es",
        translate=lambda text: SPANISH.get(text, text),
    )
    found = only_event(content)
    assert found["STATUS"] == "CANCELLED"
    assert found["SUMMARY"] == "[Cancelada] Challenge workshop"
    assert "Esta sesión se ha cancelado." in found["DESCRIPTION"]
    assert "Belo Horizonte: jueves, 18 de marzo de 2027, 12:00–13:30 (UTC-3)" in found["DESCRIPTION"]


def test_simulated_sessions_are_marked():
    found = only_event(written(event(simulated=True)))
    assert found["SUMMARY"] == "Challenge workshop (Simulated)"
    assert "Simulated" in found["DESCRIPTION"]


def test_the_join_link_stands_where_readers_look_for_it():
    link = "https://meet.example.org/room,7;a=1?b=2"
    found = only_event(written(event(join_link=link)))
    assert found["LOCATION"] == link
    assert link in found["DESCRIPTION"]
    assert f"CONFERENCE;FEATURE=AUDIO,VIDEO;VALUE=URI:{link}" in unfolded(written(event(join_link=link)))
    assert only_event(written(event(join_link=link, place="Town hall")))["LOCATION"] == "Town hall"


def test_an_invitation_names_whom_it_invites_and_a_feed_never_does():
    invited = event(attendees=(Person("Ana", "ana@example.org"),))
    line = "ATTENDEE;CN=Ana;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:ana@example.org"
    assert line in unfolded(written(invited, method=REQUEST))
    lines = unfolded(written(event(attendees=invited.attendees, status=CANCELLED), method=CANCEL))
    assert "METHOD:CANCEL" in lines
    assert "ATTENDEE;CN=Ana;ROLE=REQ-PARTICIPANT:mailto:ana@example.org" in lines
    with pytest.raises(Refused):
        written(invited)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "x\r\nATTENDEE:mailto:evil@example.org"},
        {"title": "x\x0bATTENDEE:mailto:evil@example.org"},
        {"place": "x\nATTENDEE:mailto:evil@example.org"},
        {"uid": "x\nATTENDEE:mailto:evil@example.org"},
        {"description": ("x\r\nATTENDEE:mailto:evil@example.org", "\u2028ATTENDEE:mailto:evil@example.org")},
        {"categories": ("x\nATTENDEE:mailto:evil@example.org",)},
        {"organiser": Person('x"\nATTENDEE:mailto:evil@example.org', "a@example.org")},
        {"cities": (CityClock("x\nATTENDEE:mailto:evil@example.org", "Europe/Dublin"),)},
    ],
)
def test_no_text_adds_a_property(changes):
    content = written(event(**changes))
    assert not [line for line in unfolded(content) if line.startswith("ATTENDEE")]
    assert "ATTENDEE" not in only_event(content)


@pytest.mark.parametrize(
    "changes",
    [
        {"join_link": "https://example.org/\nATTENDEE:mailto:evil@example.org"},
        {"url": "javascript:alert(1)"},
        {"url": "https://example.org/\x00"},
    ],
)
def test_links_that_are_no_links_are_refused(changes):
    with pytest.raises(Refused):
        event(**changes)


@pytest.mark.parametrize("address", ["a@b\nATTENDEE:x", "a b@example.org", "nobody", "a@b@c", "a@b;x"])
def test_addresses_that_are_no_addresses_are_refused(address):
    with pytest.raises(Refused):
        Person("x", address)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Timed(datetime(2027, 3, 18, 15, tzinfo=UTC), "Europe/Dublin", 90),
        lambda: Timed(datetime(2027, 3, 18, 15), "Europe/Atlantis", 90),
        lambda: Timed(datetime(2027, 3, 18, 15), "../../etc/passwd", 90),
        lambda: Timed(datetime(2027, 3, 18, 15), "Europe/Dublin", 0),
        lambda: event(dtstamp=datetime(2027, 1, 1)),
        lambda: event(status="maybe"),
        lambda: Calendar("x", "y", (event(), event())),
    ],
)
def test_what_a_calendar_cannot_mean_is_refused(make):
    with pytest.raises(Refused):
        make()


TEXTS = st.text(st.characters(codec="utf-8"), max_size=200)


@settings(max_examples=50, deadline=None)
@given(TEXTS, TEXTS)
def test_whatever_is_written_is_read_back(title, paragraph):
    content = written(event(title=f"t{title}", description=(f"d{paragraph}",), cities=CITIES[:1]))
    found = only_event(content)
    assert found["SUMMARY"] == one_line(f"t{title}")
    assert str(found["DESCRIPTION"]).startswith(printable(f"d{paragraph}").strip() + "\n\nLocal times:")


@settings(max_examples=50, deadline=None)
@given(TEXTS)
def test_lines_are_75_octets_at_most_and_no_character_is_cut(text):
    content = written(event(title=f"Zażółć gęślą jaźń {text} 한국어 😀 " * 3, categories=(f"c{text}",)))
    assert b"\r" not in content.replace(b"\r\n", b"") and b"\n" not in content.replace(b"\r\n", b"")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")
    assert not any(ord(sign) < 32 and sign not in "\r\n" for sign in content.decode())
