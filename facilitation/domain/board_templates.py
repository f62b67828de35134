"""Session templates that are shipped: blocks, their questions, and the areas of their boards."""

from dataclasses import dataclass, field

from facilitation.domain.boards import CLUSTER, WRITE, BoardSettings
from facilitation.domain.errors import N_


@dataclass(frozen=True, slots=True)
class AreaTemplate:
    """A column or field."""

    title: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class BlockTemplate:
    """A timed part: with areas it has a board, which begins at `stage`."""

    title: str
    question: str
    minutes: int
    method: str = "board"
    areas: tuple[AreaTemplate, ...] = ()
    stage: str = WRITE
    settings: BoardSettings = field(default_factory=BoardSettings)


@dataclass(frozen=True, slots=True)
class BoardTemplate:
    """What a session is furnished with."""

    title: str
    blocks: tuple[BlockTemplate, ...]


_CHALLENGE_AREAS = (
    AreaTemplate(N_("Social challenges"), N_("What people in your city struggle with")),
    AreaTemplate(N_("Transversal challenges"), N_("What makes it hard for the administration to act")),
)

_CANVAS = (
    AreaTemplate(N_("Reasons"), N_("Why does this practice matter for your city?")),
    AreaTemplate(N_("Objectives"), N_("What shall be different in two years?")),
    AreaTemplate(N_("Beneficiaries"), N_("Who gains, and who decides?")),
    AreaTemplate(N_("Activities and results"), N_("What is done, and what comes of it?")),
    AreaTemplate(N_("Stakeholders"), N_("Who has to be on board?")),
    AreaTemplate(N_("Timeline and resources"), N_("When, with what means?")),
    AreaTemplate(N_("Obstacles and alternatives"), N_("What could stop it, and what then?")),
    AreaTemplate(
        N_("Prerequisites and success factors"), N_("What is non-negotiable, what is to be adapted?")
    ),
)

TEMPLATES: dict[str, BoardTemplate] = {
    "challenges": BoardTemplate(
        N_("Challenge workshop"),
        (
            BlockTemplate(
                N_("Our challenges"),
                N_("Which challenges does your city struggle with most?"),
                20,
                areas=_CHALLENGE_AREAS,
                stage=CLUSTER,
            ),
        ),
    ),
    "challenges_private": BoardTemplate(
        N_("Challenge workshop, beginning with private writing"),
        (
            BlockTemplate(
                N_("Our challenges"),
                N_("Which challenges does your city struggle with most?"),
                20,
                areas=_CHALLENGE_AREAS,
            ),
            BlockTemplate(N_("Closing round"), N_("What do you take home?"), 10, method="round"),
        ),
    ),
    "solution": BoardTemplate(
        N_("Solution workshop"),
        (
            BlockTemplate(
                N_("The practice"), N_("What does it do, for whom, since when?"), 20, method="presentation"
            ),
            BlockTemplate(
                N_("Replication canvas"),
                N_("What would it take to carry this practice to your city?"),
                45,
                areas=_CANVAS,
            ),
            BlockTemplate(
                N_("Commitments"),
                N_("Who learns what from whom, and what is the next step?"),
                25,
                areas=(AreaTemplate(N_("We will"), N_("What, who, by when")),),
                stage=CLUSTER,
            ),
        ),
    ),
}
