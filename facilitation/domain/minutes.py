"""Minutes as they are corrected: blocks named by what they were made from, stages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from facilitation.domain.block_texts import texts_of
from facilitation.domain.documents import (
    Block,
    Callout,
    Heading,
    Paragraph,
    Run,
    block_from_json,
    block_to_json,
    person,
    plain,
)
from facilitation.domain.errors import N_, Refused
from facilitation.domain.texts import clean_text

DRAFT, IN_REVIEW, APPROVED = "draft", "in_review", "approved"
STAGES = {DRAFT: N_("Draft"), IN_REVIEW: N_("In review"), APPROVED: N_("Approved")}

PROPOSED, ACCEPTED, DECLINED = "proposed", "accepted", "declined"
#: What became of an amendment.
ANSWERS = {PROPOSED: N_("Not answered yet"), ACCEPTED: N_("Accepted"), DECLINED: N_("Declined")}

#: The roles that a programme may let approve its minutes.
APPROVERS = ("organiser", "coordinator", "facilitator")

#: What somebody's last step was, once it can be taken back.
STEPS = {
    "minutes.write": N_("a correction"),
    "minutes.move": N_("something moved"),
    "minutes.leave_out": N_("something left out"),
    "minutes.restore": N_("something restored"),
    "minutes.add": N_("something added"),
    "minutes.remove": N_("something deleted"),
    "minutes.take_over": N_("something taken over from the data"),
    "minutes.take_over_all": N_("all taken over from the data"),
    "minutes.keep": N_("something kept as it is"),
    "amendment.accept": N_("an amendment accepted"),
}

#: What can be added by hand.
PARAGRAPH, HEADING, DECISION = "paragraph", "heading", "decision"
ADDED = {PARAGRAPH: N_("Paragraph"), HEADING: N_("Heading"), DECISION: N_("Decision")}
AMENDMENT_LIMIT = 4_000
WORDS_LIMIT = 1_000
#: The key of the block that announces the next session.
NEXT_SESSION = "next:session"
#: Keys of blocks that were added by hand begin with it.
BY_HAND = "hand:"


@dataclass(frozen=True, slots=True)
class Keyed:
    """A block of minutes; `key` names what it says, such as "cluster:12", and is the same in every draft.

    No two blocks of a draft have the same key.
    """

    key: str
    block: Block


def require_open(status: str) -> None:
    """Refuse (closed) to change minutes that are approved."""
    if status == APPROVED:
        raise Refused("closed", N_("These minutes are approved. Begin a new version to correct them."))


def by_hand(kind: str, text: str, language: str) -> dict[str, Any]:
    """A block that somebody adds (one of ADDED), as plain data of the document model."""
    words = clean_text(text, field="text", limit=AMENDMENT_LIMIT)
    paragraph = Paragraph((Run(words),))
    made: dict[str, Block] = {
        PARAGRAPH: paragraph,
        HEADING: Heading(2, words),
        DECISION: Callout("decision", (paragraph,)),
    }
    if kind not in made:
        raise Refused("invalid", N_("Choose what to add."), field="kind")
    return block_to_json(made[kind])


def fitting_levels(blocks: Iterable[Block]) -> list[Block]:
    """The blocks with headings that skip no level: what stood in between may be left out or moved."""
    fitted: list[Block] = []
    above = 0
    for block in blocks:
        if isinstance(block, Heading):
            block = Heading(min(block.level, above + 1), block.text)
            above = block.level
        fitted.append(block)
    return fitted


def without_points(content: Any, of: str) -> Any:
    """A block's plain data without the points that were made from that row; None if no point is left."""
    if not isinstance(content, dict) or content.get("type") not in ("bullets", "numbers"):
        return content
    items = [item for item in content["items"] if item.get("of") != of]
    if len(items) == len(content["items"]):
        return content
    return content | {"items": items} if items else None


def is_simulated(content: Any) -> bool:
    """Whether anything within a block's plain data is marked as simulated."""
    if isinstance(content, dict):
        return "simulated" in content.get("marks", ()) or any(map(is_simulated, content.values()))
    return isinstance(content, list) and any(map(is_simulated, content))


def signed(line: str, name: str, words: str) -> Paragraph:
    """The last line of approved minutes: by whom, with their name in a run of its own, and in which words."""
    before, _, after = line.partition("{name}")
    runs = [Run(before), person(name, "strong"), Run(after)]
    if words:
        runs.append(Run(f" “{words}”"))
    return Paragraph(tuple(runs))


def spoken(content: dict[str, Any]) -> str:
    """The first words of a block, by which it is named where there is no room for more.

    A passage set apart under a title ("Point") is named by both.
    """
    block = block_from_json(content)
    words = [plain(text).strip() for _, text in texts_of(block)]
    said = [text for text in words if text][: 2 if isinstance(block, Callout) and block.title else 1]
    return ": ".join(said)[:80]
