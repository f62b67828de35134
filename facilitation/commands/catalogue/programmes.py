"""The commands of a programme: its settings, emblem and first setup."""

from facilitation.commands.command import Command, Target
from facilitation.commands.programmes import editions, emblems, programmes, removing
from facilitation.domain.errors import N_
from facilitation.domain.permissions import ORGANISE, PROGRAM
from facilitation.store.emblems import Emblem

_EMBLEM = Target(Emblem, "emblem")

PROGRAMMES: dict[str, Command] = {
    "programme.change": Command(
        N_("Change the programme’s settings"),
        programmes.ChangeProgramme,
        programmes.change_programme,
        ORGANISE,
        audited=True,
    ),
    "programme.start": Command(
        N_("Start another programme"),
        editions.StartProgramme,
        editions.start_programme,
        ORGANISE,
        audited=True,
        in_archive=True,
    ),
    "programme.archive": Command(
        N_("Archive the programme"), editions.Archive, editions.archive_programme, ORGANISE, audited=True
    ),
    "programme.unarchive": Command(
        N_("Take the programme out of the archive"),
        editions.Archive,
        editions.unarchive_programme,
        ORGANISE,
        audited=True,
        in_archive=True,
    ),
    "programme.remove": Command(
        N_("Remove an empty programme"),
        removing.RemoveProgramme,
        removing.remove_programme,
        PROGRAM,
        audited=True,
        in_archive=True,
    ),
    "emblem.offer": Command(
        N_("Choose an emblem"), emblems.OfferEmblem, emblems.offer_emblem, ORGANISE, audited=True
    ),
    "emblem.store": Command(
        N_("Make the emblem"),
        emblems.StoreEmblem,
        emblems.store_emblem,
        PROGRAM,
        _EMBLEM,
        audited=True,
        in_archive=True,
    ),
    "emblem.refuse": Command(
        N_("Refuse an emblem"),
        emblems.RefuseEmblem,
        emblems.refuse_emblem,
        PROGRAM,
        _EMBLEM,
        audited=True,
        in_archive=True,
    ),
    "emblem.take_off": Command(
        N_("Take the emblem off"), emblems.TakeOff, emblems.take_off, ORGANISE, audited=True
    ),
    "emblem.put_back": Command(
        N_("Put the emblem back"), emblems.TheEmblem, emblems.put_back, ORGANISE, _EMBLEM, audited=True
    ),
    "setup.pass": Command(
        N_("Leave a step of the setup for later"),
        programmes.SetupStep,
        programmes.pass_setup_step,
        ORGANISE,
        audited=True,
    ),
}
