"""What the program says of itself: who may do what, straight from the catalogue."""

from __future__ import annotations

from flask import Blueprint, render_template

from facilitation.commands.catalogue import COMMANDS
from facilitation.domain.permissions import PROGRAM, ROLES, Viewer

blueprint = Blueprint("about", __name__, url_prefix="/about")

_OWN = "own"
#: The city of the asking seat, and another.
_CODES = {1: "OWN", 2: "NOT"}


@blueprint.get("/permissions")
def permissions():
    """Commands x roles: "yes", "own" (only what is one's own) or "no"."""
    rows = []
    for name, command in COMMANDS.items():
        if command.permission is PROGRAM:
            continue
        rows.append((name, command.words, [_answer(command.permission, role) for role in ROLES]))
    return render_template("about/permissions.html", rows=rows, roles=ROLES)


class _Theirs:
    """A row that is the asking seat's own, or somebody else's."""

    def __init__(self, seat_id: int) -> None:
        self.seat_id = seat_id
        self.code = _CODES[seat_id]


def _answer(permission, role: str) -> str:
    viewer = Viewer(programme=0, role=role, seat=1, city=_CODES[1])
    if permission(viewer, _Theirs(2)):
        return "yes"
    return _OWN if permission(viewer, _Theirs(1)) else "no"
