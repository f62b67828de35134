"""Made-up states of a session, for each picture of the projector: few things and many, long words, 40 cities.

A page of the projector carries its first snapshot in itself; `projected` opens one with another snapshot in
it, and with a socket that speaks the live protocol and knows nothing else.
"""

from __future__ import annotations

import json
import re
import time
from typing import Any

from playwright.sync_api import Page, Route, WebSocketRoute

NOTES = (
    "Young people find no first job in the region, and those who do are paid too little to rent a room.",
    "Street outreach teams meet people they can't place anywhere.",
    "Trust in the town hall is low since the districts were merged.",
    "We have data, but five departments keep it in five formats.",
    "The flats are missing.",
    "الشباب لا يجدون عملا في المدينة",
    "Les associations connaissent les familles, mais la mairie ne connaît pas les associations, "
    "et personne ne sait qui appeler le soir.",
)
TITLES = (
    "Empty flats, full waiting lists",
    "Trust",
    "Young people leave, and those who come back find nothing that was there before they went away",
    "Data in five formats",
    "Donaudampfschifffahrtsgesellschaftskapitänsausbildung",
    "Who calls whom at night",
    "الثقة في البلدية",
    "Night shelters",
    "Procurement for the small",
)
LONG_QUESTION = (
    "Think of the last three people who came to your office without an appointment: which of them could you "
    "really help on that day, what kept you from helping the others, and who in another city would have "
    "known how to go about it?"
)
GROUPS = (
    "Housing first",
    "Night shelters and the people who run them",
    "Trust",
    "Data",
    "Young people",
    "Prevention",
)


CODES = ("DUB", "TRN", "GDN", "BOR", "OPO", "GNT", "TAM", "ZAG", "LUB")
NAMES = ("Dublin", "Turin", "Gdańsk", "Bordeaux", "Porto", "Ghent", "Tampere", "Zagreb", "Lublin")
PEOPLE = ("Ana Ferreira", "Bo Li", "Maximiliane von Hohenlohe", "Jo")
DECISION = "Turin shows its night shelter to Dublin in May, and both write down what it costs."
OPENING = "Why are we here, and what would make this day worth the journey?"
ARABIC = "ما الذي يشغل مدينتكم أكثر من غيره اليوم؟"
LUNCH = "Lunch in the courtyard, with the people of the night shelter"


def code(index: int) -> str:
    return CODES[index] if index < 9 else f"C{index:02d}"


def cities(count: int) -> dict[str, dict[str, Any]]:
    return {
        code(index): {
            "name": NAMES[index] if index < 9 else f"Santa Maria da Feira {index}",
            "colour": index % 12 + 1,
        }
        for index in range(count)
    }


def session(**fields: Any) -> dict[str, Any]:
    block = {
        "id": 1,
        "position": 1,
        "title": "What presses most",
        "method": "",
        "minutes": 15,
        "question": "",
        "board": None,
        "steps": [],
        "started_at": None,
        "ended_at": None,
    }
    block |= fields.pop("block", {})
    following = block | {
        "id": 2,
        "position": 2,
        "title": "Report back, and who learns what from whom",
        "method": "",
        "question": "",
        "steps": [],
        "board": None,
    }
    row = {
        "id": 7,
        "title": "Challenge workshop: social inclusion",
        "status": "running",
        "step": 1,
        "step_index": 0,
        "board": None,
        "language": "en",
        "simulated": False,
        "rehearsal": False,
    }
    row |= fields.pop("session", {})
    timer = fields.pop("timer", {"ends_at": None, "seconds": 0, "left": None})
    return {
        "session": row,
        "blocks": [block, following],
        "records": [],
        "timer": timer,
        "ready": {"count": 0, "of": 23},
        "hands": [],
        "now": round(time.time() * 1000),
        **fields,
    }


