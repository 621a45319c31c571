"""The command line: ``python -m ketamine_course <command>``.

Exit codes: 0 all is well; 1 the command ran and found something wrong; 2 the command was called wrongly.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence

# Each module offers add_parser(subparsers), which adds one command and sets its `run` function.
COMMAND_MODULES = (
    "build_exercises",
    "build_notebooks",
    "course_map",
    "data",
    "export_references",
    "grade",
    "launch",
    "quiz_export",
)

FOUND_WRONG = 1
CALLED_WRONGLY = 2


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
    """Run one command and return its exit code (0 well, 1 something wrong found, 2 called wrongly)."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help(sys.stderr)
        return CALLED_WRONGLY
    try:
        return options.run(options)
    except (ValueError, OSError) as problem:
        print(f"{options.command}: {problem}", file=sys.stderr)
        return FOUND_WRONG
