"""The course's notebooks keep their promises, and each promise can be broken."""

import pytest
from broken_promises import BROKEN, code, insert, text
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from ketamine_course.commands import launch, notebook_rules
from ketamine_course.commands.build_notebooks import find_notebooks
from ketamine_course.evidence import course_folder

START_PAGE = "notebooks/00_start_here.ipynb"
CHAPTER = "notebooks/03_methods_of_administration.ipynb"
SOLUTION = "exercises/solutions/03_methods_of_administration.ipynb"
STARTER = "exercises/03_methods_of_administration.ipynb"
ALL_RULES = notebook_rules.EVERY_NOTEBOOK + notebook_rules.LESSONS + notebook_rules.CHAPTERS


def rule_named(name: str) -> notebook_rules.Rule:
    """Return the rule with this name."""
    return next(rule for rule in ALL_RULES if rule.__name__ == name)


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.__name__)
def test_a_notebook_that_keeps_every_promise_has_no_problem(rule, notebook, make_page):
    assert notebook_rules.judge(make_page(notebook), [rule]) == []


@pytest.mark.parametrize(
    ("name", "change", "words"), BROKEN, ids=[f"{name}-{words}" for name, _, words in BROKEN]
)
def test_a_broken_promise_is_told(name, change, words, notebook, make_page):
    if change is None:
        page = make_page(notebook, "notebooks/03_another_name.ipynb")
    else:
        change(notebook)
        page = make_page(notebook)
    problems = notebook_rules.judge(page, [rule_named(name)])
    assert any(words in problem.what for problem in problems), [str(problem) for problem in problems]
    assert all(problem.file == page.name and problem.place and problem.mend for problem in problems)


def test_every_rule_has_a_notebook_that_breaks_it():
    assert {rule.__name__ for rule in ALL_RULES} == {name for name, _, _ in BROKEN}


def test_a_problem_names_file_cell_fault_and_cure(notebook, make_page):
    code(7, "1 + 1;")(notebook)
    (problem,) = notebook_rules.judge(make_page(notebook), [rule_named("no_trailing_semicolon")])
    assert str(problem) == (
        f"{CHAPTER}, cell 8 (id sum, “1 + 1;”): a line ends in “;”. Assign the value to _ instead."
    )


def test_a_semicolon_inside_a_line_or_a_text_is_no_problem(notebook, make_page):
    code(7, "a = 1; b = 'x;'\nb")(notebook)
    assert notebook_rules.judge(make_page(notebook), [rule_named("no_trailing_semicolon")]) == []


@pytest.mark.parametrize(
    "source",
    [
        "# source: bioavailability:ph149.value; example:25\nprint('24 % of', '25 mg')",
        "# source: bioavailability:ph149.value\nprint(f'{1 + 1:.1f} people, 24 %')",
        "print(f'{1 + 1:.2f} mg of {30} mg')",
        "levels = {'minutes': 24, 'dose_mg': 25}",
    ],
)
def test_texts_in_code_may_name_their_source_in_a_comment(source, notebook, make_page):
    code(7, source)(notebook)
    assert notebook_rules.judge(make_page(notebook), [rule_named("strings_are_traced")]) == []


def test_outputs_may_follow_code_that_shows_nothing(notebook, make_page):
    insert(7, new_code_cell("total = 0", execution_count=4))(notebook)
    assert notebook_rules.judge(make_page(notebook), [rule_named("prose_surrounds_outputs")]) == []


def test_two_outputs_in_a_row_need_prose_between_them(notebook, make_page):
    insert(8, NotebookNode({**notebook.cells[7], "id": "twin"}))(notebook)
    problems = notebook_rules.judge(make_page(notebook), [rule_named("prose_surrounds_outputs")])
    assert len(problems) == 2


@pytest.mark.parametrize("neighbour", ["02_understanding_ketamine", "04_cancer_pain"])
def test_a_neighbour_that_exists_must_be_linked(neighbour, notebook, make_page):
    make_page(notebook, f"notebooks/{neighbour}.ipynb")
    rule = rule_named("first_cell_leads_on")
    (problem,) = notebook_rules.judge(make_page(notebook), [rule])
    assert "not linked" in problem.what
    notebook.cells[0].source += f"\n[Go there]({neighbour}.ipynb)\n"
    assert notebook_rules.judge(make_page(notebook), [rule, rule_named("links_resolve")]) == []