def board(
    stage: str,
    notes: int,
    clusters: int = 0,
    *,
    many: int = 9,
    shown: bool = False,
    question: str = "",
    **row: Any,
) -> dict[str, Any]:
    made = [
        {
            "id": index + 1,
            "area": 1,
            "position": index,
            "text": None if stage == "write" else NOTES[index % len(NOTES)],
            "city": code(index * 7 % many),
            "author": None,
            "revision": 1,
            "cluster": index % clusters + 1 if clusters and index % 4 else None,
        }
        for index in range(notes)
    ]
    groups = [
        {
            "id": n + 1,
            "area": 1,
            "title": TITLES[n % len(TITLES)],
            "position": n,
            "challenge": None,
            "revision": 1,
        }
        for n in range(clusters)
    ]
    counts = {f"cluster:{n + 1}": (n * 5 + 7) % 13 for n in range(clusters)}
    return {
        "board": {
            "id": 12,
            "title": "Board",
            "question": question or "What presses most in your city?",
            "stage": stage,
            "locked": False,
            "focus": None,
            "settings": {},
            "layout": "columns",
            **row,
        },
        "areas": [{"id": 1, "title": "All", "hint": "", "position": 1}],
        "notes": made,
        "clusters": groups,
        "votes": {
            "shown": shown,
            "counts": counts if shown else {},
            "cast": sum(counts.values()),
            "voters": min(17, clusters * 3),
        },
        "mine": {"notes": [], "votes": [], "votes_left": 5},
    }


def on_board(stage: str, notes: int, clusters: int = 0, **more: Any) -> dict[str, Any]:
    extra = {name: more.pop(name) for name in ("records", "timer") if name in more}
    step = {"title": "What presses most", "board": 12}
    return {
        "session": session(session={"board": 12}, block=step, **extra),
        "board": board(stage, notes, clusters, **more),
    }


def groups(
    count: int, people: int, *, points: int = 0, status: str = "open", stage: str = "breakouts"
) -> dict[str, Any]:
    rows = []
    for index in range(count):
        members = [{"seat": n, "name": PEOPLE[n % 4], "city": code((index + n) % 9)} for n in range(people)]
        tally: dict[str, int] = {}
        for member in members:
            tally[member["city"]] = tally.get(member["city"], 0) + 1
        rows.append(
            {
                "id": index + 1,
                "round": 5,
                "position": index,
                "title": GROUPS[index % len(GROUPS)],
                "place": f"Table {index + 1}, by the window" if index % 3 else "",
                "link": "https://meet.example/x",
                "board": None,
                "message": "",
                "count": people,
                "cities": tally,
                "members": members,
                "rapporteur": members[0] if members and index % 2 == 0 else None,
                "points": [{"id": n, "text": NOTES[(n + index) % len(NOTES)]} for n in range(points)],
            }
        )
    ends = None if status == "ended" else round(time.time() * 1000) + 540_000
    turn = {
        "id": 5,
        "block": 1,
        "position": 1,
        "title": "Which of it could work at home?",
        "status": status,
        "minutes": 10,
        "ends_at": ends,
    }
    block = {
        "title": "In groups",
        "question": "Which of it could work at home?",
        "steps": [{"stage": stage, "minutes": 10}],
    }
    return {"session": session(block=block, rounds=[turn], breakouts=rows), "board": None}


def poll(kind: str, results: dict[str, Any] | None, options: int = 0, **more: Any) -> dict[str, Any]:
    row = {
        "id": 3,
        "block": 1,
        "position": 1,
        "kind": kind,
        "question": "What would help your city most in the coming year?",
        "options": [{"id": n + 1, "text": TITLES[n % len(TITLES)]} for n in range(options)],
        "settings": {"low": 1, "high": 5, "low_words": "Not at all", "high_words": "We could start tomorrow"},
        "status": "shown" if results else "open",
        "answered": 17,
        "results": results,
        **more,
    }
    block = {"title": "Ask the room", "steps": [{"stage": "results" if results else "ask", "minutes": None}]}
    return {"session": session(block=block, polls=[row]), "board": None}


