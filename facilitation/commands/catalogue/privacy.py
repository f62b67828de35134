"""The commands of consent, erasure and retention."""

from facilitation.commands.command import Command, Target
from facilitation.commands.privacy import privacy, retention
from facilitation.domain.errors import N_
from facilitation.domain.permissions import ANYBODY_SEATED, ORGANISE, PROGRAM
from facilitation.store.people import Seat

_SEAT = Target(Seat, "seat")

PRIVACY: dict[str, Command] = {
    "consent.give": Command(
        N_("Give a consent"),
        privacy.OwnConsent,
        privacy.give_consent,
        ANYBODY_SEATED,
        audited=True,
        in_archive=True,
    ),
    "consent.withdraw": Command(
        N_("Withdraw a consent"),
        privacy.OwnConsent,
        privacy.withdraw_consent,
        ANYBODY_SEATED,
        audited=True,
        in_archive=True,
    ),
    "consent.record": Command(
        N_("Enter somebody’s consent for them"),
        privacy.RecordConsent,
        privacy.record_consent,
        ORGANISE,
        _SEAT,
        audited=True,
        in_archive=True,
    ),
    "account.erase": Command(
        N_("Erase your account"),
        privacy.EraseAccount,
        privacy.erase_account,
        PROGRAM,
        audited=True,
        in_archive=True,
    ),
    "guest.erase": Command(
        N_("Erase yourself as a guest"),
        privacy.TheSeat,
        privacy.erase_guest,
        PROGRAM,
        _SEAT,
        audited=True,
        in_archive=True,
    ),
    "seat.erase": Command(
        N_("Erase somebody at their request"),
        privacy.TheSeat,
        privacy.erase_seat,
        ORGANISE,
        _SEAT,
        audited=True,
        in_archive=True,
    ),
    "retention.erase": Command(
        N_("Erase somebody past the retention date"),
        privacy.TheSeat,
        privacy.erase_after_retention,
        PROGRAM,
        _SEAT,
        audited=True,
        in_archive=True,
    ),
    "retention.clean": Command(
        N_("Delete data that is no longer needed"),
        retention.CleanUp,
        retention.clean_up,
        PROGRAM,
        audited=True,
        in_archive=True,
    ),
}
