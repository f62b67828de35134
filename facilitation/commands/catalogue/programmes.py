"""The commands of a programme: its setting, cities, organisations, challenges, tandems, documents."""

from facilitation.commands.challenges import challenges, namings
from facilitation.commands.cities import cities, imports, organisations
from facilitation.commands.command import Command, Target
from facilitation.commands.documents import documents
from facilitation.commands.programmes import emblems, programmes
from facilitation.commands.tandems import tandems
from facilitation.domain.permissions import (
    ACTS_FOR_CITY,
    COORDINATE,
    FACILITATE,
    ORGANISE,
    PROGRAM,
    RECORD,
)
from facilitation.store.boards import Cluster
from facilitation.store.challenges import Challenge, ChallengeMention
from facilitation.store.cities import City, Organisation
from facilitation.store.documents import DocumentRow
from facilitation.store.emblems import Emblem
from facilitation.store.sessions import Session
from facilitation.store.tandems import Round, Tandem

_CLUSTER = Target(Cluster, "cluster")
_SESSION = Target(Session, "session")
_CITY = Target(City, "city")
_DOCUMENT = Target(DocumentRow, "document")
_ORGANISATION = Target(Organisation, "organisation")
_CHALLENGE = Target(Challenge, "challenge")
_NAMING = Target(ChallengeMention, "mention")
_EMBLEM = Target(Emblem, "emblem")

PROGRAMMES: dict[str, Command] = {
    "challenge.adopt": Command(
        challenges.AdoptCluster, challenges.adopt_cluster, FACILITATE, _CLUSTER, audited=True
    ),
    "challenge.name": Command(
        namings.NameChallenge, namings.name_challenge, ACTS_FOR_CITY | COORDINATE, _CITY, audited=True
    ),
    "challenge.unname": Command(
        namings.TheNaming, namings.withdraw_naming, ACTS_FOR_CITY | COORDINATE, _NAMING, audited=True
    ),
    "challenge.restore": Command(
        namings.TheNaming, namings.restore_naming, ACTS_FOR_CITY | COORDINATE, _NAMING, audited=True
    ),
    "challenge.remark": Command(
        namings.RemarkNaming, namings.remark_naming, ACTS_FOR_CITY | COORDINATE, _NAMING, audited=True
    ),
    "challenge.change": Command(
        challenges.ChangeChallenge, challenges.change_challenge, COORDINATE, _CHALLENGE, audited=True
    ),
    "challenge.merge": Command(
        challenges.MergeChallenge, challenges.merge_challenge, COORDINATE, _CHALLENGE, audited=True
    ),
    "challenge.unmerge": Command(
        challenges.TheChallenge, challenges.unmerge_challenge, COORDINATE, _CHALLENGE, audited=True
    ),
    "round.solve": Command(tandems.SolveRound, tandems.solve_round, COORDINATE, audited=True),
    "round.store": Command(
        tandems.StoreAnswer, tandems.store_answer, PROGRAM, Target(Round, "round"), audited=True
    ),
    "round.fail": Command(
        tandems.FailRound, tandems.fail_round, PROGRAM, Target(Round, "round"), audited=True
    ),
    "round.publish": Command(
        tandems.PublishRound, tandems.publish_round, COORDINATE, Target(Round, "round"), audited=True
    ),
    "tandem.schedule": Command(
        tandems.ScheduleWorkshop,
        tandems.schedule_workshop,
        COORDINATE,
        Target(Tandem, "tandem"),
        audited=True,
    ),
    "document.draft": Command(
        documents.DraftDocument, documents.draft_document, RECORD, _SESSION, audited=True
    ),
    "document.store": Command(
        documents.StoreDocument, documents.store_document, PROGRAM, _SESSION, audited=True
    ),
    "document.renew": Command(
        documents.RenewDocument, documents.renew_document, PROGRAM, _DOCUMENT, audited=True
    ),
    "programme.change": Command(
        programmes.ChangeProgramme, programmes.change_programme, ORGANISE, audited=True
    ),
    "emblem.offer": Command(emblems.OfferEmblem, emblems.offer_emblem, ORGANISE, audited=True),
    "emblem.store": Command(emblems.StoreEmblem, emblems.store_emblem, PROGRAM, _EMBLEM, audited=True),
    "emblem.refuse": Command(emblems.RefuseEmblem, emblems.refuse_emblem, PROGRAM, _EMBLEM, audited=True),
    "emblem.take_off": Command(emblems.TakeOff, emblems.take_off, ORGANISE, audited=True),
    "emblem.put_back": Command(emblems.TheEmblem, emblems.put_back, ORGANISE, _EMBLEM, audited=True),
    "setup.pass": Command(programmes.SetupStep, programmes.pass_setup_step, ORGANISE, audited=True),
    "city.add": Command(cities.AddCity, cities.add_city, COORDINATE, audited=True),
    "city.change": Command(cities.ChangeCity, cities.change_city, COORDINATE, _CITY, audited=True),
    "city.remove": Command(cities.TheCity, cities.remove_city, COORDINATE, _CITY, audited=True),
    "cities.import": Command(imports.ImportCities, imports.import_cities, COORDINATE, audited=True),
    "organisation.add": Command(
        organisations.AddOrganisation, organisations.add_organisation, COORDINATE, audited=True
    ),
    "organisation.change": Command(
        organisations.ChangeOrganisation,
        organisations.change_organisation,
        COORDINATE,
        _ORGANISATION,
        audited=True,
    ),
    "organisation.remove": Command(
        organisations.TheOrganisation,
        organisations.remove_organisation,
        COORDINATE,
        _ORGANISATION,
        audited=True,
    ),
}
