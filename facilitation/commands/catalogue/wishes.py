"""The commands of wishes: what cities want to learn, and how they are asked."""

from facilitation.commands.command import Command, Target
from facilitation.commands.wishes import imports, reminders, terms, wishes
from facilitation.domain.errors import N_
from facilitation.domain.permissions import ACTS_FOR_CITY, COORDINATE
from facilitation.store.challenges import Wish
from facilitation.store.cities import City

_CITY = Target(City, "city")
_WISH = Target(Wish, "wish")

WISHES: dict[str, Command] = {
    "wish.add": Command(
        N_("State a wish of a city"),
        wishes.AddWish,
        wishes.add_wish,
        ACTS_FOR_CITY | COORDINATE,
        _CITY,
        audited=True,
    ),
    "wish.change": Command(
        N_("Change a city’s wish"),
        wishes.ChangeWish,
        wishes.change_wish,
        ACTS_FOR_CITY | COORDINATE,
        _WISH,
        audited=True,
    ),
    "wish.rank": Command(
        N_("Say how important a city’s wish is"),
        wishes.RankWish,
        wishes.rank_wish,
        ACTS_FOR_CITY | COORDINATE,
        _WISH,
        audited=True,
    ),
    "wish.withdraw": Command(
        N_("Withdraw a city’s wish"),
        wishes.TheWish,
        wishes.withdraw_wish,
        ACTS_FOR_CITY | COORDINATE,
        _WISH,
        audited=True,
    ),
    "wish.restore": Command(
        N_("Restore a city’s wish"),
        wishes.TheWish,
        wishes.restore_wish,
        ACTS_FOR_CITY | COORDINATE,
        _WISH,
        audited=True,
    ),
    "wish.show": Command(
        N_("Agree to show a city’s wish, or no longer"),
        wishes.ShowWish,
        wishes.show_wish,
        ACTS_FOR_CITY | COORDINATE,
        _WISH,
        audited=True,
        in_archive=True,
    ),
    "wishes.import": Command(
        N_("Import wishes from a sheet"),
        imports.ImportWishes,
        imports.import_wishes,
        COORDINATE,
        audited=True,
    ),
    "wishes.set_terms": Command(
        N_("Set until when cities state wishes, and how many"),
        terms.SetTerms,
        terms.set_terms,
        COORDINATE,
        audited=True,
    ),
    "wishes.extend": Command(
        N_("Give a city longer for its wishes"),
        terms.ExtendWishes,
        terms.extend_wishes,
        COORDINATE,
        _CITY,
        audited=True,
    ),
    "wishes.remind": Command(
        N_("Remind cities that have stated no wishes"),
        reminders.RemindOfWishes,
        reminders.remind_of_wishes,
        COORDINATE,
        audited=True,
    ),
}
