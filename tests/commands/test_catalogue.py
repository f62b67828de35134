"""Every command has words of its own, for the page of permissions and the audit log."""

from facilitation.commands.catalogue import COMMANDS


def test_every_command_is_called_something_of_its_own() -> None:
    called: dict[str, str] = {}
    for name, command in COMMANDS.items():
        assert command.words, f"{name} has no words; write them into its entry in commands/catalogue/"
        assert command.words not in called, f"{name} and {called[command.words]} are called the same"
        called[command.words] = name
