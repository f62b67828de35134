"""Session templates to choose from: shipped ones in the reader's language, own ones as they stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext

from facilitation.commands.sessions.furnishing import OWN, template_of
from facilitation.domain.board_templates import BlockTemplate, BoardTemplate, Place
from facilitation.domain.session_templates import SHIPPED
from facilitation.domain.sessions import TYPES
from facilitation.queries.sessions.templates import own_templates
from facilitation.web.site import orm, viewer

#: Where a template stands among the others.
OF_ITS_OWN, WHOLE, PART = "own", "whole", "part"
#: A template of more blocks is a whole session, also where it is for no type of its own.
PART_MOST = 4


@dataclass(frozen=True, slots=True)
class AreaChoice:
    title: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class BlockChoice:
    title: str
    minutes: int
    layout: str
    areas: list[AreaChoice]


@dataclass(frozen=True, slots=True)
class TemplateChoice:
    """A template in words that can be shown. `type` is the type of session it is for, or "".

    `language` is that of its words where they are the programme's own.
    """

    title: str
    description: str
    minutes: int
    blocks: list[BlockChoice]
    group: str
    type: str
    language: str | None


def template_choices() -> dict[str, TemplateChoice]:
    """By key what sessions can be furnished with: the programme's own first, whole sessions, then parts."""
    own = {f"{OWN}{kept.id}": template_of(kept) for kept in own_templates(orm(), viewer())}
    return {key: _choice(template) for key, template in {**own, **SHIPPED}.items()}


def _choice(template: BoardTemplate) -> TemplateChoice:
    def say(text: str) -> str:
        return text if template.own or not text else gettext(text)

    return TemplateChoice(
        say(template.title),
        say(template.description),
        template.minutes,
        [_block(block, say) for block in template.blocks],
        OF_ITS_OWN if template.own else WHOLE if template.type or len(template.blocks) > PART_MOST else PART,
        template.type if template.type in TYPES else "",
        template.language,
    )


def _block(block: BlockTemplate, say: Callable[[str], str]) -> BlockChoice:
    areas = [AreaChoice(say(area.title), area.place) for area in block.areas]
    return BlockChoice(say(block.title), block.minutes, block.layout, areas)
