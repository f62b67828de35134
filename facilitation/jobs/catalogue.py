"""The kinds of jobs, by the name under which commands write them down."""

from facilitation.jobs import documents, rehearsals, tandems

JOBS = {
    "minutes.draft": documents.draft_minutes,
    "agenda.draft": documents.draft_agenda,
    "round.solve": tandems.solve,
    "rehearsal.run": rehearsals.run,
}
