"""Plain boxes are plain: a reading grade of 8 or lower, in notebooks, in exercises and in the glossary.

Each box is held to the grade of its whole text, without its label, its references and where its links lead.
Short boxes are held to it as well: among few words one long word weighs more, and it is there that a reader
stumbles. So is each plain wording of the glossary.
"""

from pathlib import Path

import nbformat
import pytest
from reading_grade import DRUGS, MOST, grade, hardest_words, syllables, vowel_groups

from ketamine_course.commands import markdown
from ketamine_course.evidence import course_folder, load_table, table_names

LABEL = "In plain words."
FOLDERS = ("notebooks", "exercises")
PAGES = [page for folder in FOLDERS for page in sorted((course_folder() / folder).glob("*.ipynb"))]


def plain_boxes(source: str) -> list[str]:
    """Return the words of each plain box of a Markdown text, as a reader sees them, without the label."""
    quotes = [token for token in markdown.blocks(source) if token["type"] == "block_quote"]
    texts = [
        " ".join(
            markdown.text_of(part)
            for part in markdown.walk([quote])
            if part["type"] in ("paragraph", "block_text")
        )
        for quote in quotes
    ]
    return [text.removeprefix(LABEL).strip() for text in texts if text.startswith(LABEL)]


def boxes_of(page: Path) -> list[tuple[str, str]]:
    """Return (where, words) of each plain box of a notebook."""
    cells = [cell for cell in nbformat.read(page, as_version=4).cells if cell.cell_type == "markdown"]
    return [(f"{page.stem}, cell {cell.id}", box) for cell in cells for box in plain_boxes(cell.source)]


def glossary_entries() -> list[tuple[str, str]]:
    """Return (where, words) of each plain wording of the glossary; none while there is no such table."""
    if "glossary" not in table_names():
        return []
    rows = load_table("glossary")
    return [(f"glossary, {row.term}", row.plain) for row in rows.itertuples() if isinstance(row.plain, str)]


def too_hard(texts: list[tuple[str, str]]) -> list[str]:
    """Return, for each text above the grade, where it is, its grade and its longest words."""
    return [
        f"{where}: grade {grade(words):.1f}; shorten sentences, or words such as "
        + ", ".join(hardest_words(words))
        for where, words in texts
        if grade(words) > MOST
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_each_plain_box_can_be_read_at_grade_8(page):
    found = boxes_of(page)
    assert found, "a page without a box “In plain words”"
    assert too_hard(found) == []


def test_each_plain_wording_of_the_glossary_can_be_read_at_grade_8():
    assert too_hard(glossary_entries()) == []


def test_the_grade_is_that_counted_by_hand():
    # 6 words, 1 sentence, 6 syllables; then 10 words, 2 sentences, 14 syllables (the-peo-ple ...).
    assert grade("The cat sat on the mat.") == pytest.approx(0.39 * 6 + 11.8 * 1 - 15.59)
    text = "Many people feel less pain. Some people feel none today."
    assert grade(text) == pytest.approx(0.39 * 10 / 2 + 11.8 * 14 / 10 - 15.59)


def test_a_hard_text_is_too_hard_and_is_told_with_its_longest_words():
    hard = (
        "Subanaesthetic administration of the dissociative anaesthetic produces transient antinociception, "
        "though placebo-controlled investigations demonstrate considerable heterogeneity."
    )
    boxes = plain_boxes(f"## Title\n\n> **In plain words.** {hard}\n\n> **Key point.** {hard}")
    assert boxes == [hard]
    (problem,) = too_hard([("here", hard)])
    assert problem.startswith("here: grade 3")
    assert "heterogeneity" in problem


def test_one_long_word_makes_a_short_box_too_hard():
    assert too_hard([("here", "A pharmacological explanation.")])
    assert not too_hard([("here", "How a drug works.")])


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("pain", 1),
        ("drug", 1),
        ("open", 2),
        ("many", 2),
        ("people", 2),
        ("prices", 2),
        ("makes", 1),
        ("tested", 2),
        ("called", 1),
        ("unreal", 3),
        ("article", 3),
        ("anything", 3),
        ("people's", 2),
        ("emergency", 4),
        ("measurement", 4),
        ("calculation", 4),
        ("anaesthesia", 4),
        ("NMDA", 4),
        ("US", 2),
        ("I", 1),
        ("10", 2),
        ("1,962", 4),
    ],
)
def test_syllables_are_those_that_one_hears(word, count):
    assert syllables(word) == count


def test_pyphen_s_parts_count_where_vowels_run_together():
    assert vowel_groups("trial") == 1
    assert syllables("trial") == 2


@pytest.mark.parametrize("name", sorted(DRUGS))
def test_the_name_of_a_drug_weighs_as_little_as_a_short_word(name):
    assert grade(f"Some took {name} at home.") == grade("Some took rest at home.")


def test_references_links_and_figures_are_read_as_a_reader_sees_them():
    source = (
        "> **In plain words.** Of 17 people<!--cohorts:er001.n--> at 10 %<!--example-->, see\n"
        "> [this page](03_methods_of_administration.ipynb#Into-a-vein). *Two* more.\n"
        ">\n> The end."
    )
    (box,) = plain_boxes(source)
    assert box == "Of 17 people at 10 %, see this page. Two more. The end."
    # 14 words ("%" is two), 3 sentences; 17 and 10 have two syllables each, as has "people".
    assert grade(box) == pytest.approx(0.39 * 14 / 3 + 11.8 * 17 / 14 - 15.59)


def test_a_text_without_words_has_no_grade():
    with pytest.raises(ValueError, match="no reading grade"):
        grade(" … ")
