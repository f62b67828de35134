"""The commands of commitments: who learns what from whom, and how far that is."""

from facilitation.commands.command import Command, Target
from facilitation.commands.solutions import commitments, imports
from facilitation.domain.errors import N_
from facilitation.domain.permissions import (
    ACTS_FOR_A_CITY,
    ACTS_FOR_CITY,
    ACTS_FOR_EITHER,
    COORDINATE,
    RECORD,
)
from facilitation.store.cities import City
from facilitation.store.commitments import Commitment
from facilitation.store.sessions import Session

_COMMITMENT = Target(Commitment, "commitment")

COMMITMENTS: dict[str, Command] = {
    "commitment.make": Command(
        N_("Write down what a city commits to"),
        commitments.MakeCommitment,
        commitments.make_commitment,
        ACTS_FOR_CITY | COORDINATE,
        Target(City, "city"),
        audited=True,
    ),
    "commitment.make_here": Command(
        N_("Write down in a session what a city commits to"),
        commitments.MakeHere,
        commitments.make_here,
        RECORD | ACTS_FOR_A_CITY,
        Target(Session, "session"),
        audited=True,
        after_the_end=True,
    ),
    "commitment.change": Command(
        N_("Change a commitment"),
        commitments.ChangeCommitment,
        commitments.change_commitment,
        ACTS_FOR_EITHER | RECORD,
        _COMMITMENT,
        audited=True,
    ),
    "commitment.status": Command(
        N_("Say how far a commitment is"),
        commitments.SetStatus,
        commitments.set_status,
        ACTS_FOR_EITHER | RECORD,
        _COMMITMENT,
        audited=True,
    ),
    "commitment.remove": Command(
        N_("Remove a commitment"),
        commitments.TheCommitment,
        commitments.remove_commitment,
        ACTS_FOR_EITHER | RECORD,
        _COMMITMENT,
        audited=True,
    ),
    "commitment.restore": Command(
        N_("Restore a commitment"),
        commitments.TheCommitment,
        commitments.restore_commitment,
        ACTS_FOR_EITHER | RECORD,
        _COMMITMENT,
        audited=True,
    ),
    "commitments.import": Command(
        N_("Import commitments from a sheet"),
        imports.ImportCommitments,
        imports.import_commitments,
        COORDINATE,
        audited=True,
    ),
}
