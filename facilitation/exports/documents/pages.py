"""What stays together where a page ends: the same rule for PDF and DOCX."""

from facilitation.domain.documents import (
    Block,
    BulletList,
    Callout,
    Heading,
    ListItem,
    NumberedList,
    Paragraph,
    Table,
    plain,
)

# Lines of running text on about half a page; a list up to this long moves as a whole to the next one.
_LINES_TOGETHER = 24
_LETTERS_IN_LINE = 80
# A line that introduces what follows, such as "Votes: 3 · Notes: 4", is not longer than this.
_INTRODUCTION = 240


def stay_with_next(blocks: tuple[Block, ...]) -> list[bool]:
    """For each block whether it must not be the last on its page: headings, and what leads over to a list."""
    stay: list[bool] = []
    for index in reversed(range(len(blocks))):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        stays = isinstance(blocks[index], Heading)
        if _introduces(blocks[index]):
            stays = isinstance(following, BulletList | NumberedList | Table | Callout)
            stays = stays or (_introduces(following) and stay[-1])
        stay.append(stays)
    return stay[::-1]


def stays_whole(points: BulletList | NumberedList) -> bool:
    """Whether a list is short enough to be kept on one page."""
    return _lines(points.items) <= _LINES_TOGETHER


def _introduces(block: Block | None) -> bool:
    return isinstance(block, Paragraph) and len(plain(block.content)) <= _INTRODUCTION


def _lines(items: tuple[ListItem, ...]) -> int:
    own = sum(1 + len(line) // _LETTERS_IN_LINE for item in items for line in plain(item.content).split("\n"))
    return own + sum(_lines(item.below.items) for item in items if item.below)
