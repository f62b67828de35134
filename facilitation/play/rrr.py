"""The nine-city programme as sheets: the shipped data in the columns that the program's imports take."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from facilitation.domain.sheets import read_sheet
from facilitation.play.events import events_of
from facilitation.play.sheets import Facts, Sheets, Table, table_of

NAME = "rrr"
DATA = Path(__file__).resolve().parent.parent / "demo" / "data"
SOURCE = "Outcome report of Respond, Rebuild, Reinvent, 2021"
_FACTS = Facts(
    title="Respond, Rebuild, Reinvent",
    aims="Nine cities learn from each other how to help the social and solidarity economy thrive.",
    host_zone="Europe/Madrid",
    funding=(
        "Funded by the European Union, as part of the OECD Global Action “Promoting Social and Solidarity "
        "Economy Ecosystems”."
    ),
    disclaimer=(
        "Played through: cities, challenges, practices, wishes, dates and counts are facts of the programme "
        "of 2021 as its outcome report prints them. Whatever simulated people said and wrote is made up and "
        "marked as simulated."
    ),
    source=f"{SOURCE} (https://rrr-project.upsocial.org/)",
)


def rrr_sheets() -> Sheets:
    """Everything that the report prints, and nothing else."""
    tables = {
        "cities": _cities(),
        "challenges": _challenges(),
        "practices": _practices(),
        "wishes": _wishes(),
        "commitments": _commitments(),
    }
    events = events_of(read_sheet((DATA / "events.csv").read_bytes()))
    return Sheets(NAME, _FACTS, tables, tuple(events), _replication())


def _cities() -> Table:
    places = {row["city_id"]: row for row in _rows("coordinates.csv")}
    header = ["name", "country", "time zone", "code", "other names", "inhabitants", "working languages"]
    header += ["participating offices", "support organisation", "latitude", "longitude"]
    rows = []
    for row in _rows("cities.csv"):
        names = sorted({*row["aliases"].split(";"), row["name_in_box_1_2"]} - {"", row["name"]})
        place = places[row["city_id"]]
        rows.append(
            (
                row["name"],
                row["country"],
                row["iana_tz"],
                row["city_id"],
                "; ".join(names),
                row["inhabitants"],
                row["languages"],
                row["offices"],
                row["support_org"],
                place["latitude"],
                place["longitude"],
            )
        )
    return table_of("cities", header, rows)


def _challenges() -> Table:
    topics = {row["topic_id"]: row["topic"] for row in _rows("topics.csv")}
    header = ("city", "challenge", "kind", "topic", "remark", "source", "language")
    rows = [
        (row["city_id"], row["challenge"], "social", "", row["remark"], SOURCE, "English")
        for row in _rows("social_challenges.csv")
    ]
    # The report names some of them at two places: a city names a challenge once.
    named = dict.fromkeys((row["city_id"], row["topic_id"]) for row in _rows("transversal_challenges.csv"))
    rows += [
        (city, topics[topic], "transversal", topics[topic], "", SOURCE, "English") for city, topic in named
    ]
    return table_of("challenges", header, rows)


def _practices() -> Table:
    topics = {row["topic_id"]: row["topic"] for row in _rows("topics.csv")}
    titles = {row["challenge_id"]: row["challenge"] for row in _rows("social_challenges.csv")} | topics
    told = {one["practice_id"]: one["what"] for one in _replication()}
    header = ("id", "city", "title", "what it is", "topics", "challenges", "stage", "language", "source")
    rows = []
    for row in _rows("practices.csv"):
        about = [tag for tag in row["topics"].split(";") if tag]
        tags = [
            tag
            for column in ("topics", "social_stated", "social_inferred")
            for tag in row[column].split(";")
            if tag
        ]
        rows.append(
            (
                row["practice_id"],
                row["city_id"],
                row["practice"],
                told.get(row["practice_id"], ""),
                "|".join(topics[tag] for tag in about),
                "|".join(titles[tag] for tag in dict.fromkeys(tags)),
                row["stage"],
                "English",
                f"{SOURCE}, {row['section']}",
            )
        )
    return table_of("practices", header, rows)


def _wishes() -> Table:
    header = ("city", "practice", "learn from", "in their words", "language", "may be shown")
    rows = []
    for row in _rows("interests.csv"):
        shown = (row["teacher"], row["subject"], "English", "yes")
        rows.append((row["learner"], _linked(row), *shown))
    return table_of("wishes", header, rows)


def _commitments() -> Table:
    """The stated interests: who learns what from whom. Nobody is named who answers for one, and no day."""
    header = ("city", "does what", "other city", "subject", "language", "practice", "status", "source")
    rows = [
        (row["learner"], "learns", row["teacher"], row["subject"], "English", _linked(row), "stated", SOURCE)
        for row in _rows("interests.csv")
    ]
    return table_of("commitments", header, rows)


def _linked(row: dict[str, str]) -> str:
    """The first linked practice that the teacher owns: a city wishes for what that city can show."""
    owners = {one["practice_id"]: one["city_id"] for one in _rows("practices.csv")}
    linked = [key for key in row["linked_practices"].split(";") if owners.get(key) == row["teacher"]]
    return linked[0] if linked else ""


def _replication() -> tuple[dict[str, Any], ...]:
    """What the report says of practices that another city could carry over."""
    return tuple(json.loads((DATA / "replication.json").read_text(encoding="utf-8"))["practices"])


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
