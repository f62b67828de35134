"""Handler of practices from a sheet: taken in as a whole, or not at all."""

from __future__ import annotations

from typing import Any

import msgspec

from facilitation.commands.practices import practices as handlers
from facilitation.commands.practices.known import known_to
from facilitation.commands.practices.planning import plan
from facilitation.commands.practices.sheet_rows import PracticeRow
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused
from facilitation.domain.origins import SHEET
from facilitation.domain.sheets import ROWS_MOST, TOO_LARGE


class ImportPractices(msgspec.Struct):
    rows: list[PracticeRow]


def import_practices(work: Work, target: None, payload: ImportPractices) -> dict[str, Any]:
    """Add and change the practices of a sheet: all of them, or none if a single cell is faulty."""
    if not payload.rows:
        raise Refused("invalid", N_("This sheet has no practices."), field="rows")
    if len(payload.rows) > ROWS_MOST:
        raise Refused("invalid", TOO_LARGE, field="rows", rows=ROWS_MOST)
    meant = plan(payload.rows, known_to(work.orm, work.actor))
    for fault in meant.faults[:1]:
        code = "not_allowed" if fault.foreign else "invalid"
        raise Refused(code, fault.message.text, field="rows", **fault.message.params)
    changed = sum(handlers.write(work, one.known, one.facts) for one in meant.updated if one.known)
    for one in meant.added:
        practice = handlers.put_down(work, one.city, one.facts, SHEET)
        work.change(practice, simulated=practice.simulated or one.simulated, key=one.key or practice.key)
        work.orm.flush()
    return {"added": len(meant.added), "changed": changed}
