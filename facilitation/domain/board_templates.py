"""Session templates that are shipped: blocks, their questions, and the areas of their boards.

Their words are marked for translation; a session's boards are written in the session's language.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from facilitation.domain.boards import (
    CANVAS,
    CANVAS_SIDE,
    COLUMNS,
    DISCUSS,
    VOTE,
    WRITE,
    WRITE_OPENLY,
    BoardSettings,
)
from facilitation.domain.breakouts import CITY_MIX, MERGE
from facilitation.domain.errors import N_
from facilitation.domain.methods import CANVASES, COMMITMENTS
from facilitation.domain.steps import (
    BREAKOUTS,
    REPORT_BACK,
    Step,
    first_board_stage,
    parts_of,
    step,
    usual_steps,
)

#: [column, row, columns, rows] of a field on its canvas, counted from 1.
Place = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class AreaTemplate:
    """A column, or a field of a canvas at its place."""

    title: str
    hint: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class PollTemplate:
    """A question that is answered on devices; `kind` and `settings` are of domain/polls."""

    kind: str
    question: str
    options: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BlockTemplate:
    """A timed part: with areas it has a board, which begins at `stage`.

    `steps` are (stage, minutes), for small groups (stage, minutes, grouping); a board without any goes
    through the usual ones. `instruction` is for those who lead. Raises ValueError for a canvas whose fields
    have no place on it, reach out of it or lie on one another, and for steps that begin at another stage.
    """

    title: str
    question: str
    minutes: int
    method: str = "board"
    areas: tuple[AreaTemplate, ...] = ()
    stage: str = WRITE
    settings: BoardSettings = field(default_factory=BoardSettings)
    layout: str = COLUMNS
    instruction: str = ""
    steps: tuple[tuple[Any, ...], ...] = ()
    polls: tuple[PollTemplate, ...] = ()

    @property
    def kept_steps(self) -> list[Step]:
        """What it goes through, as rows keep it; the usual steps of a board where none are named."""
        if not self.areas:
            return [step(*one) for one in self.steps]
        return [step(*one) for one in self.steps] or usual_steps(self.stage)

    def __post_init__(self) -> None:
        if self.areas and self.steps and first_board_stage(self.kept_steps) != self.stage:
            raise ValueError(f"the steps of {self.title!r} begin at another stage than its board")
        if self.layout != CANVAS:
            return
        taken: set[tuple[int, int]] = set()
        for area in self.areas:
            if area.place is None:
                raise ValueError(f"the field {area.title!r} has no place on its canvas")
            cells = _cells(area.place)
            if taken & cells or not all(1 <= x <= CANVAS_SIDE and 1 <= y <= CANVAS_SIDE for x, y in cells):
                raise ValueError(f"the field {area.title!r} lies out of its canvas or on another field")
            taken |= cells


@dataclass(frozen=True, slots=True)
class BoardTemplate:
    """What a session is furnished with; `type` is the type of session that it is for as a whole, if any.

    The words of one that the programme keeps as its `own` are in `language`, and are never translated.
    """

    title: str
    blocks: tuple[BlockTemplate, ...]
    description: str = ""
    type: str = ""
    own: bool = False
    language: str | None = None

    @property
    def minutes(self) -> int:
        """How long all its blocks take together."""
        return sum(block.minutes for block in self.blocks)


def to_json(block: BlockTemplate) -> dict[str, Any]:
    """A block as a programme's own template keeps it; `from_json` makes it again."""
    return {
        "title": block.title,
        "question": block.question,
        "minutes": block.minutes,
        "method": block.method,
        "areas": [
            {"title": area.title, "hint": area.hint, "place": list(area.place) if area.place else None}
            for area in block.areas
        ],
        "settings": block.settings.to_json(),
        "layout": block.layout,
        "instruction": block.instruction,
        "steps": block.kept_steps,
        "polls": [
            {
                "kind": poll.kind,
                "question": poll.question,
                "options": list(poll.options),
                "settings": poll.settings,
            }
            for poll in block.polls
        ],
    }


def from_json(kept: dict[str, Any]) -> BlockTemplate:
    """A block as `to_json` wrote it."""
    steps = tuple(map(parts_of, kept["steps"]))
    return BlockTemplate(
        kept["title"],
        kept["question"],
        kept["minutes"],
        kept["method"],
        tuple(
            AreaTemplate(area["title"], area["hint"], tuple(area["place"]) if area["place"] else None)
            for area in kept["areas"]
        ),
        first_board_stage([step(*one) for one in steps]),
        BoardSettings.from_json(kept["settings"]),
        kept["layout"],
        kept["instruction"],
        steps,
        tuple(
            PollTemplate(poll["kind"], poll["question"], tuple(poll["options"]), poll["settings"])
            for poll in kept.get("polls", ())
        ),
    )


