"""Handler of contacts: somebody lets the cities of their tandem see how to reach them, or no longer."""

from __future__ import annotations

from typing import Any

import msgspec

from facilitation.commands.privacy.privacy import OwnConsent, give_consent, withdraw_consent
from facilitation.commands.work import Work
from facilitation.domain.privacy import CONTACT
from facilitation.domain.session_facts import short_text
from facilitation.domain.tandems import PHONE_LENGTH
from facilitation.store.tandems import TandemContact


class ShareContact(msgspec.Struct):
    """`phone` may be left out; with `shared` false it is forgotten."""

    shared: bool
    phone: str = ""


def share_contact(work: Work, target: None, payload: ShareContact) -> dict[str, Any]:
    """Agree, or no longer, that the cities of one's tandem see one's name, address and telephone number."""
    seat = work.actor.seated_at
    if not payload.shared:
        withdraw_consent(work, None, OwnConsent(CONTACT))
        return {"shared": False}
    phone = short_text(payload.phone, "phone", PHONE_LENGTH)
    give_consent(work, None, OwnConsent(CONTACT))
    work.orm.flush()
    row = work.orm.get(TandemContact, seat)
    if row is None:
        work.add(TandemContact(seat_id=seat, phone=phone))
    else:
        work.change(row, phone=phone)
    return {"shared": True}
