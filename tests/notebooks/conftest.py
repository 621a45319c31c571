"""A small notebook that keeps every promise, for tests that break one promise at a time."""

from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from ketamine_course.commands import normal_form
from ketamine_course.commands.rules.page import Claim, Facts, Node, Page
from ketamine_course.evidence.glossary import Term

FACTS = Facts(
    nodes={
        "3": Node(3, "chapter"),
        "3.1": Node(3, "section"),
        "3.1.L1": Node(3, "list"),
        "3.1.L1.1": Node(3, "item"),
        "4": Node(4, "chapter"),
    },
    claims={"C031": Claim(3, "3.1"), "C044": Claim(4, "4")},
    addresses={"https://doi.org/10.1000/made.up"},
    glossary={"drip": Term("drip", "drip", ("dripped",), "It runs in slowly.", "An infusion.")},
)
FIRST_CELL = """\
# How it gets into the blood

See why the same dose does different things by different routes.

Reading time is 10 minutes. You can read it as it is; Run all makes the charts live.

Previous: Understanding ketamine. Next: Cancer pain.

<!-- launch links: begin -->
<!-- launch links: end -->
"""
FIGURE = (
    '<figure><img alt="Dot plot of the share absorbed by route: muscle highest, gut lowest" '
    'src="data:image/png;base64,iVBORw0KGgo="><figcaption>A made-up figure, after '
    '<a href="https://doi.org/10.1000/made.up">Nobody 2000</a></figcaption></figure>'
)
SECTION = {"minutes": 10, "core": True, "paths": ["plain", "clinical"], "nodes": ["3", "3.1", "3.1.L1"]}


@pytest.fixture
def facts() -> Facts:
    """Two chapters' worth of made-up tables."""
    return FACTS


@pytest.fixture
def notebook() -> NotebookNode:
    """A chapter notebook that keeps every promise.

    Cells: 0 title, 1 set-up, 2 section, 3 chart, 4 what to notice, 5 explorer, 6 fold-out, 7 sum, 8 end,
    9 claim check, 10 between, 11 quiz of the section, 12 between, 13 quiz of the chapter.
    """
    cells = [
        new_markdown_cell(FIRST_CELL, id="title"),
        new_code_cell("from ketamine_course import charts", id="setup", execution_count=1),
        new_markdown_cell(
            "## Into a vein\n\n> **In plain words.** A drip goes straight in.\n\n"
            'How do [drips](00_start_here.ipynb#glossary-drip "It runs in slowly.") compare?\n\n'
            "The chart shows each study.",
            id="vein",
            metadata={"course": SECTION},
        ),
        _folded("# Chart: share absorbed by route\ncharts.show(None)", "chart", 2, FIGURE),
        new_markdown_cell(
            "> **What to notice.** The dots lie apart, 10 %<!--example--> or so.\n\n"
            "Move the slider next; see [above](#Into-a-vein).",
            id="notice",
        ),
        _folded(
            "# Explorer: route and dose\ncharts.route_simulator()", "explorer", 3, "<p>A static twin</p>"
        ),
        new_markdown_cell(
            "The curve follows the dose.\n\n<details>\n<summary>More</summary>\n\nSmall print.\n\n"
            "</details>\n\nNow add two numbers.",
            id="fold-out",
        ),
        new_code_cell(
            "total = 1 + 1\ntotal",
            id="sum",
            execution_count=4,
            outputs=[new_output("execute_result", {"text/plain": "2"}, execution_count=4)],
        ),
        new_markdown_cell("That is how adding works here. Guess first.", id="end"),
        _folded('# Claims of this section\nClaimCheck(section="3.1")', "claims", 5, "<p>One claim</p>"),
        new_markdown_cell("Now [try it](../exercises/03_methods_of_administration.ipynb).", id="between"),
        _folded('# Quiz: this section\nQuiz(3, section="3.1")', "quiz", 6, "<p>Questions</p>"),
        new_markdown_cell("And now all of it.", id="test"),
        _folded("# Quiz: the whole chapter\nQuiz(3, n=8)", "last", 7, "<p>More questions</p>"),
    ]
    cells[3].metadata["course"] = {"claims": ["C031"], "nodes": ["3.1.L1.1"]}
    cells[5].metadata["course"] = {"explorer": "route_simulator", "instructor_note": "Let them predict."}
    return normal_form.normalise(new_notebook(cells=cells))


def start_page() -> NotebookNode:
    """A start page that shows a glossary of one term."""
    term = new_markdown_cell('<a id="glossary-drip"></a>**drip**: It runs in slowly.', id="terms")
    return normal_form.normalise(new_notebook(cells=[term]))


@pytest.fixture
def make_page(tmp_path: Path, facts: Facts):
    """Return a function that stores a notebook in a course folder of its own and opens it for judgement."""

    def make(notebook: NotebookNode, name: str = "notebooks/03_methods_of_administration.ipynb") -> Page:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = normal_form.write(notebook)
        path.write_text(text, encoding="utf-8")
        exercises = tmp_path / "exercises"
        exercises.mkdir(exist_ok=True)
        (exercises / "03_methods_of_administration.ipynb").write_text(text, encoding="utf-8")
        start = path.parent / "00_start_here.ipynb"
        if path != start:
            start.write_text(normal_form.write(start_page()), encoding="utf-8")
        return Page(name, path.parent, tmp_path, text, facts)

    return make


def _folded(source: str, identity: str, count: int, html: str) -> NotebookNode:
    return new_code_cell(
        source,
        id=identity,
        execution_count=count,
        metadata={"tags": ["hide-input"], "jupyter": {"source_hidden": True}},
        outputs=[new_output("display_data", {"text/html": html, "text/plain": "a figure"})],
    )
