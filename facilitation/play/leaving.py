"""What a programme leaves behind, taken out of the program as people download it, into a folder."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from facilitation.play.documents import documents_of, drafted
from facilitation.play.door import Door
from facilitation.play.entering import Entered
from facilitation.play.tandems import Formed
from facilitation.play.workshops import Held

Told = Callable[[float, str], None]

FORMATS = ("docx", "pdf", "md")
#: So many downloads at the same time.
AT_ONCE = 4
NAME_LENGTH = 60


@dataclass(slots=True)
class Left:
    """The files, by what they are, relative to `folder`."""

    folder: Path
    files: dict[str, list[Path]] = field(default_factory=dict)
    minutes: dict[int, int] = field(default_factory=dict)
    """By session the document that holds its minutes."""

    @property
    def number(self) -> int:
        return sum(map(len, self.files.values()))

    def of(self, kind: str, ending: str = "") -> list[Path]:
        """Where the files of a kind are."""
        found = [self.folder / path for path in self.files.get(kind, ())]
        return [path for path in found if path.name.endswith(ending)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to take: what kind it is, its place in the folder, its address in the programme."""

    kind: str
    place: str
    address: str


async def leave(
    door: Door,
    entered: Entered,
    formed: Formed,
    held: Iterable[Held],
    transfers: Mapping[int, str],
    approved: Mapping[int, int],
    folder: Path,
    language: str,
    told: Told,
) -> Left:
    """Draft the agendas, then write all files; `transfers` are transfer plans with their titles,
    `approved` the approved minutes by session.

    Raises Refusing, OSError, TimeoutError.
    """
    left = Left(folder)
    held = list(held)
    told(0.0, "the agendas and the annex")
    sessions = [one.played.session for one in held if one.played.session]
    documents = {"annex": await drafted(door, "annex.draft", {"language": language})}
    if sessions:
        asked = {"language": language, "sessions": sessions}
        documents["agendas"] = await drafted(door, "agendas.draft", asked)
    told(0.2, "looking through")
    for one in held:
        session = one.played.session
        found = [approved[session]] if session in approved else await documents_of(door, session)
        if found:
            left.minutes[session] = found[0]
    wanted = [
        *_programme(entered),
        *_tandems(formed),
        *_workshops(held, left.minutes),
        *_transfers(transfers),
        *(
            Wanted(kind, f"{kind}/{kind}.{ending}", f"documents/{document}/{ending}")
            for kind, document in documents.items()
            for ending in FORMATS
        ),
    ]
    await take(door, left, wanted, lambda share, what: told(0.2 + 0.8 * share, what))
    return left


async def take(door: Door, left: Left, wanted: Iterable[Wanted], told: Told) -> None:
    """Write these files, a few at the same time."""
    wanted, done = list(wanted), 0
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(file: Wanted) -> None:
        nonlocal done
        async with gate:
            content = await door.take(file.address)
        path = left.folder / file.place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        left.files.setdefault(file.kind, []).append(Path(file.place))
        done += 1
        told(done / len(wanted), file.place)

    await asyncio.gather(*(one(file) for file in wanted))
    for places in left.files.values():
        places.sort()


def name_of(text: str) -> str:
    """A title as the name of a file."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")[:NAME_LENGTH].strip("-") or "untitled"


def _programme(entered: Entered) -> Iterable[Wanted]:
    yield Wanted("calendar", "calendar/programme.ics", "calendar.ics")
    for code, city in entered.cities.items():
        yield Wanted("calendar", f"calendar/{name_of(city.name)}.ics", f"calendar/cities/{code}.ics")
    for ending in ("xlsx", "csv"):
        yield Wanted("annex", f"annex/events.{ending}", f"events.{ending}")
    for name in ("cities", "practices", "wishes", "challenges-of-cities"):
        yield Wanted("data", f"data/{name}.xlsx", f"{name}.xlsx")
    if "commitments" not in entered.missing:
        yield Wanted("commitments", "commitments/commitments.xlsx", "commitments.xlsx")
    yield Wanted("data", "data/heat-map.xlsx", "challenges.xlsx")


def _tandems(formed: Formed) -> Iterable[Wanted]:
    for name, number in (("found", formed.found), ("as-attended", formed.attended)):
        if number is None or (name == "found" and not formed.tandems):
            continue
        place, address = f"tandems/{name}", f"tandems/rounds/{number}"
        yield Wanted("tandems", f"{place}/explanation.pdf", f"{address}/tandems.pdf")
        yield Wanted("tandems", f"{place}/tandems.xlsx", f"{address}/tandems.xlsx")
        for file in ("round.json", "answer.json"):
            yield Wanted("tandems", f"{place}/{file}", f"{address}/{file}")
        if name == "found":
            yield Wanted("tandems", f"{place}/proof.json", f"{address}/proof.json")
            yield Wanted("tandems", "tandems/check_tandems.py", "tandems/check_tandems.py")


def _transfers(plans: Mapping[int, str]) -> Iterable[Wanted]:
    for place, (document, title) in enumerate(plans.items(), 1):
        for ending in FORMATS:
            name = f"transfer-plans/{place:02}-{name_of(title)}.{ending}"
            yield Wanted("transfer plans", name, f"documents/{document}/{ending}")


def _workshops(held: list[Held], minutes: dict[int, int]) -> Iterable[Wanted]:
    for place, one in enumerate(held, 1):
        session, name = one.played.session, f"{place:02}-{name_of(one.workshop.title)}"
        if not session:
            continue
        yield Wanted("attendance", f"attendance/{name}.xlsx", f"sessions/{session}/attendance.xlsx")
        yield Wanted("data", f"data/sessions/{name}.xlsx", f"sessions/{session}/minutes/data.xlsx")
        if session in minutes:
            document = f"documents/{minutes[session]}"
            for ending in FORMATS:
                yield Wanted("minutes", f"minutes/{name}.{ending}", f"{document}/{ending}")
