"""Every starter runs and fails each of its checks; every solution passes each of them."""

import re
from pathlib import Path

import pytest

from ketamine_course.commands import build_exercises, normal_form
from ketamine_course.commands.run_notebook import run_notebook
from ketamine_course.commands.sealed_kernel import sealed_environment
from ketamine_course.evidence import course_folder
from ketamine_course.learning.exercises import chapters, definitions
from ketamine_course.learning.exercises.solutions import CHECK_CALL, solution_code

SOLUTIONS = sorted((course_folder() / build_exercises.SOLUTIONS).glob("*.ipynb"))
VERDICT = re.compile(r"^(\d\d\.\d{1,2}[a-z]?): (right|not yet)\. (There is nothing here yet)?")


def verdicts(notebook) -> list[tuple[str, str, bool]]:
    """Return (check, "right" or "not yet", whether nothing was there) as the outputs tell them, in order."""
    texts = [
        output["data"]["text/plain"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "text/plain" in output.get("data", {})
    ]
    found = [VERDICT.match(text) for text in texts]
    return [(match[1], match[2], match[3] is not None) for match in found if match]


def checks_asked(notebook) -> list[str]:
    """Return the names of the checks that a notebook's code asks for, in order."""
    return [
        name
        for cell in notebook.cells
        if cell.cell_type == "code"
        for name in CHECK_CALL.findall(cell.source)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_the_starter_runs_without_an_error_and_fails_each_check(path: Path):
    copy = course_folder() / build_exercises.EXERCISES / path.name
    notebook = normal_form.read(copy.read_text(encoding="utf-8"))
    with sealed_environment() as environment:
        run_notebook(notebook, copy.parent, environment)
    assert verdicts(notebook) == [(name, "not yet", True) for name in checks_asked(notebook)]


def above_and_from_check(source: str) -> tuple[str, str]:
    """Return a cell's code in two parts: above the line that calls a check, and from that line on."""
    lines = source.splitlines()
    place = next(place for place, line in enumerate(lines) if CHECK_CALL.search(line))
    return "\n".join(lines[:place]), "\n".join(lines[place:])


@pytest.mark.slow
@pytest.mark.parametrize("kept", [True, False], ids=["below the starter", "in its place"])
@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_the_solution_that_is_shown_solves_when_it_is_pasted_above_the_check(path: Path, kept: bool):
    copy = course_folder() / build_exercises.EXERCISES / path.name
    notebook = normal_form.read(copy.read_text(encoding="utf-8"))
    for cell in notebook.cells:
        if cell.cell_type == "code" and (asked := CHECK_CALL.search(cell.source)):
            starter, asks = above_and_from_check(cell.source)
            cell.source = "\n\n".join([starter] * kept + [solution_code(asked[1]), asks])
    with sealed_environment() as environment:
        run_notebook(notebook, copy.parent, environment)
    assert verdicts(notebook) == [(name, "right", False) for name in checks_asked(notebook)]


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_the_solution_passes_each_check(path: Path):
    """Its outputs are stored, and that they are what it gives is tested where notebooks are run."""
    notebook = normal_form.read(path.read_text(encoding="utf-8"))
    assert verdicts(notebook) == [(name, "right", False) for name in checks_asked(notebook)]


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_the_notebook_asks_each_check_of_its_chapter_once(path: Path):
    notebook = normal_form.read(path.read_text(encoding="utf-8"))
    assert checks_asked(notebook) == list(definitions(int(path.stem[:2])))


def test_every_chapter_with_checks_has_a_notebook():
    assert [int(path.stem[:2]) for path in SOLUTIONS] == list(chapters())
