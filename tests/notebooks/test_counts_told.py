"""How many questions and claims a sentence announces is how many the widget below it asks."""

import re
from itertools import pairwise

import nbformat
import pytest
from test_verdicts import NUMBER_WORDS

from ketamine_course.evidence import course_folder, outline
from ketamine_course.widgets import ClaimCheck, Quiz

NOTEBOOKS = sorted((course_folder() / "notebooks").glob("0[0-9]_*.ipynb"))
TOLD = re.compile(
    rf"(?<![\w-])({'|'.join(NUMBER_WORDS[::-1])})\s(?:more\s|short\s)?(?:questions?|claims?|things)\b",
    re.IGNORECASE,
)
CALL = re.compile(r"^(Quiz|ClaimCheck)\((.*)\)$", re.MULTILINE)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_sentence_before_questions_or_claims_counts_them_rightly(path):
    for before, cell in pairwise(nbformat.read(path, as_version=4).cells):
        call = CALL.search(cell.source) if cell.cell_type == "code" else None
        told = TOLD.findall(before.source) if before.cell_type == "markdown" else []
        if call and told:
            widget = eval(call[0], {"Quiz": Quiz, "ClaimCheck": ClaimCheck})
            count = len(widget.questions if isinstance(widget, Quiz) else widget.claims)
            assert told[-1].lower() == NUMBER_WORDS[count], (
                f"{path.name}, cell {before.id}: there are {count}"
            )


def test_the_start_page_says_which_chapters_are_ready():
    ready, all_of_them = int(NOTEBOOKS[-1].name[:2]), int((outline()["kind"] == "chapter").sum())
    words = f"**Chapters 1 to {ready} are ready; {ready + 1} to {all_of_them} are not yet.**"
    cells = nbformat.read(NOTEBOOKS[0], as_version=4).cells
    assert any(words in cell.source for cell in cells), f"{NOTEBOOKS[0].name} does not say: {words}"
