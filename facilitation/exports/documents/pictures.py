"""SVG drawings as PNG, for files that can't hold SVG."""

import typst

from facilitation.exports.documents.fonts import shipped

DOTS_PER_INCH = 200

_PAGE = (
    b"#set page(width: auto, height: auto, margin: 0pt, fill: white)\n"
    b'#image(bytes(sys.inputs.drawing), format: "svg")\n'
)


def png(svg: str) -> bytes:
    """The drawing at its own size, at DOTS_PER_INCH, on white."""
    return typst.compile(
        _PAGE,
        font_paths=shipped(),
        format="png",
        ppi=DOTS_PER_INCH,
        sys_inputs={"drawing": svg},
    )
