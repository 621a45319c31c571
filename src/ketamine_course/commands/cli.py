"""The command line: ``python -m ketamine_course <command>``.

Exit codes: 0 all is well; 1 the command ran and found something wrong; 2 the command was called wrongly;
141 whoever read its output stopped reading (``... data trace 31% | head``), so it stopped too, quietly.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

# Each module offers add_parser(subparsers), which adds one command and sets its `run` function.
COMMAND_MODULES = (
    "build_exercises",
    "build_notebooks",
    "course_map",
    "data",
    "export_references",
    "glossary_page",
    "grade",
    "launch",
    "quiz_export",
)

FOUND_WRONG = 1
CALLED_WRONGLY = 2
READER_GONE = 141  # as a shell tells of a program that SIGPIPE ended: its work is not known to be well


class _Parser(argparse.ArgumentParser):
    """argparse, with a last line that says where the help is."""

    def error(self, message: str) -> None:
        self.print_usage(sys.stderr)
        self.exit(CALLED_WRONGLY, f"{self.prog}: {message}\nHelp: {self.prog} --help\n")


def make_parser() -> argparse.ArgumentParser:
    """Return the parser with every command of ``COMMAND_MODULES``."""
    parser = _Parser(
        prog="python -m ketamine_course",
        description="Work on the course: build its notebooks, look at its map, make its launch links.",
    )
    commands = parser.add_subparsers(title="commands", dest="command", metavar="COMMAND")
    for name in COMMAND_MODULES:
        importlib.import_module(f"ketamine_course.commands.{name}").add_parser(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code, one of those named above."""
    try:
        try:
            return _run(arguments)
        finally:
            print(end="", flush=True)  # here, where a reader who is gone can still be met
    except BrokenPipeError:
        _write_no_more()
        return READER_GONE


def _run(arguments: Sequence[str] | None) -> int:
    parser = make_parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help(sys.stderr)
        return CALLED_WRONGLY
    try:
        return options.run(options)
    except BrokenPipeError:
        raise
    except (ValueError, OSError) as problem:
        print(f"{options.command}: {problem}", file=sys.stderr)
        return FOUND_WRONG


def _write_no_more() -> None:
    """Lead what is still held back into nothing, else Python tries again at its end, and complains."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nothing, stream.fileno())
    os.close(nothing)
