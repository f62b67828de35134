"""Every command has words of its own, for the page of permissions and the audit log."""

from facilitation.commands.catalogue import COMMANDS
from facilitation.commands.catalogue.wording import DEEDS


def test_every_command_is_called_something_of_its_own() -> None:
    assert set(DEEDS) == set(COMMANDS)
    assert len(set(DEEDS.values())) == len(DEEDS), "two are called the same"
