"""The four solution workshops as attended, as a scenario on the coordinator's table.

The report calls none of these groups a tandem. Everything is worked out here, without the solver: a start of
the demo must not wait for it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from facilitation.domain.permissions import COORDINATOR, Viewer
from facilitation.matching.hand_moves import Table
from facilitation.matching.in_words import blocking_in_words, message_form
from facilitation.matching.round_file import parse_round
from facilitation.matching.standing import standing_answer
from facilitation.queries.tandems.scenarios import groups_attended, problem_attended
from facilitation.queries.tandems.tandems import round_problem
from facilitation.store.changes import LiveSession
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session
from facilitation.store.tandems import Round


def add_workshops_as_attended(orm: LiveSession, programme: Programme, now: datetime) -> None:
    """Put the scenario into the database, valued on the days of the workshops."""
    orm.flush()
    viewer = Viewer(programme.id, COORDINATOR)
    query = select(Session.date).where(Session.programme_id == programme.id, Session.type == "solution")
    days = sorted({day for day in orm.scalars(query) if day is not None})
    groups = groups_attended(orm, viewer)
    problem = problem_attended(round_problem(orm, viewer, days), groups)
    parsed = parse_round(problem)
    bests = {parsed.cities[at].id: best for at, best in Table(parsed).problem.personal_bests.items()}
    answer, _ = standing_answer(problem, groups, "balanced", bests)
    orm.add(
        Round(
            programme_id=programme.id,
            name="Solution workshops as attended",
            preset="balanced",
            status="solved",
            problem=problem,
            answer=answer,
            by_hand=True,
            as_attended=True,
            version=0,
            weighed=0,
            personal_best=bests,
            findings={
                "blocking": [message_form(said) for said in blocking_in_words(parsed, groups, bests)],
                "explained": 0,
            },
            created_at=now,
        )
    )
