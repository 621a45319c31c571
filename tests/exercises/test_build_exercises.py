"""Learners' copies come from the solutions, always the same, and never drift from them."""

import json
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from ketamine_course.commands import build_exercises, normal_form, notebook_rules
from ketamine_course.commands.cli import main
from ketamine_course.commands.starters import PROMPT, learners_copy
from ketamine_course.evidence import course_folder

SOLUTIONS = sorted((course_folder() / build_exercises.SOLUTIONS).glob("*.ipynb"))
BOTH = """\
given = 3
### BEGIN SOLUTION
helper = given + 1
first, second = helper, 2
total = first
total += second
### END SOLUTION
check("07.1", total)"""
FUNCTION = '''\
def doubled(x):
    """Twice as much."""
    ### BEGIN SOLUTION
    twice = 2 * x
    return twice
    ### END SOLUTION


check("07.2", doubled(second))'''
RULES = ("links_resolve", "markdown_is_plain", "numbers_are_traced", "headings_in_order", "is_in_normal_form")


def solution(*sources: str):
    """A solution notebook of a text and these code cells, each with an output."""
    links = (
        "[a](../../notebooks/03_x.ipynb#Top) [b](../README.md) [c](https://x.org/y) [d](#T) [e](03_y.ipynb)"
    )
    text = f"# T\n\n{links}"
    cells = [
        new_markdown_cell(text, id="text", metadata={"course": {"minutes": 3, "instructor_note": "Psst."}})
    ]
    for number, source in enumerate(sources):
        outputs = [new_output("stream", text="told")]
        cells.append(new_code_cell(source, id=f"code-{number}", execution_count=number + 1, outputs=outputs))
    return new_notebook(cells=cells)


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course folder with one solution notebook, as the command sees it."""
    folder = tmp_path / "exercises" / "solutions"
    folder.mkdir(parents=True)
    text = normal_form.write(normal_form.normalise(solution(BOTH, FUNCTION)))
    (folder / "07_x.ipynb").write_text(text, encoding="utf-8")
    monkeypatch.setattr(build_exercises, "course_folder", lambda: tmp_path)
    return tmp_path


def test_solutions_become_prompts_and_starters_for_the_names_that_are_used():
    copy = learners_copy(solution(BOTH, FUNCTION))
    assert copy.cells[1].source == (f'given = 3\n{PROMPT}\nsecond = ...\ntotal = ...\ncheck("07.1", total)')
    head = 'def doubled(x):\n    """Twice as much."""\n'
    assert copy.cells[2].source == f'{head}    {PROMPT}\n    return ...\n\n\ncheck("07.2", doubled(second))'


def test_names_that_only_a_comprehension_or_a_function_knows_get_no_starter():
    given = "for n, item in enumerate([2, 3]):\n    inner, kept, row, last = n, item, 0, 0"
    solved = """\
### BEGIN SOLUTION
answers = [kept := n + (lambda item: item)(1) for n in (1, 2)]
for row in answers:
    last = {item: row for item in answers}
def inner_one():
    inner = 1
