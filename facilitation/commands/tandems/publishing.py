"""Handlers of publishing: tandems stand for everybody, are changed in versions, and can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import func, select

from facilitation.commands.tandems.open_proposals import (
    cities_of,
    close,
    hold_programme,
    language_for,
    open_proposal,
    parts_of,
)
from facilitation.commands.tandems.steps import require_own_world
from facilitation.commands.tandems.telling import Letter, tell
from facilitation.commands.work import Work
from facilitation.domain import tandems as rules
from facilitation.domain.errors import N_, Refused
from facilitation.domain.texts import clean_optional, clean_text, is_blank
from facilitation.matching.knowledge import knows_nothing
from facilitation.store.cities import City
from facilitation.store.proposals import Proposal
from facilitation.store.tandems import Round, Tandem, TandemVersion

_SUBJECT = N_("%(programme)s: the tandem of %(city)s")
_FIRST = N_("The tandems of %(programme)s are published. %(city)s is in a tandem of %(cities)s.")
_ANOTHER = N_(
    "The tandems of %(programme)s were changed. %(city)s is in a tandem of %(cities)s now; before it "
    "was %(before)s."
)
_ONE_MORE = N_("The tandems of %(programme)s were changed. %(city)s is in a tandem of %(cities)s now.")
_NONE = N_(
    "The tandems of %(programme)s were changed. %(city)s is in no tandem now; before it was %(before)s. "
    "The coordination team will write to you."
)
_BACK = N_(
    "The coordination team of %(programme)s has taken its published tandems back. The tandem of %(city)s was "
    "%(before)s. Workshops that are scheduled stay in the calendar until somebody cancels them."
)
_WHY = N_("The coordination team writes:")


class PublishRound(msgspec.Struct):
    """`version` is the number of the version that the publisher has seen (0: none was published yet).

    Without it whatever was published meanwhile is replaced. `scenario_version` is that of the scenario as the
    publisher has seen it. `confirm_nothing_known` says that
    somebody publishes on purpose what rests on nothing.
    """

    round: int
    version: int | None = None
    scenario_version: int | None = None
    confirm_nothing_known: bool = False
    reason: str = ""
    language: str | None = None


class TakeBackRound(msgspec.Struct):
    round: int
    reason: str
    language: str | None = None


def publish_round(work: Work, round_: Round, payload: PublishRound) -> dict[str, Any]:
    """Make the answer's groups the programme's tandems, for everybody to see, as its next version.

    The same cities together stay the same tandem, with its workshops. The cities that sit with others than
    before are told; an open proposal ends.
    """
    programme = hold_programme(work)
    work.orm.refresh(round_)
    number = last_number(work)
    if round_.status == "published":
        raise Refused("conflict", N_("Somebody else has published these tandems already."))
    if payload.version is not None and payload.version != number:
        raise Refused(
            "conflict",
            N_(
                "Somebody else has published or taken back tandems meanwhile. Look at them, then publish "
                "again."
            ),
        )
    if round_.status not in ("solved", "replaced"):
        raise Refused("conflict", N_("There is no answer to publish yet."))
    _require_confirmed(round_, payload)
    reason = clean_optional(payload.reason, field="reason", limit=rules.REASON_LENGTH)
    parts = parts_of(work, round_, payload.scenario_version)
    cities = cities_of(work, parts)
    before = [_codes(tandem) for tandem in _standing(work)]
    for older in work.orm.scalars(
        select(Round).where(Round.programme_id == work.programme, Round.status == "published")
    ):
        require_own_world(work, older)
        work.change(older, status="replaced")
    standing = _seat(work, round_, parts, cities)
    work.change(round_, status="published", published_at=work.now)
    proposal = open_proposal(work)
    missing = _missing(proposal, [part["cities"] for part in parts])
    if proposal is not None:
        close(work, proposal, rules.PUBLISHED)
    version = _keep(
        work,
        round_,
        number + 1,
        rules.PUBLISHED,
        standing,
        missing=missing,
        reason=reason,
        language=language_for(work, programme, payload.language),
    )
    _tell_the_touched(work, cities, before, standing, reason)
    return {"round": round_, "version": version.number}


def _require_confirmed(round_: Round, payload: PublishRound) -> None:
    """Refuse to publish by one press what rests on nothing."""
    if knows_nothing(round_.problem) and not payload.confirm_nothing_known:
        raise Refused(
            "conflict",
            N_(
                "No city has named a challenge or stated a wish that counts, so any grouping is as good. "
                "Confirm that you publish these tandems all the same."
            ),
            field="confirm_nothing_known",
        )


def take_back_round(work: Work, round_: Round, payload: TakeBackRound) -> dict[str, Any]:
    """Take published tandems back: nobody sees them as standing any more, and their cities are told why.

    The round stays an answer that can be proposed, changed and published again; scheduled workshops stay.
    """
    programme = hold_programme(work)
    work.orm.refresh(round_)
    if round_.status != "published":
        raise Refused("conflict", N_("These tandems are not published, or were taken back already."))
    require_own_world(work, round_)
    if is_blank(payload.reason):
        raise Refused("invalid", N_("Say why, in a sentence or two."), field="reason")
    reason = clean_text(payload.reason, field="reason", limit=rules.REASON_LENGTH)
    language = language_for(work, programme, payload.language)
    letters: dict[City, Letter] = {}
    for tandem in list(round_.tandems):
        names = sorted(city.name for city in tandem.cities)
        for city in tandem.cities:
            facts = {"city": city.name, "before": names}
            letters.setdefault(city, Letter(_SUBJECT, (_BACK, _WHY), "tandems", facts, reason))
        work.change(tandem, ended_at=work.now)
    work.change(round_, status="solved", published_at=None)
    version = _keep(
        work,
        round_,
        last_number(work) + 1,
        rules.TAKEN_BACK,
        [],
        missing=[],
        reason=reason,
        language=language,
    )
    tell(work, letters)
    return {"round": round_, "version": version.number}


def last_number(work: Work) -> int:
    """The number of the programme's last version; 0 before the first."""
    query = select(func.max(TandemVersion.number)).where(TandemVersion.programme_id == work.programme)
    return work.orm.scalar(query) or 0


