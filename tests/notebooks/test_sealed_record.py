"""Building a notebook touches nobody's record, and leaves nothing of one notebook in another."""

import json
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from ketamine_course.commands import normal_form
from ketamine_course.commands.build_notebooks import build
from ketamine_course.commands.sealed_kernel import sealed_environment
from ketamine_course.learning.record import RECORD_VARIABLE, record_path

RECORDS_A_VISIT = """\
from ketamine_course.learning import Progress
before = len(Progress().events())
Progress().append("visit", chapter=3, section="3.1")
before, len(Progress().events()), Progress().messages, Progress().path.name.startswith("record-")"""


@pytest.fixture
def own_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The record of whoever builds, with something in it."""
    path = tmp_path / "own" / "my-progress.jsonl"
    path.parent.mkdir()
    path.write_text("what was there\n", encoding="utf-8")
    monkeypatch.setenv(RECORD_VARIABLE, str(path))
    return path


def test_each_kernel_has_a_new_record_which_goes_with_the_seal(tmp_path, own_record):
    cells = [new_code_cell(RECORDS_A_VISIT, id="visit")]
    path = tmp_path / "small.ipynb"
    path.write_text(normal_form.write(new_notebook(cells=cells)), encoding="utf-8")
    with sealed_environment() as variables:
        for _ in range(2):
            (output,) = json.loads(build(path, variables).text)["cells"][0]["outputs"]
            assert output["data"]["text/plain"] == ["(0, 1, [], True)"]
        folder = Path(variables[RECORD_VARIABLE]).parent
        assert len(list(folder.glob("record-*.jsonl"))) == 2
    assert not folder.exists()
    assert own_record.read_text(encoding="utf-8") == "what was there\n"
    assert [file.name for file in own_record.parent.iterdir()] == [own_record.name]


def test_the_seal_names_a_record_for_processes_that_are_no_kernel_too(own_record, monkeypatch):
    with sealed_environment() as variables:
        monkeypatch.setenv(RECORD_VARIABLE, variables[RECORD_VARIABLE])
        assert record_path().parent == Path(variables["IPYTHONDIR"])
