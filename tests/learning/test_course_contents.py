"""What the notebooks hold is read from their metadata with nothing but JSON."""

import json

import pytest
from nbformat import reads

from ketamine_course.commands import markdown
from ketamine_course.evidence import course_folder
from ketamine_course.learning.course_contents import (
    AskedQuiz,
    course_contents,
    headings,
    map_notebook,
    quiz_heading,
)

NOTEBOOKS = sorted((course_folder() / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize(
    "text",
    [
        "# Title\n\nWords\n\n## *Into* a **vein** (`IV`) ##\n",
        "```\n# no heading\n```\n# One\n~~~\n# none\n```\n# none\n~~~\n### Three",
        "#no heading\n\n####### none\n\n## snake_case_name and _stress_",
        "# With a [link](there.md)<!--bioavailability:ph149.value--> behind it",
        "<!-- # hidden -->\n# Seen",
        "# 3 \\* 4",
        "",
    ],
)
def test_headings_are_those_that_markdown_sees(text):
    assert headings(text) == markdown.headings(text)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_courses_own_headings_are_those_that_markdown_sees(path):
    for cell in reads(path.read_text(encoding="utf-8"), as_version=4).cells:
        if cell.cell_type == "markdown":
            assert headings(cell.source) == markdown.headings(cell.source)


def test_raw_json_with_its_lists_of_lines_gives_the_same_map():
    (path, *_) = NOTEBOOKS
    raw = json.loads(path.read_text(encoding="utf-8"))
    for cell in raw["cells"]:
        if isinstance(cell["source"], str):
            cell["source"] = cell["source"].splitlines(keepends=True)
    assert map_notebook(path.stem, raw) == course_contents()[0]


def test_a_chapter_knows_its_number_its_minutes_and_its_claims():
    by_chapter = {one.chapter: one for one in course_contents()}
    assert by_chapter[0].title.startswith("Start here")
    assert by_chapter[0].minutes == by_chapter[0].core_minutes
    assert "C031" in by_chapter[3].claims
    assert map_notebook("scratch", {"cells": []}).chapter is None


def test_a_file_that_is_no_notebook_is_named(tmp_path):
    with pytest.raises(ValueError, match="no notebook in"):
        course_contents(tmp_path)
    (tmp_path / "03_broken.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match=r"03_broken\.ipynb is no notebook"):
        course_contents(tmp_path)


def test_the_quizzes_that_a_notebook_asks_are_read_from_its_code():
    code = (
        "# Quiz: a section\nQuiz(3, section='3.1', n=2); Quiz(3, '3.2')",
        "%run this",
        "from x import Quiz",
        "!Quiz(",
        "Quiz(3, n=8)",
        "Quiz(3, objective='o3.5')",
    )
    cells = [{"cell_type": "markdown", "source": "# Title\n## Into a vein (IV)\n### Slowly"}]
    cells += [{"cell_type": "code", "source": source} for source in code]
    found = map_notebook("03_x", {"cells": cells}).quizzes
    heading = "Into a vein (IV)"
    assert found == (
        AskedQuiz("3.1", 2, heading),
        AskedQuiz("3.2", None, heading),
        AskedQuiz(None, 8, heading),
        AskedQuiz(None, None, heading, objective="o3.5"),
    )


def test_a_quiz_stands_under_the_notebooks_own_heading(tmp_path):
    assert quiz_heading(3, "3.1").startswith("Into a vein")
    assert quiz_heading(3, "3.9") is None
    assert quiz_heading(3, "3.1", tmp_path) is None
