"""The links by which people answer an invitation to a session: signed, and naming that invitation alone."""

from __future__ import annotations

from collections.abc import Sequence

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.store.session_invitations import SessionInvitation

_SALT = "answer"


def answer_path(secret: str, invitation: SessionInvitation) -> str:
    """The path of the page on which somebody answers; `?answer=yes` (no, perhaps) has it chosen there.

    It needs no account, opens nothing else, and ends with the invitation. Looking at it changes nothing.
    """
    return f"/answer/{URLSafeSerializer(secret, salt=_SALT).dumps([invitation.id, invitation.nonce])}"


def invitation_of(orm: OrmSession, secrets: Sequence[str], token: str) -> SessionInvitation | None:
    """The invitation that a link names, or None; `secrets` are the present one and those before."""
    for secret in secrets:
        try:
            number, nonce = URLSafeSerializer(secret, salt=_SALT).loads(token)
        except (BadSignature, ValueError, TypeError):
            continue
        query = select(SessionInvitation).where(
            SessionInvitation.id == number, SessionInvitation.nonce == nonce
        )
        found = orm.scalars(query).one_or_none()
        return None if found is None or found.removed else found
    return None
