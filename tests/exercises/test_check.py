"""``check`` adds to the verdict what has to be remembered: tries, and the help that they open."""

import json
import shutil

import pytest

from ketamine_course.evidence import course_folder
from ketamine_course.learning import Progress, check, exercises
from ketamine_course.learning.exercises import chapters, definition, definitions, solution_code
from ketamine_course.learning.exercises.solutions import without_markers

RIGHT = definition("03.1").expects.right


@pytest.fixture
def record(tmp_path):
    """A learner's record of its own."""
    return Progress(tmp_path / "record.jsonl")


def test_the_verdict_is_told_in_words_and_is_true_when_right(record):
    verdict = check("03.1", RIGHT, record)
    assert verdict
    assert verdict.passed
    assert repr(verdict).startswith(f"03.1: right. {definition('03.1').why}")
    missed = check("03.2", 1.0, record)
    assert not missed
    assert repr(missed).startswith("03.2: not yet. ")
    assert missed.stage == "size"


def test_three_dots_are_no_try(record):
    verdict = check("03.1", ..., record)
    assert verdict.stage == "empty"
    assert verdict.help == ()
    assert verdict.solution == ""
    assert record.events("check") == []


def test_a_hint_comes_after_the_second_miss_and_the_solution_after_the_third(record):
    first, second, third = (check("03.1", wrong, record) for wrong in (1, 2, 3))
    hint = definition("03.1").hint
    assert "after the next miss there is a hint" in repr(first)
    assert hint not in repr(first)
    assert hint in repr(second)
    assert not second.solution
    assert hint in repr(third)
    assert "np.log(2) / rate_per_h" in third.solution
    assert third.solution in third._repr_html_().replace("&quot;", '"')
    assert [(event["passed"], event["tries"]) for event in record.events("check")] == [
        (False, 1),
        (False, 2),
        (False, 3),
    ]


def test_misses_of_one_check_open_no_help_for_another(record):
    for _ in range(3):
        check("03.1", 1, record)
    assert not check("03.2", 1, record).solution


def test_success_opens_the_solution_and_is_noted_once(record):
    check("03.1", 1, record)
    assert check("03.1", RIGHT, record).solution
    assert check("03.1", RIGHT, record).passed
    assert check("03.1", 1, record).solution
    assert [(event["passed"], event["tries"]) for event in record.events("check")] == [(False, 1), (True, 2)]
    table = record.checks()
    assert table[["check", "passed", "tries"]].values.tolist() == [["03.1", True, 2]]


def test_the_verdict_on_a_right_answer_says_nothing_of_tries(record, tmp_path):
    """Stored outputs of solutions must be the same on every machine and at every run."""
    fresh = check("03.1", RIGHT, Progress(tmp_path / "other.jsonl"))
    for wrong in (1, 2, 3):
        check("03.1", wrong, record)
    late = check("03.1", RIGHT, record)
    assert repr(late) == repr(fresh)
    assert late._repr_html_() == fresh._repr_html_()


def test_the_learner_s_own_record_is_used_when_none_is_given(monkeypatch, tmp_path):
    monkeypatch.setenv("KETAMINE_COURSE_RECORD", str(tmp_path / "mine.jsonl"))
    check("03.1", RIGHT)
    (event,) = Progress(tmp_path / "mine.jsonl").events("check")
    assert (event["check"], event["passed"]) == ("03.1", True)


def test_trouble_with_the_record_is_told_and_the_verdict_stands(tmp_path):
    verdict = check("03.1", RIGHT, Progress(tmp_path / "missing" / "record.jsonl"))
    assert verdict.passed
    assert "cannot be saved just now" in repr(verdict)
    assert "cannot be saved just now" in verdict._repr_html_()


def test_what_a_learner_typed_stays_text(record):
    html = check("03.1", "<script>alert(1)</script>", record)._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_code_in_a_hint_is_shown_as_code(record):
    check("03.1", 1, record)
    verdict = check("03.1", 1, record)
    assert "<code>np.log(2)</code>" in verdict._repr_html_()


@pytest.mark.parametrize(
    ("identity", "words"),
    [
        ("03.99", r"there is no check '03.99'; chapter 3 has 03.1 \(the half-life, in hours\), 03.2 "),
        ("3.2", r"'3.2' is no name of a check: .* \"03.2\"; chapters with checks: .*03"),
        (3.2, r"3.2 is no name of a check"),
        ("99.1", r"chapter 99 has no checks; these chapters have: .*3"),
    ],
)
def test_a_name_that_is_not_there_is_answered_with_those_that_are(identity, words, record):
    with pytest.raises(ValueError, match=words):
        check(identity, 1, record)
    assert record.events("check") == []


def test_without_the_solutions_folder_the_learner_is_sent_to_the_instructor(monkeypatch, record):
    monkeypatch.setattr(exercises, "solution_code", lambda identity: "")
    for wrong in (1, 2, 3):
        verdict = check("03.1", wrong, record)
    assert verdict.solution == ""
    assert "ask whoever gave it to you" in repr(verdict)
    assert "ask whoever" not in repr(check("03.1", RIGHT, record))


def every_check() -> list[str]:
    """Return the names of all checks of the course."""
    return [identity for chapter in chapters() for identity in definitions(chapter)]


@pytest.mark.parametrize("identity", every_check())
def test_every_check_has_a_solution_in_its_notebook(identity):
    code = solution_code(identity)
    compile(code, identity, "exec")
    assert "SOLUTION" not in code
    assert "check(" not in code


def test_the_solution_of_a_check_is_what_was_solved_since_the_check_before(tmp_path):
    folder = tmp_path / "exercises" / "solutions"
    folder.mkdir(parents=True)
    cells = [
        "### BEGIN SOLUTION\na = 1\n### END SOLUTION\ncheck('07.1', a)",
        "shown = 3",
        "### BEGIN SOLUTION\nb = 2\n### END SOLUTION",
        "def f():\n    ### BEGIN SOLUTION\n    return b\n    ### END SOLUTION",
        'verdict = check("07.2", f)\nverdict',
    ]
    cells = [{"cell_type": "code", "source": source} for source in cells]
    (folder / "07_x.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    assert solution_code("07.1", tmp_path) == "a = 1"
    assert solution_code("07.2", tmp_path) == "b = 2\n\ndef f():\n    return b"
    assert solution_code("07.3", tmp_path) == ""
    shutil.rmtree(folder)
    assert solution_code("07.1", tmp_path) == ""


def test_markers_and_checks_are_left_out_of_a_solution():
    assert (
        without_markers("x = 1\n### BEGIN SOLUTION\ny = 2\n### END SOLUTION\n\nv = check('03.1', y)\nv\n")
        == "x = 1\ny = 2"
    )


def test_the_course_folder_holds_the_solutions():
    assert sorted((course_folder() / "exercises" / "solutions").glob("*.ipynb"))