def in_groups(minutes: int, way: str, size: int, *areas: AreaTemplate) -> tuple[tuple[Any, ...], ...]:
    """A step in small groups of about that size, formed in that way, each with a board of these areas."""
    named = [{"title": area.title, "hint": area.hint} for area in areas]
    return ((BREAKOUTS, minutes, {"by": way, "size": size, "areas": named}),)


def _cells(place: Place) -> set[tuple[int, int]]:
    column, row, columns, rows = place
    return {(x, y) for x in range(column, column + columns) for y in range(row, row + rows)}


CHALLENGE_AREAS = (
    AreaTemplate(N_("Social challenges"), N_("What people in your city struggle with")),
    AreaTemplate(N_("Transversal challenges"), N_("What makes it hard for the administration to act")),
)

#: The kind of challenge (domain/programmes.CHALLENGE_KINDS) that is written in the areas of these titles.
AREA_KINDS = {CHALLENGE_AREAS[0].title: "social", CHALLENGE_AREAS[1].title: "transversal"}

REPLICATION = BlockTemplate(
    N_("Replication canvas"),
    N_("What would it take to carry this practice to your city?"),
    45,
    areas=(
        AreaTemplate(N_("Reasons"), N_("Why does this practice matter for your city?"), (1, 1, 1, 1)),
        AreaTemplate(N_("Objectives"), N_("What shall be different in two years?"), (1, 2, 1, 1)),
        AreaTemplate(N_("Beneficiaries"), N_("Who gains, and who decides?"), (4, 1, 1, 2)),
        AreaTemplate(N_("Activities and results"), N_("What is done, and what comes of it?"), (2, 1, 2, 1)),
        AreaTemplate(N_("Stakeholders"), N_("Who has to be on board?"), (3, 2, 1, 1)),
        AreaTemplate(N_("Timeline and resources"), N_("When, with what means?"), (2, 2, 1, 1)),
        AreaTemplate(
            N_("Obstacles and alternatives"), N_("What could stop it, and what then?"), (1, 3, 2, 1)
        ),
        AreaTemplate(
            N_("Non-negotiable"), N_("Prerequisites and success factors it can’t do without"), (3, 3, 1, 1)
        ),
        AreaTemplate(
            N_("To adapt"), N_("Prerequisites and success factors that may differ in your city"), (4, 3, 1, 1)
        ),
    ),
    layout=CANVAS,
)

#: The part in which the session's own canvases are filled in (store/canvases.py): the plan is made of those.
ON_CANVASES = BlockTemplate(
    REPLICATION.title,
    REPLICATION.question,
    30,
    method=CANVASES,
    instruction=N_(
        "Open a canvas for each practice and receiving city, here or beforehand. Each city fills in its own; "
        "towards the end compare what differs."
    ),
)

#: The part in which cities commit to something (store/commitments.py): it returns at their next session.
COMMITTING = BlockTemplate(
    N_("Commitments"),
    N_("Who learns what from whom, and what is the next step?"),
    15,
    method=COMMITMENTS,
    instruction=N_("A commitment has a name and a date. Read them aloud before you close."),
)

CHECK_IN = BlockTemplate(
    N_("Check-in"),
    N_("How do you arrive? One word or one sentence."),
    5,
    method="round",
    areas=(AreaTemplate(N_("I arrive …"), N_("One note each")),),
    stage=WRITE_OPENLY,
    steps=((WRITE_OPENLY, 3), (DISCUSS, 2)),
)

