"""``build-notebooks``: run the notebooks and store them in their normal form."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ketamine_course.commands.sealed_kernel import sealed_environment
from ketamine_course.evidence import course_folder

BUILT_FOLDERS = ("notebooks", "exercises/solutions", "docs")
SLOW_CELL_S = 2.0


@dataclass(frozen=True)
class Built:
    """A notebook as it should be stored: its text, whether that differs from the file, its slowest cell.

    slowest_cell is counted from 1; slowest_s is in seconds.
    """

    path: Path
    text: str
    changed: bool
    slowest_cell: int
    slowest_s: float


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the command ``build-notebooks``."""
    parser = subparsers.add_parser(
        "build-notebooks",
        help="run the notebooks and store their outputs in a form that is the same at each build",
        description=(
            "Run each notebook in its own folder, without a network, and store it in its normal form: "
            "text, HTML and pictures kept; widget state, times and versions left out. "
            "Exit code 1 when a notebook fails or, with --check, when a file would change."
        ),
    )
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help=f"notebooks or folders of notebooks (when none is given: {' and '.join(BUILT_FOLDERS)})",
    )
    parser.add_argument("--check", action="store_true", help="say which files would change; write nothing")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Build what the command line names; return 1 if any notebook failed or, under --check, would change."""
    failed = False
    with sealed_environment() as environment:
        for path in find_notebooks(options.paths):
            try:
                built = build(path, environment)
            except ValueError as problem:
                print(f"{_shown(path)}: {problem}", file=sys.stderr)
                failed = True
                continue
            if built.changed and not options.check:
                _replace(path, built.text)
            failed |= built.changed and options.check
            print(_report(built, options.check), flush=True)
    return int(failed)


def find_notebooks(paths: Sequence[Path] = ()) -> list[Path]:
    """Return the notebooks that ``paths`` (files or folders) name; without paths, those of the course.

    Raises ValueError for a path that is missing or no notebook, and when nothing is left to build.
    """
    if not paths:
        paths = [folder for name in BUILT_FOLDERS if (folder := course_folder() / name).is_dir()]
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found.extend(sorted(path.glob("*.ipynb")))
        elif path.is_file() and path.suffix == ".ipynb":
            found.append(path)
        else:
            raise ValueError(f"{path} is neither a notebook (.ipynb) nor a folder")
    if not found:
        raise ValueError(f"no notebook in {', '.join(str(path) for path in paths)}")
    return [path.resolve() for path in dict.fromkeys(found)]


def build(path: Path, environment: Mapping[str, str]) -> Built:
    """Run the notebook at ``path`` and return it as it should be stored; the file stays as it is.

    environment: from ``sealed_environment``.
    Raises ValueError (NotebookFailed) when a cell fails or leaves what may not be stored.
    """
    # Imported here so that other commands need not wait for Jupyter's machinery.
    from ketamine_course.commands import normal_form
    from ketamine_course.commands.run_notebook import run_notebook

    stored = path.read_bytes().decode("utf-8")
    notebook = normal_form.read(stored)
    slowest = run_notebook(notebook, path.parent, environment)
    text = normal_form.write(normal_form.normalise(notebook))
    return Built(path, text, text != stored, *slowest)


def _report(built: Built, check: bool) -> str:
    change = "unchanged"
    if built.changed:
        change = "would change" if check else "built"
    slowest = f"the slowest cell, {built.slowest_cell}, took {built.slowest_s:.1f} s"
    line = f"{_shown(built.path)}: {change}; {slowest}"
    if built.slowest_s > SLOW_CELL_S:
        line += f" (over {SLOW_CELL_S:g} s: make it faster)"
    return line


def _shown(path: Path) -> str:
    base = course_folder()
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else str(path)


def _replace(path: Path, text: str) -> None:
    """Write through a neighbour file, so that a broken-off write never leaves half a notebook."""
    neighbour = path.with_suffix(".ipynb.part")
    neighbour.write_bytes(text.encode("utf-8"))
    os.replace(neighbour, path)
