"""The rules of a board: its stages, what each lets participants do, its settings and limits."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from facilitation.domain.errors import N_, Refused
from facilitation.domain.names import clean_name
from facilitation.domain.texts import clean_text

NOTE_LENGTH = 500
BEGINNING_LENGTH = 60
TITLE_LENGTH = 120
NOTES_PER_BOARD = 5_000
VOTES_LIMIT = 100

#: `write` is private until the reveal; under `write_openly` notes appear to everybody as they come.
WRITE, WRITE_OPENLY, REVEALED = "write", "write_openly", "revealed"
CLUSTER, VOTE, DISCUSS, CLOSED = "cluster", "vote", "discuss", "closed"
STAGES = (WRITE, WRITE_OPENLY, REVEALED, CLUSTER, VOTE, DISCUSS, CLOSED)
STAGE_NAMES = {
    WRITE: N_("Write privately"),
    WRITE_OPENLY: N_("Write openly"),
    REVEALED: N_("Revealed"),
    CLUSTER: N_("Cluster"),
    VOTE: N_("Vote"),
    DISCUSS: N_("Discuss"),
    CLOSED: N_("Closed"),
}

POSTING = "posting"
GROUPING = "grouping"
VOTING = "voting"
_OPEN_TO_PARTICIPANTS = {
    WRITE: {POSTING},
    WRITE_OPENLY: {POSTING, GROUPING},
    REVEALED: {POSTING, GROUPING},
    CLUSTER: {POSTING, GROUPING},
    VOTE: {VOTING},
    DISCUSS: set(),
    CLOSED: set(),
}
_CLOSED_SENTENCES = {
    POSTING: N_("The board takes no notes at this stage."),
    GROUPING: N_("Notes can't be grouped at this stage."),
    VOTING: N_("Votes are not open at this stage."),
}

#: From the most open to the most discreet.
AUTHORS = ("shown", "city", "anonymous")
VOTE_ON = ("notes", "clusters", "both")
FOCUS_ON = ("note", "cluster", "area")
#: The whole heat-map is asked for by this word, on the projector.
HEAT = "heat"

#: A gallery's areas are posters: people walk from one to the next.
COLUMNS, CANVAS, GALLERY = "columns", "canvas", "gallery"
LAYOUTS = (COLUMNS, CANVAS, GALLERY)
#: A canvas has at most so many columns and rows: more fields could not be read from the back of a room.
CANVAS_SIDE = 6

_PROMISES = {
    "city": N_(
        "Notes were already written here without names. That promise holds; a new board can show them."
    ),
    "anonymous": N_(
        "Notes were already written here without names and cities. That promise holds; "
        "a new board can show them."
    ),
}


@dataclass(frozen=True, slots=True)
class BoardSettings:
    """What a facilitator can set on a board; kept by the server and part of every snapshot.

    Counts of votes are hidden until somebody who leads shows them: nobody follows the first votes.
    """

    authors: str = "shown"
    votes_per_person: int = 5
    vote_on: str = "both"
    votes_hidden: bool = True

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "BoardSettings":
        """Settings as stored; what an older row does not name keeps its default."""
        return cls(**{f.name: stored[f.name] for f in fields(cls) if f.name in stored})

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def changed(self, named: dict[str, Any], *, written: bool) -> "BoardSettings":
        """These settings with the `named` ones changed, or `Refused` naming the field that can't be.

        Who wrote under the promise that no name is shown must be able to rely on it: once something was
        `written`, authors can be shown less but never more.
        """
        settings = replace(self, **named).checked()
        if written and AUTHORS.index(settings.authors) < AUTHORS.index(self.authors):
            raise Refused("conflict", _PROMISES[self.authors], field="authors")
        return settings

    def checked(self) -> "BoardSettings":
        """These settings, or `Refused` naming the field that can't be."""
        if self.authors not in AUTHORS:
            raise Refused("invalid", N_("Choose how authors are shown."), field="authors")
        if self.vote_on not in VOTE_ON:
            raise Refused("invalid", N_("Choose what is voted on."), field="vote_on")
        if not 1 <= self.votes_per_person <= VOTES_LIMIT:
            raise Refused(
                "invalid",
                N_("Give each person between 1 and %(most)s votes."),
                field="votes_per_person",
                most=VOTES_LIMIT,
            )
        return self


def require_open(action: str, *, stage: str, locked: bool, leads: bool) -> None:
    """Let `action` pass at this stage of the board, or refuse it as closed.

    Facilitators may do everything until the board is closed; a lock holds participants only.
    """
    if stage == CLOSED:
        raise Refused("closed", N_("The board is closed."))
    if leads:
        return
    if locked:
        raise Refused("closed", N_("The facilitator has locked the board for a moment."))
    if action not in _OPEN_TO_PARTICIPANTS[stage]:
        raise Refused("closed", _CLOSED_SENTENCES[action])


def clean_note(text: str) -> str:
    return clean_text(text, field="text", limit=NOTE_LENGTH)


def beginning(text: str) -> str:
    """What a cluster is called by a note of it, while nobody has named it."""
    words = " ".join(text.split())
    return words if len(words) <= BEGINNING_LENGTH else words[: BEGINNING_LENGTH - 1].rstrip() + "…"


def clean_title(text: str) -> str:
    return clean_name(text, "title", TITLE_LENGTH)


def require_language(language: str | None, known: Collection[str]) -> str | None:
    """The language that something is in, one of those that are `known` here; None is the session's own."""
    if language is not None and language not in known:
        raise Refused("invalid", N_("Choose one of the programme’s languages."), field="language")
    return language


def hides_text_at(stage: str, hidden_before: bool) -> bool:
    """Whether texts are hidden at a stage. Closing reveals nothing: what was written privately stays so."""
    if stage == CLOSED:
        return hidden_before
    return stage == WRITE


def require_stage(stage: str) -> str:
    if stage not in STAGES:
        raise Refused("invalid", N_("There is no such stage."), field="stage")
    return stage


def vote_target(on: str) -> tuple[str, int]:
    """("note" | "cluster", id) of a vote's `on`, such as "note:9"."""
    kind, _, number = on.partition(":")
    if kind not in ("note", "cluster") or not number.isascii() or not number.isdigit() or len(number) > 15:
        raise Refused("invalid", N_("A vote goes to a note or a cluster."), field="on")
    return kind, int(number)


def focus_target(on: str) -> tuple[str, int]:
    """("note" | "cluster" | "area", id) of what is shown to everybody, such as "area:2"; or ("heat", 0)."""
    if on == HEAT:
        return HEAT, 0
    kind, _, number = on.partition(":")
    if kind not in FOCUS_ON or not number.isascii() or not number.isdigit() or len(number) > 15:
        raise Refused("invalid", N_("A note, a cluster, an area or the heat-map can be shown."), field="on")
    return kind, int(number)


def require_vote_kind(kind: str, settings: BoardSettings) -> None:
    if settings.vote_on != "both" and settings.vote_on != f"{kind}s":
        sentence = (
            N_("Here votes go to clusters.")
            if settings.vote_on == "clusters"
            else N_("Here votes go to notes.")
        )
        raise Refused("invalid", sentence, field="on")
