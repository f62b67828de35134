"""The kinds of jobs, by the name under which commands write them down."""

from facilitation.jobs import documents, emblems, mails, rehearsals, tandems

#: What a job does.
JOBS = {
    "minutes.draft": documents.draft_minutes,
    "agenda.draft": documents.draft_agenda,
    "document.render": documents.render_again,
    "emblem.prepare": emblems.prepare,
    "round.solve": tandems.solve,
    "mail.send": mails.send,
    "rehearsal.run": rehearsals.run,
    "rehearsal.accompany": rehearsals.accompany,
}

#: What is told when a job has failed for good: (context, payload, job id, reason). Others fail in silence,
#: since whoever waits for them looks at the job itself.
FAILURES = {"round.solve": tandems.fail, "emblem.prepare": emblems.fail}
