"""The commands of tandem formation."""

from facilitation.commands.command import Command, Target
from facilitation.commands.tandems import contacts, proposals, publishing, tandems
from facilitation.domain.errors import N_
from facilitation.domain.permissions import ACTS_FOR_A_CITY, COORDINATE, PROGRAM
from facilitation.domain.tandems import ANSWER_FOR_CITY
from facilitation.store.proposals import Proposal, ProposedTandem
from facilitation.store.tandems import Round, Tandem

TANDEMS: dict[str, Command] = {
    "round.solve": Command(
        N_("Ask the program for tandems"), tandems.SolveRound, tandems.solve_round, COORDINATE, audited=True
    ),
    "round.store": Command(
        N_("Find tandems"),
        tandems.StoreAnswer,
        tandems.store_answer,
        PROGRAM,
        Target(Round, "round"),
        audited=True,
        in_archive=True,
    ),
    "round.fail": Command(
        N_("Report that no tandems were found"),
        tandems.FailRound,
        tandems.fail_round,
        PROGRAM,
        Target(Round, "round"),
        audited=True,
        in_archive=True,
    ),
    "tandem.schedule": Command(
        N_("Schedule a tandem’s workshop"),
        tandems.ScheduleWorkshop,
        tandems.schedule_workshop,
        COORDINATE,
        Target(Tandem, "tandem"),
        audited=True,
    ),
}

#: From an answer to tandems that stand: the cities are asked, they are published, changed and taken back.
TANDEMS |= {
    "round.propose": Command(
        N_("Propose tandems to the cities"),
        proposals.Propose,
        proposals.propose,
        COORDINATE,
        Target(Round, "round"),
        audited=True,
    ),
    "proposal.answer": Command(
        N_("Say whether a city agrees to its proposed tandem"),
        proposals.AnswerProposal,
        proposals.answer_proposal,
        ANSWER_FOR_CITY,
        Target(ProposedTandem, "group"),
        audited=True,
    ),
    "proposal.reply": Command(
        N_("Reply to a city’s comment on its proposed tandem"),
        proposals.ReplyToCity,
        proposals.reply_to_city,
        COORDINATE,
        Target(ProposedTandem, "group"),
        audited=True,
    ),
    "proposal.remind": Command(
        N_("Remind cities of their proposed tandem"),
        proposals.RemindOfProposal,
        proposals.remind_of_proposal,
        COORDINATE,
        Target(Proposal, "proposal"),
        audited=True,
    ),
    "proposal.withdraw": Command(
        N_("Withdraw proposed tandems"),
        proposals.WithdrawProposal,
        proposals.withdraw_proposal,
        COORDINATE,
        Target(Proposal, "proposal"),
        audited=True,
    ),
    "round.publish": Command(
        N_("Publish tandems"),
        publishing.PublishRound,
        publishing.publish_round,
        COORDINATE,
        Target(Round, "round"),
        audited=True,
    ),
    "round.take_back": Command(
        N_("Take published tandems back"),
        publishing.TakeBackRound,
        publishing.take_back_round,
        COORDINATE,
        Target(Round, "round"),
        audited=True,
    ),
    "contact.share": Command(
        N_("Let the cities of a tandem see your contact"),
        contacts.ShareContact,
        contacts.share_contact,
        ACTS_FOR_A_CITY,
        audited=True,
        in_archive=True,
    ),
}
