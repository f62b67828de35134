"""Law: every command of the catalogue x every role does what the written-out table says."""

import pytest

from facilitation.commands.catalogue import COMMANDS
from facilitation.commands.execute import Call, Done
from facilitation.domain.errors import Refused
from facilitation.domain.permissions import PROGRAM
from facilitation.domain.permissions import ROLES as ALL_ROLES
from tests.laws.cases import ABOUT_ONESELF, CASES, ROLES, chapter_of
from tests.world import World


def test_every_command_has_its_row() -> None:
    for name in sorted(COMMANDS.keys() - CASES.keys()):
        file = f"tests/laws/cases/{chapter_of(name)}.py"
        pytest.fail(f"{name} has no case: write into {file} who may use it, with a payload that succeeds.")
    assert not CASES.keys() - COMMANDS.keys(), "cases of commands that are gone from the catalogue"
    assert set(ROLES) == set(ALL_ROLES)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted(CASES))
def test_role(world: World, name: str, role: str) -> None:
    expected = CASES[name].rights()[role]
    seat = world.here.seats[role]
    own = expected == "own" or name in ABOUT_ONESELF
    somebody = world.here.seats["organiser" if role != "organiser" else "coordinator"]
    if expected == "own" and name not in ABOUT_ONESELF:
        assert _asked(world, name, somebody, seat) == "not_allowed", "another's must stay another's"
    owner = seat if own and expected != "no" else somebody
    assert _asked(world, name, owner, seat) == ("not_allowed" if expected == "no" else "done")


def _asked(world: World, name: str, owner: int, seat: int) -> str:
    payload = CASES[name].payload(world, owner)
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
    payload = CASES[name].payload(world, world.here.seats["participant"])
    done = world.door.execute(Call(name, world.operation_id(), payload, programme=world.here.programme))
    assert isinstance(done, Done)