def canvas() -> dict[str, Any]:
    places = [
        [1, 1, 2, 2],
        [3, 1, 2, 1],
        [3, 2, 2, 1],
        [5, 1, 2, 2],
        [1, 3, 2, 1],
        [3, 3, 2, 1],
        [5, 3, 2, 1],
    ]
    made = on_board("revealed", 14)
    made["board"]["board"]["layout"] = "canvas"
    made["board"]["areas"] = [
        {
            "id": n + 1,
            "title": TITLES[n],
            "hint": "What is it that makes it work there?",
            "position": n,
            "place": place,
        }
        for n, place in enumerate(places)
    ]
    for index, note in enumerate(made["board"]["notes"]):
        note["area"] = index % 5 + 1
    return made


def focused(on: str, **more: Any) -> dict[str, Any]:
    return on_board("discuss", more.pop("notes", 30), more.pop("clusters", 6), focus=on, **more)


def states() -> dict[str, dict[str, Any]]:
    """By name: {"session", "board", "cities" (a number), "here" (people by city)}."""
    now = round(time.time() * 1000)
    decision = [
        {
            "id": 1,
            "block": 1,
            "kind": "decision",
            "text": DECISION,
            "speaker": "",
            "city": "TRN",
            "simulated": False,
            "language": None,
        }
    ]
    running = {"ends_at": now + 245_000, "seconds": 300, "left": None}
    lobby = {"session": session(session={"status": "planned", "step": None}), "board": None}
    text = {
        "title": "Opening",
        "question": OPENING,
    }
    turns = [
        {
            "id": n,
            "block": 1,
            "position": n,
            "status": "waiting" if n else "speaking",
            "name": PEOPLE[n % 4],
            "city": code(n),
        }
        for n in range(9)
    ]
    made = {
        "lobby": lobby | {"here": {code(n): 3 - n % 3 for n in range(6)}},
        "lobby-empty": lobby,
        "lobby-40": lobby | {"cities": 40, "here": {code(n): n % 5 for n in range(40)}},
        "writing": on_board("write", 31, timer=running),
        "writing-none": on_board("write", 0, timer=running),
        "writing-40": on_board("write", 160, many=40, question=LONG_QUESTION) | {"cities": 40},
        "cards-1": on_board("revealed", 1),
        "cards-3": on_board("revealed", 3),
        "cards-9": on_board("revealed", 9, timer=running),
        "cards-60": on_board("revealed", 60, question=LONG_QUESTION),
        "clusters-3": on_board("cluster", 12, 3),
        "clusters-9": on_board("cluster", 40, 9, records=decision),
        "clusters-60": on_board("cluster", 300, 60, many=40) | {"cities": 40},
        "voting": on_board("vote", 40, 7, timer=running),
        "voting-notes": on_board("vote", 12),
        "results-1": on_board("discuss", 8, 1, shown=True),
        "results-3": on_board("discuss", 16, 3, shown=True, records=decision),
        "results-9": on_board("discuss", 40, 9, shown=True, records=decision),
        "results-60": on_board("discuss", 300, 60, many=40, shown=True) | {"cities": 40},
        "text": {"session": session(block=text, records=decision, timer=running), "board": None},
        "text-long": {"session": session(block=text | {"question": LONG_QUESTION}), "board": None},
        "text-arabic": {"session": session(block=text | {"question": ARABIC}), "board": None},
        "turns": {"session": session(block=text, turns=turns), "board": None},
        "break": {
            "session": session(block={"title": "Coffee", "method": "break", "started_at": now - 300_000}),
            "board": None,
        },
        "break-timer": {
            "session": session(block={"title": LUNCH, "method": "break"}, timer=running),
            "board": None,
        },
        "breakouts-3": groups(3, 5),
        "breakouts-8": groups(8, 5),
        "breakouts-24": groups(24, 8, status="called"),
        "report-1": groups(1, 5, points=4, status="ended", stage="report_back"),
        "report-6": groups(6, 5, points=4, status="ended", stage="report_back"),
        "poll-open": poll("one", None, 5),
        "poll-one": poll(
            "one", {"counts": [{"id": n + 1, "count": (n * 4) % 9} for n in range(5)], "of": 17}, 5
        ),
        "poll-ranking": poll(
            "ranking",
            {"ranks": [{"id": n + 1, "mean": 1.4 + n * 0.8, "first": 3} for n in range(4)], "of": 17},
            4,
        ),
        "poll-scale": poll(
            "scale",
            {
                "counts": [{"id": n, "count": (3, 0, 7, 5, 2)[n - 1]} for n in range(1, 6)],
                "mean": 3.18,
                "none": 1,
                "of": 18,
            },
        ),
        "poll-word": poll(
            "word",
            {
                "words": [
                    {"text": TITLES[n % 9][:24], "count": 9 - n // 3 if n < 24 else 1} for n in range(40)
                ],
                "more": 0,
                "of": 80,
            },
        ),
        "poll-cities-open": poll(
            "cities", None, given=["DUB", "TRN"], asked=[code(n) for n in range(9)], answered=2
        ),
        "poll-cities": poll(
            "cities",
            {
                "answers": [{"city": code(n), "text": NOTES[n % 7], "by": "Ana"} for n in range(7)],
                "silent": [code(7), code(8)],
            },
        ),
        "poll-questions": poll(
            "questions",
            {
                "top": [
                    {
                        "id": n,
                        "text": NOTES[n % 7],
                        "author": "Ana Ferreira",
                        "city": code(n),
                        "votes": 12 - n,
                        "answered": False,
                        "answer": "",
                    }
                    for n in range(8)
                ],
                "open": 21,
                "answered": 4,
            },
        ),
        "canvas": canvas(),
        "focus-note": focused("note:1"),
        "focus-cluster": focused("cluster:2"),
        "heat": focused("heat", notes=60),
        "heat-40": focused("heat", notes=300, many=40) | {"cities": 40},
        "heat-none": focused("heat", clusters=0),
        "end": {"session": session(session={"status": "ended"}), "board": None},
    }
    return {name: {"cities": 9, "here": {}, **state} for name, state in made.items()}


def projected(page: Page, address: str, state: dict[str, Any]) -> None:
    """Open the projector at `address` with a made-up state in it."""

    def fill(route: Route) -> None:
        answer = route.fetch()
        text = answer.text()
        boarded = state["board"]
        snapshot = {
            "session": {"revision": 1, "snapshot": state["session"]},
            "board": {"revision": 1, "snapshot": boarded} if boarded else None,
        }
        data = json.loads(_script(text, "room-data"))
        data["cities"] = cities(state["cities"])
        data["session"]["cities"] = list(data["cities"])
        data["session"]["title"] = state["session"]["session"]["title"]
        data["room"]["subject_board"] = "board:12" if boarded else None
        text = _put(_put(text, "room-data", data), "snapshot", snapshot)
        route.fulfill(response=answer, body=text)

    page.route(address, fill, times=1)
    page.route_web_socket(re.compile(r"/socket\.io/"), lambda socket: _serve(socket, state))
    page.goto(address)
    page.evaluate("() => document.fonts.ready")


def _serve(socket: WebSocketRoute, state: dict[str, Any]) -> None:
    """A server of the live protocol that knows one state, and tells who is here."""
    here = [
        {"seat": f"{city}{n}", "name": "Ana", "city": city}
        for city, many in state["here"].items()
        for n in range(many)
    ]

    def answer(message: str | bytes) -> None:
        text = str(message)
        if text.startswith("40"):
            socket.send('40{"sid":"made-up"}')
        elif text.startswith("42"):
            number, (_, request) = text[2 : text.index("[")], json.loads(text[text.index("[") :])
            kind = request["subject"].split(":")[0]
            given = {"ok": True, "revision": 1, "snapshot": state[kind]}
            if kind == "session":
                given["presence"] = {"came": here, "left": [], "typing": []}
            socket.send(f"43{number}{json.dumps([given])}")

    socket.on_message(answer)
    socket.send(
        '0{"sid":"made-up","upgrades":[],"pingInterval":100000000,"pingTimeout":100000000,"maxPayload":65536}'
    )


def _script(text: str, name: str) -> str:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', text, re.S)
    assert found
    return found[1]


def _put(text: str, name: str, value: Any) -> str:
    safe = json.dumps(value).replace("<", "\\u003c")
    old = _script(text, name)
    return text.replace(f'id="{name}">{old}</script>', f'id="{name}">{safe}</script>')
