"""The lists of what a city tells of a practice: figures, gains, prerequisites, and what their lines hold."""

from __future__ import annotations

from facilitation.domain.errors import N_, Refused
from facilitation.domain.names import clean_name, clean_name_or_none
from facilitation.domain.replication import FIELDS, PREREQUISITE_KINDS, RESULTS
from facilitation.domain.texts import clean_text

FIGURE, GAIN, PREREQUISITE = "figure", "gain", "prerequisite"
#: The lists by the kind of their lines, in the order of the page.
LISTS = {
    FIGURE: N_("Results in figures"),
    GAIN: N_("Who gains what"),
    PREREQUISITE: N_("Prerequisites and success factors"),
}
#: All that a city tells of a practice, fields and lists, in the order of the page.
PARTS: dict[str, str] = {}
for _key, _name in FIELDS.items():
    PARTS[_key] = _name
    if _key == RESULTS:
        PARTS |= {FIGURE: LISTS[FIGURE], GAIN: LISTS[GAIN]}
PARTS[PREREQUISITE] = LISTS[PREREQUISITE]

#: What a version keeps of a line.
FACTS = ("text", "who", "value", "dated", "need", "language")
FACT_NAMES = {
    FIGURE: {"value": N_("Figure"), "text": N_("Of what"), "dated": N_("As of")},
    GAIN: {"who": N_("Who"), "text": N_("What they gain")},
    PREREQUISITE: {"text": N_("What has to be there"), "need": N_("Kind")},
}
TEXT_LENGTH = 1_000
WHO_LENGTH = 200
VALUE_LENGTH = 60
DATED_LENGTH = 60
#: So many lines fit in one list.
LINES_MOST = 60


def require_kind(kind: str) -> str:
    """A kind of LISTS; `Refused` for any other."""
    if kind not in LISTS:
        raise Refused("invalid", N_("Choose figures, gains or prerequisites."), field="kind")
    return kind


def clean_line(kind: str, *, text: str, who: str, value: str, dated: str, need: str) -> dict[str, str]:
    """A line of a list of this kind as it is kept; what its kind doesn't have is left empty.

    `Refused` names the field that can't be so.
    """
    if need not in PREREQUISITE_KINDS:
        raise Refused("invalid", N_("Choose a kind from the list."), field="need")
    line = {"who": "", "value": "", "dated": "", "need": ""}
    if kind == FIGURE:
        line["value"] = clean_name(value, "value", VALUE_LENGTH)
        line["text"] = clean_text(text, field="text", limit=TEXT_LENGTH)
        line["dated"] = clean_name_or_none(dated, "dated", DATED_LENGTH) or ""
    elif kind == GAIN:
        line["who"] = clean_name(who, "who", WHO_LENGTH)
        line["text"] = clean_text(text, field="text", limit=TEXT_LENGTH)
    else:
        line["text"] = clean_text(text, field="text", limit=TEXT_LENGTH)
        line["need"] = need
    return line
