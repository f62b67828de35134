"""What of a session's boards had most votes: its clusters, or its notes where nobody made clusters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from facilitation.queries.boards.harvest import BoardHarvest, HarvestedCluster, HarvestedNote


@dataclass(frozen=True, slots=True)
class Strong:
    """A cluster, or a note, with its votes (0: none were given, or they are kept hidden).

    `key` is the name of the block of minutes that says a cluster in full, or names the note, such as
    "note:12". `simulated`: simulated people wrote all of it.
    """

    key: str
    title: str
    votes: int
    notes: int
    cities: tuple[str, ...]
    simulated: bool


def strongest(boards: Iterable[BoardHarvest]) -> list[Strong]:
    """Those with most votes first; of equals those of more cities, then those with more notes.

    Notes that lie in no cluster are told only where there is no cluster at all, and only those with votes.
    """
    boards = list(boards)
    found = [_cluster(cluster) for board in boards for cluster in board.clusters]
    if not found:
        found = [_note(note) for board in boards for note in board.loose if note.votes]
    return sorted(found, key=lambda one: (-one.votes, -len(one.cities), -one.notes))


def _cluster(cluster: HarvestedCluster) -> Strong:
    simulated = bool(cluster.notes) and all(note.simulated for note in cluster.notes)
    return Strong(
        f"cluster:{cluster.id}",
        cluster.title,
        cluster.votes,
        len(cluster.notes),
        tuple(cluster.cities),
        simulated,
    )


def _note(note: HarvestedNote) -> Strong:
    return Strong(
        f"note:{note.id}", note.text, note.votes, 1, (note.city,) if note.city else (), note.simulated
    )
