"""``build-exercises``: write the learners' copies of the exercises from the solution notebooks."""

import argparse
import sys
from pathlib import Path

from ketamine_course.commands import normal_form
from ketamine_course.commands.starters import learners_copy
from ketamine_course.evidence import course_folder
from ketamine_course.learning.exercises import solutions

EXERCISES = "exercises"
SOLUTIONS = solutions.SOLUTIONS.as_posix()


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the command ``build-exercises``."""
    parser = subparsers.add_parser(
        "build-exercises",
        help="write the learners' exercise notebooks from the solutions",
        description=(
            f"Each notebook in {SOLUTIONS} is the source; its copy for learners is written to {EXERCISES}, "
            "without solutions and outputs. Exit code 1 when a solution cannot be read or, with --check, "
            "when a copy has drifted from its source or has none."
        ),
    )
    parser.add_argument("--check", action="store_true", help="say which copies would change; write nothing")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write all copies; return 1 if one could not be made or, under --check, would change."""
    folder, failed = course_folder(), False
    for path in _sources(folder):
        target = folder / EXERCISES / path.name
        shown = target.relative_to(folder).as_posix()
        try:
            text = copy_text(path)
        except ValueError as problem:
            print(f"{path.relative_to(folder).as_posix()}: {problem}", file=sys.stderr)
            failed = True
            continue
        changed = not target.exists() or target.read_bytes() != text.encode("utf-8")
        if changed and not options.check:
            target.write_bytes(text.encode("utf-8"))
        failed |= changed and options.check
        print(f"{shown}: {'unchanged' if not changed else 'would change' if options.check else 'built'}")
    return int(_tell_orphans(folder) or failed)


def copy_text(solution: Path) -> str:
    """Return the learner's copy of the solution notebook at a path, as it is to be stored.

    Raises ValueError when the notebook cannot be read, or a solution in it cannot be replaced.
    """
    notebook = normal_form.read(solution.read_bytes().decode("utf-8"))
    return normal_form.write(learners_copy(notebook))


def _sources(folder: Path) -> list[Path]:
    found = sorted((folder / SOLUTIONS).glob("*.ipynb"))
    if not found:
        raise ValueError(f"no notebook in {folder / SOLUTIONS}")
    return found


def _tell_orphans(folder: Path) -> bool:
    """Name the copies that have no source, and tell whether there are any."""
    names = {path.name for path in _sources(folder)}
    orphans = [path.name for path in sorted((folder / EXERCISES).glob("*.ipynb")) if path.name not in names]
    for name in orphans:
        print(
            f"{EXERCISES}/{name}: has no source in {SOLUTIONS}; delete it, or add the source", file=sys.stderr
        )
    return bool(orphans)
