"""A document as semantic HTML: an `<article>` for the program's own pages, or a page that stands alone."""

from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from markupsafe import Markup, escape

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
    passages,
)
from facilitation.domain.texts import runs_right_to_left
from facilitation.exports.documents import labels
from facilitation.exports.wording import Translate, untranslated

_NOTHING = Markup("")


def page(document: Document, translate: Translate = untranslated) -> str:
    """A whole page with its own style for screen and paper; it loads nothing."""
    return Markup(
        "<!DOCTYPE html>\n"
        '<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<title>{title}</title>\n{authors}<style>\n{style}</style>\n</head>\n"
        "<body>\n<main>\n{article}</main>\n</body>\n</html>\n"
    ).format(
        language=document.language,
        title=document.title,
        authors=_each('<meta name="author" content="{}">\n', document.authors),
        style=Markup(_style()),
        article=article(document, translate),
    )


def article(document: Document, translate: Translate = untranslated) -> Markup:
    """The document as `<article lang=..>`; its title is an `<h1>`, headings follow from `<h2>`.

    Drawings are `<img>` with a `data:` address, so that nothing in them can act: a page's content security
    policy must allow `img-src data:`.
    """
    writer = _Writer(document, translate)
    return Markup('<article class="document" lang="{}">\n{}{}{}</article>\n').format(
        document.language, writer.header(), writer.blocks(document.blocks), writer.footer()
    )


@cache
def _style() -> str:
    return files(__package__).joinpath("page.css").read_text(encoding="utf-8")


def _each(pattern: str, items: Iterable[object]) -> Markup:
    return _NOTHING.join(Markup(pattern).format(item) for item in items if item)


