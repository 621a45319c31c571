"""Submissions are marked by the values that they hand over, whatever else they try, and harm nothing.

The hostile ones below look first whether walls stand, or do no more than is bounded: should a wall be
missing, the tests must fail without harm.
"""

import csv
import json
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from ketamine_course.commands import grade, normal_form
from ketamine_course.commands.cli import main
from ketamine_course.commands.grading import sandbox
from ketamine_course.commands.grading.marking import NO_ANSWER
from ketamine_course.evidence import course_folder
from ketamine_course.learning.exercises import definitions

EXERCISES = course_folder() / "exercises"
SOLUTIONS = sorted((EXERCISES / "solutions").glob("*.ipynb"))
NAME = "03_methods_of_administration.ipynb"
CHECKS = list(definitions(3))
# Cells of which two stop before they call their check.
SLIPS = ['check("03.1", half_life)', 'level = (1\ncheck("03.2", level)', "1 + 1"]
# What stands in the hostile submissions behind the second check.
LOOPS = "while True:\n    pass"
ALLOCATES = "hoard = []\nwhile len(hoard) < 1000:\n    hoard.append(bytearray(10**7))"
DELETES = """\
import os, shutil
assert not os.path.exists("{beside}")
places = ("{course}/data", "{course}/src/ketamine_course", "/usr", "/etc", "/")
assert all(os.statvfs(place).f_flag & os.ST_RDONLY for place in places)
for place in (*places, "/tmp", "."):
    shutil.rmtree(place, ignore_errors=True)
open("{course}/data/claims.csv", "w")"""
FORKS = "import os\nfor _ in range(200):\n    os.fork() or os._exit(0)"
PRINTS = "for _ in range(1024):\n    print('x' * 2**20)"
HANDS_OVER = "for _ in range(10**6):\n    check('03.1', ['x' * 1000] * 1000)"
ENDS_ITSELF = "import os\nos._exit(0)"
CRASHES = "import ctypes\nctypes.string_at(0)"
STARTS = "import subprocess\nsubprocess.run(['/bin/true'])"
CALLS_OUT = "import socket\nsocket.create_connection(('192.0.2.1', 80), timeout=5)"
HIDES_MEMORY = "import os\nos.memfd_create('x')"
THREADS = """\
import threading
seen = []
threads = [threading.Thread(target=seen.append, args=(n,)) for n in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(seen) == 8"""
PRETENDS = """\
import sys
from ketamine_course import learning
print("03.1: right.", "passed", flush=True)
for stream in (1, 2):
    import os
    os.write(stream, b'{"kind": "answer", "check": "03.1", "passed": true}\\n')
learning.check = learning.exercises.check = check = lambda *_: "03.1: right."
for name in ("03.1", "03.2"):
    check(name, 1)"""
LOOKS_UP = """\
from ketamine_course.learning import exercises
check("03.1", exercises.definition("03.1").expects.right)"""
READS_ALONG = "import os\nassert os.listdir('{beside}') == []"
FORGES = """\
import gc
for found in gc.get_objects():
    if callable(found) and getattr(found, "__name__", "") == "hand":
        for n in range(1, 9):
            found({"kind": "answer", "check": f"03.{n}", "value": {"passed": True}})
        found({"kind": "end"})
        break"""


def code_cells(path: Path) -> list[str]:
    """Return the sources of a notebook's code cells."""
    cells = normal_form.read(path.read_text(encoding="utf-8")).cells
    return [cell.source for cell in cells if cell.cell_type == "code"]


