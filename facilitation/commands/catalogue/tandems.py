"""The commands of tandem formation."""

from facilitation.commands.command import Command, Target
from facilitation.commands.tandems import tandems
from facilitation.domain.errors import N_
from facilitation.domain.permissions import COORDINATE, PROGRAM
from facilitation.store.tandems import Round, Tandem

TANDEMS: dict[str, Command] = {
    "round.solve": Command(
        N_("Ask the program for tandems"), tandems.SolveRound, tandems.solve_round, COORDINATE, audited=True
    ),
    "round.store": Command(
        N_("Find tandems"),
        tandems.StoreAnswer,
        tandems.store_answer,
        PROGRAM,
        Target(Round, "round"),
        audited=True,
        in_archive=True,
    ),
    "round.fail": Command(
        N_("Report that no tandems were found"),
        tandems.FailRound,
        tandems.fail_round,
        PROGRAM,
        Target(Round, "round"),
        audited=True,
        in_archive=True,
    ),
    "round.publish": Command(
        N_("Publish tandems"),
        tandems.PublishRound,
        tandems.publish_round,
        COORDINATE,
        Target(Round, "round"),
        audited=True,
    ),
    "tandem.schedule": Command(
        N_("Schedule a tandem’s workshop"),
        tandems.ScheduleWorkshop,
        tandems.schedule_workshop,
        COORDINATE,
        Target(Tandem, "tandem"),
        audited=True,
    ),
}