class _Writer:
    """One pass over one document; counts headings, so that the contents can point at them."""

    def __init__(self, document: Document, translate: Translate) -> None:
        self._document = document
        self._translate = translate
        self._headings = 0

    def header(self) -> Markup:
        document, translate = self._document, self._translate
        state = (labels.version(document, translate), labels.day(document))
        parts = [
            _each('<p class="document-programme">{}</p>\n', [document.programme]),
            _each('<p class="document-kind">{}</p>\n', [document.kind]),
            Markup("<h1>{}</h1>\n").format(document.title),
            _each('<p class="document-subtitle">{}</p>\n', [document.subtitle]),
            Markup('<p class="document-state"><strong data-status="{}">{}</strong>{}</p>\n').format(
                document.status, labels.status(document, translate), _each(" · {}", state)
            ),
            _each('<p class="document-authors">{}</p>\n', [", ".join(document.authors)]),
        ]
        if document.simulated:
            notice = labels.simulated_notice(translate)
            parts.append(
                Markup('<p class="document-simulated" role="note"><strong>{}</strong> {}</p>\n').format(
                    labels.simulated(translate), notice
                )
            )
        return Markup("<header>\n{}</header>\n").format(_NOTHING.join(parts))

    def footer(self) -> Markup:
        document = self._document
        parts = []
        if document.emblem:
            parts.append(Markup('<p class="document-emblem">{}</p>\n').format(_image(document.emblem)))
        notices = (document.funding, document.disclaimer, labels.origin(document, self._translate))
        parts += [Markup("<p>{}</p>\n").format(_lines(notice)) for notice in notices if notice]
        return Markup("<footer>\n{}</footer>\n").format(_NOTHING.join(parts)) if parts else _NOTHING

    def blocks(self, blocks: tuple[Block, ...]) -> Markup:
        return _NOTHING.join(self._block(block) for block in blocks)

    def _block(self, block: Block) -> Markup:
        match block:
            case Heading():
                self._headings += 1
                pattern = Markup('<h{level} id="section-{number}">{text}</h{level}>\n')
                return pattern.format(level=block.level + 1, number=self._headings, text=block.text)
            case Paragraph():
                return Markup("<p>{}</p>\n").format(self._inline(block.content))
            case BulletList():
                return Markup("<ul>\n{}</ul>\n").format(self._items(block))
            case NumberedList():
                start = Markup(' start="{}"').format(block.start) if block.start != 1 else ""
                return Markup("<ol{}>\n{}</ol>\n").format(start, self._items(block))
            case Table():
                return self._table(block)
            case Figure():
                caption = _each("<figcaption>{}</figcaption>\n", [block.caption])
                return Markup("<figure>\n{}\n{}</figure>\n").format(_image(block), caption)
            case Quote():
                return self._quote(block)
            case Callout():
                title = _each(
                    '<p class="callout-title">{}</p>\n', [labels.callout_title(block, self._translate)]
                )
                pattern = Markup('<div class="callout" role="note" data-kind="{}">\n{}{}</div>\n')
                return pattern.format(block.kind, title, self.blocks(block.blocks))
            case Facts():
                rows = (
                    Markup("<div><dt>{}</dt><dd>{}</dd></div>\n").format(row.label, self._inline(row.value))
                    for row in block.rows
                )
                return Markup('<dl class="facts">\n{}</dl>\n').format(_NOTHING.join(rows))
            case Contents():
                return self._contents(block)

    def _items(self, points: BulletList | NumberedList) -> Markup:
        return _NOTHING.join(
            Markup("<li>{}{}</li>\n").format(
                self._inline(item.content),
                Markup("\n{}").format(self._block(item.below)) if item.below else "",
            )
            for item in points.items
        )

    def _table(self, table: Table) -> Markup:
        def cell(column: int, content: Inline, heads: str = "") -> Markup:
            shown = Markup(' class="numeric"') if column in table.numeric else ""
            name = "th" if heads else "td"
            scope = Markup(' scope="{}"').format(heads) if heads else ""
            return Markup("<{0}{1}{2}>{3}</{0}>").format(name, scope, shown, self._inline(content))

        header = _NOTHING.join(cell(column, content, "col") for column, content in enumerate(table.header))
        rows = (
            _NOTHING.join(
                cell(column, content, "row" if table.header_column and column == 0 else "")
                for column, content in enumerate(row)
            )
            for row in table.rows
        )
        # A wide table scrolls inside its frame; the frame can be focused, so that keys scroll it too.
        return Markup(
            '<div class="table-frame" role="region" tabindex="0" aria-label="{caption}">\n<table>\n'
            "<caption>{caption}</caption>\n<thead><tr>{header}</tr></thead>\n<tbody>\n{rows}</tbody>\n"
            "</table>\n</div>\n"
        ).format(caption=table.caption, header=header, rows=_each("<tr>{}</tr>\n", rows))

    def _quote(self, quote: Quote) -> Markup:
        who = Markup("<cite>{}</cite>{}").format(quote.by, _each(", {}", [quote.role]))
        pattern = Markup(
            '<figure class="quote">\n<blockquote><p>{}</p></blockquote>\n'
            "<figcaption>{}</figcaption>\n</figure>\n"
        )
        return pattern.format(self._inline(quote.content), who)

    def _contents(self, block: Contents) -> Markup:
        title = labels.contents(self._translate)
        rows = (
            Markup('<li data-level="{}"><a href="#section-{}">{}</a></li>\n').format(
                heading.level, number, heading.text
            )
            for number, heading in self._document.headings(block.deepest)
        )
        pattern = Markup(
            '<nav class="contents" aria-label="{title}">\n<p class="contents-title">{title}</p>\n'
            "<ol>\n{rows}</ol>\n</nav>\n"
        )
        return pattern.format(title=title, rows=_NOTHING.join(rows))

    def _inline(self, content: Inline) -> Markup:
        return _NOTHING.join(
            Markup('<span class="simulated">{} <small class="mark">{}</small></span>').format(
                _runs(runs), labels.simulated(self._translate)
            )
            if simulated
            else _runs(runs)
            for simulated, runs in passages(content)
        )


def _runs(runs: Inline) -> Markup:
    return _NOTHING.join(map(_run, runs))


def _run(run: Run) -> Markup:
    text = _lines(run.text)
    if runs_right_to_left(run.text):
        text = Markup("<bdi>{}</bdi>").format(text)
    if "emphasis" in run.marks:
        text = Markup("<em>{}</em>").format(text)
    if "strong" in run.marks:
        text = Markup("<strong>{}</strong>").format(text)
    if run.language:
        text = Markup('<span lang="{}">{}</span>').format(run.language, text)
    return Markup('<a href="{}">{}</a>').format(run.href, text) if run.href else text


def _lines(text: str) -> Markup:
    return Markup("<br>\n").join(escape(line) for line in text.split("\n"))


def _image(figure: Figure) -> Markup:
    data = b64encode(figure.svg.encode()).decode("ascii")
    return Markup('<img src="data:image/svg+xml;base64,{}" alt="{}">').format(data, figure.alt)
