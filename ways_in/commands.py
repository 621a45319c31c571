"""Which command was meant, and what happens when it cannot be done."""

import errno
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from . import checks, doctor, environment, lab, trust
from .places import COMMAND, Course, Trouble, complain, say

HELP = f"""\
{COMMAND} [options for JupyterLab]   set the course up if need be, and open it
                                         (for example: --no-browser --port 8890)
{COMMAND} setup                      set the course up, and stop there
{COMMAND} test [pytest arguments]    install what the checks need, and run them all;
                                         with the path of a test file or folder, only that
{COMMAND} test --peers               compare the statistics and the models with R, run afresh
{COMMAND} doctor                     look at the set-up and say how to mend it
{COMMAND} --help                     this text
"""


def learn(course: Course, arguments: list[str]) -> int:
    """Set up if need be and open JupyterLab on the start page."""
    environment.ensure(course)
    trust.trust(course)
    return lab.open_lab(course, arguments)


def set_up(course: Course, arguments: list[str]) -> int:
    """Set up if need be, and stop."""
    if arguments:
        raise Trouble(f"`setup` takes nothing after it, and was given: {' '.join(arguments)}")
    environment.ensure(course)
    say(f"The course is set up. Open it with:  {COMMAND}")
    return 0


def look_over(course: Course, arguments: list[str]) -> int:
    """Report on the set-up."""
    if arguments:
        raise Trouble(f"`doctor` takes nothing after it, and was given: {' '.join(arguments)}")
    return doctor.report(course)


COMMANDS: dict[str, Callable[[Course, list[str]], int]] = {
    "setup": set_up,
    "test": checks.run_all,
    "doctor": look_over,
}


def choose(arguments: list[str]) -> tuple[Callable[[Course, list[str]], int], list[str]]:
    """Return the command that the arguments ask for, and what is left for it.

    Raises:
        Trouble: if the first argument is a word that is no command.
    """
    if not arguments or arguments[0].startswith("-"):
        return learn, arguments
    if arguments[0] not in COMMANDS:
        raise Trouble(
            f"There is no command `{arguments[0]}`. There are: {', '.join(COMMANDS)}; or none, to open the "
            "course; options that begin with - go to JupyterLab."
        )
    return COMMANDS[arguments[0]], arguments[1:]


def interrupted(*_signal) -> None:
    """Let a request to stop tidy up as Ctrl-C does."""
    raise KeyboardInterrupt


def explain(error: OSError, course: Course) -> str:
    """Say what an error of the operating system means here."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk is full. Make room, then run this again; nothing is left half-made."
    if isinstance(error, PermissionError):
        return (
            f"Not allowed to write {error.filename or course.folder}. Put the course in a folder that is "
            "yours; if JupyterLab is running from here, close it first."
        )
    return f"The computer reports: {error}"


def run(arguments: list[str], folder: Path | None = None) -> int:
    """Run the command that the arguments name; return its exit code (130 after Ctrl-C)."""
    course = Course(folder or Path(__file__).resolve().parent.parent)
    if arguments and arguments[0] in ("--help", "-h", "help"):
        say(HELP)
        return 0
    try:
        command, rest = choose(arguments)
        return command(course, rest)
    except Trouble as trouble:
        complain(f"\n{trouble}")
    except OSError as error:
        complain(f"\n{explain(error, course)}")
    except KeyboardInterrupt:
        complain("\nStopped. Nothing is left half-made; run it again whenever you like.")
        return 130
    return 1


def main(arguments: list[str]) -> int:
    """Run the command as this process's only task; return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    signal.signal(signal.SIGTERM, interrupted)
    return run(arguments)
