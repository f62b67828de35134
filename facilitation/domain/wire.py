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
    """Votes by what they lie on, such as "note:9"; `counts` is empty unless they are `shown`.

    `cast` says how many votes there are, `voters` how many people gave them.
    """

    shown: bool
    counts: dict[str, int]
    cast: int
    voters: int


class CanvasRow(TypedDict):
    """What makes a board the canvas of a `practice`, which `city` (a code) would take over from the `sharer`.

    `facts` is what the practice told when it was opened (domain/canvases.kept_facts), `fields` are the ids of
    areas by the keys of domain/canvases.FIELDS. `simulated`: simulated people said the scope.
    """

    id: int
    practice: int
    city: str
    sharer: str
    scope: str
    scope_text: str
    language: Language | None
    facts: dict[str, Any]
    fields: dict[str, int]
    simulated: bool


class PrerequisiteRow(TypedDict):
    """What must be there for the practice of a canvas, and the receiving city's answer.

    `added`: in this session, not by the practice. `due` is a day such as "2027-03-31", "" without one.
    """

    id: int
    position: float
    text: str
    language: Language | None
    kind: str
    added: bool
    answer: str
    owner: str
    due: str
    simulated: bool
    answer_simulated: bool


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

    `board` is the open board's id. When `gathered` rises, everybody goes there, drafts kept. `canvases` are
    the ids of the boards that are canvases. When `commitments` changes, those that are shown are fetched
    again; the projector shows those made once the session has ended, and is not told. Those who lead are told
    more: who led it on last, their shared notes, and whether the timer starts with each step.
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
    step_started_at: Milliseconds | None
    gathered: int
    canvases: list[int]
    commitments: NotRequired[int]
    turned_by: NotRequired[str | None]
    notes: NotRequired[str]
    timer_with_steps: NotRequired[bool]


class StepRow(TypedDict):
    """A step of a block; `minutes` None where it is open how long it takes.

    `grouping` says how its small groups are formed, {"by", "size", "areas"?}, where that was said.
    """

    stage: str
    minutes: int | None
    grouping: NotRequired[dict[str, Any]]


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
    """What a scribe wrote down. `seat` is the speaker's, if one is known.

    `known` false: the speaker is in no list of those who were there. `edited`: it was corrected. One that is
    taken back is dropped. `revision` is what `record.change` is told, so that nobody writes over another's
    correction.
    """

    id: int
    block: int | None
    kind: str
    text: str
    speaker: str
    seat: int | None
    city: str | None
    known: bool
    edited: bool
    simulated: bool
    language: Language | None
    revision: int


class RoundRow(TypedDict):
    """Small groups that meet at the same time: those of the `position`-th such step of a block, from 1 on.

    `status` is "prepared" (told to those who lead alone), "open", "called" (to come back by `ends_at`) or
    "ended". `reported` once everybody may read the points of its groups; `highlight` is the group whose
    points are shown large.
    """

    id: int
    block: int
    position: int
    title: str
    status: str
    minutes: int | None
    ends_at: Milliseconds | None
    reported: bool
    highlight: int | None
    way: NotRequired[str]
    size: NotRequired[int]


class GroupMember(TypedDict):
    """Somebody in a small group."""

    seat: int
    name: str
    city: str | None


class PointRow(TypedDict):
    """A point that a small group brings back; `cluster` is the one of its board that it comes from."""

    id: int
    text: str
    cluster: NotRequired[int]
    simulated: NotRequired[bool]


class BreakoutRow(TypedDict):
    """A small group. `cities` says how many of its people are from which; its board is a subject of its own.

    `members` is told to those who lead and to the projector, `link`, `message` and `code` to those who lead:
    its own members have theirs in `mine`. Others read `points` once they are reported.
    """

    id: int
    round: int
    position: int
    title: str
    place: str
    board: int
    rapporteur: GroupMember | None
    count: int
    cities: dict[str, int]
    members: NotRequired[list[GroupMember]]
    link: NotRequired[str]
    message: NotRequired[str]
    code: NotRequired[str | None]
    points: list[PointRow]


class OwnGroup(TypedDict):
    """The small group that somebody is or was in, as its members are told."""

    id: int
    round: int
    link: str
    message: str
    members: list[GroupMember]
    points: list[PointRow]


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
    """The session's timer; `ends_at` None while none runs. `left`: the seconds left while it is paused."""

    ends_at: Milliseconds | None
    seconds: int | None
    left: int | None


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


