"""Handlers of challenges: what a cluster stands for."""

import re
import unicodedata

import msgspec
from sqlalchemy import select

from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.programmes import CHALLENGE_KINDS
from facilitation.domain.visibility import text_is_hidden
from facilitation.store.boards import Cluster
from facilitation.store.challenges import Challenge
from facilitation.store.sessions import Session


class AdoptCluster(msgspec.Struct):
    cluster: int
    challenge: int | None = None
    kind: str = "social"


def adopt_cluster(work: Work, cluster: Cluster, payload: AdoptCluster) -> dict:
    """Let a cluster stand for a challenge: a known one, or a new one under the cluster's title.

    From then on every city with a note in the cluster counts as naming that challenge.
    """
    if cluster.removed:
        raise not_found()
    if text_is_hidden(cluster.board):
        raise Refused("closed", N_("Reveal the notes first."))
    if work.orm.get(Session, cluster.board.session_id).rehearsal_of is not None:
        raise Refused("closed", N_("What is rehearsed does not go on the programme’s heat-map."))
    if payload.challenge is not None:
        challenge = work.own(Challenge, payload.challenge)
    else:
        if payload.kind not in CHALLENGE_KINDS:
            raise Refused(
                "invalid", N_("Choose whether the challenge is social or transversal."), field="kind"
            )
        challenge = _by_title(work, cluster.title) or work.add(
            Challenge(
                programme_id=work.programme,
                key=_free_key(work, cluster.title),
                kind=payload.kind,
                title=cluster.title,
            )
        )
        work.orm.flush()
    work.change(cluster, challenge_id=challenge.id)
    return {"challenge": challenge}


def _by_title(work: Work, title: str) -> Challenge | None:
    query = select(Challenge).where(Challenge.programme_id == work.programme)
    wanted = title.casefold()
    return next((row for row in work.orm.scalars(query) if row.title.casefold() == wanted), None)


def _free_key(work: Work, title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40] or "challenge"
    query = select(Challenge.key).where(
        Challenge.programme_id == work.programme, Challenge.key.startswith(base)
    )
    taken = set(work.orm.scalars(query))
    return next(key for key in (base, *(f"{base}_{n}" for n in range(2, len(taken) + 3))) if key not in taken)
