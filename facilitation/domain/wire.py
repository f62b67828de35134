"""What goes over the wire, by name: rows of live subjects, snapshots, frames, acknowledgements.

docs/live-protocol.md tells other clients the same. Fields may be added; they don't change meaning.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

#: A language, such as "en".
Language = str
#: Milliseconds since 1970, in UTC.
Milliseconds = int


class BoardRow(TypedDict):
    """The board itself."""

    id: int
    title: str
    question: str
    stage: str
    locked: bool
    focus: str | None
    settings: dict[str, Any]
    layout: str


class AreaRow(TypedDict):
    """A column of a board, or a field of a canvas at `place` [column, row, columns, rows]."""

    id: int
    title: str
    hint: str
    position: int
    place: NotRequired[list[int]]


class NoteRow(TypedDict):
    """A note as one audience sees it; `text` None is a stub of a hidden one."""

    id: int
    area: int
    position: float
    text: str | None
    city: str | None
    author: str | None
    cluster: int | None
    revision: int
    simulated: NotRequired[bool]
    language: NotRequired[Language]
    hidden: NotRequired[bool]


class ClusterRow(TypedDict):
    """A cluster; `title` None while texts are hidden.

    `answers` says by city code whether that city confirmed (true) or declined (false) its `challenge`.
    """

    id: int
    area: int
    title: str | None
    position: float
    challenge: int | None
    revision: int
    language: NotRequired[Language]
    answers: NotRequired[dict[str, bool]]


class Votes(TypedDict):
    """Votes by what they lie on, such as "note:9"; `counts` is empty unless they are `shown`."""

    shown: bool
    counts: dict[str, int]
    cast: int


class OwnNote(TypedDict):
    """One's own note; `text` None where everybody is given it."""

    id: int
    text: str | None
    language: NotRequired[Language]


class OwnVote(TypedDict):
    """One's own vote."""

    id: int
    on: str


class OwnOnBoard(TypedDict, total=False):
    """What is one person's alone on a board."""

    notes: list[OwnNote]
    votes: list[OwnVote]
    votes_left: int


class SessionRow(TypedDict):
    """The session itself: `step` is the present block's id, `step_index` the step within it, from 0 on.

    `board` is the open board's id.
    """

    id: int
    title: str
    status: str
    step: int | None
    step_index: int
    board: int | None
    language: Language
    simulated: bool
    rehearsal: bool


class StepRow(TypedDict):
    """A step of a board's block; `minutes` None where it is open how long it takes."""

    stage: str
    minutes: int | None


class BlockRow(TypedDict):
    """A timed part of a session. `steps` is empty without a board.

    Those who lead are told more: how it is done, who leads it, and the wall time "HH:MM" it is pinned to.
    """

    id: int
    position: int
    title: str
    method: str
    minutes: int
    question: str
    board: int | None
    steps: list[StepRow]
    started_at: Milliseconds | None
    ended_at: Milliseconds | None
    instruction: NotRequired[str]
    leads: NotRequired[str]
    starts_at: NotRequired[str | None]


class RecordRow(TypedDict):
    """What a scribe wrote down."""

    id: int
    block: int | None
    kind: str
    text: str
    speaker: str
    city: str | None
    simulated: bool
    language: Language | None


class PersonRow(TypedDict):
    """Somebody who is or was in the room; `id` is the seat's. For facilitators alone."""

    id: int
    name: str
    role: str
    city: str | None
    organisation: str | None
    simulated: bool
    through: str
    ready: bool
    hand: bool
    ejected: bool


class Timer(TypedDict):
    """The session's timer; `ends_at` None while none runs."""

    ends_at: Milliseconds | None
    seconds: int | None


class Ready(TypedDict):
    """How many of those who are asked are ready."""

    count: int
    of: int


class Hand(TypedDict):
    """A raised hand, in the order they went up."""

    seat: int
    name: str
    city: str | None
    simulated: NotRequired[bool]


class OwnInRoom(TypedDict):
    """One person's own marks in a room."""

    ready: bool
    hand: bool


class BoardPut(TypedDict, total=False):
    """States of a board: rows to put by their ids; what is no list of rows replaces what was there."""

    board: BoardRow
    areas: list[AreaRow]
    notes: list[NoteRow]
    clusters: list[ClusterRow]
    votes: Votes


class BoardSnapshot(BoardPut, total=False):
    """A board as a whole, for one person."""

    mine: OwnOnBoard


class SessionPut(TypedDict, total=False):
    """States of a session's room."""

    session: SessionRow
    timer: Timer
    blocks: list[BlockRow]
    records: list[RecordRow]
    people: list[PersonRow]
    ready: Ready
    hands: list[Hand]


class SessionSnapshot(SessionPut, total=False):
    """A room as a whole, for one person; `now` is the server's clock when it was made."""

    now: Milliseconds
    mine: OwnInRoom


#: Ids of rows that are gone, by the name of their list.
Drop = dict[str, list[int]]

#: Of whichever subject: what changed, the whole, and what is one person's own.
Put = BoardPut | SessionPut
Snapshot = BoardSnapshot | SessionSnapshot
Own = OwnOnBoard | OwnInRoom


#: What brings a copy of a subject from one revision to another. In this form because of "from", a keyword.
Frame = TypedDict(
    "Frame",
    {
        "subject": str,
        "from": int,
        "to": int,
        "put": Put,
        "drop": Drop,
        "mine": NotRequired[Own],
    },
)


class Acknowledged(TypedDict):
    """A command was carried out and is committed."""

    ok: Literal[True]
    result: dict[str, Any]
    subject: NotRequired[str]
    revision: NotRequired[int | None]


class RefusedAnswer(TypedDict):
    """A command or subscription was refused; `message` is in the reader's language."""

    ok: Literal[False]
    code: str
    message: str
    field: NotRequired[str]
    retry_after: NotRequired[float]
