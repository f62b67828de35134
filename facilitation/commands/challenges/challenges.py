"""Handlers of challenges: what a cluster stands for, their titles and kind, and merging what is the same."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.work import Work
from facilitation.domain.challenges import OPEN, TITLE_LENGTH, all_titles
from facilitation.domain.cities import folded
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.names import clean_name
from facilitation.domain.programmes import CHALLENGE_KINDS, LANGUAGES
from facilitation.domain.texts import is_blank
from facilitation.domain.visibility import text_is_hidden
from facilitation.store.boards import Cluster
from facilitation.store.challenges import Challenge, ChallengeMention, ChallengeTitle
from facilitation.store.sessions import Session


class AdoptCluster(msgspec.Struct):
    cluster: int
    challenge: int | None = None
    kind: str = "social"


class ChangeChallenge(msgspec.Struct):
    """`titles` by language: the first one must stay, an empty one takes that language's away."""

    challenge: int
    kind: str
    titles: dict[str, str]


class MergeChallenge(msgspec.Struct):
    challenge: int
    into: int


class TheChallenge(msgspec.Struct):
    challenge: int


def adopt_cluster(work: Work, cluster: Cluster, payload: AdoptCluster) -> dict[str, Any]:
    """Let a cluster stand for a challenge: a known one, or a new one under the cluster's title.

    That proposes the challenge for every city whose notes everybody sees in the cluster; it counts once the
    city confirms it (commands/challenges/board_proposals.py).
    """
    if cluster.removed:
        raise not_found()
    if text_is_hidden(cluster.board):
        raise Refused("closed", N_("Reveal the notes first."))
    session = work.orm.get_one(Session, cluster.board.session_id)
    if session.rehearsal_of is not None:
        raise Refused("closed", N_("Rehearsals don’t count towards the heat-map."))
    if payload.challenge is not None:
        challenge = work.own(Challenge, payload.challenge).standing
    else:
        challenge = known_or_new(work, cluster.title, payload.kind, cluster.language or session.language)
    if cluster.challenge_id != challenge.id:
        work.change(cluster, challenge_id=challenge.id, answers=_answers(work, session, challenge))
    return {"challenge": challenge}


def _answers(work: Work, session: Session, challenge: Challenge) -> dict[str, bool]:
    """Cities that were asked of this challenge in this session already, and whether it counts for them."""
    query = select(ChallengeMention).where(
        ChallengeMention.session_id == session.id,
        ChallengeMention.challenge_id == challenge.id,
        ChallengeMention.proposal.is_not(None),
        ChallengeMention.proposal != OPEN,
    )
    return {row.city.code: row.counts for row in work.orm.scalars(query)}


def change_challenge(work: Work, challenge: Challenge, payload: ChangeChallenge) -> dict[str, Any]:
    """Give a challenge other titles or another kind."""
    _require_present(challenge)
    _require_kind(payload.kind)
    titles = {
        language: _clean_title(text, f"title_{language}")
        for language, text in payload.titles.items()
        if not is_blank(text) or language == challenge.language
    }
    unknown = set(titles) - {*LANGUAGES, challenge.language}
    if unknown or challenge.language not in titles:
        raise Refused(
            "invalid",
            N_("Choose one of the program’s languages for the title."),
            field=f"title_{challenge.language}",
        )
    for language, text in titles.items():
        if any(one is not challenge for one in _by_title(work, text)):
            raise Refused(
                "invalid",
                N_("“%(title)s” is here already. Two challenges that are the same can be merged."),
                field=f"title_{language}",
                title=text,
            )
    work.change(challenge, kind=payload.kind, title=titles.pop(challenge.language))
    for language in set(challenge.titles) - set(titles):
        del challenge.titles[language]
    for language, text in titles.items():
        known = challenge.titles.get(language)
        if known is None:
            challenge.titles[language] = ChallengeTitle(language=language, title=text)
        elif known.title != text:
            # Whoever words it anew answers for it, not the source that it came from.
            work.change(known, title=text, source="")
    return {}


def merge_challenge(work: Work, challenge: Challenge, payload: MergeChallenge) -> dict[str, Any]:
    """Let a challenge stand for another that means the same.

    Nothing is moved: namings, clusters and practices keep the challenge that they were said of, and are read
    as of the other one until the merge is undone.
    """
    # Locked in one order, so that two can't be merged into each other at the same moment.
    both = (
        select(Challenge)
        .where(Challenge.id.in_([challenge.id, payload.into]), Challenge.programme_id == work.programme)
        .order_by(Challenge.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = {row.id: row for row in work.orm.scalars(both)}
    into = found.get(payload.into)
    if into is None or into is challenge:
        raise Refused("invalid", N_("Choose another challenge of this programme."), field="into")
    _require_present(challenge)
    _require_present(into)
    work.change(challenge, merged_into_id=into.id, merged_at=work.now)
    return {"challenge": into}


def unmerge_challenge(work: Work, challenge: Challenge, payload: TheChallenge) -> dict[str, Any]:
    """Undo a merge: the challenge is one of its own again, with all that was said of it."""
    if challenge.merged_into_id is None:
        raise Refused("conflict", N_("This challenge is not merged into another."))
    work.change(challenge, merged_into_id=None, merged_at=None)
    return {"challenge": challenge}


def known_or_new(work: Work, title: str, kind: str, language: str) -> Challenge:
    """The challenge that goes by this title in any language, or a new one."""
    _require_kind(kind)
    title = _clean_title(title, "title")
    known = next(iter(_by_title(work, title)), None)
    if known is not None:
        return known
    if language not in LANGUAGES:
        raise Refused("invalid", N_("Choose one of the program’s languages for the title."), field="language")
    challenge = Challenge(
        programme_id=work.programme, key=_free_key(work, title), kind=kind, title=title, language=language
    )
    work.add(challenge)
    work.orm.flush()
    return challenge


def _require_kind(kind: str) -> None:
    if kind not in CHALLENGE_KINDS:
        raise Refused("invalid", N_("Choose whether the challenge is social or transversal."), field="kind")


def _require_present(challenge: Challenge) -> None:
    if challenge.merged_into_id is not None:
        raise Refused("conflict", N_("This challenge was merged into another. Undo that first."))


def _clean_title(text: str, field: str) -> str:
    return clean_name(text, field, TITLE_LENGTH)


def _by_title(work: Work, title: str) -> list[Challenge]:
    """What the challenges that bear this title, in any language, stand for now."""
    query = select(Challenge).where(Challenge.programme_id == work.programme).order_by(Challenge.id)
    wanted = folded(title)
    return [
        row.standing
        for row in work.orm.scalars(query).all()
        if any(folded(known) == wanted for known in all_titles(row))
    ]


def _free_key(work: Work, title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40] or "challenge"
    query = select(Challenge.key).where(
        Challenge.programme_id == work.programme, Challenge.key.startswith(base)
    )
    taken = set(work.orm.scalars(query))
    return next(key for key in (base, *(f"{base}_{n}" for n in range(2, len(taken) + 3))) if key not in taken)
