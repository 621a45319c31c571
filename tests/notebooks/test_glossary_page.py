"""The start page shows the glossary as the table has it, and the command that writes it does no more."""

import shutil

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from ketamine_course.commands import cli, markdown, normal_form
from ketamine_course.commands.glossary_page import CELL, glossary_text, write_glossary
from ketamine_course.commands.rules.links import anchors_of_file
from ketamine_course.evidence import course_folder
from ketamine_course.evidence.glossary import Term, chapters_of_terms, terms

START_PAGE = course_folder() / "notebooks/00_start_here.ipynb"


@pytest.fixture
def course(tmp_path):
    """A copy of the notebooks in a course folder of its own."""
    shutil.copytree(START_PAGE.parent, tmp_path / "notebooks")
    return tmp_path


def test_start_page_shows_the_glossary_of_the_table_and_the_command_prints_it(capsys):
    cells = normal_form.read(START_PAGE.read_text(encoding="utf-8")).cells
    (shown,) = (cell.source for cell in cells if cell.id == CELL)
    assert cli.main(["glossary"]) == 0
    printed = capsys.readouterr().out.removesuffix("\n")
    assert shown == printed == glossary_text(terms().values(), chapters_of_terms())


def test_each_term_has_its_anchor_once():
    anchors = anchors_of_file(START_PAGE)
    assert [term.slug for term in terms().values() if anchors.count(term.anchor) != 1] == []


def test_entries_stand_by_letter_with_both_wordings_and_their_chapters():
    known = [
        Term("dose", "dose", (), "How much is given.", "An amount."),
        Term("drip", "drip", ("infusion", "IV"), "It runs in slowly.", "An infusion."),
        Term("vein", "vein", (), "It leads to the heart.", "A vessel."),
    ]
    text = glossary_text(known, {"drip": [(1, "01_a.ipynb"), (3, "03_c.ipynb")]})
    assert markdown.headings(text) == [(3, "D"), (3, "V")]
    assert markdown.targets(text) == ["#D", "#V", "01_a.ipynb", "03_c.ipynb"]
    paragraphs = [markdown.text_of(block) for block in markdown.blocks(text) if block["type"] == "paragraph"]
    assert paragraphs[1] == "dose: How much is given. Exactly: An amount."
    assert paragraphs[2] == (
        "drip (also: infusion, IV): It runs in slowly. Exactly: An infusion. Linked in chapter 1, chapter 3."
    )


def test_writing_changes_nothing_where_all_is_current(course):
    assert write_glossary(course) == []


def test_writing_gives_links_the_plain_wording_and_the_start_page_its_terms(course):
    start, other = course / "notebooks/00_start_here.ipynb", course / "notebooks/09_other.ipynb"
    stale = '[Placebos](00_start_here.ipynb#glossary-placebo "Old.") [x](00_start_here.ipynb#glossary-none)'
    notebook = new_notebook(cells=[new_markdown_cell(stale, id="stale")])
    other.write_text(normal_form.write(normal_form.normalise(notebook)), encoding="utf-8")
    assert write_glossary(course) == ["notebooks/00_start_here.ipynb", "notebooks/09_other.ipynb"]
    placebo = terms()["placebo"]
    source = normal_form.read(other.read_text(encoding="utf-8")).cells[0].source
    assert source == stale.replace("Old.", placebo.plain)
    assert "[chapter 9](09_other.ipynb)" in start.read_text(encoding="utf-8")
    assert write_glossary(course) == []
