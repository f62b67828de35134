"""What a session left behind, compared with what its people were told is done, and with its minutes."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from facilitation.rehearsal.ledger import Ledger
from facilitation.rehearsal.views import View

#: What nobody should be told when they only do what the step asks for.
UNFITTING = ("invalid", "not_allowed", "too_large")


@dataclass(slots=True)
class Findings:
    """What was there, and each thing that was not, in a sentence."""

    notes: int = 0
    clusters: int = 0
    votes: int = 0
    groups: int = 0
    points: int = 0
    answers: int = 0
    lost: list[str] = field(default_factory=list)
    """Acknowledged, and not there."""
    doubled: list[str] = field(default_factory=list)
    """There, and nobody was told so, or twice."""
    unfitting: list[str] = field(default_factory=list)
    """Refused, though the step asked for it."""
    left_out: list[str] = field(default_factory=list)
    """There, and not in the minutes."""

    unmarked: list[str] = field(default_factory=list)
    """Simulated, and not marked so."""

    @property
    def faults(self) -> list[str]:
        return [*self.lost, *self.doubled, *self.unfitting, *self.left_out, *self.unmarked]


def compare(ledger: Ledger, room: View, boards: dict[int, View], minutes: str) -> Findings:
    """`boards` are fresh copies of all boards of the session, `minutes` its minutes as Markdown."""
    found = Findings()
    for name, code in sorted(ledger.refusals):
        if code in UNFITTING:
            found.unfitting.append(f"{name} was refused as “{code}” {ledger.refusals[name, code]} times")
    if ledger.unanswered:
        found.unfitting.append(f"{len(ledger.unanswered)} operations were never answered")
    _marks(found, room, boards)
    _notes(found, ledger, boards)
    _clusters(found, ledger, boards)
    _votes(found, ledger, boards)
    _points(found, ledger, room, minutes)
    _answers(found, ledger, room, minutes)
    found.left_out += [
        f"the minutes miss the cluster “{title}” with {votes} votes and {notes} notes"
        for title, votes, notes in _missing_clusters(boards.values(), minutes)
    ]
    return found


def _marks(found: Findings, room: View, boards: dict[int, View]) -> None:
    """Everything that simulated people are and write bears their mark."""
    if not room.values["session"]["simulated"]:
        found.unmarked.append("the session is not marked as simulated")
    for person in room.tables["people"].values():
        if person["role"] == "guest" and not person["simulated"]:
            found.unmarked.append(f"{person['name']} is not marked as simulated")
    for number, board in boards.items():
        unmarked = [note for note in board.notes.values() if not note.get("simulated")]
        found.unmarked += [f"note {note['id']} on board {number} is not marked" for note in unmarked]


def _notes(found: Findings, ledger: Ledger, boards: dict[int, View]) -> None:
    promised = Counter((payload["board"], done["note"]) for payload, done in ledger.done("note.post"))
    texts = {(payload["board"], done["note"]): payload["text"] for payload, done in ledger.done("note.post")}
    there = Counter((number, note) for number, board in boards.items() for note in board.notes)
    found.notes = there.total()
    for number, note in promised - there:
        found.lost.append(f"note {note} on board {number} is lost: {texts[number, note]}")
    untold = sorted((there - promised).elements())
    for number, note in untold[ledger.open("note.post") :]:
        found.doubled.append(f"nobody was told of note {note} on board {number}")
    for (number, note), text in texts.items():
        row = boards[number].notes.get(note) if number in boards else None
        if row is not None and row["text"] != text:
            found.lost.append(f"note {note} on board {number} reads otherwise: {row['text']}")


def _clusters(found: Findings, ledger: Ledger, boards: dict[int, View]) -> None:
    there = {cluster: row for board in boards.values() for cluster, row in board.clusters.items()}
    found.clusters = len(there)
    titles = {done["cluster"]: payload["title"] for payload, done in ledger.done("cluster.make")}
    unmade = sorted(there.keys() - titles.keys())
    found.doubled += [f"nobody made cluster {one}" for one in unmade[ledger.open("cluster.make") :]]
    # The last that was done with a note says where it lies; a cluster that lost its last note is gone.
    lies: dict[int, int] = {
        note: payload["cluster"] if "cluster" in payload else done["cluster"]
        for payload, done in ledger.done("cluster.make", "cluster.add")
        for note in payload["notes"]
    }
    for cluster in sorted(set(lies.values()) - there.keys()):
        found.lost.append(f"cluster {cluster} is lost: {titles[cluster]}")
    for cluster, row in there.items():
        if row["title"] != titles.get(cluster, row["title"]):
            found.lost.append(f"cluster {cluster} reads otherwise: {row['title']}")
    for board in boards.values():
        for note in board.notes.values():
            if note["id"] in lies and note["cluster"] != lies[note["id"]]:
                found.lost.append(f"note {note['id']} does not lie in cluster {lies[note['id']]}")


def _votes(found: Findings, ledger: Ledger, boards: dict[int, View]) -> None:
    for number, board in boards.items():
        given = [done["vote"] for payload, done in ledger.done("vote.cast") if payload["board"] == number]
        votes = board.values["votes"]
        found.votes += votes["cast"]
        untold = votes["cast"] - len(set(given))
        if not 0 <= untold <= ledger.open("vote.cast") or len(given) != len(set(given)):
            found.lost.append(f"board {number} has {votes['cast']} votes; {len(given)} were acknowledged")
        if votes["cast"] and not votes["shown"]:
            found.left_out.append(f"the votes of board {number} were never shown")


def _points(found: Findings, ledger: Ledger, room: View, minutes: str) -> None:
    """What small groups bring back, and that it stands in the minutes."""
    told = plain(minutes)
    groups = room.tables["breakouts"]
    found.groups = len(groups)
    texts = {done["point"]: payload["text"] for payload, done in ledger.done("point.add")}
    texts |= {payload["point"]: payload["text"] for payload, _ in ledger.done("point.change")}
    there = {point["id"]: point["text"] for group in groups.values() for point in group["points"]}
    found.points = len(there)
    for number, text in texts.items():
        if there.get(number) != text:
            found.lost.append(f"point {number} is lost or reads otherwise: {text}")
    for number, group in groups.items():
        of_group = [payload for payload, _ in ledger.done("point.add") if payload["breakout"] == number]
        collected = [
            done["added"] for pay, done in ledger.done("breakout.collect") if pay["breakout"] == number
        ]
        promised = len(of_group) + sum(collected)
        if len(group["points"]) != promised:
            what = f"{len(group['points'])} points; {promised} were acknowledged"
            (found.lost if len(group["points"]) < promised else found.doubled).append(
                f"{group['title']}: {what}"
            )
    found.left_out += [
        f"the minutes miss a point: {text}" for text in there.values() if plain(text) not in told
    ]


def _answers(found: Findings, ledger: Ledger, room: View, minutes: str) -> None:
    """Answers to polls, questions asked and supported, and what the minutes say of them."""
    told = plain(minutes)
    for poll in room.tables["polls"].values():
        given = {
            done["answer"] for payload, done in ledger.done("poll.answer") if payload["poll"] == poll["id"]
        }
        asked = {
            done["question"] for payload, done in ledger.done("question.ask") if payload["poll"] == poll["id"]
        }
        found.answers += poll["answered"]
        untold = poll["answered"] - len(given | asked)
        if not 0 <= untold <= ledger.open("poll.answer") + ledger.open("question.ask"):
            what = f"{poll['answered']} answers; {len(given | asked)} were acknowledged"
            found.lost.append(f"“{poll['question']}” has {what}")
        if poll["answered"] and plain(poll["question"]) not in told:
            found.left_out.append(f"the minutes miss what was asked: {poll['question']}")
    texts = {done["question"]: payload["text"] for payload, done in ledger.done("question.ask")}
    supports: Counter[int] = Counter()
    for question, _ in {(pay["question"], done["support"]) for pay, done in ledger.done("question.upvote")}:
        supports[question] += 1
    for number, text in texts.items():
        question = room.tables["questions"].get(number)
        if question is None or question["text"] != text:
            found.lost.append(f"question {number} is lost: {text}")
        elif question["votes"] != supports[number]:
            found.lost.append(f"{supports[number]} support question {number}, not {question['votes']}")
        if plain(text) not in told:
            found.left_out.append(f"the minutes miss a question: {text}")


def _missing_clusters(boards: Iterable[View], minutes: str) -> Iterator[tuple[str, int, int]]:
    """(title, votes, notes) of the clusters that the minutes don't have with just these numbers."""
    told = Counter(_told(minutes))
    for board in boards:
        counts = board.values["votes"].get("counts") or {}
        for cluster in board.clusters.values():
            notes = [note for note in board.notes.values() if note["cluster"] == cluster["id"]]
            votes = counts.get(f"cluster:{cluster['id']}", 0)
            votes += sum(counts.get(f"note:{note['id']}", 0) for note in notes)
            key = (plain(cluster["title"]), (votes, len(notes)) if votes else (len(notes),))
            if not told[key]:
                yield cluster["title"], votes, len(notes)
            told[key] -= 1


def _told(minutes: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """(title in plain letters, the numbers that stand below it) of every heading."""
    lines = [line for line in minutes.splitlines() if line.strip()]
    for line, below in zip(lines, lines[1:], strict=False):
        if line.startswith("#"):
            yield plain(line), tuple(int(number) for number in re.findall(r"\d+", below))


def plain(text: str) -> str:
    """Letters and figures alone: what marks, signs and spaces a document adds makes no difference."""
    return "".join(sign for sign in unicodedata.normalize("NFC", text) if sign.isalnum())
