"""The handler that takes in challenges of cities from a sheet."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.challenges.challenges import known_or_new
from facilitation.commands.challenges.naming_plans import Meant, known_to, plan
from facilitation.commands.challenges.naming_rows import language_of
from facilitation.commands.sheets import Row, require_no_faults, require_rows
from facilitation.commands.work import Work
from facilitation.domain.cities import folded
from facilitation.domain.errors import N_
from facilitation.domain.origins import SHEET
from facilitation.store.challenges import Challenge, ChallengeMention
from facilitation.store.people import Seat


class ImportNamings(msgspec.Struct):
    """`language` is that of titles, remarks and evidence where a row names none."""

    rows: list[Row]
    language: str = "en"


def import_namings(work: Work, target: None, payload: ImportNamings) -> dict[str, Any]:
    """Take in the challenges of a sheet: all of them, or none if a single cell is faulty."""
    require_rows(payload.rows, N_("This sheet has no challenges."))
    known = known_to(work.orm, work.programme, simulated=work.actor.simulated)
    made = plan(payload.rows, known, language_of(payload.language))
    require_no_faults(made.faults)
    new = {
        folded(one.title): known_or_new(work, one.title, one.kind, one.language)
        for one in made.new_challenges
    }
    before = _from_sheets(work)
    for one in made.rows:
        challenge = (one.challenge or new[folded(one.title)]).standing
        _take(work, one, challenge, before.get((one.city.id, challenge.id)))
    return {"added": len(made.added), "changed": len(made.updated), "challenges": len(new)}


def _from_sheets(work: Work) -> dict[tuple[int, int], ChallengeMention]:
    query = (
        select(ChallengeMention)
        .join(Challenge, ChallengeMention.challenge_id == Challenge.id)
        .where(
            Challenge.programme_id == work.programme,
            ChallengeMention.origin == SHEET,
            ChallengeMention.simulated.is_(work.actor.simulated),
        )
        .order_by(ChallengeMention.id.desc())
    )
    return {(row.city_id, row.challenge.standing.id): row for row in work.orm.scalars(query)}


def _take(work: Work, meant: Meant, challenge: Challenge, before: ChallengeMention | None) -> None:
    seat = work.orm.get(Seat, work.actor.seat) if work.actor.seat is not None else None
    values = meant.values | {
        "role": seat.role if seat else None,
        "organisation": seat.organisation if seat else None,
        "said_at": work.now,
    }
    if before is not None:
        if {"remark", "evidence"} & meant.values.keys():
            values["language"] = meant.language
        work.change(before, **values, withdrawn_at=None)
        return
    work.add(
        ChallengeMention(
            challenge_id=challenge.id,
            city_id=meant.city.id,
            origin=SHEET,
            simulated=work.actor.simulated,
            language=meant.language,
            **values,
        )
    )
