"""What came of one block of a session, as blocks of a document: its harvest and what was recorded there."""

from __future__ import annotations

from itertools import groupby

from facilitation.domain.documents import Block, BulletList, Callout, Heading, ListItem, Paragraph, Quote, Run
from facilitation.domain.errors import N_
from facilitation.domain.sessions import RECORD_KINDS
from facilitation.queries.boards.harvest import BlockHarvest, HarvestedCluster, HarvestedNote
from facilitation.queries.documents.parts import SessionDocument, words
from facilitation.store.sessions import Record


def block_report(parts: SessionDocument, item: BlockHarvest) -> list[Block]:
    """A block under its title: the question, the harvest of its board, the loose notes, the records."""
    blocks: list[Block] = [Heading(1, item.block.title), *_asked(parts, item), *_unrevealed(parts, item)]
    if item.clusters:
        blocks.append(Heading(2, parts.say(N_("Harvest"))))
    for cluster in item.clusters:
        blocks += _cluster(parts, cluster)
    blocks += _loose(parts, item.loose)
    if not (item.clusters or item.loose or item.unrevealed) and item.block.board_id:
        blocks.append(Paragraph(words(parts.say(N_("Nothing was written on this board.")))))
    return blocks + record_report(parts, item.records)


def record_report(parts: SessionDocument, records: list[Record]) -> list[Block]:
    """What scribes recorded: quotes as quotes, everything else as passages under their kind."""
    blocks: list[Block] = []
    for record in records:
        city = parts.city_name(parts.speakers.city(record))
        name = parts.speakers.name(record)
        said = parts.written(record.text, record.language, simulated=parts.speakers.simulated(record))
        if record.kind == "quote" and (name or city):
            by, role = (name, city) if name else (city, "")
            blocks.append(Quote((said,), by=by, role=role))
            continue
        kind = "decision" if record.kind == "decision" else "note"
        text = [said, *said_by(name, city)]
        blocks.append(Callout(kind, (Paragraph(tuple(text)),), title=parts.say(RECORD_KINDS[record.kind])))
    return blocks


def said_by(*who: str | None) -> list[Run]:
    """Name and city behind what was said. Each is a run of its own: none turns the order of the others."""
    runs: list[Run] = []
    for part in filter(None, who):
        runs += [Run(", " if runs else " — "), Run(part)]
    return runs


def _asked(parts: SessionDocument, item: BlockHarvest) -> list[Block]:
    if not item.block.question:
        return []
    return [Paragraph((Run(parts.say(N_("Asked: "))), Run(item.block.question, ("emphasis",))))]


def _unrevealed(parts: SessionDocument, item: BlockHarvest) -> list[Block]:
    if not item.unrevealed:
        return []
    text = parts.say(N_("Notes written privately and never revealed: %(count)s"))
    return [Paragraph(words(text % {"count": item.unrevealed}))]


def _cluster(parts: SessionDocument, cluster: HarvestedCluster) -> list[Block]:
    """A cluster under its title: its counts and cities, the challenge it stands for, its notes."""
    say = parts.say
    blocks: list[Block] = [Heading(3, cluster.title)]
    facts = [say(N_("Notes: %(count)s")) % {"count": len(cluster.notes)}]
    if cluster.votes:
        facts.insert(0, say(N_("Votes: %(count)s")) % {"count": cluster.votes})
    if cluster.cities:
        facts.append(", ".join(parts.city_name(code) for code in cluster.cities))
    blocks.append(Paragraph((Run(" · ".join(facts), ("strong",)),)))
    challenge = parts.challenge(cluster.challenge)
    if challenge and challenge != cluster.title:
        blocks.append(Paragraph((Run(say(N_("Challenge: "))), Run(challenge))))
    if challenge:
        blocks += _stands_for(parts, cluster)
    if cluster.notes:
        blocks.append(BulletList(tuple(_note(parts, note, origin=note.area) for note in cluster.notes)))
    return blocks


def _stands_for(parts: SessionDocument, cluster: HarvestedCluster) -> list[Block]:
    """Which cities confirmed the challenge, and for which it is only proposed."""
    told = (
        (parts.say(N_("Confirmed by: ")), cluster.confirmed),
        (parts.say(N_("Proposed, not confirmed: ")), cluster.proposed),
    )
    return [
        Paragraph((Run(label), Run(", ".join(filter(None, map(parts.city_name, codes))))))
        for label, codes in told
        if codes
    ]


def _loose(parts: SessionDocument, loose: list[HarvestedNote]) -> list[Block]:
    """The notes that lie in no cluster, area by area."""
    blocks: list[Block] = []
    if loose:
        blocks.append(Heading(2, parts.say(N_("Loose notes"))))
    for area, notes in groupby(loose, key=lambda note: note.area):
        if area:
            blocks.append(Heading(3, area))
        blocks.append(BulletList(tuple(_note(parts, note) for note in notes)))
    return blocks


def _note(parts: SessionDocument, note: HarvestedNote, origin: str = "") -> ListItem:
    """A note with who said it and, within a cluster, the area it comes from."""
    runs = [parts.written(note.text, note.language, simulated=note.simulated)]
    runs += said_by(note.author, parts.city_name(note.city))
    if origin:
        runs += [Run(" · " if len(runs) > 1 else " — "), Run(origin)]
    if note.votes:
        # The space apart: what stands in brackets right behind a name goes with it when the name has to go.
        runs += [Run(" "), Run("(" + parts.say(N_("Votes: %(count)s")) % {"count": note.votes} + ")")]
    return ListItem(tuple(runs))
