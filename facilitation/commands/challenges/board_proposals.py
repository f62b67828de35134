"""Handlers of proposals: several clusters adopted at once, and a city's answers to what boards propose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.challenges.challenges import AdoptCluster, adopt_cluster
from facilitation.commands.work import Work
from facilitation.domain.challenges import CONFIRMED, DECLINED, OPEN
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.origins import BOARD
from facilitation.store.board_proposals import OnBoard, on_boards
from facilitation.store.boards import Board, Cluster
from facilitation.store.challenges import ChallengeMention
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.sessions import Session


class Adopted(msgspec.Struct):
    """A cluster that stands for a known `challenge`, or for a new one of this `kind` under its own title."""

    cluster: int
    challenge: int | None = None
    kind: str = "social"


class AdoptClusters(msgspec.Struct):
    board: int
    clusters: list[Adopted]


class AnswerProposals(msgspec.Struct):
    """`clusters` are those in which the city wrote and that stand for a challenge."""

    city: int
    clusters: list[int]


def adopt_clusters(work: Work, board: Board, payload: AdoptClusters) -> dict[str, Any]:
    """Let several clusters of a board stand for challenges: all of them, or none."""
    if board.removed:
        raise not_found()
    if not payload.clusters:
        raise Refused("invalid", N_("Choose at least one cluster."), field="clusters")
    ids = {one.cluster for one in payload.clusters}
    here = select(Cluster).where(Cluster.id.in_(ids), Cluster.board_id == board.id)
    clusters = {cluster.id: cluster for cluster in work.orm.scalars(here)}
    if len(clusters) < len(ids) or any(cluster.removed for cluster in clusters.values()):
        raise Refused("invalid", N_("One of these clusters is no longer on the board."), field="clusters")
    for one in payload.clusters:
        adopt_cluster(work, clusters[one.cluster], AdoptCluster(one.cluster, one.challenge, one.kind))
    return {"board": board}


def confirm(work: Work, city: City, payload: AnswerProposals) -> dict[str, Any]:
    """Say that the city struggles with what boards propose for it. From then on it counts."""
    return _answer(work, city, payload, CONFIRMED)


def decline(work: Work, city: City, payload: AnswerProposals) -> dict[str, Any]:
    """Say that the city does not name what boards propose for it: it is proposed no more."""
    return _answer(work, city, payload, DECLINED)


def reopen(work: Work, city: City, payload: AnswerProposals) -> dict[str, Any]:
    """Take the city's answers back: it is asked again, as long as its notes are there.

    Also where the cluster stands for another challenge by now, or for none.
    """
    work.orm.flush()
    clusters = _clusters(work, payload.clusters)
    given = _given(work, city, {session for _, session in clusters})
    asked = {(session, cluster.challenge_id) for cluster, session in clusters}
    for key, mention in given.items():
        if key in asked or mention.cluster_id in payload.clusters:
            _set(work, mention, OPEN, mention.simulated)
            tell_room(work, mention)
    return {"city": city}


def tell_room(work: Work, mention: ChallengeMention) -> None:
    """Bring the copy of a city's answer that the boards of its session hold up to date."""
    if mention.proposal is None:
        return
    # The answer has a way back of its own; nobody's `undo` on a board may take it from the city.
    work.undoable = frozenset()
    clusters = (
        select(Cluster)
        .join(Board, Cluster.board_id == Board.id)
        .where(Board.session_id == mention.session_id, Cluster.challenge_id == mention.challenge_id)
        .order_by(Board.id, Cluster.id)
    )
    for cluster in work.orm.scalars(clusters).all():
        answers = {code: said for code, said in cluster.answers.items() if code != mention.city.code}
        if mention.proposal != OPEN:
            answers[mention.city.code] = mention.counts
        work.change(cluster, answers=answers)


def _answer(work: Work, city: City, payload: AnswerProposals, answer: str) -> dict[str, Any]:
    if not payload.clusters:
        raise Refused("invalid", N_("Choose at least one challenge."), field="clusters")
    work.orm.flush()
    clusters = _clusters(work, payload.clusters)
    told: dict[tuple[int, int], list[OnBoard]] = {}
    for one in on_boards(work.orm, work.programme, city=city.code):
        told.setdefault((one.session, one.challenge), []).append(one)
    given = _given(work, city, {session for _, session in clusters})
    for cluster, session in clusters:
        if cluster.challenge_id is None:
            raise _gone(city)
        asked = (session, cluster.challenge_id)
        mention = given.get(asked)
        if mention is None and asked not in told:
            raise _gone(city)
        if mention is None:
            mention = given[asked] = _new(work, city, cluster, session)
        _set(work, mention, answer, _is_played(work, session, told.get(asked, [])))
        tell_room(work, mention)
    return {"city": city}


def _gone(city: City) -> Refused:
    text = N_("The board no longer proposes one of these challenges for %(city)s. Look at the list again.")
    return Refused("conflict", text, city=city.name)


def _clusters(work: Work, ids: Iterable[int]) -> list[tuple[Cluster, int]]:
    """These clusters of the own programme with the sessions that they were made in."""
    wanted = set(ids)
    query = (
        select(Cluster, Board.session_id)
        .join(Board, Cluster.board_id == Board.id)
        .where(Cluster.id.in_(wanted), Board.programme_id == work.programme, Board.removed.is_(False))
        .order_by(Board.id, Cluster.id)
    )
    found = [(cluster, session) for cluster, session in work.orm.execute(query)]
    if len(found) < len(wanted):
        raise not_found()
    return found


def _given(work: Work, city: City, sessions: Iterable[int]) -> dict[tuple[int, int], ChallengeMention]:
    """The city's answers so far, by session and challenge."""
    query = select(ChallengeMention).where(
        ChallengeMention.city_id == city.id,
        ChallengeMention.proposal.is_not(None),
        ChallengeMention.session_id.in_(set(sessions)),
    )
    return {(row.session_id or 0, row.challenge_id): row for row in work.orm.scalars(query)}


def _new(work: Work, city: City, cluster: Cluster, session: int) -> ChallengeMention:
    assert cluster.challenge_id is not None  # asked before
    mention = ChallengeMention(
        challenge_id=cluster.challenge_id,
        city=city,
        origin=BOARD,
        session_id=session,
        cluster_id=cluster.id,
        simulated=True,
        proposal=OPEN,
    )
    return work.add(mention)


def _is_played(work: Work, session: int, told: list[OnBoard]) -> bool:
    """Whether an answer is in play: from somebody simulated, in such a session, or about such notes alone."""
    row = work.orm.get_one(Session, session)
    return work.actor.simulated or row.simulated or (bool(told) and all(one.simulated for one in told))


def _set(work: Work, mention: ChallengeMention, answer: str, played: bool) -> None:
    if work.actor.simulated and not mention.simulated:
        raise Refused("conflict", N_("A real person said this. Simulated people can’t change it."))
    if (mention.proposal, mention.withdrawn_at, mention.simulated) == (answer, None, played):
        return
    seat = work.orm.get(Seat, work.actor.seat) if work.actor.seat is not None else None
    work.change(
        mention,
        proposal=answer,
        withdrawn_at=None,
        said_at=work.now,
        role=seat.role if seat else None,
        organisation=seat.organisation if seat else None,
        simulated=played,
    )
