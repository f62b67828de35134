"""By what a second press of a link's button is known: a nonce that its page leaves in this browser's cookie.

Somebody presses twice, and their browser drops the first answer with the cookie that signs them in. So the
nonce's hash is kept with the use of the link, and the second press lands where the first one would have.
"""

from __future__ import annotations

import datetime as dt
import secrets

from flask import Response, after_this_request, request

from facilitation.store.viewers import token_hash
from facilitation.web.site import site

COOKIE = "facilitation_press"
#: How long after the first press a second one is still the same.
AGAIN = dt.timedelta(minutes=1)


def hand_out() -> str:
    """Leave a new nonce in the browser with this answer; its hash."""
    nonce = secrets.token_urlsafe(24)

    @after_this_request
    def keep(response: Response) -> Response:
        secure = site().config.secure_cookies
        response.set_cookie(COOKIE, nonce, httponly=True, samesite="Lax", secure=secure)
        return response

    return token_hash(nonce)


def in_hand() -> str | None:
    """The hash of the nonce that this browser brings, or None."""
    nonce = request.cookies.get(COOKIE)
    return token_hash(nonce) if nonce else None