class PollRow(TypedDict):
    """A question that is answered on devices; kinds, states and results are those of domain/polls.

    `results` None: nobody is shown what the answers come to, only how many there are. Of a question to all
    cities, `asked` are the cities that it went to, and `given` those that have answered.
    """

    id: int
    block: int
    position: int
    kind: str
    question: str
    options: list[dict[str, Any]]
    settings: dict[str, Any]
    status: str
    answered: int
    results: dict[str, Any] | None
    given: NotRequired[list[str]]
    asked: NotRequired[list[str]]


class QuestionRow(TypedDict):
    """A question of a Q&A (`poll`); `votes`: how many support it; `answer`: in words, "" without any."""

    id: int
    poll: int
    text: str
    author: str | None
    city: str | None
    votes: int
    answered: bool
    answer: str
    language: NotRequired[Language]
    simulated: NotRequired[bool]
    hidden: NotRequired[bool]


class TurnRow(TypedDict):
    """A place in a round; `status` is of domain/turns. Of a city's turn `seat` is None and `name` empty."""

    id: int
    block: int
    seat: int | None
    name: str
    city: str | None
    position: int
    status: str


class OwnInRoom(TypedDict, total=False):
    """One person's own marks in a room.

    `polls`: by poll id what they, or their city, answered. `breakout` is the small group that they are to be
    in now, None while none is open; `group` the last one that they were in.
    """

    ready: bool
    hand: bool
    polls: dict[str, Any]
    breakout: int | None
    group: OwnGroup | None


class MinutesRow(TypedDict):
    """Minutes that are corrected; `status` is of domain/minutes, `document` the version approved last."""

    id: int
    session: int
    language: str
    status: str
    version: int
    document: int | None
    amend_until: str | None
    approved_at: Milliseconds | None
    approved_name: str
    approved_words: str
    compared_at: NotRequired[Milliseconds | None]
    sent_at: NotRequired[Milliseconds | None]
    sent_to: NotRequired[int]


class MinutesBlockRow(TypedDict):
    """A passage of minutes; `block` is in the document model's plain data, `fresh` what the data say since.

    All but the first three are for those who correct: see store/minutes.py.
    """

    id: int
    position: float
    block: dict[str, Any]
    key: NotRequired[str]
    fresh: NotRequired[dict[str, Any] | None]
    edited: NotRequired[bool]
    offered: NotRequired[bool]
    gone: NotRequired[bool]
    left_out: NotRequired[bool]
    points_left_out: NotRequired[list[str]]


class AmendmentRow(TypedDict):
    """A proposed change of a passage (`block`) or of the whole; who proposed it is for those who correct."""

    id: int
    block: int | None
    text: str
    status: str
    reason: str
    version: int
    in_text: bool
    language: NotRequired[Language]
    author: NotRequired[str | None]
    city: NotRequired[str | None]
    simulated: NotRequired[bool]


class OwnOnMinutes(TypedDict, total=False):
    """Which amendments are one's own."""

    amendments: list[int]


class BoardPut(TypedDict, total=False):
    """States of a board: rows to put by their ids; what is no list of rows replaces what was there.

    `canvas` and `prerequisites` are there only of a board that is a canvas.
    """

    board: BoardRow
    areas: list[AreaRow]
    notes: list[NoteRow]
    clusters: list[ClusterRow]
    votes: Votes
    canvas: CanvasRow
    prerequisites: list[PrerequisiteRow]


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
    polls: list[PollRow]
    questions: list[QuestionRow]
    turns: list[TurnRow]
    rounds: list[RoundRow]
    breakouts: list[BreakoutRow]


class SessionSnapshot(SessionPut, total=False):
    """A room as a whole, for one person; `now` is the server's clock when it was made."""

    now: Milliseconds
    mine: OwnInRoom


class MinutesPut(TypedDict, total=False):
    """States of minutes."""

    minutes: MinutesRow
    blocks: list[MinutesBlockRow]
    amendments: list[AmendmentRow]


class MinutesSnapshot(MinutesPut, total=False):
    """Minutes as a whole, for one person."""

    mine: OwnOnMinutes


#: Ids of rows that are gone, by the name of their list.
Drop = dict[str, list[int]]

#: Of whichever subject: what changed, the whole, and what is one person's own.
Put = BoardPut | SessionPut | MinutesPut
Snapshot = BoardSnapshot | SessionSnapshot | MinutesSnapshot
Own = OwnOnBoard | OwnInRoom | OwnOnMinutes


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
