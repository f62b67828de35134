"""What came of one block of a session, as blocks of a document: its harvest and what was recorded there."""

from __future__ import annotations

from itertools import groupby

from facilitation.domain.documents import BulletList, Callout, Heading, ListItem, Paragraph, Quote, Run
from facilitation.domain.errors import N_
from facilitation.domain.minutes import Keyed
from facilitation.domain.sessions import RECORD_KINDS
from facilitation.queries.boards.harvest import BlockHarvest, HarvestedCluster, HarvestedNote
from facilitation.queries.documents.parts import SessionDocument, said_by, words
from facilitation.queries.documents.poll_reports import poll_reports
from facilitation.store.sessions import Record


def block_report(parts: SessionDocument, item: BlockHarvest) -> list[Keyed]:
    """A block under its title: the question, the harvest of its board, the loose notes, the records."""
    say, key = parts.say, f"block:{item.block.id}"
    found = [Keyed(key, Heading(1, item.block.title)), *_asked(parts, item, key)]
    if item.unrevealed:
        text = say(N_("Notes written privately and never revealed: %(count)s")) % {"count": item.unrevealed}
        found.append(Keyed(f"{key}/unrevealed", Paragraph(words(text))))
    found += poll_reports(parts, item.block.id)
    if item.clusters:
        found.append(Keyed(f"{key}/harvest", Heading(2, say(N_("Harvest")))))
    for cluster in item.clusters:
        found += cluster_report(parts, cluster, 3)
    if item.loose:
        found.append(Keyed(f"loose:{item.block.id}", Heading(2, say(N_("Loose notes")))))
        found += loose_report(parts, item.loose, f"loose:{item.block.id}", 3)
    if not (item.clusters or item.loose or item.unrevealed) and item.block.board_id:
        nothing = Paragraph(words(say(N_("Nothing was written on this board."))))
        found.append(Keyed(f"{key}/nothing", nothing))
    return found + record_report(parts, item.records)


def record_report(parts: SessionDocument, records: list[Record]) -> list[Keyed]:
    """What scribes recorded: quotes as quotes, everything else as passages under their kind."""
    return [Keyed(f"record:{record.id}", _record(parts, record)) for record in records]


def _record(parts: SessionDocument, record: Record) -> Quote | Callout:
    city = parts.city_name(parts.speakers.city(record))
    name = parts.speakers.name(record)
    said = parts.written(record.text, record.language, simulated=parts.speakers.simulated(record))
    if record.kind == "quote" and (name or city):
        by, role = (name, city) if name else (city, "")
        return Quote((said,), by=by, role=role)
    kind = "decision" if record.kind == "decision" else "note"
    text = [said, *said_by(name, city)]
    return Callout(kind, (Paragraph(tuple(text)),), title=parts.say(RECORD_KINDS[record.kind]))


def _asked(parts: SessionDocument, item: BlockHarvest, key: str) -> list[Keyed]:
    if not item.block.question:
        return []
    asked = (Run(parts.say(N_("Asked: "))), Run(item.block.question, ("emphasis",)))
    return [Keyed(f"{key}/asked", Paragraph(asked))]


def cluster_report(parts: SessionDocument, cluster: HarvestedCluster, level: int) -> list[Keyed]:
    """A cluster under its title: its counts and cities, the challenge it stands for, its notes."""
    say, key = parts.say, f"cluster:{cluster.id}"
    facts = [say(N_("Notes: %(count)s")) % {"count": len(cluster.notes)}]
    if cluster.votes:
        facts.insert(0, say(N_("Votes: %(count)s")) % {"count": cluster.votes})
    if cluster.cities:
        facts.append(", ".join(parts.city_name(code) for code in cluster.cities))
    found = [
        Keyed(key, Heading(level, cluster.title)),
        Keyed(f"{key}/counts", Paragraph((Run(" · ".join(facts), ("strong",)),))),
    ]
    challenge = parts.challenge(cluster.challenge)
    if challenge and challenge != cluster.title:
        named = Paragraph((Run(say(N_("Challenge: "))), Run(challenge)))
        found.append(Keyed(f"{key}/challenge", named))
    if challenge:
        found += _stands_for(parts, cluster, key)
    if cluster.notes:
        items = BulletList(tuple(_note(parts, note, origin=note.area) for note in cluster.notes))
        found.append(Keyed(f"{key}/notes", items))
    return found


def _stands_for(parts: SessionDocument, cluster: HarvestedCluster, key: str) -> list[Keyed]:
    """Which cities confirmed the challenge, and for which it is only proposed."""
    told = (
        ("confirmed", parts.say(N_("Confirmed by: ")), cluster.confirmed),
        ("proposed", parts.say(N_("Proposed, not confirmed: ")), cluster.proposed),
    )
    return [
        Keyed(
            f"{key}/{what}",
            Paragraph((Run(label), Run(", ".join(filter(None, map(parts.city_name, codes)))))),
        )
        for what, label, codes in told
        if codes
    ]


def loose_report(parts: SessionDocument, loose: list[HarvestedNote], key: str, level: int) -> list[Keyed]:
    """The notes that lie in no cluster, area by area; headings of `level` name the areas."""
    found: list[Keyed] = []
    for area, together in groupby(loose, key=lambda note: note.area_id):
        notes = list(together)
        if notes[0].area:
            found.append(Keyed(f"{key}/area:{area}", Heading(level, notes[0].area)))
        items = BulletList(tuple(_note(parts, note) for note in notes))
        found.append(Keyed(f"{key}/area:{area}/notes", items))
    return found


def _note(parts: SessionDocument, note: HarvestedNote, origin: str = "") -> ListItem:
    """A note with who said it and, within a cluster, the area it comes from."""
    runs = [parts.written(note.text, note.language, simulated=note.simulated)]
    runs += said_by(note.author, parts.city_name(note.city))
    if origin:
        runs += [Run(" · " if len(runs) > 1 else " — "), Run(origin)]
    if note.votes:
        # The space apart: what stands in brackets right behind a name goes with it when the name has to go.
        runs += [Run(" "), Run("(" + parts.say(N_("Votes: %(count)s")) % {"count": note.votes} + ")")]
    return ListItem(tuple(runs), of=f"note:{note.id}")
