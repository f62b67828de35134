"""Handler of practices from a sheet: taken in as a whole, or not at all."""

from __future__ import annotations

from typing import Any

import msgspec

from facilitation.commands.practices import practices as handlers
from facilitation.commands.practices.known import known_to
from facilitation.commands.practices.planning import plan
from facilitation.commands.sheets import Row, require_no_faults, require_rows
from facilitation.commands.work import Work
from facilitation.domain.errors import N_
from facilitation.domain.origins import SHEET


class ImportPractices(msgspec.Struct):
    rows: list[Row]


def import_practices(work: Work, target: None, payload: ImportPractices) -> dict[str, Any]:
    """Add and change the practices of a sheet: all of them, or none if a single cell is faulty."""
    require_rows(payload.rows, N_("This sheet has no practices."))
    meant = plan(payload.rows, known_to(work.orm, work.actor))
    require_no_faults(meant.faults)
    changed = sum(handlers.write(work, one.known, one.facts) for one in meant.updated if one.known)
    for one in meant.added:
        practice = handlers.put_down(work, one.city, one.facts, SHEET)
        work.change(practice, simulated=practice.simulated or one.simulated, key=one.key or practice.key)
        work.orm.flush()
    return {"added": len(meant.added), "changed": changed}
