"""What of a board each audience may see. Hidden means hidden: this file alone decides it.

The rows given to these functions need only the attributes that they read, so that the rules can be
tested, and read, without a database.
"""

from __future__ import annotations

from typing import Any, Protocol

from facilitation.domain import wire
from facilitation.domain.permissions import Viewer
from facilitation.domain.small_cities import may_be_shown

FACILITATORS = "facilitators"
PARTICIPANTS = "participants"
PROJECTOR = "projector"
AUDIENCES = (FACILITATORS, PARTICIPANTS, PROJECTOR)


class BoardRow(Protocol):
    hides_text: bool
    settings: dict[str, Any]
    crowded: list[str]


class NoteRow(Protocol):
    id: int
    seat_id: int | None
    text: str
    city: str | None
    author: str | None
    language: str | None
    hidden: bool
    removed: bool


def audience_of(viewer: Viewer) -> str:
    """The audience whose frames this viewer is sent."""
    return FACILITATORS if viewer.leads else PARTICIPANTS


def text_is_hidden(board: BoardRow) -> bool:
    """Whether the board is before its reveal: then every text stays with its author alone."""
    return board.hides_text


def note_is_dropped(note: NoteRow, audience: str) -> bool:
    """Whether this audience must not know of the note at all."""
    return note.removed or (note.hidden and audience != FACILITATORS)


def text_is_open(board: BoardRow, note: NoteRow) -> bool:
    """Whether everybody may read the note's text as it is now."""
    return not text_is_hidden(board) and not note_is_dropped(note, PARTICIPANTS)


def shown_city(board: BoardRow, city: str | None) -> str | None:
    authors = board.settings.get("authors", "shown")
    if authors == "shown":
        return city
    return city if authors == "city" and may_be_shown(city, board.crowded) else None


def shown_author(board: BoardRow, author: str | None) -> str | None:
    return author if board.settings.get("authors", "shown") == "shown" else None


def render_note(board: BoardRow, note: Any, audience: str) -> wire.NoteRow | None:
    """The note as this audience sees it in snapshots and frames, or None when it must not know of it."""
    if note_is_dropped(note, audience):
        return None
    stub = text_is_hidden(board)
    rendered: wire.NoteRow = {
        "id": note.id,
        "area": note.area_id,
        "position": note.position,
        "text": None if stub else note.text,
        "city": shown_city(board, note.city),
        "author": None if stub else shown_author(board, note.author),
        "cluster": note.cluster_id,
        "revision": note.revision,
    }
    if note.simulated:
        rendered["simulated"] = True
    if note.language and not stub:
        rendered["language"] = note.language
    if note.hidden:
        rendered["hidden"] = True
    return rendered


def render_cluster(board: BoardRow, cluster: Any) -> wire.ClusterRow | None:
    """The cluster as everybody sees it; None when it is gone. Before the reveal its title is hidden too."""
    if cluster.removed:
        return None
    stub = text_is_hidden(board)
    rendered: wire.ClusterRow = {
        "id": cluster.id,
        "area": cluster.area_id,
        "title": None if stub else cluster.title,
        "position": cluster.position,
        "challenge": cluster.challenge_id,
        "revision": cluster.revision,
    }
    if cluster.language and not stub:
        rendered["language"] = cluster.language
    if cluster.answers and cluster.challenge_id is not None:
        rendered["answers"] = cluster.answers
    return rendered


def counts_are_shown(board: BoardRow) -> bool:
    """Whether vote counts may leave the server: not while the facilitator keeps them hidden."""
    return not board.settings.get("votes_hidden", True)
