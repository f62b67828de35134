"""Law: every command of the catalogue x every role does what the written-out table says."""

import pytest

from facilitation.commands.catalogue import COMMANDS
from facilitation.commands.execute import Call, Done
from facilitation.domain.errors import Refused
from facilitation.domain.permissions import PROGRAM
from facilitation.domain.permissions import ROLES as ALL_ROLES
from tests.laws.cases import ABOUT_ONESELF, CASES, MAY, ROLES
from tests.world import World


def test_every_command_has_its_row() -> None:
    assert set(CASES) == set(MAY) == set(COMMANDS)
    assert set(ROLES) == set(ALL_ROLES)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted(MAY))
def test_role(world: World, name: str, role: str) -> None:
    expected = dict(zip(ROLES, MAY[name].split(), strict=True))[role]
    seat = world.here.seats[role]
    own = expected == "own" or name in ABOUT_ONESELF
    somebody = world.here.seats["organiser" if role != "organiser" else "coordinator"]
    if expected == "own" and name not in ABOUT_ONESELF:
        assert _asked(world, name, somebody, seat) == "not_allowed", "another's must stay another's"
    owner = seat if own and expected != "no" else somebody
    assert _asked(world, name, owner, seat) == ("not_allowed" if expected == "no" else "done")


def _asked(world: World, name: str, owner: int, seat: int) -> str:
    payload = CASES[name](world, owner)
    try:
        world.door.execute(Call(name, world.operation_id(), payload, seat))
    except Refused as refused:
        # A guest is bound to the session they joined: what lies outside is not there for them.
        if refused.code == "not_found" and seat == world.here.seats["guest"]:
            return "not_allowed"
        return refused.code
    return "done"


@pytest.mark.parametrize(
    "name", sorted(name for name, command in COMMANDS.items() if command.permission is PROGRAM)
)
def test_the_program_may(world: World, name: str) -> None:
    payload = CASES[name](world, world.here.seats["participant"])
    done = world.door.execute(Call(name, world.operation_id(), payload, programme=world.here.programme))
    assert isinstance(done, Done)
