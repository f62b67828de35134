"""People: accounts, invitations, seats, mails."""
