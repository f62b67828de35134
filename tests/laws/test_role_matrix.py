"""Law: every command of the catalogue x every role does what the written-out table says."""

from typing import Any

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


#: Who may do what, as the cases say it: "yes", "own" (only what is theirs) or "no".
RIGHTS = {name: case.rights() for name, case in CASES.items()}


def _somebody_but(role: str) -> str:
    """Whose things a role is tried on when it must not be its own."""
    return "organiser" if role != "organiser" else "coordinator"


def _only_own(name: str, role: str) -> bool:
    return RIGHTS[name][role] == "own" and name not in ABOUT_ONESELF


#: By command and whose thing it is about, the roles that must be refused.
REFUSED = {
    (name, owner): roles
    for name in sorted(CASES)
    for owner in ("organiser", "coordinator")
    if (
        roles := [
            role
            for role in ROLES
            if _somebody_but(role) == owner and (RIGHTS[name][role] == "no" or _only_own(name, role))
        ]
    )
}
PERMITTED = [(name, role) for name in sorted(CASES) for role in ROLES if RIGHTS[name][role] != "no"]


@pytest.mark.parametrize(("name", "owner"), REFUSED)
def test_refused(world: World, name: str, owner: str) -> None:
    """One after another in one world: who is refused changes nothing."""
    payload = CASES[name].payload(world, world.here.seats[owner])
    refused = REFUSED[name, owner]
    assert {role: _asked(world, name, payload, role) for role in refused} == dict.fromkeys(
        refused, "not_allowed"
    )


@pytest.mark.parametrize(("name", "role"), PERMITTED)
def test_permitted(world: World, name: str, role: str) -> None:
    own = RIGHTS[name][role] == "own" or name in ABOUT_ONESELF
    payload = CASES[name].payload(world, world.here.seats[role if own else _somebody_but(role)])
    assert _asked(world, name, payload, role) == "done"


def _asked(world: World, name: str, payload: dict[str, Any], role: str) -> str:
    seat = world.here.seats[role]
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
