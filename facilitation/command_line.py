"""What the commands share that somebody types on the machine: which program is meant, and how they end."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from facilitation import running_port
from facilitation.config import Config, ConfigError
from facilitation.domain.errors import Refused
from facilitation.environment import ROOT

#: Exit statuses besides 0.
NOBODY, WRONG_SETTING, UNUSABLE = 1, 2, 4


class Ended(Exception):
    """A command can't go on: one sentence that says what to do, and the exit status."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


def settled(command: Callable[[], int]) -> int:
    """The status of a command; what stops it stands on stderr as one sentence."""
    try:
        return command()
    except Ended as ended:
        return _say(ended, ended.status)
    except ConfigError as error:
        return _say(error, WRONG_SETTING)
    except Refused as refused:
        return _say(refused, UNUSABLE)
    except DBAPIError as error:
        return _say(f"The database cannot be used: {str(error.orig).strip().splitlines()[0]}.", UNUSABLE)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that say which program is meant, as for starting it."""
    parser.add_argument("--database", metavar="DB", help="a file, sqlite:///PATH or postgresql://...")
    folder = str(ROOT / "instance")
    parser.add_argument("--instance", default=folder, help="the folder with the program's data")


def add_port(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=int, help="of the program, where it isn't running and has no EXTERNAL_URL (8000)"
    )


def config_of(options: argparse.Namespace) -> Config:
    """The settings with these options. Raises ConfigError."""
    return Config.from_environment(
        os.environ,
        instance=options.instance,
        database_url=options.database,
        port=getattr(options, "port", None) or running_port.kept(Path(options.instance)) or 8000,
    )


def require_database(config: Config) -> None:
    """Raises Ended where the database's file is not there."""
    path = config.database_path
    if path is not None and not path.exists():
        raise Ended(f"There is no database at {path}.", UNUSABLE)


def _say(why: object, status: int) -> int:
    print(why, file=sys.stderr)
    return status
