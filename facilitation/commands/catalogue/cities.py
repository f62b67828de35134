"""The commands of cities and organisations: facts, profiles, sheets."""

from facilitation.commands.cities import cities, imports, mandates, organisations, profiles
from facilitation.commands.command import Command, Target
from facilitation.domain.errors import N_
from facilitation.domain.permissions import ACTS_FOR_CITY, COORDINATE
from facilitation.store.cities import City, Organisation

_CITY = Target(City, "city")
_ORGANISATION = Target(Organisation, "organisation")
_FILL_IN = ACTS_FOR_CITY | COORDINATE

CITIES: dict[str, Command] = {
    "city.add": Command(N_("Add a city"), cities.AddCity, cities.add_city, COORDINATE, audited=True),
    "city.change": Command(
        N_("Change a city"), cities.ChangeCity, cities.change_city, COORDINATE, _CITY, audited=True
    ),
    "city.remove": Command(
        N_("Remove a city"), cities.TheCity, cities.remove_city, COORDINATE, _CITY, audited=True
    ),
    "cities.import": Command(
        N_("Import cities from a sheet"),
        imports.ImportCities,
        imports.import_cities,
        COORDINATE,
        audited=True,
    ),
    "organisation.add": Command(
        N_("Add an organisation"),
        organisations.AddOrganisation,
        organisations.add_organisation,
        COORDINATE,
        audited=True,
    ),
    "organisation.change": Command(
        N_("Change an organisation"),
        organisations.ChangeOrganisation,
        organisations.change_organisation,
        COORDINATE,
        _ORGANISATION,
        audited=True,
    ),
    "organisation.remove": Command(
        N_("Remove an organisation"),
        organisations.TheOrganisation,
        organisations.remove_organisation,
        COORDINATE,
        _ORGANISATION,
        audited=True,
    ),
    "profile.write": Command(
        N_("Write in a city’s profile"), profiles.WriteSection, profiles.write_section, _FILL_IN, _CITY
    ),
    "profile.restore": Command(
        N_("Bring back an earlier version of a profile"),
        profiles.RestoreSection,
        profiles.restore_section,
        _FILL_IN,
        _CITY,
        audited=True,
    ),
    "mandate.write": Command(
        N_("Write an office’s mandate"), mandates.WriteMandate, mandates.write_mandate, _FILL_IN, _CITY
    ),
    "mandate.restore": Command(
        N_("Bring back an earlier version of a mandate"),
        mandates.RestoreMandate,
        mandates.restore_mandate,
        _FILL_IN,
        _CITY,
        audited=True,
    ),
}
