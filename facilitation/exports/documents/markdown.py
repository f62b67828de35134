"""A document as Markdown (CommonMark with tables), people's words escaped so that they read as written."""

import re
from collections.abc import Iterable

from facilitation.domain.documents import (
    Block,
    BulletList,
    Callout,
    Contents,
    Document,
    Facts,
    Figure,
    Heading,
    Inline,
    NumberedList,
    Paragraph,
    Quote,
    Run,
    Table,
    plain,
)
from facilitation.domain.errors import N_
from facilitation.domain.texts import isolated
from facilitation.exports.documents import labels
from facilitation.exports.wording import Translate, untranslated

# What could be taken for markup anywhere in a line, and what could be at its start.
_ANYWHERE = re.compile(r"[\\`*_\[\]<&|~#]")
_LINE_START = re.compile(r"[-+=>]|\d{1,9}(?=[.)])")


def markdown(document: Document, translate: Translate = untranslated) -> str:
    """The whole document. Drawings are given by caption and description: Markdown has no place for them."""
    writer = _Writer(document, translate)
    return (
        "\n\n".join(filter(None, (*writer.header(), *writer.blocks(document.blocks), *writer.footer())))
        + "\n"
    )


def escaped(text: str) -> str:
    """`text` with all escaped that Markdown could take for markup; line breaks stay (as `\\` at the end)."""
    return _settled(_signs_escaped(text))


def _signs_escaped(text: str) -> str:
    return _ANYWHERE.sub(lambda found: "\\" + found[0], text)


def _settled(text: str) -> str:
    """Lines put together: no indent (it would make code), no list by chance, line breaks that hold."""
    return "\\\n".join(_line(" ".join(line.split())) for line in text.strip().split("\n"))


def _line(line: str) -> str:
    start = _LINE_START.match(line)
    if not start:
        return line
    # A number is no list when its full stop is escaped; a sign is escaped itself.
    return f"{start[0]}\\{line[start.end() :]}" if start[0].isdigit() else "\\" + line


def _wrapped(sign: str, text: str) -> str:
    return f"{sign}{text}{sign}" if text else ""


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _run(run: Run, before: str, after: str) -> str:
    """One run with its marks; without them where Markdown would not read the signs as marks."""
    edge = len(run.text) - len(run.text.lstrip()), len(run.text.rstrip())
    left, core, right = run.text[: edge[0]], run.text[edge[0] : edge[1]], run.text[edge[1] :]
    if not core:
        return run.text
    opens = not left and before[-1:].strip()
    closes = not right and after[:1].strip()
    clear = not (opens and (before[-1].isalnum() or not core[0].isalnum()))
    clear = clear and not (closes and (after[0].isalnum() or not core[-1].isalnum()))
    shown = isolated(_signs_escaped(core))
    if clear and "emphasis" in run.marks:
        shown = _wrapped("_", shown)
    if clear and "strong" in run.marks:
        shown = _wrapped("**", shown)
    return f"{left}[{shown}](<{run.href}>){right}" if run.href else f"{left}{shown}{right}"


class _Writer:
    def __init__(self, document: Document, translate: Translate) -> None:
        self._document = document
        self._translate = translate

    def header(self) -> Iterable[str]:
        document, translate = self._document, self._translate
        state = (
            document.kind,
            labels.status(document, translate),
            labels.version(document, translate),
            labels.day(document),
        )
        yield escaped(document.programme)
        yield f"# {escaped(document.title)}"
        yield _wrapped("_", escaped(document.subtitle))
        yield escaped(" · ".join(filter(None, state)))
        yield escaped(", ".join(document.authors))
        if document.simulated:
            notice = escaped(labels.simulated_notice(translate))
            yield f"> {_wrapped('**', escaped(labels.simulated(translate)))} {notice}"

    def footer(self) -> Iterable[str]:
        document = self._document
        emblem = self._figure(document.emblem) if document.emblem else ""
        notices = (document.funding, document.disclaimer, labels.origin(document, self._translate))
        parts = [part for part in (emblem, *map(escaped, notices)) if part]
        return ["---", *parts] if parts else []

    def blocks(self, blocks: Iterable[Block]) -> Iterable[str]:
        # Two lists in a row would be read as one, were it not for the other sign.
        return (self._block(block, "-*"[index % 2], ".)"[index % 2]) for index, block in enumerate(blocks))

    def _block(self, block: Block, bullet: str, stop: str) -> str:
        match block:
            case Heading():
                return f"{'#' * (block.level + 1)} {escaped(block.text)}"
            case Paragraph():
                return self._inline(block.content)
            case BulletList() | NumberedList():
                return self._list(block, bullet, stop)
            case Table():
                return self._table(block)
            case Figure():
                return self._figure(block)
            case Quote():
                who = escaped(", ".join(filter(None, (block.by, block.role))))
                return _quoted(f"{self._inline(block.content)}\n\n— {who}")
            case Callout():
                title = _wrapped("**", escaped(labels.callout_title(block, self._translate)))
                return _quoted("\n\n".join(filter(None, (title, *self.blocks(block.blocks)))))
            case Facts():
                rows = (f"- **{escaped(row.label)}:** {self._inline(row.value)}" for row in block.rows)
                return "\n".join(row.replace("\n", "\n  ") for row in rows)
            case Contents():
                rows = (
                    f"{'  ' * (heading.level - 1)}- {escaped(heading.text)}"
                    for _, heading in self._document.headings(block.deepest)
                )
                return "\n".join((f"{_wrapped('**', escaped(labels.contents(self._translate)))}\n", *rows))

    def _list(self, points: BulletList | NumberedList, bullet: str, stop: str) -> str:
        lines = []
        for index, item in enumerate(points.items):
            sign = f"{points.start + index}{stop}" if isinstance(points, NumberedList) else bullet
            below = self._list(item.below, bullet, stop) if item.below else ""
            inside = "\n".join(filter(None, (self._inline(item.content), below)))
            indent = " " * (len(sign) + 1)
            lines.append(f"{sign} " + inside.replace("\n", f"\n{indent}"))
        return "\n".join(lines)

    def _table(self, table: Table) -> str:
        def row(cells: Iterable[str]) -> str:
            return f"| {' | '.join(cell.replace(chr(92) + chr(10), ' ') for cell in cells)} |"

        rules = ("---:" if column in table.numeric else "---" for column in range(len(table.header)))
        rows = (row(map(self._inline, cells)) for cells in table.rows)
        lines = (row(map(self._inline, table.header)), row(rules), *rows)
        return f"{_wrapped('**', escaped(table.caption))}\n\n" + "\n".join(lines)

    def _figure(self, figure: Figure) -> str:
        description = self._translate(N_("Picture: %(description)s")) % {"description": figure.alt}
        return "\n\n".join(filter(None, (escaped(description), _wrapped("_", escaped(figure.caption)))))

    def _inline(self, content: Inline) -> str:
        mark = " " + _signs_escaped(f"[{labels.simulated(self._translate)}]")
        text = ""
        for index, run in enumerate(content):
            before, after = content[:index], content[index + 1 :]
            text += _run(run, plain(before), plain(after))
            if "simulated" in run.marks and not (after and "simulated" in after[0].marks):
                text += mark
        return _settled(text)
