"""The commitments that were made in a session, as blocks of its minutes."""

from __future__ import annotations

from facilitation.domain.commitments import STATUSES, CommitmentFacts
from facilitation.domain.documents import Heading, Inline, Paragraph, Run, Table, person
from facilitation.domain.errors import N_
from facilitation.domain.minutes import Keyed
from facilitation.queries.documents.parts import SessionDocument, header, words
from facilitation.queries.solutions.commitments import made_in, on_the_table


def commitment_report(parts: SessionDocument, *, under: bool = False) -> list[Keyed]:
    """A heading and a table of who committed to what; nothing where nobody did.

    What lay on the table of the session without having been made in it is counted. `under`: they stand under
    a heading that is there already.
    """
    made = made_in(parts.orm, parts.session)
    if not made:
        return []
    say = parts.say
    blocks = [] if under else [Keyed("commitments", Heading(1, say(N_("Commitments"))))]
    blocks.append(Keyed("commitments:made", commitment_table(parts, made)))
    earlier = len(on_the_table(parts.orm, parts.session))
    if earlier:
        text = say(N_("Open from earlier, of the cities that were there: %(count)s")) % {"count": earlier}
        blocks.append(Keyed("commitments:open", Paragraph(words(text))))
    return blocks


def commitment_table(parts: SessionDocument, commitments: list[CommitmentFacts]) -> Table:
    """Who commits to what, who answers for it, by when, and how far it is; what nobody said is a dash."""
    say = parts.say
    labels = (
        say(N_("Who")),
        say(N_("Commits to")),
        say(N_("Answers for it")),
        say(N_("By")),
        say(N_("Status")),
    )
    rows = []
    for one in commitments:
        cities = {"city": parts.city_name(one.city), "other": parts.city_name(one.other)}
        status = say(STATUSES[one.status])
        rows.append(
            (
                words(say(one.sentence) % cities),
                _subject(parts, one),
                tuple(who_answers(one)) or words("–"),
                words(parts.day(one.due) if one.due else "–"),
                words(f"{status}: {one.reason}" if one.reason else status),
            )
        )
    return Table(caption=say(N_("Who commits to what")), header=header(labels), rows=tuple(rows))


def _subject(parts: SessionDocument, one: CommitmentFacts) -> Inline:
    runs = [parts.written(one.subject, one.language, simulated=one.simulated)]
    if one.practice and one.practice != one.subject:
        runs.append(Run(f" ({one.practice})"))
    said = [person(one.source)] if one.source else []
    if one.stated_on:
        said += [*([Run(", ")] if said else []), Run(parts.day(one.stated_on))]
    if said:
        runs += [Run(" ("), *said, Run(")")]
    return tuple(runs)


def who_answers(one: CommitmentFacts) -> list[Run]:
    """The person's name and the office, which may be somebody's name as well, each in a run of its own."""
    runs = [person(one.person)] if one.person else []
    if one.office:
        runs += [*([Run("; ")] if runs else []), person(one.office)]
    return runs
