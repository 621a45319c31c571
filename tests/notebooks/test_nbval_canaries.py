"""The command that tests the notebooks turns red when it should, and only then."""

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ketamine_course.commands.build_notebooks import BUILT_FOLDERS
from ketamine_course.evidence import course_folder
from ways_in.checks import NOTEBOOK_FOLDERS, NOTEBOOK_OPTIONS, PYTEST

_COLOUR_CODE = re.compile(r"#x1B\[[0-9;]*m")  # as the report writes the escape sign
CANARIES = Path(__file__).parent / "canaries"


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """Run the canaries by the project's own command; return each cell's failure ("" if it passed)."""
    report = tmp_path_factory.mktemp("nbval") / "report.xml"
    command = [sys.executable, *PYTEST[1:], *NOTEBOOK_OPTIONS, f"--junitxml={report}", str(CANARIES)]
    run = subprocess.run(command, cwd=course_folder(), capture_output=True, text=True, timeout=300)
    assert run.returncode == 1, run.stdout + run.stderr
    found: dict[str, dict[str, str]] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        failure = case.find("failure")
        assert case.find("skipped") is None, "a cell was skipped"
        assert case.find("error") is None, "the run itself broke"
        notebook = case.get("classname").split(".")[-2]  # tests.notebooks.canaries.NAME.ipynb
        found.setdefault(notebook, {})[case.get("name")] = (
            "" if failure is None else _COLOUR_CODE.sub("", failure.text)
        )
    return found


def failed_cells(cells: dict[str, str]) -> list[str]:
    """Return the names of the cells that failed."""
    return [name for name, failure in cells.items() if failure]


@pytest.mark.slow
def test_a_good_notebook_passes_though_its_picture_has_other_bytes(outcomes):
    assert len(outcomes["as_it_should_be"]) == 4
    assert failed_cells(outcomes["as_it_should_be"]) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("canary", "words"),
    [
        ("raises_an_exception", "ValueError: a canary"),
        ("stores_a_wrong_output", "mismatch 'text/html'"),
        ("reaches_out", "NetworkRefused: a cell tried to reach 'example.org'"),
    ],
)
def test_a_canary_fails_in_its_second_cell_alone(canary, words, outcomes):
    assert len(outcomes[canary]) == 3
    assert failed_cells(outcomes[canary]) == ["Cell 1"]
    assert words in outcomes[canary]["Cell 1"]


def test_every_canary_is_run(outcomes):
    assert set(outcomes) == {path.stem for path in CANARIES.glob("*.ipynb")}


def test_the_project_tests_strictly_the_folders_that_it_builds():
    assert "--nbval" in NOTEBOOK_OPTIONS
    assert "--nbval-lax" not in NOTEBOOK_OPTIONS
    assert list(BUILT_FOLDERS) == NOTEBOOK_FOLDERS
    sanitizer = NOTEBOOK_OPTIONS[NOTEBOOK_OPTIONS.index("--nbval-sanitize-with") + 1]
    assert (course_folder() / sanitizer).is_file()
    # Cells of one notebook share a kernel, so they must stay on one worker.
    assert PYTEST[PYTEST.index("--dist") + 1] == "loadfile"