### END SOLUTION
check("07.1", answers)
print(inner, kept, row, last, n, item)"""
    starters = "\n".join(f"{name} = ..." for name in ("answers", "kept", "row", "last"))
    assert (
        learners_copy(solution(given, solved))
        .cells[2]
        .source.startswith(f'{PROMPT}\n{starters}\ncheck("07.1"')
    )


def test_outputs_counts_and_notes_go_and_ids_stay():
    source = solution(BOTH)
    copy = learners_copy(source)
    assert [cell.id for cell in copy.cells] == [cell.id for cell in source.cells]
    assert copy.cells[1].outputs == []
    assert copy.cells[1].execution_count is None
    assert copy.cells[0].metadata == {"course": {"minutes": 3}}
    assert source.cells[0].metadata["course"]["instructor_note"] == "Psst."
    assert source.cells[1].outputs


def test_links_are_mended_for_the_folder_above():
    assert learners_copy(solution(BOTH)).cells[0].source == (
        "# T\n\n[a](../notebooks/03_x.ipynb#Top) [b](README.md) [c](https://x.org/y) [d](#T) "
        "[e](solutions/03_y.ipynb)"
    )


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("### BEGIN SOLUTION\na = 1", "must come in pairs"),
        ("a = 1\n### END SOLUTION", "must come in pairs"),
        ("a = 1  ### BEGIN SOLUTION\n### END SOLUTION", "must come in pairs"),
        ("### BEGIN SOLUTION\nalone = 1\n### END SOLUTION", "no other code uses"),
        ("### BEGIN SOLUTION\na = = 1\n### END SOLUTION\na", "cannot be read (invalid syntax"),
        ("%time a", "cannot be read"),
    ],
)
def test_a_solution_that_cannot_be_replaced_is_told_with_its_cell(source, words):
    with pytest.raises(ValueError, match=r"^cell 2 \(id code-0") as told:
        learners_copy(solution(source))
    assert words in str(told.value)


def test_building_twice_gives_the_same_bytes(course, capsys):
    copy = course / "exercises" / "07_x.ipynb"
    assert main(["build-exercises"]) == 0
    assert "exercises/07_x.ipynb: built" in capsys.readouterr().out
    first = copy.read_bytes()
    assert main(["build-exercises"]) == 0
    assert "unchanged" in capsys.readouterr().out
    assert copy.read_bytes() == first


def test_a_copy_that_has_drifted_is_told_and_left(course, capsys):
    assert main(["build-exercises", "--check"]) == 1
    assert "would change" in capsys.readouterr().out
    copy = course / "exercises" / "07_x.ipynb"
    assert not copy.exists()
    main(["build-exercises"])
    assert main(["build-exercises", "--check"]) == 0
    drifted = copy.read_text(encoding="utf-8").replace("given = 3", "given = 4")
    copy.write_text(drifted, encoding="utf-8")
    assert main(["build-exercises", "--check"]) == 1
    assert copy.read_text(encoding="utf-8") == drifted


def test_a_copy_without_a_source_is_told(course, capsys):
    (course / "exercises" / "08_y.ipynb").write_text("{}", encoding="utf-8")
    assert main(["build-exercises"]) == 1
    assert "exercises/08_y.ipynb: has no source" in capsys.readouterr().err


def test_a_solution_that_fails_leaves_the_others_built(course, capsys):
    broken = normal_form.write(normal_form.normalise(solution("### BEGIN SOLUTION")))
    (course / "exercises" / "solutions" / "06_w.ipynb").write_text(broken, encoding="utf-8")
    assert main(["build-exercises"]) == 1
    told = capsys.readouterr()
    assert "exercises/solutions/06_w.ipynb: cell 2" in told.err
    assert "exercises/07_x.ipynb: built" in told.out


def test_no_solutions_at_all_is_an_error(course, capsys):
    (course / "exercises" / "solutions" / "07_x.ipynb").unlink()
    assert main(["build-exercises"]) == 1
    assert "no notebook in" in capsys.readouterr().err


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_the_stored_copy_is_what_its_source_gives(path: Path):
    copy = course_folder() / build_exercises.EXERCISES / path.name
    same = copy.exists() and copy.read_text(encoding="utf-8") == build_exercises.copy_text(path)
    assert same, f"{copy.name} has drifted: run .venv/bin/python -m ketamine_course build-exercises"


def test_every_stored_copy_has_a_source():
    copies = {path.name for path in (course_folder() / build_exercises.EXERCISES).glob("*.ipynb")}
    assert copies == {path.name for path in SOLUTIONS}
    assert copies


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_the_stored_copy_keeps_the_promises_that_fit_it(path: Path):
    page = notebook_rules.load_page(
        course_folder() / build_exercises.EXERCISES / path.name, notebook_rules.load_facts()
    )
    rules = [rule for rule in notebook_rules.EVERY_NOTEBOOK if rule.__name__ in RULES]
    assert len(rules) == len(RULES)
    problems = notebook_rules.judge(page, rules)
    assert not problems, "\n" + "\n".join(str(problem) for problem in problems)
    cells = json.loads(page.text)["cells"]
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)
    assert "SOLUTION" not in page.text
