"""``grade``: mark a folder of submitted exercise notebooks into a CSV file."""

import argparse
import csv
import sys
import tempfile
from pathlib import Path
from typing import Protocol

from ketamine_course.commands.grading.marking import (
    COLUMNS,
    Mark,
    mark,
    new_task,
    not_run,
)
from ketamine_course.commands.grading.running import Limits, Run, run_submission
from ketamine_course.commands.grading.sandbox import PROGRAM, CannotShutOff, environment, open_sandbox
from ketamine_course.commands.grading.submissions import cell_sources, cells_of_checks, chapter_of
from ketamine_course.commands.grading.tally import BY_PERSON_COLUMNS, Tally, tally

CALLED_WRONGLY = 2
LARGEST_BYTES = 20_000_000
MARKS = "marks.csv"
MOST_NAMED = 10


class Runner(Protocol):
    """Runs submissions."""

    def run(self, request: dict, limits: Limits) -> Run:
        """Run one and return what came of it."""


class Unprotected:
    """Runs submissions as this user, within limits but without walls."""

    def run(self, request: dict, limits: Limits) -> Run:
        """Run one in a folder that is deleted afterwards."""
        with tempfile.TemporaryDirectory(prefix="submission-", ignore_cleanup_errors=True) as room:
            return run_submission(PROGRAM, request, limits, environment(room), folder=room)


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the command ``grade``."""
    parser = subparsers.add_parser(
        "grade",
        help="mark a folder of submitted exercises into a CSV file",
        description=(
            "Run each notebook below FOLDER, shut off from the network and from this machine's files, and "
            "mark the answers of its checks: one row for each check in one file, the totals of each notebook "
            "in another. A submission that runs on, takes too "
            "much memory or prints too much is stopped, and the next one follows. This needs Linux and "
            "bubblewrap. Exit code 2 when submissions cannot be shut off and --trusted is not given."
        ),
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the submissions are")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help=f"the CSV file (usually FOLDER/{MARKS}); totals beside it"
    )
    parser.add_argument(
        "--trusted", action="store_true", help="run them without walls: they can do whatever you can do"
    )
    parser.add_argument("--seconds", type=float, default=60, metavar="N", help="time for each (usually 60)")
    parser.add_argument(
        "--memory-mb", type=int, default=2048, metavar="N", help="memory for each (usually 2048)"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Mark the submissions; 0 when all were looked at, 2 when they cannot be shut off."""
    limits = _limits(options)
    paths = find_submissions(options.folder)
    try:
        runner: Runner = Unprotected() if options.trusted else open_sandbox()
    except CannotShutOff as problem:
        print(f"grade: {problem}", file=sys.stderr)
        return CALLED_WRONGLY
    output = options.output or options.folder / MARKS
    by_person = output.with_name(f"{output.stem}_by_person{output.suffix}")
    tallies = _mark_all(paths, options.folder, runner, limits, output, by_person)
    print(_end_words(tallies, output, by_person, other_files(options.folder, (output, by_person))))
    return 0


def _mark_all(
    paths: list[Path], folder: Path, runner: Runner, limits: Limits, output: Path, by_person: Path
) -> list[Tally]:
    """Write both files as the submissions are marked, and return what each came to."""
    tallies = []
    with (
        output.open("w", newline="", encoding="utf-8") as file,
        by_person.open("w", newline="", encoding="utf-8") as short,
    ):
        every, totals = csv.writer(file), csv.writer(short)
        every.writerow(COLUMNS)
        totals.writerow(BY_PERSON_COLUMNS)
        for path in paths:
            marks = grade(path, path.relative_to(folder).as_posix(), runner, limits)
            tallies.append(tally(marks))
            every.writerows(row.cells() for row in marks)
            totals.writerow(tallies[-1].cells())
            file.flush()  # what is marked stays, even if the rest is broken off
            short.flush()
            print(tallies[-1].words(), flush=True)
    return tallies


def _end_words(tallies: list[Tally], output: Path, by_person: Path, others: list[str]) -> str:
    """Say how many were run, where the marks are, and what was left aside."""
    run = sum(one.was_run for one in tallies)
    words = f"{run} of {len(tallies)} submissions run, marks in {output}, totals in {by_person}"
    if run < len(tallies):
        words += f"; {len(tallies) - run} not run"
    if others:
        names = ", ".join(others[:MOST_NAMED]) + (" and more" if len(others) > MOST_NAMED else "")
        words += f"; {len(others)} other file{'s' if len(others) > 1 else ''} left aside: {names}"
    return words


def find_submissions(folder: Path) -> list[Path]:
    """Return the notebooks below a folder, in order. Raises ValueError when there is none."""
    if not folder.is_dir():
        raise ValueError(f"{folder} is no folder")
    found = [path for path in sorted(folder.rglob("*.ipynb")) if ".ipynb_checkpoints" not in path.parts]
    if not found:
        raise ValueError(f"no notebook (.ipynb) below {folder}")
    return found


def other_files(folder: Path, written: tuple[Path, ...]) -> list[str]:
    """Return the names of the files below a folder that are no notebooks, without hidden and written ones."""
    names = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        is_hidden = any(part.startswith(".") for part in name.parts)
        if path.is_file() and path.suffix != ".ipynb" and path not in written and not is_hidden:
            names.append(name.as_posix())
    return names


def grade(path: Path, name: str, runner: Runner, limits: Limits) -> list[Mark]:
    """Return the marks of the submission at a path: a row for each check, or one if it cannot be run."""
    try:
        text = _text(path)
        sources = cell_sources(text)
    except ValueError as problem:
        return not_run(name, str(problem))
    chapter = chapter_of(sources)
    if chapter is None:
        return not_run(name, "it calls no check of this course")
    task = new_task(chapter)
    return mark(name, task, runner.run(task.request(text), limits), cells_of_checks(sources))


def _text(path: Path) -> str:
    """Return a notebook's text. Raises ValueError for what is no plain file, or too large."""
    if path.is_symlink() or not path.is_file():
        raise ValueError("a link, or no file")
    if path.stat().st_size > LARGEST_BYTES:
        raise ValueError(f"larger than {LARGEST_BYTES // 1_000_000} MB; clear its outputs first")
    return path.read_bytes().decode("utf-8", "replace")


def _limits(options: argparse.Namespace) -> Limits:
    if not options.seconds > 0:
        raise ValueError(f"--seconds must be above 0, but is {options.seconds:g}")
    if options.memory_mb < 256:
        raise ValueError(f"--memory-mb must be at least 256, but is {options.memory_mb}")
    return Limits(options.seconds, options.memory_mb)
