"""The commands of tandem formation."""

from facilitation.commands.command import Command, Target
from facilitation.commands.tandems import (
    answering,
    contacts,
    proposals,
    publishing,
    scenarios,
    steps,
    table,
    tandems,
    telling,
)
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
        answering.AnswerProposal,
        answering.answer_proposal,
        ANSWER_FOR_CITY,
        Target(ProposedTandem, "group"),
        audited=True,
    ),
    "proposal.reply": Command(
        N_("Reply to a city’s comment on its proposed tandem"),
        answering.ReplyToCity,
        answering.reply_to_city,
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

_THE_ROUND = Target(Round, "round")
#: The coordinator's table.
TANDEMS |= {
    "round.group": Command(
        N_("Make a scenario of a grouping"),
        scenarios.GroupByHand,
        scenarios.group_by_hand,
        COORDINATE,
        audited=True,
    ),
    "round.rename": Command(
        N_("Rename a scenario"),
        scenarios.RenameRound,
        scenarios.rename_round,
        COORDINATE,
        _THE_ROUND,
        audited=True,
    ),
    "round.duplicate": Command(
        N_("Duplicate a scenario"),
        scenarios.DuplicateRound,
        scenarios.duplicate_round,
        COORDINATE,
        _THE_ROUND,
        audited=True,
    ),
    "round.remove": Command(
        N_("Remove a scenario"),
        scenarios.RemoveRound,
        scenarios.remove_round,
        COORDINATE,
        _THE_ROUND,
        audited=True,
    ),
    "round.move": Command(
        N_("Move a city to another tandem"),
        table.MoveCity,
        table.move_city,
        COORDINATE,
        _THE_ROUND,
        audited=True,
    ),
    "round.regroup": Command(
        N_("Choose another grouping"), table.Regroup, table.regroup, COORDINATE, _THE_ROUND, audited=True
    ),
    "round.rule": Command(
        N_("Change a rule of a scenario"),
        table.SetRule,
        table.set_rule,
        COORDINATE,
        _THE_ROUND,
        audited=True,
    ),
    "round.settings": Command(
        N_("Change the settings of a scenario"),
        table.ChangeSettings,
        table.change_settings,
        COORDINATE,
        _THE_ROUND,
        audited=True,
    ),
    "round.languages": Command(
        N_("Change a city’s languages in a scenario"),
        table.SetLanguages,
        table.set_languages,
        COORDINATE,
        _THE_ROUND,
        audited=True,
    ),
    "round.take_over": Command(
        N_("Take over what the programme knows"),
        table.TakeOver,
        table.take_over,
        COORDINATE,
        _THE_ROUND,
        audited=True,
    ),
    "round.again": Command(
        N_("Look for a scenario’s tandems again"),
        table.SolveAgain,
        table.solve_again,
        COORDINATE,
        _THE_ROUND,
        audited=True,
    ),
    "round.undo": Command(
        N_("Take back a change of a scenario"),
        steps.TheRound,
        steps.undo,
        COORDINATE,
        _THE_ROUND,
        audited=True,
    ),
    "round.redo": Command(
        N_("Do a change of a scenario again"),
        steps.TheRound,
        steps.redo,
        COORDINATE,
        _THE_ROUND,
        audited=True,
    ),
    "round.why": Command(
        N_("Ask why cities aren’t together"),
        table.AskWhy,
        table.ask_why,
        COORDINATE,
        _THE_ROUND,
        audited=True,
    ),
    "round.weighed": Command(
        N_("Work out a scenario’s figures"),
        scenarios.Weighed,
        scenarios.store_weighed,
        PROGRAM,
        _THE_ROUND,
        audited=True,
        in_archive=True,
    ),
    "letters.write": Command(
        N_("Write to the cities about their tandems"),
        telling.WriteLetters,
        telling.write_letters,
        PROGRAM,
        audited=True,
        in_archive=True,
    ),
    "round.found": Command(
        N_("Explain a scenario"),
        scenarios.Found,
        scenarios.store_found,
        PROGRAM,
        _THE_ROUND,
        audited=True,
        in_archive=True,
    ),
}