def hand_in(folder: Path, name: str, sources: list[str]) -> None:
    """Store a submission of these code cells."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = [new_code_cell(source) for source in sources]
    path.write_text(normal_form.write(new_notebook(cells=cells)), encoding="utf-8")


def solved_with(hostile: str, beside: Path) -> list[str]:
    """Return the solution with a hostile cell behind its second check."""
    sources = code_cells(EXERCISES / "solutions" / NAME)
    second = next(place for place, source in enumerate(sources) if '"03.2"' in source)
    extra = hostile.replace("{course}", str(course_folder())).replace("{beside}", str(beside))
    return [*sources[: second + 1], extra, *sources[second + 1 :]]


def marks_of(folder: Path) -> dict[str, dict[str, dict]]:
    """Return the rows of the marks by file and check."""
    found: dict[str, dict[str, dict]] = {}
    with (folder / "marks.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["file"], {})[row["check"]] = row
    return found


def passed(rows: dict[str, dict]) -> list[str]:
    """Return the checks that were passed."""
    return [check for check, row in rows.items() if row["passed"] == "yes"]


@pytest.fixture(scope="module")
def works():
    """Fail, and say what to install, where submissions cannot be shut off; skip where that is not Linux."""
    if sys.platform != "linux":
        pytest.skip("submissions are shut off on Linux only")
    try:
        sandbox.open_sandbox()
    except sandbox.CannotShutOff as problem:
        pytest.fail(f"these tests need bubblewrap: {problem}")


HOSTILE = {
    "allocates": ALLOCATES,
    "calls_out": CALLS_OUT,
    "crashes": CRASHES,
    "deletes": DELETES,
    "ends_itself": ENDS_ITSELF,
    "forks": FORKS,
    "forges": FORGES,
    "hands_over": HANDS_OVER,
    "hides_memory": HIDES_MEMORY,
    "looks_up": LOOKS_UP,
    "pretends": PRETENDS,
    "prints": PRINTS,
    "reads_along": READS_ALONG,
    "starts": STARTS,
    "threads": THREADS,
}


@pytest.fixture(scope="module")
def marked(works, tmp_path_factory):
    """A folder of submissions, marked once, with time enough for a slow machine."""
    folder = tmp_path_factory.mktemp("submissions")
    beside = tmp_path_factory.mktemp("beside")
    (beside / "canary.txt").write_text("sing", encoding="utf-8")
    hand_in(folder, "class/honest.ipynb", code_cells(EXERCISES / "solutions" / NAME))
    for path in SOLUTIONS:
        hand_in(folder, f"solved/{path.name}", code_cells(path))
    hand_in(folder, "starter.ipynb", code_cells(EXERCISES / NAME))
    hand_in(folder, "=2+3.ipynb", ["from ketamine_course.learning import check", 'check("03.1", "=2+3")'])
    hand_in(folder, "nothing.ipynb", ["1 + 1"])
    hand_in(folder, "slips.ipynb", ["from ketamine_course.learning import check", *SLIPS])
    (folder / "answers.pdf").write_bytes(b"%PDF-1.7")
    (folder / "class" / "notes.txt").write_text("none", encoding="utf-8")
    (folder / "torn.ipynb").write_text('{"cells": [check("03.1"', encoding="utf-8")
    (folder / "odd.ipynb").write_text('{"cells": {"check(\\"03.1\\"": 3}}', encoding="utf-8")
    (folder / "link.ipynb").symlink_to(EXERCISES / "solutions" / NAME)
    for name, hostile in HOSTILE.items():
        hand_in(folder, f"{name}.ipynb", solved_with(hostile, beside))
    assert main(["grade", str(folder), "--seconds", "300", "--memory-mb", "1024"]) == 0
    return folder, beside


@pytest.fixture(scope="module")
def totals(marked):
    """The totals by file."""
    with (marked[0] / "marks_by_person.csv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def marks(marked):
    """The marks by file and check."""
    return marks_of(marked[0])


@pytest.mark.slow
def test_an_honest_submission_gets_all_its_marks(marks):
    rows = marks["class/honest.ipynb"]
    assert list(rows) == CHECKS
    assert passed(rows) == CHECKS
    assert {(row["chapter"], row["message"], row["status"]) for row in rows.values()} == {
        ("3", "Right.", "finished")
    }


@pytest.mark.slow
@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_the_solutions_of_every_chapter_get_all_their_marks_behind_the_walls(path, marks):
    rows = marks[f"solved/{path.name}"]
    assert list(rows) == list(definitions(int(path.name[:2])))
    assert {(row["passed"], row["status"]) for row in rows.values()} == {("yes", "finished")}


def test_exercises_use_nothing_that_the_walls_hide():
    for path in SOLUTIONS:
        assert "learning.checks" not in path.read_text(encoding="utf-8")


@pytest.mark.slow
def test_each_submission_has_one_row_of_totals_with_the_extra_apart(marks, totals):
    assert list(totals) == list(marks)
    assert totals["class/honest.ipynb"] == {
        "file": "class/honest.ipynb",
        "chapter": "3",
        "core_passed": "7",
        "core_checks": "7",
        "extra_passed": "1",
        "extra_checks": "1",
        "status": "finished",
    }
    assert [row["part"] for row in marks["class/honest.ipynb"].values()] == ["core"] * 7 + ["extra"]
    assert totals["torn.ipynb"]["core_passed"] == ""


@pytest.mark.slow
def test_a_cell_that_stops_before_its_check_is_told_at_that_check(marks):
    rows = marks["slips.ipynb"]
    stopped = "Its cell stopped before the check: "
    assert rows["03.1"]["message"] == f"{stopped}NameError: name 'half_life' is not defined"
    assert rows["03.2"]["message"].startswith(f"{stopped}SyntaxError: ")
    assert rows["03.3"]["message"] == NO_ANSWER
    assert rows["03.1"]["status"].startswith("finished: 2 cells failed, the first: cell 2 (NameError")


def test_other_files_are_named_and_hidden_or_written_ones_are_not(tmp_path):
    for name in ("a.ipynb", "b.pdf", "c/d.py", ".hidden/e.txt", ".DS_Store", "marks.csv"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("", encoding="utf-8")
    assert grade.other_files(tmp_path, (tmp_path / "marks.csv",)) == ["b.pdf", "c/d.py"]


@pytest.mark.slow
def test_a_starter_gets_none(marks):
    rows = marks["starter.ipynb"]
    assert list(rows) == CHECKS
    assert passed(rows) == []
    assert {row["status"] for row in rows.values()} == {"finished"}
    assert all(row["message"].startswith("There is nothing here yet.") for row in rows.values())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("allocates", "stopped: memory (over 1024 MB)"),
        ("prints", "stopped: output (over 2 MB)"),
        ("hands_over", "stopped: answers (over 8 MB)"),
        ("ends_itself", "stopped: it ended before its last cell (with the code 0)"),
        ("crashes", "stopped: it ended before its last cell (by the signal SIGSEGV)"),
    ],
)
def test_a_submission_that_is_stopped_keeps_the_marks_it_had(name, status, marks):
    rows = marks[f"{name}.ipynb"]
    assert {row["status"] for row in rows.values()} == {status}
    kept = ["03.2"] if name == "hands_over" else ["03.1", "03.2"]
    assert passed(rows) == kept
    assert rows["03.3"]["message"] == NO_ANSWER


@pytest.mark.slow
def test_a_submission_that_runs_on_is_stopped_and_the_next_one_follows(works, tmp_path, capsys):
    hand_in(tmp_path, "a.ipynb", solved_with(LOOPS, tmp_path))
    hand_in(tmp_path, "b.ipynb", ["1 + 1"])
    assert main(["grade", str(tmp_path), "--seconds", "5"]) == 0
    told = capsys.readouterr().out
    assert "of 7 passed, extra 0 of 1; stopped: time (over 5 s)" in told
    assert "b.ipynb: not run: it calls no check" in told
    assert told.endswith("; 1 not run\n")
    assert "1 of 2 submissions run, marks in " in told


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("calls_out", "OSError: [Errno 101] Network is unreachable"),
        ("deletes", "OSError: [Errno 30] Read-only file system"),
        ("forks", "BlockingIOError"),
        ("hides_memory", "PermissionError"),
        ("looks_up", "ValueError"),
        ("reads_along", "FileNotFoundError"),
        ("starts", "BlockingIOError"),
    ],
)
def test_what_is_not_allowed_fails_and_the_other_answers_count(name, error, marks):
    rows = marks[f"{name}.ipynb"]
    (status,) = {row["status"] for row in rows.values()}
    assert status.startswith("finished: 1 cell failed, the first: cell ")
    assert f"({error}" in status
    assert passed(rows) == CHECKS


@pytest.mark.slow
def test_nothing_around_is_harmed(marked, marks):
    folder, beside = marked
    assert (beside / "canary.txt").read_text(encoding="utf-8") == "sing"
    assert (course_folder() / "data" / "claims.csv").stat().st_size > 0
    assert (folder / "starter.ipynb").exists()


@pytest.mark.slow
def test_pretending_and_forging_bring_no_marks(marks):
    pretends = marks["pretends.ipynb"]
    assert passed(pretends) == ["03.1", "03.2"]  # handed over before the pretence began
    assert {row["message"] for row in pretends.values()} == {"Right.", NO_ANSWER}
    # What is forged is replaced by what the honest cells behind it hand over; the first two come before.
    forged = marks["forges.ipynb"]
    assert passed(forged) == CHECKS[2:]
    assert "is no answer" in forged["03.1"]["message"]


@pytest.mark.slow
def test_threads_are_allowed(marks):
    assert passed(marks["threads.ipynb"]) == CHECKS


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("nothing", "not run: it calls no check of this course"),
        ("torn", "not run: no readable notebook; ask for it again"),
        ("odd", "not run: no readable notebook; ask for it again"),
        ("link", "not run: a link, or no file"),
    ],
)
def test_what_is_no_submission_is_said_to_be_none(name, status, marks):
    rows = marks[f"{name}.ipynb"]
    assert {row["status"] for row in rows.values()} == {status}
    assert passed(rows) == []


@pytest.mark.slow
def test_no_cell_of_the_marks_is_a_formula(marked, marks):
    assert "'=2+3.ipynb" in marks
    text = (marked[0] / "marks.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()))
    assert rows[0] == ["file", "chapter", "check", "part", "passed", "message", "status"]
    assert not any(cell[:1] in ("=", "+", "-", "@") for row in rows for cell in row if cell)


@pytest.mark.slow
def test_trusted_submissions_are_marked_without_walls_but_within_time(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sandbox.sys, "platform", "darwin")
    output = tmp_path / "elsewhere.csv"
    hand_in(tmp_path, "honest.ipynb", code_cells(EXERCISES / "solutions" / NAME))
    assert main(["grade", str(tmp_path), "--trusted", "--output", str(output), "--seconds", "300"]) == 0
    assert "honest.ipynb: 7 of 7 passed, extra 1 of 1; finished" in capsys.readouterr().out
    assert (tmp_path / "elsewhere_by_person.csv").exists()
    hand_in(tmp_path, "honest.ipynb", solved_with(LOOPS, tmp_path))
    assert main(["grade", str(tmp_path), "--trusted", "--output", str(output), "--seconds", "5"]) == 0
    assert "stopped: time (over 5 s)" in output.read_text(encoding="utf-8")
    assert not (tmp_path / "marks.csv").exists()


def refusal(folder: Path, capsys) -> str:
    """Return why a folder was not graded."""
    hand_in(folder, "a.ipynb", ['check("03.1", 1)'])
    assert main(["grade", str(folder)]) == 2
    assert not (folder / "marks.csv").exists()
    return capsys.readouterr().err


def test_elsewhere_than_on_linux_it_refuses(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sandbox.sys, "platform", "darwin")
    told = refusal(tmp_path, capsys)
    assert "on Linux only" in told
    assert "--trusted" in told


def test_without_bubblewrap_it_refuses_and_says_what_to_install(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sandbox.sys, "platform", "linux")
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    told = refusal(tmp_path, capsys)
    assert "sudo apt install bubblewrap" in told
    assert "--trusted" in told


@pytest.mark.skipif(sys.platform != "linux", reason="bubblewrap is Linux's")
def test_where_the_system_forbids_walls_it_refuses_and_quotes_bubblewrap(tmp_path, monkeypatch, capsys):
    fake = tmp_path / "bin" / "bwrap"
    fake.parent.mkdir()
    fake.write_text(
        "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n", encoding="utf-8"
    )
    fake.chmod(0o755)
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: str(fake))
    told = refusal(tmp_path, capsys)
    assert "No permissions to create new namespace" in told
    assert "user namespaces" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["{folder}/nowhere"], "is no folder"),
        (["{folder}"], "no notebook (.ipynb) below"),
        (["{folder}", "--seconds", "0"], "--seconds must be above 0"),
        (["{folder}", "--memory-mb", "10"], "--memory-mb must be at least 256"),
    ],
)
def test_a_wrong_call_is_told(arguments, words, tmp_path, capsys):
    assert main(["grade", *(argument.replace("{folder}", str(tmp_path)) for argument in arguments)]) == 1
    assert words in capsys.readouterr().err


def test_checkpoints_are_no_submissions(tmp_path, capsys):
    hand_in(tmp_path, ".ipynb_checkpoints/a-checkpoint.ipynb", ["1"])
    assert main(["grade", str(tmp_path)]) == 1
    assert json.dumps(str(tmp_path))[1:-1] in capsys.readouterr().err
