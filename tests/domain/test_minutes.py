"""Minutes as a document: their headings skip no level."""

from __future__ import annotations

from facilitation.domain.documents import Heading
from facilitation.domain.minutes import fitting_levels


def test_headings_skip_no_level() -> None:
    levels = [Heading(3, "a"), Heading(3, "b"), Heading(1, "c"), Heading(4, "d")]
    assert [block.level for block in fitting_levels(levels) if isinstance(block, Heading)] == [1, 2, 1, 2]
