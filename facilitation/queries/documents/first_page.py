"""The first page of minutes, for whoever reads no further: decisions, clusters, who does what by when."""

from __future__ import annotations

from collections.abc import Sequence

from facilitation.domain.commitments import DROPPED, KINDS, CommitmentFacts
from facilitation.domain.commitments import STATUSES as COMMITMENT_STATUSES
from facilitation.domain.documents import (
    Block,
    BulletList,
    Heading,
    Inline,
    ListItem,
    NumberedList,
    Paragraph,
    Run,
    Table,
)
from facilitation.domain.errors import N_
from facilitation.domain.first_page import cut
from facilitation.domain.minutes import Keyed
from facilitation.queries.documents.attendance import cities_counted
from facilitation.queries.documents.commitments import who_answers
from facilitation.queries.documents.parts import SessionDocument, header, said_by, words
from facilitation.queries.documents.pictures import attendance_figure, votes_figure
from facilitation.queries.documents.strongest import Strong
from facilitation.queries.sessions.sessions import instants
from facilitation.queries.solutions.commitments import made_in
from facilitation.store.sessions import Record

#: So many stand on the first page; the others are counted, and follow in the minutes.
DECISIONS_MOST, COMMITMENTS_MOST, CLUSTERS_MOST, BARS_MOST, EQUALS_MOST = 8, 8, 3, 6, 3


def first_page(parts: SessionDocument, records: Sequence[Record], strong: Sequence[Strong]) -> list[Keyed]:
    """The chapter that stands before all others; `records` are those of the session in their order."""
    say = parts.say
    found = [Keyed("glance", Heading(1, say(N_("At a glance")))), Keyed("glance:session", _when(parts))]
    decisions = [record for record in records if record.kind == "decision"]
    found += _section(parts, "decided", N_("Decided"), _decided(parts, decisions))
    with_votes = [one for one in strong if one.votes]
    if strong:
        title = N_("The strongest clusters") if with_votes else N_("The largest clusters")
        found += _section(parts, "clusters", title, _strongest(parts, with_votes or strong))
    if with_votes:
        shown = with_votes[:BARS_MOST]
        picture = votes_figure(parts, shown, len(with_votes) - len(shown))
        found.append(Keyed("glance:votes", picture))
    found += _section(parts, "commitments", N_("Who does what by when"), _committed(parts))
    if parts.attendance:
        found += _section(parts, "there", N_("Who was there"), [attendance_figure(parts)])
    return found


def _section(parts: SessionDocument, what: str, title: str, blocks: Sequence[Block]) -> list[Keyed]:
    """Blocks under a heading; the second and further ones bear their number."""
    keyed = [Keyed(f"glance:{what}", Heading(2, parts.say(title)))]
    names = (f"glance:{what}/{number}" for number in range(1, len(blocks) + 1))
    return keyed + [Keyed(name, block) for name, block in zip(names, blocks, strict=True)]


def _when(parts: SessionDocument) -> Paragraph:
    """When it was and who came, in one line."""
    session, say = parts.session, parts.say
    facts = []
    plan = instants(session)
    if session.started_at is not None:
        facts.append(parts.day(parts.local(session.started_at).date()))
        facts.append(
            f"{parts.span(session.started_at, session.ended_at)} ({parts.zone_of(session.started_at)})"
        )
    elif session.date is not None:
        facts.append(parts.day(session.date))
        if plan.starts is not None:
            facts.append(f"{parts.span(plan.starts, plan.ends)} ({parts.zone_of(plan.starts)})")
    if parts.attendance:
        facts.append(say(N_("People: %(count)s")) % {"count": len(parts.attendance)})
    if told := cities_counted(parts):
        facts.append(told)
    return Paragraph((Run(" · ".join(facts) or session.title, ("strong",)),))


def _decided(parts: SessionDocument, decisions: Sequence[Record]) -> list[Block]:
    if not decisions:
        return [Paragraph(words(parts.say(N_("No decision was written down."))))]
    items = []
    for record in decisions[:DECISIONS_MOST]:
        said = parts.written(cut(record.text), record.language, simulated=parts.speakers.simulated(record))
        name, city = parts.speakers.name(record), parts.city_name(parts.speakers.city(record))
        items.append(ListItem((said, *said_by(name, city))))
    return [BulletList(tuple(items)), *_further(parts, len(decisions) - len(items))]


def _strongest(parts: SessionDocument, strong: Sequence[Strong]) -> list[Block]:
    """The first three; whichever have as many votes as the third are named, since their order is chance."""
    say, three = parts.say, strong[:CLUSTERS_MOST]
    items = []
    for one in three:
        facts = [say(N_("Votes: %(count)s")) % {"count": one.votes}] if one.votes else []
        facts.append(say(N_("Notes: %(count)s")) % {"count": one.notes})
        if one.cities:
            facts.append(", ".join(map(parts.city_name, one.cities)))
        title = Run(cut(one.title), ("strong", "simulated") if one.simulated else ("strong",))
        items.append(ListItem((title, Run(" · " + " · ".join(facts))), of=one.key))
    blocks: list[Block] = [NumberedList(tuple(items))]
    equal = [one for one in strong[CLUSTERS_MOST:] if one.votes and one.votes == three[-1].votes]
    if len(equal) > EQUALS_MOST:
        text = say(N_("With as many votes as the last of these, further ones: %(count)s"))
        blocks.append(Paragraph(words(text % {"count": len(equal)})))
    elif equal:
        text = say(N_("As many votes as the last of these: %(titles)s"))
        blocks.append(Paragraph(words(text % {"titles": "; ".join(cut(one.title) for one in equal)})))
    return blocks


def _committed(parts: SessionDocument) -> list[Block]:
    say = parts.say
    made = [one for one in made_in(parts.orm, parts.session) if one.status != DROPPED]
    if not made:
        return [Paragraph(words(say(N_("No commitment was recorded."))))]
    rows = tuple(_commitment(parts, one) for one in made[:COMMITMENTS_MOST])
    labels = (say(N_("Who")), say(N_("What")), say(N_("By when")), say(N_("Status")))
    table = Table(caption=say(N_("What cities committed to")), header=header(labels), rows=rows)
    return [table, *_further(parts, len(made) - len(rows))]


def _commitment(parts: SessionDocument, one: CommitmentFacts) -> tuple[Inline, ...]:
    who = who_answers(one)
    if who:
        # The space apart: what stands in brackets right behind a name goes with it when the name has to go.
        who += [Run(" "), Run(f"({parts.city_name(one.city)})")]
    link = f"{parts.say(KINDS[one.kind])} {parts.city_name(one.other)}: " if one.other else ""
    return (
        tuple(who) or words(parts.city_name(one.city)),
        (Run(link), parts.written(cut(one.subject), one.language, simulated=one.simulated)),
        words(parts.day(one.due) if one.due else "–"),
        words(parts.say(COMMITMENT_STATUSES[one.status])),
    )


def _further(parts: SessionDocument, count: int) -> list[Block]:
    if count <= 0:
        return []
    return [Paragraph(words(parts.say(N_("Further ones, below: %(count)s")) % {"count": count}))]
