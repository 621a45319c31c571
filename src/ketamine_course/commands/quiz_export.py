"""``quiz``: the banks of questions for learning platforms, and whether they are as they should be."""

import argparse
import sys
from pathlib import Path

from ketamine_course.commands.quiz_formats.moodle import export_moodle
from ketamine_course.commands.quiz_formats.qti import export_qti
from ketamine_course.learning import banks
from ketamine_course.learning.bank_numbers import number_faults

FORMATS = {"moodle-xml": export_moodle, "qti": export_qti}

NEEDS_SOURCE = (
    'A number needs an entry in source beside it: "table:id.column", or "example:40" if it is made up '
    "(docs/contributing.md, “To add a question”)."
)


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the command ``quiz`` with ``export`` and ``check``."""
    parser = subparsers.add_parser("quiz", help="export a chapter's questions, or check them")
    actions = parser.add_subparsers(title="actions", dest="action", metavar="ACTION", required=True)
    export = actions.add_parser(
        "export",
        help="write a chapter's questions for Moodle or for any platform that reads QTI",
        description="Write a chapter's questions as Moodle XML or as a QTI 2.1 package. What the format "
        "cannot hold, or holds in another way, is told on the error stream and in the file.",
    )
    export.add_argument("--format", choices=FORMATS, required=True, help="moodle-xml or qti (version 2.1)")
    export.add_argument("--chapter", type=int, required=True, help="the chapter's number")
    export.add_argument(
        "--output", type=Path, help="the file to write (when not given: here, named as the bank)"
    )
    export.set_defaults(run=run_export)
    check = actions.add_parser(
        "check",
        help="say what is wrong with the banks",
        description="Check each bank: its form, its sources, and the numbers in its texts.",
    )
    check.add_argument("--chapter", type=int, help="only this chapter")
    check.set_defaults(run=run_check)


def run_export(options: argparse.Namespace) -> int:
    """Write a bank in another format; 0. Raises ValueError when there is no such bank, or it is not right."""
    path = banks.bank_path(options.chapter)
    bank = banks.read_bank(path)
    exported = FORMATS[options.format](bank)
    output = options.output or Path(f"{path.stem}.{exported.ending}")
    output.write_bytes(exported.content)
    for note in exported.notes:
        print(note, file=sys.stderr)
    print(f"{len(bank.questions)} questions written to {output}")
    return 0


def run_check(options: argparse.Namespace) -> int:
    """Say what is wrong with the banks, a line each; 1 if anything is."""
    paths = banks.bank_paths() if options.chapter is None else [banks.bank_path(options.chapter)]
    found, lacks_source = 0, False
    for path in paths:
        try:
            bank = banks.read_bank(path)
            faults = [f"{path.name}, {told}" for told in number_faults(bank)]
        except banks.BankError as error:
            faults = list(error.faults)
        print("\n".join(faults) if faults else f"{path.name}: {len(bank.questions)} questions, all is well")
        found += len(faults)
        lacks_source |= any("agrees with no source" in fault for fault in faults)
    if lacks_source:
        print(NEEDS_SOURCE, file=sys.stderr)
    return int(found > 0)
