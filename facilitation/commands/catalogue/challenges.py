"""The commands of challenges and of the cities that name them."""

from facilitation.commands.challenges import challenges, namings, themes
from facilitation.commands.command import Command, Target
from facilitation.domain.errors import N_
from facilitation.domain.permissions import ACTS_FOR_CITY, COORDINATE, FACILITATE
from facilitation.store.boards import Cluster
from facilitation.store.challenges import Challenge, ChallengeMention
from facilitation.store.cities import City
from facilitation.store.sessions import Session
from facilitation.store.themes import Theme

_CLUSTER = Target(Cluster, "cluster")
_CITY = Target(City, "city")
_CHALLENGE = Target(Challenge, "challenge")
_NAMING = Target(ChallengeMention, "mention")

_SESSION = Target(Session, "session")
_THEME = Target(Theme, "theme")

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
