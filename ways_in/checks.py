"""Every check of the course, in one list, and the command that runs them all."""

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from . import environment, peers
from .browser import VARIABLE, ensure_browser
from .places import Course, say

PYTEST = ["python", "-m", "pytest", "-n", "2", "--dist", "loadfile"]
NOTEBOOK_OPTIONS = ["--nbval", "--nbval-sanitize-with", "tests/notebooks/sanitize.cfg", "--nbval-current-env"]
NOTEBOOK_OPTIONS += ["-p", "no:cacheprovider"]
NOTEBOOK_FOLDERS = ["notebooks", "exercises/solutions", "docs"]


@dataclass(frozen=True)
class Check:
    """One check: what it promises, and the command, a program of the environment first."""

    promise: str
    command: list[str]


def notebook_folders(course: Course) -> list[str]:
    """Return the folders whose notebooks are run: those that hold any; pytest fails if it is given none."""
    found = [name for name in NOTEBOOK_FOLDERS if any((course.folder / name).glob("*.ipynb"))]
    return found or NOTEBOOK_FOLDERS[:1]


def all_checks(course: Course, arguments: list[str]) -> list[Check]:
    """Return the checks in the order in which they run, the quick ones first."""
    return [
        Check("code is free of known faults", ["ruff", "check", "."]),
        Check("code is formatted", ["ruff", "format", "--check", "."]),
        Check("each room imports only from those below it", ["lint-imports"]),
        Check(
            "tables fit their description",
            ["python", "-m", "frictionless", "validate", "data/datapackage.json"],
        ),
        Check("tests pass", [*PYTEST, "tests", *arguments]),
        Check(
            "notebooks run and give what they show", [*PYTEST, *NOTEBOOK_OPTIONS, *notebook_folders(course)]
        ),
    ]


def names_tests(course: Course, argument: str) -> bool:
    """Say whether an argument is the path of tests (`tests/models`, `tests/a.py::test_b`)."""
    path = Path(argument.split("::")[0])
    return not argument.startswith("-") and ((course.folder / path).exists() or path.exists())


def chosen_checks(course: Course, arguments: list[str]) -> list[Check]:
    """Return all checks; or only those asked for: the comparison with R, or test files or folders by name."""
    if peers.OPTION in arguments:
        others = [argument for argument in arguments if argument != peers.OPTION]
        command = ["python", "-m", "pytest", peers.TESTS, *others]
        return [Check("R, run afresh, gives what is stored and what the course gives", command)]
    if any(names_tests(course, argument) for argument in arguments):
        return [Check("the tests named pass", ["python", "-m", "pytest", *arguments])]
    return all_checks(course, arguments)


def run_check(course: Course, check: Check, variables: dict[str, str]) -> tuple[bool, float]:
    """Run one check, its output shown as it comes; return whether it passed, and its seconds."""
    say(f"\n--- {check.promise}: {' '.join(check.command)}")
    begun = time.monotonic()
    # By full path: the environment's programs, whatever else is on the machine.
    program = course.programs / check.command[0]
    if os.name == "nt":
        program = program.with_suffix(".exe")
    result = subprocess.run(
        [str(program), *check.command[1:]],
        cwd=course.folder,
        env=variables,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return result.returncode == 0, time.monotonic() - begun


def run_all(course: Course, arguments: list[str]) -> int:
    """Install what the checks need, run them, and sum up in words; 0 only if every one passed."""
    environment.ensure(course, testing=True)
    variables = course.environment()
    if peers.OPTION in arguments:
        peers.require_peers()
    else:
        variables[VARIABLE] = ensure_browser(course)
        say(f"Browser for the tests: {variables[VARIABLE]}")
    checks = chosen_checks(course, arguments)
    outcomes = [(check, *run_check(course, check, variables)) for check in checks]
    say("\n--- in sum")
    for check, passed, seconds in outcomes:
        say(f"{'passed' if passed else 'FAILED'}  {seconds:6.1f} s  {check.promise}")
    failed = [check.promise for check, passed, _ in outcomes if not passed]
    total = sum(seconds for *_, seconds in outcomes)
    if failed:
        say(f"{len(failed)} of {len(outcomes)} checks failed in {total:.0f} s.")
        return 1
    left_out = "" if len(checks) > 1 else " The other checks were left out, as only some were asked for."
    say(f"All {len(outcomes)} checks passed in {total:.0f} s.{left_out}")
    return 0
