"""The commands of people: accounts, invitations, seats, mails, feeds."""

from facilitation.commands.command import Command, Target
from facilitation.commands.people import accounts, addresses, invitations, mails, merging, seats
from facilitation.commands.sessions import feeds
from facilitation.domain.permissions import IS_GUEST, MEMBER, ORGANISE, PROGRAM
from facilitation.store.invitations import Invitation
from facilitation.store.mails import Mail
from facilitation.store.people import Seat

_SEAT = Target(Seat, "seat")
_INVITATION = Target(Invitation, "invitation")
_MAIL = Target(Mail, "mail")

PEOPLE: dict[str, Command] = {
    "feed.renew": Command(feeds.RenewFeed, feeds.renew_feed, MEMBER, audited=True),
    "link.use": Command(accounts.UseLink, accounts.use_link, PROGRAM, audited=True),
    "sign_out.everywhere": Command(
        accounts.SignOutEverywhere, accounts.sign_out_everywhere, MEMBER, audited=True
    ),
    "link.ask": Command(accounts.AskForLink, accounts.ask_for_link, PROGRAM, audited=True),
    "password.forget": Command(accounts.AskForLink, accounts.forget_password, PROGRAM, audited=True),
    "password.reset": Command(accounts.ResetPassword, accounts.reset_password, PROGRAM, audited=True),
    "password.set": Command(accounts.SetPassword, accounts.set_password, PROGRAM, audited=True),
    "account.change": Command(accounts.ChangeAccount, accounts.change_account, MEMBER, audited=True),
    "address.ask": Command(addresses.AskForAddress, addresses.ask_for_address, MEMBER, audited=True),
    "address.prove": Command(addresses.ProveAddress, addresses.prove_address, PROGRAM, audited=True),
    "invitation.send": Command(invitations.Invite, invitations.invite, ORGANISE, audited=True),
    "invitation.resend": Command(
        invitations.TheInvitation, invitations.resend, ORGANISE, _INVITATION, audited=True
    ),
    "invitation.revoke": Command(
        invitations.TheInvitation, invitations.revoke, ORGANISE, _INVITATION, audited=True
    ),
    "invitation.accept": Command(invitations.Accept, invitations.accept, PROGRAM, audited=True),
    "seat.change": Command(seats.ChangeSeat, seats.change_seat, ORGANISE, _SEAT, audited=True),
    "seat.remove": Command(seats.TheSeat, seats.remove_seat, ORGANISE, _SEAT, audited=True),
    "seat.restore": Command(seats.TheSeat, seats.restore_seat, ORGANISE, _SEAT, audited=True),
    "seat.claim": Command(seats.ClaimSeat, seats.claim_seat, IS_GUEST, audited=True),
    "seat.confirm": Command(seats.ConfirmGuest, seats.confirm_guest, ORGANISE, _SEAT, audited=True),
    "merge.ask": Command(merging.AskToMerge, merging.ask_to_merge, ORGANISE, _SEAT, audited=True),
    "merge.take_back": Command(merging.TheGuest, merging.take_back, ORGANISE, _SEAT, audited=True),
    "merge.accept": Command(merging.AcceptMerge, merging.accept_merge, PROGRAM, audited=True),
    "mail.tell": Command(mails.TellMail, mails.tell_mail, PROGRAM, _MAIL, audited=True),
    "mail.again": Command(mails.TheMail, mails.send_again, ORGANISE, _MAIL, audited=True),
}
