"""The commands of challenges and of the cities that name them."""

from facilitation.commands.challenges import board_proposals, challenges, imports, namings, themes, topics
from facilitation.commands.command import Command, Target
from facilitation.domain.errors import N_
from facilitation.domain.permissions import ACTS_FOR_CITY, COORDINATE, FACILITATE
from facilitation.store.boards import Board, Cluster
from facilitation.store.challenges import Challenge, ChallengeMention
from facilitation.store.cities import City
from facilitation.store.sessions import Session
from facilitation.store.themes import Theme
from facilitation.store.topics import Topic

_BOARD = Target(Board, "board")
_CLUSTER = Target(Cluster, "cluster")
_CITY = Target(City, "city")
_CHALLENGE = Target(Challenge, "challenge")
_NAMING = Target(ChallengeMention, "mention")

_SESSION = Target(Session, "session")
_THEME = Target(Theme, "theme")
_TOPIC = Target(Topic, "topic")

CHALLENGES: dict[str, Command] = {
    "challenge.adopt": Command(
        N_("Put a cluster on the heat-map"),
        challenges.AdoptCluster,
        challenges.adopt_cluster,
        FACILITATE,
        _CLUSTER,
        audited=True,
    ),
    "challenge.name": Command(
        N_("Name a challenge of a city"),
        namings.NameChallenge,
        namings.name_challenge,
        ACTS_FOR_CITY | COORDINATE,
        _CITY,
        audited=True,
    ),
    "challenge.unname": Command(
        N_("Withdraw a city’s challenge"),
        namings.TheNaming,
        namings.withdraw_naming,
        ACTS_FOR_CITY | COORDINATE,
        _NAMING,
        audited=True,
    ),
    "challenge.restore": Command(
        N_("Let a withdrawn challenge count again"),
        namings.TheNaming,
        namings.restore_naming,
        ACTS_FOR_CITY | COORDINATE,
        _NAMING,
        audited=True,
    ),
    "challenge.remark": Command(
        N_("Change the remark on a city’s challenge"),
        namings.RemarkNaming,
        namings.remark_naming,
        ACTS_FOR_CITY | COORDINATE,
        _NAMING,
        audited=True,
    ),
    "challenge.change": Command(
        N_("Change a challenge’s titles or kind"),
        challenges.ChangeChallenge,
        challenges.change_challenge,
        COORDINATE,
        _CHALLENGE,
        audited=True,
    ),
    "challenge.merge": Command(
        N_("Merge challenges"),
        challenges.MergeChallenge,
        challenges.merge_challenge,
        COORDINATE,
        _CHALLENGE,
        audited=True,
    ),
    "challenge.unmerge": Command(
        N_("Undo a merge of challenges"),
        challenges.TheChallenge,
        challenges.unmerge_challenge,
        COORDINATE,
        _CHALLENGE,
        audited=True,
    ),
    "challenge.adopt_several": Command(
        N_("Put several clusters on the heat-map"),
        board_proposals.AdoptClusters,
        board_proposals.adopt_clusters,
        FACILITATE,
        _BOARD,
        audited=True,
        after_the_end=True,
    ),
    "naming.confirm": Command(
        N_("Confirm challenges that a board proposes for a city"),
        board_proposals.AnswerProposals,
        board_proposals.confirm,
        ACTS_FOR_CITY | COORDINATE,
        _CITY,
        audited=True,
    ),
    "naming.decline": Command(
        N_("Decline challenges that a board proposes for a city"),
        board_proposals.AnswerProposals,
        board_proposals.decline,
        ACTS_FOR_CITY | COORDINATE,
        _CITY,
        audited=True,
    ),
    "naming.reopen": Command(
        N_("Take back a city’s answer to a board’s proposal"),
        board_proposals.AnswerProposals,
        board_proposals.reopen,
        ACTS_FOR_CITY | COORDINATE,
        _CITY,
        audited=True,
    ),
    "topics.take_set": Command(
        N_("Take the starting set of topics"), topics.TakeTopics, topics.take_topics, COORDINATE, audited=True
    ),
    "topic.add": Command(N_("Add a topic"), topics.AddTopic, topics.add_topic, COORDINATE, audited=True),
    "topic.change": Command(
        N_("Rename a topic"), topics.ChangeTopic, topics.change_topic, COORDINATE, _TOPIC, audited=True
    ),
    "topic.move": Command(
        N_("Move a topic in the list"), topics.MoveTopic, topics.move_topic, COORDINATE, _TOPIC, audited=True
    ),
    "topic.merge": Command(
        N_("Merge topics"), topics.MergeTopic, topics.merge_topic, COORDINATE, _TOPIC, audited=True
    ),
    "topic.unmerge": Command(
        N_("Undo a merge of topics"), topics.TheTopic, topics.unmerge_topic, COORDINATE, _TOPIC, audited=True
    ),
    "topic.remove": Command(
        N_("Remove a topic"), topics.TheTopic, topics.remove_topic, COORDINATE, _TOPIC, audited=True
    ),
    "topic.restore": Command(
        N_("Bring a topic back"), topics.TheTopic, topics.restore_topic, COORDINATE, _TOPIC, audited=True
    ),
    "challenge.tag": Command(
        N_("Say what topics a challenge is about"),
        topics.TagChallenge,
        topics.tag_challenge,
        COORDINATE,
        _CHALLENGE,
        audited=True,
    ),
    "challenges.import": Command(
        N_("Import challenges of cities from a sheet"),
        imports.ImportNamings,
        imports.import_namings,
        COORDINATE,
        audited=True,
    ),
    "theme.decide": Command(
        N_("Decide a theme of a session"),
        themes.DecideTheme,
        themes.decide_theme,
        COORDINATE,
        _SESSION,
        audited=True,
    ),
    "theme.change": Command(
        N_("Decide a theme anew"), themes.ChangeTheme, themes.change_theme, COORDINATE, _THEME, audited=True
    ),
    "theme.remove": Command(
        N_("Remove a theme"), themes.TheTheme, themes.remove_theme, COORDINATE, _THEME, audited=True
    ),
    "theme.restore": Command(
        N_("Bring a theme back"), themes.TheTheme, themes.restore_theme, COORDINATE, _THEME, audited=True
    ),
}
