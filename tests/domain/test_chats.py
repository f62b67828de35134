"""Reading a pasted chat: the forms of several meeting programs, and text that means no good."""

from __future__ import annotations

import time

import pytest

from facilitation.domain.chats import BYTES_MOST, ChatLine, read_chat
from facilitation.domain.errors import Refused
from facilitation.domain.speakers import Present, likely_speaker

FORMS = {
    "zoom, in the room": """14:05:11 From Anna Byrne to Everyone: Who pays for it?
14:06:02 From  Luis  Ortega : The region.""",
    "zoom, its file": "14:05:11\t From Anna Byrne to Everyone:\n\tWho pays for it?\n"
    "14:06:02\t From Luis Ortega to Everyone:\n\tThe region.",
    "zoom, pasted from the window": "From Anna Byrne to Everyone  02:05 PM\nWho pays for it?\n"
    "From Luis Ortega to Everyone  02:06 PM\nThe region.",
    "zoom, in French": "14:05:11 De Anna Byrne à Tout le monde : Who pays for it?\n"
    "14:06:02 De Luis Ortega à Tout le monde : The region.",
    "teams": "[14:05] Anna Byrne: Who pays for it?\n[14:06] Luis Ortega (Guest): The region.",
    "teams, text below": "[14:05] Anna Byrne\nWho pays for it?\n\n[14:06] Luis Ortega (Guest)\nThe region.\n",
    "teams, name first": "Anna Byrne  2:05 PM\nWho pays for it?\nLuis Ortega  Yesterday 2:06 PM\nThe region.",
    "meet": "Anna Byrne\n14:05\nWho pays for it?\nLuis Ortega\n14:06\nThe region.",
    "whatsapp": "[28/11/2026, 14:05:11] Anna Byrne: Who pays for it?\n"
    "\u200e[28/11/2026, 14:06:02] ~\u202fLuis Ortega: The region.",
    "whatsapp, exported": "28/11/26, 2:05\u202fPM - Anna Byrne: Who pays for it?\n"
    "28/11/26, 2:06\u202fPM - Luis Ortega: The region.",
    "plain": "Anna Byrne: Who pays for it?\r\nLuis Ortega: The region.",
    "a day with dashes": "2026-11-28 14:05 Anna Byrne: Who pays for it?\n"
    "2026-11-28 14:06 Luis Ortega: The region.",
}


@pytest.mark.parametrize("form", FORMS)
def test_forms(form: str) -> None:
    said = [(line.speaker, line.text, line.kind) for line in read_chat(FORMS[form])]
    assert said == [
        ("Anna Byrne", "Who pays for it?", "question"),
        ("Luis Ortega", "The region.", "point"),
    ]


def test_what_goes_on_belongs_to_what_was_written_before() -> None:
    text = "[14:05] Anna: First\nsecond line\nOptions: a or b\nhttps://dublin.example/a:b\n"
    text += "[14:06] luis_bilbao: Yes"
    lines = read_chat(text)
    assert [line.speaker for line in lines] == ["Anna", "luis_bilbao"]
    assert lines[0].text == "First\nsecond line\nOptions: a or b\nhttps://dublin.example/a:b"
    plain = read_chat("Anna: First\nand then: nothing\nhttps://dublin.example: 80")
    assert [line.text for line in plain] == ["First\nand then: nothing\nhttps://dublin.example: 80"]


def test_text_without_anybody() -> None:
    assert read_chat("we meet again in May") == [ChatLine("", "we meet again in May")]
    assert read_chat("[14:05] we meet again in May.") == [ChatLine("", "we meet again in May.")]


def test_what_was_written_to_one_person_and_reactions_stand_aside() -> None:
    text = """14:05:11 From Anna to Luis (Direct Message): Is he serious?
14:05:12 From Anna to Everyone: Reacted to "The region." with 👍
14:05:13 From Peter to Paul to Everyone: Hello"""
    lines = read_chat(text)
    assert [line.aside for line in lines] == [True, True, False]
    assert lines[2].speaker == "Peter to Paul"


def test_right_to_left() -> None:
    lines = read_chat("\u202b[14:05] ليلى حداد: من يدفع؟\u202c\n[١٤:٠٦] דנה כהן: העיר\n")
    assert [(line.speaker, line.text, line.kind) for line in lines] == [
        ("ليلى حداد", "من يدفع؟", "question"),
        ("דנה כהן", "העיר", "point"),
    ]
    assert read_chat("山田：はい")[0] == ChatLine("山田", "はい")


def test_a_long_name_is_cut_and_a_sentence_is_no_name() -> None:
    assert len(read_chat(f"[14:05] {'A' * 150}: yes")[0].speaker) == 80
    [line] = read_chat("[14:05] We asked ourselves again and again this year: who pays?")
    assert line.speaker == "" and line.text.endswith("who pays?")


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b\u2800", "[14:05]\n14:06"])
def test_nothing_to_read(text: str) -> None:
    try:
        assert read_chat(text) == []
    except Refused as refused:
        assert refused.field == "chat"


def test_too_much_is_refused_in_bytes() -> None:
    assert read_chat("é" * (BYTES_MOST // 2))
    with pytest.raises(Refused) as refused:
        read_chat("é" * (BYTES_MOST // 2) + "!")
    assert refused.value.code == "too_large" and refused.value.field == "chat"


@pytest.mark.parametrize(
    "piece",
    [
        "1" * 500,
        "[14:05] ",
        "From ",
        "a to ",
        ": ",
        "14:05:11 From a to ",
        " " * 300,
        "(guest)" * 50,
        "a\ud800",
        "1.1.1 ",
    ],
)
def test_hostile_text_costs_no_more_than_any(piece: str) -> None:
    """Ten times more than it takes under load: what goes back and forth over such text takes minutes."""
    text = (piece * BYTES_MOST)[: BYTES_MOST // 3]
    lined = "\n".join(text[at : at + 290] for at in range(0, len(text), 290))
    began = time.process_time()
    for one in (text, lined):
        for line in read_chat(one) if one.strip() else []:
            assert "\ud800" not in line.text
    assert time.process_time() - began < 5


def test_whom_a_chat_means() -> None:
    anna, luis = Present("Anna Byrne", "DUB", 1), Present("Luis Ortega", "BIO", 2)
    there = [anna, luis, Present("Anna Costa", "LIS", 3)]
    assert likely_speaker("anna byrne", there) is anna
    assert likely_speaker("Anna Byrne - Dublin City Council", there) is anna
    assert likely_speaker("BIO_Luis Ortega (he/him)", there) is luis
    assert likely_speaker("Luis", there) is luis
    assert likely_speaker("Anna", there) is None
    assert likely_speaker("", there) is None
    assert likely_speaker("iPhone", there) is None