TEMPLATES: dict[str, BoardTemplate] = {
    "challenges": BoardTemplate(
        N_("Challenge workshop"),
        (
            BlockTemplate(
                N_("Our challenges"),
                N_("Which challenges does your city struggle with most?"),
                20,
                areas=CHALLENGE_AREAS,
                stage=WRITE_OPENLY,
            ),
        ),
        N_("Everybody writes in the open; social and transversal challenges stand side by side."),
    ),
    "challenges_private": BoardTemplate(
        N_("Challenge workshop, beginning with private writing"),
        (
            BlockTemplate(
                N_("Our challenges"),
                N_("Which challenges does your city struggle with most?"),
                20,
                areas=CHALLENGE_AREAS,
            ),
            BlockTemplate(N_("Closing round"), N_("What do you take home?"), 10, method="round"),
        ),
        N_("Each writes alone first, so that nobody follows the first voice. Then the reveal and a round."),
    ),
    "gather_cluster_vote": BoardTemplate(
        N_("Gather, cluster, vote"),
        (
            BlockTemplate(
                N_("Gather, cluster, vote"),
                N_("What matters most to us here?"),
                25,
                areas=(AreaTemplate(N_("Our thoughts"), N_("One thought on each note")),),
                settings=BoardSettings(votes_per_person=3, vote_on="clusters"),
            ),
            BlockTemplate(
                N_("What carries most weight"), N_("What does this choice ask of us?"), 10, method="talk"
            ),
        ),
        N_("From many thoughts to a few that carry: write alone, sort together, three votes each."),
    ),
    "one_two_four_all": BoardTemplate(
        N_("1-2-4-All"),
        (
            BlockTemplate(
                N_("Alone"),
                N_("What do you see, and what could be done? Think in silence and note it."),
                1,
                method="1-2-4-All",
                areas=(AreaTemplate(N_("My thoughts"), N_("Only you can read them for now")),),
            ),
            BlockTemplate(
                N_("In twos"),
                N_("Tell each other. Which idea grows when you put yours together?"),
                2,
                method="1-2-4-All",
                steps=in_groups(2, CITY_MIX, 2, AreaTemplate(N_("From the two of us"), N_("What you share"))),
            ),
            BlockTemplate(
                N_("In fours"),
                N_("What is alike in your ideas, what differs? Write down the strongest."),
                4,
                method="1-2-4-All",
                steps=in_groups(
                    4, MERGE, 4, AreaTemplate(N_("From our fours"), N_("One or two notes from each four"))
                ),
            ),
            BlockTemplate(
                N_("All"),
                N_("Which idea stood out in your conversation?"),
                5,
                method="1-2-4-All",
                areas=(AreaTemplate(N_("What stood out"), N_("One idea from each four, heard by all")),),
                stage=WRITE_OPENLY,
                settings=BoardSettings(votes_per_person=3),
                steps=((REPORT_BACK, 2), (WRITE_OPENLY, 1), (VOTE, 1), (DISCUSS, 1)),
            ),
        ),
        N_("Everybody thinks, everybody speaks, in twelve minutes: alone, in twos, in fours, all together."),
    ),
    "solution": BoardTemplate(
        N_("Solution workshop"),
        (
            BlockTemplate(
                N_("The practice"),
                N_("What does this practice do, for whom, since when?"),
                20,
                method="presentation",
            ),
            replace(ON_CANVASES, minutes=45),
            replace(COMMITTING, minutes=25),
        ),
        N_("One city shows a practice, the others find out what it takes to carry it home."),
    ),
    "canvases": BoardTemplate(
        N_("Canvases"),
        (ON_CANVASES,),
        N_("Each receiving city fills in the canvas of a practice. The transfer plan is made of it."),
    ),
    "commitments": BoardTemplate(
        N_("Commitments"),
        (COMMITTING,),
        N_("Each city says what it will do, with whom and by when. It returns at the next session."),
    ),
    "replication_canvas": BoardTemplate(
        N_("Nine fields on one board"),
        (REPLICATION,),
        N_("To think aloud about any practice. No transfer plan is made of it: canvases are there for that."),
    ),
    "lessons_next_steps": BoardTemplate(
        N_("Lessons and next steps"),
        (
            BlockTemplate(
                N_("Lessons and next steps"),
                N_("What did we learn, and what do we do with it?"),
                20,
                areas=(
                    AreaTemplate(N_("What we learned"), N_("Also what surprised us")),
                    AreaTemplate(N_("What stays open"), N_("Questions we take with us")),
                    AreaTemplate(N_("Next steps"), N_("What, who, by when")),
                ),
                stage=WRITE_OPENLY,
                steps=((WRITE_OPENLY, 10), (DISCUSS, 10)),
            ),
        ),
        N_("For the end of a session: what was learned, what stays open, who does what by when."),
    ),
    "check_in": BoardTemplate(
        N_("Check-in"),
        (CHECK_IN,),
        N_("Everybody is heard once before the work begins: one word or one sentence each."),
    ),
}