def test_links_reach_headings_and_anchors_of_other_notebooks(notebook, make_page):
    other = notebook.copy()
    other.cells = [new_markdown_cell('# Other\n\n## 31 % of *what*?\n\n<a id="spot"></a>Here.', id="a")]
    make_page(other, "notebooks/04_cancer_pain.ipynb")
    rule = rule_named("links_resolve")
    text(8, "That", "[a](04_cancer_pain.ipynb#31-%25-of-what?) [b](04_cancer_pain.ipynb#spot)")(notebook)
    assert notebook_rules.judge(make_page(notebook), [rule]) == []
    text(8, "#spot", "#gone")(notebook)
    (problem,) = notebook_rules.judge(make_page(notebook), [rule])
    assert "04_cancer_pain.ipynb#gone" in problem.what


def test_the_notebook_s_own_launch_link_is_allowed(notebook, make_page):
    project = make_page(notebook).course / "pyproject.toml"
    project.write_text('[tool.ketamine-course]\nrepository = "owner/name"\n', encoding="utf-8")
    rules = [rule_named(name) for name in ("launch_links_are_current", "links_resolve", "markdown_is_plain")]
    assert [problem.what for problem in notebook_rules.judge(make_page(notebook), rules)] == [
        "its launch link is not this notebook's"
    ]
    block = launch.notebook_block(CHAPTER, project.parent)
    notebook.cells[0].source = launch.fill(notebook.cells[0].source, block)
    assert "mybinder.org" in notebook.cells[0].source
    assert notebook_rules.judge(make_page(notebook), rules) == []


def test_a_heading_that_is_there_twice_cannot_be_linked(notebook, make_page):
    text(8, "That", "## Into a vein\n\nThat")(notebook)
    (problem,) = notebook_rules.judge(make_page(notebook), [rule_named("links_resolve")])
    assert "there 2 times" in problem.what


def test_which_rules_apply_where():
    assert notebook_rules.rules_for(CHAPTER) == ALL_RULES
    assert set(ALL_RULES) - set(notebook_rules.rules_for(START_PAGE)) == set(notebook_rules.CHAPTERS)
    assert notebook_rules.rules_for(SOLUTION) == notebook_rules.EVERY_NOTEBOOK
    assert notebook_rules.rules_for(STARTER) == notebook_rules.STARTERS
    assert set(notebook_rules.STARTERS) < set(notebook_rules.EVERY_NOTEBOOK)


def test_the_course_has_notebooks_to_judge():
    assert list((course_folder() / "notebooks").glob("*.ipynb")), "notebooks/ holds no notebook"


def stored_notebooks() -> list:
    """Return the course's notebooks and exercises; none where there are none, which the test above tells."""
    exercises = sorted((course_folder() / "exercises").glob("*.ipynb"))
    try:
        return [*find_notebooks(), *exercises]
    except ValueError:
        return exercises


@pytest.fixture(scope="module")
def course_facts():
    return notebook_rules.load_facts()


def promises() -> list:
    """Return (path, rule) for each notebook of the course and each rule that applies to it."""
    folder = course_folder()
    return [
        pytest.param(path, rule, id=f"{path.relative_to(folder).with_suffix('')}-{rule.__name__}")
        for path in stored_notebooks()
        for rule in notebook_rules.rules_for(path.relative_to(folder).as_posix())
    ]


@pytest.mark.parametrize(("path", "rule"), promises())
def test_the_notebook_keeps_the_promise(path, rule, course_facts):
    problems = notebook_rules.judge(notebook_rules.load_page(path, course_facts), [rule])
    assert not problems, "\n" + "\n".join(str(problem) for problem in problems)


def test_the_tables_hold_what_the_rules_ask_for(course_facts):
    chapters = {node.chapter for node in course_facts.nodes.values()}
    assert chapters == set(range(1, 11))
    assert all(claim.section in course_facts.nodes for claim in course_facts.claims.values())
    assert course_facts.addresses
