"""The commands of people: accounts, invitations, seats, mails."""

from facilitation.commands.command import Command, Target
from facilitation.commands.people import accounts, addresses, invitations, links, mails, merging, seats
from facilitation.domain.errors import N_
from facilitation.domain.permissions import ANYBODY_SEATED, IS_GUEST, MEMBER, ORGANISE, PROGRAM
from facilitation.store.invitations import Invitation
from facilitation.store.mails import Mail
from facilitation.store.people import Seat

_SEAT = Target(Seat, "seat")
_INVITATION = Target(Invitation, "invitation")
_MAIL = Target(Mail, "mail")

PEOPLE: dict[str, Command] = {
    "link.use": Command(
        N_("Sign in by link"),
        accounts.UseLink,
        accounts.use_link,
        PROGRAM,
        audited=True,
        signs_in=True,
        in_archive=True,
    ),
    "sign_out.everywhere": Command(
        N_("Sign out everywhere"),
        accounts.SignOutEverywhere,
        accounts.sign_out_everywhere,
        ANYBODY_SEATED,
        audited=True,
        in_archive=True,
    ),
    "link.give": Command(
        N_("Make a sign-in link on the server"),
        links.GiveLink,
        links.give_link,
        PROGRAM,
        _SEAT,
        audited=True,
        in_archive=True,
    ),
    "link.ask": Command(
        N_("Ask for a sign-in link"),
        accounts.AskForLink,
        accounts.ask_for_link,
        PROGRAM,
        audited=True,
        in_archive=True,
    ),
    "password.forget": Command(
        N_("Ask for a link to set a new password"),
        accounts.AskForLink,
        accounts.forget_password,
        PROGRAM,
        audited=True,
        in_archive=True,
    ),
    "password.reset": Command(
        N_("Set a new password by link"),
        accounts.ResetPassword,
        accounts.reset_password,
        PROGRAM,
        audited=True,
        signs_in=True,
        in_archive=True,
    ),
    "password.set": Command(
        N_("Set a password"),
        accounts.SetPassword,
        accounts.set_password,
        PROGRAM,
        audited=True,
        signs_in=True,
        in_archive=True,
    ),
    "account.change": Command(
        N_("Change your name or language"),
        accounts.ChangeAccount,
        accounts.change_account,
        MEMBER,
        audited=True,
        in_archive=True,
    ),
    "address.ask": Command(
        N_("Ask to change your e-mail address"),
        addresses.AskForAddress,
        addresses.ask_for_address,
        MEMBER,
        audited=True,
        in_archive=True,
    ),
    "address.prove": Command(
        N_("Change your e-mail address"),
        addresses.ProveAddress,
        addresses.prove_address,
        PROGRAM,
        audited=True,
        in_archive=True,
    ),
    "invitation.send": Command(
        N_("Invite people"), invitations.Invite, invitations.invite, ORGANISE, audited=True
    ),
    "invitation.resend": Command(
        N_("Send an invitation again"),
        invitations.TheInvitation,
        invitations.resend,
        ORGANISE,
        _INVITATION,
        audited=True,
    ),
    "invitation.revoke": Command(
        N_("Take an invitation back"),
        invitations.TheInvitation,
        invitations.revoke,
        ORGANISE,
        _INVITATION,
        audited=True,
    ),
    "invitation.accept": Command(
        N_("Accept an invitation"),
        invitations.Accept,
        invitations.accept,
        PROGRAM,
        audited=True,
        signs_in=True,
    ),
    "seat.change": Command(
        N_("Change somebody’s role, city or organisation"),
        seats.ChangeSeat,
        seats.change_seat,
        ORGANISE,
        _SEAT,
        audited=True,
    ),
    "seat.remove": Command(
        N_("Remove somebody from the programme"),
        seats.TheSeat,
        seats.remove_seat,
        ORGANISE,
        _SEAT,
        audited=True,
    ),
    "seat.restore": Command(
        N_("Let somebody into the programme again"),
        seats.TheSeat,
        seats.restore_seat,
        ORGANISE,
        _SEAT,
        audited=True,
    ),
    "seat.claim": Command(
        N_("Ask to keep your seat"), seats.ClaimSeat, seats.claim_seat, IS_GUEST, audited=True
    ),
    "seat.confirm": Command(
        N_("Confirm a guest as a participant"),
        seats.ConfirmGuest,
        seats.confirm_guest,
        ORGANISE,
        _SEAT,
        audited=True,
    ),
    "merge.ask": Command(
        N_("Match a guest with a member"),
        merging.AskToMerge,
        merging.ask_to_merge,
        ORGANISE,
        _SEAT,
        audited=True,
    ),
    "merge.take_back": Command(
        N_("Withdraw the match of a guest"),
        merging.TheGuest,
        merging.take_back,
        ORGANISE,
        _SEAT,
        audited=True,
    ),
    "merge.accept": Command(
        N_("Merge your guest seat into your own"),
        merging.AcceptMerge,
        merging.accept_merge,
        PROGRAM,
        audited=True,
    ),
    "mail.tell": Command(
        N_("Report whether an email was sent"),
        mails.TellMail,
        mails.tell_mail,
        PROGRAM,
        _MAIL,
        audited=True,
        in_archive=True,
    ),
    "mail.again": Command(
        N_("Retry an email"), mails.TheMail, mails.send_again, ORGANISE, _MAIL, audited=True
    ),
}
