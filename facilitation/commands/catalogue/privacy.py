"""The commands of consent, one's own data, erasure and retention."""

from facilitation.commands.command import Command, Target
from facilitation.commands.privacy import privacy, retention
from facilitation.domain.permissions import ANYBODY_SEATED, ORGANISE, PROGRAM
from facilitation.store.people import Seat

_SEAT = Target(Seat, "seat")

PRIVACY: dict[str, Command] = {
    "consent.give": Command(privacy.OwnConsent, privacy.give_consent, ANYBODY_SEATED, audited=True),
    "consent.withdraw": Command(privacy.OwnConsent, privacy.withdraw_consent, ANYBODY_SEATED, audited=True),
    "consent.record": Command(privacy.RecordConsent, privacy.record_consent, ORGANISE, _SEAT, audited=True),
    "account.erase": Command(privacy.EraseAccount, privacy.erase_account, PROGRAM, audited=True),
    "guest.erase": Command(privacy.TheSeat, privacy.erase_guest, PROGRAM, _SEAT, audited=True),
    "seat.erase": Command(privacy.TheSeat, privacy.erase_seat, ORGANISE, _SEAT, audited=True),
    "retention.erase": Command(privacy.TheSeat, privacy.erase_after_retention, PROGRAM, _SEAT, audited=True),
    "retention.clean": Command(retention.CleanUp, retention.clean_up, PROGRAM, audited=True),
}
