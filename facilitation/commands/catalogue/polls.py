"""The commands of polls, of questions and answers, and of rounds."""

from facilitation.commands.command import Command, Target
from facilitation.commands.sessions import poll_answers, poll_questions, polls, turns
from facilitation.domain.errors import N_
from facilitation.domain.permissions import CONTRIBUTE, FACILITATE, IS_AUTHOR, RECORD
from facilitation.store.polls import Poll, PollQuestion, SpeakingTurn
from facilitation.store.sessions import Session

_SESSION = Target(Session, "session")
_POLL = Target(Poll, "poll")
_QUESTION = Target(PollQuestion, "question")
_TURN = Target(SpeakingTurn, "turn")
_OWN = (CONTRIBUTE & IS_AUTHOR) | FACILITATE

POLLS: dict[str, Command] = {
    "poll.add": Command(
        N_("Add a poll to a session"), polls.AddPoll, polls.add_poll, FACILITATE, _SESSION, audited=True
    ),
    "poll.change": Command(
        N_("Change a poll"), polls.ChangePoll, polls.change_poll, FACILITATE, _POLL, audited=True
    ),
    "poll.move": Command(N_("Move a poll"), polls.MovePoll, polls.move_poll, FACILITATE, _POLL, audited=True),
    "poll.remove": Command(
        N_("Take a poll out of a session"), polls.ThePoll, polls.remove_poll, FACILITATE, _POLL, audited=True
    ),
    "poll.open": Command(N_("Open a poll"), polls.ThePoll, polls.open_poll, FACILITATE, _POLL, audited=True),
    "poll.show": Command(
        N_("Show a poll’s results"), polls.ThePoll, polls.show_poll, FACILITATE, _POLL, audited=True
    ),
    "poll.close": Command(
        N_("Close a poll"), polls.ThePoll, polls.close_poll, FACILITATE, _POLL, audited=True
    ),
    "poll.hide_word": Command(
        N_("Hide a word of a poll"), polls.TheWord, polls.hide_word, FACILITATE, _POLL, audited=True
    ),
    "poll.show_word": Command(
        N_("Show a hidden word of a poll again"),
        polls.TheWord,
        polls.show_word,
        FACILITATE,
        _POLL,
        audited=True,
    ),
    "poll.answer": Command(
        N_("Answer a poll"), poll_answers.AnswerPoll, poll_answers.answer_poll, CONTRIBUTE, _POLL
    ),
    "poll.withdraw": Command(
        N_("Take your answer to a poll back"),
        poll_answers.WithdrawAnswer,
        poll_answers.withdraw_answer,
        CONTRIBUTE,
        _POLL,
    ),
    "question.ask": Command(
        N_("Ask a question in writing"),
        poll_questions.AskQuestion,
        poll_questions.ask_question,
        CONTRIBUTE,
        _POLL,
    ),
    "question.withdraw": Command(
        N_("Take a question back"),
        poll_questions.TheQuestion,
        poll_questions.withdraw_question,
        _OWN,
        _QUESTION,
    ),
    "question.upvote": Command(
        N_("Support a question"),
        poll_questions.TheQuestion,
        poll_questions.support_question,
        CONTRIBUTE,
        _QUESTION,
    ),
    "question.withdraw_upvote": Command(
        N_("No longer support a question"),
        poll_questions.TheQuestion,
        poll_questions.withdraw_support,
        CONTRIBUTE,
        _QUESTION,
    ),
    "question.answer": Command(
        N_("Mark a question as answered"),
        poll_questions.AnswerQuestion,
        poll_questions.answer_question,
        RECORD,
        _QUESTION,
    ),
    "question.hide": Command(
        N_("Hide a question"),
        poll_questions.TheQuestion,
        poll_questions.hide_question,
        FACILITATE,
        _QUESTION,
        audited=True,
    ),
    "question.restore": Command(
        N_("Bring a question back"),
        poll_questions.TheQuestion,
        poll_questions.restore_question,
        FACILITATE,
        _QUESTION,
        audited=True,
    ),
    "turn.begin": Command(
        N_("Begin a round"), turns.BeginRound, turns.begin_round, FACILITATE, _SESSION, audited=True
    ),
    "turn.next": Command(
        N_("Go on to the next in a round"),
        turns.RoundTurn,
        turns.next_in_round,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "turn.back": Command(
        N_("Go back to who spoke before in a round"),
        turns.RoundTurn,
        turns.back_in_round,
        FACILITATE,
        _SESSION,
        audited=True,
    ),
    "turn.pass": Command(N_("Pass in a round"), turns.TheTurn, turns.pass_turn, _OWN, _TURN),
    "turn.end": Command(
        N_("End a round"), turns.TheRound, turns.end_round, FACILITATE, _SESSION, audited=True
    ),
}
