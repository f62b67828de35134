#!/usr/bin/env python3
"""The way in: sets up what is missing, steps into the virtual environment, then starts what was asked for.

Standard library only. This file's syntax stays old and without annotations, so that an old Python gets as
far as the sentence that tells it so; whatever it imports from the program comes after that, and is standard
library only as well.
"""
# ruff: noqa: E402, UP031 - see above

import sys

NEEDED = (3, 11)

if sys.version_info < NEEDED:
    sys.stderr.write(
        "Python 3.11 or newer is needed; this is %d.%d. Start it with a newer one, as in: python3.11 run.py\n"
        % sys.version_info[:2]
    )
    sys.exit(1)

import argparse
import os

ROOT = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, ROOT)

from facilitation import environment, supervisor
from facilitation.__main__ import TOOLS, tools
from facilitation.config import ENGINES

#: What `test` hands to pytest: two at a time, since much of them is waiting, a file's tests together, and in
#: their order, which has the long ones early.
TESTING = ["-p", "tests.suites", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
#: What `test --quick` leaves out: the browser, the second database, the second engine, Redis, and whole
#: programs that are started, cut off and rehearsed in.
QUICK = ["-m", "not browser and not postgresql and not gevent and not redis"]
QUICK += [
    "--ignore=tests/%s" % place
    for place in (
        "backups/test_backup_under_load.py",
        "faults",
        "jobs/test_rehearsals.py",
        "play/test_play.py",
        "rehearsal",
        "test_run.py",
    )
]
DESCRIPTION = "Live workshops, tandems, calendars and minutes for peer learning between cities."
ABOUT = {
    "tandems": "form tandems from a file of cities and wishes",
    "rehearse": "let simulated people hold a session of every template",
    "play": "play a whole programme through: rrr, or a folder with your own sheets",
    "link": "make a link that signs somebody in",
    "export": "write documents, calendars and tables to files",
    "bench": "measure the live engine on this machine",
    "retention": "erase people past the retention date and delete what is of no more use",
    "purge": "the same as retention",
    "backup": "copy database, files and secret into a new folder, while people work",
    "restore": "put a backup into an empty place, and compare",
}


def parser():
    """The command line of `serve`, which needs no name, and the names of the others."""
    others = ["test"] + tools()
    lines = ["  test        run the tests, with --quick the everyday ones; what follows goes to pytest"]
    lines += ["  %-11s %s" % (name, ABOUT[name]) for name in tools()]
    result = argparse.ArgumentParser(
        prog="run.py",
        usage="run.py [serve] [options]\n       run.py {%s} ..." % ",".join(others),
        description=DESCRIPTION,
        epilog="other commands:\n" + "\n".join(lines),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = result.add_argument
    add("--empty", action="store_true", help="start without the nine-city programme")
    add("--host", metavar="ADDRESS", help="the address to listen on (127.0.0.1)")
    add("--port", type=int, help="the port (8000, or the next free one); 0: any free one")
    add("--database", metavar="DB", help="a file (instance/facilitation.sqlite3) or postgresql://...")
    add("--instance", metavar="FOLDER", help="where uploads and documents go (beside the database)")
    add("--lan", action="store_true", help="let phones and computers of the local network in")
    add("--ready-file", metavar="PATH", help="write addresses and links there as JSON once it answers")
    add("--engine", choices=ENGINES, help="the async engine (eventlet)")
    return result


def main(argv):
    """Returns the exit status; steps into the environment on the way."""
    command = argv[0] if argv and not argv[0].startswith("-") else "serve"
    rest = argv[1:] if argv and argv[0] == command else argv
    if command not in ["serve", "test"] + tools():
        parser().error("there is no command '%s'" % command)
    options = parser().parse_args(rest) if command == "serve" else None
    try:
        if command == "test":
            environment.step_in(argv, ["requirements.txt", "tests/requirements.txt"])
            if "--quick" in rest:
                rest = QUICK + [word for word in rest if word != "--quick"]
            return environment.become(["-m", "pytest"] + TESTING + rest)
        environment.step_in(argv, ["requirements.txt"])
        if command in TOOLS:
            return environment.become_tool(argv)
        return supervisor.serve(options)
    except (environment.SetUpError, supervisor.StartError) as error:
        sys.stderr.write("%s\n" % error)
        return error.status
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
