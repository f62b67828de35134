"""The kinds of jobs, by the name under which commands write them down."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

Run = Callable[..., Any]


def _on_demand(module: str, name: str) -> Run:
    """A job's function, loaded with its libraries when the first such job comes.

    Solvers, typesetters and picture decoders take a second and 60 MB: of a worker that is never asked for
    them, and of every start of the program.
    """

    def run(*arguments: Any) -> Any:
        return getattr(importlib.import_module(f"facilitation.jobs.{module}"), name)(*arguments)

    return run


#: What a job does.
JOBS: dict[str, Run] = {
    "minutes.draft": _on_demand("documents", "draft_minutes"),
    "minutes.compare": _on_demand("minutes", "compare"),
    "agenda.draft": _on_demand("documents", "draft_agenda"),
    "sign_in.draft": _on_demand("documents", "draft_sign_in"),
    "agendas.draft": _on_demand("documents", "draft_agendas"),
    "annex.draft": _on_demand("documents", "draft_annex"),
    "transfer_plan.draft": _on_demand("documents", "draft_transfer_plan"),
    "document.render": _on_demand("documents", "render_again"),
    "emblem.prepare": _on_demand("emblems", "prepare"),
    "round.solve": _on_demand("tandems", "solve"),
    "round.weigh": _on_demand("tandems", "weigh"),
    "round.explain": _on_demand("tandems", "explain"),
    "round.why": _on_demand("tandems", "answer_why"),
    "letters.write": _on_demand("letters", "write"),
    "mail.send": _on_demand("mails", "send"),
    "feeds.render": _on_demand("feeds", "render_all"),
    "session.tell": _on_demand("invitations", "tell"),
    "breakouts.return": _on_demand("breakouts", "come_back"),
    "rehearsal.run": _on_demand("rehearsals", "run"),
    "rehearsal.accompany": _on_demand("rehearsals", "accompany"),
}

#: What is told when a job has failed for good: (context, payload, job id, reason). Others fail in silence,
#: since whoever waits for them looks at the job itself.
FAILURES: dict[str, Run] = {
    "round.solve": _on_demand("tandems", "fail"),
    "round.why": _on_demand("tandems", "no_answer_why"),
    "emblem.prepare": _on_demand("emblems", "fail"),
}