def _standing(work: Work) -> list[Tandem]:
    query = (
        select(Tandem)
        .join(Round)
        .where(Tandem.programme_id == work.programme, Tandem.ended_at.is_(None), Round.status == "published")
        .order_by(Tandem.position)
    )
    return list(work.orm.scalars(query))


def _seat(work: Work, round_: Round, parts: list[dict[str, Any]], cities: dict[str, City]) -> list[Tandem]:
    """The tandems of an answer: those of the same cities go on, all others that stood end now."""
    query = select(Tandem).where(Tandem.programme_id == work.programme).order_by(Tandem.id)
    known = list(work.orm.scalars(query))
    by_cities = {frozenset(city.code for city in tandem.cities): tandem for tandem in known}
    standing = []
    for place, part in enumerate(parts):
        tandem = by_cities.get(frozenset(part["cities"]))
        if tandem is None:
            tandem = Tandem(programme_id=work.programme, position=place, round_id=round_.id)
            tandem.cities = [cities[code] for code in part["cities"]]
            work.add(tandem)
        else:
            work.change(tandem, position=place, round_id=round_.id, ended_at=None)
        standing.append(tandem)
    for tandem in known:
        if tandem not in standing and tandem.ended_at is None:
            work.change(tandem, ended_at=work.now)
    work.orm.flush()
    work.orm.expire(round_, ["tandems"])
    return standing


def _missing(proposal: Proposal | None, groups: list[list[str]]) -> list[str]:
    """The cities that were asked about just such a group and have not said yes."""
    if proposal is None:
        return []
    wanted = set(map(frozenset, groups))
    missing = set()
    for group in proposal.groups:
        if frozenset(city.code for city in group.cities) in wanted:
            agreed = {row.city_id for row in group.answers if row.answer == rules.YES}
            missing |= {city.code for city in group.cities if city.id not in agreed}
    return sorted(missing)


def _keep(
    work: Work,
    round_: Round,
    number: int,
    kind: str,
    tandems: list[Tandem],
    *,
    missing: list[str],
    reason: str,
    language: str,
) -> TandemVersion:
    version = TandemVersion(
        programme_id=work.programme,
        round_id=round_.id,
        number=number,
        kind=kind,
        groups=[
            {"tandem": tandem.id, "cities": sorted(city.code for city in tandem.cities)} for tandem in tandems
        ],
        missing=missing,
        reason=reason,
        language=language,
        role=work.actor.role,
        simulated=work.actor.simulated,
        at=work.now,
    )
    work.add(version)
    work.orm.flush()  # the number is taken: of two at once one is refused
    return version


def _tell_the_touched(
    work: Work,
    cities: dict[str, City],
    before: list[rules.Group],
    standing: list[Tandem],
    reason: str,
) -> None:
    """Write to the cities whose partners are others than before; the rest hear nothing."""
    after = {_codes(tandem): tandem.id for tandem in standing}
    touched = rules.difference(before, after).touched
    letters = {}
    for code in sorted(touched & cities.keys()):
        letters[cities[code]] = _letter(code, cities, before, after, reason)
    tell(work, letters)


def _codes(tandem: Tandem) -> rules.Group:
    return frozenset(city.code for city in tandem.cities)


def _letter(
    code: str,
    cities: dict[str, City],
    before: list[rules.Group],
    after: Mapping[rules.Group, int],
    reason: str,
) -> Letter:
    comes = next((group for group in after if code in group and group not in before), frozenset())
    goes = next((group for group in before if code in group and group not in after), frozenset())

    def names(group: rules.Group) -> list[str]:
        return sorted(cities[one].name if one in cities else one for one in group)

    now, then = names(comes), names(goes)
    facts = {"city": cities[code].name, "cities": now, "before": then}
    path = f"tandems/{after[comes]}" if comes else "tandems"
    if not before:
        text = _FIRST
    elif now and then:
        text = _ANOTHER
    else:
        text = _ONE_MORE if now else _NONE
    return Letter(_SUBJECT, (text, _WHY) if reason else (text,), path, facts, reason)
